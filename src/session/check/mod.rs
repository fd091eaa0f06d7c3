//! Check my work: a person's own lines, each meant to equal the one before or to be its derivative.
//!
//! [`Session::check`] reads the lines (`read.rs`, `side.rs`), holds each against the one before at
//! points (`points.rs`, `compare.rs`, in the tables of `sample.rs`), and looks for the slip that
//! leads to a wrong one (`slips/`). Claims about the domain are tried by `validity.rs`; `report.rs`
//! has what there is to say.

mod compare;
mod domain;
mod points;
mod read;
mod report;
mod run;
mod sample;
mod side;
mod slips;
mod validity;

pub use compare::{Point as CheckPoint, Witness};
pub use points::Unsupported;
pub use read::Domain;
pub use report::{Against, Certainty, CheckReport, LineVerdict, Relation, Remark, Verdict, Wrong};
pub use slips::{Diagnosis, Slip, slips};

use super::{Session, Value};
use run::Checker;

/// What a file of lines to be checked is made of.
pub const LANGUAGE: &str = "\
Each line is held against the line before it:
  x^2*sin(x)                        begins a chain
  diff x: 2*x*sin(x) + x^2*cos(x)   the derivative in x of the line above; also d/dx: or d/dx =
  = x*(2*sin(x) + x*cos(x))         equal to the line above
  x*(x*cos(x) + 2*sin(x))           equal to the line above, or its derivative
A blank line begins a new chain; `#` begins a remark. Further lines:
  f(x) = x^2*sin(x)                 a definition; the lines after it are about its right side
  f'(x) = 2*x*sin(x) + x^2*cos(x)   sides that are equal; also y' and dy/dx of what is defined
  diff(x^2, x) = 2*x = x + x        a chain in one line
  gradient x, y: [2*x, 2*y]         the partials of the line above
  assume x > 0                      what is known from now on
  data: x, y                        columns of data, over whose rows sums run
  domain: x > 0                     where the line above is real
  differentiable(sqrt(x)): x > 0    where an expression has a derivative; also without (...)";

impl Session {
    /// Checks a person's lines, each meant to equal the one before, to be its derivative, or to
    /// say something of its domain. Definitions and assumptions in the lines are not kept.
    ///
    /// # Cost
    /// Linear in the lines; slips are looked for in the first 200 wrong ones.
    ///
    /// # Examples
    /// ```
    /// use gradus::session::Session;
    /// let report = Session::new().check(["x^2*sin(x)", "diff x: 2*x*sin(x)"]);
    /// assert_eq!(report.first_wrong, Some(2));
    /// let text = report.to_string();
    /// assert!(text.contains("the product rule's term `x^2*cos(x)` is missing"), "{text}");
    /// ```
    pub fn check<'a>(&self, lines: impl IntoIterator<Item = &'a str>) -> CheckReport {
        let mut checker = Checker::new(self);
        for (at, line) in lines.into_iter().enumerate() {
            checker.line(at + 1, line);
        }
        checker.report()
    }

    /// Checks lines that were read already.
    pub(super) fn check_values<'a>(
        &self,
        values: impl IntoIterator<Item = &'a Value>,
    ) -> CheckReport {
        let mut checker = Checker::new(self);
        for (at, value) in values.into_iter().enumerate() {
            checker.value(at + 1, value);
        }
        checker.report()
    }
}
