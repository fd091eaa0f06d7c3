//! Constraints: minima of a function where equations and inequalities hold.
//!
//! The augmented Lagrangian `f + sum(m c + p/2 c^2)` is minimised, by the safeguarded Newton method
//! unless another is named, again and again, while the multipliers `m` come closer to those of the solution and the penalty
//! `p` rises where the constraints do not come closer to hold. For an inequality `g <= 0` the term
//! is `(max(0, m + p g)^2 - m^2)/(2p)`. At the end Newton steps on the conditions of Karush, Kuhn
//! and Tucker with the inequalities that bind give the last digits. All derivatives are exact.
//!
//! Sources: Hestenes, J. Optim. Theory Appl. 4 (1969); Rockafellar, J. Optim. Theory Appl. 12
//! (1973); Nocedal and Wright, "Numerical Optimization", 2nd ed., algorithm 17.4.

use nalgebra::{DMatrix, DVector};

use super::linear::{all_finite, largest};
use super::{Direction, Method, MinimizeError, Objective, Report, Settings, Termination, optimize};
use crate::compile::{CompileOptions, Function};
use crate::expr::Expr;

/// What must hold at the solution.
#[derive(Clone, Debug, PartialEq)]
pub enum Constraint {
    /// The expression is 0.
    Equal(Expr),
    /// The expression is at most 0.
    AtMost(Expr),
}

/// How a constraint stands at the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// The multiplier: the gradient of the function plus the multipliers times the gradients of
    /// the constraints is 0 at the solution. Relaxing the constraint by a small `t` (to `= t` or
    /// `<= t`) changes the optimal value by `-multiplier*t`.
    pub multiplier: f64,
    /// The value of the constraint's expression.
    pub value: f64,
    /// Whether it binds: an equation always does, an inequality where it has a multiplier.
    pub active: bool,
}

/// Rounds of minimising, and of Newton steps at the end.
const ROUNDS: usize = 60;
const POLISHES: usize = 20;
/// The penalty at first, its growth, its end.
const FIRST_PENALTY: f64 = 10.0;
const GROWTH: f64 = 10.0;
const LAST_PENALTY: f64 = 1e12;
/// What a violation must shrink to in a round for the penalty to stay.
const SHRINKS: f64 = 0.25;
/// A violation up to this share of the size of the point's numbers counts as none.
const HOLDS: f64 = 1e-9;

struct Part {
    function: Function,
    equal: bool,
    multiplier: f64,
}

/// The augmented Lagrangian, of the function as it is minimised.
struct Augmented {
    function: Function,
    sign: f64,
    parts: Vec<Part>,
    penalty: f64,
}

impl Augmented {
    /// The factor of a constraint's gradient: the multiplier that its value calls for.
    fn pull(&self, part: &Part, value: f64) -> f64 {
        let pull = part.multiplier + self.penalty * value;
        // Not max(), which would hide a NaN.
        if part.equal || pull > 0.0 || pull.is_nan() {
            pull
        } else {
            0.0
        }
    }

    fn value_from(&self, f: f64, values: &[f64]) -> f64 {
        let added = self.parts.iter().zip(values).map(|(part, &value)| {
            if part.equal {
                value * (part.multiplier + 0.5 * self.penalty * value)
            } else {
                let pull = self.pull(part, value);
                0.5 * (pull * pull - part.multiplier * part.multiplier) / self.penalty
            }
        });
        self.sign * f + added.sum::<f64>()
    }

    /// The values of the constraints.
    fn values(&self, x: &[f64]) -> Vec<f64> {
        self.parts
            .iter()
            .map(|part| part.function.value(x))
            .collect()
    }

    /// How far the constraints are from holding, with what they should pull at.
    fn violation(&self, values: &[f64]) -> f64 {
        let parts = self.parts.iter().zip(values);
        parts.fold(0.0, |worst: f64, (part, &value)| {
            let off = if part.equal {
                value.abs()
            } else {
                value.max(-part.multiplier / self.penalty).abs()
            };
            if off.is_nan() {
                f64::INFINITY
            } else {
                worst.max(off)
            }
        })
    }

    /// The Hessian of the Lagrangian, row by row, with these multipliers.
    fn curvature(&self, x: &[f64], multipliers: &[f64]) -> Vec<f64> {
        let n = x.len();
        let mut total = vec![0.0; n * n];
        let mut own = vec![0.0; n * n];
        Objective::hessian(&self.function, x, &mut own);
        add(&mut total, self.sign, &own);
        for (part, &multiplier) in self.parts.iter().zip(multipliers) {
            if multiplier != 0.0 {
                Objective::hessian(&part.function, x, &mut own);
                add(&mut total, multiplier, &own);
            }
        }
        total
    }

