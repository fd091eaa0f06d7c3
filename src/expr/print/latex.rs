//! LaTeX, for mathematics mode.

use super::super::node::{Id, SymbolId};
use super::forms::Orders;
use super::layout::Layout;
use super::piece::{Level, Piece};
use super::signs::Signs;
use crate::function::Row;
use crate::syntax::latex_greek;

pub(super) const SIGNS: Signs = Signs {
    open: r"\left(",
    close: r"\right)",
    times: r" \, ",
    times_number: " ",
    times_digit: r" \cdot ",
    fraction: [r"\frac{", "}{", "}"],
    power: ["^{", "}"],
    delimits: true,
    superscripts: false,
    e: "e",
    pi: r"\pi",
    relations: [" < ", r" \le ", " > ", r" \ge ", " = ", r" \ne "],
    and: r" \land ",
    or: r" \lor ",
    not: r"\neg ",
};

/// A call by its row's template.
pub(super) fn call(layout: &mut Layout, row: &'static Row, arguments: &[Id]) -> Level {
    // Where the template does not enclose an argument, the argument encloses itself.
    let open_end = row.latex.ends_with(|c: char| c.is_ascii_digit());
    let open = row.latex.starts_with('#') || open_end;
    let minimum = if open { Level::Atom } else { Level::ANY };
    let mut rest = row.latex;
    while let Some(at) = rest.find('#') {
        let (before, mark) = rest.split_at(at);
        let digits = mark[1..].bytes().take_while(u8::is_ascii_digit).count();
        let number = mark[1..=digits].parse::<usize>().unwrap_or(0);
        rest = &mark[1 + digits..];
        match arguments.get(number.wrapping_sub(1)) {
            Some(&argument) => {
                layout.text(before);
                layout.child(argument, minimum);
            }
            // A function of any number of arguments may have fewer than its template.
            None => continue,
        }
        if row.variadic && number == row.parameters.len() {
            for &further in arguments.iter().skip(number) {
                layout.text(", ");
                layout.child(further, minimum);
            }
        }
    }
    layout.text(rest);
    if open {
        Level::Product
    } else if row.latex.contains('^') {
        // A second exponent would be an error in TeX.
        Level::Power
    } else {
        Level::Atom
    }
}

/// Conditions and values. The brace on the left encloses nothing on the right, so that anything
/// around it needs brackets.
pub(super) fn cases(layout: &mut Layout, operands: &[Id]) -> Level {
    layout.text(r"\begin{cases} ");
    for (at, pair) in operands.chunks(2).enumerate() {
        if at > 0 {
            layout.text(r" \\ ");
        }
        match *pair {
            [condition, value] => {
                layout.child(value, Level::ANY);
                layout.text(r" & \text{if } ");
                layout.child(condition, Level::ANY);
            }
            [otherwise] => {
                layout.child(otherwise, Level::ANY);
                layout.text(r" & \text{otherwise}");
            }
            _ => {}
        }
    }
    layout.text(r" \end{cases}");
    Level::Or
}

/// A sum over an index.
pub(super) fn index_sum(layout: &mut Layout, operands: &[Id]) -> Level {
    if let &[body, index, first, last] = operands {
        layout.text(r"\sum_{");
        layout.child(index, Level::ANY);
        layout.text("=");
        layout.child(first, Level::ANY);
        layout.text("}^{");
        layout.child(last, Level::ANY);
        layout.text("} ");
        layout.child(body, Level::Product);
    }
    Level::Sum
}

/// A sum over the rows of data.
pub(super) fn row_sum(layout: &mut Layout, body: Id) -> Level {
    layout.text(r"\sum ");
    layout.child(body, Level::Product);
    Level::Sum
}

/// The mean over the rows of data.
pub(super) fn row_mean(layout: &mut Layout, body: Id) -> Level {
    layout.text(r"\operatorname{mean}\left(");
    layout.child(body, Level::ANY);
    layout.text(r"\right)");
    Level::Atom
}

