//! Tests of `algebra::matrix`.
