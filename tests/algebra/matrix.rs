//! Tests of `algebra::matrix`.

use gradus::Expr;
use gradus::algebra::AlgebraError;
use gradus::algebra::matrix::{Definiteness, ExprMatrix, RowStep};

use crate::support::{Samples, rounds};

/// `4 -1; -1 6`
fn matrix(text: &str) -> ExprMatrix {
    let row = |row: &str| -> Vec<Expr> {
        row.split_whitespace()
            .map(|entry| entry.parse().expect(entry))
            .collect()
    };
    ExprMatrix::from_rows(text.split(';').map(row).collect()).expect(text)
}

fn list(exprs: &[Expr]) -> String {
    let texts: Vec<String> = exprs.iter().map(Expr::to_string).collect();
    format!("[{}]", texts.join(", "))
}

/// What an operation prints.
fn result(operation: &str, given: &ExprMatrix) -> Result<String, AlgebraError> {
    Ok(match operation {
        "det" => given.determinant()?.to_string(),
        "inverse" => given.inverse()?.to_string(),
        "reduce" => given.row_reduce()?.matrix.to_string(),
        "rank" => given.rank()?.to_string(),
        "trace" => given.trace()?.to_string(),
        "square" => given.power(2)?.to_string(),
        "values" => list(&given.eigenvalues()?),
        "vectors" => {
            let vectors: Vec<String> = given
                .eigenvectors()?
                .iter()
                .flat_map(|(_, vectors)| vectors.iter().map(|vector| list(vector)))
                .collect();
            vectors.join(" ")
        }
        "polynomial" => given.characteristic_polynomial("t")?.to_string(),
        _ => panic!("{operation}"),
    })
}

#[test]
fn operations_give() {
    for (operation, given, expected) in [
        ("det", "4 -1; -1 6", "23"),
        ("det", "2 -1 0; -1 2 -1; 0 -1 2", "4"),
        ("det", "a b; c d", "a*d - b*c"),
        ("det", "x 1; 1 1/x", "0"),
        ("det", "0.5 0; 0 0.5", "0.25"),
        ("inverse", "4 -1; -1 6", "[[6/23, 1/23], [1/23, 4/23]]"),
        ("inverse", "1 a; 0 1", "[[1, -a], [0, 1]]"),
        (
            "inverse",
            "1 a b; 0 1 c; 0 0 1",
            "[[1, -a, a*c - b], [0, 1, -c], [0, 0, 1]]",
        ),
        ("inverse", "x^2 0; 0 x", "[[1/x^2, 0], [0, 1/x]]"),
        ("reduce", "1 2 3; 2 4 7", "[[1, 2, 0], [0, 0, 1]]"),
        ("reduce", "0 0; 0 0", "[[0, 0], [0, 0]]"),
        ("reduce", "a 1; 1 a", "[[1, 0], [0, 1]]"),
        ("rank", "1 2; 2 4", "1"),
        ("rank", "a 2*a; b 2*b", "1"),
        ("rank", "1 0 0; 0 1 0", "2"),
        ("trace", "a 1; 1 -a", "0"),
        ("square", "0 1; -1 0", "[[-1, 0], [0, -1]]"),
        ("values", "4 0; 0 -3", "[-3, 4]"),
        ("values", "2 0; 0 2", "[2, 2]"),
        ("values", "1/2 1/3; 0 1/5", "[1/5, 1/2]"),
        ("values", "0 1 0; 0 0 1; 1 0 0", "[1]"),
        ("values", "a 0; c b", "[a, b]"),
        ("values", "0 a; a 0", "[-a, a]"),
        ("values", "a b; b a", "[a - b, a + b]"),
        ("vectors", "2 1; 1 2", "[1, -1] [1, 1]"),
        ("vectors", "2 0; 0 2", "[1, 0] [0, 1]"),
        ("vectors", "2 1; 0 2", "[1, 0]"),
        (
            "vectors",
            "1 2 0; 0 3 0; 0 0 3",
            "[1, 0, 0] [1, 1, 0] [0, 0, 1]",
        ),
        ("polynomial", "4 -1; -1 6", "t^2 - 10*t + 23"),
        ("polynomial", "1/2 0; 0 1/3", "t^2 - 5*t/6 + 1/6"),
    ] {
        let found = result(operation, &matrix(given)).expect(given);
        assert_eq!(found, expected, "{operation} {given}");
    }
}

#[test]
fn what_has_no_inverse_is_said_to_have_none() {
    for given in [
        "0",
        "1 2; 2 4",
        "a a; a a",
        "x 1; 1 1/x",
        "1 2 3; 4 5 6; 7 8 9",
        "sin(x)^2 1-cos(x)^2; 1 1",
        "(x+1)^2 x^2+2*x+1; 1 1",
        "sqrt(2) 2; 1 sqrt(2)",
        "a b a+b 0 0; c d c+d 0 0; 1 2 3 0 0; 0 0 0 1 0; 0 0 0 0 1",
    ] {
        assert_eq!(
            matrix(given).inverse(),
            Err(AlgebraError::Singular),
            "{given}"
        );
    }
}

