//! Tests of `algebra::polynomial`.
