//! Tests of `algebra::univariate`.

use gradus::algebra::Fuel;
use gradus::algebra::univariate::{
    Coefficients, add, complex_roots, degree, discriminant, divide_exact, evaluate, factor,
    from_small, gcd, isolate_real_roots, leading, least_multiple, multiply, multiply_all, power,
    primitive, resultant, scale, shift, square_free, subtract, trimmed,
};
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::support::{Samples, rounds};

/// A random polynomial of this degree.
fn random(samples: &mut Samples, degree: usize, height: i64) -> Coefficients {
    let mut f: Coefficients = (0..=degree)
        .map(|_| BigInt::from(samples.below(2 * height as usize + 1) as i64 - height))
        .collect();
    if f[degree].is_zero() {
        f[degree] = BigInt::from(samples.pick(&[1, 1, 2, -3]));
    }
    f
}

fn heights(samples: &mut Samples) -> i64 {
    samples.pick(&[1, 3, 10, 100, 1000, 1_000_000])
}

#[test]
fn random_products_are_factored() {
    let mut samples = Samples(7);
    for round in 0..rounds(150) {
        let mut f = vec![BigInt::from(samples.pick(&[1, 1, -1, 6, -35]))];
        let height = heights(&mut samples);
        let mut least = 0;
        while degree(&f) < 4 + samples.below(26) {
            let size = 1 + samples.below(8);
            let part = random(&mut samples, size, height);
            let count = samples.pick(&[1, 1, 1, 2, 3]);
            least += count as usize;
            f = multiply(&f, &power(&part, count));
        }
        let fuel = &mut Fuel::default();
        let factors = factor(&f, fuel).expect("enough fuel");
        assert_eq!(factors.expand(), f, "round {round}");
        assert_eq!(factors, factor(&f, fuel).expect("enough fuel"));
        let found: u32 = factors.factors.iter().map(|(_, count)| count).sum();
        assert!(found as usize >= least, "round {round}: {f:?}");
        for (g, _) in &factors.factors {
            assert!(leading(g).is_positive() && degree(g) > 0);
            assert_eq!(primitive(g), (1.into(), g.clone()));
            // Irreducible: it stays so when it is shifted, which takes quite another way.
            let shifted = shift(g, &BigInt::from(1 + samples.below(5)));
            let again = factor(&shifted, fuel).expect("enough fuel");
            assert_eq!(again.factors, [(shifted, 1)], "round {round}");
        }
    }
}

#[test]
fn common_divisors_and_square_free_parts() {
    let mut samples = Samples(11);
    for round in 0..rounds(100) {
        let fuel = &mut Fuel::default();
        let height = heights(&mut samples);
        let sizes = [1, 2, 3].map(|_| samples.below(9));
        let [a, b, c] = sizes.map(|size| random(&mut samples, size, height));
        let (f, g) = (multiply(&a, &c), multiply(&b, &c));
        let common = gcd(&f, &g, fuel).expect("enough fuel");
        assert!(leading(&common).is_positive());
        assert!(
            divide_exact(&common, &primitive(&c).1).is_some(),
            "round {round}"
        );
        let (u, v) = (divide_exact(&f, &common), divide_exact(&g, &common));
        let (u, v) = (u.expect("a divisor"), v.expect("a divisor"));
        assert_eq!(gcd(&u, &v, fuel).expect("enough fuel"), from_small(&[1]));
        let multiple = least_multiple(&f, &g, fuel).expect("enough fuel");
        assert_eq!(multiply(&multiple, &common), multiply(&f, &g));

        let product = multiply_all(&[a.clone(), power(&b, 2), power(&c, 3)]);
        let parts = square_free(&product, fuel).expect("enough fuel");
        let back: Vec<_> = parts
            .iter()
            .map(|(part, count)| power(part, *count))
            .collect();
        let (content, _) = primitive(&product);
        assert_eq!(
            scale(&multiply_all(&back), &content),
            product,
            "round {round}"
        );
    }
    let zero: Coefficients = Vec::new();
    let f = from_small(&[2, -4]);
    let fuel = &mut Fuel::default();
    assert_eq!(gcd(&zero, &f, fuel), Ok(from_small(&[-2, 4])));
    assert_eq!(gcd(&zero, &zero, fuel), Ok(zero.clone()));
    assert_eq!(gcd(&f, &from_small(&[6]), fuel), Ok(from_small(&[2])));
}

