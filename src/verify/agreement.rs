//! What a comparison of two expressions comes to.

use std::fmt;

use crate::compile::CompileError;

use crate::expr::double;

/// How two expressions are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What the random points depend on.
    pub seed: u64,
    /// At how many points two expressions are compared.
    pub points: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { seed: 1, points: 8 }
    }
}

/// What a comparison of two expressions comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Agreement {
    /// They agree as rational expressions, modulo a prime of 61 bits at random points.
    Exact,
    /// They agree at this many points.
    Sampled {
        /// How many.
        points: usize,
    },
    /// It is not known.
    Undecided {
        /// Why.
        why: Undecided,
    },
    /// They differ.
    Differs(Counterexample),
}

/// Why it is not known whether two expressions agree.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undecided {
    /// No point was found at which the first is real and the conditions hold.
    NowhereReal,
    /// The first is real at points, but too few of them gave values that are certain enough.
    TooFew {
        /// How many did.
        points: usize,
    },
    /// More work than a step is given.
    TooCostly,
    /// Something that has no value at a point.
    Unsupported(Unsupported),
}

/// What has no value at a point.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unsupported {
    /// The expression, written out, is too large.
    TooLarge,
    /// An unknown function is derived too often.
    HighOrder,
    /// `diff` with arguments that make no derivative.
    Derivative,
    /// Derivatives of derivatives are nested too deep.
    Nested,
    /// A derivative inside a sum that is too long to be written out.
    DerivativeInSum,
    /// An equation: it holds at almost no point.
    Equation,
    /// The evaluator refuses it.
    Evaluation(CompileError),
}

/// A point at which two expressions differ.
#[derive(Clone, Debug, PartialEq)]
pub enum Counterexample {
    /// A point of real numbers.
    Point {
        /// The values of the names.
        point: Vec<(String, f64)>,
        /// The value of the first.
        before: f64,
        /// The value of the second: not finite where it is not real.
        after: f64,
    },
    /// Residues: the two differ as rational expressions, but so little that no point of doubles
    /// shows it.
    Residues {
        /// The residues of the names.
        point: Vec<(String, u64)>,
        /// The residue of the first.
        before: u64,
        /// The residue of the second.
        after: u64,
        /// The prime.
        modulus: u64,
    },
}

impl Agreement {
    /// The weaker of two.
    pub(super) fn and(self, other: Agreement) -> Agreement {
        use Agreement::{Differs, Exact, Sampled, Undecided};
        match (self, other) {
            (Differs(found), _) | (_, Differs(found)) => Differs(found),
            (Undecided { why }, _) | (_, Undecided { why }) => Undecided { why },
            (Sampled { points: a }, Sampled { points: b }) => Sampled { points: a.min(b) },
            (Sampled { points }, Exact) | (Exact, Sampled { points }) => Sampled { points },
            (Exact, Exact) => Exact,
        }
    }
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Undecided::NowhereReal => f.write_str("no point was found at which it is real"),
            Undecided::TooFew { points } => write!(
                f,
                "only {points} points gave values that are certain enough"
            ),
            Undecided::TooCostly => f.write_str("it takes too long to evaluate"),
            Undecided::Unsupported(what) => fmt::Display::fmt(what, f),
        }
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unsupported::TooLarge => "written out it is too large",
            Unsupported::HighOrder => "an unknown function is derived too often",
            Unsupported::Derivative => "the arguments of a derivative make no sense",
            Unsupported::Nested => "derivatives are nested too deep",
            Unsupported::DerivativeInSum => "a derivative stands in a sum that is too long",
            Unsupported::Equation => "it is an equation, which holds at almost no point",
            Unsupported::Evaluation(error) => return error.fmt(f),
        })
    }
}

impl fmt::Display for Counterexample {
    /// `at x = 2, y = 3: 12 and 13`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn place<T>(
            f: &mut fmt::Formatter<'_>,
            point: &[(String, T)],
            text: impl Fn(&T) -> String,
        ) -> fmt::Result {
            for (at, (name, value)) in point.iter().enumerate() {
                let start = if at > 0 { ", " } else { "at " };
                write!(f, "{start}{name} = {}", text(value))?;
            }
            f.write_str(if point.is_empty() { "" } else { ": " })
        }
        match self {
            Counterexample::Point {
                point,
                before,
                after,
            } => {
                place(f, point, |&value| double(value))?;
                let value = |value: &f64| match value.is_finite() {
                    true => double(readable(*value)),
                    false => "not real".to_owned(),
                };
                write!(f, "{} and {}", value(before), value(after))
            }
            Counterexample::Residues {
                point,
                before,
                after,
                modulus,
            } => {
                place(f, point, u64::to_string)?;
                write!(f, "{before} and {after} modulo {modulus}")
            }
        }
    }
}

/// A value without the last digits, in which differences are off.
fn readable(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}
