//! Tests of `analysis::solve`: a table of equations, and properties of random ones.

use gradus::Expr;
use gradus::analysis::solve::{Kind, Solutions, solve};
use gradus::expr::{Arena, Id, PrintOptions, print};
use gradus::session::{Outcome, Session};
use gradus::simplify::facts::{Assumptions, Facts};

use crate::support::Samples;

/// Equation, unknown (x if left out), assumptions, and what solving it gives.
const EQUATIONS: &str = include_str!("equations.txt");

fn text(arena: &Arena, id: Id, decimals: bool) -> String {
    let options = PrintOptions {
        decimals,
        ..PrintOptions::default()
    };
    print(arena, id, &options).unwrap()
}

/// The solutions as the table writes them.
fn written(arena: &Arena, found: &Solutions) -> String {
    let list: Vec<String> = found
        .list
        .iter()
        .map(|solution| {
            let numeric = matches!(solution.kind, Kind::Numeric { .. });
            let mut entry = text(arena, solution.value, numeric);
            if solution.multiplicity > 1 {
                entry += &format!(" x{}", solution.multiplicity);
            }
            if !solution.conditions.is_empty() {
                let conditions: Vec<String> = solution
                    .conditions
                    .iter()
                    .map(|&condition| text(arena, condition, false))
                    .collect();
                entry += &format!(" {{{}}}", conditions.join(", "));
            }
            entry
        })
        .collect();
    let mut line = format!("[{}]", list.join("; "));
    for note in &found.notes {
        line += &format!(" // {}", note.text(arena, found.variable));
    }
    line
}

/// `left = right` as one expression.
fn difference(equation: &str) -> Expr {
    let joined = match equation.split_once(" = ") {
        Some((left, right)) => format!("({left}) - ({right})"),
        None => equation.to_owned(),
    };
    joined
        .parse()
        .unwrap_or_else(|error| panic!("{equation}: {error}"))
}

struct Row<'a> {
    equation: &'a str,
    unknown: &'a str,
    assumed: &'a str,
    expected: &'a str,
}

fn rows() -> Vec<Row<'static>> {
    EQUATIONS
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (question, expected) = line.split_once("=>").expect(line);
            let mut parts = question.split(';').map(str::trim);
            Row {
                equation: parts.next().unwrap(),
                unknown: parts.next().unwrap_or("x"),
                assumed: parts.next().unwrap_or(""),
                expected: expected.trim(),
            }
        })
        .collect()
}

fn facts(arena: &mut Arena, assumed: &str) -> Facts {
    let assumptions = match assumed {
        "" => Assumptions::new(),
        text => Assumptions::parse(text).unwrap(),
    };
    Facts::new(arena, &assumptions).unwrap()
}

