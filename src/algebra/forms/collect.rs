//! Terms grouped by the powers of some variables.

use super::expand::{expand, factors_of, sum_of, terms_of};
use super::{Limits, Map};
use crate::algebra::AlgebraError;
use crate::expr::{Arena, Id, Number};

/// The expanded expression with its terms grouped by the powers of `variables`, which may be
/// symbols or calls.
///
/// # Errors
/// As for [`expand`].
///
/// # Examples
/// ```
/// use gradus::Expr;
/// let f: Expr = "a*x + b*x + (x + c)^2".parse()?;
/// assert_eq!(f.collect(["x"])?.to_string(), "c^2 + x^2 + x*(a + b + 2*c)");
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn collect(
    arena: &mut Arena,
    id: Id,
    variables: &[Id],
    limits: &Limits,
) -> Result<Id, AlgebraError> {
    let expanded = expand(arena, id, limits)?;
    // Groups in the order in which they come, so that the result depends on nothing else.
    let mut places: Map<Id, usize> = Map::default();
    let mut groups: Vec<(Id, Vec<(Number, Id)>)> = Vec::new();
    for (factor, term) in terms_of(arena, expanded) {
        let (mut key, mut rest) = (Id::ONE, Id::ONE);
        for (base, exponent) in factors_of(arena, term) {
            let power = arena.pow(base, exponent);
            let whole = arena.canonical(power)?;
            if variables.contains(&base) || variables.contains(&whole) {
                key = arena.mul(key, power);
            } else {
                rest = arena.mul(rest, power);
            }
        }
        let key = arena.canonical(key)?;
        let place = *places.entry(key).or_insert_with(|| {
            groups.push((key, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push((factor, rest));
    }
    let mut sum = Id::ZERO;
    for (key, terms) in groups {
        let coefficient = sum_of(arena, terms)?;
        let term = arena.mul(coefficient, key);
        sum = arena.add(sum, term);
    }
    Ok(arena.canonical(sum)?)
}
