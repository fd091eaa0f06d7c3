//! Tests of what is known of values.

use super::{Assumptions, Facts, Property};
use crate::expr::lower::Lowering;
use crate::expr::{Arena, Id};
use crate::syntax;

fn read(arena: &mut Arena, text: &str) -> Id {
    let ast = syntax::parse_expression(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let built = Lowering::new(text, &ast, arena).run().unwrap();
    arena.canonical(built).unwrap()
}

fn facts(arena: &mut Arena, assumptions: &str) -> Facts {
    if assumptions.is_empty() {
        return Facts::none();
    }
    let assumptions = Assumptions::parse(assumptions).unwrap_or_else(|e| panic!("{e}"));
    Facts::new(arena, &assumptions).unwrap()
}

/// Assumptions, a condition, and whether it holds (`?`: nothing may be concluded).
#[rustfmt::skip]
const CONDITIONS: &[(&str, &str, &str)] = &[
    // Nothing assumed.
    ("", "x^2 >= 0", "yes"),
    ("", "x^2 > 0", "?"),
    ("", "x^2 + 1 > 0", "yes"),
    ("", "x^2 + 1 >= 1", "yes"),
    ("", "x^2 + 1 > 1", "?"),
    ("", "-x^2 - 1 < 0", "yes"),
    ("", "x^2 + 1 <= 0", "no"),
    ("", "x > 0", "?"),
    ("", "x = x", "yes"),
    ("", "x + 1 > x", "yes"),
    ("", "x - 1 > x", "no"),
    ("", "2*(x + y) - 2*x - 2*y = 0", "yes"),
    ("", "x^3 > 0", "?"),
    ("", "1/x > 0", "?"),
    ("", "1/x != 0", "yes"),
    ("", "1/x^2 > 0", "yes"),
    ("", "x^k > 0", "?"),
    ("", "x^k >= 0", "?"),
    ("", "2^k > 0", "yes"),
    ("", "sqrt(x) >= 0", "yes"),
    ("", "sqrt(x) > 0", "?"),
    ("", "1/sqrt(x) > 0", "yes"),
    ("", "x^(2/3) >= 0", "yes"),
    ("", "abs(x) >= 0", "yes"),
    ("", "abs(x) > 0", "?"),
    ("", "abs(x) >= x", "yes"),
    ("", "abs(x) >= -x", "yes"),
    ("", "abs(x) + x >= 0", "yes"),
    ("", "abs(x) > x", "?"),
    ("", "exp(x) > 0", "yes"),
    ("", "exp(x) > 1", "?"),
    ("", "exp(x^2) >= 1", "yes"),
    ("", "exp(-x^2) <= 1", "yes"),
    ("", "exp(-x^2) < 1", "?"),
    ("", "e^(x*y)*3 > 0", "yes"),
    ("", "log(x) > 0", "?"),
    ("", "log(x^2 + 1) >= 0", "yes"),
    ("", "log(2) > 0", "yes"),
    ("", "log(1/2) < 0", "yes"),
    ("", "log(pi) > 1", "yes"),
    ("", "pi > 3", "yes"),
    ("", "pi < 22/7", "yes"),
    ("", "e^pi > pi^e", "yes"),
    ("", "sqrt(2) > 1.4142", "yes"),
    ("", "sqrt(2) < 1.4142", "no"),
    ("", "sqrt(2) + sqrt(3) > sqrt(10)", "no"),
    ("", "cosh(x) >= 1", "yes"),
    ("", "cosh(x) > 1", "?"),
    ("", "sinh(x) > 0", "?"),
    ("", "sin(x) <= 1", "yes"),
    ("", "sin(x) + 2 > 0", "yes"),
    ("", "1 - cos(x) >= 0", "yes"),
    ("", "1 + sin(x)*cos(y) >= 0", "yes"),
    ("", "1 - cos(x) > 0", "?"),
    ("", "1 - tanh(x)^2 > 0", "yes"),
    ("", "1 + tanh(x) > 0", "yes"),
    ("", "sigmoid(x) > 0", "yes"),
    ("", "1 - sigmoid(x) > 0", "yes"),
    ("", "softplus(x) > 0", "yes"),
    ("", "relu(x) >= 0", "yes"),
    ("", "erf(x) < 1", "yes"),
    ("", "atan(x) < 2", "yes"),
    ("", "atan(x) < 1", "?"),
    ("", "asin(x) < 2", "yes"),
    ("", "acos(x) >= 0", "yes"),
    ("", "hypot(x, y) >= 0", "yes"),
    ("", "hypot(x, y) > 0", "?"),
    ("", "max(x, y) >= x", "yes"),
    ("", "min(x, y) <= y", "yes"),
    ("", "max(x, 1) > 0", "yes"),
    ("", "min(x, 1) > 0", "?"),
    ("", "clamp(x, 1, 2) > 0", "yes"),
    ("", "x - floor(x) >= 0", "yes"),
    ("", "x - floor(x) < 1", "yes"),
    ("", "floor(x) > 0", "?"),
    // Squares completed.
    ("", "x^2 - 2*x + 2 > 0", "yes"),
    ("", "x^2 - 2*x + 1 >= 0", "yes"),
    ("", "x^2 - 2*x + 1 > 0", "?"),
    ("", "x^2 - 2*x > 0", "?"),
    ("", "x^2 - 2*x >= -1", "yes"),
    ("", "2*x - x^2 <= 1", "yes"),
    ("", "x^2 + x + 1 > 0", "yes"),
    ("", "x^2 + x + 1 >= 3/4", "yes"),
    ("", "x^2 + x + 1/4 > 0", "?"),
    ("", "a^2 + b^2 - 2*a*b >= 0", "yes"),
    ("", "a^2 + b^2 - 2*a*b > 0", "?"),
    ("", "a^2 + b^2 - 3*a*b >= 0", "?"),
    ("", "a^2 + a*b + b^2 >= 0", "yes"),
    ("", "a^2 + a*b + b^2 + 1 > 0", "yes"),
    ("", "a^2 + b^2 + c^2 - a*b - b*c - c*a >= 0", "yes"),
    ("", "x^4 - 2*x^2 + 2 > 0", "yes"),
    ("", "x^4 - 2*x^2 + 1 >= 0", "yes"),
    ("", "x^4 + x^2 + 1 > 0", "yes"),
    ("", "x - 2*sqrt(x) + 1 >= 0", "yes"),
    ("", "x + x^3 - 2*x^2 >= 0", "?"),
    ("x > 0", "x + x^3 - 2*x^2 >= 0", "yes"),
    ("", "exp(2*x) - 2*exp(x) + 2 > 0", "yes"),
    ("", "exp(2*x) + exp(x) > 0", "yes"),
    ("", "x^2 - 2*x*y + y^2 + z^2 >= 0", "yes"),
    ("", "x^2 + 1 + exp(y) > 0", "yes"),
    ("", "x^2 - 2*x + 2 + y > 0", "?"),
    ("", "x^2*y^2 - 2*x*y + 2 > 0", "yes"),
    ("", "sin(x)^2 - 2*sin(x) + 1 >= 0", "yes"),
    ("", "sqrt(x^2 + 1) - x > 0", "yes"),
    ("", "sqrt(x^2 + 1) + x > 0", "yes"),
    ("", "x - sqrt(x^2 + 1) < 0", "yes"),
    ("", "sqrt(x^2 - 1) - x > 0", "?"),
    ("x > 1", "x^2 - x > 0", "yes"),
    ("x > 1", "x^2 - 2*x > 0", "?"),
    ("0 < x < 1", "x - x^2 > 0", "yes"),
    ("0 < x < 1", "x^2 - x >= -1/4", "yes"),
    ("0 < x < 1", "x^2 - x < 0", "yes"),
    // Signs assumed.
    ("x > 0", "x > 0", "yes"),
    ("x > 0", "x >= 0", "yes"),
    ("x > 0", "x != 0", "yes"),
    ("x > 0", "x < 0", "no"),
    ("x > 0", "x > 1", "?"),
    ("x > 0", "-x < 0", "yes"),
    ("x > 0", "x^3 > 0", "yes"),
    ("x > 0", "1/x > 0", "yes"),
    ("x > 0", "sqrt(x) > 0", "yes"),
    ("x > 0", "x^k > 0", "yes"),
    ("x > 0", "x^x > 0", "yes"),
    ("x > 0", "log(x) > 0", "?"),
    ("x > 0", "log(x + 1) > 0", "yes"),
    ("x > 0", "log1p(x) > 0", "yes"),
    ("x > 0", "expm1(x) > 0", "yes"),
    ("x > 0", "exp(x) > 1", "yes"),
    ("x > 0", "sinh(x) > 0", "yes"),
    ("x > 0", "cosh(x) > 1", "yes"),
    ("x > 0", "tanh(x) > 0", "yes"),
    ("x > 0", "atan(x) > 0", "yes"),
    ("x > 0", "asinh(x) > 0", "yes"),
    ("x > 0", "erf(x) > 0", "yes"),
    ("x > 0", "erfc(x) < 1", "yes"),
    ("x > 0", "sigmoid(x) > 1/2", "yes"),
    ("x > 0", "cbrt(x) > 0", "yes"),
    ("x > 0", "gamma(x) > 0", "yes"),
    ("x > 0", "coth(x) > 0", "?"),
    ("x > 0", "sin(x) > 0", "?"),
    ("x > 0", "sign(x) = 1", "yes"),
    ("x > 0", "heaviside(x) = 1", "yes"),
    ("x > 0", "relu(x) > 0", "yes"),
    ("x < 0", "x^2 > 0", "yes"),
    ("x < 0", "x^3 < 0", "yes"),
    ("x < 0", "x^k > 0", "?"),
    ("x < 0", "abs(x) > 0", "yes"),
    ("x < 0", "1/x < 0", "yes"),
    ("x < 0", "sinh(x) < 0", "yes"),
    ("x < 0", "sign(x) = -1", "yes"),
    ("x < 0", "cosh(x) > 1", "yes"),
    ("x < 0", "x*y < 0", "?"),
    ("x < 0, y > 0", "x*y < 0", "yes"),
    ("x < 0, y < 0", "x*y > 0", "yes"),
    ("x >= 0", "x*y >= 0", "?"),
    ("x >= 0", "sqrt(x) > 0", "?"),
    ("x >= 0", "x + 1 > 0", "yes"),
    ("x >= 0, y > 0", "x + y > 0", "yes"),
    ("x >= 0, y >= 0", "x + y > 0", "?"),
    ("x != 0", "x^2 > 0", "yes"),
    ("x != 0", "abs(x) > 0", "yes"),
    ("x != 0", "1/x != 0", "yes"),
    ("x != 0", "x > 0", "?"),
    ("x != 0", "hypot(x, y) > 0", "yes"),
    ("x != 0", "x^2 + y^2 > 0", "yes"),
    ("x != 0", "tanh(x) != 0", "yes"),
    ("x != 0", "x*y != 0", "?"),
    ("x != 0, y != 0", "x*y != 0", "yes"),
    ("x != 1", "x - 1 != 0", "yes"),
    ("x != 1", "2 - 2*x != 0", "yes"),
    ("x != 1", "(x - 1)^2 > 0", "yes"),
    ("x != 1", "x^2 - 2*x + 1 > 0", "yes"),
    ("x != 1", "log(x) != 0", "yes"),
    ("x != 1", "x != 0", "?"),
    // Ranges.
    ("0 < p < 1", "1 - p > 0", "yes"),
    ("0 < p < 1", "p*(1 - p) > 0", "yes"),
    ("0 < p < 1", "p^k*(1 - p)^(n - k) > 0", "yes"),
    ("0 < p < 1", "log(p) < 0", "yes"),
    ("0 < p < 1", "p < 2", "yes"),
    ("0 < p < 1", "p > 1/2", "?"),
    ("0 < p < 1", "atanh(p) > 0", "yes"),
    ("0 < p < 1", "sqrt(p) < 1", "yes"),
    ("0 < p < 1", "p^2 < 1", "yes"),
    ("0 < p < 1", "1/p > 1", "yes"),
    ("0 < p < 1", "10*p - 10 < 0", "yes"),
    ("0.1 < p < 0.3", "10*p > 1", "yes"),
    ("x > 1", "log(x) > 0", "yes"),
    ("x > 1", "acosh(x) > 0", "yes"),
    ("x > 1", "x^2 > 1", "yes"),
    ("x > 1", "1/x < 1", "yes"),
    ("x > 1", "x - 1/x > 0", "yes"),
    ("x >= 2", "x^2 - 3 > 0", "yes"),
    ("x > 1, k > 0", "x^k > 1", "?"),
    ("x > 1, k > 0", "x^k >= 1", "yes"),
    ("-1 < x < 1", "1 - x^2 > 0", "yes"),
    ("-1 <= x <= 1", "1 - x^2 >= 0", "yes"),
    ("-1 <= x <= 1", "1 - x^2 > 0", "?"),
    ("abs(x) < 1", "1 - x^2 > 0", "yes"),
    ("abs(x) < 1", "x < 1", "yes"),
    ("x^2 < 4", "x > -2", "yes"),
    ("x^2 < 4", "x > -1", "?"),
    ("sqrt(x) > 2", "x > 4", "yes"),
    // Conditions of several terms.
    ("x > y", "x - y > 0", "yes"),
    ("x > y", "y - x < 0", "yes"),
    ("x > y", "2*x - 2*y + 1 > 0", "yes"),
    ("x > y", "y < x", "yes"),
    ("x > y", "x != y", "yes"),
    ("x > y", "x > 0", "?"),
    ("x > y, y > 0", "x > 0", "yes"),
    ("x > y, y > z", "x > z", "yes"),
    ("x > y, y > z", "x - z > 0", "yes"),
    ("x > y", "(x - y)^3 > 0", "yes"),
    ("x > y", "sqrt(x - y) > 0", "yes"),
    ("x > y", "log(x - y + 1) > 0", "yes"),
    ("0 < p, p < q, q < 1", "p < 1", "yes"),
    ("x + y = 3", "x + y > 2", "yes"),
    ("x + y = 3", "x + y = 3", "yes"),
    ("x^2 + y^2 < 1", "1 - x^2 - y^2 > 0", "yes"),
    ("x^2 + y^2 < 1", "x^2 + y^2 < 2", "yes"),
    ("x^2 + y^2 < 1", "3 - 3*x^2 - 3*y^2 > 0", "yes"),
    ("x^2 + y^2 < 1", "x < 1", "yes"),
    ("x^2 + y^2 < 1", "x^2 + y^2 > 0", "?"),
    ("n > k", "n - k - 1 > 0", "?"),
    ("n > k, n integer, k integer", "n - k - 1 >= 0", "yes"),
    ("x < 0 or x > 1", "x < 0 or x > 1", "yes"),
    ("x < 0 or x > 1", "x > 1", "?"),
    ("not (x < 0 or y < 0)", "x >= 0", "yes"),
    // Whole numbers.
    ("n integer", "n^2 >= 0", "yes"),
    ("n integer, n > 0", "n >= 1", "yes"),
    ("n integer, n > 3", "n >= 4", "yes"),
    ("n integer, n > 3", "n - 4 >= 0", "yes"),
    ("n integer, n >= 0, n != 0", "n >= 1", "yes"),
    ("n integer, n != 0", "n^2 >= 1", "yes"),
    ("n even", "n != 1", "yes"),
    ("n odd", "n != 0", "yes"),
    ("n odd", "n^2 > 0", "yes"),
    ("n even", "x^n >= 0", "yes"),
    ("n odd", "x^n >= 0", "?"),
    ("n odd, x < 0", "x^n < 0", "yes"),
    ("n even, x < 0", "x^n > 0", "yes"),
    ("n integer, x < 0", "x^n < 0", "?"),
    ("n integer", "n != 1/2", "yes"),
    ("n even, m odd", "n != m", "yes"),
    // Pieces.
    ("", "piecewise(x < 0, -x, x) >= 0", "yes"),
    ("", "piecewise(x < 0, -x, x) > 0", "?"),
    ("", "piecewise(x > 1, log(x), 0) >= 0", "yes"),
    ("", "piecewise(x > 0, 1, x < 0, 2, 3) >= 1", "yes"),
    ("", "piecewise(x > 0, x, 1) > 0", "yes"),
    ("", "piecewise(x > 0, x, 0) > 0", "?"),
    ("x > 0", "piecewise(x < 0, -1, x) > 0", "yes"),
    ("", "piecewise(sqrt(x) < 1, 1, x) > 0", "?"),
    // Sums over an index or over rows.
    ("", "sum(i^2, i, 1, n) >= 0", "yes"),
    ("i > 0", "sum(i, i, -5, -1) > 0", "?"),
    ("", "sum(exp(x*i), i, 1, 3) > 0", "yes"),
    ("", "sum(exp(x*i), i, 1, n) > 0", "?"),
    ("", "sum((y - m*x)^2) >= 0", "yes"),
    ("", "mean(exp(x)) > 0", "yes"),
    // And and or.
    ("x > 0", "x > 0 and y > 0", "?"),
    ("x > 0", "x > 0 or y > 0", "yes"),
    ("x > 0", "x < 0 and y > 0", "no"),
    ("x > 0, y > 0", "x > 0 and y > 0", "yes"),
    ("x > 0", "not (x <= 0)", "yes"),
];

#[test]
fn conditions_are_proved_or_not() {
    let mut wrong = Vec::new();
    for (assumed, condition, expected) in CONDITIONS {
        let mut arena = Arena::new();
        let facts = facts(&mut arena, assumed);
        let id = read(&mut arena, condition);
        let found = match facts.holds(&mut arena, id) {
            Some(true) => "yes",
            Some(false) => "no",
            None => "?",
        };
        if found != *expected {
            wrong.push(format!("{assumed} |- {condition}: {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Assumptions, an expression, and a property that it has, or has not, or perhaps.
#[rustfmt::skip]
const PROPERTIES: &[(&str, &str, &str, &str)] = &[
    ("", "x", "integer", "?"),
    ("", "1/2", "integer", "no"),
    ("n integer", "n", "integer", "yes"),
    ("n integer", "n + 1", "integer", "yes"),
    ("n integer", "n/2", "integer", "?"),
    ("n even", "n/2", "integer", "?"),
    ("n integer", "2*n", "even", "yes"),
    ("n integer", "2*n + 1", "odd", "yes"),
    ("n integer", "n^2", "integer", "yes"),
    ("n integer", "n^-1", "integer", "?"),
    ("n integer, k integer", "n^k", "integer", "?"),
    ("n integer, k integer, k >= 0", "n^k", "integer", "yes"),
    ("n odd, k integer, k >= 0", "n^k", "odd", "yes"),
    ("n even, k integer, k >= 0", "n^k", "even", "?"),
    ("n even, k integer, k > 0", "n^k", "even", "yes"),
    ("n integer", "floor(x) + n", "integer", "yes"),
    ("", "floor(x)", "integer", "yes"),
    ("", "round(x)*ceil(y)", "integer", "yes"),
    ("", "sign(x)", "integer", "yes"),
    ("", "heaviside(x)", "integer", "?"),
    ("n integer, n >= 0", "n!", "integer", "yes"),
    ("n integer", "n!", "integer", "?"),
    ("n integer, k integer, n >= 0, k >= 0", "binomial(n, k)", "integer", "yes"),
    ("n integer", "abs(n)", "integer", "yes"),
    ("n even", "abs(n)", "even", "yes"),
    ("n odd, m odd", "n*m", "odd", "yes"),
    ("n odd, m odd", "n + m", "even", "yes"),
    ("n even", "n*x", "even", "?"),
    ("n even, m integer", "n*m", "even", "yes"),
    ("n integer", "n*(n + 1)", "even", "?"),
    ("n odd", "n", "nonzero", "yes"),
    ("", "exp(x)", "nonzero", "yes"),
    ("", "x", "nonzero", "?"),
    ("x negative", "x", "nonzero", "yes"),
    ("x, y positive", "x*y", "nonzero", "yes"),
    ("x nonnegative", "x", "nonzero", "?"),
    ("x real", "x", "nonzero", "?"),
];

#[test]
fn properties_are_known_or_not() {
    let mut wrong = Vec::new();
    for (assumed, text, property, expected) in PROPERTIES {
        let mut arena = Arena::new();
        let facts = facts(&mut arena, assumed);
        let id = read(&mut arena, text);
        let found = match *property {
            "integer" => facts.integer(&arena, id),
            "even" => facts.even(&arena, id),
            "odd" => facts.odd(&arena, id),
            _ => facts.nonzero(&arena, id),
        };
        let found = found.map_or("?", |yes| if yes { "yes" } else { "no" });
        if found != *expected {
            wrong.push(format!(
                "{assumed} |- {text} {property}: {found}, not {expected}"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_cant_hold_is_refused() {
    #[rustfmt::skip]
    let cases = [
        ("x > 0, x < 0", "`x < 0` contradicts what is assumed: `x > 0`"),
        ("x > 0, x = 0", "`x = 0` contradicts what is assumed: `x > 0`"),
        ("x > 1, x < 1", "`x < 1` contradicts what is assumed: `x > 1`"),
        ("x >= 1, x < 1", "`x < 1` contradicts what is assumed: `x >= 1`"),
        ("x >= 1, x <= 1, x != 1", "`x != 1` contradicts what is assumed"),
        ("n integer, 0 < n < 1", "`0 < n < 1` contradicts what is assumed: `n integer`"),
        ("x, y positive, y < 0", "`y < 0` contradicts what is assumed: `y positive`"),
        ("n even, n odd", "`n odd` contradicts what is assumed: `n even`"),
        ("x > y, y > x", "`y > x` contradicts what is assumed: `x > y`"),
        ("x^2 < 0", "`x^2 < 0` can't hold"),
        ("exp(x) < 0", "`exp(x) < 0` can't hold"),
        ("x > y, y > 0, x < 0", "`x < 0` contradicts what is assumed"),
        ("x > 0, y positive, x + y < 0", "`x + y < 0` contradicts what is assumed"),
        ("1 > 2", "`1 > 2` can't hold"),
        ("x > x", "`x > x` can't hold"),
        ("n intger", "`intger` is no property of numbers; did you mean `integer`?"),
    ];
    for (text, message) in cases {
        let found = Assumptions::parse(text).map_or_else(|e| e.to_string(), |_| "fine".to_owned());
        assert_eq!(found, message, "{text}");
    }
    for fine in [
        "x > 0, x > 1",
        "x >= 1, x <= 1",
        "x != 0, x != 1",
        "0 < n < 2, n integer",
    ] {
        assert!(Assumptions::parse(fine).is_ok(), "{fine}");
    }
    let mut assumptions = Assumptions::parse("x > 0").unwrap();
    assert!(assumptions.add("x < 0").is_err());
    assert!(assumptions.add_property("x", Property::Negative).is_err());
    assert_eq!(assumptions.texts().collect::<Vec<_>>(), ["x > 0"]);
}

#[test]
fn large_expressions_are_answered_fast() {
    let mut arena = Arena::new();
    let mut sum = Id::ONE;
    let mut chain = Id::ONE;
    for at in 0..100_000 {
        let x = arena.symbol(&format!("x{at}"));
        let square = arena.pow(x, Id::TWO);
        sum = arena.add(sum, square);
        let product = arena.mul(chain, x);
        chain = arena.call(crate::function::FunctionId::EXP, &[product]);
    }
    for id in [sum, chain] {
        let id = arena.canonical(id).unwrap();
        let start = std::time::Instant::now();
        Facts::none().enclosure(&arena, id);
        let taken = start.elapsed();
        assert!(taken.as_millis() < 500, "{taken:?}");
    }
}
