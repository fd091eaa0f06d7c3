//! What there is to say of each line.

use std::fmt;

use super::compare::{Point, Witness};
use super::points::Unsupported;
use super::read::{Domain, WORDS};
use super::slips::Diagnosis;
use crate::Error;
use crate::expr::Expr;
use crate::syntax::Span;

/// What became of a person's lines.
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// The lines that say something, in order.
    pub lines: Vec<LineVerdict>,
    /// The number of the first line that is wrong.
    pub first_wrong: Option<usize>,
}

impl CheckReport {
    /// Whether every line was read and none is wrong.
    pub fn is_right(&self) -> bool {
        self.first_wrong.is_none()
            && (self.lines.iter()).all(|line| {
                !matches!(
                    line.verdict,
                    Verdict::Unreadable { .. }
                        | Verdict::UnknownWord { .. }
                        | Verdict::Unsupported(_)
                )
            })
    }
}

/// What there is to say of one line.
#[derive(Clone, Debug)]
pub struct LineVerdict {
    /// Its number, from 1.
    pub line: usize,
    /// The line as typed, without blanks around it.
    pub text: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Remarks that are no faults.
    pub notes: Vec<Remark>,
}

/// What a line is to what it is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Equal to it.
    Equal,
    /// Its derivative in these variables, one after the other.
    Derivative(Vec<String>),
    /// Its partials in these variables.
    Gradient(Vec<String>),
}

/// How it is known that a line is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// The difference is 0.
    Exact,
    /// The values agree at so many points.
    Sampled(usize),
}

/// What a line is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Against {
    /// The line of this number.
    Line(usize),
    /// What stands before it in its own line.
    Before(String),
}

/// A line that is wrong.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// What it is meant to be; nothing if it is neither equal to what it is held against nor the
    /// derivative of it.
    pub relation: Option<Relation>,
    /// What it is held against.
    pub against: Against,
    /// Which entry of a list is wrong, from 1.
    pub entry: Option<usize>,
    /// A point that shows it, with the values of both sides; nothing where no point has both.
    pub witness: Option<Witness>,
    /// The slip that leads to it, if it is one slip away from right.
    pub slip: Option<Box<Diagnosis>>,
    /// What is right, where it is short enough to be shown.
    pub right: Option<Expr>,
}

/// A verdict.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Verdict {
    /// It begins a chain: there is nothing to hold it against.
    Begins,
    /// It defines a name, or says what is assumed.
    Said(String),
    /// It is right.
    Right {
        /// What it is to what it is held against.
        relation: Relation,
        /// What it is held against.
        against: Against,
        /// How that is known.
        certainty: Certainty,
    },
    /// It is wrong.
    Wrong(Box<Wrong>),
    /// A claim about the domain, which no point refuted.
    Holds {
        /// What is claimed.
        kind: Domain,
        /// Of how many points.
        points: usize,
    },
    /// A claim about the domain that is refuted.
    Refuted {
        /// What is claimed.
        kind: Domain,
        /// Of which expression.
        of: String,
        /// The point that refutes it.
        point: Point,
        /// What is the matter there.
        why: &'static str,
    },
    /// It can't be read, and is passed over.
    Unreadable {
        /// What is wrong with it.
        error: Box<Error>,
        /// Where.
        span: Option<Span>,
    },
    /// A word before a colon that means nothing.
    UnknownWord {
        /// The word.
        word: String,
        /// Where.
        span: Span,
    },
    /// It is nothing that can be checked, and is passed over.
    Unsupported(Unsupported),
}

/// A remark that is no fault.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Remark {
    /// The line is real at more points than what it is held against: these conditions were lost.
    Wider(Vec<String>),
    /// The line needs conditions that what it is held against doesn't.
    Narrower(Vec<String>),
    /// There is a point at which only what it is held against is real.
    Undefined(Point),
    /// At a single point they differ, as conventions at jumps do.
    Single(Witness),
    /// Lines before this one were passed over, so it is held against this one.
    HeldAgainst(usize),
    /// The claim holds at this point too, which it leaves out.
    AlsoAt(Point),
    /// The line defines anew what was defined before.
    Anew(String),
    /// A remark on how the line was read.
    Reading(String),
}

/// A number in few digits.
pub(super) fn short(value: f64) -> String {
    let plain = crate::expr::double(value);
    if plain.len() <= 9 || !value.is_finite() {
        return plain;
    }
    let rounded = format!("{value:.5e}").parse::<f64>().unwrap_or(value);
    crate::expr::double(rounded)
}

/// Two numbers in as few digits as show that they differ.
pub(super) fn apart(left: f64, right: f64) -> (String, String) {
    let (a, b) = (short(left), short(right));
    if a != b {
        return (a, b);
    }
    (crate::expr::double(left), crate::expr::double(right))
}

fn point(point: &Point) -> String {
    let values: Vec<String> = point
        .iter()
        .map(|(name, value)| format!("{name} = {}", short(*value)))
        .collect();
    values.join(", ")
}

impl fmt::Display for Against {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Against::Line(line) => write!(f, "line {line}"),
            Against::Before(text) => write!(f, "`{text}`"),
        }
    }
}

