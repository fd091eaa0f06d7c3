//! Where functions are defined and differentiable, and what happens at their seams: a table of
//! known answers, and the derivatives at seams under every kink policy and by every way there is.

use gradus::Expr;
use gradus::analysis::validity::Seam;
use gradus::compile::{CompileOptions, KinkPolicy};
use gradus::simplify::facts::Assumptions;

/// Function, variables, where it is defined, where it is differentiable, and its seams: conditions
/// and sentences joined by semicolons. `*` for "as it is defined".
#[rustfmt::skip]
const TABLE: &[(&str, &[&str], &str, &str, &str)] = &[
    // Smooth where they are defined.
    ("x^2 + y", &["x", "y"], "", "*", ""),
    ("sin(x)*exp(-x^2)", &["x"], "", "*", ""),
    ("1/(x - a)", &["x"], "x != a", "*", ""),
    ("log(x)", &["x"], "x > 0", "*", ""),
    ("x*log(x)", &["x"], "x > 0", "*", ""),
    ("log(sin(x))", &["x"], "sin(x) > 0", "*", ""),
    ("tan(x)", &["x"], "cos(x) != 0", "*", ""),
    ("x^y", &["x", "y"], "x > 0", "*", ""),
    ("x^5 + x^-2", &["x"], "x != 0", "*", ""),
    ("sin(x)/x", &["x"], "x != 0", "*", ""),
    ("log(x^2)", &["x"], "x != 0", "*", ""),
    ("exp(-1/x^2)", &["x"], "x != 0", "*", ""),
    ("gamma(x)", &["x"], "x > 0 or x != floor(x)", "*", ""),
    ("atanh(x)", &["x"], "-1 < x < 1", "*", ""),
    ("sqrt(x^2 + 1)", &["x"], "", "*", ""),
    // Ends of domains.
    ("sqrt(x)", &["x"], "x >= 0", "x > 0", ""),
    ("sqrt(y)*x", &["x"], "y >= 0", "*", ""),
    ("sqrt(x)^2", &["x"], "x >= 0", "x > 0", ""),
    ("x^(3/2)", &["x"], "x >= 0", "x > 0", ""),
    ("x^(1/3)", &["x"], "x >= 0", "x > 0", ""),
    ("sqrt(1 - x^2)", &["x"], "-1 <= x <= 1", "-1 < x < 1", ""),
    ("asin(x)", &["x"], "-1 <= x <= 1", "-1 < x < 1", ""),
    ("acosh(x)", &["x"], "x >= 1", "x > 1", ""),
    ("asech(x)", &["x"], "0 < x <= 1", "0 < x < 1", ""),
    // Kinks and jumps.
    ("cbrt(x)", &["x"], "", "x != 0", ""),
    ("abs(x)", &["x"], "", "x != 0", "at x = 0 the slopes are -1 from the left and 1 from the right"),
    ("log(abs(x))", &["x"], "x != 0", "*", ""),
    ("sqrt(abs(x))", &["x"], "", "x != 0", "at x = 0 the slopes are -inf from the left and inf from the right"),
    ("abs(x^2 - 1)", &["x"], "", "x != -1; x != 1", "at x = -1 the slopes are -2 from the left and 2 from the right; at x = 1 the slopes are -2 from the left and 2 from the right"),
    ("abs(abs(x) - 1)", &["x"], "", "x != -1; x != 0; x != 1", "at x = -1 the slopes are -1 from the left and 1 from the right; at x = 1 the slopes are -1 from the left and 1 from the right; at x = 0 the slopes are 1 from the left and -1 from the right"),
    ("abs(sin(x))", &["x"], "", "sin(x) != 0", "at sin(x) = 0 the slopes are -1 from the left and 1 from the right"),
    ("sign(x)", &["x"], "", "x != 0", "at x = 0 it is not continuous"),
    ("heaviside(x)", &["x"], "", "x != 0", "at x = 0 it is not continuous"),
    ("floor(x)", &["x"], "", "x != floor(x)", "at x = floor(x) it is not continuous"),
    ("relu(x)", &["x"], "", "x != 0", "at x = 0 the slopes are 0 from the left and 1 from the right"),
    ("clamp(x, 0, 1)", &["x"], "", "x != 0; x != 1", "at x = 0 the slopes are 0 from the left and 1 from the right; at x = 1 the slopes are 1 from the left and 0 from the right"),
    ("max(x, x^2)", &["x"], "", "x != 0; x != 1", "at x = 0 the slopes are 0 from the left and 1 from the right; at x = 1 the slopes are 1 from the left and 2 from the right"),
    ("min(x, y)", &["x", "y"], "", "x != y", "at x = y the slopes are 1 from the left and 0 from the right; at y = x the slopes are 1 from the left and 0 from the right"),
    ("(x^2)^(1/3)", &["x"], "", "x != 0", "at x = 0 the slopes are -inf from the left and inf from the right"),
    ("sqrt((x - 1)^2*(x + 2))", &["x"], "(x - 1)^2*(x + 2) >= 0", "x > -2; x != 1", ""),
    ("acot(x)", &["x"], "x != 0", "*", ""),
    ("abs(x)*y", &["x", "y"], "", "x != 0", "at x = 0 the slopes are -y from the left and y from the right"),
    // Kinks that are none.
    ("x*abs(x)", &["x"], "", "", "at x = 0 the derivative is 0"),
    ("abs(x)^2", &["x"], "", "", ""),
    ("abs(x)^3", &["x"], "", "", "at x = 0 the derivative is 0"),
    ("sqrt(x^4)", &["x"], "", "", ""),
    ("max(x^3, x^3 + x^5)", &["x"], "", "", "at x = 0 the derivative is 0"),
    ("max(0, 1 - x)^2", &["x"], "", "", "at x = 1 the derivative is 0"),
    ("x^2*heaviside(x)", &["x"], "", "", "at x = 0 the derivative is 0"),
    ("(x - 1)*abs(x^2 - 1)", &["x"], "", "x != -1", "at x = -1 the slopes are 4 from the left and -4 from the right; at x = 1 the derivative is 0"),
    ("log(1 + abs(x)^3)", &["x"], "", "", "at x = 0 the derivative is 0"),
    ("abs(x^2 + 1)", &["x"], "", "", ""),
    ("abs(sin(x) + 2)", &["x"], "", "", ""),
    ("abs(sin(x))^3", &["x"], "", "", "at sin(x) = 0 the derivative is 0"),
    // Lengths have no slope at the origin.
    ("sqrt(x^2 + y^2)", &["x", "y"], "", "x^2 + y^2 != 0", "at x^2 + y^2 = 0 it was not decided whether the derivative exists"),
    ("hypot(x, y)", &["x", "y"], "", "hypot(x, y) != 0", "at hypot(x, y) = 0 it was not decided whether the derivative exists"),
    // Pieces.
    ("piecewise(x < 0, -x, x)", &["x"], "", "x != 0", "at x = 0 the slopes are -1 from the left and 1 from the right"),
    ("piecewise(x < 0, x^2, x^3)", &["x"], "", "", "at x = 0 the derivative is 0"),
    ("piecewise(x < 0, 0, 1)", &["x"], "", "x != 0", "at x = 0 it is not continuous"),
    ("piecewise(x < 0, x, x < 1, x^2, 2*x - 1)", &["x"], "", "x != 0", "at x = 0 the slopes are 1 from the left and 0 from the right; at x = 1 the derivative is 2"),
    ("piecewise(x >= 0, sqrt(x), 0)", &["x"], "", "x != 0", "at x = 0 the slopes are 0 from the left and inf from the right"),
    ("if x < 1 then 2*x else 3*x - 1", &["x"], "", "x != 1", "at x = 1 the slopes are 2 from the left and 3 from the right"),
    ("piecewise(x != 0, sin(x)/x, 1)", &["x"], "", "", "at x = 0 the derivative is 0"),
    ("piecewise(x != 0, sin(x)/x, 2)", &["x"], "", "x != 0", "at x = 0 it is not continuous"),
    ("piecewise(x != 0, x^2*sin(1/x), 0)", &["x"], "", "", "at x = 0 the derivative is 0"),
    ("piecewise(x != 0, x*sin(1/x), 0)", &["x"], "", "x != 0", "at x = 0 there is no slope"),
    ("piecewise(x != 0, exp(-1/x^2), 0)", &["x"], "", "", "at x = 0 the derivative is 0"),
    ("sum(abs(x - i), i, 1, 3)", &["x"], "", "x != 1; x != 2; x != 3", "at x = 3 it was not decided whether the derivative exists; at x = 2 it was not decided whether the derivative exists; at x = 1 it was not decided whether the derivative exists"),
    // Parameters.
    ("abs(x - a)", &["x"], "", "x != a", "at x = a the slopes are -1 from the left and 1 from the right"),
    ("(x - a)*abs(x - a)", &["x"], "", "", "at x = a the derivative is 0"),
    ("piecewise(x < a, x^2, b*x)", &["x"], "", "x != a", "at x = a it is not continuous in general"),
    ("piecewise(x < a, x^2, 2*a*x - a^2)", &["x"], "", "", "at x = a the derivative is 2*a"),
    ("abs(x)^(1 + abs(y))", &["x"], "", "x != 0", "at x = 0 it was not decided whether the derivative exists"),
];

