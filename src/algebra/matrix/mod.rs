//! Matrices of expressions.