#[test]
fn resultants() {
    let mut samples = Samples(13);
    for _ in 0..rounds(50) {
        let fuel = &mut Fuel::default();
        let height = heights(&mut samples);
        let sizes = [1, 2, 3].map(|_| 1 + samples.below(6));
        let [a, b, c] = sizes.map(|size| random(&mut samples, size, height));
        let mut value = |a: &[BigInt], b: &[BigInt]| resultant(a, b, fuel).expect("enough fuel");
        // By the product of the values at the roots of a linear polynomial, and multiplicative.
        let root = BigInt::from(samples.below(20));
        let linear = [-&root, 1.into()];
        assert_eq!(value(&linear, &b), evaluate(&b, &root));
        assert_eq!(value(&a, &multiply(&b, &c)), value(&a, &b) * value(&a, &c));
        let swapped = value(&b, &a);
        let odd = degree(&a) * degree(&b) % 2 == 1;
        assert_eq!(value(&a, &b), if odd { -swapped } else { swapped });
        assert!(value(&multiply(&a, &c), &multiply(&b, &c)).is_zero());
    }
    let fuel = &mut Fuel::default();
    // b^2 - 4*a*c, and -4*p^3 - 27*q^2.
    assert_eq!(
        discriminant(&from_small(&[7, 5, 3]), fuel),
        Ok((25 - 84).into())
    );
    assert_eq!(
        discriminant(&from_small(&[5, -7, 0, 1]), fuel),
        Ok((4 * 343 - 27 * 25).into())
    );
}

#[test]
fn products_agree_with_values() {
    let mut samples = Samples(17);
    for _ in 0..rounds(60) {
        let sizes = [1, 2].map(|_| samples.below(80));
        let height = heights(&mut samples);
        let [a, b] = sizes.map(|size| random(&mut samples, size, height));
        // Large coefficients too: the product goes other ways for them.
        for bits in [0, 70, 300] {
            let [a, b] = [&a, &b].map(|f| {
                let large = scale(f, &(BigInt::from(1) << bits));
                add(&large, &from_small(&[1, -2, 3]))
            });
            let product = multiply(&a, &b);
            for x in [-3, -1, 1, 2, 1000] {
                let x = BigInt::from(x);
                assert_eq!(evaluate(&product, &x), evaluate(&a, &x) * evaluate(&b, &x));
            }
            assert_eq!(divide_exact(&product, &a), Some(trimmed(&b)));
            let one = from_small(&[1]);
            assert_eq!(
                divide_exact(&add(&product, &one), &subtract(&a, &[])),
                match degree(&a) {
                    0 => divide_exact(&one, &a).map(|_| add(&product, &one)),
                    _ => None,
                }
            );
        }
    }
}

#[test]
fn roots_are_roots() {
    let mut samples = Samples(19);
    for round in 0..rounds(60) {
        let fuel = &mut Fuel::default();
        let height = heights(&mut samples);
        let size = 1 + samples.below(14);
        let f = random(&mut samples, size, height);
        let isolated = isolate_real_roots(&f, fuel).expect("enough fuel");
        let all = complex_roots(&f, fuel).expect("enough fuel");
        let count: usize = all.iter().map(|root| root.multiplicity as usize).sum();
        assert_eq!(count, degree(&f), "round {round}");
        let real = all.iter().filter(|root| root.im == 0.0).count();
        assert_eq!(real, isolated.len());
        // The value at a root is small against the sum of the sizes of its terms.
        for root in &all {
            let (mut re, mut im, mut size) = (0.0, 0.0, 0.0);
            for c in f.iter().rev() {
                let c = c.to_f64().expect("a number");
                (re, im) = (re * root.re - im * root.im + c, re * root.im + im * root.re);
                size = size * root.re.hypot(root.im) + c.abs();
            }
            assert!(
                re.hypot(im) <= 1e-14 * size,
                "round {round}: {root:?} of {f:?}"
            );
        }
    }
}

#[test]
fn little_fuel_ends_all() {
    let mut samples = Samples(23);
    let f = random(&mut samples, 300, 1_000_000);
    for units in [0, 1000, 1_000_000] {
        assert!(factor(&f, &mut Fuel::new(units)).is_err());
        assert!(isolate_real_roots(&f, &mut Fuel::new(units)).is_err());
        assert!(complex_roots(&f, &mut Fuel::new(units)).is_err());
    }
}
