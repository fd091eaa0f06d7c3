//! Unit tests of matrices.

use super::ExprMatrix;
use crate::algebra::AlgebraError;
use crate::expr::{Expr, Number};

/// `4 -1; -1 6`
fn matrix(text: &str) -> ExprMatrix {
    let rows = text
        .split(';')
        .map(|row| {
            row.split_whitespace()
                .map(|entry| entry.parse().unwrap())
                .collect()
        })
        .collect();
    ExprMatrix::from_rows(rows).unwrap()
}

fn numbers(size: usize, mut entry: impl FnMut(usize, usize) -> Number) -> ExprMatrix {
    let rows = (0..size)
        .map(|row| {
            (0..size)
                .map(|column| Expr::number(entry(row, column)))
                .collect()
        })
        .collect();
    ExprMatrix::from_rows(rows).unwrap()
}

fn hilbert(size: usize) -> ExprMatrix {
    numbers(size, |row, column| {
        Number::ratio(1, (row + column + 1) as i64).unwrap()
    })
}

#[test]
fn determinants() {
    for (text, expected) in [
        ("4 -1; -1 6", "23"),
        ("1 2; 2 4", "0"),
        ("1/2 1/3; 1/4 1/5", "1/60"),
        ("0 1; 1 0", "-1"),
        ("0 1 0; 0 0 1; 1 0 0", "1"),
        ("a b; c d", "a*d - b*c"),
        ("2 0 0; 5 3 0; 1 1 7", "42"),
        ("a 0 0; 1 b 0; 1 1 c", "a*b*c"),
        (
            "9007199254740993 1; 1 9007199254740993",
            "81129638414606699710187514626048",
        ),
    ] {
        assert_eq!(
            matrix(text).determinant().unwrap().to_string(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn inverses() {
    for (text, expected) in [
        ("4 -1; -1 6", "[[6/23, 1/23], [1/23, 4/23]]"),
        ("5", "[[1/5]]"),
        ("0 2; 4 0", "[[0, 1/4], [1/2, 0]]"),
        ("a 0; 0 b", "[[1/a, 0], [0, 1/b]]"),
    ] {
        let given = matrix(text);
        let inverse = given.inverse().unwrap();
        assert_eq!(inverse.to_string(), expected, "{text}");
        assert_eq!(
            given.product(&inverse).unwrap(),
            ExprMatrix::identity(given.rows()).unwrap()
        );
    }
    for text in ["1 2; 2 4", "a a; a a", "0", "sin(x)^2+cos(x)^2-1"] {
        assert_eq!(
            matrix(text).inverse(),
            Err(AlgebraError::Singular),
            "{text}"
        );
    }
}

#[test]
fn steps_are_named() {
    let steps: Vec<String> = matrix("4 -1 1 0; -1 6 0 1")
        .row_steps()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        steps,
        [
            "multiply row 1 by 1/4: [[1, -1/4, 1/4, 0], [-1, 6, 0, 1]]",
            "add row 1 to row 2: [[1, -1/4, 1/4, 0], [0, 23/4, 1/4, 1]]",
            "multiply row 2 by 4/23: [[1, -1/4, 1/4, 0], [0, 1, 1/23, 4/23]]",
            "add 1/4 times row 2 to row 1: [[1, 0, 6/23, 1/23], [0, 1, 1/23, 4/23]]",
        ]
    );
}

#[test]
fn large_matrices_of_numbers() {
    let given = hilbert(10);
    let inverse = given.inverse().unwrap();
    assert_eq!(
        given.product(&inverse).unwrap(),
        ExprMatrix::identity(10).unwrap()
    );
    assert_eq!(inverse.entry(0, 0).unwrap().to_string(), "100");
    assert_eq!(inverse.entry(9, 9).unwrap().to_string(), "44914183600");

    // The matrix of min(i, j) has the determinant 1, that of |i - j| has one in closed form.
    let smaller = numbers(60, |row, column| {
        Number::integer(row.min(column) as i64 + 1)
    });
    assert_eq!(smaller.determinant().unwrap().to_string(), "1");
    assert_eq!(smaller.rank().unwrap(), 60);
    let distances = numbers(40, |row, column| {
        Number::integer(row.abs_diff(column) as i64)
    });
    let expected = Number::integer(-39).multiply(&Number::integer(1 << 38));
    assert_eq!(distances.determinant().unwrap().as_number(), Some(expected));
}

#[test]
fn determinants_agree_with_elimination() {
    let mut seed = 0x2545_F491_4F6C_DD1Du64;
    println!("seed {seed:#x}");
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    for size in 1..9 {
        for _ in 0..10 {
            let random = numbers(size, |_, _| {
                Number::ratio((next() % 19) as i64 - 9, (next() % 4) as i64 + 1).unwrap()
            });
            let other = numbers(size, |_, _| Number::integer((next() % 7) as i64 - 3));
            let both = random.product(&other).unwrap().determinant().unwrap();
            let product = random.determinant().unwrap() * other.determinant().unwrap();
            assert_eq!(both, product);
            if let Ok(inverse) = random.inverse() {
                assert_eq!(
                    random.product(&inverse).unwrap(),
                    ExprMatrix::identity(size).unwrap()
                );
            } else {
                assert_eq!(random.determinant().unwrap(), Expr::number(0));
            }
        }
    }
}

#[test]
fn shapes_are_refused() {
    let (wide, square) = (matrix("1 2 3; 4 5 6"), matrix("1 2; 3 4"));
    let message = wide.product(&square).unwrap_err().to_string();
    assert_eq!(
        message,
        "a 2 by 3 matrix and a 2 by 2 matrix can't be multiplied"
    );
    assert!(matches!(
        wide.determinant(),
        Err(AlgebraError::Shape {
            rows: 2,
            columns: 3,
            ..
        })
    ));
    assert!(wide.inverse().is_err() && wide.trace().is_err() && wide.power(2).is_err());
    assert!(wide.sum(&square).is_err());
    assert!(ExprMatrix::from_rows(Vec::new()).is_err());
    assert!(ExprMatrix::from_rows(vec![Vec::new()]).is_err());
}
