//! Why an expression has no value at a point, as an answer.

use std::fmt;

use super::fault::Fault;
use crate::compile::KinkPolicy;
use crate::expr::double;

/// What there is to say about the value of an expression at a point.
///
/// Its text is a sentence or two.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The expression.
    pub expression: String,
    /// The values of its symbols, in the order given.
    pub point: Vec<(String, f64)>,
    /// The value that evaluation gives, before anything is decided by limits.
    pub value: f64,
    /// The first part that left its domain, if the value is no finite number.
    pub fault: Option<Fault>,
    /// What the expression continues to, where it has no value.
    pub limit: Option<f64>,
    /// The policy, if it decided the value at a kink.
    pub policy: Option<KinkPolicy>,
}

impl Explanation {
    /// ` at x = 0, y = 2`; nothing for an expression without symbols.
    fn place(&self, index: &[(String, f64)]) -> String {
        let all: Vec<String> = (self.point.iter().chain(index.iter().rev()))
            .map(|(name, value)| format!("{name} = {}", double(*value)))
            .collect();
        if all.is_empty() {
            String::new()
        } else {
            format!(" at {}", all.join(", "))
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = double(self.value);
        match &self.fault {
            None => {
                let place = self.place(&[]);
                write!(f, "`{}` is {value}{place}", self.expression)?;
            }
            Some(fault) => {
                let place = self.place(&fault.index);
                f.write_str(&fault.sentence(&place))?;
                if fault.part != self.expression && self.limit.is_none() && self.policy.is_none() {
                    write!(f, "; so `{}` is {value}", self.expression)?;
                }
            }
        }
        if let Some(policy) = self.policy {
            write!(f, "; {value} by the policy {policy}")?;
        }
        if let Some(limit) = self.limit {
            let (expression, limit) = (&self.expression, double(limit));
            write!(
                f,
                "; the point is removable: `{expression}` tends to {limit}, which is its value there"
            )?;
        }
        Ok(())
    }
}
