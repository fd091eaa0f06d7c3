//! Owned expressions: apart, together, in threads; hashes and substitution.

use std::collections::HashSet;
use std::fmt::Write;

use gradus::expr::{Arena, Id};
use gradus::function::FunctionId;
use gradus::syntax::normalise_name;
use gradus::{Expr, Style, symbols};

use super::forms::each;
use super::generator::{VARIABLES, point};
use crate::support::oracle::{Point, evaluate};
use crate::support::{Samples, snapshot};
use crate::tolerance::{ORACLE, ROUNDING};

const SEED: u64 = 0x4A4D_0001;
const COUNT: usize = 1500;

fn hash(expr: &Expr) -> u64 {
    expr.structural_hash().expect("a hash")
}

#[test]
fn hashes_are_the_same_on_every_run() {
    let mut out = String::new();
    for text in [
        "0",
        "1",
        "-1",
        "1/3",
        "0.1",
        "123456789012345678901234567890",
        "pi",
        "e",
        "x",
        "x1",
        "σ",
        "x + y",
        "x*y",
        "x^y",
        "2*x",
        "x^2",
        "sin(x)",
        "exp(x)",
        "sqrt(x)",
        "f(x)",
        "f'(x)",
        "atan2(y, x)",
        "piecewise(x < 0, -x, x)",
        "sum(x^i, i, 0, n)",
        "sum(x)",
        "mean(x)",
        "x < y and not x = 2 or y >= 3",
        "3*x*y^2*(x - 4)/50",
        "exp(sin(x)*cos(x^2))*log(1 + x^2)/(1 + exp(-x))",
    ] {
        let expr = match text.contains('<') && !text.contains('(') {
            // A condition stands in a piece.
            true => format!("piecewise({text}, 1)"),
            false => text.to_owned(),
        };
        let expr: Expr = expr.parse().expect("an expression");
        writeln!(out, "{:016x} {text}", hash(&expr)).unwrap();
    }
    snapshot("properties_hashes", out);
}

/// Adds and multiplies random leaves in two orders, in two arenas.
#[test]
fn the_order_of_construction_does_not_matter() {
    println!("seed {SEED:#x}");
    let mut samples = Samples(SEED);
    for _ in 0..300 {
        let count = 2 + samples.below(30);
        let leaves: Vec<(usize, i64)> = (0..count)
            .map(|_| (samples.below(4), samples.below(7) as i64 - 3))
            .collect();
        let build = |order: &[usize], product: bool| {
            let mut arena = Arena::new();
            // Names that are not needed, in another order, so that places differ.
            for name in &VARIABLES[order[0] % 4..] {
                arena.symbol(name);
            }
            let mut all = if product { Id::ONE } else { Id::ZERO };
            for &at in order {
                let (variable, number) = leaves[at];
                let symbol = arena.symbol(VARIABLES[variable]);
                let number = arena.integer(number);
                let sine = arena.call(FunctionId::SIN, &[symbol]);
                all = if product {
                    let power = arena.pow(if at % 3 == 0 { sine } else { symbol }, number);
                    arena.mul(all, power)
                } else {
                    let term = arena.mul(number, if at % 3 == 0 { sine } else { symbol });
                    arena.add(all, term)
                };
            }
            let form = arena.canonical(all).expect("a form");
            (
                arena.hash(form),
                Expr::from_arena(arena, all, Default::default()),
            )
        };
        let straight: Vec<usize> = (0..count).collect();
        let mut shuffled = straight.clone();
        for at in (1..count).rev() {
            shuffled.swap(at, samples.below(at + 1));
        }
        for product in [false, true] {
            let (one, other) = (build(&straight, product), build(&shuffled, product));
            assert_eq!(one.0, other.0, "{} and {}", one.1, other.1);
            assert_eq!(one.1, other.1);
            assert_eq!(one.1.to_string(), other.1.to_string());
        }
    }
}

