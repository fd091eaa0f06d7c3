//! Exact texts of canonical and built nodes, made by hand.
//!
//! A node is written as a list: `(+ c t c t …)` is a canonical sum, `(* b e b e …)` a canonical
//! product, `(^ b e)` a power as it is; `add`, `mul` and `pow` are the built operations.

use super::*;
use crate::expr::{Constant, Number, Relation};
use crate::function::lookup;

fn parse(arena: &mut Arena, text: &str) -> Id {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut tokens = spaced.split_whitespace();
    read(arena, &mut tokens).expect("one expression")
}

fn read<'t>(arena: &mut Arena, tokens: &mut impl Iterator<Item = &'t str>) -> Option<Id> {
    let token = tokens.next()?;
    match token {
        ")" => None,
        "(" => {
            let head = tokens.next().expect("a head");
            let mut run = Vec::new();
            while let Some(operand) = read(arena, tokens) {
                run.push(operand);
            }
            Some(make(arena, head, &run))
        }
        "pi" => Some(arena.constant(Constant::Pi)),
        "e" => Some(arena.constant(Constant::E)),
        _ => Some(
            match token.split_once('/').map(|(n, d)| (n.parse(), d.parse())) {
                Some((Ok(n), Ok(d))) => {
                    arena.number_node(Number::ratio(n, d).expect("not a quotient by 0"))
                }
                _ => match token.trim_start_matches('-').parse::<f64>() {
                    Ok(_) => {
                        let size = Number::parse_decimal(token.trim_start_matches('-'));
                        let size = size.expect("a number");
                        let value = if token.starts_with('-') {
                            size.negate()
                        } else {
                            size
                        };
                        arena.number_node(value)
                    }
                    Err(_) => arena.symbol(token),
                },
            },
        ),
    }
}

fn make(arena: &mut Arena, head: &str, run: &[Id]) -> Id {
    let pair = |run: &[Id]| (run[0], run[1]);
    match head {
        "+" => arena.sum_node(run),
        "*" => arena.product_node(run),
        "^" => arena.pow_node(run[0], run[1]),
        "add" => arena.add(run[0], run[1]),
        "mul" => arena.mul(run[0], run[1]),
        "pow" => arena.pow(run[0], run[1]),
        "<" | "<=" | ">" | ">=" | "=" | "!=" => {
            let (a, b) = pair(run);
            let relation = match head {
                "<" => Relation::Less,
                "<=" => Relation::LessEqual,
                ">" => Relation::Greater,
                ">=" => Relation::GreaterEqual,
                "=" => Relation::Equal,
                _ => Relation::NotEqual,
            };
            arena.compare_node(relation, a, b)
        }
        "and" => arena.and_node(run[0], run[1]),
        "or" => arena.or_node(run[0], run[1]),
        "not" => arena.not_node(run[0]),
        "piecewise" => arena.piecewise_node(run),
        "index" => arena.index_sum_node([run[0], run[1], run[2], run[3]]),
        "rows" => arena.row_sum_node(run[0]),
        "mean" => arena.row_mean_node(run[0]),
        _ => match (head.strip_prefix('?'), lookup(head)) {
            (Some(name), _) => {
                let name = arena.symbol_id(name);
                let (orders, arguments) = run.split_at(run.len() / 2);
                arena.unknown_node(name, orders, arguments)
            }
            (None, Some(function)) => arena.call(function, run),
            (None, None) => panic!("no head {head}"),
        },
    }
}

fn printed(text: &str, style: Style, decimals: bool) -> String {
    let mut arena = Arena::new();
    let id = parse(&mut arena, text);
    let options = PrintOptions {
        style,
        decimals,
        ..PrintOptions::default()
    };
    let printed = print(&arena, id, &options).expect("a short text");
    let measured = measure(&arena, &[id], &options);
    assert_eq!(measured.bytes, printed.len() as u128, "{printed}");
    assert_eq!(
        measured.characters,
        printed.chars().count() as u128,
        "{printed}"
    );
    printed
}

#[track_caller]
fn check(cases: &[(&str, &str)], decimals: bool) {
    for (expression, expected) in cases {
        let found = printed(expression, Style::Text, decimals);
        assert_eq!(&found, expected, "{expression}");
    }
}

