//! Zeros and critical points of expressions.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::area::Area;
use super::error::EncloseError;
use super::minimum::minimum;
use super::solutions::Solutions;
use super::solve::{Effort, Outcome, Problem};
use super::system::System;
use super::tape::Tape;
use crate::analysis::validity;
use crate::compile::{CompileOptions, Interval};
use crate::expr::{Arena, Expr, Id};
use crate::syntax::same_name;

/// More variables are not searched: the work grows with a power of their number.
const MOST_VARIABLES: usize = 20;

/// A variable and its range.
pub type Range = (String, f64, f64);

/// A search for all solutions in a box, as it is set up.
#[derive(Clone, Debug)]
pub struct BoxSearch {
    expressions: Vec<Expr>,
    critical: bool,
    ranges: Vec<Range>,
    effort: Effort,
    interrupt: Option<Arc<AtomicBool>>,
}

/// Sets up the search for all zeros of a function, or of a system, in a box.
///
/// # Examples
/// ```
/// use gradus::optimize::all_roots;
/// let f: gradus::Expr = "cos(x) - x".parse()?;
/// let found = all_roots(&[f]).range("x", 0.0, 10.0).run()?;
/// assert!(found.is_complete());
/// assert_eq!(found.points.len(), 1);
/// assert!((found.points[0].x[0] - 0.739085133215160642).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn all_roots(equations: &[Expr]) -> BoxSearch {
    BoxSearch {
        expressions: equations.to_vec(),
        critical: false,
        ranges: Vec::new(),
        effort: Effort::default(),
        interrupt: None,
    }
}

/// Sets up the search for all critical points of a function in a box.
///
/// # Examples
/// ```
/// use gradus::optimize::all_critical_points;
/// let f: gradus::Expr = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2".parse()?;
/// let found = all_critical_points(&f)
///     .range("x", -6.0, 6.0)
///     .range("y", -6.0, 6.0)
///     .run()?;
/// assert!(found.is_complete());
/// assert_eq!(found.points.len(), 9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn all_critical_points(function: &Expr) -> BoxSearch {
    BoxSearch {
        expressions: vec![function.clone()],
        critical: true,
        ranges: Vec::new(),
        effort: Effort::default(),
        interrupt: None,
    }
}

impl BoxSearch {
    /// Adds a variable and its range, ends included. An infinite end is the largest double.
    #[must_use]
    pub fn range(mut self, name: impl Into<String>, lower: f64, upper: f64) -> Self {
        self.ranges.push((name.into(), lower, upper));
        self
    }

    /// How much work it may take.
    #[must_use]
    pub fn effort(mut self, effort: Effort) -> Self {
        self.effort = effort;
        self
    }

    /// A flag that ends the search from another thread: what is found by then is told, and the rest
    /// is undecided.
    #[must_use]
    pub fn interrupt(mut self, flag: Arc<AtomicBool>) -> Self {
        self.interrupt = Some(flag);
        self
    }

    /// Derives, compiles and searches.
    ///
    /// # Cost
    /// What [`Effort`] allows. It grows with a power of the number of variables, and with the
    /// number of solutions.
    ///
    /// # Errors
    /// See [`EncloseError`]. What can't be proved is no error: it is told as undecided.
    ///
    /// # Source
    /// Neumaier, *Interval Methods for Systems of Equations* (1990).
    pub fn run(&self) -> Result<Solutions, EncloseError> {
        self.check()?;
        let names: Vec<String> = self.ranges.iter().map(|(name, ..)| name.clone()).collect();
        let whole: Area = (self.ranges.iter())
            // Beyond the range of doubles nothing can be told.
            .map(|&(_, lower, upper)| Interval::from([lower.max(f64::MIN), upper.min(f64::MAX)]))
            .collect();
        let system = self.system(&names)?;
        let problem = Problem {
            system: &system,
            critical: self.critical,
            whole,
            effort: self.effort,
            interrupt: self.interrupt.as_deref(),
        };
        let Outcome {
            points,
            regions,
            spent,
            proved,
        } = problem.solve();
        let minimum = match self.critical {
            true => {
                // Without fuel the bounds are those that are known by then.
                let fuel = match problem.interrupted() {
                    true => 0,
                    false => self.effort.first,
                };
                minimum(&system, &problem.whole, &proved, fuel)
            }
            false => None,
        };
        Ok(Solutions {
            names,
            points,
            undecided: regions,
            minimum,
            spent,
        })
    }

