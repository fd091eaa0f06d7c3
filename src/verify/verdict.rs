//! What a check of a derivation comes to.

use std::fmt;

use super::agreement::{Agreement, Counterexample, Undecided};
use super::error::FormulaError;

/// What a check of a derivation comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What each step came to, up to the first fault.
    pub outcomes: Vec<Outcome>,
    /// The first fault.
    pub fault: Option<Fault>,
    /// Remarks that are no faults.
    pub notes: Vec<String>,
    /// What the random points depended on.
    pub seed: u64,
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The part it is in, from 1.
    pub part: usize,
    /// Its number, from 1, in the order of the file.
    pub step: usize,
    /// Its rule.
    pub rule: String,
    /// How it was found right; undecided where it was not.
    pub agreement: Agreement,
}

/// What is claimed of two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A step's `before` is equal to its `after`.
    Step,
    /// A step that rewrites the whole expression begins with the expression so far.
    Start,
    /// The expression so far is equal to `current`.
    Line,
    /// The last `current` is the part's `result`.
    Result,
    /// The last `current` of the steps that a step consists of is its `after`.
    Parent,
}

/// What is wrong with a derivation.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The part, from 1.
    pub part: usize,
    /// The number of the step, from 1, in the order of the file; nothing if the part has none.
    pub step: Option<usize>,
    /// Its rule.
    pub rule: Option<String>,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// What is wrong with a step.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FaultKind {
    /// Two expressions are not equal.
    Differs {
        /// What was claimed of them.
        claim: Claim,
        /// The first.
        before: String,
        /// The second.
        after: String,
        /// A point that shows it.
        counterexample: Counterexample,
    },
    /// Two texts that must be the same are not, and whether they mean the same is not known.
    Reads {
        /// What was claimed of them.
        claim: Claim,
        /// The first.
        before: String,
        /// The second.
        after: String,
    },
    /// A text is no expression.
    Unreadable {
        /// The field it stands in.
        field: &'static str,
        /// The text.
        text: String,
        /// What is wrong with it.
        error: FormulaError,
    },
    /// The level is none that can follow the step before.
    Level {
        /// The level.
        found: usize,
        /// The highest that it may be.
        highest: usize,
    },
}

impl Verdict {
    /// Whether there is no fault.
    pub fn holds(&self) -> bool {
        self.fault.is_none()
    }

    /// How many steps were found right exactly.
    pub fn exact(&self) -> usize {
        self.count(|agreement| matches!(agreement, Agreement::Exact))
    }

    /// How many steps were found right at sampled points.
    pub fn sampled(&self) -> usize {
        self.count(|agreement| matches!(agreement, Agreement::Sampled { .. }))
    }

    /// The steps that could not be decided, with the reason.
    pub fn undecided(&self) -> impl Iterator<Item = (&Outcome, &Undecided)> {
        (self.outcomes.iter()).filter_map(|outcome| match &outcome.agreement {
            Agreement::Undecided { why } => Some((outcome, why)),
            _ => None,
        })
    }

    fn count(&self, is: impl Fn(&Agreement) -> bool) -> usize {
        let all = self.outcomes.iter();
        all.filter(|outcome| is(&outcome.agreement)).count()
    }
}

impl fmt::Display for Verdict {
    /// `verified: 12 steps, 5 exactly, 7 at sampled points`; the fault, if there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(fault) = &self.fault {
            return fmt::Display::fmt(fault, f);
        }
        let steps = match self.outcomes.len() {
            1 => "1 step".to_owned(),
            count => format!("{count} steps"),
        };
        let counts = [
            (self.exact(), "exactly"),
            (self.sampled(), "at sampled points"),
            (self.undecided().count(), "undecided"),
        ];
        write!(f, "verified: {steps}")?;
        for (count, how) in counts {
            if count > 0 {
                write!(f, ", {count} {how}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Claim::Step => "before and after are not equal",
            Claim::Start => "it does not begin with the expression so far",
            Claim::Line => "the whole expression does not keep its value",
            Claim::Result => "the last line is not the result",
            Claim::Parent => "the last line is not what the step above results in",
        })
    }
}

impl Claim {
    /// What the two expressions are called.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Claim::Step => ("before", "after"),
            Claim::Start => ("so far", "before"),
            Claim::Line => ("so far", "current"),
            Claim::Result => ("current", "result"),
            Claim::Parent => ("current", "after"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.step, &self.rule) {
            (Some(step), Some(rule)) => write!(f, "step {step} ({rule}): ")?,
            (Some(step), None) => write!(f, "step {step}: ")?,
            (None, _) => write!(f, "part {}: ", self.part)?,
        }
        let pair = |f: &mut fmt::Formatter<'_>, claim: Claim, before: &str, after: &str| {
            let (first, second) = claim.words();
            let width = first.len().max(second.len()) + 1;
            write!(
                f,
                "{claim}\n  {:width$} {before}\n  {:width$} {after}",
                format!("{first}:"),
                format!("{second}:")
            )
        };
        match &self.kind {
            FaultKind::Differs {
                claim,
                before,
                after,
                counterexample,
            } => {
                pair(f, *claim, before, after)?;
                write!(f, "\n  {counterexample}")
            }
            FaultKind::Reads {
                claim,
                before,
                after,
            } => pair(f, *claim, before, after),
            FaultKind::Unreadable { field, text, error } => {
                write!(f, "`{field}` is no expression: {error}\n  {text}")
            }
            FaultKind::Level { found, highest } => write!(
                f,
                "its level is {found}, where {highest} is the highest that can follow"
            ),
        }
    }
}
