//! The results of earlier lines: `%` is the last one, `%3` the third.

use std::collections::VecDeque;

use super::{SessionError, Value};
use crate::expr::Expr;
use crate::syntax::Span;

/// The most results that are kept.
const MOST: usize = 1_000;

/// The most nodes that the kept results have together; the last result is kept however large it
/// is.
const MOST_NODES: usize = 2_000_000;

/// The results that are kept, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Results {
    kept: VecDeque<(Value, usize)>,
    /// How many there were before those.
    forgotten: usize,
    nodes: usize,
}

impl Results {
    /// Keeps a result that a later line can use, and gives it a number.
    pub(super) fn add(&mut self, value: &Value) -> Option<usize> {
        let value = match value {
            Value::Expr(_) | Value::List(_) | Value::Equation(..) | Value::Series(_) => {
                // What the result was made from is let go.
                value.clone().map(&mut |expr| expr.compact())
            }
            Value::Number(number) if number.is_finite() => Value::Number(*number),
            // What was found can be put into a formula: `subs(f, %)`.
            Value::Report(_) | Value::Fit(_) => value.clone(),
            _ => return None,
        };
        let nodes = value.expressions().into_iter().map(Expr::node_count).sum();
        self.kept.push_back((value, nodes));
        self.nodes += nodes;
        while self.kept.len() > 1 && (self.kept.len() > MOST || self.nodes > MOST_NODES) {
            if let Some((_, nodes)) = self.kept.pop_front() {
                self.nodes -= nodes;
                self.forgotten += 1;
            }
        }
        Some(self.count())
    }

    /// The last result.
    pub(super) fn last(&self) -> Option<&Value> {
        self.kept.back().map(|(value, _)| value)
    }

    /// How many results there were.
    pub(super) fn count(&self) -> usize {
        self.forgotten + self.kept.len()
    }

    /// The result that `%` or `%3` stands for, as it is used in a later line.
    pub(super) fn get(&self, name: &str, span: Span) -> Result<Value, SessionError> {
        let digits = name.trim_start_matches('%');
        let number = match digits {
            "" => self.count(),
            _ => digits.parse().unwrap_or(usize::MAX),
        };
        let found = (number.checked_sub(self.forgotten + 1)).and_then(|at| self.kept.get(at));
        match found {
            Some((Value::Number(number), _)) => match Expr::decimal(*number) {
                Some(expr) => Ok(Value::Expr(expr)),
                None => Ok(Value::Number(*number)),
            },
            Some((value, _)) => Ok(value.clone().without_series()),
            None => Err(SessionError::NoResult {
                name: name.to_owned(),
                last: Some(self.count()).filter(|&count| count > 0),
                forgotten: (1..=self.forgotten).contains(&number),
                span,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Outcome, Session};

    fn printed(session: &mut Session, line: &str) -> String {
        match session.run(line) {
            Ok(Outcome::Value { value, number, .. }) => {
                let text = value.print(crate::Style::Text).unwrap_or_default();
                match number {
                    Some(number) => format!("%{number} = {text}"),
                    None => text,
                }
            }
            Ok(Outcome::Defined { text, .. }) => text,
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn results_are_used_again() {
        let mut session = Session::new();
        for (line, expected) in [
            (
                "%",
                "`%` is the result of an earlier line, and there is none yet",
            ),
            ("diff(x^3, x)", "%1 = 3*x^2"),
            ("% + 1", "%2 = 3*x^2 + 1"),
            ("%1*%2 - %", "%3 = 9*x^4 - 1"),
            ("eval(%1, x = 2)", "%4 = 12"),
            ("%/5", "%5 = 2.4"),
            ("x^2 = 4", "%6 = x^2 = 4"),
            ("solve(%, x)", "%7 = [-2, 2]"),
            ("2*%", "%8 = [-4, 4]"),
            ("taylor(sin(x), x = 0, 3)", "%9 = x - x^3/6"),
            ("diff(%, x)", "%10 = 1 - x^2/2"),
            // A definition takes the result of now, and its parameters are those of the result.
            ("f(x) = %1", "f(x) = 3*x^2"),
            ("f(2)", "%11 = 12"),
            ("a = %", "a = 12"),
            ("1 + 1", "%12 = 2"),
            ("a", "%13 = 12"),
            (
                "2%",
                "an operator is missing before `%`; for a product write `2*%`",
            ),
            (
                "7 % 3",
                "an operator is missing before `%`; for a product write `7*%`",
            ),
            ("%14", "there is no result `%14`; the last one is `%13`"),
            ("%0", "there is no result `%0`; the last one is `%13`"),
            (
                "%99999999999999999999999",
                "there is no result `%99999999999999999999999`; the last one is `%13`",
            ),
            ("latex(x/2)", r"\frac{x}{2}"),
            ("%", "%14 = 12"),
        ] {
            assert_eq!(printed(&mut session, line), expected, "{line}");
        }
    }

    #[test]
    fn old_results_are_let_go() {
        let mut session = Session::new();
        for at in 0..MOST + 5 {
            assert_eq!(
                printed(&mut session, &at.to_string()),
                format!("%{} = {at}", at + 1)
            );
        }
        let gone = printed(&mut session, "%5");
        assert!(gone.contains("no longer kept"), "{gone}");
        assert_eq!(printed(&mut session, "%6"), format!("%{} = 5", MOST + 6));
    }

    #[test]
    fn a_text_alone_has_no_results() {
        assert!("%".parse::<Expr>().is_err());
        assert!("1 + %3".parse::<Expr>().is_err());
    }
}
