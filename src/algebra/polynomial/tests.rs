//! Tests of polynomials: identities on random ones, and known results.

use super::*;
use crate::algebra::Fuel;

/// Splitmix64.
pub(super) struct Random(pub u64);

impl Random {
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, count: u64) -> u64 {
        self.bits() % count
    }

    /// A polynomial of at most the given total degree and number of terms.
    pub(super) fn poly(&mut self, variables: usize, degree: u32, terms: usize, size: i64) -> Poly {
        let list: Vec<(Vec<u32>, Coefficient)> = (0..terms)
            .map(|_| {
                let mut left = self.below(u64::from(degree) + 1);
                let mut exponents = vec![0; variables];
                while left > 0 {
                    exponents[self.below(variables as u64) as usize] += 1;
                    left -= 1;
                }
                let value = self.below(2 * size as u64 + 1) as i64 - size;
                (exponents, Coefficient::from(value))
            })
            .collect();
        Poly::from_terms(variables, list).unwrap()
    }
}

#[test]
fn ring_identities() {
    let mut fuel = Fuel::default();
    for seed in 0..300 {
        let mut random = Random(seed);
        let n = 1 + random.below(6) as usize;
        let size = [3, 1000, 1 << 40, i64::MAX / 2][random.below(4) as usize];
        let (a, b, c) = (
            random.poly(n, 6, 8, size),
            random.poly(n, 5, 30, size),
            random.poly(n, 4, 5, size),
        );
        let fuel = &mut fuel;
        assert_eq!(a.add(&b), b.add(&a), "seed {seed}");
        assert_eq!(a.add(&b).sub(&b), a, "seed {seed}");
        let ab = a.mul(&b, fuel).unwrap();
        assert_eq!(ab, b.mul(&a, fuel).unwrap(), "seed {seed}");
        assert_eq!(
            a.mul(&b.add(&c), fuel).unwrap(),
            ab.add(&a.mul(&c, fuel).unwrap()),
            "seed {seed}"
        );
        assert_eq!(
            ab.mul(&c, fuel).unwrap(),
            a.mul(&b.mul(&c, fuel).unwrap(), fuel).unwrap(),
            "seed {seed}"
        );
        if !b.is_zero() {
            assert_eq!(
                ab.divide_exact(&b, fuel).unwrap(),
                Some(a.clone()),
                "seed {seed}"
            );
            let (q, r) = a.divide(&b, fuel).unwrap();
            assert_eq!(q.mul(&b, fuel).unwrap().add(&r), a, "seed {seed}");
            if !b.is_constant() && !ab.is_zero() {
                let off = ab.add(&Poly::one(n));
                assert_eq!(off.divide_exact(&b, fuel).unwrap(), None, "seed {seed}");
            }
        }
        // The product rule.
        let slope = ab.derivative(0);
        let rule =
            (a.derivative(0).mul(&b, fuel).unwrap()).add(&a.mul(&b.derivative(0), fuel).unwrap());
        assert_eq!(slope, rule, "seed {seed}");
        // Values are values of the parts.
        let at = Coefficient::from(random.below(20) as i64 - 10);
        let value = ab.evaluate(0, &at, fuel).unwrap();
        let parts = (a.evaluate(0, &at, fuel).unwrap())
            .mul(&b.evaluate(0, &at, fuel).unwrap(), fuel)
            .unwrap();
        assert_eq!(value, parts, "seed {seed}");
        assert_eq!(
            ab.substitute(0, &Poly::constant(n, at), fuel).unwrap(),
            value,
            "seed {seed}"
        );
        for variable in 0..n {
            let parts = ab.coefficients_in(variable);
            assert_eq!(Poly::from_coefficients(variable, &parts).unwrap(), ab);
        }
        let identity: Vec<Poly> = (0..n).map(|i| Poly::variable(n, i).unwrap()).collect();
        assert_eq!(a.compose(&identity, fuel).unwrap(), a, "seed {seed}");
        assert_eq!(
            c.pow(3, fuel).unwrap(),
            c.mul(&c, fuel).unwrap().mul(&c, fuel).unwrap()
        );
        assert!(c.pow(3, fuel).unwrap().term_count() as u128 <= c.power_size(3));
        let (content, part) = b.primitive();
        assert_eq!(part.scale(&content), b, "seed {seed}");
        // Pseudo-division: the remainder's degree is lower.
        if b.degree_in(0) > 0 {
            let rest = ab.add(&c).pseudo_remainder(&b, 0, fuel).unwrap();
            assert!(rest.degree_in(0) < b.degree_in(0), "seed {seed}");
        }
    }
}

