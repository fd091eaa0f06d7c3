//! Functions of one variable as broken lines.

use gradus::plot::{Sampled, sample};

use super::expr;

fn sampled(text: &str, lower: f64, upper: f64) -> Sampled {
    let function = expr(text).compile(["x"]).expect("compiles");
    sample(&function, "x", lower, upper).expect("a range")
}

/// A formula with its range, and what its line is like.
type Line = (
    &'static str,
    f64,
    f64,
    usize,
    &'static [f64],
    &'static [f64],
    &'static [[f64; 2]],
    [f64; 2],
);

/// A formula, its range, how many pieces its line has, its poles, jumps and gaps, and the range of
/// values that is shown; each to three digits.
#[rustfmt::skip]
const LINES: &[Line] = &[
    ("x^2", -2.0, 2.0, 1, &[], &[], &[], [0.0, 4.0]),
    ("sin(x)", -6.0, 6.0, 1, &[], &[], &[], [-1.0, 1.0]),
    ("abs(x - 1/3)", -1.0, 1.0, 1, &[], &[], &[], [0.0, 1.333]),
    ("3", -1.0, 1.0, 1, &[], &[], &[], [3.0, 3.0]),
    ("1e-300*x", -1.0, 1.0, 1, &[], &[], &[], [-1e-300, 1e-300]),
    ("cbrt(x)", -1.0, 1.0, 1, &[], &[], &[], [-1.0, 1.0]),
    ("atan(1e6*x)", -1.0, 1.0, 1, &[], &[], &[], [-1.571, 1.571]),
    ("sin(1/x)", 0.1, 1.0, 1, &[], &[], &[], [-1.0, 1.0]),
    (
        "floor(x)",
        -1.5,
        2.5,
        5,
        &[],
        &[-1.0, 0.0, 1.0, 2.0],
        &[],
        [-2.0, 2.0],
    ),
    (
        "sqrt(x)",
        -4.0,
        4.0,
        1,
        &[],
        &[],
        &[[-4.0, 0.0]],
        [0.0, 2.0],
    ),
    (
        "sqrt(x^2 - 1)",
        -2.0,
        2.0,
        2,
        &[],
        &[],
        &[[-1.0, 1.0]],
        [0.0, 1.732],
    ),
    (
        "sqrt(-1 - x^2)",
        -2.0,
        2.0,
        0,
        &[],
        &[],
        &[[-2.0, 2.0]],
        [f64::NAN; 2],
    ),
];

#[test]
fn lines_are_broken_where_the_function_is() {
    for (text, lower, upper, pieces, poles, jumps, gaps, range) in LINES {
        let found = sampled(text, *lower, *upper);
        let near = |a: f64, b: f64| {
            (a - b).abs() <= 1e-3 * b.abs().max(1e-300).max(if b == 0.0 { 1e-3 } else { 0.0 })
        };
        let all = |found: &[f64], wanted: &[f64]| {
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| near(*a, *b))
        };
        assert_eq!(found.pieces.len(), *pieces, "{text}: pieces");
        assert!(all(&found.poles, poles), "{text}: poles {:?}", found.poles);
        assert!(all(&found.jumps, jumps), "{text}: jumps {:?}", found.jumps);
        assert!(
            all(found.gaps.as_flattened(), gaps.as_flattened()),
            "{text}: gaps {:?}",
            found.gaps
        );
        match found.range {
            Some(shown) => assert!(all(&shown, range), "{text}: range {shown:?}"),
            None => assert!(range[0].is_nan(), "{text}: no range"),
        }
    }
}

/// Formulas whose values go beyond all bounds: the range, the poles, and the most that may be
/// shown of the values.
#[rustfmt::skip]
const POLES: &[(&str, f64, f64, &[f64], f64)] = &[
    ("1/x",                   -6.0, 6.0, &[0.0], 20.0),
    ("1/x^2",                 -6.0, 6.0, &[0.0], 100.0),
    ("1/(x - 1.2345678)^2",   -3.0, 3.0, &[], 100.0),
    ("tan(x)",                -6.0, 6.0, &[-4.712, -1.571, 1.571, 4.712], 30.0),
    ("log(x)",                -1.0, 5.0, &[], 8.0),
    ("gamma(x)",              -3.5, 4.5, &[-3.0, -2.0, -1.0, 0.0], 200.0),
    ("exp(1000*x)",           -6.0, 6.0, &[], 1e6),
    ("1/(x^2 - 2)",           -3.0, 3.0, &[-1.414, 1.414], 30.0),
];

#[test]
fn poles_do_not_flatten_the_picture() {
    for (text, lower, upper, poles, most) in POLES {
        let found = sampled(text, *lower, *upper);
        let [low, high] = found.range.expect("finite values");
        assert!(low < high && high - low <= *most, "{text}: {low}..{high}");
        assert_eq!(
            found.poles.len(),
            poles.len(),
            "{text}: poles {:?}",
            found.poles
        );
        for (a, b) in found.poles.iter().zip(*poles) {
            assert!((a - b).abs() < 1e-3, "{text}: {a}");
            // No piece goes across.
            for piece in &found.pieces {
                let ends = [piece[0][0], piece[piece.len() - 1][0]];
                assert!(
                    ends[1] <= a + 1e-9 || ends[0] >= a - 1e-9,
                    "{text}: joined at {a}"
                );
            }
        }
    }
}

#[test]
fn lines_are_near_their_functions() {
    for (text, lower, upper) in [
        ("sin(10*x)*exp(-x)", 0.0, 6.0),
        ("exp(-1000*x^2)", -1.0, 1.0),
        ("abs(sin(5*x))", -3.0, 3.0),
        ("sqrt(x)", 0.0, 1.0),
        ("x^9 - x", -1.2, 1.2),
    ] {
        let function = expr(text).compile(["x"]).expect("compiles");
        let found = sampled(text, lower, upper);
        let [low, high] = found.range.expect("a range");
        for piece in &found.pieces {
            for pair in piece.windows(2) {
                let x = (pair[0][0] + pair[1][0]) / 2.0;
                let away = (function.value(&[x]) - (pair[0][1] + pair[1][1]) / 2.0).abs();
                assert!(away <= 2e-3 * (high - low), "{text} at {x}: {away}");
            }
        }
        let points: usize = found.pieces.iter().map(Vec::len).sum();
        assert!(points <= 20_000, "{text}: {points}");
    }
}

#[test]
fn a_wild_function_has_an_end() {
    let found = sampled("sin(1/x)", -1.0, 1.0);
    let points: usize = found.pieces.iter().map(Vec::len).sum();
    assert!((1_000..=25_000).contains(&points), "{points}");
    let range = found.range.expect("a range");
    assert!(
        (range[0] + 1.0).abs() < 1e-3 && (range[1] - 1.0).abs() < 1e-3,
        "{range:?}"
    );
}

#[test]
fn empty_ranges_are_refused() {
    let function = expr("x").compile(["x"]).expect("compiles");
    for (lower, upper) in [
        (1.0, 1.0),
        (2.0, 1.0),
        (f64::NAN, 1.0),
        (f64::MIN, f64::MAX),
        (0.0, f64::INFINITY),
    ] {
        let error = sample(&function, "x", lower, upper).expect_err("no range");
        assert!(error.to_string().contains("range of `x`"), "{error}");
    }
}