#[test]
fn different_expressions_have_different_hashes() {
    let mut seen = std::collections::HashMap::new();
    each(SEED + 1, COUNT, |text, expr, _| {
        if let Some(other) = seen.insert(hash(expr), expr.clone()) {
            assert_eq!(&other, expr, "{text}");
        }
    });
    assert!(seen.len() > COUNT / 2);
}

#[test]
fn free_symbols_are_those_that_change_the_value() {
    each(SEED + 2, COUNT, |text, expr, _| {
        let free = expr.free_symbols();
        let mut sorted = free.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), free.len(), "{text}: {free:?}");
        assert!(!free.contains(&"i".to_owned()), "{text}: {free:?}");
        for name in &free {
            assert!(text.contains(name.as_str()), "{text}: {free:?}");
        }
        let shown = expr.canonical().expect("a form").free_symbols();
        for name in shown {
            assert!(free.contains(&name), "{text}: {name} is new");
        }
        // Bound and free at once: only the free one counts.
        let inner: Expr = format!("i + {}", "sum(i*x, i, 1, 2)")
            .parse()
            .expect("an expression");
        assert_eq!(inner.free_symbols(), ["i", "x"]);
    });
}

#[test]
fn substitution_commutes_with_evaluation() {
    const VALUES: [(&str, &str); 3] = [("x", "y^2 + 1"), ("y", "sin(x) - t"), ("i", "x")];
    let replacements: Vec<(&str, Expr)> = VALUES
        .iter()
        .map(|&(name, value)| (name, value.parse().expect("an expression")))
        .collect();
    let mut compared = 0;
    each(SEED + 3, COUNT, |text, expr, samples| {
        let replaced = expr.substitute(&replacements);
        if replaced.canonical().is_err() {
            return;
        }
        let printed = replaced.print_raw(Style::Text).expect("a text");
        for _ in 0..3 {
            let point = point(samples);
            let mut inner = Point {
                values: point.values.clone(),
                rows: point.rows.clone(),
            };
            for (name, value) in VALUES {
                let number = evaluate(value, &point).expect("a value");
                inner
                    .values
                    .insert(normalise_name(name).into_owned(), number);
            }
            let (Ok(a), Ok(b)) = (evaluate(text, &inner), evaluate(&printed, &point)) else {
                continue;
            };
            let sharp = a.error <= 1e-6 * a.value.abs().max(1.0);
            if !a.value.is_finite() || !sharp {
                continue;
            }
            compared += 1;
            assert!(
                (a.value - b.value).abs()
                    <= ORACLE * a.value.abs() + ROUNDING * (a.error + b.error),
                "{text} is {a:?}\n{printed} is {b:?}\nat {:?}",
                point.values
            );
        }
    });
    assert!(compared > COUNT, "{compared} values compared");
}

#[test]
fn substitution_is_simultaneous_and_minds_bound_names() {
    for (text, replacements, expected) in [
        ("x - 2*y", vec![("x", "y"), ("y", "x")], "y - 2*x"),
        ("x*y", vec![("x", "x*y")], "x*y^2"),
        ("x_1 + x1", vec![("x₁", "a")], "2*a"),
        ("f(x)*x", vec![("x", "2")], "2*f(2)"),
        ("f(x)", vec![("f", "2")], "f(x)"),
        ("sum(i*x, i, 1, n)", vec![("i", "7")], "sum(i*x, i, 1, n)"),
        (
            "sum(x^2, i, 1, 3)",
            vec![("x", "a + 1")],
            "sum((a + 1)^2, i, 1, 3)",
        ),
        ("1/x", vec![("x", "1/y")], "y"),
        ("y", vec![("x", "2")], "y"),
        ("0.1*x", vec![("x", "1/3")], "1/30"),
        ("x/4", vec![("x", "0.5")], "0.125"),
    ] {
        let replacements: Vec<(&str, Expr)> = replacements
            .into_iter()
            .map(|(name, value)| (name, value.parse().expect("an expression")))
            .collect();
        let expr: Expr = text.parse().expect("an expression");
        assert_eq!(
            expr.substitute(&replacements).to_string(),
            expected,
            "{text}"
        );
    }
    // Only the free i changes: 2*(1 + ... + 7) + 7.
    let both: Expr = "sum(i*x, i, 1, i) + i".parse().expect("an expression");
    let replaced = both.substitute(&[("i", 7.into())]);
    assert_eq!(replaced.free_symbols(), ["x"]);
    assert_eq!(replaced.at([("x", 2.0)]), Ok(63.0));
    // What is put in is not captured by the sum: its value at i = 10 is 1*10 + 2*10.
    let sum: Expr = "sum(i*x, i, 1, 2)".parse().expect("an expression");
    let put_in = sum.substitute(&[("x", Expr::symbol("i"))]);
    assert_eq!(put_in.free_symbols(), ["i"]);
    assert_eq!(put_in.at([("i", 10.0)]), Ok(30.0));
}

