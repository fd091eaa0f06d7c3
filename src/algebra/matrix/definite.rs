//! The signs of quadratic forms.

use num_traits::{Signed, Zero};

use super::Matrix;
use super::eigen::{EXACT_SIZE, characteristic};
use crate::algebra::AlgebraError;
use crate::expr::Arena;

/// What the values `x' A x` of a symmetric matrix can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Definiteness {
    /// Positive for every vector but 0.
    PositiveDefinite,
    /// Never negative, and 0 for some vector but 0.
    PositiveSemidefinite,
    /// Negative for every vector but 0.
    NegativeDefinite,
    /// Never positive, and 0 for some vector but 0.
    NegativeSemidefinite,
    /// Of both signs.
    Indefinite,
}

impl std::fmt::Display for Definiteness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::PositiveDefinite => "positive definite",
            Self::PositiveSemidefinite => "positive semidefinite",
            Self::NegativeDefinite => "negative definite",
            Self::NegativeSemidefinite => "negative semidefinite",
            Self::Indefinite => "indefinite",
        })
    }
}

impl Matrix {
    /// The signs of the quadratic form of a symmetric matrix of numbers; nothing for a matrix with
    /// symbols, one that is not symmetric, or one of more than 24 rows.
    ///
    /// # Errors
    /// [`AlgebraError::Shape`] if the matrix is not square; [`AlgebraError::OutOfFuel`] for very
    /// long numbers; [`AlgebraError::Canonical`].
    ///
    /// # Source
    /// All eigenvalues are real, so by Descartes' rule the changes of sign of the characteristic
    /// polynomial count the positive ones exactly.
    pub fn definiteness(&self, arena: &mut Arena) -> Result<Option<Definiteness>, AlgebraError> {
        let size = self.size()?;
        let given = self.canonical(arena)?;
        let Some(numbers) = given.numbers(arena) else {
            return Ok(None);
        };
        if size > EXACT_SIZE || given.transpose() != given {
            return Ok(None);
        }
        let (coefficients, _) = characteristic(&numbers, size)?;
        let zero = coefficients.iter().take_while(|c| c.is_zero()).count();
        let signs: Vec<bool> = coefficients
            .iter()
            .filter(|coefficient| !coefficient.is_zero())
            .map(Signed::is_negative)
            .collect();
        let positive = signs.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let negative = size - zero - positive;
        Ok(Some(match (positive, negative) {
            (_, 0) if zero == 0 => Definiteness::PositiveDefinite,
            (_, 0) => Definiteness::PositiveSemidefinite,
            (0, _) if zero == 0 => Definiteness::NegativeDefinite,
            (0, _) => Definiteness::NegativeSemidefinite,
            _ => Definiteness::Indefinite,
        }))
    }
}
