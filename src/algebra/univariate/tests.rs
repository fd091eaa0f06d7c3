//! Tests with known answers.

use num_bigint::BigInt;

use super::*;
use crate::algebra::Fuel;

fn check(f: &[BigInt]) -> Factors {
    let factors = factor(f, &mut Fuel::default()).expect("enough fuel");
    assert_eq!(factors.expand(), trimmed(f));
    factors
}

fn small(f: &[i64]) -> Coefficients {
    from_small(f)
}

#[test]
fn known_factors() {
    let cases: &[(&[i64], i64, &[(&[i64], u32)])] = &[
        (&[], 0, &[]),
        (&[0, 0], 0, &[]),
        (&[7], 7, &[]),
        (&[-7, 0], -7, &[]),
        (&[4, 6], 2, &[(&[2, 3], 1)]),
        (&[4, -6], -2, &[(&[-2, 3], 1)]),
        (&[0, 0, -5], -5, &[(&[0, 1], 2)]),
        (&[1, 0, 0, 0, 1], 1, &[(&[1, 0, 0, 0, 1], 1)]),
        (&[4, 0, 0, 0, 1], 1, &[(&[2, -2, 1], 1), (&[2, 2, 1], 1)]),
        (&[1, 0, 1, 0, 1], 1, &[(&[1, -1, 1], 1), (&[1, 1, 1], 1)]),
        (&[1, 0, -10, 0, 1], 1, &[(&[1, 0, -10, 0, 1], 1)]),
        (
            &[1, 0, 0, 0, -10, 0, 0, 0, 1],
            1,
            &[(&[1, 0, 0, 0, -10, 0, 0, 0, 1], 1)],
        ),
        (&[-1, 3, -3, 1], 1, &[(&[-1, 1], 3)]),
        (&[6, 13, 6], 1, &[(&[3, 2], 1), (&[2, 3], 1)]),
        (&[-6, -13, -6], -1, &[(&[3, 2], 1), (&[2, 3], 1)]),
        (&[1, 2, 1], 1, &[(&[1, 1], 2)]),
        (&[-1, 0, 1], 1, &[(&[-1, 1], 1), (&[1, 1], 1)]),
        (&[9, 12, 4], 1, &[(&[3, 2], 2)]),
        (
            &[12, 8, 0, 12, 8],
            4,
            &[(&[1, 1], 1), (&[3, 2], 1), (&[1, -1, 1], 1)],
        ),
    ];
    for (f, content, expected) in cases {
        let got = check(&small(f));
        let expected: Vec<_> = expected.iter().map(|(g, k)| (small(g), *k)).collect();
        assert_eq!(
            (got.content, got.factors),
            (BigInt::from(*content), expected),
            "{f:?}"
        );
    }
}

/// The product of x - (± sqrt(p1) ± sqrt(p2) ...) over all signs.
fn swinnerton_dyer(primes: &[i64]) -> Coefficients {
    let mut f = small(&[0, 1]);
    for &p in primes {
        // f(x + sqrt(p))*f(x - sqrt(p)), with a + b*sqrt(p) in pairs.
        let (mut a, mut b): (Coefficients, Coefficients) = (Vec::new(), Vec::new());
        for c in f.iter().rev() {
            // (a + b*r)*(x + r) + c
            let x = small(&[0, 1]);
            let next_a = add(
                &add(&multiply(&a, &x), &scale(&b, &BigInt::from(p))),
                &[c.clone()],
            );
            b = add(&multiply(&b, &x), &a);
            a = trimmed(&next_a);
        }
        f = subtract(
            &multiply(&a, &a),
            &scale(&multiply(&b, &b), &BigInt::from(p)),
        );
    }
    f
}

#[test]
fn swinnerton_dyer_polynomials_are_irreducible() {
    let primes = [2, 3, 5, 7, 11];
    assert_eq!(swinnerton_dyer(&primes[..2]), small(&[1, 0, -10, 0, 1]));
    for count in 1..=primes.len() {
        let f = swinnerton_dyer(&primes[..count]);
        assert_eq!(degree(&f), 1 << count);
        assert_eq!(check(&f).factors, [(f.clone(), 1)], "{count}");
        // Shifted, it is no polynomial in x^2.
        let f = shift(&f, &BigInt::from(1));
        assert_eq!(check(&f).factors, [(f.clone(), 1)], "{count}");
    }
}

#[test]
fn powers_of_x_less_one() {
    for n in 1..=60 {
        let mut f = vec![BigInt::from(0); n + 1];
        f[n] = 1.into();
        f[0] = (-1).into();
        let direct = check(&f);
        assert_eq!(direct.factors.len(), (1..=n).filter(|d| n % d == 0).count());
        // Without its factor x - 1 it is no binomial, and the general way must do.
        let rest = divide_exact(&f, &small(&[-1, 1])).expect("a factor");
        assert_eq!(check(&rest).factors, direct.factors[1..], "{n}");
    }
    for n in [100, 105, 360] {
        let mut f = vec![BigInt::from(0); n + 1];
        f[n] = 1.into();
        f[0] = (-1).into();
        check(&f);
        f[0] = 1.into();
        check(&f);
        let cyclotomic = cyclotomic(n);
        assert_eq!(check(&cyclotomic).factors, [(cyclotomic, 1)]);
    }
}

#[test]
fn wilkinson() {
    let linear: Vec<Coefficients> = (1..=20).map(|i| small(&[-i, 1])).collect();
    let f = multiply_all(&linear);
    let expected: Vec<_> = linear.into_iter().rev().map(|g| (g, 1)).collect();
    assert_eq!(check(&f).factors, expected);
}
