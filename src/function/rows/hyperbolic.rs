//! Hyperbolic functions and their inverses.

use super::{NONNEGATIVE, UNARY, from, open};
use crate::function::kernels::hyperbolic as kernel;
use crate::function::row::{Kernel::Unary, Lanes, Parity, Range, Row};

/// `0 < v <= 1`.
const UNIT: Range = Range {
    upper_included: true,
    ..open(0.0, 1.0)
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "sinh", latex: r"\sinh\left(#1\right)",
        kernel: Unary(kernel::sinh), lanes: Lanes::unary::<kernel::Sinh>(),
        partials: &["cosh(x)"],
        parity: Parity::Odd, special: &[("0", "0")],
        help: "hyperbolic sine", source: "DLMF 4.28.1, 4.34.1", ..UNARY
    },
    Row {
        name: "cosh", latex: r"\cosh\left(#1\right)",
        kernel: Unary(kernel::cosh), lanes: Lanes::unary::<kernel::Cosh>(),
        partials: &["sinh(x)"],
        parity: Parity::Even, range: from(1.0), special: &[("0", "1")],
        help: "hyperbolic cosine", source: "DLMF 4.28.2, 4.34.2", ..UNARY
    },
    Row {
        name: "tanh", latex: r"\tanh\left(#1\right)",
        kernel: Unary(kernel::tanh), lanes: Lanes::unary::<kernel::Tanh>(),
        partials: &["sech(x)^2"],
        parity: Parity::Odd, range: open(-1.0, 1.0), special: &[("0", "0")],
        help: "hyperbolic tangent", source: "DLMF 4.28.4, 4.34.3", ..UNARY
    },
    Row {
        name: "coth", latex: r"\coth\left(#1\right)",
        kernel: Unary(kernel::coth), lanes: Lanes::unary::<kernel::Coth>(), partials: &["-csch(x)^2"],
        domain: "x != 0", parity: Parity::Odd,
        help: "hyperbolic cotangent, 1/tanh(x)", source: "DLMF 4.28.7, 4.34.6", ..UNARY
    },
    Row {
        name: "sech", latex: r"\operatorname{sech}\left(#1\right)",
        kernel: Unary(kernel::sech), lanes: Lanes::unary::<kernel::Sech>(), partials: &["-sech(x)*tanh(x)"],
        parity: Parity::Even, range: UNIT, special: &[("0", "1")],
        help: "hyperbolic secant, 1/cosh(x)", source: "DLMF 4.28.6, 4.34.5", ..UNARY
    },
    Row {
        name: "csch", latex: r"\operatorname{csch}\left(#1\right)",
        kernel: Unary(kernel::csch), lanes: Lanes::unary::<kernel::Csch>(), partials: &["-csch(x)*coth(x)"],
        domain: "x != 0", parity: Parity::Odd,
        help: "hyperbolic cosecant, 1/sinh(x)", source: "DLMF 4.28.5, 4.34.4", ..UNARY
    },
    Row {
        name: "asinh", aliases: &["arcsinh", "arsinh"],
        latex: r"\operatorname{arsinh}\left(#1\right)",
        kernel: Unary(kernel::asinh), lanes: Lanes::unary::<kernel::Asinh>(),
        partials: &["1/sqrt(1 + x^2)"],
        parity: Parity::Odd, special: &[("0", "0")],
        help: "inverse hyperbolic sine", source: "DLMF 4.37.16, 4.38.9", ..UNARY
    },
    Row {
        name: "acosh", aliases: &["arccosh", "arcosh"],
        latex: r"\operatorname{arcosh}\left(#1\right)",
        kernel: Unary(kernel::acosh), lanes: Lanes::unary::<kernel::Acosh>(),
        partials: &["1/(sqrt(x - 1)*sqrt(x + 1))"],
        domain: "x >= 1", range: NONNEGATIVE, special: &[("1", "0")],
        help: "inverse hyperbolic cosine, never negative", source: "DLMF 4.37.19, 4.38.10", ..UNARY
    },
    Row {
        name: "atanh", aliases: &["arctanh", "artanh"],
        latex: r"\operatorname{artanh}\left(#1\right)",
        kernel: Unary(kernel::atanh), lanes: Lanes::unary::<kernel::Atanh>(),
        partials: &["1/(1 - x^2)"],
        domain: "x > -1 and x < 1", parity: Parity::Odd, special: &[("0", "0")],
        help: "inverse hyperbolic tangent", source: "DLMF 4.37.24, 4.38.11", ..UNARY
    },
    Row {
        name: "acoth", aliases: &["arccoth", "arcoth"],
        latex: r"\operatorname{arcoth}\left(#1\right)",
        kernel: Unary(kernel::acoth), partials: &["1/(1 - x^2)"],
        domain: "abs(x) > 1", parity: Parity::Odd,
        help: "inverse hyperbolic cotangent, atanh(1/x)", source: "DLMF 4.37.9, 4.38.14", ..UNARY
    },
    Row {
        name: "asech", aliases: &["arcsech", "arsech"],
        latex: r"\operatorname{arsech}\left(#1\right)",
        kernel: Unary(kernel::asech), partials: &["-1/(x*sqrt(1 - x^2))"],
        domain: "x > 0 and x <= 1", range: NONNEGATIVE, special: &[("1", "0")],
        help: "inverse hyperbolic secant, acosh(1/x)", source: "DLMF 4.37.8, 4.38.13", ..UNARY
    },
    Row {
        name: "acsch", aliases: &["arccsch", "arcsch"],
        latex: r"\operatorname{arcsch}\left(#1\right)",
        kernel: Unary(kernel::acsch), partials: &["-1/(abs(x)*sqrt(1 + x^2))"],
        domain: "x != 0", parity: Parity::Odd,
        help: "inverse hyperbolic cosecant, asinh(1/x)", source: "DLMF 4.37.7, 4.38.12", ..UNARY
    },
];
