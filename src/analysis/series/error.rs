//! What series, limits, tangents and signs refuse.

use std::fmt;

/// Why there is no series, limit, tangent or table of signs.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SeriesError {
    /// What should be a variable is none.
    NotAVariable {
        /// What it is.
        name: String,
    },
    /// The point depends on the variable itself.
    PointDepends {
        /// The variable.
        variable: String,
        /// The point as a text.
        point: String,
    },
    /// The expression grows beyond all bounds at the point.
    Pole {
        /// The part that does.
        part: String,
        /// The point: `x = 0`.
        point: String,
    },
    /// The expression has a kink or a jump at the point.
    Kink {
        /// The part that has it.
        part: String,
        /// The point: `x = 0`.
        point: String,
    },
    /// The expression has no real value at the point, or on a side of it.
    Undefined {
        /// The part that has none.
        part: String,
        /// The point: `x = 0`.
        point: String,
    },
    /// No series in whole powers: `sqrt(x)` at 0.
    NotSmooth {
        /// The part that has none.
        part: String,
        /// The point: `x = 0`.
        point: String,
    },
    /// The limits from the left and from the right differ.
    SidesDiffer {
        /// The limit from the left.
        left: String,
        /// The limit from the right.
        right: String,
    },
    /// There is a limit from one side; on the other the expression has no real values.
    OneSided {
        /// The side that has one: `left` or `right`.
        side: &'static str,
        /// The limit there.
        value: String,
    },
    /// The expression takes different values again and again.
    Oscillates {
        /// The least value that it comes back to, and the greatest, as texts.
        between: (String, String),
    },
    /// The answer depends on a sign that is not known.
    DependsOnSign {
        /// The expression whose sign decides.
        expression: String,
    },
    /// No method here finds the answer.
    Unsolved {
        /// The part that stands in the way.
        part: String,
    },
    /// The work exceeds the budget.
    OutOfFuel {
        /// What was under way: `the series`.
        what: &'static str,
    },
    /// The order is higher than is worked out.
    Order {
        /// The order that was asked for.
        order: u64,
        /// The highest.
        limit: u64,
    },
    /// An interval whose ends are no finite numbers, the lower first.
    Interval {
        /// The lower end as a text.
        from: String,
        /// The upper end as a text.
        to: String,
    },
    /// Other symbols than the variable have no value.
    Symbols {
        /// Their names.
        names: Vec<String>,
    },
}

impl fmt::Display for SeriesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use SeriesError::*;
        match self {
            NotAVariable { name } => write!(f, "`{name}` is not a variable; give a name such as x"),
            PointDepends { variable, point } => {
                write!(f, "the point {point} depends on {variable} itself")
            }
            Pole { part, point } => write!(f, "{part} has a pole at {point}"),
            Kink { part, point } => write!(f, "{part} has a kink or jump at {point}"),
            Undefined { part, point } => write!(f, "{part} has no real value at {point}"),
            NotSmooth { part, point } => write!(
                f,
                "{part} is not smooth at {point}: it has no series in whole powers there"
            ),
            SidesDiffer { left, right } => write!(
                f,
                "there is no limit: it is {left} from the left and {right} from the right"
            ),
            OneSided { side, value } => write!(
                f,
                "there is no limit from both sides: from the {side} it is {value}, and on the other side there are no real values"
            ),
            Oscillates {
                between: (low, high),
            } => write!(
                f,
                "there is no limit: it goes on oscillating between {low} and {high}"
            ),
            DependsOnSign { expression } => write!(
                f,
                "the answer depends on the sign of {expression}; assume it, as in `assume {expression} > 0`"
            ),
            Unsolved { part } => write!(f, "no method here finds it; {part} stands in the way"),
            OutOfFuel { what } => write!(f, "{what} takes more work than its budget allows"),
            Order { order, limit } => {
                write!(
                    f,
                    "order {order} is higher than {limit}, the highest that is worked out"
                )
            }
            Interval { from, to } => {
                write!(
                    f,
                    "{from}..{to} is no interval: two finite numbers are needed, the lower first"
                )
            }
            Symbols { names } => write!(f, "no value for {}", names.join(", ")),
        }
    }
}

impl std::error::Error for SeriesError {}