    /// The gradient of the function and those of the constraints.
    fn slopes(&self, x: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let slope = |function: &Function| {
            let mut out = vec![0.0; x.len()];
            Objective::gradient(function, x, &mut out);
            out
        };
        let own = slope(&self.function)
            .iter()
            .map(|g| self.sign * g)
            .collect();
        (
            own,
            self.parts
                .iter()
                .map(|part| slope(&part.function))
                .collect(),
        )
    }
}

fn add(total: &mut [f64], factor: f64, part: &[f64]) {
    for (total, part) in total.iter_mut().zip(part) {
        *total += factor * part;
    }
}

impl Objective for Augmented {
    fn dimension(&self) -> usize {
        self.function.input_count()
    }

    fn value(&self, x: &[f64]) -> f64 {
        self.value_from(self.function.value(x), &self.values(x))
    }

    fn gradient(&self, x: &[f64], out: &mut [f64]) {
        let (own, slopes) = self.slopes(x);
        out.copy_from_slice(&own);
        for ((part, value), slope) in self.parts.iter().zip(self.values(x)).zip(&slopes) {
            add(out, self.pull(part, value), slope);
        }
    }

    fn hessian(&self, x: &[f64], out: &mut [f64]) {
        let n = x.len();
        let values = self.values(x);
        let pulls: Vec<f64> = self
            .parts
            .iter()
            .zip(&values)
            .map(|(p, v)| self.pull(p, *v))
            .collect();
        out.copy_from_slice(&self.curvature(x, &pulls));
        let (_, slopes) = self.slopes(x);
        for ((part, pull), slope) in self.parts.iter().zip(&pulls).zip(&slopes) {
            if part.equal || *pull > 0.0 {
                for (i, a) in slope.iter().enumerate() {
                    add(&mut out[i * n..(i + 1) * n], self.penalty * a, slope);
                }
            }
        }
    }
}

/// Minimises (maximises) where the constraints hold.
pub(super) fn constrained(
    expr: &Expr,
    names: &[String],
    constraints: &[Constraint],
    start: &[f64],
    settings: &Settings,
    options: &CompileOptions,
) -> Result<(Report, Vec<Held>), MinimizeError> {
    let compiled = |expr: &Expr| {
        let function = expr.compile_with(names, options)?;
        function.derivatives()?.curvature()?;
        Ok::<Function, MinimizeError>(function)
    };
    let mut parts = Vec::with_capacity(constraints.len());
    for constraint in constraints {
        let (expr, equal) = match constraint {
            Constraint::Equal(expr) => (expr, true),
            Constraint::AtMost(expr) => (expr, false),
        };
        parts.push(Part {
            function: compiled(expr)?,
            equal,
            multiplier: 0.0,
        });
    }
    let maximize = settings.direction == Direction::Maximize;
    let mut lagrangian = Augmented {
        function: compiled(expr)?,
        sign: if maximize { -1.0 } else { 1.0 },
        parts,
        penalty: FIRST_PENALTY,
    };
    let mut inner = settings.clone();
    if inner.method == Method::Auto {
        inner.method = Method::NewtonSafe;
    }
    inner.direction = Direction::Minimize;
    let mut report = optimize(&lagrangian, start, &inner)?;
    let mut before = f64::INFINITY;
    let (mut iterations, mut counts) = (report.iterations, report.evaluations);
    let mut trajectory = report.trajectory.take();
    for _ in 0..ROUNDS {
        let values = lagrangian.values(&report.x);
        let off = lagrangian.violation(&values);
        let stops = matches!(
            report.termination,
            Termination::Interrupted | Termination::NotFinite | Termination::Iterations
        );
        if stops {
            break;
        }
        for (at, &value) in values.iter().enumerate() {
            lagrangian.parts[at].multiplier = lagrangian.pull(&lagrangian.parts[at], value);
        }
        if off <= HOLDS * (1.0 + largest(&report.x)) {
            break;
        }
        if off > SHRINKS * before {
            if lagrangian.penalty >= LAST_PENALTY {
                break;
            }
            lagrangian.penalty *= GROWTH;
        }
        before = off;
        let last = report.x.clone();
        report = optimize(&lagrangian, &last, &inner)?;
        iterations += report.iterations;
        counts.add(&report.evaluations);
        if let (Some(all), Some(own)) = (&mut trajectory, report.trajectory.take()) {
            all.extend(own.into_iter().skip(1));
        }
    }
    polish(&mut lagrangian, &mut report, settings);
    let values = lagrangian.values(&report.x);
    let holds = lagrangian.holds(&values, &report.x);
    report.f = lagrangian.function.value(&report.x);
    report.iterations = iterations;
    report.evaluations = counts;
    for iterate in trajectory.iter_mut().flatten() {
        iterate.f = lagrangian.function.value(&iterate.x);
    }
    report.trajectory = trajectory;
    report.direction = settings.direction;
    report.termination = match report.termination {
        Termination::Interrupted | Termination::NotFinite | Termination::Unbounded => {
            report.termination
        }
        _ if !holds => Termination::Infeasible,
        Termination::Step | Termination::Value => Termination::Converged,
        other => other,
    };
    let held = lagrangian
        .parts
        .iter()
        .zip(values)
        .map(|(part, value)| Held {
            multiplier: lagrangian.sign * part.multiplier,
            value,
            active: part.equal || part.multiplier > 0.0,
        });
    let held = held.collect();
    report.kind = None;
    report.eigenvalues.clear();
    report.flat.clear();
    Ok((report, held))
}

