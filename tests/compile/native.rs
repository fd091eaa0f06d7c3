//! Native code: the bits of the tape, whatever the program's shape.

use gradus::Expr;
use gradus::compile::{CompileOptions, EvalError, Native};

use crate::support::random::Samples;

/// A chain of many terms, some of them with branches and loops in it.
fn long(terms: usize) -> Expr {
    let mut text = String::from("y");
    for at in 1..=terms {
        text += &match at % 5 {
            0 => format!(" + piecewise(x < {at}/100, sin({at}*x), y > {at}/200, x/{at}, y^{at})"),
            1 => format!(" - x*y/{at}"),
            2 => format!(" + sum(i*x/{at}, i, 1, {})", at % 7),
            3 => format!(" + x^{}/(y^2 + {at})", at % 9),
            _ => format!(" - exp(-x^2*{at}/100)*abs(y - {at}/50)"),
        };
    }
    text.parse().unwrap()
}

#[test]
fn long_programs_give_the_bits_of_the_tape() {
    for terms in [10, 400, 3000] {
        let expr = long(terms);
        let options = CompileOptions {
            native_after: 0,
            ..Default::default()
        };
        let slope = expr.diff("x").unwrap();
        let tape = Expr::compile_all(&[&expr, &slope], ["x", "y"], &options).unwrap();
        let native = Native::new(tape.program()).unwrap();
        let mut samples = Samples(4);
        for _ in 0..50 {
            let point = [samples.between(-3.0, 30.0), samples.between(-3.0, 30.0)];
            let (mut expected, mut found) = ([0.0; 2], [0.0; 2]);
            tape.outputs_into(&point, &mut expected).unwrap();
            native.outputs_into(&point, &mut found).unwrap();
            let same = |a: f64, b: f64| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
            assert!(
                same(expected[0], found[0]) && same(expected[1], found[1]),
                "{terms} terms at {point:?}: {expected:?}, {found:?}"
            );
            assert!(same(native.value(&point), expected[0]));
        }
    }
}

/// Loops that run too long are NaN in every part of a long program alike.
#[test]
fn endless_sums_end() {
    let expr: Expr = "sum(sum(sum(i*j*k*x, i, 1, 2000), j, 1, 2000), k, 1, 2000) + x"
        .parse()
        .unwrap();
    let function = expr.compile(["x"]).unwrap();
    assert!(function.value(&[1.0]).is_nan());
    assert!(function.native().unwrap().value(&[1.0]).is_nan());
}

#[test]
fn functions_become_native_by_themselves() {
    let expr: Expr = "x^2*sin(y) + 1".parse().unwrap();
    let options = CompileOptions {
        native_after: 3,
        ..Default::default()
    };
    let function = expr.compile_with(["x", "y"], &options).unwrap();
    let values: Vec<f64> = (0..10).map(|_| function.value(&[0.3, 0.4])).collect();
    assert!(values.windows(2).all(|pair| pair[0] == pair[1]));
    // Clones share the code.
    assert_eq!(
        function.clone().native().unwrap().value(&[0.3, 0.4]),
        values[0]
    );
}

#[test]
fn wrong_lengths() {
    let expr: Expr = "x + y".parse().unwrap();
    let native = expr.compile(["x", "y"]).unwrap().native().unwrap().clone();
    assert!(native.value(&[1.0]).is_nan());
    assert!(native.value(&[1.0, 2.0, 3.0]).is_nan());
    assert_eq!(
        native.outputs_into(&[1.0, 2.0], &mut []),
        Err(EvalError::OutputLength {
            expected: 1,
            found: 0
        })
    );
    assert_eq!(
        native.outputs_into(&[1.0], &mut [0.0]),
        Err(EvalError::InputLength {
            expected: 2,
            found: 1
        })
    );
}

/// The code goes with its last owner, in whatever thread; many functions come and go.
#[test]
fn code_is_freed() {
    let expr: Expr = "x*sin(x)".parse().unwrap();
    for _ in 0..200 {
        let native = Native::new(expr.compile(["x"]).unwrap().program()).unwrap();
        let closure = native.closure();
        drop(native);
        let found = std::thread::spawn(move || closure(&[2.0])).join().unwrap();
        assert_eq!(found, expr.at([("x", 2.0)]).unwrap());
    }
}
