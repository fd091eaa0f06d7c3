//! Tests of `algebra::forms`.
