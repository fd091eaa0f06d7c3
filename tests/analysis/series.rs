//! Tests of `analysis::series`.

use gradus::Expr;

/// Function, point (`x = 0, y = 1`), order, and the series as text.
const TAYLOR: &[(&str, &str, u64, &str)] = &[
    ("sin(x)", "x = 0", 5, "x - x^3/6 + x^5/120"),
    ("sin(x)", "x = 0", 0, "0"),
    ("cos(x)", "x = 0", 6, "1 - x^2/2 + x^4/24 - x^6/720"),
    ("exp(k*x)", "x = 0", 3, "1 + k*x + k^2*x^2/2 + k^3*x^3/6"),
    (
        "log(x)",
        "x = a",
        3,
        "log(a) + (x - a)/a - (x - a)^2/(2*a^2) + (x - a)^3/(3*a^3)",
    ),
    ("log(x)", "x = 1", 3, "(x - 1) - (x - 1)^2/2 + (x - 1)^3/3"),
    ("x^2", "x = 3", 4, "9 + 6*(x - 3) + (x - 3)^2"),
    ("tan(x)", "x = 0", 7, "x + x^3/3 + 2*x^5/15 + 17*x^7/315"),
    (
        "tan(x)",
        "x = pi/4",
        3,
        "1 + 2*(x - pi/4) + 2*(x - pi/4)^2 + 8*(x - pi/4)^3/3",
    ),
    ("tanh(x)", "x = 0", 5, "x - x^3/3 + 2*x^5/15"),
    ("atan(x)", "x = 0", 5, "x - x^3/3 + x^5/5"),
    ("asin(x)", "x = 0", 5, "x + x^3/6 + 3*x^5/40"),
    ("acos(x)", "x = 0", 3, "pi/2 - x - x^3/6"),
    (
        "sqrt(1 + x)",
        "x = 0",
        4,
        "1 + x/2 - x^2/8 + x^3/16 - 5*x^4/128",
    ),
    ("(1 + x)^a", "x = 0", 2, "1 + a*x + a*x^2*(a - 1)/2"),
    ("1/(1 - x)", "x = 0", 4, "1 + x + x^2 + x^3 + x^4"),
    ("sin(x)/x", "x = 0", 4, "1 - x^2/6 + x^4/120"),
    ("x/(exp(x) - 1)", "x = 0", 4, "1 - x/2 + x^2/12 - x^4/720"),
    ("exp(sin(x))", "x = 0", 4, "1 + x + x^2/2 - x^4/8"),
    ("x^x", "x = 1", 3, "1 + (x - 1) + (x - 1)^2 + (x - 1)^3/2"),
    ("erf(x)", "x = 0", 3, "2*x/sqrt(pi) - 2*x^3/(3*sqrt(pi))"),
    ("sigmoid(x)", "x = 0", 3, "1/2 + x/4 - x^3/48"),
    ("softplus(x)", "x = 0", 2, "log(2) + x/2 + x^2/8"),
    ("sinh(x)", "x = 0", 3, "x + x^3/6"),
    ("cbrt(x)", "x = 8", 1, "2 + (x - 8)/12"),
    ("cbrt(x)", "x = -8", 1, "-2 + (x + 8)/12"),
    ("abs(x)", "x = -2", 2, "2 - (x + 2)"),
    ("f(x)", "x = 0", 2, "f(0) + x*f'(0) + x^2*f''(0)/2"),
    ("exp(x)*cos(y)", "x = 0, y = 0", 2, "1 + x + x^2/2 - y^2/2"),
    ("x^2 + y^2", "x = 2, y = 4", 1, "20 + 4*(x - 2) + 8*(y - 4)"),
    ("sin(x*y)/(x*y)", "x = 0, y = 0", 4, "1 - x^2*y^2/6"),
    ("exp(x)", "x = 1", 2, "e + e*(x - 1) + e*(x - 1)^2/2"),
    ("cot(x)*x", "x = 0", 4, "1 - x^2/3 - x^4/45"),
    ("x*gamma(x)", "x = 0", 0, "1"),
    ("2^x", "x = 0", 2, "1 + x*log(2) + x^2*log(2)^2/2"),
    ("if x < 1 then x^2 else x", "x = 0", 3, "x^2"),
    ("max(x, 1)", "x = 3", 2, "3 + (x - 3)"),
    ("(x^2 + x^3)/x^2", "x = 0", 3, "1 + x"),
    ("atan2(x, 1)", "x = 0", 3, "x - x^3/3"),
];

fn around(text: &str) -> Vec<(&str, Expr)> {
    text.split(", ")
        .map(|part| {
            let (name, point) = part.split_once(" = ").unwrap();
            (name, point.parse().unwrap())
        })
        .collect()
}

