//! Sums of squares: residuals with their Jacobian.

mod jacobian;
mod residuals;
mod rows;
mod structure;
mod triangle;

pub(in crate::optimize) use residuals::MUCH_WORK;
pub use residuals::Residuals;
pub use rows::RowSquares;
pub use triangle::Triangle;

/// A function that is a sum of squares of residuals, and perhaps a constant.
pub trait Squares {
    /// How many residuals there are.
    fn count(&self) -> usize;

    /// The value of the function at `x`, and the triangle of its residuals with their Jacobian.
    ///
    /// Where the value does not exist it is not finite.
    fn factored(&self, x: &[f64]) -> Factored;

    /// For each variable whether all residuals are linear in it, and in all such variables
    /// together.
    fn linear(&self) -> &[bool];
}

/// A sum of squares at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Factored {
    /// The value of the function.
    pub value: f64,
    /// The part of it that is no square.
    pub constant: f64,
    /// The residuals with their Jacobian, factored.
    pub triangle: Triangle,
}

impl Factored {
    /// The gradient of the sum of squares.
    pub fn gradient(&self) -> Vec<f64> {
        let half = self.triangle.gradient();
        half.into_iter().map(|entry| 2.0 * entry).collect()
    }

    /// Whether value and derivatives are finite.
    pub fn is_finite(&self) -> bool {
        self.value.is_finite() && self.triangle.is_finite()
    }
}
