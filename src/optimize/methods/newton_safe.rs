//! The Newton method in a trust region.

use crate::optimize::linear::{bend, dot, largest, norm, sum};
use crate::optimize::report::Termination;
use crate::optimize::trust::{Model, Step};
use crate::optimize::walk::{Trial, Walk};

/// The least share of the promised decrease that a step must keep.
const WORTHWHILE: f64 = 1e-4;
/// Below this share the model is trusted less far, above the other farther.
const POOR: f64 = 0.25;
const GOOD: f64 = 0.75;
/// A promised decrease of up to this share of |f| is lost in its rounding.
const ROUNDING: f64 = 8.0 * f64::EPSILON;
/// What the model may still promise at a point that counts as converged: a
/// share of |f|, or a share of the problem's size where f goes to zero.
const PROMISE: f64 = 1e-9;
const PROMISE_AT_ZERO: f64 = 1e-14;

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    let mut radius = first_radius(walk);
    let steepest = walk.gradient_norm;
    loop {
        let n = walk.x.len();
        // Where there is no Hessian the model is a plane, which makes the
        // step one of steepest descent.
        let hessian = walk
            .hessian()
            .map_or_else(|| vec![0.0; n * n], <[f64]>::to_vec);
        let forcing = (walk.gradient_norm / steepest).sqrt().clamp(1e-8, 0.1);
        let order: Vec<usize> = (0..n).filter(|at| !walk.held[*at]).collect();
        if order.is_empty() {
            return Termination::Converged;
        }
        let mut model = Bounded {
            model: match order.len() == n {
                true => Model::new(&hessian, &walk.gradient, forcing),
                false => part(&hessian, &walk.gradient, &order, forcing),
            },
            order,
            hessian,
        };

        let mut escaping = false;
        if walk.gradient_is_small() {
            escaping = model.model.curves_down();
            if !escaping && promises_nothing(walk, &mut model, radius) {
                return Termination::Converged;
            }
        }
        if let Some(end) = advance(walk, &mut model, &mut radius, escaping) {
            return end;
        }
    }
}

/// The model of the function in the variables that no bound holds.
struct Bounded {
    model: Model,
    order: Vec<usize>,
    /// Of all variables.
    hessian: Vec<f64>,
}

impl Bounded {
    /// The best step no longer than `radius`, cut short at the bounds, in all variables.
    fn step(&mut self, walk: &Walk, radius: f64, escaping: bool) -> Step {
        let found = match escaping {
            true => self.model.escape(radius),
            false => self.model.step(radius),
        };
        if walk.settings.bounds.is_none() {
            return found;
        }
        let mut vector = vec![0.0; walk.x.len()];
        for (&at, part) in self.order.iter().zip(&found.vector) {
            vector[at] = *part;
        }
        let Some(cut) = walk.cut(&vector) else {
            return Step { vector, ..found };
        };
        Step {
            length: norm(&cut),
            decrease: -(dot(&walk.gradient, &cut) + 0.5 * bend(&self.hessian, &cut)),
            vector: cut,
            inside: false,
        }
    }
}

/// The model in some of the variables.
fn part(hessian: &[f64], gradient: &[f64], order: &[usize], forcing: f64) -> Model {
    let n = gradient.len();
    let rows = order.iter();
    let entries: Vec<f64> = rows
        .flat_map(|&i| order.iter().map(move |&j| hessian[i * n + j]))
        .collect();
    let slopes: Vec<f64> = order.iter().map(|&at| gradient[at]).collect();
    Model::new(&entries, &slopes, forcing)
}

/// How far the first model is trusted: about as far as the start is from zero,
/// at least 1. Where it curves down it has no minimum of its own to go by, and
/// is trusted over the distance in which the gradient changes by its own size;
/// a longer step could leave the hill or valley that the start was chosen in.
fn first_radius(walk: &mut Walk) -> f64 {
    if walk.objective.is_quadratic() {
        // The model is the function.
        return f64::MAX.sqrt();
    }
    let reach = largest(&walk.x).max(1.0);
    let (gradient, steepness) = (walk.gradient.clone(), walk.gradient_norm);
    let Some(hessian) = walk.hessian() else {
        return reach;
    };
    let change = steepness / largest(hessian);
    let short = change > 0.0 && change < reach;
    if short && Model::new(hessian, &gradient, 0.1).curves_down() {
        change
    } else {
        reach
    }
}

/// Whether the default tests take this point with a small gradient for the
/// end. A tolerance that was given is all there is to ask.
fn promises_nothing(walk: &Walk, model: &mut Bounded, radius: f64) -> bool {
    if walk.settings.tolerance.is_some() || walk.gradient_norm == 0.0 {
        return true;
    }
    let promise = model.step(walk, radius, false).decrease;
    promise <= PROMISE * walk.f.abs() + PROMISE_AT_ZERO * walk.scale
}

/// Takes one step, shortening the radius until one is worth taking.
fn advance(
    walk: &mut Walk,
    model: &mut Bounded,
    radius: &mut f64,
    escaping: bool,
) -> Option<Termination> {
    loop {
        if walk.interrupted() {
            return Some(Termination::Interrupted);
        }
        let step = model.step(walk, *radius, escaping);
        // A model whose numbers overflow has no step of finite length.
        if !step.length.is_finite() {
            *radius *= 0.25;
            if *radius == 0.0 {
                return Some(Termination::NotFinite);
            }
            continue;
        }
        if let Some(end) = walk.is_over_before(&step.vector) {
            return Some(end);
        }
        let trial = walk.try_at(sum(&walk.x, &step.vector));
        if trial.f == f64::NEG_INFINITY {
            return Some(Termination::Unbounded);
        }
        if !trial.is_finite() {
            *radius = 0.25 * step.length;
            continue;
        }
        // The full step of the model promises less than f can show: the
        // gradient, which still has digits, decides.
        if step.inside && step.decrease <= ROUNDING * walk.f.abs() {
            if norm(&trial.gradient) < 0.5 * walk.gradient_norm {
                return walk.accept(trial);
            }
            return Some(walk.unseen());
        }
        let kept = share_kept(walk, &step, &trial);
        if kept < POOR {
            *radius = 0.25 * step.length;
        } else if kept > GOOD && !step.inside {
            *radius = (2.0 * *radius).min(f64::MAX.sqrt());
        }
        if kept > WORTHWHILE {
            return walk.accept(trial);
        }
    }
}

/// The share of the promised decrease that the function really falls by.
fn share_kept(walk: &Walk, step: &Step, trial: &Trial) -> f64 {
    let fall = walk.f - trial.f;
    if step.decrease > 0.0 && fall > 0.0 {
        fall / step.decrease
    } else {
        -1.0
    }
}
