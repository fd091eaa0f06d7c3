//! Derivations made by hand: the shapes that renderings have to bear.
//!
//! A sample is a text. Its first line is the problem, behind a label if it has one; the last one
//! is the result. Between stands a line for each step, in columns:
//! `level depth | rule | name = part, … | place | before | after | current | condition, …`.

use gradus::Expr;
use gradus::diff::derivation::{Depth, Derivation, PENDING, Part, Shape, Step};
use gradus::expr::lower::Lowering;
use gradus::expr::{Arena, Flags, Id};
use gradus::syntax::{AstId, AstKind, parse_expression};

pub const QUOTIENT: &str = "
diff(5*x^2/(3*x + 1), x)
0 summary  | quotient rule          | u = 5*x^2; v = 3*x + 1 |     | diff(5*x^2/(3*x + 1), x) | (diff(5*x^2, x)*(3*x + 1) - 5*x^2*diff(3*x + 1, x))/(3*x + 1)^2 | (diff(5*x^2, x)*(3*x + 1) - 5*x^2*diff(3*x + 1, x))/(3*x + 1)^2 |
0 textbook | derivative of u        |                        | 0 0 | diff(5*x^2, x)   | 10*x         | (10*x*(3*x + 1) - 5*x^2*diff(3*x + 1, x))/(3*x + 1)^2 |
1 textbook | constant multiple rule |                        |     | diff(5*x^2, x)   | 5*diff(x^2, x) | 5*diff(x^2, x) |
1 textbook | power rule             |                        | 1   | diff(x^2, x)     | 2*x          | 5*(2*x) |
1 full     | multiply numbers       |                        |     | 5*(2*x)          | 10*x         | 10*x |
0 textbook | derivative of v        |                        | 0 1 | diff(3*x + 1, x) | 3            | (10*x*(3*x + 1) - 5*x^2*3)/(3*x + 1)^2 |
1 textbook | sum rule               |                        |     | diff(3*x + 1, x) | diff(3*x, x) + diff(1, x) | diff(3*x, x) + diff(1, x) |
1 textbook | constant multiple rule |                        | 0   | diff(3*x, x)     | 3            | 3 + diff(1, x) |
1 textbook | constant rule          |                        | 1   | diff(1, x)       | 0            | 3 |
0 summary  | tidy up                |                        |     | (10*x*(3*x + 1) - 5*x^2*3)/(3*x + 1)^2 | 5*x*(3*x + 2)/(3*x + 1)^2 | 5*x*(3*x + 2)/(3*x + 1)^2 |
1 full     | expand                 |                        | 0   | 10*x*(3*x + 1) - 5*x^2*3 | 15*x^2 + 10*x | (15*x^2 + 10*x)/(3*x + 1)^2 |
1 full     | common factor          |                        | 0   | 15*x^2 + 10*x | 5*x*(3*x + 2) | 5*x*(3*x + 2)/(3*x + 1)^2 |
5*x*(3*x + 2)/(3*x + 1)^2
";

pub const PRODUCT: &str = "
diff(x^2*sin(x), x)
0 summary  | product rule | u = x^2; v = sin(x) |   | diff(x^2*sin(x), x) | diff(x^2, x)*sin(x) + x^2*diff(sin(x), x) | diff(x^2, x)*sin(x) + x^2*diff(sin(x), x) |
0 textbook | power rule   | | 0 0 | diff(x^2, x)   | 2*x    | 2*x*sin(x) + x^2*diff(sin(x), x) |
0 textbook | sine         | | 1 1 | diff(sin(x), x) | cos(x) | 2*x*sin(x) + x^2*cos(x) |
0 textbook | common factor | |    | 2*x*sin(x) + x^2*cos(x) | x*(x*cos(x) + 2*sin(x)) | x*(x*cos(x) + 2*sin(x)) |
x*(x*cos(x) + 2*sin(x))
";

/// Conditions, names of several letters and Greek ones.
pub const CONDITIONS: &str = "
diff(log(sigma*rate_1)/sqrt(sigma), sigma)
0 summary | logarithm of a product | a = sigma; b = rate_1 | 0 | log(sigma*rate_1) | log(sigma) + log(rate_1) | diff((log(sigma) + log(rate_1))/sqrt(sigma), sigma) | sigma > 0; rate_1 > 0
0 summary | rule of <b>Bernoulli</b> & \"sons\" {100 %_of $x^2 #1~\\} | | | diff((log(sigma) + log(rate_1))/sqrt(sigma), sigma) | (2 - log(sigma) - log(rate_1))/(2*sigma^(3/2)) | (2 - log(sigma) - log(rate_1))/(2*sigma^(3/2)) | 0 < sigma and sigma < 10 or rate_1 != 0
(2 - log(sigma*rate_1))/(2*sigma^(3/2))
";

/// Several parts with labels.
pub const GRADIENT: &str = "
derivative in x: diff(x^2*y^3, x)
0 summary | constant multiple rule | | | diff(x^2*y^3, x) | y^3*diff(x^2, x) | y^3*diff(x^2, x) |
0 summary | power rule | | 1 | diff(x^2, x) | 2*x | 2*x*y^3 |
2*x*y^3

