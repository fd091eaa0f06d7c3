//! Polynomials of one variable with integer coefficients.
//!
//! A polynomial is a list of coefficients, the constant first.

mod complex;
mod cyclotomic;
mod dense;
mod factor;
mod gcd;
mod hensel;
mod integers;
mod knapsack;
mod lattice;
mod modular;
mod prime;
mod rational_roots;
mod real;
mod recombine;
mod split;
#[cfg(test)]
mod tests;

pub use complex::{ComplexRoot, complex_roots};
pub use cyclotomic::{cyclotomic, totient};
pub use dense::{
    Coefficients, add, content, deflate, deflation, degree, derivative, divide_exact, evaluate,
    evaluate_fraction, from_small, inflate, leading, multiply, multiply_all, power, primitive,
    reverse, scale, shift, subtract, trimmed,
};
pub use factor::{Factors, factor, order};
pub use gcd::{discriminant, gcd, least_multiple, radical, resultant, square_free};
pub use integers::{IntegerFactors, exact_root, factor_integer, is_prime, perfect_power};
pub use rational_roots::rational_roots;
pub use real::{Isolated, count_real_roots, isolate_real_roots};
