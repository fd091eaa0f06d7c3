//! Upper bounds of the degrees of a common divisor, from one image for each variable.

use super::field::{Field, Shuffle, trim};
use super::{MAX_VARIABLES, Poly};
use crate::algebra::{AlgebraError, Fuel};

const WORK: &str = "finding a common divisor";

/// For each of the variables, a degree that the greatest common divisor can't exceed; nothing
/// if the point was unlucky.
pub(super) fn degree_bounds(
    field: &Field,
    a: &Poly,
    b: &Poly,
    variables: &[usize],
    random: &mut Shuffle,
    fuel: &mut Fuel,
) -> Result<Option<Vec<u32>>, AlgebraError> {
    let top = a.degrees().lcm(&b.degrees());
    let mut tables = vec![(Vec::new(), Vec::new()); MAX_VARIABLES];
    for variable in variables {
        let backward = random.residue(field);
        let forward = field.recip(backward);
        let degree = top.exponent(*variable);
        if let Some(table) = tables.get_mut(*variable) {
            *table = (
                field.powers(forward, degree),
                field.powers(backward, degree),
            );
        }
    }
    let work = (a.term_count() + b.term_count()) * (2 * variables.len() + 4);
    fuel.spend(work as u64, WORK)?;
    let image = |poly: &Poly| -> Vec<Vec<u64>> {
        let mut lists: Vec<Vec<u64>> = (variables.iter())
            .map(|variable| vec![0; top.exponent(*variable) as usize + 1])
            .collect();
        for (monomial, coefficient) in poly.monomials() {
            let mut value = field.of_integer(coefficient);
            let power = |table: &Vec<u64>, exponent: u32| {
                table.get(exponent as usize).copied().unwrap_or(0)
            };
            for variable in variables {
                if let Some((forward, _)) = tables.get(*variable) {
                    let exponent = monomial.exponent(*variable);
                    value = field.mul(value, power(forward, exponent));
                }
            }
            for (variable, list) in variables.iter().zip(&mut lists) {
                if let Some((_, backward)) = tables.get(*variable) {
                    let exponent = monomial.exponent(*variable);
                    let rest = field.mul(value, power(backward, exponent));
                    if let Some(place) = list.get_mut(exponent as usize) {
                        *place = field.add(*place, rest);
                    }
                }
            }
        }
        for list in &mut lists {
            trim(list);
        }
        lists
    };
    let mut bounds = Vec::with_capacity(variables.len());
    let (left, right) = (image(a), image(b));
    for ((variable, mut left), mut right) in variables.iter().zip(left).zip(right) {
        // A leading coefficient of either that stays makes the image's degree an upper bound.
        let (full_left, full_right) = (a.degree_in(*variable), b.degree_in(*variable));
        if left.len() != full_left as usize + 1 && right.len() != full_right as usize + 1 {
            return Ok(None);
        }
        fuel.spend((left.len() * right.len() * 2) as u64, WORK)?;
        field.gcd(&mut left, &mut right);
        bounds.push((left.len() as u32).saturating_sub(1));
    }
    Ok(Some(bounds))
}