#[test]
fn limits_are_errors() {
    let mut fuel = Fuel::default();
    let x = Poly::variable(1, 0).unwrap();
    let high = x.pow(65_535, &mut fuel).unwrap();
    assert!(high.mul(&x, &mut fuel).is_err());
    assert!(x.pow(65_536, &mut fuel).is_err());
    assert!(Poly::variable(30, 25).is_err());
    assert!(Poly::from_terms(1, [([70_000u32], Coefficient::ONE)]).is_err());
    assert!(Poly::from_terms(30, [([1u32], Coefficient::ONE)]).is_err());
    let wide = Random(1).poly(4, 8, 400, 9);
    assert!(wide.mul(&wide, &mut Fuel::new(100)).is_err());
    assert!(wide.mul_within(&wide, 50, &mut fuel).is_err());
    let two = Poly::constant(1, 2i64);
    assert!(two.pow(1 << 30, &mut fuel).is_err());
    assert_eq!(x.mul(&Poly::zero(1), &mut fuel).unwrap(), Poly::zero(1));
    assert_eq!(x.divide_exact(&Poly::zero(1), &mut fuel).unwrap(), None);
    assert_eq!(Poly::zero(1).pow(0, &mut fuel).unwrap(), Poly::one(1));
}

#[test]
fn monomials() {
    let mut random = Random(7);
    for _ in 0..2000 {
        let limit = [3, 70_000, 65_536][random.below(3) as usize];
        let mut list = || -> Vec<u32> {
            (0..MAX_VARIABLES)
                .map(|_| (random.below(limit) as u32).min(MAX_EXPONENT))
                .collect()
        };
        let (a, b) = (list(), list());
        let (m, k) = (
            Monomial::from_exponents(&a).unwrap(),
            Monomial::from_exponents(&b).unwrap(),
        );
        let pairs = || a.iter().copied().zip(b.iter().copied());
        let make = |list: Vec<u32>| Monomial::from_exponents(&list);
        let sum: Vec<u32> = pairs().map(|(a, b)| a + b).collect();
        assert_eq!(m.checked_times(&k), make(sum));
        let difference: Option<Vec<u32>> = pairs().map(|(a, b)| a.checked_sub(b)).collect();
        assert_eq!(m.divide(&k), difference.and_then(make));
        assert_eq!(
            Some(m.gcd(&k)),
            make(pairs().map(|(a, b)| a.min(b)).collect())
        );
        assert_eq!(
            Some(m.lcm(&k)),
            make(pairs().map(|(a, b)| a.max(b)).collect())
        );
        assert_eq!(m.cmp(&k), a.cmp(&b));
    }
}

