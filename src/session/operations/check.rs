//! Lines that are held against one another.

use super::{Call, Operation};
use crate::Error;
use crate::session::Value;

#[rustfmt::skip]
pub(super) static ROWS: &[Operation] = &[
    Operation { name: "check", signature: "check(x^2*sin(x), 2*x*sin(x) + x^2*cos(x), ...)", help: "whether each line equals the one before or is its derivative; else the slip", takes: &[], run: check },
];

fn check(operation: &Operation, call: Call<'_>) -> Result<Value, Error> {
    if call.arguments.is_empty() {
        return Err(operation.usage(call.span));
    }
    let lines = call.arguments.iter().map(|argument| &argument.value);
    let report = call.session.check_values(lines);
    Ok(Value::Check(Box::new(report)))
}
