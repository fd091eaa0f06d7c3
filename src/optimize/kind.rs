//! What kind of stationary point a Hessian tells of.

use std::fmt;

use nalgebra::{DMatrix, SymmetricEigen};

use super::OptimizeError;
use super::linear::sorted;

/// An eigenvalue of at most this share of the largest counts as zero: well
/// above the rounding of the entries, well below the conditioning of problems
/// that can be worked with at all.
const ZERO: f64 = 1e-10;

/// More sweeps than this are not needed by any finite symmetric matrix.
const SWEEPS_PER_ROW: usize = 100;

/// The kind of a stationary point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// All eigenvalues of the Hessian are positive.
    Minimum,
    /// All are negative.
    Maximum,
    /// There are positive and negative ones.
    Saddle,
    /// One is zero and the others have one sign: undecided by second
    /// derivatives.
    Degenerate,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::Saddle => "saddle",
            Self::Degenerate => "degenerate",
        })
    }
}

/// The kind of a stationary point with this Hessian, and the eigenvalues.
///
/// An eigenvalue counts as zero where its size is at most 1e-10 of the
/// largest. Eigenvalues of both signs make a saddle even beside a zero.
///
/// # Shape
/// `hessian` has `n * n` entries and is symmetric; the eigenvalues come in
/// ascending order.
///
/// # Cost
/// About `10 n^3` operations.
///
/// # Errors
/// [`OptimizeError::NoVariables`], [`OptimizeError::HessianLength`], and
/// [`OptimizeError::HessianNotFinite`] for entries that are NaN or infinite.
///
/// # Examples
/// ```
/// use gradus::optimize::{Kind, classify};
///
/// let (kind, eigenvalues) = classify(&[4.0, -1.0, -1.0, 6.0], 2)?;
/// assert_eq!(kind, Kind::Minimum);
/// assert!((eigenvalues[0] - 3.585786437626905).abs() < 1e-12);
/// # Ok::<(), gradus::optimize::OptimizeError>(())
/// ```
pub fn classify(hessian: &[f64], n: usize) -> Result<(Kind, Vec<f64>), OptimizeError> {
    if n == 0 {
        return Err(OptimizeError::NoVariables);
    }
    let expected = n.saturating_mul(n);
    if hessian.len() != expected {
        return Err(OptimizeError::HessianLength {
            expected,
            found: hessian.len(),
        });
    }
    let spectrum = decompose(hessian, n).ok_or(OptimizeError::HessianNotFinite)?;
    let eigenvalues = sorted(spectrum.eigenvalues.as_slice());
    Ok((kind_of(&eigenvalues, ZERO), eigenvalues))
}

/// The kind for eigenvalues of which those up to `zero` times the largest
/// count as zero.
pub(super) fn kind_of(eigenvalues: &[f64], zero: f64) -> Kind {
    let largest = eigenvalues.iter().fold(0.0_f64, |m, e| m.max(e.abs()));
    let threshold = zero * largest;
    let positive = eigenvalues.iter().filter(|&&e| e > threshold).count();
    let negative = eigenvalues.iter().filter(|&&e| e < -threshold).count();
    match (positive, negative) {
        (p, q) if p > 0 && q > 0 => Kind::Saddle,
        (p, 0) if p > 0 && p == eigenvalues.len() => Kind::Minimum,
        (0, q) if q > 0 && q == eigenvalues.len() => Kind::Maximum,
        _ => Kind::Degenerate,
    }
}

/// Eigenvalues and eigenvectors, `None` where an entry is not finite.
pub(super) fn decompose(hessian: &[f64], n: usize) -> Option<SymmetricEigen<f64, nalgebra::Dyn>> {
    if !hessian.iter().all(|entry| entry.is_finite()) {
        return None;
    }
    let matrix = DMatrix::from_row_slice(n, n, hessian);
    let spectrum = SymmetricEigen::try_new(matrix, f64::EPSILON, SWEEPS_PER_ROW * n.max(10))?;
    let finite = spectrum.eigenvalues.iter().all(|e| e.is_finite());
    finite.then_some(spectrum)
}
