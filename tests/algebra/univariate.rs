//! Tests of `algebra::univariate`.
