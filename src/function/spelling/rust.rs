//! Functions of Rust's standard library.
//!
//! Its `min` and `max` ignore NaN, `signum` is 1 at 0, `asinh` overflows, and `acosh` and `atanh`
//! lose digits, so these are left to formulas.

use super::{Dialect, Native, native};

const FUNCTIONS: &[Native] = &[
    native("sqrt", "#1.sqrt()"),
    native("cbrt", "#1.cbrt()"),
    native("exp", "#1.exp()"),
    native("expm1", "#1.exp_m1()"),
    native("log", "#1.ln()"),
    native("log1p", "#1.ln_1p()"),
    native("log2", "#1.log2()"),
    native("log10", "#1.log10()"),
    native("sin", "#1.sin()"),
    native("cos", "#1.cos()"),
    native("tan", "#1.tan()"),
    native("asin", "#1.asin()"),
    native("acos", "#1.acos()"),
    native("atan", "#1.atan()"),
    native("atan2", "#1.atan2(#2)"),
    native("sinh", "#1.sinh()"),
    native("cosh", "#1.cosh()"),
    native("tanh", "#1.tanh()"),
    native("abs", "#1.abs()"),
    native("floor", "#1.floor()"),
    native("ceil", "#1.ceil()"),
    native("round", "#1.round()"),
    native("hypot", "#1.hypot(#2)"),
];

/// Words that are no names, or mean something to the code.
pub(super) const WORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut",
    "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type",
    "unsafe", "use", "where", "while", "abstract", "become", "box", "do", "final", "macro",
    "override", "priv", "typeof", "unsized", "virtual", "yield", "try", "union", "f32", "f64",
    "libm", "std", "core", "_",
];

pub(super) const DIALECT: Dialect = Dialect {
    functions: FUNCTIONS,
    words: WORDS,
    globals: &[],
    power: native("", "#1.powf(#2)"),
};
