//! Tangent lines and planes.

use super::taylor::taylor;
use crate::analysis::AnalysisError;
use crate::expr::{Arena, Id};

/// The tangent of a function at a point: its linear part there, written out. A line in one
/// variable, a plane in two.
///
/// # Errors
/// As [`taylor`]: at a kink, a pole, or where the function is not defined.
///
/// # Examples
/// ```
/// use gradus::Expr;
/// let f: Expr = "x^2 + y^2".parse()?;
/// let plane = f.tangent(&[("x", 2.into()), ("y", 4.into())])?;
/// assert_eq!(plane.to_string(), "4*x + 8*y - 20");
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn tangent(arena: &mut Arena, function: Id, at: &[(Id, Id)]) -> Result<Id, AnalysisError> {
    let linear = taylor(arena, function, at, 1)?;
    let (mut constant, mut slopes) = (Id::ZERO, Id::ZERO);
    for term in &linear.terms {
        let place = term.powers.iter().position(|&power| power > 0);
        let Some(&(variable, point)) = place.and_then(|place| at.get(place)) else {
            constant = arena.add(constant, term.coefficient);
            continue;
        };
        let slope = arena.mul(term.coefficient, variable);
        slopes = arena.add(slopes, slope);
        let back = arena.mul(term.coefficient, point);
        constant = arena.sub(constant, back);
    }
    let constant = arena.canonical(constant)?;
    let constant = super::ring::distributed(arena, constant)?;
    let sum = arena.add(slopes, constant);
    Ok(arena.canonical(sum)?)
}
