//! The state of a run and the tests that all methods share.

use std::sync::atomic::Ordering;
use std::time::Instant;

use nalgebra::{Dyn, SymmetricEigen};

use super::kind::{Kind, decompose, kind_of};
use super::linear::{all_finite, difference, dot, largest, norm, sorted, sum};
use super::method::Method;
use super::objective::Oriented;
use super::report::{Iterate, Report, Termination};
use super::settings::Settings;
use super::squares::{Factored, Squares};

/// The most steps that any run may take: more would be no answer within a person's patience.
const MOST_ITERATIONS: usize = 10_000_000;

/// The default gradient test, relative to the size of the problem.
const TOLERANCE: f64 = 1e-10;

/// A walk that got this much farther out than its start (or 1) while the
/// function improved has no end.
const FAR: f64 = 1e20;

/// Eigenvalues are computed for reports up to this many variables.
const CLASSIFY_LIMIT: usize = 512;

/// In a report an eigenvalue counts as zero only at the level of rounding;
/// curvature that is merely on its way to zero is found by looking one Newton
/// step ahead.
const ROUNDING_ZERO: f64 = 2e-14;

/// A variable takes part in a direction with at least this share of its length.
const TAKES_PART: f64 = 0.05;

/// The change of an eigenvalue over the remaining Newton step above which it
/// counts as being on its way to zero. Towards a minimum like `x^4` it is 5/9.
const UNSTEADY: f64 = 0.3;

/// Where the walk stands. Values and derivatives are those of the oriented
/// objective, for which down is better.
pub(super) struct Walk<'a> {
    pub(super) objective: Oriented<'a>,
    pub(super) settings: &'a Settings,
    pub(super) x: Vec<f64>,
    pub(super) f: f64,
    pub(super) gradient: Vec<f64>,
    /// Which variables a bound holds: they stand at it, and the function improves beyond it.
    pub(super) held: Vec<bool>,
    /// The norm of the gradient in the variables that no bound holds.
    pub(super) gradient_norm: f64,
    /// The larger of |f| and |gradient| at the start, at most 1.
    pub(super) scale: f64,
    extent: f64,
    method: Method,
    iterations: usize,
    max_iterations: usize,
    trajectory: Option<Vec<Iterate>>,
    hessian: Option<Vec<f64>>,
    /// The squares at the start, where the method works with them.
    pub(super) factored: Option<Factored>,
    begun: Instant,
}

/// A point the walk could move to.
pub(super) struct Trial {
    pub(super) x: Vec<f64>,
    pub(super) f: f64,
    pub(super) gradient: Vec<f64>,
}

impl Trial {
    /// A point at which the squares were evaluated.
    pub(super) fn squares(x: Vec<f64>, factored: &Factored) -> Self {
        Trial {
            x,
            f: factored.value,
            gradient: factored.gradient(),
        }
    }

    pub(super) fn is_finite(&self) -> bool {
        self.f.is_finite() && all_finite(&self.gradient)
    }
}

impl<'a> Walk<'a> {
    pub(super) fn begin(
        objective: Oriented<'a>,
        settings: &'a Settings,
        method: Method,
        start: &[f64],
    ) -> Self {
        let mut start = start.to_vec();
        if let Some(bounds) = &settings.bounds {
            bounds.project(&mut start);
        }
        let mut gradient = vec![0.0; start.len()];
        let squares = objective.squares().filter(|_| method.entry().squares);
        let factored = squares.map(|squares| {
            objective.count_both();
            squares.factored(&start)
        });
        let f = match &factored {
            Some(factored) => {
                gradient = factored.gradient();
                factored.value
            }
            None => objective.value_and_gradient(&start, &mut gradient),
        };
        let held = vec![false; start.len()];
        let extent = largest(&start).max(1.0);
        let mut walk = Self {
            objective,
            settings,
            x: start,
            f,
            gradient,
            held,
            gradient_norm: f64::NAN,
            scale: 1.0,
            extent,
            method,
            iterations: 0,
            max_iterations: settings
                .max_iterations
                .unwrap_or(method.entry().max_iterations)
                .min(MOST_ITERATIONS),
            trajectory: settings.trace.then(Vec::new),
            hessian: None,
            factored,
            begun: Instant::now(),
        };
        walk.hold();
        walk.scale = f.abs().max(walk.gradient_norm).min(1.0);
        walk.note();
        walk
    }

    /// Notes which variables a bound holds here, and the norm of the gradient in the others.
    fn hold(&mut self) {
        let Some(bounds) = &self.settings.bounds else {
            self.gradient_norm = norm(&self.gradient);
            return;
        };
        for (at, held) in self.held.iter_mut().enumerate() {
            let (x, g) = (self.x[at], self.gradient[at]);
            *held = (x <= bounds.lower[at] && g > 0.0) || (x >= bounds.upper[at] && g < 0.0);
        }
        self.gradient_norm = norm(&self.free_gradient());
    }

    /// The gradient, with 0 for the variables that a bound holds.
    pub(super) fn free_gradient(&self) -> Vec<f64> {
        let parts = self.gradient.iter().zip(&self.held);
        parts
            .map(|(g, held)| if *held { 0.0 } else { *g })
            .collect()
    }