    fn check(&self) -> Result<(), EncloseError> {
        let unknowns = self.ranges.len();
        if unknowns == 0 {
            return Err(EncloseError::NoVariables);
        }
        if unknowns > MOST_VARIABLES {
            let limit = MOST_VARIABLES;
            return Err(EncloseError::TooMany { unknowns, limit });
        }
        for (at, (name, lower, upper)) in self.ranges.iter().enumerate() {
            let none = lower.is_infinite() && lower == upper;
            if none || lower > upper || lower.is_nan() || upper.is_nan() {
                let name = name.clone();
                return Err(EncloseError::Range { name });
            }
            let same = |(other, ..): &Range| same_name(other, name);
            if self.ranges[..at].iter().any(same) {
                let name = name.clone();
                return Err(EncloseError::Repeated { name });
            }
        }
        let equations = self.expressions.len();
        if !self.critical && equations != unknowns {
            return Err(EncloseError::NotSquare {
                equations,
                unknowns,
            });
        }
        Ok(())
    }

    fn system(&self, names: &[String]) -> Result<System, EncloseError> {
        let Some((first, rest)) = self.expressions.split_first() else {
            return Err(EncloseError::NoVariables);
        };
        let rest: Vec<&Expr> = rest.iter().collect();
        let (_, system) = first.with_all(&rest, |arena, id, others| {
            let mut roots = vec![id];
            roots.extend_from_slice(others);
            let variables: Vec<Id> = names.iter().map(|name| arena.symbol(name)).collect();
            if self.critical {
                critical_system(arena, id, &variables)
            } else {
                root_system(arena, &roots, &variables)
            }
        });
        system
    }
}

/// How the tapes are compiled: a derivative has no value at a kink.
fn options(values: usize) -> CompileOptions {
    CompileOptions {
        derivative: true,
        values,
        ..CompileOptions::as_written()
    }
}

/// The system of equations that are to be 0.
pub(super) fn root_system(
    arena: &mut Arena,
    equations: &[Id],
    variables: &[Id],
) -> Result<System, EncloseError> {
    let mut places = Vec::new();
    let mut outputs = equations.to_vec();
    for (row, &equation) in equations.iter().enumerate() {
        let partials = validity::gradient(arena, equation, variables)?;
        for (column, partial) in partials.into_iter().enumerate() {
            if partial != Id::ZERO {
                places.push((row, column));
                outputs.push(partial);
            }
        }
    }
    let plain = CompileOptions::as_written();
    Ok(System {
        values: Tape::compile(arena, equations, variables, &plain)?,
        slopes: Tape::compile(arena, &outputs, variables, &options(equations.len()))?,
        places,
        symmetric: false,
    })
}

/// The system of the partials of a function.
pub(super) fn critical_system(
    arena: &mut Arena,
    function: Id,
    variables: &[Id],
) -> Result<System, EncloseError> {
    let partials = validity::gradient(arena, function, variables)?;
    let mut entries = Vec::new();
    for entry in validity::hessian(arena, function, variables)? {
        if entry.value != Id::ZERO {
            entries.push(entry);
        }
    }
    let mut values = partials.clone();
    values.push(function);
    let mut slopes = partials;
    slopes.extend(entries.iter().map(|entry| entry.value));
    slopes.push(function);
    Ok(System {
        values: Tape::compile(arena, &values, variables, &options(0))?,
        slopes: Tape::compile(arena, &slopes, variables, &options(0))?,
        places: entries
            .iter()
            .map(|entry| (entry.row, entry.column))
            .collect(),
        symmetric: true,
    })
}
