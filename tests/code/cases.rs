//! What is printed, and what it must give.

use std::collections::BTreeMap;

use gradus::Expr;
use gradus::compile::{Code, CodeError, CodeOptions, CompileOptions, Language, With};
use gradus::function::{Kernel, all};

use crate::support::{Samples, lines};

const FORMULAS: &str = include_str!("formulas.txt");

/// A formula, how it is printed, and its values.
pub struct Case {
    pub text: String,
    pub expr: Expr,
    pub names: Vec<String>,
    pub with: With,
    /// Points and the numbers there: value, gradient, Hessian.
    pub points: Vec<(Vec<f64>, Vec<f64>)>,
    /// How far a printed function may be off, relative to the larger of its size and `floor`;
    /// nothing where the bits must agree.
    pub tolerance: Option<f64>,
    pub floor: f64,
}

impl Case {
    pub fn options(&self, name: &str) -> CodeOptions {
        CodeOptions {
            name: name.to_owned(),
            with: self.with,
            ..CodeOptions::default()
        }
    }

    pub fn code(&self, language: Language, name: &str) -> Result<Code, CodeError> {
        self.expr.code(&self.names, language, &self.options(name))
    }

    /// Complains unless the numbers are those expected.
    pub fn check(&self, language: &str, at: usize, found: &[f64], exact: bool) {
        let (point, expected) = &self.points[at];
        assert_eq!(found.len(), expected.len(), "{language}: {}", self.text);
        for (place, (&found, &expected)) in found.iter().zip(expected).enumerate() {
            let fits = match self.tolerance {
                None if exact => found.to_bits() == expected.to_bits(),
                tolerance => close(found, expected, tolerance.unwrap_or(1e-12), self.floor),
            } || found.is_nan() && expected.is_nan();
            assert!(
                fits,
                "{language}: {} at {:?} = {point:?}, number {place}: {found:e}, not {expected:e}",
                self.text, self.names
            );
        }
    }
}

pub fn close(found: f64, expected: f64, tolerance: f64, floor: f64) -> bool {
    if found == expected || found.is_nan() && expected.is_nan() {
        return true;
    }
    (found - expected).abs() <= tolerance * expected.abs().max(floor)
}

/// The numbers that gradus itself computes.
fn values(
    expr: &Expr,
    names: &[String],
    with: With,
    points: Vec<Vec<f64>>,
) -> Vec<(Vec<f64>, Vec<f64>)> {
    let mut outputs = vec![expr.clone()];
    if with != With::Value {
        outputs.extend(expr.gradient(names).expect("a gradient"));
    }
    if with == With::Hessian {
        outputs.extend(
            expr.hessian(names)
                .expect("a Hessian")
                .into_iter()
                .flatten(),
        );
    }
    let outputs: Vec<&Expr> = outputs.iter().collect();
    let options = CompileOptions {
        derivative: with != With::Value,
        values: 1,
        ..CompileOptions::default()
    };
    let function = Expr::compile_all(&outputs, names, &options).expect("a function");
    points
        .into_iter()
        .map(|point| {
            let mut out = vec![0.0; outputs.len()];
            function.outputs_into(&point, &mut out).expect("numbers");
            (point, out)
        })
        .collect()
}

/// The formulas of the list: the value of each, with its gradient, and with both its Hessian.
pub fn formulas() -> Vec<Case> {
    let mut cases = Vec::new();
    for line in lines(FORMULAS) {
        let mut fields = line.split('|').map(str::trim).peekable();
        let exact = fields.next() == Some("=");
        // A formula may hold bars itself only as `abs`.
        let text = fields.next().expect(line);
        let expr: Expr = text.parse().expect(text);
        let mut names = Vec::new();
        let mut points = Vec::new();
        for field in fields {
            let pairs: Vec<(&str, f64)> = field
                .split_whitespace()
                .map(|pair| {
                    let (name, value) = pair.split_once('=').expect(line);
                    (name, value.parse().expect(line))
                })
                .collect();
            names = pairs.iter().map(|(name, _)| (*name).to_owned()).collect();
            points.push(pairs.into_iter().map(|(_, value)| value).collect());
        }
        for with in [With::Value, With::Gradient, With::Hessian] {
            // There is no slope in the bound of a sum.
            let bound = matches!(
                expr.gradient(&names),
                Err(gradus::diff::DiffError::BoundDepends { .. })
            );
            if bound && with != With::Value {
                continue;
            }
            cases.push(Case {
                text: text.to_owned(),
                points: values(&expr, &names, with, points.clone()),
                expr: expr.clone(),
                names: names.clone(),
                with,
                tolerance: (!exact).then_some(1e-11),
                floor: 1.0,
            });
        }
    }
    assert!(cases.len() > 120, "{} cases", cases.len());
    cases
}

