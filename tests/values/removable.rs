//! A removable point evaluates to its limit; what has no limit stays without a value.

use super::{expr, point};

/// Expression, point, and the value: nan where there is none.
#[rustfmt::skip]
const VALUES: &[(&str, &str, f64)] = &[
    ("sin(x)/x", "x=0", 1.0),
    ("(1 - cos(x))/x^2", "x=0", 0.5),
    ("(exp(x) - 1)/x", "x=0", 1.0),
    ("log(1 + x)/x", "x=0", 1.0),
    ("(x^2 - 1)/(x - 1)", "x=1", 2.0),
    ("(x^2 - y^2)/(x - y)", "x=1,y=1", 2.0),
    ("(x^3 - 8)/(x - 2)", "x=2", 12.0),
    // One variable is singular, the others are not.
    ("y*sin(x)/x", "x=0,y=3", 3.0),
    ("y + sin(x)/x", "x=0,y=3", 4.0),
    ("sin(x)/x*sin(y)/y", "x=0,y=0", 1.0),
    ("diff(sin(x)/x, x)", "x=0", 0.0),
    ("diff(sin(x)/x, x, 2)", "x=0", -1.0/3.0),
    ("x*cot(x)", "x=0", 1.0),
    ("exp(-1/x^2)", "x=0", 0.0),
    // No limit, or not the same from all sides.
    ("abs(x)/x", "x=0", f64::NAN),
    ("x*y/(x^2 + y^2)", "x=0,y=0", f64::NAN),
    ("x^2*y/(x^4 + y^2)", "x=0,y=0", f64::NAN),
    ("sin(1/x)", "x=0", f64::NAN),
    ("log(x - 1)", "x=0", f64::NAN),
    ("sqrt(-1 - x^2)/x", "x=0", f64::NAN),
    // A function takes its limit where its domain ends, if its form is a stable one.
    ("x*log(x)", "x=0", 0.0),
    // Real on one side only: the domain ends there.
    ("x^y/x", "x=0,y=1", f64::NAN),
    // An infinity is what IEEE arithmetic has.
    ("1/x^2", "x=0", f64::INFINITY),
    ("floor(x)*(x - 1)/(x - 1)", "x=1", f64::NAN),
];

#[test]
fn removable_points_have_their_limits() {
    for &(formula, at, value) in VALUES {
        let found = expr(formula)
            .at(point(at))
            .expect("all symbols have values");
        let same = found == value || (found.is_nan() && value.is_nan());
        assert!(
            same || (found - value).abs() < 1e-12,
            "{formula} at {at}: {found}, not {value}"
        );
    }
}

/// Function, variables, point, and the derivative: nan where it does not exist.
#[rustfmt::skip]
const DERIVATIVES: &[(&str, &[&str], &str, f64)] = &[
    ("x*abs(x)", &["x"], "x=0", 0.0),
    ("abs(x)^3", &["x"], "x=0", 0.0),
    ("abs(x)", &["x"], "x=0", f64::NAN),
    ("abs(x)", &["x"], "x=-2", -1.0),
    ("sqrt(x^2 + y^2)", &["x"], "x=0,y=0", f64::NAN),
    ("sqrt(x^2 + y^2)", &["x"], "x=0,y=1", 0.0),
    ("sin(x)/x", &["x"], "x=0", 0.0),
    ("sin(x)/x", &["x", "x"], "x=0", -1.0/3.0),
    ("max(x, x^2)", &["x"], "x=1", f64::NAN),
    ("max(x, x^2)", &["x"], "x=2", 4.0),
    ("max(0, x)^2", &["x"], "x=0", 0.0),
    ("sqrt(max(0, x^2 - z^2))", &["x"], "x=1,z=2", 0.0),
    ("sqrt(max(0, x^2 - z^2))", &["z"], "x=5,z=3", -0.75),
    ("log(max(0, x))", &["x"], "x=-1", f64::NAN),
    ("sqrt(x + abs(x))", &["x"], "x=-1", 0.0),
    ("a^b", &["b"], "a=0,b=1", 0.0),
    ("x^y", &["y"], "x=0,y=2", 0.0),
    ("relu(x)", &["x"], "x=0", f64::NAN),
    // Away from its jumps a step is constant, at them it has no derivative.
    ("floor(x)", &["x"], "x=1.5", 0.0),
    ("floor(x)", &["x"], "x=1", f64::NAN),
    ("sign(x)", &["x"], "x=0", f64::NAN),
    ("sign(x)*(x^2 + 1)", &["x"], "x=0", f64::NAN),
    ("sign(x)*x^2", &["x"], "x=0", 0.0),
    ("heaviside(x)*x^2", &["x"], "x=0", 0.0),
    ("cbrt(x)", &["x"], "x=0", f64::NAN),
    ("clamp(x, 0, 1)^2", &["x"], "x=0", 0.0),
    ("clamp(x, 0, 1)", &["x"], "x=0.5", 1.0),
    ("x*y*abs(x)", &["x", "y"], "x=1,y=2", 2.0),
    // The second derivative has a limit, and the first one jumps.
    ("x*atan(1/x)", &["x", "x"], "x=0", f64::NAN),
    ("atan(1/x)", &["x"], "x=0", f64::NAN),
    ("x^2*atan(1/x)", &["x"], "x=0", 0.0),
];

#[test]
fn derivatives_are_decided_exactly() {
    for &(formula, variables, at, value) in DERIVATIVES {
        let found = expr(formula).derivative_at(variables, &point(at));
        let found = found.unwrap_or(f64::NAN);
        let same = found == value || (found.is_nan() && value.is_nan());
        assert!(
            same || (found - value).abs() < 1e-12,
            "{formula} by {variables:?} at {at}: {found}, not {value}"
        );
    }
}

/// What a derivative is decided to be agrees with the quotients of differences from both sides.
#[test]
fn decided_derivatives_agree_with_differences() {
    const STEP: f64 = 1e-6;
    let formulas = [
        "x*abs(x)",
        "abs(x)",
        "max(x, x^2)",
        "min(x, x^3)",
        "relu(x)^2",
        "relu(x)",
        "x^2*sign(x)",
        "sign(x)",
        "floor(x)*x",
        "floor(x)*sin(pi*x)^2",
        "sqrt(x^2)",
        "sqrt(max(0, x))",
        "sqrt(abs(x) - x)",
        "abs(x)^(3/2)",
        "cos(abs(x))",
        "sin(abs(x))",
        "max(0, x)^3 + x",
        "heaviside(x)*x",
        "clamp(x, -1, 1)*(x^2 - 1)",
    ];
    let mut checked = 0;
    for formula in formulas {
        let f = expr(formula);
        let value = f.compile(["x"]).expect("a function").closure();
        for at in [-1.0, -0.5, 0.0, 0.25, 1.0, 2.0] {
            let Some(decided) = f.derivative_at(&["x"], &[("x", at)]) else {
                continue;
            };
            for step in [-STEP, STEP] {
                let quotient = (value(&[at + step]) - value(&[at])) / step;
                assert!(
                    (quotient - decided).abs() < 2e-2 * (1.0 + decided.abs()),
                    "{formula} at {at}: {decided}, but a difference gives {quotient}"
                );
            }
            checked += 1;
        }
    }
    assert!(checked > 60, "{checked} derivatives were decided");
}
