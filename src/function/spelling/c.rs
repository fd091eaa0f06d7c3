//! Functions of C99's `math.h`. Its `fmin` and `fmax` ignore NaN, so these are left to formulas.

use super::{Dialect, Native, native};

const FUNCTIONS: &[Native] = &[
    native("sqrt", "sqrt(#1)"),
    native("cbrt", "cbrt(#1)"),
    native("exp", "exp(#1)"),
    native("expm1", "expm1(#1)"),
    native("log", "log(#1)"),
    native("log1p", "log1p(#1)"),
    native("log2", "log2(#1)"),
    native("log10", "log10(#1)"),
    native("sin", "sin(#1)"),
    native("cos", "cos(#1)"),
    native("tan", "tan(#1)"),
    native("asin", "asin(#1)"),
    native("acos", "acos(#1)"),
    native("atan", "atan(#1)"),
    native("atan2", "atan2(#1, #2)"),
    native("sinh", "sinh(#1)"),
    native("cosh", "cosh(#1)"),
    native("tanh", "tanh(#1)"),
    native("asinh", "asinh(#1)"),
    native("acosh", "acosh(#1)"),
    native("atanh", "atanh(#1)"),
    native("abs", "fabs(#1)"),
    native("floor", "floor(#1)"),
    native("ceil", "ceil(#1)"),
    native("round", "round(#1)"),
    native("hypot", "hypot(#1, #2)"),
    native("erf", "erf(#1)"),
    native("erfc", "erfc(#1)"),
    native("gamma", "tgamma(#1)"),
    native("loggamma", "lgamma(#1)"),
];

pub(super) const DIALECT: Dialect = Dialect {
    functions: FUNCTIONS,
    power: native("", "pow(#1, #2)"),
};
