//! What can be wrong with a text of rules.

use std::fmt;

use crate::expr::lower::LowerError;
use crate::syntax::{Span, SyntaxError};

/// What is wrong with a rule, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The line, counted from 1.
    pub line: usize,
    /// The place in the whole text.
    pub span: Span,
    /// What is wrong.
    pub kind: RuleErrorKind,
}

/// The ways in which a rule can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleErrorKind {
    /// A line without a name before it.
    NoName,
    /// A name that is not made of letters, digits and hyphens.
    BadName {
        /// What stands there.
        name: String,
    },
    /// Two rules of one name.
    NameTaken {
        /// The name.
        name: String,
    },
    /// No `=>` and no `~>`.
    NoArrow,
    /// A file whose rules belong to no family.
    NoFamily,
    /// A section that does not exist.
    UnknownSection {
        /// What stands there.
        name: String,
    },
    /// A side or condition that can't be read.
    Syntax(SyntaxError),
    /// A side or condition that makes no expression.
    Lower(LowerError),
    /// A condition that is none.
    NotACondition,
    /// A wildcard that is called like a function.
    CalledWildcard {
        /// The wildcard.
        name: String,
    },
    /// A wildcard that the left side does not bind.
    Unbound {
        /// The wildcard.
        name: String,
    },
    /// A wildcard that is optional in two ways.
    TwoDefaults {
        /// The wildcard.
        name: String,
    },
    /// A wildcard that is optional or takes many after the arrow.
    NotPlain {
        /// The wildcard.
        name: String,
    },
    /// The left side is a wildcard or a number, which would match everywhere or nowhere.
    MatchesAnything,
    /// The left side has no canonical form (it divides by zero).
    NoForm,
    /// Both sides are one expression already.
    NothingToDo {
        /// The canonical form of both.
        form: String,
    },
    /// The left side has parts that patterns can't have.
    Unfit,
    /// More wildcards, parts or nodes than a rule may have.
    TooLarge,
    /// The right side matches the left side again.
    Endless,
}

impl fmt::Display for RuleError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use RuleErrorKind::*;
        match &self.kind {
            NoName => write!(
                out,
                "a rule begins with its name and a colon: `double-sine: 2*sin(?a)*cos(?a) => sin(2*?a)`"
            ),
            BadName { name } => write!(
                out,
                "`{name}` is no name of a rule; use letters, digits and hyphens"
            ),
            NameTaken { name } => {
                write!(out, "there is a rule `{name}` already; choose another name")
            }
            NoArrow => write!(
                out,
                "a rule has an arrow: `=>` where it always leads on, `~>` where it proposes a form"
            ),
            NoFamily => write!(
                out,
                "the rules of a file belong to a family; begin with `family: NAME`"
            ),
            UnknownSection { name } => write!(
                out,
                "there is no section `{name}`; it is `plain` or `angles`"
            ),
            Syntax(error) => error.fmt(out),
            Lower(error) => error.fmt(out),
            NotACondition => write!(
                out,
                "a condition is a comparison such as `?a > 0`, or one of integer(?a), even(?a), \
                 odd(?a), number(?a), symbolic(?a), free(?a, ?b)"
            ),
            CalledWildcard { name } => write!(
                out,
                "`{name}` stands for an expression and can't be called; for a product write `{name}*(…)`"
            ),
            Unbound { name } => write!(
                out,
                "`{name}` does not occur on the left side, so it has no value here"
            ),
            TwoDefaults { name } => write!(
                out,
                "`{name}` is written in two ways; repeat it with its default or dots as typed first"
            ),
            NotPlain { name } => write!(
                out,
                "after the arrow a wildcard is written without default and dots: `{name}`"
            ),
            MatchesAnything => write!(
                out,
                "the left side must have something besides a wildcard or a number to be found by"
            ),
            NoForm => write!(out, "the left side divides by zero"),
            NothingToDo { form } => write!(
                out,
                "both sides are the same already, `{form}`: no rule is needed"
            ),
            Unfit => write!(
                out,
                "the left side has a part that can't be matched (a list, a sum over an index, or a logical word)"
            ),
            TooLarge => write!(
                out,
                "the rule is too large; it may have 12 wildcards, and 8 terms or factors in a place"
            ),
            Endless => write!(
                out,
                "the right side matches the left side again, so this would go on without end; \
                 with `~>` it is applied only where the result is better"
            ),
        }
    }
}

impl std::error::Error for RuleError {}