derivative in y: diff(x^2*y^3, y)
0 summary | constant multiple rule | | | diff(x^2*y^3, y) | x^2*diff(y^3, y) | x^2*diff(y^3, y) |
0 summary | power rule | | 1 | diff(y^3, y) | 3*y^2 | 3*x^2*y^2 |
3*x^2*y^2
";

/// Long expressions, derivatives inside derivatives, and pieces.
pub const LONG: &str = "
diff(diff(x^7 + 6*x^6*sin(x) + 15*x^5*cos(x) + 20*x^4*exp(x) + 15*x^3*log(x) + 6*x^2*sqrt(x) + x*tan(x), x), x)
0 summary | sum rule | | 0 | diff(x^7 + 6*x^6*sin(x) + 15*x^5*cos(x) + 20*x^4*exp(x) + 15*x^3*log(x) + 6*x^2*sqrt(x) + x*tan(x), x) | diff(x^7, x) + diff(6*x^6*sin(x), x) + diff(15*x^5*cos(x), x) + diff(20*x^4*exp(x), x) + diff(15*x^3*log(x), x) + diff(6*x^2*sqrt(x), x) + diff(x*tan(x), x) | diff(diff(x^7, x) + diff(6*x^6*sin(x), x) + diff(15*x^5*cos(x), x) + diff(20*x^4*exp(x), x) + diff(15*x^3*log(x), x) + diff(6*x^2*sqrt(x), x) + diff(x*tan(x), x), x) |
0 summary | sum rule | | | diff(x^7, x) | diff(diff(x^7, x), x) + diff(diff(6*x^6*sin(x), x), x) + diff(diff(15*x^5*cos(x), x), x) + diff(diff(20*x^4*exp(x), x), x) | diff(diff(x^7, x), x) + diff(diff(6*x^6*sin(x), x), x) + diff(diff(15*x^5*cos(x), x), x) + diff(diff(20*x^4*exp(x), x), x) |
0 summary | product rule | u = 6*x^6; v = piecewise(x < 0, -sin(x), sin(x)) | | diff(6*x^6*sin(x), x) | 6*x^6*diff(piecewise(x < 0, -sin(x), sin(x)), x) | 6*x^6*diff(piecewise(x < 0, -sin(x), sin(x)), x) | x != 0
42*x^5
";

/// All samples with their names.
pub const ALL: [(&str, &str); 5] = [
    ("quotient", QUOTIENT),
    ("product", PRODUCT),
    ("conditions", CONDITIONS),
    ("gradient", GRADIENT),
    ("long", LONG),
];

/// An expression in which `diff(f, x)` stays as it is; the language would carry it out.
pub fn expr(text: &str) -> Expr {
    let ast = parse_expression(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let mut arena = Arena::new();
    let mut lowering = Lowering::new(text, &ast, &mut arena);
    for (at, node) in ast.nodes.iter().enumerate() {
        let at = AstId(at as u32);
        match node.kind {
            AstKind::Call {
                name, arguments, ..
            } if lowering.text(name) == PENDING && arguments.len == 2 => {
                let start = arguments.start as usize;
                let operands = [start, start + 1].map(|at| {
                    let value = lowering.value(ast.children[at]);
                    value.expect("an operand")
                });
                let arena = lowering.arena();
                let name = arena.symbol_id(PENDING);
                let pending = arena.unknown_node(name, &[Id::ZERO; 2], &operands);
                lowering.set(at, pending);
            }
            _ => lowering.node(at).expect("an expression"),
        }
    }
    let id = lowering.value(ast.root).expect("an expression");
    Expr::from_arena(arena, id, Flags::default())
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(';')
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

fn step(line: &str) -> Step {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    let [head, rule, parts, place, before, after, current, conditions] = columns[..] else {
        panic!("{} columns in {line}", columns.len());
    };
    let (level, depth) = head.split_once(' ').expect("a level and a depth");
    let part = |text: &str| {
        let (name, value) = text.split_once(" = ").expect("a part");
        let names = ["u", "v", "a", "b"];
        let name = names.into_iter().find(|other| *other == name);
        (name.expect("a name"), expr(value))
    };
    Step {
        rule: rule.to_owned().into(),
        parts: list(parts).map(part).collect(),
        level: level.parse().expect("a level"),
        depth: Depth::named(depth.trim()).expect("a depth"),
        before: expr(before),
        after: expr(after),
        current: expr(current),
        place: place
            .split_whitespace()
            .map(|number| number.parse().expect("a number"))
            .collect(),
        conditions: list(conditions).map(expr).collect(),
    }
}

fn part(text: &str) -> Part {
    let lines: Vec<&str> = text.trim().lines().collect();
    let [first, steps @ .., last] = &lines[..] else {
        panic!("no steps in {text}");
    };
    let (label, problem) = match first.split_once(": ") {
        Some((label, problem)) => (Some(label.to_owned()), problem),
        None => (None, *first),
    };
    Part {
        label,
        problem: expr(problem),
        steps: steps.iter().map(|line| step(line)).collect(),
        result: expr(last),
    }
}

/// The derivation that a sample describes.
pub fn derivation(sample: &str) -> Derivation {
    Derivation {
        parts: sample.trim().split("\n\n").map(part).collect(),
        shape: Shape::One,
    }
}
