//! Tests of `analysis::series`.
