//! What went wrong at a point, in words.

use std::fmt;

use super::fault::{Cause, Fault};
use crate::expr::double;
use crate::function::FunctionId;

/// What a function needs of one argument, if its domain says it in words like `x > 0`.
fn needs(function: FunctionId) -> Option<String> {
    let row = function.row();
    let [only] = row.parameters else { return None };
    let parts: Option<Vec<&str>> = row
        .domain
        .split(" and ")
        .map(|part| {
            let rest = part.strip_prefix(only)?.strip_prefix(' ')?;
            let plain = !rest.contains(['(', '|']) && !rest.contains(" or ");
            plain.then_some(rest)
        })
        .collect();
    Some(format!("an argument {}", parts?.join(" and ")))
}

impl Cause {
    /// Whether the part is real no more, rather than infinite.
    fn verb(&self) -> &'static str {
        match self {
            Cause::Domain { function, .. } if !function.row().domain.contains('!') => "is not real",
            Cause::NegativeBase { .. } => "is not real",
            Cause::Overflow => "overflows",
            Cause::Given { .. } | Cause::Lost => "has no finite value",
            _ => "is not defined",
        }
    }
}

impl Fault {
    /// The sentence, with the place between what has no value and why: ` at x = 0`.
    pub(super) fn sentence(&self, place: &str) -> String {
        let part = &self.part;
        let (verb, why) = (self.cause.verb(), self.cause.to_string());
        match &self.cause {
            Cause::Kink { function, .. } => {
                format!("the derivative of {function} does not exist{place}: {why}")
            }
            Cause::Given { value } if value.is_nan() => format!("{part} is given as nan"),
            _ => format!("`{part}` {verb}{place}: {why}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let index: Vec<String> = (self.index.iter().rev())
            .map(|(name, value)| format!("{name} = {}", double(*value)))
            .collect();
        let place = if index.is_empty() {
            String::new()
        } else {
            format!(" at {}", index.join(", "))
        };
        f.write_str(&self.sentence(&place))
    }
}

/// An argument with its value: `x - 1 is -1`, or `is -1` for a number.
fn valued(what: &str, (text, value): &(String, f64)) -> String {
    let number = double(*value);
    if *text == number {
        format!("{what} is {number}")
    } else {
        format!("{what} {text} is {number}")
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Domain {
                function,
                arguments,
            } => {
                let row = function.row();
                match arguments.as_slice() {
                    [argument] => f.write_str(&valued("its argument", argument))?,
                    arguments => {
                        let all: Vec<String> = (row.parameters.iter().zip(arguments))
                            .map(|(name, argument)| valued(&format!("its {name},"), argument))
                            .collect();
                        f.write_str(&all.join(", "))?;
                    }
                }
                let name = row.name;
                match needs(*function) {
                    Some(needs) => write!(f, ", and {name} needs {needs}"),
                    None => write!(
                        f,
                        ", and {name}({}) needs {}",
                        row.parameters.join(", "),
                        row.domain
                    ),
                }
            }
            Cause::NegativeBase { base, exponent } => {
                let (text, value) = exponent;
                let base = valued("its base", base);
                write!(
                    f,
                    "{base}, and a negative base needs a whole exponent, not {text}"
                )?;
                // A number says itself what it is.
                if text.contains(char::is_alphabetic) {
                    write!(f, ", which is {}", double(*value))?;
                }
                Ok(())
            }
            Cause::DivisionByZero { denominator } => {
                write!(f, "it divides by {denominator}, which is 0")
            }
            Cause::ZeroOverZero {
                numerator,
                denominator,
            } => write!(f, "it is 0/0, {numerator} over {denominator}"),
            Cause::Overflow => f.write_str("its value is beyond the largest double, 1.8e308"),
            Cause::Indeterminate => {
                f.write_str("it combines infinities in a way that has no value, as inf - inf")
            }
            Cause::Kink { decider, .. } => write!(f, "it has a kink where {decider} is 0"),
            Cause::NoPiece => f.write_str("none of its conditions holds"),
            Cause::Bounds { from, to } => write!(
                f,
                "its index goes from {} to {}, and a sum needs whole numbers, at most 10,000,000 of them",
                double(*from),
                double(*to)
            ),
            Cause::Given { value } => write!(f, "an operand is given as {}", double(*value)),
            Cause::Lost => f.write_str("it is beyond what doubles can compute"),
        }
    }
}
