//! Square-free polynomials modulo a prime into irreducible ones, by degrees and then by chance.
//!
//! # Source
//! Cantor and Zassenhaus, A New Algorithm for Factoring Polynomials over Finite Fields (1981).

use super::modular::{Field, Residues};
use crate::algebra::{AlgebraError, Fuel};

/// What the work is called when the budget ends it.
pub const FACTORING: &str = "factoring";

/// The product of all irreducible factors of one degree.
#[derive(Clone, Debug)]
pub struct Alike {
    pub product: Residues,
    /// The degree of each.
    pub degree: usize,
}

impl Alike {
    /// How many factors there are.
    pub fn count(&self) -> usize {
        (self.product.len() - 1) / self.degree.max(1)
    }
}

/// What one product modulo a polynomial of this many coefficients costs.
fn cost(length: usize) -> u64 {
    let length = length as u64;
    2 * length * length + 40
}

/// A monic square-free polynomial into products of factors of equal degrees.
///
/// # Errors
/// When the fuel is spent.
pub fn by_degree(field: &Field, f: &[u64], fuel: &mut Fuel) -> Result<Vec<Alike>, AlgebraError> {
    let mut found = Vec::new();
    let mut rest = f.to_vec();
    let x = [0, 1];
    let mut frobenius = field.rem_poly(x.to_vec(), &rest);
    let mut degree = 0;
    while 2 * (degree + 1) < rest.len() {
        degree += 1;
        let bits = u64::from(field.p.ilog2()) + 2;
        fuel.spend(bits * cost(rest.len()), FACTORING)?;
        frobenius = field.power_poly(&frobenius, field.p, &rest);
        let product = field.gcd_poly(&rest, &field.sub_poly(&frobenius, &x));
        if product.len() > 1 {
            rest = field.div_rem_poly(&mut rest, &product);
            frobenius = field.rem_poly(frobenius, &rest);
            found.push(Alike { product, degree });
        }
    }
    if rest.len() > 1 {
        let degree = rest.len() - 1;
        found.push(Alike {
            product: rest,
            degree,
        });
    }
    Ok(found)
}

/// The irreducible factors, monic, in a fixed order. The prime is odd.
///
/// # Errors
/// When the fuel is spent.
pub fn irreducible(
    field: &Field,
    alike: &[Alike],
    fuel: &mut Fuel,
) -> Result<Vec<Residues>, AlgebraError> {
    let mut found = Vec::new();
    let mut random = 0x9E37_79B9_7F4A_7C15u64;
    for Alike { product, degree } in alike {
        let mut waiting = vec![product.clone()];
        while let Some(f) = waiting.pop() {
            if f.len() <= degree + 1 {
                found.push(f);
                continue;
            }
            let bits = u64::from(field.p.ilog2()) + 2;
            fuel.spend(bits * *degree as u64 * cost(f.len()), FACTORING)?;
            let mut element: Residues = (1..f.len())
                .map(|_| {
                    random = (random.wrapping_mul(6_364_136_223_846_793_005))
                        .wrapping_add(1_442_695_040_888_963_407);
                    field.reduce(random >> 33)
                })
                .collect();
            super::modular::trim(&mut element);
            if element.len() < 2 {
                continue;
            }
            // The norm to the prime field, modulo each factor; half of its values are squares.
            let mut norm = element.clone();
            for _ in 1..*degree {
                element = field.power_poly(&element, field.p, &f);
                norm = field.rem_poly(field.mul_poly(&norm, &element), &f);
            }
            let sign = field.power_poly(&norm, (field.p - 1) / 2, &f);
            let part = field.gcd_poly(&f, &field.sub_poly(&sign, &[1]));
            if part.len() < 2 || part.len() == f.len() {
                waiting.push(f);
                continue;
            }
            let mut other = f;
            let other = field.div_rem_poly(&mut other, &part);
            waiting.push(part);
            waiting.push(other);
        }
    }
    found.sort_by(|a, b| (a.len().cmp(&b.len())).then_with(|| a.iter().rev().cmp(b.iter().rev())));
    Ok(found)
}
