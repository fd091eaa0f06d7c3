//! Tests of limits: a table of known answers, and numbers beside them.

use gradus::Expr;
use gradus::analysis::series::{Extended, Side};

/// Function of x, where x goes (`0+` from the right), and the limit.
#[rustfmt::skip]
const LIMITS: &[(&str, &str, &str)] = &[
    // Continuous.
    ("x^2 + 1", "3", "10"),
    ("sin(x)", "pi/6", "1/2"),
    ("sinh(x)", "1", "sinh(1)"),
    ("sqrt(x)", "4", "2"),
    ("exp(x)/(x + 1)", "0", "1"),
    ("a*x + b", "c", "a*c + b"),
    ("abs(x)", "0", "0"),
    ("max(x, 1)", "1", "1"),
    // Rational functions.
    ("(x^2 - 1)/(x - 1)", "1", "2"),
    ("(x^3 - 8)/(x - 2)", "2", "12"),
    ("(x^2 - a^2)/(x - a)", "a", "2*a"),
    ("(x^n - 1)/(x - 1)", "1", "n"),
    ("(x^2 - 4*x + 4)/(x^2 - x - 2)", "2", "0"),
    ("(3*x^2 + 2*x)/(5*x^2 - 1)", "inf", "3/5"),
    ("(3*x^2 + 2*x)/(5*x^3 - 1)", "inf", "0"),
    ("(3*x^3 + 2*x)/(5*x^2 - 1)", "inf", "inf"),
    ("(3*x^3 + 2*x)/(5*x^2 - 1)", "-inf", "-inf"),
    ("(a*x^2 + 1)/(x^2 + 1)", "inf", "a"),
    ("(1/(x + h) - 1/x)/h", "inf", "0"),
    ("1/x - 1/(x + x^2)", "0", "1"),
    ("(x^100 - 1)/(x^50 - 1)", "1", "2"),
    // Infinite.
    ("1/x", "0+", "inf"),
    ("1/x", "0-", "-inf"),
    ("1/x^2", "0", "inf"),
    ("-1/x^2", "0", "-inf"),
    ("log(x)", "0+", "-inf"),
    ("tan(x)", "pi/2-", "inf"),
    ("tan(x)", "pi/2+", "-inf"),
    ("1/(x - 3)^3", "3-", "-inf"),
    ("exp(x)", "inf", "inf"),
    ("exp(1/x)", "0+", "inf"),
    ("exp(1/x)", "0-", "0"),
    ("gamma(x)", "0+", "inf"),
    ("gamma(x)", "0-", "-inf"),
    ("x^x", "inf", "inf"),
    // Sines and their friends at 0.
    ("sin(x)/x", "0", "1"),
    ("sin(a*x)/x", "0", "a"),
    ("sin(a*x)/sin(b*x)", "0", "a/b"),
    ("tan(x)/x", "0", "1"),
    ("(1 - cos(x))/x^2", "0", "1/2"),
    ("(1 - cos(x))/x", "0", "0"),
    ("(x - sin(x))/x^3", "0", "1/6"),
    ("(tan(x) - sin(x))/x^3", "0", "1/2"),
    ("(tan(x) - x)/x^3", "0", "1/3"),
    ("(sin(x) - x + x^3/6)/x^5", "0", "1/120"),
    ("asin(x)/x", "0", "1"),
    ("atan(x)/x", "0", "1"),
    ("sinh(x)/x", "0", "1"),
    ("(cosh(x) - 1)/x^2", "0", "1/2"),
    ("tanh(x)/x", "0", "1"),
    ("x*cot(x)", "0", "1"),
    ("1/x - cot(x)", "0", "0"),
    ("1/sin(x)^2 - 1/x^2", "0", "1/3"),
    ("(sin(tan(x)) - tan(sin(x)))/x^7", "0", "-1/30"),
    ("sin(pi*x)/(x - 1)", "1", "-pi"),
    ("cos(x)/(x - pi/2)", "pi/2", "-1"),
    ("(sin(x) - sin(a))/(x - a)", "a", "cos(a)"),
    // Exponentials and logarithms at points.
    ("(exp(x) - 1)/x", "0", "1"),
    ("(exp(a*x) - 1)/x", "0", "a"),
    ("(exp(x) - 1 - x)/x^2", "0", "1/2"),
    ("(exp(x) - exp(-x))/sin(x)", "0", "2"),
    ("(2^x - 1)/x", "0", "log(2)"),
    ("(a^x - 1)/x", "0", "log(a)"),
    ("(2^x - 3^x)/x", "0", "log(2) - log(3)"),
    ("log(1 + x)/x", "0", "1"),
    ("log(x)/(x - 1)", "1", "1"),
    ("(x - log(1 + x))/x^2", "0", "1/2"),
    ("x*log(x)", "0+", "0"),
    ("x*log(x)", "0", "0"),
    ("x^x", "0+", "1"),
    ("sqrt(x)*log(x)", "0+", "0"),
    ("log(x)^2*x^(1/10)", "0+", "0"),
    ("(1 + x)^(1/x)", "0", "e"),
    ("(1 + a*x)^(1/x)", "0", "exp(a)"),
    ("cos(x)^(1/x^2)", "0", "exp(-1/2)"),
    ("(sin(x)/x)^(1/x^2)", "0", "exp(-1/6)"),
    ("((1 + x)^(1/x) - e)/x", "0", "-e/2"),
    ("x^(1/(1 - x))", "1", "exp(-1)"),
    ("1/log(x) - 1/(x - 1)", "1", "1/2"),
    ("expm1(x)/x", "0", "1"),
    ("log1p(x)/x", "0", "1"),
    ("exp(-1/x^2)/x^100", "0", "0"),
    // Roots.
    ("(sqrt(1 + x) - 1)/x", "0", "1/2"),
    ("(sqrt(x) - 2)/(x - 4)", "4", "1/4"),
    ("((1 + x)^(1/3) - 1)/x", "0", "1/3"),
    ("(cbrt(x) - 2)/(x - 8)", "8", "1/12"),
    ("sqrt(x)/sqrt(sin(x))", "0+", "1"),
    ("sqrt(x^2 + x) - x", "inf", "1/2"),
    ("sqrt(x^2 + x) + x", "-inf", "-1/2"),
    ("sqrt(x + 1) - sqrt(x)", "inf", "0"),
    ("sqrt(x)*(sqrt(x + 1) - sqrt(x))", "inf", "1/2"),
    ("(x^3 + x^2)^(1/3) - x", "inf", "1/3"),
    ("x/sqrt(x^2 + 1)", "inf", "1"),
    ("x/sqrt(x^2 + 1)", "-inf", "-1"),
    ("sqrt(x + sqrt(x + sqrt(x))) - sqrt(x)", "inf", "1/2"),
    ("(1 - x)^(1/2)", "1-", "0"),
    ("(sqrt(1 + x) - sqrt(1 - x))/x", "0", "1"),
    // At infinity.
    ("(1 + 1/x)^x", "inf", "e"),
    ("(1 + a/x)^x", "inf", "exp(a)"),
    ("(1 + a/x)^(b*x)", "inf", "exp(a*b)"),
    ("((x + 1)/(x - 1))^x", "inf", "exp(2)"),
    ("x*(exp(1/x) - 1)", "inf", "1"),
    ("x*log(1 + 1/x)", "inf", "1"),
    ("x - x^2*log(1 + 1/x)", "inf", "1/2"),
    ("log(x)/x", "inf", "0"),
    ("x^100/exp(x)", "inf", "0"),
    ("x^a*exp(-x)", "inf", "0"),
    ("exp(x)/x^100", "inf", "inf"),
    ("log(x)^100/x", "inf", "0"),
    ("x^(1/x)", "inf", "1"),
    ("x^(1/log(x))", "inf", "e"),
    ("log(log(x))/log(x)", "inf", "0"),
    ("log(x + exp(x))/x", "inf", "1"),
    ("(2^x + 3^x)^(1/x)", "inf", "3"),
    ("(x + 2^x)/3^x", "inf", "0"),
    ("log(1 + exp(x)) - x", "inf", "0"),
    ("softplus(x)", "-inf", "0"),
    ("sigmoid(x)", "inf", "1"),
    ("sigmoid(x)", "-inf", "0"),
    ("tanh(x)", "inf", "1"),
    ("tanh(x)", "-inf", "-1"),
    ("(1 - tanh(x))*exp(2*x)", "inf", "2"),
    ("atan(x)", "inf", "pi/2"),
    ("atan(x)", "-inf", "-pi/2"),
    ("x*(pi/2 - atan(x))", "inf", "1"),
    ("atan(1/x)", "0+", "pi/2"),
    ("erf(x)", "inf", "1"),
    ("erf(x)", "-inf", "-1"),
    ("erfc(x)*x*exp(x^2)", "inf", "1/sqrt(pi)"),
    ("asinh(x) - log(x)", "inf", "log(2)"),
    ("acosh(x) - log(2*x)", "inf", "0"),
    ("log(x + 1) - log(x)", "inf", "0"),
    ("x^pi/x^3", "inf", "inf"),
    ("x^3/x^pi", "inf", "0"),
    ("exp(-x^2/2)/sqrt(2*pi)", "inf", "0"),
    ("loggamma(x)/(x*log(x))", "inf", "1"),
    ("gamma(x + 1/2)/(gamma(x)*sqrt(x))", "inf", "1"),
    ("x!/(sqrt(2*pi*x)*(x/e)^x)", "inf", "1"),
    ("digamma(x) - log(x)", "inf", "0"),
    ("x*trigamma(x)", "inf", "1"),
    ("x!^(1/x)/x", "inf", "exp(-1)"),
    ("exp(x)/x!", "inf", "0"),
    ("x*gamma(x)", "0", "1"),
    ("x^2*trigamma(x)", "0", "1"),
    ("x*digamma(x)", "0", "-1"),
    // Gruntz's list.
    ("exp(x)*(exp(1/x - exp(-x)) - exp(1/x))", "inf", "-1"),
    ("exp(x)*(exp(1/x + exp(-x) + exp(-x^2)) - exp(1/x - exp(-exp(x))))", "inf", "1"),
    ("exp(exp(x - exp(-x))/(1 - 1/x)) - exp(exp(x))", "inf", "inf"),
    ("exp(exp(exp(x)/(1 - 1/x))) - exp(exp(exp(x)/(1 - 1/x - log(x)^(-log(x)))))", "inf", "-inf"),
    ("exp(exp(exp(x + exp(-x))))/exp(exp(exp(x)))", "inf", "inf"),
    ("exp(exp(exp(x)))/exp(exp(exp(x - exp(-exp(x)))))", "inf", "inf"),
    ("exp(exp(exp(x)))/exp(exp(exp(x - exp(-exp(exp(x))))))", "inf", "1"),
    ("exp(exp(x))/exp(exp(x - exp(-exp(exp(x)))))", "inf", "1"),
    ("log(x)^2*exp(sqrt(log(x))*log(log(x))^2*exp(sqrt(log(log(x)))*log(log(log(x)))^3))/sqrt(x)", "inf", "0"),
    ("x*log(x)*log(x*exp(x) - x^2)^2/log(log(x^2 + 2*exp(exp(3*x^3*log(x)))))", "inf", "1/3"),
    ("(exp(x*exp(-x)/(exp(-x) + exp(-2*x^2/(x + 1)))) - exp(x))/x", "inf", "-exp(2)"),
    ("(3^x + 5^x)^(1/x)", "inf", "5"),
    ("x/log(x^(log(x^(log(2)/log(x)))))", "inf", "inf"),
    ("exp(exp(2*log(x^5 + x)*log(log(x))))/exp(exp(10*log(x)*log(log(x))))", "inf", "inf"),
    ("exp(4*x*exp(-x)/(1/exp(x) + 1/exp(2*x^2/(x + 1)))) - exp(x)", "inf", "inf"),
    ("exp(x*exp(-x)/(exp(-x) + exp(-2*x^2/(x + 1))))/exp(x)", "inf", "1"),
    ("log(x)*(log(log(x) + log(log(x))) - log(log(x)))/log(log(x) + log(log(log(x))))", "inf", "1"),
    ("exp(log(log(x + exp(log(x)*log(log(x)))))/log(log(log(exp(x) + x + log(x)))))", "inf", "e"),
    ("exp(exp(x))*(exp(sin(1/x + exp(-exp(x)))) - exp(sin(1/x)))", "inf", "1"),
    // Kinks and steps.
    ("abs(x)/x", "0+", "1"),
    ("abs(x)/x", "0-", "-1"),
    ("sign(x)", "0-", "-1"),
    ("heaviside(x)", "0+", "1"),
    ("relu(x)/x", "0+", "1"),
    ("relu(x)/x", "0-", "0"),
    ("floor(x)", "2-", "1"),
    ("floor(x)", "2+", "2"),
    ("floor(x)", "5/2", "2"),
    ("ceil(x)", "2+", "3"),
    ("round(x)", "1/2-", "0"),
    ("round(x)", "1/2+", "1"),
    ("floor(x)/x", "inf", "1"),
    ("if x < 1 then x^2 else 3*x", "1-", "1"),
    ("if x < 1 then x^2 else 3*x", "1+", "3"),
    ("if x < 1 then x^2 else x", "1", "1"),
    ("if x > 0 then sin(x)/x else log(1 + x)/x", "0", "1"),
    ("max(x, x^2)/x", "inf", "inf"),
    ("min(x, 2)", "inf", "2"),
    ("clamp(x, 0, 5)", "inf", "5"),
    ("acot(x)", "0+", "pi/2"),
    ("asec(x)", "1+", "0"),
    ("asin(x)", "1-", "pi/2"),
    ("(pi/2 - asin(x))/sqrt(1 - x)", "1-", "sqrt(2)"),
    ("atan2(x, -1)", "0+", "pi"),
    ("atan2(x, -1)", "0-", "-pi"),
    // What stays between bounds.
    ("x*sin(1/x)", "0", "0"),
    ("sin(x)/x", "inf", "0"),
    ("x + sin(x)", "inf", "inf"),
    ("(x + sin(x))/x", "inf", "1"),
    ("exp(-x)*cos(exp(x))", "inf", "0"),
    ("x^2*cos(1/x)^3", "0", "0"),
    ("x*(2 + sin(x))", "inf", "inf"),
    ("1/(x*(2 + cos(x)))", "inf", "0"),
    // None.
    ("1/x", "0", "there is no limit: it is -inf from the left and inf from the right"),
    ("abs(x)/x", "0", "there is no limit: it is -1 from the left and 1 from the right"),
    ("floor(x)", "2", "there is no limit: it is 1 from the left and 2 from the right"),
    ("exp(1/x)", "0", "there is no limit: it is 0 from the left and inf from the right"),
    ("atan(1/x)", "0", "there is no limit: it is -pi/2 from the left and pi/2 from the right"),
    ("sin(x)", "inf", "there is no limit: it goes on oscillating between -1 and 1"),
    ("3 - 2*cos(x)", "inf", "there is no limit: it goes on oscillating between 1 and 5"),
    ("sin(1/x)", "0", "there is no limit: it goes on oscillating between -1 and 1"),
    ("sqrt(x)", "-1", "sqrt(x) has no real value at x = -1"),
    ("log(x)", "-inf", "log(x) has no real value at x = -inf"),
    // Where signs decide.
    ("exp(-a*x)", "inf", "the answer depends on the sign of a; assume it, as in `assume a > 0`"),
    ("a/x", "0+", "the answer depends on the sign of a; assume it, as in `assume a > 0`"),
    ("x^a", "inf", "the answer depends on the sign of a; assume it, as in `assume a > 0`"),
    ("a^2*x", "inf", "inf"),
    ("(a^2 + 1)*x", "inf", "inf"),
    ("tan(x)", "inf", "no method here finds it; tan(x) near x = inf stands in the way"),
    ("f(x)", "0", "no method here finds it; f(x) near x = 0 stands in the way"),
];