impl fmt::Display for Relation {
    /// In words that stand before what a line is held against.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Relation::Equal => f.write_str("equal to"),
            Relation::Derivative(variables) => {
                write!(f, "the derivative in {} of", variables.join(", "))
            }
            Relation::Gradient(variables) => {
                write!(f, "the gradient in {} of", variables.join(", "))
            }
        }
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Domain::Defined => "defined",
            Domain::Differentiable => "differentiable",
        })
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unsupported::Columns => {
                "a sum over rows is checked once its columns are named, such as `data: x, y`"
            }
            Unsupported::TooLarge => "this is too large to be checked",
            Unsupported::Equation => {
                "solving steps are not checked in this version; each line is an expression or a \
                 chain of equal ones"
            }
            Unsupported::NotAnExpression => {
                "only expressions, lists of expressions and claims about them are checked"
            }
            Unsupported::Shape => "these lists have different numbers of entries",
            Unsupported::NothingBefore => "there is no line before that this could be about",
            Unsupported::NoDerivative => "what stands before has no derivative that can be taken",
            Unsupported::EmptySet => "no point was found at which this condition holds",
            Unsupported::ListDomain => "a claim about the domain is one about a single expression",
        })
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("wrong: ")?;
        if let Some(entry) = self.entry {
            write!(f, "in entry {entry}, ")?;
        }
        let whose = match (&self.relation, &self.against) {
            (Some(Relation::Derivative(_) | Relation::Gradient(_)), Against::Line(line)) => {
                format!("the derivative of line {line}")
            }
            (_, against) => against.to_string(),
        };
        match &self.witness {
            Some(witness) => {
                let (left, right) = apart(witness.left, witness.right);
                if witness.point.is_empty() {
                    write!(f, "{whose} is {left}, this is {right}")?;
                } else {
                    write!(
                        f,
                        "at {} {whose} is {left}, this is {right}",
                        point(&witness.point)
                    )?;
                }
            }
            None => write!(
                f,
                "there is no point at which both {whose} and this are real"
            )?,
        }
        match (&self.slip, &self.right) {
            (Some(slip), _) => write!(f, "; {slip}"),
            (None, Some(right)) => write!(f, "; it should be {right}"),
            (None, None) if self.relation.is_none() => {
                f.write_str("; it isn't the derivative either")
            }
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remark::Wider(conditions) => write!(
                f,
                "what stands before needs {}, this does not",
                conditions.join(" and ")
            ),
            Remark::Narrower(conditions) => write!(
                f,
                "this needs {}, what stands before does not",
                conditions.join(" and ")
            ),
            Remark::Undefined(at) => write!(
                f,
                "at {} this is not real, but what stands before is",
                point(at)
            ),
            Remark::Single(witness) => {
                let (left, right) = apart(witness.left, witness.right);
                write!(
                    f,
                    "at the single point {} what stands before is {left} and this is {right}",
                    point(&witness.point)
                )
            }
            Remark::HeldAgainst(line) => write!(
                f,
                "lines in between were passed over; this is held against line {line}"
            ),
            Remark::AlsoAt(at) => write!(f, "it also holds at {}", point(at)),
            Remark::Anew(name) => write!(f, "`{name}` is defined anew"),
            Remark::Reading(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Begins | Verdict::Said(_) => Ok(()),
            Verdict::Right {
                relation,
                against,
                certainty,
            } => {
                write!(f, "right: {relation} {against}")?;
                match certainty {
                    Certainty::Exact => Ok(()),
                    Certainty::Sampled(1) => f.write_str(" at the 1 point that was found"),
                    Certainty::Sampled(points) => write!(f, " at {points} points"),
                }
            }
            Verdict::Wrong(wrong) => wrong.fmt(f),
            Verdict::Holds { kind, points } => write!(f, "right: {kind} at {points} points of it"),
            Verdict::Refuted {
                kind,
                of,
                point: at,
                why,
            } => {
                let at = point(at);
                write!(f, "wrong: `{of}` is not {kind} at {at}: {why}")
            }
            Verdict::Unreadable { error, .. } => write!(f, "can't be read: {error}"),
            Verdict::UnknownWord { word, .. } => write!(
                f,
                "can't be read: `{word}` means nothing before a colon; there are {}, and assume",
                WORDS.join(", ")
            ),
            Verdict::Unsupported(why) => write!(f, "not checked: {why}"),
        }
    }
}

impl fmt::Display for LineVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = self.verdict.to_string();
        let mut text: String = self.text.chars().take(MOST_SHOWN).collect();
        if text.len() < self.text.len() {
            text.push('…');
        }
        write!(f, "line {}: {text}", self.line)?;
        if !verdict.is_empty() {
            write!(f, "\n  {verdict}")?;
        }
        for note in &self.notes {
            write!(f, "\n  note: {note}")?;
        }
        Ok(())
    }
}

/// How many characters of a line are repeated.
const MOST_SHOWN: usize = 200;

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        let unread = (self.lines.iter())
            .filter(|line| {
                matches!(
                    line.verdict,
                    Verdict::Unreadable { .. }
                        | Verdict::UnknownWord { .. }
                        | Verdict::Unsupported(_)
                )
            })
            .count();
        let checked = (self.lines.iter())
            .filter(|line| matches!(line.verdict, Verdict::Right { .. } | Verdict::Holds { .. }))
            .count();
        match self.first_wrong {
            Some(line) => write!(f, "the first wrong line is line {line}")?,
            None if checked == 0 => f.write_str("there was nothing to check")?,
            None if checked == 1 => {
                f.write_str("the 1 line that says something of another is right")?
            }
            None => write!(
                f,
                "all {checked} lines that say something of another are right"
            )?,
        }
        match unread {
            0 => Ok(()),
            1 => f.write_str("; 1 line was passed over"),
            _ => write!(f, "; {unread} lines were passed over"),
        }
    }
}
