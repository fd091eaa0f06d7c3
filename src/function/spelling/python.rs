//! Functions of NumPy. Its `round` takes halves to even, so that is left to a formula.

use super::{Dialect, Native, native};

const FUNCTIONS: &[Native] = &[
    native("sqrt", "np.sqrt(#1)"),
    native("cbrt", "np.cbrt(#1)"),
    native("exp", "np.exp(#1)"),
    native("expm1", "np.expm1(#1)"),
    native("log", "np.log(#1)"),
    native("log1p", "np.log1p(#1)"),
    native("log2", "np.log2(#1)"),
    native("log10", "np.log10(#1)"),
    native("sin", "np.sin(#1)"),
    native("cos", "np.cos(#1)"),
    native("tan", "np.tan(#1)"),
    native("asin", "np.arcsin(#1)"),
    native("acos", "np.arccos(#1)"),
    native("atan", "np.arctan(#1)"),
    native("atan2", "np.arctan2(#1, #2)"),
    native("sinh", "np.sinh(#1)"),
    native("cosh", "np.cosh(#1)"),
    native("tanh", "np.tanh(#1)"),
    native("asinh", "np.arcsinh(#1)"),
    native("acosh", "np.arccosh(#1)"),
    native("atanh", "np.arctanh(#1)"),
    native("abs", "np.abs(#1)"),
    native("sign", "np.sign(#1)"),
    native("heaviside", "np.heaviside(#1, 0.5)"),
    native("min", "np.minimum(#1, #2)"),
    native("max", "np.maximum(#1, #2)"),
    native("floor", "np.floor(#1)"),
    native("ceil", "np.ceil(#1)"),
    native("hypot", "np.hypot(#1, #2)"),
];

pub(super) const DIALECT: Dialect = Dialect {
    functions: FUNCTIONS,
    power: native("", "np.power(#1, #2)"),
};