fn read(text: &str) -> (Extended, Side) {
    match text {
        "inf" => return (Extended::Infinity, Side::Both),
        "-inf" => return (Extended::NegativeInfinity, Side::Both),
        _ => {}
    }
    let (point, side) = match text.strip_suffix(['+', '-']) {
        Some(point) if text.ends_with('+') => (point, Side::Right),
        Some(point) => (point, Side::Left),
        None => (text, Side::Both),
    };
    (Extended::Value(point.parse().unwrap()), side)
}

fn found(function: &str, to: &str) -> Result<Extended, String> {
    let f: Expr = function.parse().unwrap();
    let (to, side) = read(to);
    f.limit("x", &to, side).map_err(|error| error.to_string())
}

#[test]
fn known_limits() {
    assert!(LIMITS.len() >= 120);
    let mut wrong = Vec::new();
    for &(function, to, expected) in LIMITS {
        let clock = std::time::Instant::now();
        let found = found(function, to);
        let right = match &found {
            Ok(Extended::Value(value)) => {
                expected.parse::<Expr>().is_ok_and(|known| known == *value)
            }
            Ok(infinite) => infinite.to_string() == expected,
            Err(error) => error == expected,
        };
        if !right {
            let found = found.map_or_else(|error| error, |value| value.to_string());
            wrong.push(format!("{function} to {to}:\n    {found}\n    {expected}"));
        }
        if clock.elapsed().as_millis() > 2000 {
            wrong.push(format!("{function}: {:?}", clock.elapsed()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        LIMITS.len(),
        wrong.join("\n")
    );
}

/// Limits to which doubles do not come near: logarithms are slow, and towers of exponentials
/// overflow before they show where they go.
const SLOW: [&str; 8] = [
    "log(x)*(log(log(x) + log(log(x))) - log(log(x)))/log(log(x) + log(log(log(x))))",
    "exp(log(log(x + exp(log(x)*log(log(x)))))/log(log(log(exp(x) + x + log(x)))))",
    "log(x)^2*x^(1/10)",
    "log(x)^100/x",
    "log(log(x))/log(x)",
    "log(x)^2*exp(sqrt(log(x))*log(log(x))^2*exp(sqrt(log(log(x)))*log(log(log(x)))^3))/sqrt(x)",
    "x*log(x)*log(x*exp(x) - x^2)^2/log(log(x^2 + 2*exp(exp(3*x^3*log(x)))))",
    "(exp(x*exp(-x)/(exp(-x) + exp(-2*x^2/(x + 1)))) - exp(x))/x",
];

/// Finite limits are where numbers go: some value on the way is close, or all come closer.
#[test]
fn numbers_go_to_the_limits() {
    let mut wrong = Vec::new();
    let mut checked = 0;
    for &(function, to, expected) in LIMITS {
        let (Ok(f), Ok(limit)) = (function.parse::<Expr>(), expected.parse::<Expr>()) else {
            continue;
        };
        let Ok(limit) = limit.at::<&str>([]) else {
            continue;
        };
        let (towards, side) = read(to);
        let places: Vec<f64> = match &towards {
            Extended::Infinity => vec![3.0, 10.0, 30.0, 100.0, 1e3, 1e5, 1e8],
            Extended::NegativeInfinity => vec![-3.0, -10.0, -30.0, -100.0, -1e3, -1e5, -1e8],
            Extended::Value(point) => {
                let Ok(point) = point.at::<&str>([]) else {
                    continue;
                };
                let sign = if side == Side::Left { -1.0 } else { 1.0 };
                [0.3, 0.1, 1e-2, 1e-3, 1e-4, 1e-6]
                    .iter()
                    .map(|step| point + sign * step)
                    .collect()
            }
        };
        let errors: Vec<f64> = places
            .iter()
            .filter_map(|&x| f.at([("x", x)]).ok())
            .map(|value| (value - limit).abs() / (1.0 + limit.abs()))
            .filter(|error| error.is_finite())
            .collect();
        if errors.is_empty() {
            continue;
        }
        checked += 1;
        let close = errors.iter().any(|error| *error < 0.02);
        let closer = errors.windows(2).all(|pair| pair[1] < pair[0]);
        if !close && !closer && !SLOW.contains(&function) {
            wrong.push(format!("{function} to {to}: {errors:?}"));
        }
    }
    assert!(checked > 100, "{checked}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
