//! What solving results in.

use std::fmt::Write;

use crate::expr::{Arena, Id, Number, PrintOptions, print};

/// How a solution is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Exactly.
    Exact,
    /// By its place between two numbers; the value is the nearest double.
    Numeric {
        /// The root is not below this.
        lower: Number,
        /// The root is not above this.
        upper: Number,
    },
    /// One solution for every integer that the index stands for.
    Family {
        /// The index, a symbol.
        index: Id,
    },
    /// Everything that meets the conditions; the value is the unknown itself.
    All,
}

/// One solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// What the unknown is, in canonical form.
    pub value: Id,
    /// What must hold for it; comparisons.
    pub conditions: Vec<Id>,
    /// How often it is a root, where that is known (1 otherwise).
    pub multiplicity: u32,
    /// How it is known.
    pub kind: Kind,
}

/// A remark on the solutions.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// Where the condition holds, the equation has other solutions.
    Degenerate {
        /// A comparison of parameters.
        condition: Id,
        /// What solves it there.
        outcome: Outcome,
    },
    /// Where the condition holds, a linear system has no solution or many.
    Singular {
        /// A comparison of parameters.
        condition: Id,
    },
    /// The index of families stands for any integer, in each unknown for one of its own, and not
    /// all combinations are listed.
    Integers {
        /// The index.
        index: Id,
    },
    /// The symbol stands for any integer.
    Integer {
        /// The symbol.
        index: Id,
    },
    /// Solutions were found by a search in a range of numbers only.
    Searched {
        /// The range is from minus this to this.
        reach: f64,
    },
    /// A part of the equation was not solved, so there may be more solutions.
    Incomplete,
}

/// What solves a degenerate equation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// Every number, where the condition holds (a comparison), and otherwise none.
    All(Option<Id>),
    /// This one.
    Value(Id),
    /// None.
    None,
    /// Others than elsewhere.
    Further,
}

/// The solutions of an equation in one unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct Solutions {
    /// The unknown.
    pub variable: Id,
    /// The solutions: what holds without a condition on parameters first, numbers in rising order.
    pub list: Vec<Solution>,
    /// Whether there are no others (outside the cases that the notes name).
    pub complete: bool,
    /// Remarks.
    pub notes: Vec<Note>,
}

impl Solutions {
    /// Whether a value is a decimal that stands for a number near it.
    pub fn has_numeric(&self) -> bool {
        self.list
            .iter()
            .any(|solution| matches!(solution.kind, Kind::Numeric { .. }))
    }
}

/// A node as text.
pub(crate) fn text(arena: &Arena, id: Id, decimals: bool) -> String {
    let options = PrintOptions {
        decimals,
        ..PrintOptions::default()
    };
    print(arena, id, &options).unwrap_or_else(|_| "…".to_owned())
}

impl Note {
    /// The remark as a sentence about `variable`.
    pub fn text(&self, arena: &Arena, variable: Id) -> String {
        let name = arena.name(variable);
        let mut sentence = String::new();
        // Writing to a String can't fail.
        let _ = match self {
            Note::Degenerate { condition, outcome } => {
                let case = text(arena, *condition, false);
                match outcome {
                    Outcome::All(None) => write!(sentence, "if {case}, every {name} solves it"),
                    Outcome::All(Some(where_)) => write!(
                        sentence,
                        "if {case}, every {name} solves it where {}, and none otherwise",
                        text(arena, *where_, false)
                    ),
                    Outcome::Value(value) => write!(
                        sentence,
                        "if {case}, the solution is {}",
                        text(arena, *value, false)
                    ),
                    Outcome::None => write!(sentence, "if {case}, there is none"),
                    Outcome::Further => write!(sentence, "if {case}, there are other solutions"),
                }
            }
            Note::Singular { condition } => write!(
                sentence,
                "if {}, there is no solution or more than one",
                text(arena, *condition, false)
            ),
            Note::Integer { index } => write!(sentence, "{} is any integer", arena.name(*index)),
            Note::Integers { index } => write!(
                sentence,
                "{} is any integer, another one for each unknown; there may be more solutions",
                arena.name(*index)
            ),
            Note::Searched { reach } => write!(
                sentence,
                "decimals were found by a search between -{reach} and {reach}; there may be more"
            ),
            Note::Incomplete => write!(
                sentence,
                "a part of the equation was not solved; there may be more solutions"
            ),
        };
        sentence
    }
}