impl Augmented {
    fn holds(&self, values: &[f64], x: &[f64]) -> bool {
        let allowed = 1e2 * HOLDS * (1.0 + largest(x));
        self.parts.iter().zip(values).all(|(part, &value)| {
            if part.equal {
                value.abs() <= allowed
            } else {
                value <= allowed
            }
        })
    }
}

/// Newton steps on the gradient of the Lagrangian and the constraints that bind, as long as both
/// come closer to 0.
fn polish(lagrangian: &mut Augmented, report: &mut Report, settings: &Settings) {
    let n = report.x.len();
    let free: Vec<usize> = (0..n).filter(|&at| !report.held[at]).collect();
    let residual = |lagrangian: &Augmented, x: &[f64], multipliers: &[f64], binding: &[usize]| {
        let (mut own, slopes) = lagrangian.slopes(x);
        for (multiplier, slope) in multipliers.iter().zip(&slopes) {
            add(&mut own, *multiplier, slope);
        }
        let values = lagrangian.values(x);
        let mut all: Vec<f64> = free.iter().map(|&at| own[at]).collect();
        all.extend(binding.iter().map(|&at| values[at]));
        report_size(&all)
    };
    let is_bound = |part: &Part| part.equal || part.multiplier > 0.0;
    let binding: Vec<usize> = (0..lagrangian.parts.len())
        .filter(|&at| is_bound(&lagrangian.parts[at]))
        .collect();
    let mut multipliers: Vec<f64> = lagrangian
        .parts
        .iter()
        .map(|part| part.multiplier)
        .collect();
    let mut x = report.x.clone();
    let (mut size, mut right) = residual(lagrangian, &x, &multipliers, &binding);
    for _ in 0..POLISHES {
        if size == 0.0 || !size.is_finite() {
            break;
        }
        let hessian = lagrangian.curvature(&x, &multipliers);
        let (_, slopes) = lagrangian.slopes(&x);
        let total = free.len() + binding.len();
        let matrix = DMatrix::from_fn(total, total, |i, j| match (free.get(i), free.get(j)) {
            (Some(&a), Some(&b)) => hessian[a * n + b],
            (Some(&a), None) => slopes[binding[j - free.len()]][a],
            (None, Some(&b)) => slopes[binding[i - free.len()]][b],
            (None, None) => 0.0,
        });
        let Some(step) = matrix.lu().solve(&-DVector::from_column_slice(&right)) else {
            break;
        };
        let mut next = x.clone();
        for (part, &at) in step.iter().zip(&free) {
            next[at] += part;
        }
        if let Some(bounds) = &settings.bounds {
            bounds.project(&mut next);
        }
        let mut moved = multipliers.clone();
        for (part, &at) in step.iter().skip(free.len()).zip(&binding) {
            moved[at] += part;
        }
        let proper = all_finite(&next)
            && binding
                .iter()
                .all(|&at| lagrangian.parts[at].equal || moved[at] >= 0.0);
        let (smaller, there) = residual(lagrangian, &next, &moved, &binding);
        if !proper || smaller.is_nan() || smaller >= 0.9 * size {
            break;
        }
        (x, multipliers, size, right) = (next, moved, smaller, there);
    }
    let values = lagrangian.values(&x);
    if lagrangian.holds(&values, &x) {
        for (part, multiplier) in lagrangian.parts.iter_mut().zip(multipliers) {
            part.multiplier = multiplier;
        }
        report.gradient_norm = right[..free.len()]
            .iter()
            .map(|g| g * g)
            .sum::<f64>()
            .sqrt();
        report.x = x;
    }
}

fn report_size(all: &[f64]) -> (f64, Vec<f64>) {
    (
        all.iter().map(|part| part * part).sum::<f64>().sqrt(),
        all.to_vec(),
    )
}
