//! Derivations: how a derivative came about, step by step.
//!
//! A derivation is a list of parts (one for a derivative, several for a gradient); a part goes from
//! a problem, in which `diff(f, x)` stands for what is still to be done, to its result. Its steps
//! are a tree, written in the order in which one reads it: after a step come the steps that it
//! consists of, one level deeper.

mod build;
mod deriving;
mod formulas;
mod pending;
mod replay;
mod tidy;

use std::borrow::Cow;

pub use build::Seams;
pub use deriving::{Context, MOST_BETWEEN};
pub use formulas::MOST_NEWTON;
pub use replay::Gap;
pub use tidy::MOST_TIDIED;

use crate::expr::Expr;

/// How much of a derivation is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Depth {
    /// One line for each rule at the top.
    Summary,
    /// As a good teacher writes it.
    #[default]
    Textbook,
    /// Every rewrite.
    Full,
}

impl Depth {
    /// All of them, with the words for them.
    pub const ALL: [(&'static str, Depth); 3] = [
        ("summary", Depth::Summary),
        ("textbook", Depth::Textbook),
        ("full", Depth::Full),
    ];

    /// The depth of a word.
    pub fn named(name: &str) -> Option<Depth> {
        let found = Self::ALL.iter().find(|(word, _)| *word == name);
        found.map(|(_, depth)| *depth)
    }

    /// Its word.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// One step: a subexpression that becomes another, equal one.
#[derive(Clone, Debug)]
pub struct Step {
    /// The name of the rule, as textbooks have it: `product rule`.
    pub rule: Cow<'static, str>,
    /// What the rule takes for the inner function or for u and v, by name: `u = 3*x + 1`.
    pub parts: Vec<(&'static str, Expr)>,
    /// How deep it stands: a step consists of the steps after it that stand one level deeper.
    pub level: usize,
    /// From which depth on it is shown.
    pub depth: Depth,
    /// What is rewritten: the expression so far, or an expression in it.
    pub before: Expr,
    /// What becomes of it.
    pub after: Expr,
    /// The whole expression of this level after the step: the problem (or what the step above
    /// rewrites) as it looks now. The last one of a level is what the step above results in.
    pub current: Expr,
    /// The way from the expression so far to what is rewritten: the number of the operand, step by
    /// step. Empty if the whole is.
    pub place: Vec<u32>,
    /// Conditions that `before` needs and `after` does not.
    pub conditions: Vec<Expr>,
}

/// A problem, its steps and its result.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is, where there are several: `derivative in x`.
    pub label: Option<String>,
    /// What is to be worked out, with `diff(f, x)` in it.
    pub problem: Expr,
    /// The steps in reading order.
    pub steps: Vec<Step>,
    /// What comes out.
    pub result: Expr,
}

/// What the parts of a derivation are together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The last part's result is the result.
    One,
    /// The results of the last so many parts are a list.
    List(usize),
    /// The results are a matrix of so many rows and columns.
    Rows(usize, usize),
    /// For each row of a symmetric matrix: a part on the way, then the entries up to the diagonal.
    Triangle(usize),
}

/// How a result came about.
#[derive(Clone, Debug)]
pub struct Derivation {
    /// The parts in order.
    pub parts: Vec<Part>,
    /// What they are together.
    pub shape: Shape,
}

impl Derivation {
    /// The results as the rows of a matrix.
    pub fn rows(&self) -> Vec<Vec<Expr>> {
        let result = |at: usize| Some(self.parts.get(at)?.result.clone().with_form_chosen(true));
        match self.shape {
            Shape::One | Shape::List(_) => {
                let all = 0..self.parts.len();
                vec![all.filter_map(result).collect()]
            }
            Shape::Rows(rows, columns) => (0..rows)
                .map(|row| {
                    let entries = row * columns..(row + 1) * columns;
                    entries.filter_map(result).collect()
                })
                .collect(),
            // Row by row: the first partial, then the entries up to the diagonal.
            Shape::Triangle(size) => (0..size)
                .map(|row| {
                    let entry = |column: usize| {
                        let (row, column) = (row.max(column), row.min(column));
                        result(row * (row + 3) / 2 + 1 + column)
                    };
                    (0..size).filter_map(entry).collect()
                })
                .collect(),
        }
    }

    /// The same with only those steps that are shown at a depth.
    #[must_use]
    pub fn at(&self, depth: Depth) -> Derivation {
        let part = |part: &Part| Part {
            steps: part
                .steps
                .iter()
                .filter(|step| step.depth <= depth)
                .cloned()
                .collect(),
            ..part.clone()
        };
        Derivation {
            parts: self.parts.iter().map(part).collect(),
            shape: self.shape,
        }
    }
}

/// The name under which a derivative that is still to be taken stands in an expression.
pub const PENDING: &str = "diff";
