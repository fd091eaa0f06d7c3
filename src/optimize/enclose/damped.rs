//! One zero of a system from a start: Newton's method with the exact Jacobian, held back where it
//! would leave.
//!
//! # Source
//! Nocedal and Wright, *Numerical Optimization* (2006), 11.2; Moré, *The Levenberg-Marquardt
//! Algorithm* (1978).

use std::fmt;

use super::area::Area;
use super::error::EncloseError;
use super::expression::root_system;
use super::newton;
use super::system::System;
use crate::expr::{Expr, Id, double};
use crate::optimize::Termination;
use crate::optimize::linear::norm;
use crate::syntax::same_name;

/// A search for one zero, as it is set up.
#[derive(Clone, Debug)]
pub struct RootSearch {
    equations: Vec<Expr>,
    start: Vec<(String, f64)>,
    max_iterations: usize,
}

/// Where a search for a zero came to.
#[derive(Clone, Debug, PartialEq)]
pub struct RootReport {
    /// The unknowns.
    pub names: Vec<String>,
    /// Where it ended.
    pub x: Vec<f64>,
    /// The norm of the equations there.
    pub residual: f64,
    /// Why it ended: `Converged` at a zero, `Step` at a place from which the equations only get
    /// worse, which is no zero.
    pub termination: Termination,
    /// How many steps were taken.
    pub iterations: usize,
    /// Whether it is proved that there is exactly one zero within rounding of `x`.
    pub certified: bool,
    /// Two numbers around each unknown of that zero.
    pub enclosure: Option<Vec<[f64; 2]>>,
}

/// Sets up the search for one zero of a system.
///
/// # Examples
/// ```
/// use gradus::optimize::find_root;
/// let f: gradus::Expr = "x^2 + y^2 - 4".parse()?;
/// let g: gradus::Expr = "exp(x) + y - 1".parse()?;
/// let report = find_root(&[f, g]).start([("x", 1.0), ("y", -1.0)]).run()?;
/// assert!(report.certified);
/// assert!((report.x[0] - 1.004168738474632).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn find_root(equations: &[Expr]) -> RootSearch {
    RootSearch {
        equations: equations.to_vec(),
        start: Vec::new(),
        max_iterations: 200,
    }
}

impl RootSearch {
    /// Where to start: a value for each unknown.
    #[must_use]
    pub fn start<N: Into<String>>(mut self, values: impl IntoIterator<Item = (N, f64)>) -> Self {
        let values = values.into_iter();
        self.start
            .extend(values.map(|(name, value)| (name.into(), value)));
        self
    }

    /// The largest number of steps.
    #[must_use]
    pub fn max_iterations(mut self, steps: usize) -> Self {
        self.max_iterations = steps;
        self
    }

    /// Derives, compiles and searches.
    ///
    /// # Errors
    /// See [`EncloseError`]. Not to converge is no error: the report says so.
    pub fn run(&self) -> Result<RootReport, EncloseError> {
        let Some((first, rest)) = self.equations.split_first() else {
            return Err(EncloseError::NoVariables);
        };
        let unknowns = self.start.len();
        if self.equations.len() != unknowns {
            return Err(EncloseError::NotSquare {
                equations: self.equations.len(),
                unknowns,
            });
        }
        for (at, (name, value)) in self.start.iter().enumerate() {
            let name = name.clone();
            if !value.is_finite() {
                return Err(EncloseError::Start { name });
            }
            let same = |(other, _): &(String, f64)| same_name(other, &name);
            if self.start[..at].iter().any(same) {
                return Err(EncloseError::Repeated { name });
            }
        }
        let rest: Vec<&Expr> = rest.iter().collect();
        let (_, system) = first.with_all(&rest, |arena, id, others| {
            let mut equations = vec![id];
            equations.extend_from_slice(others);
            let unknowns: Vec<Id> = self
                .start
                .iter()
                .map(|(name, _)| arena.symbol(name))
                .collect();
            root_system(arena, &equations, &unknowns)
        });
        let system = system?;
        let start = self.start.iter().map(|(_, value)| *value).collect();
        let mut report = walk(&system, start, self.max_iterations);
        report.names = self.start.iter().map(|(name, _)| name.clone()).collect();
        Ok(report)
    }
}

