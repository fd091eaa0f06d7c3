//! Polynomials of one variable with integer coefficients.
