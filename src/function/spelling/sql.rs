//! Functions that nearly all data bases have, and that the standard has.
//!
//! A function outside its domain is an error for some and NULL for others.

use super::{Dialect, Native, native};

const FUNCTIONS: &[Native] = &[
    native("sqrt", "SQRT(#1)"),
    native("exp", "EXP(#1)"),
    native("log", "LN(#1)"),
    native("sin", "SIN(#1)"),
    native("cos", "COS(#1)"),
    native("tan", "TAN(#1)"),
    native("asin", "ASIN(#1)"),
    native("acos", "ACOS(#1)"),
    native("atan", "ATAN(#1)"),
    native("abs", "ABS(#1)"),
    native("min", "CASE WHEN #1 < #2 THEN #1 WHEN #2 <= #1 THEN #2 END"),
    native("max", "CASE WHEN #1 > #2 THEN #1 WHEN #2 >= #1 THEN #2 END"),
    native("floor", "FLOOR(#1)"),
    native("ceil", "CEIL(#1)"),
];

pub(super) const DIALECT: Dialect = Dialect {
    functions: FUNCTIONS,
    power: native("", "POWER(#1, #2)"),
};