    /// Moves a point to the nearest one within the bounds.
    pub(super) fn project(&self, x: &mut [f64]) {
        if let Some(bounds) = &self.settings.bounds {
            bounds.project(x);
        }
    }

    pub(super) fn starts_finite(&self) -> bool {
        self.f.is_finite() && all_finite(&self.gradient)
    }

    /// Whether the gradient passes its test.
    pub(super) fn gradient_is_small(&self) -> bool {
        let tolerance = self.settings.tolerance.unwrap_or(TOLERANCE * self.scale);
        self.gradient_norm == 0.0 || (tolerance > 0.0 && self.gradient_norm <= tolerance)
    }

    pub(super) fn interrupted(&self) -> bool {
        let flag = self.settings.interrupt.as_ref();
        flag.is_some_and(|flag| flag.load(Ordering::Relaxed))
    }

    pub(super) fn budget_is_spent(&self) -> bool {
        self.iterations >= self.max_iterations
    }

    /// The step as far as the bounds allow it; nothing if it stays within them.
    pub(super) fn cut(&self, step: &[f64]) -> Option<Vec<f64>> {
        let bounds = self.settings.bounds.as_ref()?;
        let mut x = sum(&self.x, step);
        let aim = x.clone();
        bounds.project(&mut x);
        (x != aim).then(|| difference(&x, &self.x))
    }

    /// Whether the step that is about to be taken ends the run: it is too short, or there is none
    /// left to take.
    pub(super) fn is_over_before(&self, step: &[f64]) -> Option<Termination> {
        if self.step_is_small(step) {
            return Some(Termination::Step);
        }
        self.budget_is_spent().then_some(Termination::Iterations)
    }

    /// The end where nothing that could still be gained shows in the value.
    pub(super) fn unseen(&self) -> Termination {
        if self.settings.tolerance.is_none() {
            Termination::Converged
        } else {
            Termination::Value
        }
    }

    /// Whether one of the tests made before a step ends the run.
    pub(super) fn is_over(&self) -> Option<Termination> {
        if self.gradient_is_small() {
            Some(Termination::Converged)
        } else if self.interrupted() {
            Some(Termination::Interrupted)
        } else {
            self.budget_is_spent().then_some(Termination::Iterations)
        }
    }

    /// Goes back to a point where the walk has been; this is no step.
    pub(super) fn go_back(&mut self, x: &[f64], f: f64, gradient: &[f64]) {
        self.x.copy_from_slice(x);
        self.f = f;
        self.gradient.copy_from_slice(gradient);
        self.hold();
        self.hessian = None;
    }

    /// Whether a step passes the step test, or would leave `x` as it is.
    pub(super) fn step_is_small(&self, step: &[f64]) -> bool {
        let tolerance = self.settings.step_tolerance.unwrap_or(0.0);
        norm(step) < tolerance || self.x.iter().zip(step).all(|(x, s)| x + s == *x)
    }

    /// Evaluates `x` without moving there.
    pub(super) fn try_at(&self, x: Vec<f64>) -> Trial {
        let mut gradient = vec![0.0; x.len()];
        let f = self.objective.value_and_gradient(&x, &mut gradient);
        Trial { x, f, gradient }
    }

    /// Evaluates the squares at `x` without moving there.
    pub(super) fn factored_at(&self, squares: &dyn Squares, x: &[f64]) -> Factored {
        self.objective.count_both();
        squares.factored(x)
    }

    /// The Hessian here, evaluated once; `None` where it is not finite.
    pub(super) fn hessian(&mut self) -> Option<&[f64]> {
        let n = self.x.len();
        let (objective, x) = (&self.objective, &self.x);
        let hessian = self.hessian.get_or_insert_with(|| {
            let mut hessian = vec![0.0; n * n];
            objective.hessian(x, &mut hessian);
            hessian
        });
        all_finite(hessian).then_some(hessian.as_slice())
    }

    /// Moves to a trial that is finite; then says whether that ends the run.
    pub(super) fn accept(&mut self, trial: Trial) -> Option<Termination> {
        let change = trial.f - self.f;
        self.x = trial.x;
        self.f = trial.f;
        self.gradient = trial.gradient;
        self.hold();
        self.hessian = None;
        self.iterations += 1;
        self.note();
        if change < 0.0 && largest(&self.x) > FAR * self.extent {
            return Some(Termination::Unbounded);
        }
        if self.gradient_is_small() {
            // The gradient test has the say, at the head of the next round.
            return None;
        }
        let tolerance = self.settings.value_tolerance.unwrap_or(0.0);
        (tolerance > 0.0 && change.abs() <= tolerance).then_some(Termination::Value)
    }

    /// Why a trial that is not finite ends a walk that cannot shorten its step.
    pub(super) fn refusal(trial: &Trial) -> Termination {
        if trial.f == f64::NEG_INFINITY {
            Termination::Unbounded
        } else {
            Termination::NotFinite
        }
    }

