//! Functions with kinks and jumps, and the length that is one at the origin.
//!
//! Their derivatives are those between the kinks; at a kink the kink policy decides.

use super::{BINARY, NONNEGATIVE, UNARY, closed};
use crate::function::kernels::{piecewise as kernel, root};
use crate::function::row::{
    Kernel::{Binary, Ternary, Unary},
    Lanes, Parity, Row, Step,
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "abs", aliases: &["fabs"], latex: r"\left|#1\right|",
        kernel: Unary(kernel::abs), partials: &["sign(x)"],
        kinks: &["x"], by_sign: &["-x", "0", "x"], parity: Parity::Even, range: NONNEGATIVE,
        special: &[("0", "0")],
        help: "absolute value", source: "DLMF 1.9.7", ..UNARY
    },
    Row {
        name: "sign", aliases: &["sgn", "signum"], latex: r"\operatorname{sgn}\left(#1\right)",
        kernel: Unary(kernel::sign), partials: &["0"],
        kinks: &["x"], by_sign: &["-1", "0", "1"], step: Some(Step { left: -1.0, right: 1.0 }),
        parity: Parity::Odd, range: closed(-1.0, 1.0), special: &[("0", "0")],
        help: "-1, 0 or 1 as x is negative, zero or positive",
        source: "DLMF, Common Notations (sign x)", ..UNARY
    },
    Row {
        name: "heaviside", latex: r"H\left(#1\right)",
        kernel: Unary(kernel::heaviside), partials: &["0"],
        kinks: &["x"], by_sign: &["0", "1/2", "1"], step: Some(Step { left: 0.0, right: 1.0 }),
        range: closed(0.0, 1.0), special: &[("0", "1/2")],
        help: "0, 1/2 or 1 as x is negative, zero or positive",
        source: "DLMF 1.16.13", ..UNARY
    },
    Row {
        name: "relu", latex: r"\operatorname{relu}\left(#1\right)",
        kernel: Unary(kernel::relu), partials: &["heaviside(x)"],
        kinks: &["x"], by_sign: &["0", "0", "x"], range: NONNEGATIVE, special: &[("0", "0")],
        help: "rectifier, max(x, 0)", source: "Nair and Hinton, ICML 27 (2010)", ..UNARY
    },
    Row {
        name: "min", latex: r"\min\left(#1, #2\right)", variadic: true,
        kernel: Binary(kernel::min), partials: &["heaviside(y - x)", "heaviside(x - y)"],
        kinks: &["x - y"], by_sign: &["x", "x", "y"],
        help: "the smallest of its arguments", source: "IEEE 754-2019, 9.6 (minimum)", ..BINARY
    },
    Row {
        name: "max", latex: r"\max\left(#1, #2\right)", variadic: true,
        kernel: Binary(kernel::max), partials: &["heaviside(x - y)", "heaviside(y - x)"],
        kinks: &["x - y"], by_sign: &["y", "x", "x"],
        help: "the largest of its arguments", source: "IEEE 754-2019, 9.6 (maximum)", ..BINARY
    },
    Row {
        name: "clamp", parameters: &["x", "low", "high"],
        latex: r"\operatorname{clamp}\left(#1, #2, #3\right)",
        kernel: Ternary(kernel::clamp),
        partials: &["heaviside(x - low)*heaviside(high - x)", "heaviside(low - x)",
                    "heaviside(x - high)"],
        domain: "low <= high", kinks: &["x - low", "x - high"],
        help: "x held between low and high",
        source: "min(max(x, low), high)", ..UNARY
    },
    Row {
        name: "floor", latex: r"\left\lfloor #1\right\rfloor",
        kernel: Unary(kernel::floor), partials: &["0"],
        kinks: &["x - floor(x)"],
        help: "the largest integer that is not above x",
        source: "DLMF, Common Notations (floor)", ..UNARY
    },
    Row {
        name: "ceil", aliases: &["ceiling"], latex: r"\left\lceil #1\right\rceil",
        kernel: Unary(kernel::ceil), partials: &["0"],
        kinks: &["x - ceil(x)"],
        help: "the smallest integer that is not below x",
        source: "DLMF, Common Notations (ceiling)", ..UNARY
    },
    Row {
        name: "round", latex: r"\operatorname{round}\left(#1\right)",
        kernel: Unary(kernel::round), partials: &["0"],
        kinks: &["x - floor(x) - 1/2"], parity: Parity::Odd,
        help: "the nearest integer, halves away from zero",
        source: "IEEE 754-2019, 5.9 (roundToIntegralTiesToAway)", ..UNARY
    },
    Row {
        name: "hypot", latex: r"\operatorname{hypot}\left(#1, #2\right)", variadic: true,
        kernel: Binary(root::hypot), lanes: Lanes::binary::<root::Hypot>(),
        partials: &["x/hypot(x, y)", "y/hypot(x, y)"],
        kinks: &["hypot(x, y)"], range: NONNEGATIVE,
        special: &[("0, y", "abs(y)"), ("x, 0", "abs(x)"), ("1, 1", "sqrt(2)"), ("3, 4", "5")],
        help: "length sqrt(x^2 + y^2), without overflow",
        source: "IEEE 754-2019, 9.2.1 (hypot)", ..BINARY
    },
];