#[test]
fn coefficients() {
    use num_bigint::BigInt;
    let mut random = Random(11);
    for _ in 0..5000 {
        let mut value = || match random.below(6) {
            0 => BigInt::from(random.bits() as i64),
            1 => BigInt::from(random.below(20) as i64 - 10),
            2 => BigInt::from(i64::MIN) + random.below(3) as i64 - 1,
            3 => BigInt::from(i64::MAX) + random.below(3) as i64 - 1,
            4 => BigInt::from(random.bits()) * BigInt::from(random.bits() as i64),
            _ => BigInt::from(random.below(1 << 32)) * 6,
        };
        let (a, b) = (value(), value());
        let (x, y) = (Coefficient::from(&a), Coefficient::from(&b));
        assert_eq!(x.add(&y), Coefficient::from(&a + &b));
        assert_eq!(x.sub(&y), Coefficient::from(&a - &b));
        assert_eq!(x.mul(&y), Coefficient::from(&a * &b));
        assert_eq!(x.neg(), Coefficient::from(-&a));
        assert_eq!(
            x.mul(&y).divide_exact(&y),
            (b != BigInt::ZERO).then(|| x.clone())
        );
        let gcd = num_integer::Integer::gcd(&a, &b);
        assert_eq!(x.gcd(&y), Coefficient::from(gcd));
        let modulus = random.bits() | 1;
        let residue = num_integer::Integer::mod_floor(&a, &BigInt::from(modulus));
        assert_eq!(BigInt::from(x.residue(modulus)), residue);
        assert_eq!(x.to_i64().is_some(), i64::try_from(&a).is_ok());
        assert_eq!(x.cmp(&y), a.cmp(&b));
    }
}

#[test]
fn gcd_of_products() {
    for seed in 0..400 {
        let mut fuel = Fuel::default();
        let fuel = &mut fuel;
        let mut random = Random(seed);
        let n = 1 + random.below(5) as usize;
        let size = [3, 1000, 1 << 40, i64::MAX / 2][random.below(4) as usize];
        let (a, b) = (random.poly(n, 5, 8, size), random.poly(n, 4, 10, size));
        let terms = 1 + random.below(9) as usize;
        let g = random.poly(n, 4, terms, size);
        let (left, right) = (a.mul(&g, fuel).unwrap(), b.mul(&g, fuel).unwrap());
        let (found, x, y) = gcd_with_cofactors(&left, &right, fuel).unwrap();
        assert_eq!(found.mul(&x, fuel).unwrap(), left, "seed {seed}");
        assert_eq!(found.mul(&y, fuel).unwrap(), right, "seed {seed}");
        if found.is_zero() {
            continue;
        }
        assert!(!found.leading_coefficient().is_negative(), "seed {seed}");
        assert!(
            found.divide_exact(&g, fuel).unwrap().is_some(),
            "seed {seed}"
        );
        assert!(gcd(&x, &y, fuel).unwrap().is_one(), "seed {seed}");
        assert_eq!(gcd(&right, &left, fuel).unwrap(), found, "seed {seed}");
        let common = lcm(&left, &right, fuel).unwrap();
        if !common.is_zero() {
            assert!(
                common.divide_exact(&left, fuel).unwrap().is_some(),
                "seed {seed}"
            );
            assert!(
                common.divide_exact(&right, fuel).unwrap().is_some(),
                "seed {seed}"
            );
        }
    }
}

#[test]
fn gcd_ways_agree() {
    for seed in 0..100 {
        let mut fuel = Fuel::default();
        let fuel = &mut fuel;
        let mut random = Random(seed);
        let n = 1 + random.below(3) as usize;
        let (a, b) = (random.poly(n, 3, 4, 9), random.poly(n, 3, 4, 9));
        let g = random.poly(n, 2, 3, 9);
        let (left, right) = (a.mul(&g, fuel).unwrap(), b.mul(&g, fuel).unwrap());
        if left.is_zero() || right.is_zero() {
            continue;
        }
        let (left, right) = (left.primitive().1, right.primitive().1);
        let all: Vec<usize> = (0..n).collect();
        let expected = super::gcd::by_remainders(&left, &right, &all, fuel).unwrap();
        let found = gcd(&left, &right, fuel).unwrap();
        assert_eq!(found, expected.primitive().1, "seed {seed}");
    }
}

