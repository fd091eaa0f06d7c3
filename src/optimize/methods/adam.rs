//! Adam: a rate of its own for each variable, from averages of its slope and of its square.
//!
//! With a rate the steps are those of the paper. Without one the first rate is a tenth of the
//! size of the start, at least 0.1; it is halved, and the walk goes back to its best point, when
//! that has not improved for a while or the function is not finite ahead: steps of a fixed size
//! would circle the minimum for ever.
//!
//! Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.

use crate::optimize::best::Best;
use crate::optimize::linear::{difference, largest};
use crate::optimize::report::Termination;
use crate::optimize::walk::Walk;

/// The decay of the average slope (where the settings have no momentum) and of its square.
const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
/// Keeps a variable without slope from a division by zero; a share of the size of the slope at
/// the start, so that the size of the function has no say.
const EPSILON: f64 = 1e-8;

/// The first rate, as a share of the size of the start.
const FIRST: f64 = 0.1;
/// So many steps without a better point halve the rate.
const PATIENCE: usize = 40;

pub(in crate::optimize) fn run(walk: &mut Walk) -> Termination {
    let mut best = Best::new(walk);
    let end = steps(walk, &mut best);
    best.restore(walk, end)
}

fn steps(walk: &mut Walk, best: &mut Best) -> Termination {
    let n = walk.x.len();
    let given = walk.settings.rate;
    let mut rate = given.unwrap_or(FIRST * largest(&walk.x).max(1.0));
    let beta1 = walk.settings.momentum.unwrap_or(BETA1);
    // Slopes are divided by this power of two, so that their squares stay in the range of
    // doubles; the step does not depend on it.
    let unit = (-walk.gradient_norm.log2().round())
        .clamp(-1000.0, 1000.0)
        .exp2();
    let mut slopes = vec![0.0; n];
    let mut squares = vec![0.0; n];
    let (mut power1, mut power2) = (1.0, 1.0);
    let mut since = 0;
    loop {
        if let Some(end) = walk.is_over() {
            return end;
        }
        power1 *= beta1;
        power2 *= BETA2;
        let mut x = walk.x.clone();
        for at in 0..n {
            let g = walk.gradient[at] * unit;
            slopes[at] = beta1 * slopes[at] + (1.0 - beta1) * g;
            squares[at] = BETA2 * squares[at] + (1.0 - BETA2) * g * g;
            let mean = slopes[at] / (1.0 - power1);
            let size = (squares[at] / (1.0 - power2)).sqrt();
            x[at] -= rate * mean / (size + EPSILON);
        }
        walk.project(&mut x);
        if walk.step_is_small(&difference(&x, &walk.x)) {
            return Termination::Step;
        }
        let trial = walk.try_at(x);
        let finite = trial.is_finite();
        if trial.f == f64::NEG_INFINITY || (!finite && given.is_some()) {
            return Walk::refusal(&trial);
        }
        if finite {
            if let Some(end) = walk.accept(trial) {
                return end;
            }
            since = if best.note(walk) { 0 } else { since + 1 };
        }
        if given.is_none() && (!finite || since >= PATIENCE) {
            rate *= 0.5;
            since = 0;
            best.go_back(walk);
            slopes.fill(0.0);
            squares.fill(0.0);
            (power1, power2) = (1.0, 1.0);
        }
    }
}
