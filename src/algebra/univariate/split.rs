//! Square-free polynomials modulo a prime into irreducible ones, by degrees and then by chance.
//!
//! # Source
//! Cantor and Zassenhaus, A New Algorithm for Factoring Polynomials over Finite Fields (1981).

use super::modular::{Field, Residues, trim};
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

/// From which degree on the powers of the Frobenius map are taken by a matrix.
const MATRIX: usize = 16;

/// The map that takes a polynomial to its p-th power, modulo f.
enum Frobenius {
    /// By squaring.
    Power,
    /// The powers of x^p.
    Matrix(Vec<Residues>),
}

impl Frobenius {
    /// The map modulo f, and the image of x.
    fn new(field: &Field, f: &[u64], fuel: &mut Fuel) -> Result<(Self, Residues), AlgebraError> {
        let n = f.len() - 1;
        let bits = u64::from(field.p.ilog2()) + 2;
        fuel.spend(bits * cost(f.len()), FACTORING)?;
        let image = field.power_poly(&field.rem_poly(vec![0, 1], f), field.p, f);
        // Sums of n products must fit a word.
        if n < MATRIX || field.p > 1 << 16 {
            return Ok((Frobenius::Power, image));
        }
        fuel.spend(n as u64 * cost(f.len()), FACTORING)?;
        let mut rows = Vec::with_capacity(n);
        let mut row: Residues = vec![1];
        for _ in 1..n {
            let next = field.rem_poly(field.mul_poly(&row, &image), f);
            rows.push(std::mem::replace(&mut row, next));
        }
        rows.push(row);
        Ok((Frobenius::Matrix(rows), image))
    }

    fn apply(
        &self,
        field: &Field,
        g: &[u64],
        f: &[u64],
        fuel: &mut Fuel,
    ) -> Result<Residues, AlgebraError> {
        match self {
            Frobenius::Power => {
                let bits = u64::from(field.p.ilog2()) + 2;
                fuel.spend(bits * cost(f.len()), FACTORING)?;
                Ok(field.power_poly(g, field.p, f))
            }
            Frobenius::Matrix(rows) => {
                fuel.spend(cost(f.len()) / 2, FACTORING)?;
                let mut sums = vec![0u64; f.len() - 1];
                for (&c, row) in g.iter().zip(rows) {
                    for (sum, &x) in sums.iter_mut().zip(row) {
                        *sum += c * x;
                    }
                }
                for sum in &mut sums {
                    *sum = field.reduce(*sum);
                }
                trim(&mut sums);
                Ok(sums)
            }
        }
    }
}

/// A monic square-free polynomial into products of factors of equal degrees.
///
/// # Errors
/// When the fuel is spent.
pub fn by_degree(field: &Field, f: &[u64], fuel: &mut Fuel) -> Result<Vec<Alike>, AlgebraError> {
    let mut found = Vec::new();
    let mut rest = f.to_vec();
    let x = [0, 1];
    // For the matrix all is modulo f, for squaring modulo what is left.
    let (map, mut power) = Frobenius::new(field, f, fuel)?;
    let mut degree = 0;
    while 2 * (degree + 1) < rest.len() {
        degree += 1;
        if degree > 1 {
            let modulus = match map {
                Frobenius::Power => &rest,
                Frobenius::Matrix(_) => f,
            };
            power = map.apply(field, &power, modulus, fuel)?;
        }
        fuel.spend(cost(rest.len()), FACTORING)?;
        let difference = field.rem_poly(field.sub_poly(&power, &x), &rest);
        let product = field.gcd_poly(&rest, &difference);
        if product.len() > 1 {
            rest = field.div_rem_poly(&mut rest, &product);
            if let Frobenius::Power = map {
                power = field.rem_poly(power, &rest);
            }
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
            trim(&mut element);
            if element.len() < 2 {
                waiting.push(f);
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