#[test]
fn fields() {
    let mut random = Random(3);
    let mut field = super::field::Field::below(None);
    for _ in 0..40 {
        let p = u128::from(field.prime);
        for _ in 0..50 {
            let (a, b) = (random.bits() >> 1, random.bits() >> 1);
            let (x, y) = (field.of_word(a), field.of_word(b));
            assert_eq!(u128::from(field.word(x)), u128::from(a) % p);
            let product = u128::from(a) * u128::from(b) % p;
            assert_eq!(u128::from(field.word(field.mul(x, y))), product);
            let sum = (u128::from(a) + u128::from(b)) % p;
            assert_eq!(u128::from(field.word(field.add(x, y))), sum);
            if x != 0 {
                assert_eq!(field.mul(x, field.recip(x)), field.one);
            }
            let signed = Coefficient::from(random.bits() as i64 >> 3);
            assert_eq!(
                Some(field.signed(field.of_integer(&signed))),
                signed.to_i64()
            );
        }
        field = super::field::Field::below(Some(&field));
    }
}

/// The product of the factors is the polynomial, and each is normal.
fn check_factors(poly: &Poly, fuel: &mut Fuel, seed: u64) -> Factorisation {
    let found = factor(poly, fuel).unwrap();
    let n = poly.variable_count();
    assert_eq!(&found.expand(n, fuel).unwrap(), poly, "seed {seed}");
    for (at, (part, multiplicity)) in found.factors.iter().enumerate() {
        assert!(*multiplicity > 0, "seed {seed}");
        assert!(
            part.content().is_one() && !part.is_constant(),
            "seed {seed}"
        );
        assert!(!part.leading_coefficient().is_negative(), "seed {seed}");
        assert!(
            found
                .factors
                .iter()
                .skip(at + 1)
                .all(|(other, _)| other != part)
        );
    }
    found
}

#[test]
fn factors_of_products() {
    for seed in 0..300 {
        let mut fuel = Fuel::default();
        let fuel = &mut fuel;
        let mut random = Random(seed);
        let n = 1 + random.below(4) as usize;
        let size = [3, 1000, 1_000_000, 1 << 50][random.below(4) as usize];
        let count = 1 + random.below(4) as usize;
        let mut product = Poly::one(n);
        let mut least = 0;
        for _ in 0..count {
            let terms = 2 + random.below(6) as usize;
            let mut part = random.poly(n, 8 / count as u32, terms, size);
            if part.is_zero() {
                part = Poly::one(n);
            }
            least += usize::from(!part.is_constant());
            product = product.mul(&part, fuel).unwrap();
        }
        let found = check_factors(&product, fuel, seed);
        let total: u32 = found.factors.iter().map(|f| f.1).sum();
        assert!(total as usize >= least, "seed {seed}");
        for (part, _) in &found.factors {
            let again = factor(part, fuel).unwrap();
            assert_eq!(again.factors, [(part.clone(), 1)], "seed {seed}");
        }
        assert_eq!(factor(&product, fuel).unwrap(), found, "seed {seed}");
        let parts = square_free(&product, fuel).unwrap();
        let mut whole = Poly::constant(n, found.content.clone());
        for (part, multiplicity) in &parts {
            assert!(is_square_free(part, fuel).unwrap(), "seed {seed}");
            whole = whole
                .mul(&part.pow(*multiplicity, fuel).unwrap(), fuel)
                .unwrap();
        }
        assert_eq!(whole, product, "seed {seed}");
    }
}

