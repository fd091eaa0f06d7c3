//! How far to go along a direction: a line search for the strong Wolfe conditions.
//!
//! A step is accepted where the function has fallen by a share of what the slope at the start
//! promised (sufficient decrease), and where most of the slope along the line is gone (strong
//! curvature condition). Beside the minimum, where values differ by nothing but rounding, the
//! slopes alone decide: they still have digits there. Points that are not finite are taken for
//! too far, whatever lies behind them.
//!
//! With bounds the line is bent: a point beyond a bound is moved onto it. A first rate that
//! reaches beyond the first bound is taken if the function falls enough for the displacement
//! that is left; else the search stays before that bound, where the line is straight.
//!
//! Sources: Moré and Thuente, "Line search algorithms with guaranteed sufficient decrease",
//! ACM Trans. Math. Softw. 20 (1994); Hager and Zhang, "A new conjugate gradient method with
//! guaranteed descent and an efficient line search", SIAM J. Optim. 16 (2005), section 4 (the
//! approximate conditions); Bertsekas, "Projected Newton methods for optimization problems with
//! simple constraints", SIAM J. Control Optim. 20 (1982).

use super::linear::dot;
use super::walk::{Trial, Walk};

/// The share of the decrease promised by the slope that a step must keep.
pub(super) const SUFFICIENT: f64 = 1e-4;

/// Trials of one search. A bracket halves at least every other trial, so this suffices for any
/// function that is continuous in double precision.
const TRIALS: usize = 80;

/// How much farther out the next trial is at least and at most, while the function still falls.
const FARTHER: (f64, f64) = (1.5, 10.0);

/// How close to an end of a bracket, in shares of its width, a trial may be.
const MARGIN: f64 = 0.05;

/// Values that differ by up to this share are the same but for rounding, of a function of one
/// variable; with more variables there are more terms, and their roundings add up like a random
/// walk.
const NOISE: f64 = 16.0 * f64::EPSILON;

/// A step that promises less than this share of the value cannot show in it.
const INVISIBLE: f64 = 1e-3 * f64::EPSILON;

/// What came of a search.
pub(super) enum Outcome {
    /// A point to go to, and its rate: the factor of the direction.
    Step(Trial, f64),
    /// No point along the direction is better in double precision.
    Stuck,
    /// The function is minus infinity at a point of the line.
    Unbounded,
    /// The interrupt flag was set.
    Interrupted,
}

/// A point of the line.
#[derive(Clone, Copy)]
struct Place {
    rate: f64,
    f: f64,
    slope: f64,
}

/// The line from where the walk stands.
struct Line<'a, 'b> {
    walk: &'a Walk<'b>,
    direction: &'a [f64],
    /// The rate at which the first bound is met; infinite without one.
    limit: f64,
}

impl Line<'_, '_> {
    fn point(&self, rate: f64) -> Vec<f64> {
        let moved = self.walk.x.iter().zip(self.direction);
        let mut x: Vec<f64> = moved.map(|(x, d)| x + rate * d).collect();
        if self.limit.is_finite()
            && let Some(bounds) = &self.walk.settings.bounds
        {
            bounds.project(&mut x);
            // A variable that stops a rounding short of its bound would stop the next line there.
            for (at, x) in x.iter_mut().enumerate() {
                let d = self.direction[at];
                let bound = if d > 0.0 {
                    bounds.upper[at]
                } else {
                    bounds.lower[at]
                };
                if d != 0.0
                    && bound.is_finite()
                    && (*x - bound).abs() <= 4.0 * f64::EPSILON * bound.abs()
                {
                    *x = bound;
                }
            }
        }
        x
    }
}

/// The rate at which a direction first meets a bound that it goes towards.
fn limit(walk: &Walk, direction: &[f64]) -> f64 {
    let Some(bounds) = &walk.settings.bounds else {
        return f64::INFINITY;
    };
    let mut limit = f64::INFINITY;
    for (at, (x, d)) in walk.x.iter().zip(direction).enumerate() {
        let room = if *d > 0.0 {
            bounds.upper[at] - x
        } else {
            bounds.lower[at] - x
        };
        // A variable that stands at the bound stays there, and stops nothing.
        if *d != 0.0 && room != 0.0 {
            limit = limit.min(room / d);
        }
    }
    limit
}

/// Looks along `direction` for a point with the strong Wolfe conditions, beginning at the rate
/// `first`. `curvature` is the share of the slope that may be left.
///
/// The point found may miss the curvature condition where a bound ends the line, at a kink, and
/// where the function falls as far as the search went; it is better than where the walk stands in
/// all cases, or as good but for rounding with a lesser slope.
pub(super) fn strong_wolfe(walk: &Walk, direction: &[f64], first: f64, curvature: f64) -> Outcome {
    let line = Line {
        walk,
        direction,
        limit: limit(walk, direction),
    };
    let mut first = first;
    if first > line.limit {
        match bent(&line, &mut first) {
            Outcome::Stuck => {}
            other => return other,
        }
    }
    straight(&line, first, curvature)
}

