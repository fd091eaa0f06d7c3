//! Multivariate polynomials with integer coefficients.
