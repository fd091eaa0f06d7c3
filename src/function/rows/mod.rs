//! The rows of the function table, by family, and what a row says when it says nothing.
//!
//! Formulas are in gradus's own grammar. A derivative is written the way a textbook has it, unless
//! that form loses digits.

mod exponential;
mod gamma;
mod hyperbolic;
mod piecewise;
mod trigonometric;

use super::row::{Kernel, Lanes, Notation, Parity, Range, Row};
use std::f64::consts::{FRAC_PI_2, PI};

/// Every family, in the order of the table.
pub(super) const FAMILIES: &[&[Row]] = &[
    exponential::ROWS,
    trigonometric::ROWS,
    hyperbolic::ROWS,
    piecewise::ROWS,
    gamma::ROWS,
];

/// All real numbers.
const REALS: Range = open(f64::NEG_INFINITY, f64::INFINITY);
/// `v > 0`.
const POSITIVE: Range = open(0.0, f64::INFINITY);
/// `v >= 0`.
const NONNEGATIVE: Range = from(0.0);
/// `-pi/2 <= v <= pi/2`.
const HALF_TURN: Range = closed(-FRAC_PI_2, FRAC_PI_2);
/// `-pi/2 < v < pi/2`.
const OPEN_HALF_TURN: Range = open(-FRAC_PI_2, FRAC_PI_2);
/// `0 <= v <= pi`.
const UPPER_HALF_TURN: Range = closed(0.0, PI);
/// `-pi < v <= pi`.
const TURN: Range = Range {
    lower_included: false,
    ..closed(-PI, PI)
};

const fn open(lower: f64, upper: f64) -> Range {
    Range {
        lower,
        lower_included: false,
        upper,
        upper_included: false,
    }
}

const fn closed(lower: f64, upper: f64) -> Range {
    Range {
        lower,
        lower_included: true,
        upper,
        upper_included: true,
    }
}

const fn from(lower: f64) -> Range {
    Range {
        lower_included: true,
        ..open(lower, f64::INFINITY)
    }
}

extern "C" fn undefined(_: f64) -> f64 {
    f64::NAN
}

/// A function of one real argument `x`, defined and smooth everywhere.
const UNARY: Row = Row {
    name: "",
    aliases: &[],
    latex: "",
    notation: Notation::Call,
    parameters: &["x"],
    variadic: false,
    kernel: Kernel::Unary(undefined),
    lanes: Lanes::None,
    partials: &[],
    domain: "",
    kinks: &[],
    by_sign: &[],
    step: None,
    parity: Parity::None,
    period: "",
    range: REALS,
    special: &[],
    canonical: "",
    help: "",
    source: "",
};

/// A function of two real arguments `x, y`.
const BINARY: Row = Row {
    parameters: &["x", "y"],
    ..UNARY
};
