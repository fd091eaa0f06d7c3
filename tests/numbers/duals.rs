//! Dual numbers agree with the derivatives that the engine makes (lesson L7: both are exact).

use gradus::compile::{Dual, Duals};
use serde_json::Value;

use super::parse;

/// How far two slopes may be apart: relative to the larger, and to rounding in the corpus's points.
const NEAR: f64 = 1e-9;

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1e-12)
}

#[test]
fn slopes_are_those_of_lesson_7() {
    for text in ["x^2", "2x^3-3x^2+5", "exp(-2x)+3sin(3x)"] {
        let f = parse(text);
        let (f, slope) = (f.compile(["x"]).unwrap(), f.diff("x").unwrap());
        let slope = slope.compile(["x"]).unwrap();
        for step in 0..=1200 {
            let x = -6.0 + f64::from(step) / 100.0;
            let found = f.program().run_on(&Duals, &[Dual::variable(x)]).unwrap()[0];
            assert_eq!(found.value, f.value(&[x]), "{text} at {x}");
            let expected = slope.value(&[x]);
            let size = expected.abs().max(f.value(&[x]).abs());
            assert!(
                (found.slope - expected).abs() <= 1e-13 * size,
                "{text} at {x}"
            );
        }
    }
}

#[test]
fn slopes_are_those_of_the_corpora() {
    let mut compared = 0;
    for line in include_str!("../data/corpora/derivatives-rubi.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let expr = parse(case["expr"].as_str().unwrap());
        let names = expr.free_symbols();
        let f = expr.compile(&names).unwrap();
        for point in case["points"].as_array().unwrap() {
            let expected = point["expect"].as_f64().unwrap();
            let inputs: Vec<Dual> = names
                .iter()
                .map(|name| {
                    let value = point["at"][name].as_f64().unwrap();
                    if name == "x" {
                        Dual::variable(value)
                    } else {
                        Dual::fixed(value)
                    }
                })
                .collect();
            let found = f.program().run_on(&Duals, &inputs).unwrap()[0].slope;
            let tolerance = point["tol"].as_f64().unwrap_or(NEAR).max(NEAR);
            assert!(
                near(found, expected, tolerance) || expected == 0.0 && found.abs() < 1e-9,
                "{} at {}: {found} for {expected}",
                case["id"],
                point["at"]
            );
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared}");
}

#[test]
fn gradients_are_those_of_the_corpora() {
    for line in include_str!("../data/corpora/gradients-feynman.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let names: Vec<&str> = case["vars"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect();
        let f = parse(case["expr"].as_str().unwrap())
            .compile(&names)
            .unwrap();
        for point in case["points"].as_array().unwrap() {
            for along in &names {
                let inputs: Vec<Dual> = names
                    .iter()
                    .map(|name| {
                        let value = point["at"][name].as_f64().unwrap();
                        if name == along {
                            Dual::variable(value)
                        } else {
                            Dual::fixed(value)
                        }
                    })
                    .collect();
                let found = f.program().run_on(&Duals, &inputs).unwrap()[0].slope;
                let expected = point["grad"][along].as_f64().unwrap();
                assert!(
                    near(found, expected, NEAR),
                    "{} in {along}: {found}",
                    case["id"]
                );
            }
        }
    }
}

/// What does not exist is NaN, as in compiled derivatives; what does not move adds nothing.
#[test]
fn kinks_and_fixed_inputs() {
    let f = parse("abs(x) + log(y)").compile(["x", "y"]).unwrap();
    let slope = |x: Dual, y: Dual| f.program().run_on(&Duals, &[x, y]).unwrap()[0].slope;
    assert!(slope(Dual::variable(0.0), Dual::fixed(1.0)).is_nan());
    assert_eq!(slope(Dual::variable(-2.0), Dual::fixed(0.0)), -1.0);
    assert_eq!(slope(Dual::fixed(0.0), Dual::variable(4.0)), 0.25);
}