#[test]
fn equations_have_the_solutions_of_the_table() {
    let rows = rows();
    assert!(rows.len() >= 150, "{} equations", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let f = difference(row.equation);
        let got = f.with(|arena, id| {
            let unknown = arena.symbol(row.unknown);
            let facts = facts(arena, row.assumed);
            match solve(arena, id, unknown, &facts) {
                Ok(found) => written(arena, &found),
                Err(error) => format!("error: {error}"),
            }
        });
        if got != row.expected {
            wrong.push(format!(
                "{}\n  got      {got}\n  expected {}",
                row.equation, row.expected
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Solutions are put into the equation by another way than the solver's own: the compiled function,
/// at sampled parameters.
#[test]
fn solutions_of_the_table_solve_their_equations() {
    let mut random = Samples(71);
    let mut checked = 0;
    for row in rows() {
        let f = difference(row.equation);
        let found = f.with(|arena, id| {
            let unknown = arena.symbol(row.unknown);
            let facts = facts(arena, row.assumed);
            solve(arena, id, unknown, &facts)
        });
        let Ok(found) = found else { continue };
        for solution in &found.list {
            if solution.kind == Kind::All {
                continue;
            }
            let value = f.sibling(solution.value, f.flags());
            let index = match solution.kind {
                Kind::Family { index } => f.with(|arena, _| arena.name(index).to_owned()),
                _ => String::new(),
            };
            let names: Vec<String> = f
                .free_symbols()
                .into_iter()
                .chain(value.free_symbols())
                .filter(|name| name != row.unknown)
                .collect();
            let (mut good, mut tried) = (0, 0);
            while good < 5 && tried < 400 {
                tried += 1;
                let mut point: Vec<(String, f64)> = Vec::new();
                for name in &names {
                    let at = if *name == index {
                        f64::from(random.below(7) as i32 - 3)
                    } else {
                        random.between(0.0, 4.0)
                    };
                    point.push((name.clone(), at));
                }
                let conditions = solution.conditions.iter().all(|&condition| {
                    // A condition may be about the unknown itself.
                    let holds = f.with(|arena, _| {
                        let unknown = arena.symbol(row.unknown);
                        arena.substitute(condition, &[(unknown, solution.value)])
                    });
                    let chosen = f.with(|arena, _| text(arena, holds, false));
                    let indicator: Expr = format!("if {chosen} then 1 else 0").parse().unwrap();
                    indicator.at(point.clone()).is_ok_and(|value| value == 1.0)
                });
                if !conditions {
                    continue;
                }
                let Ok(at) = value.at(point.clone()) else {
                    break;
                };
                if !at.is_finite() {
                    continue;
                }
                point.push((row.unknown.to_owned(), at));
                let Ok(left) = f.at(point.clone()) else { break };
                // Beside the value, so that steep equations are not judged by rounding alone.
                let near = |share: f64| {
                    let mut moved = point.clone();
                    if let Some(last) = moved.last_mut() {
                        last.1 += share * at.abs().max(1.0);
                    }
                    f.at(moved).unwrap_or(f64::NAN)
                };
                let slope = (near(1e-9) - near(-1e-9)).abs();
                let tolerance = 1e-9 + if slope.is_nan() { 1e-6 } else { slope };
                assert!(
                    left.abs() <= tolerance
                        || left.is_nan() && near(1e-9).abs() < 1e-3
                        || left.is_nan() && near(-1e-9).abs() < 1e-3,
                    "{}: {value} leaves {left} at {point:?}",
                    row.equation
                );
                good += 1;
                checked += 1;
            }
        }
    }
    assert!(checked > 500, "{checked}");
}

#[test]
fn all_rational_roots_are_found() {
    let seed = 2026;
    let mut random = Samples(seed);
    for round in 0..60 {
        let count = 1 + random.below(5);
        let mut roots: Vec<(i64, i64)> = Vec::new();
        let mut product = "1".to_owned();
        for _ in 0..count {
            let (n, d) = (random.below(41) as i64 - 20, 1 + random.below(6) as i64);
            let common = gcd(n.unsigned_abs(), d.unsigned_abs()).max(1) as i64;
            roots.push((n / common, d / common));
            product += &format!("*({d}*x - ({n}))");
        }
        // Factors without real roots must not matter.
        product += &format!("*(x^2 + {})", 1 + random.below(9));
        let f: Expr = format!("expand({product})").parse().unwrap();
        roots.sort_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1)));
        roots.dedup();
        let expected: Vec<String> = roots
            .iter()
            .map(|&(n, d)| {
                if d == 1 {
                    n.to_string()
                } else {
                    format!("{n}/{d}")
                }
            })
            .collect();
        let got = f.with(|arena, id| {
            let x = arena.symbol("x");
            let found = solve(arena, id, x, &Facts::none()).unwrap();
            assert!(found.complete);
            let values = found
                .list
                .iter()
                .map(|solution| text(arena, solution.value, false));
            values.collect::<Vec<_>>()
        });
        assert_eq!(got, expected, "seed {seed}, round {round}: {product}");
    }
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[test]
fn numeric_roots_have_small_residuals_and_are_between_their_bounds() {
    let seed = 7;
    let mut random = Samples(seed);
    for round in 0..40 {
        let degree = 3 + random.below(6);
        let mut polynomial = String::new();
        for power in 0..=degree {
            let coefficient = random.below(41) as i64 - 20;
            polynomial += &format!(" + ({coefficient})*x^{power}");
        }
        polynomial += &format!(" + x^{}", degree + 1);
        let f: Expr = format!("0{polynomial}").parse().unwrap();
        let slope = f.diff("x").unwrap();
        let found = f.with(|arena, id| {
            let x = arena.symbol("x");
            solve(arena, id, x, &Facts::none()).unwrap()
        });
        assert!(found.complete);
        for solution in &found.list {
            let value = f.sibling(solution.value, f.flags());
            let at = value.at::<&str>([]).unwrap();
            let residual = f.at([("x", at)]).unwrap();
            let bound = 1e-12 * (1.0 + slope.at([("x", at)]).unwrap().abs()) * (1.0 + at.abs());
            let size = (1.0 + at.abs()).powi(degree as i32 + 1) * 1e-13;
            assert!(
                residual.abs() <= bound.max(size),
                "seed {seed}, round {round}: {polynomial} leaves {residual} at {at}"
            );
            if let Kind::Numeric { lower, upper } = &solution.kind {
                assert!(lower.to_f64() <= at && at <= upper.to_f64(), "{polynomial}");
                assert!(upper.to_f64() - lower.to_f64() <= 1e-12 * at.abs().max(1.0));
            }
        }
    }
}

fn answers(line: &str) -> String {
    let mut session = Session::new();
    match session.run(line) {
        Ok(Outcome::Value { value, .. }) => value.print(gradus::Style::Text).unwrap(),
        Ok(_) => "no value".to_owned(),
        Err(error) => format!("error: {error}"),
    }
}

#[test]
fn wilkinsons_polynomial_has_its_roots() {
    let product: Vec<String> = (1..=20).map(|root| format!("(x - {root})")).collect();
    let expected: Vec<String> = (1..=20).map(|root| root.to_string()).collect();
    assert_eq!(
        answers(&format!("solve(expand({}), x)", product.join("*"))),
        format!("[{}]", expected.join(", "))
    );
}

#[test]
fn systems_have_the_solutions_of_the_table() {
    let table = [
        ("solve([x + y = 3, x - y = 1], [x, y])", "[[2, 1]]"),
        ("solve([x + y = 3], [x, y])", "[[3 - y, y]]"),
        ("solve([x + y = 1, 2x + 2y = 2], [x, y])", "[[1 - y, y]]"),
        ("solve([x + y = 1, 2x + 2y = 3], [x, y])", "[]"),
        (
            "solve([x + y + z = 6, x - y = 0, z = 2*x], [x, y, z])",
            "[[3/2, 3/2, 3]]",
        ),
        (
            "solve([a*x + y = 1, x - y = 0], [x, y])",
            "[[1/(a + 1), 1/(a + 1)]]",
        ),
        (
            "solve([x^2 + y^2 = 25, x + y = 7], [x, y])",
            "[[3, 4], [4, 3]]",
        ),
        (
            "solve([x^2 + y^2 = 25, x*y = 12], [x, y])",
            "[[-4, -3], [-3, -4], [3, 4], [4, 3]]",
        ),
        ("solve([x*y = 0, x*(y - 1) = 0], [x, y])", "[[0, y]]"),
        ("solve([x*y = 0, x + y = 1], [x, y])", "[[0, 1], [1, 0]]"),
        ("solve([x^2 = y, y^2 = x], [x, y])", "[[0, 0], [1, 1]]"),
        ("solve([x^2 + y^2 = 0 - 1, x = y], [x, y])", "[]"),
        (
            "solve([exp(x) = 2, x + y = 0], [x, y])",
            "[[log(2), -log(2)]]",
        ),
        (
            "solve([x*y = 6, x*z = 10, y*z = 15], [x, y, z])",
            "[[-2, -3, -5], [2, 3, 5]]",
        ),
        ("solve([sqrt(x) = y, y = 2], [x, y])", "[[4, 2]]"),
        ("solve([1/x + 1/y = 1, x = y], [x, y])", "[[2, 2]]"),
    ];
    for (line, expected) in table {
        assert_eq!(answers(line), expected, "{line}");
    }
}

#[test]
fn critical_points_have_their_kinds() {
    let table = [
        (
            "critical(50 - 1/50*x^2*(x-6)*y^2*(y-6))",
            "x = 0, y = any, f = 50, kind = degenerate
y = 0, x = any, f = 50, kind = degenerate
x = 4, y = 4, f = 738/25 = 29.52, kind = minimum
x = 6, y = 6, f = 50, kind = saddle",
        ),
        (
            "critical(50 - 1/50*x^2*(x-6)*y^2*(y-6), x = [0, 5], y = [0, 5])",
            "x = 0, y = any, f = 50, kind = degenerate
y = 0, x = any, f = 50, kind = degenerate
x = 4, y = 4, f = 738/25 = 29.52, kind = minimum",
        ),
        (
            "critical(x^3 - 3x)",
            "x = -1, f = 2, kind = maximum\nx = 1, f = -2, kind = minimum",
        ),
        ("critical(x*y)", "x = 0, y = 0, f = 0, kind = saddle"),
        (
            "critical(2x^2 + 3y^2 - x*y)",
            "x = 0, y = 0, f = 0, kind = minimum",
        ),
        (
            "critical(x^3 + y^3 - 3*x*y)",
            "x = 0, y = 0, f = 0, kind = saddle\nx = 1, y = 1, f = -1, kind = minimum",
        ),
        (
            "critical(exp(-x^2 - y^2))",
            "x = 0, y = 0, f = 1, kind = maximum",
        ),
        ("critical(x^4)", "x = 0, f = 0, kind = degenerate"),
        (
            "critical(x^2 + y^2 + z^2 - x*y)",
            "x = 0, y = 0, z = 0, f = 0, kind = minimum",
        ),
        (
            "critical(sin(x))",
            "x = 2*pi*n + pi/2, f = 1, kind = maximum\nx = 2*pi*n + 3*pi/2, f = -1, kind = minimum",
        ),
    ];
    for (line, expected) in table {
        assert_eq!(answers(line), expected, "{line}");
    }
}
