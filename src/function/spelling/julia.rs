//! Functions of Julia's `Base`.
//!
//! Outside their domains they throw; the helpers return NaN there, as IEEE 754 has it.

use super::{Dialect, Native, native};

const fn guarded(name: &'static str, call: &'static str, helper: &'static str) -> Native {
    Native { name, call, helper }
}

const FUNCTIONS: &[Native] = &[
    guarded("sqrt", "root(#1)", "root(x) = x < 0 ? NaN : sqrt(x)\n"),
    native("cbrt", "cbrt(#1)"),
    native("exp", "exp(#1)"),
    native("expm1", "expm1(#1)"),
    guarded("log", "ln(#1)", "ln(x) = x < 0 ? NaN : log(x)\n"),
    guarded("log1p", "ln1p(#1)", "ln1p(x) = x < -1 ? NaN : log1p(x)\n"),
    guarded("log2", "lb(#1)", "lb(x) = x < 0 ? NaN : log2(x)\n"),
    guarded("log10", "lg(#1)", "lg(x) = x < 0 ? NaN : log10(x)\n"),
    guarded("sin", "sine(#1)", "sine(x) = isinf(x) ? NaN : sin(x)\n"),
    guarded("cos", "cosine(#1)", "cosine(x) = isinf(x) ? NaN : cos(x)\n"),
    guarded(
        "tan",
        "tangent(#1)",
        "tangent(x) = isinf(x) ? NaN : tan(x)\n",
    ),
    guarded(
        "asin",
        "arcsine(#1)",
        "arcsine(x) = abs(x) > 1 ? NaN : asin(x)\n",
    ),
    guarded(
        "acos",
        "arccosine(#1)",
        "arccosine(x) = abs(x) > 1 ? NaN : acos(x)\n",
    ),
    native("atan", "atan(#1)"),
    native("atan2", "atan(#1, #2)"),
    native("sinh", "sinh(#1)"),
    native("cosh", "cosh(#1)"),
    native("tanh", "tanh(#1)"),
    native("asinh", "asinh(#1)"),
    guarded(
        "acosh",
        "arcosh(#1)",
        "arcosh(x) = x < 1 ? NaN : acosh(x)\n",
    ),
    guarded(
        "atanh",
        "artanh(#1)",
        "artanh(x) = abs(x) > 1 ? NaN : atanh(x)\n",
    ),
    native("abs", "abs(#1)"),
    native("min", "min(#1, #2)"),
    native("max", "max(#1, #2)"),
    native("floor", "floor(#1)"),
    native("ceil", "ceil(#1)"),
    native("round", "round(#1, RoundNearestTiesAway)"),
    native("hypot", "hypot(#1, #2)"),
];

pub(super) const DIALECT: Dialect = Dialect {
    functions: FUNCTIONS,
    power: guarded(
        "",
        "power(#1, #2)",
        "power(x, y) = x < 0 && isfinite(x) && y != round(y) ? NaN : x^y\n",
    ),
};