// An expression's hash is that of its canonical form, which never changes once it is known.
#[allow(clippy::mutable_key_type)]
#[test]
fn expressions_made_apart_work_together() {
    let [x] = symbols(["x"]);
    let y = Expr::symbol("y");
    let other_x: Expr = "x".parse().expect("a symbol");
    assert_eq!(x, other_x);
    assert_eq!((&x - &other_x).to_string(), "0");
    assert_eq!((&x + &y * 2 - 1).to_string(), "x + 2*y - 1");
    assert_eq!((1 - &x / &y).to_string(), "1 - x/y");
    assert_eq!((-&x * -&y).to_string(), "x*y");
    assert_eq!(x.pow(y.clone()).to_string(), "x^y");
    assert_eq!(x.call2(FunctionId::ATAN2, &y).to_string(), "atan2(x, y)");
    let sum: Expr = (1..=4).map(|power| x.pow(power)).sum();
    assert_eq!(sum.to_string(), "x^4 + x^3 + x^2 + x");
    let product: Expr = [x.clone(), y.clone(), 3.into()].into_iter().product();
    assert_eq!(product.to_string(), "3*x*y");
    assert_eq!(std::iter::empty::<Expr>().sum::<Expr>().to_string(), "0");
    assert_eq!(
        std::iter::empty::<Expr>().product::<Expr>().to_string(),
        "1"
    );
    // Decimals show once they were read.
    let tenth: Expr = "0.1".parse().expect("a number");
    let fifth: Expr = "1/5".parse().expect("a number");
    assert_eq!((&tenth + &fifth).to_string(), "0.3");
    assert_eq!((&fifth + &fifth).to_string(), "2/5");
    assert_eq!(tenth, "1/10".parse().expect("a number"));
}

#[test]
// The arena behind a key grows, but neither its hash nor its equality changes with it.
#[allow(clippy::mutable_key_type)]
fn equal_expressions_have_one_place_in_a_set() {
    let texts = ["x + y", "y + x", "2*x - x + y", "x - y"];
    let set: HashSet<Expr> = texts.map(|text| text.parse().expect("one")).into();
    assert_eq!(set.len(), 2);
}

#[test]
fn threads_share_expressions() {
    let shared: Expr = "x^2 + sin(x*y)".parse().expect("an expression");
    let workers: Vec<_> = (0..8i64)
        .map(|worker| {
            let shared = shared.clone();
            std::thread::spawn(move || {
                let mut own: Expr = format!("z^{worker}").parse().expect("an expression");
                for round in 0..50 {
                    // Both ways round, so that two arenas are joined in opposite order.
                    own = if round % 2 == 0 {
                        &own + &shared
                    } else {
                        &shared + &own
                    };
                    own = own.diff("x").expect("a derivative") + worker;
                }
                (own, shared)
            })
        })
        .collect();
    let results: Vec<Expr> = (workers.into_iter())
        .map(|worker| worker.join().expect("no panic").0)
        .collect();
    for pair in results.windows(2) {
        let difference = (&pair[1] - &pair[0]).to_string();
        assert_eq!(difference, "1");
    }
    assert_eq!(shared.to_string(), "x^2 + sin(x*y)");
}