fn hilbert(size: i64) -> ExprMatrix {
    let row = |row: i64| {
        (0..size)
            .map(|column| Expr::number(1) / (row + column + 1))
            .collect()
    };
    ExprMatrix::from_rows((0..size).map(row).collect()).expect("a matrix")
}

#[test]
fn hilberts_matrix_is_inverted_exactly() {
    let given = hilbert(10);
    let inverse = given.inverse().expect("an inverse");
    let identity = ExprMatrix::identity(10).expect("a matrix");
    assert_eq!(given.product(&inverse), Ok(identity));
    // The corner of the inverse, by the closed form with binomials.
    assert_eq!(
        inverse.entry(9, 9).map(Expr::to_string).as_deref(),
        Some("44914183600")
    );
    assert_eq!(
        given.definiteness(),
        Ok(Some(Definiteness::PositiveDefinite))
    );
}

/// A random fraction or, now and then, an expression in two symbols.
fn entry(samples: &mut Samples, symbolic: bool) -> Expr {
    const FORMS: [&str; 6] = ["a", "b", "a + 1", "a*b", "a^2 - b", "1/(a + 2)"];
    let number = samples.between(-6.0, 6.0).round();
    if symbolic && samples.between(0.0, 1.0) < 0.4 {
        let at = samples.between(0.0, FORMS.len() as f64) as usize;
        return FORMS[at.min(FORMS.len() - 1)].parse().expect("a form");
    }
    let denominator = samples.between(1.0, 4.0).floor();
    Expr::number(number as i64) / (denominator as i64)
}

fn random(samples: &mut Samples, rows: usize, columns: usize, symbolic: bool) -> ExprMatrix {
    let rows = (0..rows)
        .map(|_| (0..columns).map(|_| entry(samples, symbolic)).collect())
        .collect();
    ExprMatrix::from_rows(rows).expect("a matrix")
}

#[test]
fn inverses_multiply_back() {
    let mut samples = Samples(0x1AB5);
    println!("seed 0x1AB5");
    for round in 0..rounds(24) {
        let symbolic = round % 2 == 0;
        let size = 1 + round % if symbolic { 3 } else { 7 };
        let given = random(&mut samples, size, size, symbolic);
        let other = random(&mut samples, size, size, symbolic);
        let determinant = given.determinant().expect("a determinant");
        match given.inverse() {
            Ok(inverse) => {
                let product = given.product(&inverse).expect("a product");
                let difference = product
                    .difference(&ExprMatrix::identity(size).expect("a matrix"))
                    .expect("a difference");
                assert!(difference.is_zero(), "{given} times {inverse}");
            }
            Err(error) => {
                assert_eq!(error, AlgebraError::Singular);
                assert_eq!(determinant.to_string(), "0", "{given}");
            }
        }
        let both = given
            .product(&other)
            .and_then(|product| product.determinant());
        let apart = determinant * other.determinant().expect("a determinant");
        let difference = both.expect("a determinant") - apart;
        let difference = ExprMatrix::from_rows(vec![vec![difference]]).expect("a matrix");
        assert!(difference.is_zero(), "det of {given} times {other}");
    }
}

#[test]
fn eigenvalues_are_roots_of_the_characteristic_polynomial() {
    let mut samples = Samples(0xE16E);
    println!("seed 0xE16E");
    for round in 0..rounds(30) {
        let size = 1 + round % 5;
        let mut given = random(&mut samples, size, size, false);
        if round % 3 == 0 {
            given = given.sum(&given.transpose()).expect("a sum");
        }
        let spectrum = given.spectrum().expect("eigenvalues");
        assert_eq!(spectrum.values.len() + spectrum.complex, size, "{given}");
        let polynomial = given.characteristic_polynomial("t").expect("a polynomial");
        let slope = polynomial.diff("t").expect("a derivative");
        for value in &spectrum.values {
            let at = value.at::<&str>([]).expect("a value");
            let rest = polynomial.at([("t", at)]).expect("a value");
            let steepness = slope.at([("t", at)]).expect("a value").abs();
            assert!(
                rest.abs() <= 1e-10 * (1.0 + steepness),
                "{value} of {given}: {rest}"
            );
        }
        for (value, vectors) in given.eigenvectors().expect("eigenvectors") {
            let value = value.at::<&str>([]).expect("a value");
            for vector in vectors {
                let vector: Vec<f64> = vector
                    .iter()
                    .map(|entry| entry.at::<&str>([]).expect("a value"))
                    .collect();
                let length = vector.iter().map(|entry| entry * entry).sum::<f64>().sqrt();
                assert!(length > 1e-6);
                for row in 0..size {
                    let image: f64 = (0..size)
                        .map(|at| {
                            let entry = given.entry(row, at).expect("an entry");
                            entry.at::<&str>([]).expect("a value") * vector[at]
                        })
                        .sum();
                    let off = (image - value * vector[row]).abs();
                    assert!(off <= 1e-8 * length * (1.0 + value.abs()), "{given}: {off}");
                }
            }
        }
    }
}