/// An unknown function or a derivative of one.
pub(super) fn unknown(
    layout: &mut Layout,
    name: SymbolId,
    kind: Orders,
    orders: &[Id],
    arguments: &[Id],
) -> Level {
    let partial = matches!(kind, Orders::Symbols);
    if partial {
        operator(layout, orders, arguments);
    }
    layout.pieces.push(Piece::Symbol(name));
    match kind {
        Orders::None | Orders::Symbols => {}
        Orders::Primes(order) => (0..order).for_each(|_| layout.text("'")),
        Orders::General => {
            layout.text(r"^{\left(");
            layout.list(orders);
            layout.text(r"\right)}");
        }
    }
    layout.text(SIGNS.open);
    layout.list(arguments);
    layout.text(SIGNS.close);
    if partial { Level::Product } else { Level::Atom }
}

/// `^{3}` for the order of a derivative; nothing for the first.
fn raised(order: i64) -> &'static str {
    // Orders that are written so are few and small, and their sum is not a node.
    const ORDERS: [&str; 15] = [
        "^{2}", "^{3}", "^{4}", "^{5}", "^{6}", "^{7}", "^{8}", "^{9}", "^{10}", "^{11}", "^{12}",
        "^{13}", "^{14}", "^{15}", "^{16}",
    ];
    usize::try_from(order - 2)
        .ok()
        .and_then(|at| ORDERS.get(at).copied())
        .unwrap_or("")
}

/// `\frac{\partial^{3}}{\partial x^{2} \, \partial y}`
fn operator(layout: &mut Layout, orders: &[Id], arguments: &[Id]) {
    let total: i64 = orders.iter().map(|&order| layout.small(order)).sum();
    layout.text(r"\frac{\partial");
    layout.text(raised(total));
    layout.text("}{");
    let mut started = false;
    for (&order, &argument) in orders.iter().zip(arguments) {
        if order == Id::ZERO {
            continue;
        }
        if started {
            layout.text(SIGNS.times);
        }
        started = true;
        layout.text(r"\partial ");
        layout.child(argument, Level::Atom);
        if order != Id::ONE {
            layout.text(SIGNS.power[0]);
            layout.child(order, Level::ANY);
            layout.text(SIGNS.power[1]);
        }
    }
    layout.text("} ");
}

/// `\frac{d^{2}}{d x^{2}}`, with `\partial` where there are several variables.
pub(super) fn derivative(layout: &mut Layout, order: i64, variable: Id) {
    let [sign, spaced] = match layout.has_several_variables() {
        true => [r"\partial", r"\partial "],
        false => ["d", "d "],
    };
    layout.text(r"\frac{");
    layout.text(sign);
    layout.text(raised(order));
    layout.text("}{");
    layout.text(spaced);
    layout.child(variable, Level::Atom);
    layout.text(raised(order));
    layout.text("}");
}

/// Appends a name: Greek letters as commands, digits and what follows an underscore as
/// subscripts, several letters upright.
pub(super) fn write_name(out: &mut String, key: &str) {
    let (head, tail) = key.split_once('_').unwrap_or((key, ""));
    let stem = head.trim_end_matches(|c: char| c.is_ascii_digit());
    write_word(out, stem);
    let digits = &head[stem.len()..];
    if digits.is_empty() && tail.is_empty() {
        return;
    }
    out.push_str("_{");
    out.push_str(digits);
    let mut started = !digits.is_empty();
    for part in tail.split('_').filter(|part| !part.is_empty()) {
        if started {
            out.push_str(", ");
        }
        started = true;
        write_word(out, part);
    }
    out.push('}');
}

fn write_word(out: &mut String, word: &str) {
    if let Some(command) = latex_greek(word) {
        out.push_str(command);
    } else if word.chars().count() == 1 || word.bytes().all(|byte| byte.is_ascii_digit()) {
        out.push_str(word);
    } else {
        out.push_str(r"\mathrm{");
        out.push_str(word);
        out.push('}');
    }
}
