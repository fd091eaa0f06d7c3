//! Tests of `analysis::solve`.
