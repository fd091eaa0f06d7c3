//! Exact values, parity and period: canonical facts that the kernel shares.

use gradus::Expr;
use gradus::function::{Parity, all};

use super::{kernel, read};
use crate::support::Samples;
use crate::tolerance::{VALUE, close_or_within};

const SEED: u64 = 0x7AB1_E002;

fn text(expr: &Expr) -> String {
    expr.canonical().expect("a canonical form").to_string()
}

/// Every (arguments, value) of the rows, read as expressions.
fn each_special(mut check: impl FnMut(gradus::function::FunctionId, &str, &str)) {
    for function in all() {
        for (arguments, value) in function.row().special {
            check(function, arguments, value);
        }
    }
}

#[test]
fn exact_values_are_canonical() {
    each_special(|function, arguments, value| {
        let name = function.name();
        let call = read(&format!("{name}({arguments})"));
        let expected = read(value);
        assert_eq!(text(&call), text(&expected), "{name}({arguments})");
        assert_eq!(call, expected, "{name}({arguments})");
        // An argument that is written another way has the same value.
        if function.row().parameters.len() == 1 {
            let longer = format!("3*({arguments}) - 2*({arguments})");
            assert_eq!(read(&format!("{name}({longer})")), expected, "{longer}");
        }
    });
}

#[test]
fn exact_values_are_those_of_the_kernel() {
    println!("seed {SEED:#x}");
    let mut samples = Samples(SEED);
    each_special(|function, arguments, value| {
        let row = function.row();
        for _ in 0..20 {
            let parameters: Vec<f64> = (row.parameters.iter())
                .map(|_| samples.between(0.1, 7.0))
                .collect();
            let at = |formula: &str| {
                let compiled = read(formula).compile(row.parameters).expect("a value");
                compiled.value(&parameters)
            };
            let point: Vec<f64> = arguments.split(", ").map(at).collect();
            let (computed, exact) = (kernel(function)(&point), at(value));
            // At a zero next to a rounded argument (sin(pi)) the value is as small as the rounding.
            assert!(
                close_or_within(computed, exact, VALUE, 1e-15),
                "{}({arguments}) = {computed}, not {exact}",
                row.name
            );
        }
    });
}

#[test]
fn parity_is_canonical() {
    for function in all() {
        let (name, parity) = (function.name(), function.row().parity);
        let sign = match parity {
            Parity::Even => "",
            Parity::Odd => "-",
            Parity::None => continue,
        };
        for argument in ["x", "3*x", "x*y", "a + b", "x^3", "sqrt(x)", "x/7"] {
            let mirrored = read(&format!("{name}(-({argument}))"));
            let expected = read(&format!("{sign}{name}({argument})"));
            assert_eq!(mirrored, expected, "{name}(-({argument}))");
            assert_eq!(mirrored.to_string(), expected.to_string());
        }
    }
    // Without parity the sign stays where it is.
    for function in all() {
        let row = function.row();
        if row.parity == Parity::None && row.parameters.len() == 1 && row.canonical.is_empty() {
            let text = read(&format!("{}(-x)", row.name)).to_string();
            assert_eq!(text, call_text(row.name, "-x"));
        }
    }
}

fn call_text(name: &str, argument: &str) -> String {
    match name {
        "factorial" => format!("({argument})!"),
        _ => format!("{name}({argument})"),
    }
}

#[test]
fn periods_are_canonical() {
    for function in all() {
        let row = function.row();
        if row.period.is_empty() {
            continue;
        }
        for (argument, value) in row.special {
            for turns in [-3, -1, 1, 2, 1000] {
                let call = read(&format!(
                    "{}({argument} + {turns}*({}))",
                    row.name, row.period
                ));
                assert_eq!(
                    call,
                    read(value),
                    "{}({argument}), {turns} periods",
                    row.name
                );
            }
        }
    }
}

#[test]
fn the_circle_has_exact_values() {
    // Every multiple of pi/12 that is a multiple of pi/6 or pi/4, against doubles.
    let mut exact = 0;
    for function in all().filter(|function| !function.row().period.is_empty()) {
        let name = function.name();
        for twelfth in -24..=24 {
            let call = read(&format!("{name}({twelfth}*pi/12)"));
            let text = text(&call);
            let value = kernel(function)(&[f64::from(twelfth) * std::f64::consts::PI / 12.0]);
            if text.contains(name) {
                // No value: an odd multiple of pi/12, or a pole.
                assert!(
                    twelfth % 2 != 0 && twelfth % 3 != 0 || value.abs() > 1e15,
                    "{text}"
                );
                continue;
            }
            exact += 1;
            let found = call.at::<&str>([]).expect("a number");
            assert!(
                close_or_within(found, value, 1e-14, 1e-14),
                "{name}({twelfth}*pi/12) = {text}"
            );
        }
    }
    assert!(exact > 6 * 20, "{exact}");
}