fn joined(list: &[Expr]) -> String {
    let texts: Vec<String> = list.iter().map(Expr::to_string).collect();
    texts.join("; ")
}

#[test]
fn the_table_holds() {
    let mut wrong = Vec::new();
    for &(text, variables, defined, differentiable, seams) in TABLE {
        let expr: Expr = text.parse().expect("an expression");
        let found = expr.validity(variables, &Assumptions::new());
        let sentences: Vec<String> = found.seams.iter().map(Seam::sentence).collect();
        let expected = if differentiable == "*" {
            defined
        } else {
            differentiable
        };
        let found = [
            joined(&found.defined),
            joined(&found.differentiable),
            sentences.join("; "),
        ];
        if found != [defined, expected, seams] {
            wrong.push(format!("{text}\n  found {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_cannot_be_looked_at_is_told() {
    let expr: Expr = "sum(abs(x - i), i, 1, n)".parse().expect("an expression");
    assert!(!expr.validity(&["x"], &Assumptions::new()).complete);
    let expr: Expr = "sum(sin(x - i), i, 1, n)".parse().expect("an expression");
    assert!(expr.validity(&["x"], &Assumptions::new()).complete);
}

#[test]
fn assumptions_count() {
    let validity = |text: &str, assumed: &str| {
        let expr: Expr = text.parse().expect("an expression");
        let assumptions = Assumptions::parse(assumed).expect("an assumption");
        joined(&expr.validity(&["x"], &assumptions).differentiable)
    };
    assert_eq!(validity("abs(x)", "x > 0"), "");
    assert_eq!(validity("sqrt(x)", "x > 0"), "");
    assert_eq!(validity("abs(a*x)", "a > 0"), "x != 0");
    let huber = "piecewise(abs(x) < d, x^2/2, d*(abs(x) - d/2))";
    assert_eq!(validity(huber, "d > 0"), "");
}

/// Function, its derivative, a point, and the derivative's value there for each kink policy: nan,
/// left, right, zero.
#[rustfmt::skip]
const AT_SEAMS: &[(&str, &str, f64, [f64; 4])] = &[
    ("piecewise(x < 0, -x, x)", "piecewise(x < 0, -1, x > 0, 1)", 0.0, [f64::NAN, -1.0, 1.0, 0.0]),
    ("piecewise(x <= 0, -x, x)", "piecewise(x < 0, -1, x > 0, 1)", 0.0, [f64::NAN, -1.0, 1.0, 0.0]),
    ("piecewise(0 < x, x, -x)", "piecewise(x > 0, 1, x < 0, -1)", 0.0, [f64::NAN, -1.0, 1.0, 0.0]),
    ("piecewise(2 - x > 0, -x, 3*x - 8)", "piecewise(0 < 2 - x, -1, 0 > 2 - x, 3)", 2.0, [f64::NAN, -1.0, 3.0, 0.0]),
    ("piecewise(x < 0, x^2, x^3)", "piecewise(x < 0, 2*x, 3*x^2)", 0.0, [0.0; 4]),
    ("piecewise(x < 0, 0, 1)", "piecewise(x < 0, 0, x > 0, 0)", 0.0, [f64::NAN, 0.0, 0.0, 0.0]),
    ("piecewise(x < 0, x, x < 1, x^2, 3*x)", "piecewise(x < 0, 1, x > 0 and x < 1, 2*x, x > 1, 3)", 1.0, [f64::NAN, 2.0, 3.0, 0.0]),
    ("piecewise(x > 0 and x < 1, x*(1 - x), 0)", "piecewise(x > 0 and x < 1, 1 - 2*x, x < 0 or x > 1, 0)", 0.0, [f64::NAN, 0.0, 1.0, 0.0]),
    ("piecewise(x != 0, sin(x)/x, 1)", "piecewise(x != 0, (x*cos(x) - sin(x))/x^2, 0)", 0.0, [0.0; 4]),
    ("piecewise(x = 0, 1, sin(x)/x)", "piecewise(x = 0, 0, (x*cos(x) - sin(x))/x^2)", 0.0, [0.0; 4]),
    ("x*piecewise(x < 0, -x, x)", "piecewise(x = 0, 0, x*piecewise(x < 0, -1, x > 0, 1) + piecewise(x < 0, -x, x))", 0.0, [0.0; 4]),
    ("max(x, x^2)", "2*x*heaviside(x^2 - x) + heaviside(x - x^2)", 1.0, [f64::NAN, 0.0, 0.0, 0.0]),
    ("piecewise(x < a, x^2, 2*a*x - a^2)", "piecewise(x < a, 2*x, 2*a)", 3.0, [6.0; 4]),
];

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

#[test]
fn derivatives_at_seams() {
    for &(text, derivative, point, values) in AT_SEAMS {
        let expr: Expr = text.parse().expect("an expression");
        let found = expr.diff("x").expect("a derivative");
        assert_eq!(found.to_string(), derivative, "{text}");
        let policies = [
            KinkPolicy::Nan,
            KinkPolicy::Left,
            KinkPolicy::Right,
            KinkPolicy::Zero,
        ];
        for (kink, expected) in policies.into_iter().zip(values) {
            let options = CompileOptions {
                kink,
                ..CompileOptions::default()
            };
            // Forward, one point.
            let names = ["x", "a"];
            let function = found.compile_with(names, &options).expect("a function");
            let scalar = function.value(&[point, point]);
            let max = text.starts_with("max");
            if !max || kink == KinkPolicy::Nan {
                assert!(same(scalar, expected), "{text}, {kink:?}: {scalar}");
            }
            // Many points: the seams, at whole numbers, are between others.
            let xs: Vec<f64> = (-150..150).map(|at| point + f64::from(at) / 64.0).collect();
            let parameters = vec![point; xs.len()];
            let mut out = vec![0.0; xs.len()];
            function
                .values(&[&xs, &parameters], &mut out)
                .expect("as many values as points");
            for (x, value) in xs.iter().zip(&out) {
                let alone = function.value(&[*x, point]);
                assert!(same(*value, alone), "{text}, {kink:?} at {x}");
                assert!(
                    x.fract() == 0.0 || value.is_finite(),
                    "{text}, {kink:?} at {x}"
                );
            }
            // Reverse.
            let function = expr.compile_with(names, &options).expect("a function");
            let gradient = function.gradient(&[point, point]).expect("a gradient");
            assert!(
                same(gradient[0], scalar),
                "{text}, {kink:?}: {}",
                gradient[0]
            );
        }
    }
}

#[test]
fn higher_derivatives_start_from_what_is_right() {
    let sinc: Expr = "piecewise(x != 0, sin(x)/x, 1)"
        .parse()
        .expect("an expression");
    for (order, value) in [(1, 0.0), (2, -1.0 / 3.0), (3, 0.0), (4, 0.2)] {
        let derivative = sinc.derivative(vec!["x"; order]).expect("a derivative");
        assert_eq!(derivative.at([("x", 0.0)]), Ok(value), "order {order}");
    }
    let function = sinc.compile(["x"]).expect("a function");
    assert_eq!(function.hessian(&[0.0]).expect("a Hessian"), [[-1.0 / 3.0]]);
    // The first derivative exists at 0, the second does not.
    let expr: Expr = "piecewise(x < 0, x^2, x^3)".parse().expect("an expression");
    let second = expr.derivative(["x", "x"]).expect("a derivative");
    assert!(second.at([("x", 0.0)]).is_ok_and(f64::is_nan));
}
