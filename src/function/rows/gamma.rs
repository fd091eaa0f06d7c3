//! The error functions, the gamma function and its relatives.

use super::{BINARY, POSITIVE, UNARY, open};
use crate::function::kernels::{combinatorial, error, gamma, polygamma};
use crate::function::row::{
    Kernel::{Binary, Indexed, Unary},
    Lanes, Notation, Parity, Row,
};

/// Where the gamma function has no pole.
const NO_POLE: &str = "x > 0 or x != floor(x)";

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "erf", latex: r"\operatorname{erf}\left(#1\right)",
        kernel: Unary(error::erf), lanes: Lanes::unary::<error::Erf>(),
        partials: &["2/sqrt(pi)*exp(-x^2)"],
        parity: Parity::Odd, range: open(-1.0, 1.0), special: &[("0", "0")],
        help: "error function", source: "DLMF 7.2.1, 7.10.1", ..UNARY
    },
    Row {
        name: "erfc", latex: r"\operatorname{erfc}\left(#1\right)",
        kernel: Unary(error::erfc), lanes: Lanes::unary::<error::Erfc>(),
        partials: &["-2/sqrt(pi)*exp(-x^2)"],
        range: open(0.0, 2.0), special: &[("0", "1")],
        help: "complementary error function, 1 - erf(x)", source: "DLMF 7.2.2, 7.10.1", ..UNARY
    },
    Row {
        name: "gamma", aliases: &["Gamma", "tgamma"], latex: r"\Gamma\left(#1\right)",
        kernel: Unary(gamma::gamma), partials: &["gamma(x)*digamma(x)"],
        domain: NO_POLE,
        special: &[("1", "1"), ("2", "1"), ("3", "2"), ("4", "6"), ("5", "24"), ("6", "120"),
                   ("7", "720"), ("8", "5040"), ("9", "40320"), ("10", "362880"),
                   ("11", "3628800"), ("12", "39916800"), ("13", "479001600"),
                   ("14", "6227020800"), ("15", "87178291200"), ("16", "1307674368000"),
                   ("17", "20922789888000"), ("18", "355687428096000"),
                   ("19", "6402373705728000"), ("20", "121645100408832000"),
                   ("1/2", "sqrt(pi)"), ("3/2", "sqrt(pi)/2"), ("5/2", "3*sqrt(pi)/4"),
                   ("7/2", "15*sqrt(pi)/8"), ("-1/2", "-2*sqrt(pi)"), ("-3/2", "4*sqrt(pi)/3"),
                   ("-5/2", "-8*sqrt(pi)/15")],
        help: "gamma function, (x - 1)!", source: "DLMF 5.2.1, 5.2.2", ..UNARY
    },
    Row {
        name: "loggamma", aliases: &["gammaln", "lgamma", "lngamma"],
        latex: r"\ln\left|\Gamma\left(#1\right)\right|",
        kernel: Unary(gamma::loggamma), partials: &["digamma(x)"],
        domain: NO_POLE, special: &[("1", "0"), ("2", "0"), ("1/2", "log(pi)/2")],
        help: "logarithm of abs(gamma(x))", source: "DLMF 5.2.1, 5.2.2", ..UNARY
    },
    Row {
        name: "digamma", latex: r"\psi\left(#1\right)",
        kernel: Unary(gamma::digamma), partials: &["trigamma(x)"],
        domain: NO_POLE,
        help: "derivative of loggamma(x)", source: "DLMF 5.2.2, 5.15.1", ..UNARY
    },
    Row {
        name: "trigamma", latex: r"\psi_{1}\left(#1\right)",
        kernel: Unary(polygamma::trigamma), partials: &["polygamma(2, x)"],
        domain: NO_POLE, range: POSITIVE, special: &[("1", "pi^2/6"), ("1/2", "pi^2/2")],
        help: "derivative of digamma(x)", source: "DLMF 5.15.1", ..UNARY
    },
    Row {
        name: "polygamma", parameters: &["n", "x"], latex: r"\psi^{(#1)}\left(#2\right)",
        kernel: Indexed(polygamma::polygamma), partials: &["", "polygamma(n + 1, x)"],
        domain: NO_POLE, special: &[("0, x", "digamma(x)"), ("1, x", "trigamma(x)")],
        help: "n-th derivative of digamma(x), for a literal whole number n",
        source: "DLMF 5.15.1, 5.15.5", ..UNARY
    },
    Row {
        name: "binomial", aliases: &["binom", "choose"], parameters: &["n", "k"],
        latex: r"\binom{#1}{#2}",
        kernel: Binary(combinatorial::binomial),
        partials: &["binomial(n, k)*(digamma(n + 1) - digamma(n - k + 1))",
                    "binomial(n, k)*(digamma(n - k + 1) - digamma(k + 1))"],
        domain: "n > -1 or n != floor(n) or k >= 0 and k = floor(k)", special: &[("n, 0", "1"), ("n, 1", "n")],
        help: "binomial coefficient, n!/(k!*(n - k)!)", source: "DLMF 1.2.6, 5.2.1", ..BINARY
    },
    Row {
        name: "factorial", latex: r"\left(#1\right)!", notation: Notation::Postfix("!"),
        kernel: Unary(combinatorial::factorial), partials: &["gamma(x + 1)*digamma(x + 1)"],
        domain: "x > -1 or x != floor(x)",
        special: &[("0", "1"), ("1", "1"), ("2", "2"), ("3", "6"), ("4", "24"), ("5", "120"),
                   ("6", "720"), ("7", "5040"), ("8", "40320"), ("9", "362880"),
                   ("10", "3628800"), ("11", "39916800"), ("12", "479001600"),
                   ("13", "6227020800"), ("14", "87178291200"), ("15", "1307674368000"),
                   ("16", "20922789888000"), ("17", "355687428096000"),
                   ("18", "6402373705728000"), ("19", "121645100408832000"),
                   ("20", "2432902008176640000"), ("1/2", "sqrt(pi)/2"), ("-1/2", "sqrt(pi)")],
        help: "factorial, gamma(x + 1)", source: "DLMF 5.4.1", ..UNARY
    },
];
