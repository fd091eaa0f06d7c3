//! Functions of the Rust crate `libm`, for programs without the standard library.

use super::{Dialect, Native, native};

const FUNCTIONS: &[Native] = &[
    native("sqrt", "libm::sqrt(#1)"),
    native("cbrt", "libm::cbrt(#1)"),
    native("exp", "libm::exp(#1)"),
    native("expm1", "libm::expm1(#1)"),
    native("log", "libm::log(#1)"),
    native("log1p", "libm::log1p(#1)"),
    native("log2", "libm::log2(#1)"),
    native("log10", "libm::log10(#1)"),
    native("sin", "libm::sin(#1)"),
    native("cos", "libm::cos(#1)"),
    native("tan", "libm::tan(#1)"),
    native("asin", "libm::asin(#1)"),
    native("acos", "libm::acos(#1)"),
    native("atan", "libm::atan(#1)"),
    native("atan2", "libm::atan2(#1, #2)"),
    native("sinh", "libm::sinh(#1)"),
    native("cosh", "libm::cosh(#1)"),
    native("tanh", "libm::tanh(#1)"),
    native("asinh", "libm::asinh(#1)"),
    native("abs", "libm::fabs(#1)"),
    native("floor", "libm::floor(#1)"),
    native("ceil", "libm::ceil(#1)"),
    native("round", "libm::round(#1)"),
    native("hypot", "libm::hypot(#1, #2)"),
    native("erf", "libm::erf(#1)"),
    native("erfc", "libm::erfc(#1)"),
    native("gamma", "libm::tgamma(#1)"),
    native("loggamma", "libm::lgamma(#1)"),
];

pub(super) const DIALECT: Dialect = Dialect {
    functions: FUNCTIONS,
    words: super::rust::WORDS,
    globals: &[],
    power: native("", "libm::pow(#1, #2)"),
};