fn walk(system: &System, mut x: Vec<f64>, most: usize) -> RootReport {
    let size = system.size();
    let mut fuel = u64::MAX;
    let ended = |x: Vec<f64>, residual, termination, iterations, proved: Option<Area>| RootReport {
        names: Vec::new(),
        x,
        residual,
        termination,
        iterations,
        certified: proved.is_some(),
        enclosure: proved.map(|proved| {
            let sides = proved.iter();
            sides.map(|side| [*side.lower(), *side.upper()]).collect()
        }),
    };
    let Ok(Some((mut values, mut jacobian))) = system.numbers_at(&x, &mut fuel) else {
        return ended(x, f64::NAN, Termination::NotFinite, 0, None);
    };
    // Levenberg's damping, 0 where plain Newton steps do well.
    let mut damping = 0.0;
    let mut iterations = 0;
    let first = norm(&x);
    let termination = loop {
        let residual = norm(&values);
        if residual == 0.0 {
            break Termination::Converged;
        }
        if iterations == most {
            break Termination::Iterations;
        }
        let Some(step) = damped_step(&jacobian, &values, size, damping) else {
            if damping > 1e8 {
                break Termination::Singular;
            }
            damping = (damping * 10.0).max(1e-8);
            continue;
        };
        let next: Vec<f64> = x.iter().zip(&step).map(|(x, step)| x - step).collect();
        let scale = norm(&x).max(1e-10 * first).max(1e-300);
        let length = norm(&step);
        let found = system.numbers_at(&next, &mut fuel).ok().flatten();
        match found {
            Some((new_values, new_jacobian)) if norm(&new_values) < residual => {
                (x, values, jacobian) = (next, new_values, new_jacobian);
                damping = if damping < 1e-10 { 0.0 } else { damping * 0.1 };
                iterations += 1;
                if length <= 1e-13 * scale {
                    break Termination::Converged;
                }
            }
            _ if damping == 0.0 && length <= 1e-13 * scale => break Termination::Converged,
            _ if length <= 1e-13 * scale => break Termination::Step,
            _ => damping = (damping * 10.0).max(1e-6),
        }
    };
    let proved = near(system, &x, &mut fuel);
    // A zero that is proved is one, however the walk ended.
    let termination = match (termination, &proved) {
        (Termination::Iterations | Termination::Step | Termination::Singular, Some(_)) => {
            Termination::Converged
        }
        (termination, _) => termination,
    };
    let residual = norm(&values);
    ended(x, residual, termination, iterations, proved)
}

/// The enclosure of a zero near a point, if one is proved.
fn near(system: &System, x: &[f64], fuel: &mut u64) -> Option<Area> {
    let least = vec![1e-3; x.len()];
    let found = newton::prove_near(system, x, &least, None, fuel).ok()??;
    newton::tighten(system, found, fuel).ok()
}

/// The step of Newton's method; with damping, that of least squares towards steepest descent.
fn damped_step(jacobian: &[f64], values: &[f64], size: usize, damping: f64) -> Option<Vec<f64>> {
    let matrix = nalgebra::DMatrix::from_row_slice(size, size, jacobian);
    let values = nalgebra::DVector::from_column_slice(values);
    let step = if damping == 0.0 {
        matrix.lu().solve(&values)?
    } else {
        let mut normal = matrix.transpose() * &matrix;
        let largest = normal.diagonal().max().max(f64::MIN_POSITIVE);
        for at in 0..size {
            normal[(at, at)] += damping * largest;
        }
        normal.cholesky()?.solve(&(matrix.transpose() * values))
    };
    let finite = step.iter().all(|entry| entry.is_finite());
    finite.then(|| step.as_slice().to_vec())
}

impl fmt::Display for RootReport {
    /// Lines `name = value`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in self.names.iter().zip(&self.x) {
            writeln!(f, "{name} = {}", double(*value))?;
        }
        writeln!(f, "residual = {}", double(self.residual))?;
        writeln!(f, "status = {}", self.termination)?;
        writeln!(f, "certified = {}", self.certified)?;
        write!(f, "iterations = {}", self.iterations)
    }
}
