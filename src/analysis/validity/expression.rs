//! Validity of owned expressions.

use super::{Found, validity};
use crate::analysis::series::{Extended, Limit};
use crate::expr::{Expr, Flags, Id};
use crate::simplify::facts::{Assumptions, Facts};

/// Where a function is defined, where it is differentiable, and what happens at its seams.
#[derive(Clone, Debug)]
pub struct Validity {
    /// The conditions under which it is real.
    pub defined: Vec<Expr>,
    /// The conditions under which its first derivatives in the variables exist too.
    pub differentiable: Vec<Expr>,
    /// What happens where pieces meet, and at kinks and jumps.
    pub seams: Vec<Seam>,
    /// Whether everything that could stand in the way of a derivative has been looked at. If not,
    /// the derivative may be missing at points that `differentiable` does not exclude.
    pub complete: bool,
}

/// The points where an equation holds, and what a function does there.
#[derive(Clone, Debug)]
pub struct Seam {
    /// The variable in which the slopes are taken.
    pub variable: String,
    /// The equation: `x = 0`.
    pub condition: Expr,
    /// The value of the variable; nothing if the points are not known one by one.
    pub at: Option<Expr>,
    /// Whether the function is continuous there, if that is known.
    pub continuous: Option<bool>,
    /// The limit of the difference quotient from the left, where it is known. There is none where
    /// the function jumps away on this side, or ends.
    pub left: Option<Extended>,
    /// The same from the right.
    pub right: Option<Extended>,
    /// Whether the derivative exists, if that is known.
    pub differentiable: Option<bool>,
    /// The derivative, where it exists.
    pub value: Option<Expr>,
    /// Whether other symbols occur, so that this is what happens for most of their values.
    pub general: bool,
}

impl Seam {
    /// What happens there, as a sentence: `at x = 0 the slopes are -1 from the left and 1 from the
    /// right`.
    pub fn sentence(&self) -> String {
        let at = format!("at {}", self.condition);
        match (self.differentiable, &self.value) {
            (Some(true), Some(value)) => return format!("{at} the derivative is {value}"),
            (Some(true), None) => return format!("{at} the derivative exists"),
            (None, _) => return format!("{at} it was not decided whether the derivative exists"),
            _ => {}
        }
        if self.continuous == Some(false) {
            let unless = if self.general { " in general" } else { "" };
            return format!("{at} it is not continuous{unless}");
        }
        match (&self.left, &self.right) {
            (Some(left), Some(right)) if left == right => {
                format!("{at} the slope is {left}")
            }
            (Some(left), Some(right)) => {
                format!("{at} the slopes are {left} from the left and {right} from the right")
            }
            (Some(slope), None) => format!("{at} there is a slope from the left only: {slope}"),
            (None, Some(slope)) => format!("{at} there is a slope from the right only: {slope}"),
            (None, None) => format!("{at} there is no slope"),
        }
    }
}

impl Expr {
    /// Where it is defined, and where its first derivatives in the variables exist (in all its
    /// symbols if none are named), with what happens at the seams between.
    ///
    /// # Cost
    /// Linear in the nodes where nothing has a kink; some limits for each seam otherwise.
    ///
    /// # Examples
    /// ```
    /// use gradus::{Expr, simplify::facts::Assumptions};
    ///
    /// let f: Expr = "sqrt(x) + abs(x - 2)".parse()?;
    /// let found = f.validity(&["x"], &Assumptions::new());
    /// let texts = |list: &[Expr]| list.iter().map(Expr::to_string).collect::<Vec<_>>();
    /// assert_eq!(texts(&found.defined), ["x >= 0"]);
    /// assert_eq!(texts(&found.differentiable), ["x > 0", "x != 2"]);
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn validity(&self, variables: &[&str], assumptions: &Assumptions) -> Validity {
        let free;
        let variables: Vec<&str> = match variables {
            [] => {
                free = self.free_symbols();
                free.iter().map(String::as_str).collect()
            }
            named => named.to_vec(),
        };
        let working = self.compact();
        let (found, names) = working.with(|arena, id| {
            let variables: Vec<Id> = variables.iter().map(|name| arena.symbol(name)).collect();
            let facts = Facts::new(arena, assumptions).unwrap_or_default();
            let found = validity(arena, id, &variables, &facts);
            let names: Vec<String> = (found.seams.iter())
                .map(|seam| arena.name(seam.variable).to_owned())
                .collect();
            (found, names)
        });
        owned(&working, found, names)
    }
}

fn owned(home: &Expr, found: Found, names: Vec<String>) -> Validity {
    let own = |id: Id| home.sibling(id, Flags::default());
    let extended = |limit: Limit| match limit {
        Limit::Value(id) => Extended::Value(own(id)),
        Limit::Infinity { negative: false } => Extended::Infinity,
        Limit::Infinity { negative: true } => Extended::NegativeInfinity,
    };
    let seams = found.seams.into_iter().zip(names);
    Validity {
        defined: found.defined.into_iter().map(own).collect(),
        differentiable: found.differentiable.into_iter().map(own).collect(),
        seams: seams
            .map(|(seam, variable)| Seam {
                variable,
                condition: own(seam.condition),
                at: seam.at.map(own),
                continuous: seam.decision.continuous,
                left: seam.decision.left.map(extended),
                right: seam.decision.right.map(extended),
                differentiable: seam.decision.exists,
                value: seam.decision.slope.map(own),
                general: seam.decision.general,
            })
            .collect(),
        complete: found.complete,
    }
}
