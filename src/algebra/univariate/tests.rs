//! Tests with known answers.

use num_bigint::BigInt;
use num_rational::BigRational;

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

fn ratio(n: i64, d: i64) -> BigRational {
    BigRational::new(n.into(), d.into())
}

#[test]
fn real_roots_known() {
    let third = multiply_all(&[
        small(&[-1, 3]),
        small(&[-1, 3]),
        small(&[2, 1]),
        small(&[-2, 0, 1]),
    ]);
    let close = multiply(&small(&[-2, 0, 1]), &small(&[-19_999, 0, 10_000]));
    let wilkinson = multiply_all(&(1..=20).map(|i| small(&[-i, 1])).collect::<Vec<_>>());
    let both = multiply(
        &power(&small(&[-2, 0, 1]), 3),
        &power(&small(&[-3, 0, 1]), 2),
    );
    let root = |x: f64| x.sqrt();
    let cases: Vec<(Coefficients, Vec<(f64, u32)>)> = vec![
        (small(&[]), vec![]),
        (small(&[5]), vec![]),
        (small(&[0, 0, 3]), vec![(0.0, 2)]),
        (small(&[1, 0, 1]), vec![]),
        (small(&[-2, 0, 1]), vec![(-root(2.0), 1), (root(2.0), 1)]),
        (
            third,
            vec![(-2.0, 1), (-root(2.0), 1), (1.0 / 3.0, 2), (root(2.0), 1)],
        ),
        (
            close,
            vec![
                (-root(2.0), 1),
                (-root(1.9999), 1),
                (root(1.9999), 1),
                (root(2.0), 1),
            ],
        ),
        (wilkinson, (1..=20).map(|i| (f64::from(i), 1)).collect()),
        (
            both,
            vec![
                (-root(3.0), 2),
                (-root(2.0), 3),
                (root(2.0), 3),
                (root(3.0), 2),
            ],
        ),
        (
            small(&[-1, -1, 0, 0, 0, 1]),
            vec![(1.167_303_978_261_418_7, 1)],
        ),
        (
            small(&[-1_000_000_007, 0, 0, 1]),
            vec![(1_000_000_007f64.cbrt(), 1)],
        ),
        (
            small(&[-1, 0, 0, i64::MAX]),
            vec![(4.768_371_582_031_25e-7, 1)],
        ),
    ];
    for (f, expected) in cases {
        let fuel = &mut Fuel::default();
        let roots = isolate_real_roots(&f, fuel).expect("enough fuel");
        let got: Vec<(f64, u32)> = (roots.iter())
            .map(|root| (root.to_f64(fuel).expect("enough fuel"), root.multiplicity()))
            .collect();
        assert_eq!(got, expected, "{f:?}");
        for pair in roots.windows(2) {
            assert!(pair[0].upper() < pair[1].lower());
        }
        for root in &roots {
            let fine = root.refine(200, fuel).expect("enough fuel");
            assert!(root.lower() <= fine.lower() && fine.upper() <= root.upper());
            assert!(fine.upper() - fine.lower() <= ratio(1, 1 << 60));
        }
    }
    let fuel = &mut Fuel::default();
    let f = small(&[-2, 0, 1]);
    for (lower, upper, count) in [(-2, 2, 2), (0, 2, 1), (2, 3, 0), (-1, 1, 0)] {
        let got = count_real_roots(&f, &ratio(lower, 1), &ratio(upper, 1), fuel);
        assert_eq!(got, Ok(count));
    }
}

#[test]
fn many_real_roots() {
    // Chebyshev's polynomials have their roots at cos((2*k - 1)*pi/(2*n)).
    for n in [7usize, 40, 101] {
        let (mut a, mut b) = (small(&[1]), small(&[0, 1]));
        for _ in 1..n {
            let next = subtract(&multiply(&small(&[0, 2]), &b), &a);
            a = std::mem::replace(&mut b, next);
        }
        let fuel = &mut Fuel::new(20_000_000_000);
        let roots = isolate_real_roots(&b, fuel).expect("enough fuel");
        assert_eq!(roots.len(), n);
        for (k, root) in roots.iter().rev().enumerate() {
            let expected = ((2 * k + 1) as f64 * std::f64::consts::PI / (2 * n) as f64).cos();
            let got = root.to_f64(fuel).expect("enough fuel");
            assert!((got - expected).abs() < 1e-15, "{got} {expected}");
        }
    }
}
