//! The best point of a walk that does not only go down.

use super::linear::norm;
use super::report::Termination;
use super::walk::{Trial, Walk};

/// Values that differ by up to this share are the same but for rounding.
const NOISE: f64 = 16.0 * f64::EPSILON;

/// Whether a trial is better than where the walk stands: lower, or as low but for rounding with a
/// lesser gradient.
pub(super) fn improves(walk: &Walk, trial: &Trial) -> bool {
    if !trial.is_finite() {
        return false;
    }
    let change = trial.f - walk.f;
    if change.abs() > NOISE * walk.f.abs() {
        return change < 0.0;
    }
    norm(&trial.gradient) < norm(&walk.gradient)
}

/// The lowest point so far.
pub(super) struct Best {
    x: Vec<f64>,
    f: f64,
    gradient: Vec<f64>,
}

impl Best {
    pub(super) fn new(walk: &Walk) -> Self {
        Best {
            x: walk.x.clone(),
            f: walk.f,
            gradient: walk.gradient.clone(),
        }
    }

    /// Notes where the walk stands; whether that is the best point.
    pub(super) fn note(&mut self, walk: &Walk) -> bool {
        let better = walk.f < self.f;
        if better {
            self.x.copy_from_slice(&walk.x);
            self.f = walk.f;
            self.gradient.copy_from_slice(&walk.gradient);
        }
        better
    }

    /// Puts the walk back to the best point.
    pub(super) fn go_back(&self, walk: &mut Walk) {
        if self.f < walk.f {
            walk.go_back(&self.x, self.f, &self.gradient);
        }
    }

    /// The answer of a walk that ended so: a walk that was cut short answers with its best point,
    /// one that came to rest with the point where it did.
    pub(super) fn restore(&self, walk: &mut Walk, end: Termination) -> Termination {
        use Termination::{Interrupted, Iterations, NotFinite, Unbounded};
        if matches!(end, Interrupted | Iterations | NotFinite | Unbounded) {
            self.go_back(walk);
        }
        end
    }
}
