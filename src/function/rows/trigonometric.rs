//! Circular functions and their inverses; angles in radians.

use super::{BINARY, HALF_TURN, OPEN_HALF_TURN, TURN, UNARY, UPPER_HALF_TURN, closed};
use crate::function::kernels::trigonometric as kernel;
use crate::function::row::{
    Kernel::{Binary, Unary},
    Lanes, Parity, Row,
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "sin", latex: r"\sin\left(#1\right)",
        kernel: Unary(kernel::sin), lanes: Lanes::unary::<kernel::Sin>(),
        partials: &["cos(x)"],
        parity: Parity::Odd, period: "2*pi", range: closed(-1.0, 1.0),
        special: &[("0", "0"), ("pi/6", "1/2"), ("pi/4", "sqrt(2)/2"), ("pi/3", "sqrt(3)/2"),
                   ("pi/2", "1"), ("2*pi/3", "sqrt(3)/2"), ("3*pi/4", "sqrt(2)/2"),
                   ("5*pi/6", "1/2"), ("pi", "0"), ("7*pi/6", "-1/2"), ("5*pi/4", "-sqrt(2)/2"),
                   ("4*pi/3", "-sqrt(3)/2"), ("3*pi/2", "-1"), ("5*pi/3", "-sqrt(3)/2"),
                   ("7*pi/4", "-sqrt(2)/2"), ("11*pi/6", "-1/2")],
        help: "sine", source: "DLMF 4.14.1, 4.20.1", ..UNARY
    },
    Row {
        name: "cos", latex: r"\cos\left(#1\right)",
        kernel: Unary(kernel::cos), lanes: Lanes::unary::<kernel::Cos>(),
        partials: &["-sin(x)"],
        parity: Parity::Even, period: "2*pi", range: closed(-1.0, 1.0),
        special: &[("0", "1"), ("pi/6", "sqrt(3)/2"), ("pi/4", "sqrt(2)/2"), ("pi/3", "1/2"),
                   ("pi/2", "0"), ("2*pi/3", "-1/2"), ("3*pi/4", "-sqrt(2)/2"),
                   ("5*pi/6", "-sqrt(3)/2"), ("pi", "-1"), ("7*pi/6", "-sqrt(3)/2"),
                   ("5*pi/4", "-sqrt(2)/2"), ("4*pi/3", "-1/2"), ("3*pi/2", "0"),
                   ("5*pi/3", "1/2"), ("7*pi/4", "sqrt(2)/2"), ("11*pi/6", "sqrt(3)/2")],
        help: "cosine", source: "DLMF 4.14.2, 4.20.2", ..UNARY
    },
    Row {
        name: "tan", latex: r"\tan\left(#1\right)",
        kernel: Unary(kernel::tan), lanes: Lanes::unary::<kernel::Tan>(),
        partials: &["sec(x)^2"],
        domain: "cos(x) != 0", parity: Parity::Odd, period: "pi",
        special: &[("0", "0"), ("pi/6", "sqrt(3)/3"), ("pi/4", "1"), ("pi/3", "sqrt(3)"),
                   ("2*pi/3", "-sqrt(3)"), ("3*pi/4", "-1"), ("5*pi/6", "-sqrt(3)/3")],
        help: "tangent, sin(x)/cos(x)", source: "DLMF 4.14.4, 4.20.3", ..UNARY
    },
    Row {
        name: "cot", aliases: &["cotan"], latex: r"\cot\left(#1\right)",
        kernel: Unary(kernel::cot), partials: &["-csc(x)^2"],
        domain: "sin(x) != 0", parity: Parity::Odd, period: "pi",
        special: &[("pi/6", "sqrt(3)"), ("pi/4", "1"), ("pi/3", "sqrt(3)/3"), ("pi/2", "0"),
                   ("2*pi/3", "-sqrt(3)/3"), ("3*pi/4", "-1"), ("5*pi/6", "-sqrt(3)")],
        help: "cotangent, cos(x)/sin(x)", source: "DLMF 4.14.7, 4.20.6", ..UNARY
    },
    Row {
        name: "sec", latex: r"\sec\left(#1\right)",
        kernel: Unary(kernel::sec), partials: &["sec(x)*tan(x)"],
        domain: "cos(x) != 0", parity: Parity::Even, period: "2*pi",
        special: &[("0", "1"), ("pi/6", "2*sqrt(3)/3"), ("pi/4", "sqrt(2)"), ("pi/3", "2"),
                   ("2*pi/3", "-2"), ("3*pi/4", "-sqrt(2)"), ("5*pi/6", "-2*sqrt(3)/3"),
                   ("pi", "-1"), ("7*pi/6", "-2*sqrt(3)/3"), ("5*pi/4", "-sqrt(2)"),
                   ("4*pi/3", "-2"), ("5*pi/3", "2"), ("7*pi/4", "sqrt(2)"),
                   ("11*pi/6", "2*sqrt(3)/3")],
        help: "secant, 1/cos(x)", source: "DLMF 4.14.6, 4.20.5", ..UNARY
    },
    Row {
        name: "csc", aliases: &["cosec"], latex: r"\csc\left(#1\right)",
        kernel: Unary(kernel::csc), partials: &["-csc(x)*cot(x)"],
        domain: "sin(x) != 0", parity: Parity::Odd, period: "2*pi",
        special: &[("pi/6", "2"), ("pi/4", "sqrt(2)"), ("pi/3", "2*sqrt(3)/3"), ("pi/2", "1"),
                   ("2*pi/3", "2*sqrt(3)/3"), ("3*pi/4", "sqrt(2)"), ("5*pi/6", "2"),
                   ("7*pi/6", "-2"), ("5*pi/4", "-sqrt(2)"), ("4*pi/3", "-2*sqrt(3)/3"),
                   ("3*pi/2", "-1"), ("5*pi/3", "-2*sqrt(3)/3"), ("7*pi/4", "-sqrt(2)"),
                   ("11*pi/6", "-2")],
        help: "cosecant, 1/sin(x)", source: "DLMF 4.14.5, 4.20.4", ..UNARY
    },
    Row {
        name: "asin", aliases: &["arcsin"], latex: r"\arcsin\left(#1\right)",
        kernel: Unary(kernel::asin), lanes: Lanes::unary::<kernel::Asin>(),
        partials: &["1/sqrt(1 - x^2)"],
        domain: "x >= -1 and x <= 1", parity: Parity::Odd, range: HALF_TURN,
        special: &[("0", "0"), ("1/2", "pi/6"), ("sqrt(2)/2", "pi/4"), ("sqrt(3)/2", "pi/3"),
                   ("1", "pi/2")],
        help: "inverse sine, between -pi/2 and pi/2", source: "DLMF 4.23.16, 4.24.7", ..UNARY
    },
    Row {
        name: "acos", aliases: &["arccos"], latex: r"\arccos\left(#1\right)",
        kernel: Unary(kernel::acos), lanes: Lanes::unary::<kernel::Acos>(),
        partials: &["-1/sqrt(1 - x^2)"],
        domain: "x >= -1 and x <= 1", range: UPPER_HALF_TURN,
        special: &[("0", "pi/2"), ("1/2", "pi/3"), ("sqrt(2)/2", "pi/4"), ("sqrt(3)/2", "pi/6"),
                   ("1", "0"), ("-1/2", "2*pi/3"), ("-sqrt(2)/2", "3*pi/4"),
                   ("-sqrt(3)/2", "5*pi/6"), ("-1", "pi")],
        help: "inverse cosine, between 0 and pi", source: "DLMF 4.23.17, 4.24.8", ..UNARY
    },
    Row {
        name: "atan", aliases: &["arctan"], latex: r"\arctan\left(#1\right)",
        kernel: Unary(kernel::atan), lanes: Lanes::unary::<kernel::Atan>(),
        partials: &["1/(1 + x^2)"],
        parity: Parity::Odd, range: OPEN_HALF_TURN,
        special: &[("0", "0"), ("sqrt(3)/3", "pi/6"), ("1", "pi/4"), ("sqrt(3)", "pi/3")],
        help: "inverse tangent, between -pi/2 and pi/2", source: "DLMF 4.23.3, 4.24.9", ..UNARY
    },
    Row {
        name: "acot", aliases: &["arccot"], latex: r"\operatorname{arccot}\left(#1\right)",
        kernel: Unary(kernel::acot), partials: &["-1/(1 + x^2)"],
        domain: "x != 0", kinks: &["x"], parity: Parity::Odd, range: OPEN_HALF_TURN,
        special: &[("sqrt(3)/3", "pi/3"), ("1", "pi/4"), ("sqrt(3)", "pi/6")],
        help: "inverse cotangent, atan(1/x): it jumps at 0", source: "DLMF 4.23.9, 4.24.12",
        ..UNARY
    },
    Row {
        name: "asec", aliases: &["arcsec"], latex: r"\operatorname{arcsec}\left(#1\right)",
        kernel: Unary(kernel::asec), partials: &["1/(abs(x)*sqrt(x^2 - 1))"],
        domain: "abs(x) >= 1", range: UPPER_HALF_TURN,
        special: &[("1", "0"), ("2*sqrt(3)/3", "pi/6"), ("sqrt(2)", "pi/4"), ("2", "pi/3"),
                   ("-2", "2*pi/3"), ("-sqrt(2)", "3*pi/4"), ("-2*sqrt(3)/3", "5*pi/6"),
                   ("-1", "pi")],
        help: "inverse secant, acos(1/x)", source: "DLMF 4.23.8, 4.24.11", ..UNARY
    },
    Row {
        name: "acsc", aliases: &["arccsc"], latex: r"\operatorname{arccsc}\left(#1\right)",
        kernel: Unary(kernel::acsc), partials: &["-1/(abs(x)*sqrt(x^2 - 1))"],
        domain: "abs(x) >= 1", parity: Parity::Odd, range: HALF_TURN,
        special: &[("1", "pi/2"), ("2*sqrt(3)/3", "pi/3"), ("sqrt(2)", "pi/4"), ("2", "pi/6")],
        help: "inverse cosecant, asin(1/x)", source: "DLMF 4.23.7, 4.24.10", ..UNARY
    },
    Row {
        name: "atan2", aliases: &["arctan2"], parameters: &["y", "x"],
        latex: r"\operatorname{atan2}\left(#1, #2\right)",
        kernel: Binary(kernel::atan2), lanes: Lanes::binary::<kernel::Atan2>(),
        partials: &["x/(x^2 + y^2)", "-y/(x^2 + y^2)"],
        domain: "x != 0 or y != 0", kinks: &["x + hypot(x, y)"], range: TURN,
        special: &[("0, 1", "0"), ("1, 1", "pi/4"), ("1, 0", "pi/2"), ("1, -1", "3*pi/4"),
                   ("0, -1", "pi"), ("-1, 1", "-pi/4"), ("-1, 0", "-pi/2"),
                   ("-1, -1", "-3*pi/4")],
        help: "angle of the point (x, y), between -pi and pi; y comes first",
        source: "IEEE 754-2019, 9.2.1 (atan2)", ..BINARY
    },
];
