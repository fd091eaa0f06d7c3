//! What a method asks of the function it walks on.

use std::cell::Cell;

use super::report::Evaluations;
use super::squares::Squares;

/// A function of several real variables with its first and second derivatives.
///
/// A value that does not exist (outside the domain, overflow) is said with a
/// NaN or an infinity; the methods take that as "not here" and never panic.
///
/// # Shape
/// `x` and the gradient have [`dimension`](Objective::dimension) entries `n`;
/// the Hessian has `n * n`, row by row, and is symmetric.
///
/// # Examples
/// ```
/// use gradus::optimize::Objective;
///
/// struct Bowl;
/// impl Objective for Bowl {
///     fn dimension(&self) -> usize { 1 }
///     fn value(&self, x: &[f64]) -> f64 { x[0] * x[0] }
///     fn gradient(&self, x: &[f64], out: &mut [f64]) { out[0] = 2.0 * x[0]; }
///     fn hessian(&self, _: &[f64], out: &mut [f64]) { out[0] = 2.0; }
/// }
/// let mut slope = [0.0];
/// assert_eq!(Bowl.value_and_gradient(&[3.0], &mut slope), 9.0);
/// assert_eq!(slope, [6.0]);
/// ```
pub trait Objective {
    /// The number of variables.
    fn dimension(&self) -> usize;

    /// The value at `x`.
    fn value(&self, x: &[f64]) -> f64;

    /// Writes the gradient at `x` into `out`.
    fn gradient(&self, x: &[f64], out: &mut [f64]);

    /// Writes the Hessian at `x` into `out`, row by row, both triangles.
    fn hessian(&self, x: &[f64], out: &mut [f64]);

    /// The value at `x`, and the gradient into `out`; worth overriding where
    /// one program computes both.
    fn value_and_gradient(&self, x: &[f64], out: &mut [f64]) -> f64 {
        self.gradient(x, out);
        self.value(x)
    }

    /// Whether the Hessian is large and dense, so that it is better not made.
    fn is_crowded(&self) -> bool {
        false
    }

    /// Row and column of each entry of the Hessian on or below its diagonal that is not 0
    /// everywhere, row by row, columns rising; nothing where that is not known.
    fn sparsity(&self) -> Option<&[(usize, usize)]> {
        None
    }

    /// Writes the entries that [`sparsity`](Self::sparsity) names into `out`.
    ///
    /// # Shape
    /// `out` has one place for each of them.
    fn hessian_entries(&self, x: &[f64], out: &mut [f64]) {
        let n = self.dimension();
        let mut dense = vec![f64::NAN; n * n];
        self.hessian(x, &mut dense);
        for (out, &(row, column)) in out.iter_mut().zip(self.sparsity().unwrap_or(&[])) {
            *out = dense[row * n + column];
        }
    }

    /// Writes the Hessian at `x` times `v` into `out`, if there is a way that does not go through
    /// the whole Hessian; false where there is none.
    fn hessian_times(&self, _x: &[f64], _v: &[f64], _out: &mut [f64]) -> bool {
        false
    }

    /// Whether [`hessian`](Self::hessian) is exact and not an approximation.
    fn has_hessian(&self) -> bool {
        true
    }

    /// Whether the Hessian is known to be the same everywhere.
    fn is_quadratic(&self) -> bool {
        false
    }

    /// The same function as a sum of squares, if it is known to be one.
    fn squares(&self) -> Option<&dyn Squares> {
        None
    }
}

/// The objective turned so that downhill is always better, and counted.
pub(super) struct Oriented<'a> {
    inner: &'a dyn Objective,
    ascending: bool,
    values: Cell<usize>,
    gradients: Cell<usize>,
    hessians: Cell<usize>,
    products: Cell<usize>,
}

impl<'a> Oriented<'a> {
    pub(super) fn new(inner: &'a dyn Objective, ascending: bool) -> Self {
        Self {
            inner,
            ascending,
            values: Cell::new(0),
            gradients: Cell::new(0),
            hessians: Cell::new(0),
            products: Cell::new(0),
        }
    }

    /// Turns a value back into one of the function that was given.
    pub(super) fn original(&self, value: f64) -> f64 {
        if self.ascending { -value } else { value }
    }

    pub(super) fn value(&self, x: &[f64]) -> f64 {
        bump(&self.values);
        self.original(self.inner.value(x))
    }

    pub(super) fn gradient(&self, x: &[f64], out: &mut [f64]) {
        bump(&self.gradients);
        self.inner.gradient(x, out);
        self.turn(out);
    }

    pub(super) fn value_and_gradient(&self, x: &[f64], out: &mut [f64]) -> f64 {
        bump(&self.values);
        bump(&self.gradients);
        let value = self.inner.value_and_gradient(x, out);
        self.turn(out);
        self.original(value)
    }

    /// The Hessian of the turned function.
    pub(super) fn hessian(&self, x: &[f64], out: &mut [f64]) {
        self.original_hessian(x, out);
        self.turn(out);
    }

    /// Where the Hessian may have entries, as [`Objective::sparsity`].
    pub(super) fn sparsity(&self) -> Option<&[(usize, usize)]> {
        self.inner.sparsity()
    }

    /// The entries of the Hessian of the turned function.
    pub(super) fn hessian_entries(&self, x: &[f64], out: &mut [f64]) {
        bump(&self.hessians);
        self.inner.hessian_entries(x, out);
        self.turn(out);
    }

    /// The Hessian of the turned function times a vector, as [`Objective::hessian_times`].
    pub(super) fn hessian_times(&self, x: &[f64], v: &[f64], out: &mut [f64]) -> bool {
        let known = self.inner.hessian_times(x, v, out);
        if known {
            bump(&self.products);
            self.turn(out);
        }
        known
    }

    pub(super) fn has_hessian(&self) -> bool {
        self.inner.has_hessian()
    }

    pub(super) fn is_quadratic(&self) -> bool {
        self.inner.is_quadratic()
    }

    /// The squares, where going down is what is asked for.
    pub(super) fn squares(&self) -> Option<&'a dyn Squares> {
        if self.ascending {
            None
        } else {
            self.inner.squares()
        }
    }

    /// Counts an evaluation of value and gradient that was made through the squares.
    pub(super) fn count_both(&self) {
        bump(&self.values);
        bump(&self.gradients);
    }

    /// The Hessian of the function that was given, for its classification.
    pub(super) fn original_hessian(&self, x: &[f64], out: &mut [f64]) {
        bump(&self.hessians);
        self.inner.hessian(x, out);
    }

    pub(super) fn evaluations(&self) -> Evaluations {
        Evaluations {
            value: self.values.get(),
            gradient: self.gradients.get(),
            hessian: self.hessians.get(),
            product: self.products.get(),
        }
    }

    // Negation is exact, so `x - rate * (-g)` has the bits of `x + rate * g`.
    fn turn(&self, numbers: &mut [f64]) {
        if self.ascending {
            for number in numbers {
                *number = -*number;
            }
        }
    }
}

fn bump(count: &Cell<usize>) {
    count.set(count.get() + 1);
}