#[test]
fn numbers() {
    check(
        &[
            ("0", "0"),
            ("-7", "-7"),
            ("3/2", "3/2"),
            ("-3/2", "-3/2"),
            (
                "123456789012345678901234567890",
                "123456789012345678901234567890",
            ),
            ("pi", "pi"),
            ("e", "e"),
            ("(^ 3/2 x)", "(3/2)^x"),
            ("(^ -2 x)", "(-2)^x"),
            ("(^ 2 x)", "2^x"),
            ("(^ 2 1/2)", "sqrt(2)"),
            ("(^ 2 1/3)", "2^(1/3)"),
            ("(* 2 1/2 3 1/2)", "sqrt(6)"),
            ("(* 2 1/3 3 1/3)", "2^(1/3)*3^(1/3)"),
            ("(+ 1/2 (^ 2 1/2))", "sqrt(2)/2"),
            ("(+ -1/2 (^ 2 1/2))", "-sqrt(2)/2"),
            ("(+ 1 (^ 2 1/2) 3 1)", "sqrt(2) + 3"),
            (
                "(* 2 -1/2 pi -1/2 e (+ -1/2 (^ x 2)))",
                "exp(-x^2/2)/sqrt(2*pi)",
            ),
            ("(* pi 1/2 2 1/2 x 1)", "sqrt(2*pi)*x"),
            ("(^ (^ 2 1/2) x)", "sqrt(2)^x"),
        ],
        false,
    );
}

#[test]
fn sums() {
    check(
        &[
            ("(+ 6 x 2 1)", "6*x + 2"),
            ("(+ 2 1 6 x)", "6*x + 2"),
            ("(+ 1 1 -1 p)", "1 - p"),
            ("(+ -1 (* n 1 p 1) 1 k)", "k - n*p"),
            ("(+ 1 n -1 1 -1 k)", "n - k - 1"),
            ("(+ -1 x -1 1)", "-x - 1"),
            ("(+ 1 x -1 1)", "x - 1"),
            ("(+ 1 x10 1 x2 1 x1)", "x1 + x2 + x10"),
            ("(+ 1 (^ y 2) 1 (* x 1 y 1) 1 (^ x 2))", "x^2 + x*y + y^2"),
            ("(+ -1 a 1 z)", "z - a"),
            ("(+ -1 a 1 z -1 b)", "z - a - b"),
            ("(+ -1 (^ x 2) 1 x 1 1)", "-x^2 + x + 1"),
            ("(+ -1 x)", "-x"),
            ("(+ -1 (^ x 2))", "-x^2"),
            ("(^ (+ -1 x) 2)", "(-x)^2"),
            ("(+ 2 (+ 1 x 1 1))", "2*(x + 1)"),
            ("(+ -1 (+ 1 x 1 1))", "-(x + 1)"),
            ("(+ 1/2 (+ 1 x 1 1))", "(x + 1)/2"),
            ("(+ -3 (+ 1 x 1 1) 1 y)", "y - 3*(x + 1)"),
            ("(+ 1 (+ 1 x 1 1) 1 y 1 z)", "y + z + (x + 1)"),
            ("(+ 1 x -1 (+ 1 x 1 1) 1 y)", "x + y - (x + 1)"),
            ("(+ 1 (* x 1 (exp x) 1) 1 (exp x))", "x*exp(x) + exp(x)"),
            ("(+ 1 x 1 (* pi 1 y 1) 1 a)", "a + x + pi*y"),
            (
                "(+ 1 (sin x10) 1 (sin x2) 1 (cos y))",
                "cos(y) + sin(x2) + sin(x10)",
            ),
            (
                "(+ 1 (sin (+ 2 x)) 1 (sin x) 1 (sin (+ 1 x 1 1)))",
                "sin(x) + sin(x + 1) + sin(2*x)",
            ),
            (
                "(+ 1 (^ x 1/2) 1 x 1 (^ x -1) 1 1)",
                "x + sqrt(x) + 1 + 1/x",
            ),
            ("(+ 1 (^ x n) 1 x)", "x + x^n"),
            ("(+ 1/2 1 1 x)", "x + 1/2"),
            ("(+ 1 1/2)", "1/2"),
        ],
        false,
    );
}