#[test]
fn row_steps_lead_to_the_reduced_form() {
    let mut samples = Samples(0x57E9);
    println!("seed 0x57E9");
    for round in 0..rounds(20) {
        let symbolic = round % 4 == 0;
        let (rows, columns) = (1 + round % 3, 1 + round % 4);
        let given = random(&mut samples, rows, columns, symbolic);
        let echelon = given.row_reduce().expect("a form");
        let steps = given.row_steps().expect("steps");
        assert_eq!(steps.len(), echelon.steps.len());
        let mut now = given.clone();
        for shown in &steps {
            assert_eq!(shown.before, now);
            // Each step once more, by multiplying with its elementary matrix.
            let size = now.rows();
            let mut elementary = ExprMatrix::identity(size).expect("a matrix").into_rows();
            match &shown.step {
                RowStep::Swap { first, second } => elementary.swap(*first, *second),
                RowStep::Multiply { row, factor } => elementary[*row][*row] = factor.clone(),
                RowStep::Subtract { row, factor, from } => elementary[*row][*from] = -factor,
                other => panic!("{other:?}"),
            }
            let elementary = ExprMatrix::from_rows(elementary).expect("a matrix");
            let product = elementary.product(&now).expect("a product");
            let difference = product.difference(&shown.after).expect("a difference");
            assert!(difference.is_zero(), "{shown}");
            now = shown.after.clone();
        }
        assert_eq!(now, echelon.matrix);
    }
}

#[test]
fn forms_are_classified() {
    use Definiteness::*;
    for (given, expected) in [
        ("4 -1; -1 6", PositiveDefinite),
        ("1 1; 1 1", PositiveSemidefinite),
        ("-2 0; 0 -3", NegativeDefinite),
        ("-2 0; 0 0", NegativeSemidefinite),
        ("1 0; 0 -1", Indefinite),
        ("0 0; 0 0", PositiveSemidefinite),
        ("2 -1 0; -1 2 -1; 0 -1 2", PositiveDefinite),
    ] {
        assert_eq!(matrix(given).definiteness(), Ok(Some(expected)), "{given}");
    }
    for given in ["a 0; 0 1", "1 2; 3 4"] {
        assert_eq!(matrix(given).definiteness(), Ok(None), "{given}");
    }
}

#[test]
fn large_determinants_are_quick_or_refused() {
    let mut samples = Samples(0xDE7);
    let mut integers = |size: usize| {
        let row = |samples: &mut Samples| {
            (0..size)
                .map(|_| Expr::number(samples.between(-99.0, 99.0) as i64))
                .collect()
        };
        let rows = (0..size).map(|_| row(&mut samples)).collect();
        ExprMatrix::from_rows(rows).expect("a matrix")
    };
    let start = std::time::Instant::now();
    let determinant = integers(200).determinant().expect("a determinant");
    println!("200 by 200 in {:?}", start.elapsed());
    assert!(determinant.to_string().len() > 400);
    assert!(start.elapsed().as_secs() < 60);
    let symbols: Vec<Vec<Expr>> = (0..12)
        .map(|row| {
            (0..12)
                .map(|at| Expr::symbol(&format!("a{}", 12 * row + at)))
                .collect()
        })
        .collect();
    let symbols = ExprMatrix::from_rows(symbols).expect("a matrix");
    assert!(matches!(
        symbols.determinant(),
        Err(AlgebraError::TooLarge { .. })
    ));
    let start = std::time::Instant::now();
    assert!(symbols.inverse().is_err());
    println!("refused after {:?}", start.elapsed());
    assert!(start.elapsed().as_secs() < 60);
    // Dense, but in one symbol: the determinant of a matrix of powers is a product of differences.
    let vandermonde: Vec<Vec<Expr>> = (0..9)
        .map(|row| {
            let base = Expr::symbol("x") + row;
            (0..9).map(|power: i64| base.pow(power)).collect()
        })
        .collect();
    let vandermonde = ExprMatrix::from_rows(vandermonde).expect("a matrix");
    let product: i64 = (0..9).map(|at| (1..=at).product::<i64>()).product();
    assert_eq!(vandermonde.determinant(), Ok(Expr::number(product)));
}