#[test]
fn what_is_stored_comes_back() {
    each(SEED + 4, COUNT, |text, expr, _| {
        let stored = serde_json::to_string(expr).expect("a text");
        let again: Expr = (serde_json::from_str(&stored))
            .unwrap_or_else(|error| panic!("{text}\n{stored}\n{error}"));
        assert_eq!(&again, expr, "{text}");
        assert_eq!(again.flags(), expr.flags(), "{text}");
        assert_eq!(hash(&again), hash(expr), "{text}");
        for style in [Style::Text, Style::Latex] {
            assert_eq!(again.print(style), expr.print(style), "{text}");
            assert_eq!(again.print_raw(style), expr.print_raw(style), "{text}");
        }
        // Canonical nodes can be stored as well.
        let form = expr.canonical().expect("a form");
        let stored = serde_json::to_string(&form).expect("a text");
        let again: Expr = serde_json::from_str(&stored).expect("an expression");
        assert_eq!(again, form, "{text}");
        assert_eq!(again.to_string(), form.to_string(), "{text}");
    });
}

#[test]
fn what_makes_no_sense_is_not_loaded() {
    for nodes in [
        r#"[]"#,
        r#"[{"number": "1/0"}]"#,
        r#"[{"number": "x"}]"#,
        r#"[{"add": [0, 0]}]"#,
        r#"[{"symbol": "x"}, {"add": [0, 1]}]"#,
        r#"[{"symbol": "x"}, {"add": [0, 7]}]"#,
        r#"[{"symbol": "x"}, {"call": ["nothing", [0]]}]"#,
        r#"[{"symbol": "x"}, {"call": ["sin", [0, 0]]}]"#,
        r#"[{"symbol": "x"}, {"call": ["atan2", [0]]}]"#,
        r#"[{"symbol": "x"}, {"call": ["polygamma", [0, 0]]}]"#,
        r#"[{"symbol": "x"}, {"sum": [0]}]"#,
        r#"[{"symbol": "x"}, {"piecewise": [0]}]"#,
        r#"[{"symbol": "x"}, {"piecewise": [0, 0]}]"#,
        r#"[{"symbol": "x"}, {"compare": ["<", 0, 0]}, {"add": [1, 0]}]"#,
        r#"[{"symbol": "x"}, {"compare": ["~", 0, 0]}]"#,
        r#"[{"symbol": "x"}, {"not": 0}]"#,
        r#"[{"symbol": "x"}, {"number": "2"}, {"index-sum": [0, 1, 1, 1]}]"#,
        r#"[{"symbol": "x"}, {"unknown": ["f", [0, 0, 0]]}]"#,
        r#"[{"symbol": "x"}, {"unknown": ["f", [0, 0]]}]"#,
        r#"[{"nonsense": 3}]"#,
    ] {
        let stored = format!(r#"{{"nodes": {nodes}}}"#);
        let loaded = serde_json::from_str::<Expr>(&stored);
        assert!(loaded.is_err(), "{nodes} is {loaded:?}");
    }
    // Sums that are no canonical sums are made canonical all the same.
    let nodes = r#"[{"number": "1"}, {"symbol": "x"}, {"sum": [0, 1, 0, 1]}, {"sum": [0, 2]}]"#;
    let loaded: Expr = serde_json::from_str(&format!(r#"{{"nodes": {nodes}}}"#)).expect("x + x");
    assert_eq!(loaded.to_string(), "2*x");
    assert_eq!(loaded, "2*x".parse().expect("an expression"));
    let nodes = r#"[{"number": "2"}, {"symbol": "x"}, {"product": [1, 0, 1, 0, 0, 0]}]"#;
    let loaded: Expr = serde_json::from_str(&format!(r#"{{"nodes": {nodes}}}"#)).expect("4*x^4");
    assert_eq!(loaded.to_string(), "4*x^4");
}
