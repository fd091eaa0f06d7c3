//! Tests of `algebra::polynomial`: what it finds, multiplied out by other means.

use std::collections::BTreeMap;

use gradus::algebra::Fuel;
use gradus::algebra::polynomial::{Coefficient, Factorisation, Poly, factor, gcd, resultant};
use num_bigint::BigInt;

use crate::support::{Samples, rounds};

/// A polynomial as a table, with schoolbook multiplication.
type Table = BTreeMap<Vec<u32>, BigInt>;

fn table(poly: &Poly) -> Table {
    let terms = poly.terms();
    terms
        .map(|(exponents, c)| (exponents, c.to_big()))
        .collect()
}

fn product(a: &Table, b: &Table) -> Table {
    let mut sums = Table::new();
    for (x, c) in a {
        for (y, d) in b {
            let sum: Vec<u32> = x.iter().zip(y).map(|(x, y)| x + y).collect();
            *sums.entry(sum).or_default() += c * d;
        }
    }
    sums.retain(|_, sum| *sum != BigInt::ZERO);
    sums
}

fn expanded(found: &Factorisation, variables: usize) -> Table {
    let mut whole = Table::from([(vec![0; variables], found.content.to_big())]);
    for (part, multiplicity) in &found.factors {
        for _ in 0..*multiplicity {
            whole = product(&whole, &table(part));
        }
    }
    whole
}

fn random(samples: &mut Samples, variables: usize, degree: usize, terms: usize, size: i64) -> Poly {
    let mut list = Vec::new();
    for _ in 0..terms {
        let mut exponents = vec![0u32; variables];
        for _ in 0..samples.below(degree + 1) {
            exponents[samples.below(variables)] += 1;
        }
        let value = samples.below(2 * size as usize + 1) as i64 - size;
        list.push((exponents, Coefficient::from(value)));
    }
    Poly::from_terms(variables, list).expect("few variables")
}

#[test]
fn random_products_factor() {
    for seed in 0..rounds(150) as u64 {
        let mut samples = Samples(seed);
        let variables = 1 + samples.below(4);
        let count = 1 + samples.below(4);
        let mut fuel = Fuel::default();
        let mut whole = Poly::constant(variables, 1);
        let mut parts = Vec::new();
        for _ in 0..count {
            let terms = 2 + samples.below(7);
            let part = random(&mut samples, variables, 8 / count, terms, 1_000_000);
            if !part.is_zero() {
                whole = whole.mul(&part, &mut fuel).expect("a small product");
                parts.push(part);
            }
        }
        let found = factor(&whole, &mut fuel).expect("enough fuel");
        assert_eq!(
            expanded(&found, variables),
            table(&whole),
            "seed {seed}: {whole}"
        );
        // Each of the parts is made of some of the factors.
        for part in parts {
            let mut rest = part;
            for (piece, _) in &found.factors {
                while let Some(next) = rest.divide_exact(piece, &mut fuel).expect("enough fuel") {
                    rest = next;
                }
            }
            assert!(rest.is_constant(), "seed {seed}: {rest}");
        }
        for (piece, _) in &found.factors {
            let again = factor(piece, &mut fuel).expect("enough fuel");
            assert_eq!(again.factors, [(piece.clone(), 1)], "seed {seed}");
        }
    }
}

#[test]
fn common_divisors_divide() {
    for seed in 0..rounds(150) as u64 {
        let mut samples = Samples(seed);
        let variables = 1 + samples.below(8);
        let mut fuel = Fuel::default();
        let mut poly = |terms| random(&mut samples, variables, 4, terms, 1000);
        let (a, b, common) = (poly(6), poly(8), poly(5));
        let left = a.mul(&common, &mut fuel).expect("a small product");
        let right = b.mul(&common, &mut fuel).expect("a small product");
        let found = gcd(&left, &right, &mut fuel).expect("enough fuel");
        if found.is_zero() {
            assert!(left.is_zero() && right.is_zero(), "seed {seed}");
            continue;
        }
        let mut quotient = |whole: &Poly, part: &Poly| {
            let quotient = whole.divide_exact(part, &mut fuel).expect("enough fuel");
            quotient.unwrap_or_else(|| panic!("seed {seed}: {part} does not divide {whole}"))
        };
        assert_eq!(
            product(&table(&quotient(&left, &found)), &table(&found)),
            table(&left)
        );
        assert_eq!(
            product(&table(&quotient(&right, &found)), &table(&found)),
            table(&right)
        );
        if !common.is_zero() {
            quotient(&found, &common);
        }
    }
}

/// Where the resultant in one variable is 0, the two meet.
#[test]
fn resultants_of_lines_and_curves() {
    let mut fuel = Fuel::default();
    let read = |list: &[([u32; 2], i64)]| {
        let terms = list
            .iter()
            .map(|(e, c)| (e.as_slice(), Coefficient::from(*c)));
        Poly::from_terms(2, terms).expect("two variables")
    };
    let circle = read(&[([2, 0], 1), ([0, 2], 1), ([0, 0], -25)]);
    let line = read(&[([1, 0], 1), ([0, 1], 1), ([0, 0], -7)]);
    let parabola = read(&[([2, 0], 1), ([0, 1], -1)]);
    for (a, b, expected) in [
        (&circle, &line, "2*x1^2 - 14*x1 + 24"),
        (&circle, &parabola, "x1^4 + 2*x1^3 - 49*x1^2 - 50*x1 + 625"),
        (&parabola, &line, "x1^2 - 15*x1 + 49"),
    ] {
        let found = resultant(a, b, 0, &mut fuel).expect("enough fuel");
        assert_eq!(found.to_string(), expected);
    }
}