#[test]
fn resultants() {
    for seed in 0..150 {
        let mut fuel = Fuel::default();
        let fuel = &mut fuel;
        let mut random = Random(seed);
        let n = 1 + random.below(3) as usize;
        let (a, b) = (random.poly(n, 4, 5, 20), random.poly(n, 3, 5, 20));
        let c = random.poly(n, 2, 3, 20);
        let of = |a: &Poly, b: &Poly, fuel: &mut Fuel| resultant(a, b, 0, fuel).unwrap();
        let (ab, ac) = (of(&a, &b, fuel), of(&a, &c, fuel));
        assert!(!ab.contains(0), "seed {seed}");
        // Swapping multiplies by (-1)^(product of the degrees).
        let odd = a.degree_in(0) % 2 == 1 && b.degree_in(0) % 2 == 1;
        let swapped = of(&b, &a, fuel);
        assert_eq!(if odd { swapped.neg() } else { swapped }, ab, "seed {seed}");
        // It is multiplicative.
        let bc = b.mul(&c, fuel).unwrap();
        assert_eq!(of(&a, &bc, fuel), ab.mul(&ac, fuel).unwrap(), "seed {seed}");
        // It is 0 exactly if there is a common factor with the variable.
        let common = gcd(&a, &b, fuel).unwrap();
        let shared = a.is_zero() || b.is_zero() || common.contains(0);
        assert_eq!(ab.is_zero(), shared, "seed {seed}");
        if c.contains(0) {
            let ca = a.mul(&c, fuel).unwrap();
            assert!(of(&ca, &bc, fuel).is_zero(), "seed {seed}");
        }
        // The discriminant of a product.
        if a.degree_in(0) > 0 && b.degree_in(0) > 0 {
            let product = a.mul(&b, fuel).unwrap();
            let parts = (discriminant(&a, 0, fuel).unwrap())
                .mul(&discriminant(&b, 0, fuel).unwrap(), fuel)
                .unwrap();
            let square = ab.mul(&ab, fuel).unwrap();
            assert_eq!(
                discriminant(&product, 0, fuel).unwrap(),
                parts.mul(&square, fuel).unwrap(),
                "seed {seed}"
            );
        }
    }
}

/// Reads `3*x0^2 - x1`.
fn read(text: &str) -> Poly {
    let mut terms = Vec::new();
    for part in text.replace(" - ", " + -").split(" + ") {
        let (mut exponents, mut value) = (vec![0; 6], 1i64);
        let rest = part.strip_prefix('-');
        if rest.is_some() {
            value = -1;
        }
        for factor in rest.unwrap_or(part).split('*') {
            match factor.strip_prefix('x') {
                Some(power) => {
                    let (name, exponent) = power.split_once('^').unwrap_or((power, "1"));
                    exponents[name.parse::<usize>().unwrap()] += exponent.parse::<u32>().unwrap();
                }
                None => value *= factor.parse::<i64>().unwrap(),
            }
        }
        terms.push((exponents, Coefficient::from(value)));
    }
    Poly::from_terms(6, terms).unwrap()
}

#[test]
fn known_factors() {
    let cases: &[(&str, &[&str])] = &[
        ("x0^2 - x1^2", &["x0 - x1", "x0 + x1"]),
        ("2*x0*x1 + 4*x0", &["x0", "x1 + 2"]),
        ("x0^2 + x1^2", &["x0^2 + x1^2"]),
        (
            "x0^4 + 4*x1^4",
            &["x0^2 - 2*x0*x1 + 2*x1^2", "x0^2 + 2*x0*x1 + 2*x1^2"],
        ),
        (
            "x0^3 + x1^3 + x2^3 - 3*x0*x1*x2",
            &["x0 + x1 + x2", "x0^2 - x0*x1 - x0*x2 + x1^2 - x1*x2 + x2^2"],
        ),
        // Irreducible over the rationals, and reducible modulo every prime.
        (
            "x0^4 - 10*x0^2*x1^2 + x1^4",
            &["x0^4 - 10*x0^2*x1^2 + x1^4"],
        ),
        ("x0^2*x1 + x0*x1 + x0 + 1", &["x0 + 1", "x0*x1 + 1"]),
        (
            "x0^2 - 2*x1^2 - 3*x2^2 + 1",
            &["x0^2 - 2*x1^2 - 3*x2^2 + 1"],
        ),
        // The norm of x + sqrt(2)*y + sqrt(3) splits at special points only.
        (
            "x0^4 - 4*x0^2*x1^2 - 6*x0^2 + 4*x1^4 - 12*x1^2 + 9",
            &["x0^4 - 4*x0^2*x1^2 - 6*x0^2 + 4*x1^4 - 12*x1^2 + 9"],
        ),
        ("x0*x1*x2*x3*x4*x5", &["x0", "x1", "x2", "x3", "x4", "x5"]),
        (
            "x0^2*x2 - x1^2*x2 + x0^2*x3 - x1^2*x3",
            &["x0 - x1", "x0 + x1", "x2 + x3"],
        ),
    ];
    for (text, expected) in cases {
        let mut fuel = Fuel::default();
        let poly = read(text);
        let found = check_factors(&poly, &mut fuel, 0);
        let mut shown: Vec<String> = found.factors.iter().map(|f| f.0.to_string()).collect();
        let mut expected: Vec<String> = expected.iter().map(|f| read(f).to_string()).collect();
        shown.sort();
        expected.sort();
        assert_eq!(shown, expected, "{text}");
    }
}

