//! An expression as one fraction of polynomials.

use super::field::{Field, Form};
use super::write::Writer;
use super::{Generator, Limits};
use crate::algebra::AlgebraError;
use crate::algebra::polynomial::Poly;
use crate::expr::{Arena, Id, Number};

/// An expression as a number times powers of generators and of sums, which are polynomials in the
/// generators.
///
/// # Examples
/// ```
/// use gradus::algebra::forms::{Fraction, Limits};
/// use gradus::expr::{Arena, lower};
///
/// let mut arena = Arena::new();
/// let [x, y] = ["x", "y"].map(|name| arena.symbol(name));
/// let (p, q) = (arena.recip(x), arena.recip(y));
/// let sum = arena.add(p, q);
/// let mut fraction = Fraction::of(&mut arena, sum, &Limits::default())?;
/// let (numerator, denominator) = fraction.quotient()?;
/// assert_eq!(numerator.to_string(), "x0 + x1");
/// assert_eq!(denominator.to_string(), "x0*x1");
/// # Ok::<(), gradus::algebra::AlgebraError>(())
/// ```
#[derive(Debug)]
pub struct Fraction {
    pub(super) field: Field,
    pub(super) form: Form,
}

impl Fraction {
    /// The fraction that an expression is. Sums are combined over the least common multiple of
    /// their denominators, of which equal factors count once; nothing is cancelled yet.
    ///
    /// # Errors
    /// When an exact zero is divided by, there are more than
    /// [`MAX_VARIABLES`](crate::algebra::polynomial::MAX_VARIABLES) generators, or a limit is
    /// reached.
    pub fn of(arena: &mut Arena, id: Id, limits: &Limits) -> Result<Self, AlgebraError> {
        let id = arena.canonical(id)?;
        let (field, mut forms) = Field::of(arena, &[id], limits)?;
        let form = forms.pop().unwrap_or_else(Form::one);
        Ok(Fraction { field, form })
    }

    /// Whether it is 0: a proof, except where generators depend on each other in a way that is not
    /// seen (`sin(x)` and `cos(x)`).
    pub fn is_zero(&self) -> bool {
        self.form.is_zero()
    }

    /// The work that may still be done on it.
    pub fn fuel_left(&self) -> u64 {
        self.field.fuel.left()
    }

    /// The rational factor.
    pub fn content(&self) -> &Number {
        &self.form.content
    }

    /// What the variables of the polynomials stand for.
    pub fn generators(&self) -> &[Generator] {
        &self.field.generators.list
    }

    /// Numerator and denominator, multiplied out, the rational factor included.
    ///
    /// # Errors
    /// When a limit is reached.
    pub fn quotient(&mut self) -> Result<(Poly, Poly), AlgebraError> {
        self.field.quotient(&self.form)
    }

    /// The polynomials that it is a product of powers of, with their exponents.
    pub fn sums(&self) -> impl Iterator<Item = (&Poly, i32)> {
        self.form
            .sums
            .iter()
            .map(|&(at, exponent)| (&self.field.sums[at as usize], exponent))
    }

    /// As an expression: a product of powers, with sums as they are.
    ///
    /// # Errors
    /// When it has no canonical form.
    pub fn to_expression(&self, arena: &mut Arena) -> Result<Id, AlgebraError> {
        Writer::new(arena, &self.field).form(arena, &self.form)
    }
}
