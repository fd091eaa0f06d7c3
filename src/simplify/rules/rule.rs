//! One rule.

use super::functions::FunctionSet;
use super::pattern::{Pattern, Wildcard};
use crate::expr::template::Template;

/// How a rule is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrow {
    /// `=>`: wherever it matches. It leads towards a normal form.
    Always,
    /// `~>`: a proposal, kept where the result is better.
    Proposal,
}

/// A rewrite rule.
#[derive(Debug)]
pub struct Rule {
    pub(super) name: Box<str>,
    pub(super) family: Box<str>,
    pub(super) text: Box<str>,
    pub(super) arrow: Arrow,
    pub(super) angles: bool,
    pub(super) wildcards: Vec<Wildcard>,
    pub(super) left: Pattern,
    /// The left side, to be built with values.
    pub(super) subject: Template,
    pub(super) right: Template,
    pub(super) conditions: Vec<Condition>,
    /// Conditions of the left side that the right side has lost.
    pub(super) noting: Vec<Template>,
    /// The functions that must stand at the top of a subject.
    pub(super) heads: FunctionSet,
    /// All functions that must occur in a subject.
    pub(super) functions: FunctionSet,
    /// Whether it also applies where the coefficients of a sum's terms differ (5*sin^2 + 3*cos^2).
    pub(super) uneven: bool,
}

/// What must be proved of the values of wildcards.
#[derive(Debug)]
pub(super) enum Condition {
    /// A comparison.
    Holds(Template),
    Integer(Template),
    Even(Template),
    Odd(Template),
    /// A rational number.
    Number(Template),
    /// Anything else.
    Symbolic(Template),
    /// The first does not contain the second.
    Free(Template, Template),
}

impl Rule {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its family.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// Its line.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How it is used.
    pub fn arrow(&self) -> Arrow {
        self.arrow
    }

    /// Whether it changes the angles of trigonometric functions.
    pub fn angles(&self) -> bool {
        self.angles
    }

    /// Whether it is for forms that lose fewer digits, and not for reading.
    pub fn stable(&self) -> bool {
        &*self.family == STABLE
    }
}

/// The family whose rules serve accuracy alone.
pub(super) const STABLE: &str = "stable";