#[test]
fn taylor_polynomials() {
    let mut wrong = Vec::new();
    for &(function, point, order, expected) in TAYLOR {
        let f: Expr = function.parse().unwrap();
        let found = match f.taylor(&around(point), order) {
            Ok(series) => series.to_string(),
            Err(error) => error.to_string(),
        };
        if found != expected {
            wrong.push(format!("{function} at {point}:\n  {found}\n  {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What has no series, and why.
const REFUSED: &[(&str, &str, &str)] = &[
    ("1/x", "x = 0", "1/x has a pole at x = 0"),
    ("abs(x)", "x = 0", "abs(x) has a kink or jump at x = 0"),
    (
        "sqrt(x)",
        "x = 0",
        "sqrt(x) is not smooth at x = 0: it has no series in whole powers there",
    ),
    ("log(x)", "x = 0", "log(x) has a pole at x = 0"),
    ("floor(x)", "x = 2", "floor(x) has a kink or jump at x = 2"),
    ("log(x)", "x = -1", "log(x) has no real value at x = -1"),
    ("cot(x)", "x = 0", "cot(x) has a pole at x = 0"),
    ("tan(x)", "x = pi/2", "tan(x) has a pole at x = pi/2"),
    ("gamma(x)", "x = -1", "gamma(x) has a pole at x = -1"),
    (
        "sqrt(x^2 + x^4)",
        "x = 0",
        "sqrt(x^4 + x^2) has a kink or jump at x = 0",
    ),
    ("exp(1/x)", "x = 0", "exp(1/x) has no real value at x = 0"),
    (
        "if x < 1 then x^2 else x",
        "x = 1",
        "piecewise(x < 1, x^2, x) has a kink or jump at x = 1",
    ),
    (
        "asin(x)",
        "x = 1",
        "asin(x) is not smooth at x = 1: it has no series in whole powers there",
    ),
];

#[test]
fn refused_series() {
    let mut wrong = Vec::new();
    for &(function, point, expected) in REFUSED {
        let f: Expr = function.parse().unwrap();
        let found = match f.taylor(&around(point), 3) {
            Ok(series) => series.to_string(),
            Err(error) => error.to_string(),
        };
        if found != expected {
            wrong.push(format!("{function} at {point}:\n  {found}\n  {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The difference to the function falls with the power after the last.
#[test]
fn polynomials_are_close_to_their_functions() {
    let mut checked = 0;
    for &(function, point, order, _) in TAYLOR {
        let f: Expr = function.parse().unwrap();
        let around = around(point);
        let [(name, center)] = around.as_slice() else {
            continue;
        };
        let Ok(center) = center.at::<&str>([]) else {
            continue;
        };
        let series = f.taylor(&around, order).unwrap().expression();
        for step in [1e-2, -1e-2] {
            let x = center + step;
            let (Ok(exact), Ok(value)) = (f.at([(*name, x)]), series.at([(*name, x)])) else {
                continue;
            };
            checked += 1;
            let bound = 10.0 * step.abs().powi(order as i32 + 1) + 1e-13 * (1.0 + exact.abs());
            assert!(
                (exact - value).abs() < bound,
                "{function} at {x}: {exact} {value}"
            );
        }
    }
    assert!(checked > 40, "{checked}");
}

#[test]
fn high_orders_are_fast() {
    for function in [
        "sin(x)",
        "exp(x)",
        "log(1 + x)",
        "sqrt(1 + x)",
        "1/(1 - x - x^2)",
        "atan(x)",
    ] {
        let f: Expr = function.parse().unwrap();
        let clock = std::time::Instant::now();
        let series = f.taylor(&[("x", 0.into())], 1000).unwrap();
        assert!(series.terms().len() >= 500, "{function}");
        // Many times what it takes, for slow machines.
        assert!(
            clock.elapsed().as_secs() < 20,
            "{function}: {:?}",
            clock.elapsed()
        );
    }
}

#[test]
fn tangents() {
    for (function, point, expected) in [
        ("x^2 + y^2", "x = 2, y = 4", "4*x + 8*y - 20"),
        ("x^2", "x = a", "2*a*x - a^2"),
        ("exp(x)", "x = 0", "x + 1"),
        ("x*y*z", "x = 1, y = 2, z = 3", "6*x + 3*y + 2*z - 12"),
        ("abs(x)", "x = 0", "abs(x) has a kink or jump at x = 0"),
        ("log(x)", "x = -1", "log(x) has no real value at x = -1"),
    ] {
        let f: Expr = function.parse().unwrap();
        let found = match f.tangent(&around(point)) {
            Ok(tangent) => tangent.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "{function} at {point}");
    }
}

#[test]
fn signs_of_the_bell_curve() {
    let f: Expr = "exp(-x^2/2)/sqrt(2*pi)".parse().unwrap();
    let table = f.signs("x", &(-3).into(), &3.into()).unwrap();
    assert_eq!(
        table.to_string(),
        "\
x   | -3   -1   0   1   3
f   | +  + +  + + + + + +
f'  | +  + +  + 0 - - - -
f'' | +  + 0  - - - 0 + +"
    );
}

#[test]
fn big_denominators_print_without_a_factor_of_one() {
    let f: Expr = "sin(x)".parse().unwrap();
    let text = f.taylor(&[("x", 0.into())], 25).unwrap().to_string();
    assert!(text.ends_with("- x^23/25852016738884976640000 + x^25/15511210043330985984000000"));
}