#[test]
fn products() {
    check(
        &[
            ("(+ 1/2 x)", "x/2"),
            ("(+ 2/3 x)", "2*x/3"),
            ("(+ 1/2 (^ x -1))", "1/(2*x)"),
            (
                "(+ -3/50 (* x 1 y 2 (+ 1 x -4 1) 1))",
                "-3*x*y^2*(x - 4)/50",
            ),
            (
                "(+ -3/50 (* (+ 1 y -6 1) 1 x 1 y 2 (+ 1 x -4 1) 1))",
                "-3*x*y^2*(x - 4)*(y - 6)/50",
            ),
            (
                "(+ -3/50 (* x 2 y 1 (+ 1 y -4 1) 1 (+ 1 x -6 1) 1))",
                "-3*x^2*y*(x - 6)*(y - 4)/50",
            ),
            (
                "(* (+ 1 k -1 (* n 1 p 1)) 1 p (+ 1 k -1 1) (+ 1 1 -1 p) (+ 1 n -1 1 -1 k))",
                "p^(k - 1)*(1 - p)^(n - k - 1)*(k - n*p)",
            ),
            (
                "(+ 5 (* x 1 (+ 3 x 1 1) -2 (+ 3 x 2 1) 1))",
                "5*x*(3*x + 2)/(3*x + 1)^2",
            ),
            ("(+ 30 (+ 3 x 1 1))", "30*(3*x + 1)"),
            ("(+ 2 (* x 1 (sin y) 1))", "2*x*sin(y)"),
            ("(* a 1 b -1 c -1)", "a/(b*c)"),
            ("(* b -1 c -2)", "1/(b*c^2)"),
            ("(^ x -1)", "1/x"),
            ("(^ x -2)", "1/x^2"),
            ("(^ x -1/2)", "1/sqrt(x)"),
            ("(^ x -3/2)", "1/x^(3/2)"),
            ("(^ x 3/2)", "x^(3/2)"),
            ("(^ (+ 1 x 1 1) -1)", "1/(x + 1)"),
            ("(^ (+ 1 x 1 1) -1/2)", "1/sqrt(x + 1)"),
            ("(* x 1 e (+ -1 x))", "x*exp(-x)"),
            ("(* x 1 e -1)", "x*exp(-1)"),
            ("(* x 1 e 1)", "e*x"),
            ("(+ 3 (* 2 1/2 pi 1 x 1))", "3*sqrt(2)*pi*x"),
            ("(* x 1 2 x (log 2) 1)", "x*2^x*log(2)"),
            (
                "(* (sin x) 2 (+ 1 x 1 1) 1 x 1 (cos x) 1 pi 1)",
                "pi*x*cos(x)*sin(x)^2*(x + 1)",
            ),
            (
                "(* (+ 1 x 1 1) 1 (+ 1 x -1 1) 1 (+ 1 (^ x 2) 1 1) 1)",
                "(x - 1)*(x + 1)*(x^2 + 1)",
            ),
            (
                "(* x 1 (piecewise (< x 0) 1 2) 1)",
                "x*piecewise(x < 0, 1, 2)",
            ),
            ("(* x 1 (^ x y) z)", "x*(x^y)^z"),
        ],
        false,
    );
}

#[test]
fn powers() {
    check(
        &[
            ("(^ x 2)", "x^2"),
            ("(^ x (+ -1 k))", "x^(-k)"),
            ("(^ x (^ y z))", "x^(y^z)"),
            ("(^ (^ x 2) y)", "(x^2)^y"),
            ("(^ (^ x 1/2) y)", "sqrt(x)^y"),
            ("(^ (^ x -1) y)", "(1/x)^y"),
            ("(^ (* x 1 y 1) k)", "(x*y)^k"),
            ("(^ (+ 2 x) k)", "(2*x)^k"),
            ("(^ (sin x) 2)", "sin(x)^2"),
            ("(^ (factorial x) 2)", "(x!)^2"),
            ("(^ x (factorial x))", "x^(x!)"),
            ("(^ x (sin x))", "x^sin(x)"),
            ("(^ x -2/3)", "1/x^(2/3)"),
            ("(^ x (+ 1/2 n))", "x^(n/2)"),
            ("(^ 0 -1)", "1/0"),
            ("(^ 9 (^ 9 9))", "9^(9^9)"),
            ("(^ e (^ x 2))", "exp(x^2)"),
        ],
        false,
    );
}

