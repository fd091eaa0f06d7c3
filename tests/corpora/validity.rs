//! Inside the reported domain a function and its derivative are finite, outside they are not real.

use std::fs;
use std::path::Path;

use gradus::Expr;
use gradus::compile::Function;
use gradus::simplify::facts::Assumptions;
use serde_json::Value;

use crate::support::Samples;

const SEED: u64 = 20_261_122;
const POINTS: usize = 60;

/// Formulas whose values are real but beyond the largest double at some points.
const OVERFLOWS: [&str; 1] = ["exp(n*cosh(c*(a + b*x)))/(b*c*n)"];

/// Conditions as functions of all symbols.
fn compiled(conditions: &[Expr], names: &[String]) -> Vec<Function> {
    let compile = |condition: &Expr| condition.compile(names).expect("a condition compiles");
    conditions.iter().map(compile).collect()
}

fn holds(conditions: &[Function], point: &[f64]) -> bool {
    (conditions.iter()).all(|condition| condition.value(point) == 1.0)
}

/// What is wrong with one case; counts what was inside and what outside.
fn judge(
    text: &str,
    variable: &str,
    counts: &mut [usize; 2],
    samples: &mut Samples,
) -> Vec<String> {
    let expr: Expr = text.parse().expect("an expression");
    let names = expr.free_symbols();
    let found = expr.validity(&[variable], &Assumptions::new());
    let defined = compiled(&found.defined, &names);
    let differentiable = compiled(&found.differentiable, &names);
    let Ok(function) = expr.compile(&names) else {
        // Unknown functions have no values.
        return Vec::new();
    };
    let slope = expr.diff(variable).expect("a derivative");
    let slope = slope.compile(&names).expect("a function");
    let mut wrong = Vec::new();
    for _ in 0..POINTS {
        let point: Vec<f64> = names.iter().map(|_| samples.between(-3.0, 3.0)).collect();
        let (value, derivative) = (function.value(&point), slope.value(&point));
        if holds(&differentiable, &point) {
            counts[0] += 1;
            let beyond = value.is_infinite() && OVERFLOWS.contains(&text);
            if !(beyond || value.is_finite() && derivative.is_finite()) {
                wrong.push(format!(
                    "{text} at {point:?} inside: {value}, slope {derivative}"
                ));
            }
        } else if !holds(&defined, &point) {
            counts[1] += 1;
            if value.is_finite() {
                wrong.push(format!("{text} at {point:?} outside: {value}"));
            }
        }
    }
    wrong
}

#[test]
fn domains_agree_with_sampling() {
    let mut samples = Samples(SEED);
    let mut wrong = Vec::new();
    let (mut cases, mut counts) = (0, [0; 2]);
    for file in ["derivatives-rubi.jsonl", "derivatives-sympy.jsonl"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/corpora");
        let lines = fs::read_to_string(path.join(file)).expect("the corpus is readable");
        for line in lines.lines() {
            let case: Value = serde_json::from_str(line).expect("a case is one JSON object");
            let variable = match &case["wrt"] {
                Value::String(name) => name.as_str(),
                names => names[0].as_str().expect("a name"),
            };
            let text = case["expr"].as_str().expect("a formula");
            cases += 1;
            wrong.extend(judge(text, variable, &mut counts, &mut samples));
        }
    }
    assert!(
        wrong.is_empty(),
        "seed {SEED}: {} wrong at {counts:?} points inside and outside of {cases} cases\n{}",
        wrong.len(),
        wrong[..wrong.len().min(60)].join("\n")
    );
    assert!(counts[0] > 1000 && counts[1] > 1000, "{counts:?}");
}
