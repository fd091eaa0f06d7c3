//! Plain text, which is read back to the same expression.

use super::signs::Signs;

pub(super) const SIGNS: Signs = Signs {
    open: "(",
    close: ")",
    times: "*",
    times_number: "*",
    times_digit: "*",
    fraction: ["", "/", ""],
    power: ["^", ""],
    delimits: false,
    superscripts: false,
    e: "e",
    pi: "pi",
    relations: [" < ", " <= ", " > ", " >= ", " = ", " != "],
    and: " and ",
    or: " or ",
    not: "not ",
};