/// Tries rates beyond the first bound, until one is good or the rate lies before that bound.
fn bent(line: &Line, rate: &mut f64) -> Outcome {
    let walk = line.walk;
    while *rate > line.limit {
        if walk.interrupted() {
            return Outcome::Interrupted;
        }
        let trial = walk.try_at(line.point(*rate));
        if trial.f == f64::NEG_INFINITY {
            return Outcome::Unbounded;
        }
        let promised: f64 = (walk.gradient.iter())
            .zip(trial.x.iter().zip(&walk.x))
            .map(|(g, (to, from))| g * (to - from))
            .sum();
        let fall = trial.f - walk.f;
        if trial.is_finite() && promised < 0.0 && fall < 0.0 && fall <= SUFFICIENT * promised {
            return Outcome::Step(trial, *rate);
        }
        let share = 0.5 * promised / (promised - fall);
        let share = if share.is_finite() {
            share.clamp(0.1, 0.5)
        } else {
            0.25
        };
        *rate = if *rate > 4.0 * line.limit {
            share * *rate
        } else {
            line.limit
        };
    }
    Outcome::Stuck
}

fn straight(line: &Line, first: f64, curvature: f64) -> Outcome {
    let walk = line.walk;
    let start = Place {
        rate: 0.0,
        f: walk.f,
        slope: dot(&walk.gradient, line.direction),
    };
    let noise = NOISE * (walk.x.len() as f64).sqrt() * start.f.abs();
    let invisible = INVISIBLE * start.f.abs();
    let steep = curvature * start.slope.abs();
    let mut low = start;
    let mut high: Option<Place> = None;
    let mut best: Option<(Trial, f64)> = None;
    let mut rate = first.min(line.limit);
    let mut widths = [f64::INFINITY; 2];
    for _ in 0..TRIALS {
        if walk.interrupted() {
            return Outcome::Interrupted;
        }
        let x = line.point(rate);
        if x == walk.x {
            break;
        }
        let trial = walk.try_at(x);
        if trial.f == f64::NEG_INFINITY {
            return Outcome::Unbounded;
        }
        let here = Place {
            rate,
            f: trial.f,
            slope: dot(&trial.gradient, line.direction),
        };
        let last = low;
        if !trial.is_finite() || !here.slope.is_finite() {
            let (f, slope) = (f64::INFINITY, f64::NAN);
            high = Some(Place { rate, f, slope });
        } else {
            let even = (here.f - start.f).abs() <= noise;
            let fallen = here.f <= start.f + SUFFICIENT * rate * start.slope && here.f < start.f;
            if !even && (!fallen || here.f >= low.f) {
                high = Some(here);
            } else {
                if here.slope.abs() <= steep {
                    return Outcome::Step(trial, rate);
                }
                let better = best.as_ref().is_none_or(|(best, _)| here.f < best.f);
                if fallen && better {
                    best = Some((trial, rate));
                }
                if here.slope > 0.0 {
                    high = Some(here);
                } else {
                    low = here;
                }
            }
        }
        rate = match high {
            Some(high) => {
                let width = high.rate - low.rate;
                if width <= 4.0 * f64::EPSILON * high.rate
                    || (high.rate * start.slope).abs() <= invisible
                {
                    break;
                }
                let slow = width > 0.5 * widths[1];
                widths = [width, widths[0]];
                between(low, high, noise, slow)
            }
            None if rate >= line.limit || rate >= f64::MAX / FARTHER.1 => break,
            None => beyond(last, low).min(line.limit),
        };
    }
    best.map_or(Outcome::Stuck, |(trial, rate)| Outcome::Step(trial, rate))
}

/// The next rate in a bracket.
fn between(low: Place, high: Place, noise: f64, slow: bool) -> f64 {
    let width = high.rate - low.rate;
    let share = if !high.f.is_finite() {
        // Nothing is known there but that it is too far.
        0.25
    } else if slow {
        0.5
    } else if (high.f - low.f).abs() <= noise && high.slope > 0.0 {
        low.slope / (low.slope - high.slope)
    } else {
        cubic(low, high)
    };
    let share = if share.is_nan() { 0.5 } else { share };
    low.rate + width * share.clamp(MARGIN, 1.0 - MARGIN)
}

/// Where the cubic through two values and slopes has its minimum, as a share of the way.
fn cubic(low: Place, high: Place) -> f64 {
    let width = high.rate - low.rate;
    let (a, b) = (low.slope * width, high.slope * width);
    let rise = high.f - low.f;
    let bend = a + b - 3.0 * rise;
    let root = (bend * bend - a * b).sqrt();
    let share = 1.0 - (b + root - bend) / (b - a + 2.0 * root);
    if share.is_finite() && share > 0.0 && share < 1.0 {
        share
    } else {
        // The parabola through both values and the slope at the lower end.
        0.5 * a / (a - rise)
    }
}

/// The next rate while no end of the fall is seen: where the slopes of the last two points would
/// come to zero.
fn beyond(last: Place, here: Place) -> f64 {
    let gone = here.rate - last.rate;
    let reach = here.rate + gone * here.slope / (last.slope - here.slope);
    let (least, most) = FARTHER;
    if reach > 0.0 && here.slope > last.slope {
        reach.clamp(least * here.rate, most * here.rate)
    } else {
        most * here.rate
    }
}