#[test]
fn forms() {
    check(
        &[
            ("(factorial x)", "x!"),
            ("(factorial (+ 1 x 1 1))", "(x + 1)!"),
            ("(factorial (factorial x))", "(x!)!"),
            ("(factorial -3)", "(-3)!"),
            ("(factorial (^ x 2))", "(x^2)!"),
            ("(+ -1 (factorial x))", "-x!"),
            (
                "(piecewise (< x 0) (+ -1 x) (and (<= 0 x) (!= x 1)) x 2)",
                "piecewise(x < 0, -x, 0 <= x and x != 1, x, 2)",
            ),
            ("(or (and a b) (and c d))", "a and b or c and d"),
            ("(and (or a b) (or c d))", "(a or b) and (c or d)"),
            ("(and a (and b c))", "a and (b and c)"),
            ("(and (and a b) c)", "a and b and c"),
            ("(not (< x 0))", "not (x < 0)"),
            (
                "(and (not (< x 0)) (> y (+ 1 x 1 1)))",
                "not (x < 0) and y > x + 1",
            ),
            ("(= (< x 0) (> y 0))", "(x < 0) = (y > 0)"),
            ("(index (* i 1 x 1) i 1 n)", "sum(i*x, i, 1, n)"),
            (
                "(+ -2 (rows (* x 1 (+ 1 y -1 (* m 1 x 1) -1 c) 1)))",
                "-2*sum(x*(-m*x + y - c))",
            ),
            ("(+ 1/2 (mean (^ x 2)))", "mean(x^2)/2"),
            ("(?f 0 x)", "f(x)"),
            ("(?f 1 x)", "f'(x)"),
            ("(?f 3 (+ 2 x))", "f'''(2*x)"),
            ("(?f 4 x)", "f'[4](x)"),
            ("(?f 0 0 x y)", "f(x, y)"),
            ("(?f 1 0 x y)", "diff(f(x, y), x)"),
            ("(?f 2 1 x y)", "diff(f(x, y), x, x, y)"),
            ("(?f 1 0 (+ 2 x) y)", "f'[1, 0](2*x, y)"),
            ("(?f 1 0 x x)", "f'[1, 0](x, x)"),
            ("(?f 1000 0 x y)", "f'[1000, 0](x, y)"),
            ("(^ (?f 1 x) 2)", "f'(x)^2"),
        ],
        false,
    );
}

#[test]
fn decimals() {
    check(
        &[
            ("(+ 1/2 x)", "0.5*x"),
            ("(+ -1/2 x 3/10 1)", "0.3 - 0.5*x"),
            ("(+ 1/2 (^ x -1))", "0.5/x"),
            ("1/30", "1/30"),
            ("(+ 1/3 x)", "x/3"),
            ("(^ x 3/2)", "x^1.5"),
            ("(^ x 1/3)", "x^(1/3)"),
            ("(^ 1/2 x)", "0.5^x"),
            ("(^ -1/2 x)", "(-0.5)^x"),
            ("(^ x 1/2)", "sqrt(x)"),
        ],
        true,
    );
}

#[test]
fn built() {
    check(
        &[
            ("(add 1 x)", "x + 1"),
            ("(add x (mul -1 y))", "x - y"),
            ("(add (mul -1 x) y)", "y - x"),
            ("(add (mul -1 x) (mul -1 y))", "-x - y"),
            ("(add x (add y z))", "y + z + x"),
            ("(add (add x y) (add z w))", "x + y + (z + w)"),
            ("(add x (mul -1 (add y z)))", "x - (y + z)"),
            ("(mul -1 (add y z))", "-(y + z)"),
            ("(mul x (mul y z))", "y*z*x"),
            ("(mul (mul x y) (mul z w))", "x*y*(z*w)"),
            ("(mul x (pow y -1))", "x/y"),
            ("(mul 2/3 (mul x y))", "2*x*y/3"),
            ("(mul 1/2 (pow x -1/2))", "1/(2*sqrt(x))"),
            ("(mul (mul a (pow b -1)) c)", "a/b*c"),
            ("(mul (mul a b) (pow c -1))", "a*b/c"),
            ("(mul a (pow (mul b c) -1))", "a/(b*c)"),
            ("(mul 2 (add x 1))", "2*(x + 1)"),
            ("(mul (add x 1) (add y 1))", "(x + 1)*(y + 1)"),
            ("(pow (mul -1 x) 2)", "(-x)^2"),
            ("(mul -1 (pow x 2))", "-x^2"),
            ("(pow (mul 2 x) 2)", "(2*x)^2"),
            ("(sqrt (mul 2 x))", "sqrt(2*x)"),
            ("(mul x (+ 3 y))", "x*(3*y)"),
            ("(mul (pow 2 1/2) (pow 3 1/2))", "sqrt(2)*sqrt(3)"),
            ("(add x -1/2)", "x - 1/2"),
        ],
        false,
    );
}

