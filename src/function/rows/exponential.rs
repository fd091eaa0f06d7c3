//! Roots, exponentials, logarithms, and what machine learning builds from them.

use super::{NONNEGATIVE, POSITIVE, UNARY, open};
use crate::function::kernels::exponential as kernel;
use crate::function::row::{Kernel::Unary, Lanes, Parity, Row};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "sqrt", latex: r"\sqrt{#1}",
        kernel: Unary(kernel::sqrt), partials: &["1/(2*sqrt(x))"],
        domain: "x >= 0", range: NONNEGATIVE,
        special: &[("0", "0"), ("1", "1"), ("4", "2"), ("9", "3")],
        canonical: "x^(1/2)",
        help: "square root, never negative",
        source: "IEEE 754-2019, 5.4.1", ..UNARY
    },
    Row {
        name: "cbrt", latex: r"\sqrt[3]{#1}",
        kernel: Unary(kernel::cbrt), lanes: Lanes::unary::<kernel::Cbrt>(),
        partials: &["1/(3*cbrt(x)^2)"],
        parity: Parity::Odd,
        special: &[("0", "0"), ("1", "1"), ("8", "2"), ("27", "3"), ("64", "4"), ("125", "5"),
                   ("216", "6"), ("343", "7"), ("512", "8"), ("729", "9"), ("1000", "10")],
        help: "cube root, real for negative arguments too",
        source: "IEEE 754-2019, 9.2 (rootn)", ..UNARY
    },
    Row {
        name: "exp", latex: r"e^{#1}",
        kernel: Unary(kernel::exp), lanes: Lanes::unary::<kernel::Exp>(),
        partials: &["exp(x)"],
        range: POSITIVE, special: &[("0", "1"), ("1", "e")],
        canonical: "e^x",
        help: "exponential, e to the power x",
        source: "DLMF 4.2.19, 4.7.7", ..UNARY
    },
    Row {
        name: "expm1", latex: r"\operatorname{expm1}\left(#1\right)",
        kernel: Unary(kernel::expm1), lanes: Lanes::unary::<kernel::Expm1>(),
        partials: &["exp(x)"],
        range: open(-1.0, f64::INFINITY), special: &[("0", "0"), ("1", "e - 1")],
        help: "exp(x) - 1, accurate for small x",
        source: "DLMF 4.2.19, 4.7.7", ..UNARY
    },
    Row {
        name: "log", aliases: &["ln"], latex: r"\ln\left(#1\right)",
        kernel: Unary(kernel::log), lanes: Lanes::unary::<kernel::Log>(),
        partials: &["1/x"],
        domain: "x > 0", special: &[("1", "0"), ("e", "1")],
        help: "natural logarithm",
        source: "DLMF 4.2.2, 4.7.1", ..UNARY
    },
    Row {
        name: "log1p", latex: r"\operatorname{log1p}\left(#1\right)",
        kernel: Unary(kernel::log1p), lanes: Lanes::unary::<kernel::Log1p>(),
        partials: &["1/(1 + x)"],
        domain: "x > -1", special: &[("0", "0"), ("e - 1", "1")],
        help: "log(1 + x), accurate for small x",
        source: "DLMF 4.2.2, 4.7.1", ..UNARY
    },
    Row {
        name: "log2", latex: r"\log_{2}\left(#1\right)",
        kernel: Unary(kernel::log2), lanes: Lanes::unary::<kernel::Log2>(),
        partials: &["1/(x*log(2))"],
        domain: "x > 0",
        special: &[("1/8", "-3"), ("1/4", "-2"), ("1/2", "-1"), ("1", "0"), ("2", "1"), ("4", "2"),
                   ("8", "3"), ("16", "4"), ("32", "5"), ("64", "6"), ("128", "7"), ("256", "8"),
                   ("512", "9"), ("1024", "10")],
        help: "logarithm to base 2",
        source: "DLMF 4.2.13, 4.7.1", ..UNARY
    },
    Row {
        name: "log10", latex: r"\log_{10}\left(#1\right)",
        kernel: Unary(kernel::log10), lanes: Lanes::unary::<kernel::Log10>(),
        partials: &["1/(x*log(10))"],
        domain: "x > 0",
        special: &[("1/1000", "-3"), ("1/100", "-2"), ("1/10", "-1"), ("1", "0"), ("10", "1"),
                   ("100", "2"), ("1000", "3"), ("10000", "4"), ("100000", "5"), ("1000000", "6")],
        help: "logarithm to base 10",
        source: "DLMF 4.2.16, 4.7.1", ..UNARY
    },
    Row {
        name: "sigmoid", aliases: &["expit", "logistic"],
        latex: r"\operatorname{sigmoid}\left(#1\right)",
        kernel: Unary(kernel::sigmoid), lanes: Lanes::unary::<kernel::Sigmoid>(),
        partials: &["sigmoid(x)*(1 - sigmoid(x))"],
        range: open(0.0, 1.0), special: &[("0", "1/2")],
        help: "logistic function, 1/(1 + exp(-x))",
        source: "Verhulst, Nouv. Mem. Acad. Bruxelles 18 (1845)", ..UNARY
    },
    Row {
        name: "softplus", latex: r"\operatorname{softplus}\left(#1\right)",
        kernel: Unary(kernel::softplus), lanes: Lanes::unary::<kernel::Softplus>(),
        partials: &["sigmoid(x)"],
        range: POSITIVE, special: &[("0", "log(2)")],
        help: "log(1 + exp(x)), a smooth max(x, 0)",
        source: "Dugas et al., NIPS 13 (2001)", ..UNARY
    },
];
