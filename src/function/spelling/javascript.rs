//! Functions of JavaScript.
//!
//! `Math.round` takes halves up and `Math.sign` keeps the sign of a zero, and some engines lose
//! digits of `Math.acosh`, so these are left to formulas. `Math.pow` is NaN for a base of 1 or -1
//! where IEEE 754 has 1.

use super::{Dialect, Native, native};

const FUNCTIONS: &[Native] = &[
    native("sqrt", "Math.sqrt(#1)"),
    native("cbrt", "Math.cbrt(#1)"),
    native("exp", "Math.exp(#1)"),
    native("expm1", "Math.expm1(#1)"),
    native("log", "Math.log(#1)"),
    native("log1p", "Math.log1p(#1)"),
    native("log2", "Math.log2(#1)"),
    native("log10", "Math.log10(#1)"),
    native("sin", "Math.sin(#1)"),
    native("cos", "Math.cos(#1)"),
    native("tan", "Math.tan(#1)"),
    native("asin", "Math.asin(#1)"),
    native("acos", "Math.acos(#1)"),
    native("atan", "Math.atan(#1)"),
    native("atan2", "Math.atan2(#1, #2)"),
    native("sinh", "Math.sinh(#1)"),
    native("cosh", "Math.cosh(#1)"),
    native("tanh", "Math.tanh(#1)"),
    native("asinh", "Math.asinh(#1)"),
    native("atanh", "Math.atanh(#1)"),
    native("abs", "Math.abs(#1)"),
    native("min", "Math.min(#1, #2)"),
    native("max", "Math.max(#1, #2)"),
    native("floor", "Math.floor(#1)"),
    native("ceil", "Math.ceil(#1)"),
    native("hypot", "Math.hypot(#1, #2)"),
];

pub(super) const DIALECT: Dialect = Dialect {
    functions: FUNCTIONS,
    power: Native {
        name: "",
        call: "power(#1, #2)",
        helper: "function power(x, y) {\n    \
                 return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y);\n\
                 }\n",
    },
};