const PICTURED: &[&str] = &[
    "(+ -3/50 (* x 1 y 2 (+ 1 x -4 1) 1))",
    "(* sigma_1 -2 pi 1/2 2 1/2 (^ 2 1/3) x)",
    "(+ 1/2 (^ x -1))",
    "(^ x 1/2)",
    "(^ (^ x 1/2) 2)",
    "(^ (+ 1 x 1 1) -1/2)",
    "(* 2 1/2 3 1/2)",
    "(* 2 -1/2 pi -1/2 e (+ -1/2 (^ x 2)))",
    "(^ x -12)",
    "(^ x (+ -1 k))",
    "(^ (abs (+ 1 x -1 (abs y))) 2)",
    "(+ 2 (^ 2 x))",
    "(^ (exp x) y)",
    "(factorial (+ 1 n_rho 1 1))",
    "(+ 1 m_e 1 x_12 1 velocity)",
    "(piecewise (<= x 0) (+ -1 x) (and (not (>= x 5)) (!= y pi)) x 2/3)",
    "(* x 1 (piecewise (< x 0) 1 2) 1)",
    "(+ 1/3 (^ (index (^ (+ 1 x 1 i) 2) i 1 n) 2))",
    "(+ -2 (rows (+ 1 x 1 y)))",
    "(+ 1/4 (mean x))",
    "(?f 1 x)",
    "(?f 4 x)",
    "(?f 2 1 x y)",
    "(?f 1 0 (+ 2 x) y)",
    "(^ 3/2 x)",
    "(^ x 3/2)",
];

fn pictures(style: Style) -> String {
    let mut out = String::new();
    for expression in PICTURED {
        let text = printed(expression, Style::Text, false);
        let found = printed(expression, style, false);
        let _ = writeln!(out, "{text}\n    {found}");
    }
    out
}

fn snapshots() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings
}

#[test]
fn unicode() {
    snapshots().bind(|| insta::assert_snapshot!("print-unicode", pictures(Style::Unicode)));
}

#[test]
fn latex() {
    snapshots().bind(|| insta::assert_snapshot!("print-latex", pictures(Style::Latex)));
}

#[test]
fn deep_canonical_nodes() {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let y = arena.symbol("y");
    let options = PrintOptions::default();
    // ((…)^2 + x)^2 + x, whose degree is beyond all bounds.
    let mut id = x;
    for _ in 0..100_000 {
        let square = arena.pow_node(id, Id::TWO);
        id = arena.sum_node(&[Id::ONE, square, Id::ONE, x]);
    }
    let text = print(&arena, id, &options).expect("a text within the limit");
    assert!(text.ends_with("^2 + x)^2 + x"));

    // Sums that differ at the bottom alone.
    let (mut a, mut b) = (x, y);
    for _ in 0..10_000 {
        a = arena.product_node(&[x, Id::TWO, a, y]);
        b = arena.product_node(&[x, Id::TWO, b, y]);
    }
    let id = arena.sum_node(&[Id::ONE, a, Id::ONE, b]);
    assert!(print(&arena, id, &options).is_ok());
}

#[test]
fn wide_canonical_nodes() {
    let mut arena = Arena::new();
    let mut pairs = Vec::new();
    for at in 0..100_000 {
        let symbol = arena.symbol(&format!("x{at}"));
        pairs.extend([Id::ONE, symbol]);
    }
    let sum = arena.sum_node(&pairs);
    let text = print(&arena, sum, &PrintOptions::default()).expect("a text within the limit");
    assert!(text.starts_with("x0 + x1 + x2 + "));
    assert!(text.ends_with(" + x99998 + x99999"));
}

#[test]
fn shared_sums_are_compared_quickly() {
    let mut arena = Arena::new();
    let (x, y) = (arena.symbol("x"), arena.symbol("y"));
    let (mut a, mut b) = (x, y);
    for _ in 0..60 {
        let product = arena.product_node(&[a, Id::ONE, b, Id::TWO]);
        let sum = arena.sum_node(&[Id::ONE, a, Id::TWO, b]);
        (a, b) = (
            arena.sum_node(&[Id::ONE, product, Id::TWO, sum]),
            arena.sum_node(&[Id::TWO, product, Id::ONE, sum]),
        );
    }
    let id = arena.product_node(&[a, Id::ONE, b, Id::ONE]);
    let found = print(&arena, id, &PrintOptions::default());
    assert!(found.is_err_and(|too_long| too_long.characters > 1 << 60));
}
