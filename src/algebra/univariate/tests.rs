//! Tests with known answers.

use num_bigint::BigInt;
use num_rational::BigRational;

use super::*;
use crate::algebra::Fuel;

/// Coefficients, content, factors.
type Known = (&'static [i64], i64, &'static [(&'static [i64], u32)]);

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
    let cases: &[Known] = &[
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
                std::slice::from_ref(c),
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
fn many_factors_modulo_all_primes() {
    // Two with 8 and 16 factors modulo every prime, and one with 32.
    let shifted = |f: &[BigInt]| shift(f, &BigInt::from(1));
    let a = swinnerton_dyer(&[2, 3, 5, 7, 11]);
    let b = shifted(&swinnerton_dyer(&[2, 3, 5, 13]));
    let product = multiply(&a, &b);
    assert_eq!(check(&product).factors, [(b, 1), (a, 1)]);
    let f = shifted(&swinnerton_dyer(&[2, 3, 5, 7, 11, 13]));
    assert_eq!(check(&f).factors, [(f, 1)]);
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

#[test]
fn primes_differ() {
    let primes: Vec<u64> = super::prime::large_primes().take(40).collect();
    assert_eq!(primes[..3], [2_147_483_647, 2_147_483_629, 2_147_483_587]);
    assert!(primes.windows(2).all(|pair| pair[0] > pair[1]));
}

#[test]
fn factors_found_before() {
    // Cases that were wrong once.
    let cases: &[&[&[i64]]] = &[&[
        &[-68, 1],
        &[-48, 1],
        &[-31, 1],
        &[8, 1],
        &[70, 48, 1],
        &[87, 81, 1],
        &[21, -61, 1],
        &[-50, 92, 65, -45, 90, 1],
        &[35, -97, -47, -43, 64, -60, 1],
        &[-38, -78, 35, 99, 68, 69, 5, -94, 1],
    ]];
    for factors in cases {
        let factors: Vec<_> = factors.iter().map(|f| small(f)).collect();
        let mut found: Vec<_> = (check(&multiply_all(&factors)).factors.into_iter())
            .map(|(f, _)| f)
            .collect();
        let mut expected = factors;
        expected.sort_by(|a, b| order(a, b));
        found.sort_by(|a, b| order(a, b));
        assert_eq!(found, expected);
    }
}

#[test]
fn integers_into_primes() {
    let cases: &[(&str, &[(&str, u32)])] = &[
        ("0", &[]),
        ("1", &[]),
        ("-1", &[]),
        ("2", &[("2", 1)]),
        ("4095", &[("3", 2), ("5", 1), ("7", 1), ("13", 1)]),
        ("16777216", &[("2", 24)]),
        ("16785409", &[("4097", 2)]),
        ("1000000007", &[("1000000007", 1)]),
        (
            "1000000016000000063",
            &[("1000000007", 1), ("1000000009", 1)],
        ),
        (
            "18446744073709551617",
            &[("274177", 1), ("67280421310721", 1)],
        ),
        (
            "147573952589676412927",
            &[("193707721", 1), ("761838257287", 1)],
        ),
        ("-1000000014000000049", &[("1000000007", 2)]),
        (
            "170141183460469231731687303715884105727",
            &[("170141183460469231731687303715884105727", 1)],
        ),
    ];
    let big = |text: &str| text.parse::<BigInt>().expect("a number");
    for (n, expected) in cases {
        let factors = factor_integer(&big(n), &mut Fuel::default());
        assert_eq!(factors.expand(), big(n));
        let expected: Vec<_> = (expected.iter())
            .flat_map(|(p, k)| match *p {
                "4097" => vec![(big("17"), 2), (big("241"), 2)],
                p => vec![(big(p), *k)],
            })
            .collect();
        assert_eq!(
            (factors.factors, factors.unfactored),
            (expected, None),
            "{n}"
        );
    }
    let hard = big("170141183460469231731687303715884105727")
        * (big("2305843009213693951").pow(3) - 1)
        + 1;
    let factors = factor_integer(&hard, &mut Fuel::new(1_000_000));
    assert_eq!(factors.expand(), hard);
    for n in 2..3000u32 {
        let factors = factor_integer(&n.into(), &mut Fuel::default());
        assert_eq!(factors.expand(), n.into());
        let prime = (2..n).take_while(|d| d * d <= n).all(|d| n % d != 0);
        assert_eq!(is_prime(&n.into()), prime);
        assert!(factors.factors.iter().all(|(p, _)| is_prime(p)));
    }
    for base in -12..=12i32 {
        for exponent in 1..8 {
            let power = BigInt::from(base).pow(exponent);
            if exponent % 2 == 1 || base >= 0 {
                assert_eq!(exact_root(&power, exponent), Some(base.into()));
            }
            match perfect_power(&power) {
                Some((b, k)) => assert_eq!((b.pow(k), k % exponent), (power, 0)),
                None => assert!(exponent == 1 || base.abs() < 2),
            }
        }
    }
}

#[test]
fn complex_roots_known() {
    let cases = [
        small(&[]),
        small(&[3]),
        small(&[0, 0, 1]),
        small(&[1, 0, 1]),
        small(&[5, -2, 1]),
        small(&[-1, -1, 0, 0, 0, 1]),
        small(&[1, 1, 1, 1, 1, 1, 1]),
        power(&small(&[2, 1, 1]), 3),
        multiply_all(&[
            small(&[1, 0, 1]),
            small(&[10_001, 0, 10_000]),
            small(&[1, 1, 1]),
        ]),
        small(&[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1_000_000_000]),
        multiply_all(
            &(1..=15)
                .map(|i| small(&[i * i + 1, -2 * i, 1]))
                .collect::<Vec<_>>(),
        ),
        // Degree 0 of size 10^-300 and 10^300 roots.
        multiply(
            &[BigInt::from(10).pow(600), 0.into(), 1.into()],
            &[1.into(), 0.into(), BigInt::from(10).pow(600)],
        ),
    ];
    for f in cases {
        let fuel = &mut Fuel::default();
        let roots = complex_roots(&f, fuel).expect("enough fuel");
        let count: usize = roots.iter().map(|root| root.multiplicity as usize).sum();
        assert_eq!(count, degree(&f), "{f:?}");
        for (at, root) in roots.iter().enumerate() {
            if root.im < 0.0 {
                assert_eq!((root.re, -root.im), (roots[at - 1].re, roots[at - 1].im));
            }
        }
        // With multiplicities, the roots make the coefficients again.
        if degree(&f) == 0 || height(&f) > 1e40 {
            continue;
        }
        let mut product = vec![(1.0, 0.0)];
        for root in &roots {
            for _ in 0..root.multiplicity {
                let mut next = vec![(0.0, 0.0); product.len() + 1];
                for (at, c) in product.iter().enumerate() {
                    next[at + 1] = (next[at + 1].0 + c.0, next[at + 1].1 + c.1);
                    next[at].0 -= c.0 * root.re - c.1 * root.im;
                    next[at].1 -= c.0 * root.im + c.1 * root.re;
                }
                product = next;
            }
        }
        let lead = leading(&f);
        for (c, (re, im)) in f.iter().zip(product) {
            let exact = num_traits::ToPrimitive::to_f64(&BigRational::new(c.clone(), lead.clone()))
                .expect("a number");
            let size = exact.abs().max(1e-3);
            assert!((re - exact).abs() < 1e-12 * size, "{f:?}: {re} {exact}");
            assert!(im.abs() < 1e-11 * size, "{f:?}: {im}");
        }
    }
    // Roots i + k*i/10^6: close, and known.
    let close: Vec<Coefficients> = (0..6i64)
        .map(|k| {
            let a = 1_000_000 + k;
            small(&[a * a, 0, 1_000_000_000_000])
        })
        .collect();
    let roots = complex_roots(&multiply_all(&close), &mut Fuel::default()).expect("enough fuel");
    for (k, root) in roots.iter().step_by(2).enumerate() {
        let expected = (1_000_000 + k) as f64 / 1e6;
        assert_eq!(root.re, 0.0);
        assert!((root.im - expected).abs() <= 2.3e-16, "{root:?}");
    }
}

fn height(f: &[BigInt]) -> f64 {
    let largest = f.iter().map(|c| c.bits()).max().unwrap_or(0);
    2f64.powi(largest as i32)
}

#[test]
fn very_close_roots() {
    // x^n - 2*(100*x - 1)^2 has two roots next to 1/100, as close as the degree is high; with x^2
    // for x and the sign of the square changed they are next to i/10.
    let mut square = power(&small(&[-1, 100]), 2);
    for n in [8usize, 20] {
        let mut high = vec![BigInt::from(0); n + 1];
        high[n] = 1.into();
        let f = subtract(&high, &scale(&square, &2.into()));
        let fuel = &mut Fuel::default();
        let real = isolate_real_roots(&f, fuel).expect("enough fuel");
        assert_eq!(real.len(), 4);
        assert!(real[1].upper() < real[2].lower());
        let roots = complex_roots(&f, fuel).expect("enough fuel");
        assert_eq!(roots.len(), n);
        assert!((roots[1].re - 0.01).abs() < 1e-9 && (roots[2].re - 0.01).abs() < 1e-9);
    }
    square = power(&small(&[1, 0, 100]), 2);
    let mut high = vec![BigInt::from(0); 21];
    high[20] = 1.into();
    let f = add(&high, &square);
    let roots = complex_roots(&f, &mut Fuel::default()).expect("enough fuel");
    assert_eq!(roots.len(), 20);
    let near: Vec<_> = roots
        .iter()
        .filter(|r| r.re.abs() < 1e-9 && r.im > 0.0)
        .collect();
    assert_eq!(near.len(), 2, "{roots:?}");
    assert!(near.iter().all(|root| (root.im - 0.1).abs() < 1e-9));
}
