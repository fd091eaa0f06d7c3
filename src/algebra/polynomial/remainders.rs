//! Numbers from their residues modulo several primes.

use super::field::Field;
use super::interpolate::Residues;
use super::{Coefficient, Monomial};

/// Whether numbers that are known modulo a modulus are all well below it, as true ones are and
/// others hardly ever.
pub(super) fn are_plausible<'a>(
    mut values: impl Iterator<Item = &'a Coefficient>,
    modulus: &Coefficient,
) -> bool {
    let bits = modulus.bits();
    values.all(|value| value.bits() + 12 < bits)
}

/// Takes residues modulo one more prime into numbers that are known modulo others.
pub(super) fn combine(
    field: &Field,
    known: &mut Vec<(Monomial, Coefficient)>,
    image: &Residues,
    modulus: &Coefficient,
    inverse: u64,
) {
    let mut merged = Vec::with_capacity(known.len().max(image.len()));
    let mut old = known.drain(..).peekable();
    let mut new = image.iter().peekable();
    loop {
        let monomial = match (old.peek(), new.peek()) {
            (Some(a), Some(b)) => a.0.max(b.0),
            (Some(a), None) => a.0,
            (None, Some(b)) => b.0,
            (None, None) => break,
        };
        let value = match old.next_if(|term| term.0 == monomial) {
            Some(term) => term.1,
            None => Coefficient::ZERO,
        };
        let residue = new
            .next_if(|term| term.0 == monomial)
            .map_or(0, |term| term.1);
        let step = field.sub(residue, field.of_integer(&value));
        let step = field.signed(field.mul(step, inverse));
        merged.push((monomial, value.add(&modulus.mul(&Coefficient::from(step)))));
    }
    drop(old);
    *known = merged;
}