#[test]
fn degenerate_inputs() {
    let mut fuel = Fuel::default();
    let fuel = &mut fuel;
    let zero = Poly::zero(2);
    assert_eq!(factor(&zero, fuel).unwrap().content, Coefficient::ZERO);
    assert!(factor(&zero, fuel).unwrap().factors.is_empty());
    assert!(square_free(&zero, fuel).unwrap().is_empty());
    assert!(gcd(&zero, &zero, fuel).unwrap().is_zero());
    assert!(lcm(&zero, &Poly::one(2), fuel).unwrap().is_zero());
    let minus = Poly::constant(2, -12i64);
    let found = factor(&minus, fuel).unwrap();
    assert_eq!((found.content, found.factors.len()), ((-12i64).into(), 0));
    assert_eq!(gcd(&minus, &zero, fuel).unwrap(), minus.neg());
    assert_eq!(
        gcd(&minus, &read("18*x0"), fuel).unwrap(),
        Poly::constant(2, 6i64)
    );
    assert_eq!(gcd_all(&[], fuel).unwrap(), zero);
    assert!(resultant(&zero, &minus, 0, fuel).unwrap().is_zero());
    assert!(resultant(&minus, &minus, 0, fuel).unwrap().is_one());
    assert!(discriminant(&minus, 0, fuel).unwrap().is_zero());
    assert!(discriminant(&read("5*x0 + x1"), 0, fuel).unwrap().is_one());
    // High powers, homogeneous or not.
    let long = read("x0^1000 - x1^1000");
    assert_eq!(check_factors(&long, fuel, 0).factors.len(), 16);
    let high = read("x0^30000*x1^30000 - 1");
    let other = read("x0^20000*x1^20000 - 1");
    assert_eq!(
        gcd(&high, &other, fuel).unwrap(),
        read("x0^10000*x1^10000 - 1")
    );
    check_factors(&read("x0^3 - x1^6000 + 2"), fuel, 0);
    // Monomials in fewer dimensions than variables.
    let few = read("x0^120*x1^120 - x2^60*x3^180");
    assert_eq!(check_factors(&few, fuel, 0).factors.len(), 12);
    let cusp = read("x0^6 + 3*x0^3*x1^2 + 2*x1^4");
    assert_eq!(check_factors(&cusp, fuel, 0).factors.len(), 2);
    // A budget ends what would take long, and leaves no wrong answer.
    for units in [0, 10, 1000, 30_000] {
        let product = read("x0^3*x1 + x2^4*x0 - 7").mul(&read("x0^3*x2 - x1^4 + x1 + 5"), fuel);
        if let Ok(found) = factor(&product.unwrap(), &mut Fuel::new(units)) {
            assert_eq!(found.factors.len(), 2);
        }
    }
}