/// Every function of the table at points of its reference data.
pub fn functions() -> Vec<Case> {
    let mut cases = Vec::new();
    for function in all() {
        let row = function.row();
        let path = format!(
            "{}/tests/data/kernels/{}.csv",
            env!("CARGO_MANIFEST_DIR"),
            row.name
        );
        let text = std::fs::read_to_string(&path).expect(&path);
        let rows: Vec<Vec<f64>> = text
            .lines()
            .map(|line| {
                line.split(',')
                    .map(|field| field.parse().expect(line))
                    .collect()
            })
            .collect();
        // For each order of a function with a literal index, one case.
        let mut orders: BTreeMap<u64, Vec<Vec<f64>>> = BTreeMap::new();
        for mut row_of in rows {
            row_of.pop();
            let indexed = matches!(row.kernel, Kernel::Indexed(_));
            let order = if indexed { row_of.remove(0) as u64 } else { 0 };
            orders.entry(order).or_default().push(row_of);
        }
        for (order, points) in orders {
            let step = points.len().div_ceil(40);
            let points: Vec<Vec<f64>> = points.into_iter().step_by(step).collect();
            let (call, names): (String, Vec<String>) = match row.kernel {
                Kernel::Indexed(_) if order > 20 => continue,
                Kernel::Indexed(_) => (format!("{}({order}, x)", row.name), vec!["x".to_owned()]),
                _ => {
                    let names = row.parameters.iter().map(|name| (*name).to_owned());
                    let call = format!("{}({})", row.name, row.parameters.join(", "));
                    (call, names.collect())
                }
            };
            let expr: Expr = call.parse().expect(&call);
            let (tolerance, floor) = tolerance(function);
            cases.push(Case {
                text: call,
                points: values(&expr, &names, With::Value, points),
                expr,
                names,
                with: With::Value,
                tolerance: Some(tolerance),
                floor,
            });
        }
    }
    cases
}

/// The accuracy of the formulas that stand for functions which a language lacks, and of the
/// functions of languages.
fn tolerance(function: gradus::function::FunctionId) -> (f64, f64) {
    use gradus::function::FunctionId as F;
    match function {
        // Relative to 1 near their zeros.
        F::LOGGAMMA | F::DIGAMMA => (1e-13, 1.0),
        F::POLYGAMMA | F::TRIGAMMA => (1e-12, 1.0),
        F::GAMMA | F::FACTORIAL => (2e-13, 1e-300),
        F::BINOMIAL => (1e-9, 0.0),
        // The formula loses what the rounding of the sine's argument does.
        F::ERF | F::ERFC => (1e-14, 1e-300),
        _ => (4e-15, 1e-300),
    }
}

/// Random formulas of arithmetic, roots, kinks, pieces and sums.
pub fn random(seed: u64, count: usize) -> Vec<Case> {
    println!("seed {seed:#x}");
    let mut samples = Samples(seed);
    let mut cases = Vec::new();
    let names: Vec<String> = ["x", "y", "z"].map(str::to_owned).to_vec();
    while cases.len() < count {
        let size = 2 + cases.len() % 16;
        let text = formula(&mut samples, size, 0);
        let Ok(expr) = text.parse::<Expr>() else {
            continue;
        };
        let points: Vec<Vec<f64>> = (0..3)
            .map(|_| {
                let mut coordinate = || match samples.below(4) {
                    0 => samples.between(-3.0, 3.0).round(),
                    _ => samples.between(-3.0, 3.0),
                };
                vec![coordinate(), coordinate(), coordinate()]
            })
            .collect();
        cases.push(Case {
            points: values(&expr, &names, With::Value, points),
            text,
            expr,
            names: names.clone(),
            with: With::Value,
            tolerance: None,
            floor: 1.0,
        });
    }
    cases
}

fn formula(samples: &mut Samples, size: usize, depth: usize) -> String {
    if size == 0 {
        const LEAVES: [&str; 8] = ["x", "y", "z", "2", "0.3", "-1", "x", "7/3"];
        const INDICES: [&str; 2] = ["i", "j"];
        return match samples.below(4) {
            0 if depth > 0 => INDICES[samples.below(depth)].to_owned(),
            _ => samples.pick(&LEAVES).to_owned(),
        };
    }
    let first = samples.below(size);
    let a = formula(samples, first, depth);
    let b = formula(samples, size - 1 - first, depth);
    match samples.below(17) {
        0..=2 => format!("({a} + {b})"),
        3..=4 => format!("({a} - {b})"),
        5..=7 => format!("({a})*({b})"),
        8..=9 => format!("({a})/({b})"),
        10 => format!(
            "({a})^{}",
            ["2", "3", "4", "5", "7", "(-2)", "(1/2)"][samples.below(7)]
        ),
        11 => format!("-({a})*({b})"),
        12 => format!("sqrt({a})*{b}"),
        13 => {
            let name = ["abs", "floor", "relu", "sign", "heaviside", "round"][samples.below(6)];
            format!("({name}({a}) + ({b}))")
        }
        14 => format!("{}({a}, {b})", ["min", "max"][samples.below(2)]),
        15 => {
            let relation = ["<", "<=", ">", ">=", "!="][samples.below(5)];
            format!("(if {a} {relation} z or not (x < {b}) then {b}*{a} else {a} - x*{b})")
        }
        _ if depth < 2 => {
            let index = ["i", "j"][depth];
            let body = formula(samples, first, depth + 1);
            let last = ["3", "floor(x) + 2", "y"][samples.below(3)];
            format!("sum(({body})*{b}, {index}, 1, {last})")
        }
        _ => format!("({a} + {b})*({a})"),
    }
}