    fn note(&mut self) {
        // A trajectory beyond this is no use to anybody, and memory has an end.
        const MOST_NUMBERS: usize = 20_000_000;
        if let Some(trajectory) = &mut self.trajectory
            && trajectory.len() * (self.x.len() + 4) < MOST_NUMBERS
        {
            trajectory.push(Iterate {
                x: self.x.clone(),
                f: self.objective.original(self.f),
                gradient_norm: self.gradient_norm,
            });
        }
    }

    pub(super) fn finish(mut self, mut termination: Termination) -> Report {
        if termination == Termination::NotFinite && self.interrupted() {
            // A pass over rows that was broken off has no finite value.
            termination = Termination::Interrupted;
        }
        if termination == Termination::Converged && self.held.contains(&true) {
            termination = Termination::Bound;
        }
        let (kind, eigenvalues, flat) = self.classify(termination);
        Report {
            termination,
            f: self.objective.original(self.f),
            x: self.x,
            gradient_norm: self.gradient_norm,
            kind,
            eigenvalues,
            flat,
            iterations: self.iterations,
            evaluations: self.objective.evaluations(),
            trajectory: self.trajectory,
            method: self.method,
            direction: self.settings.direction,
            held: self.held,
            duration: self.begun.elapsed(),
        }
    }

    /// Kind and eigenvalues at the end point, of the function as it was given.
    fn classify(&mut self, termination: Termination) -> (Option<Kind>, Vec<f64>, Vec<Vec<usize>>) {
        let n = self.x.len();
        if self.settings.unclassified || n > CLASSIFY_LIMIT || !self.starts_finite() {
            return (None, Vec::new(), Vec::new());
        }
        let Some(spectrum) = self.hessian().and_then(|h| decompose(h, n)) else {
            return (None, Vec::new(), Vec::new());
        };
        let eigenvalues = sorted(spectrum.eigenvalues.as_slice());
        let turned = |values: &[f64]| -> Vec<f64> {
            let values: Vec<f64> = values.iter().map(|e| self.objective.original(*e)).collect();
            sorted(&values)
        };
        let original = turned(&eigenvalues);
        let mut kind = kind_of(&original, ROUNDING_ZERO);

        let flat = flat_directions(&spectrum, ROUNDING_ZERO * largest(&eigenvalues));

        // The Newton step that is left, in the directions that curve.
        let threshold = ROUNDING_ZERO * largest(&eigenvalues);
        let mut step = vec![0.0; n];
        for (vector, value) in spectrum
            .eigenvectors
            .column_iter()
            .zip(spectrum.eigenvalues.iter())
        {
            if value.abs() > threshold {
                let length = -dot(vector.as_slice(), &self.gradient) / value;
                for (s, v) in step.iter_mut().zip(vector.iter()) {
                    *s += length * v;
                }
            }
        }
        let left = norm(&step);
        let reach = 1.0 + largest(&self.x);
        let level = self.gradient_norm <= 1e-2 * (1.0 + self.f.abs()).max(self.scale);
        match termination {
            // Where a bound holds the walk there is a slope, and second derivatives say nothing.
            _ if self.held.contains(&true) => (None, original, flat),
            // The nearest stationary point is as far as the way so far: this is a slope that
            // levels off, such as that of 1/x.
            Termination::Converged if left >= 0.1 * reach => (None, original, flat),
            Termination::Converged if kind != Kind::Degenerate && left > 0.0 => {
                let mut ahead = vec![0.0; n * n];
                self.objective.hessian(&sum(&self.x, &step), &mut ahead);
                if let Some(next) = decompose(&ahead, n) {
                    let next = sorted(next.eigenvalues.as_slice());
                    let noise = 1e-12 * largest(&eigenvalues);
                    let unsteady = eigenvalues
                        .iter()
                        .zip(&next)
                        .any(|(e, a)| (e - a).abs() > (UNSTEADY * e.abs()).max(noise));
                    if unsteady {
                        kind = Kind::Degenerate;
                    }
                }
                (Some(kind), original, flat)
            }
            Termination::Converged => (Some(kind), original, flat),
            // A step or value that hardly changes may end a run on a slope, where there is no kind.
            Termination::Step | Termination::Value if level => (Some(kind), original, flat),
            // Out of steps beside a stationary point: its kind is of use.
            Termination::Iterations if level && left <= 1e-3 * reach => {
                (Some(kind), original, flat)
            }
            _ => (None, original, flat),
        }
    }
}

/// For each eigenvalue that is 0 the variables that its direction moves.
fn flat_directions(spectrum: &SymmetricEigen<f64, Dyn>, zero: f64) -> Vec<Vec<usize>> {
    let columns = spectrum.eigenvectors.column_iter();
    let pairs = columns.zip(spectrum.eigenvalues.iter());
    let still = pairs.filter(|(_, value)| value.abs() <= zero);
    still
        .map(|(vector, _)| {
            let parts = vector.iter().enumerate();
            parts
                .filter(|(_, part)| part.abs() > TAKES_PART)
                .map(|(at, _)| at)
                .collect()
        })
        .collect()
}
