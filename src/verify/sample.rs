//! Comparison at random points.

use super::agreement::{Counterexample, Settings, Undecided};
use super::evaluate::{Machine, Reading};
use super::plan::Plan;
use super::random::Random;

/// The points that are tried for each that is wanted, and how many more.
const TRIES: usize = 30;
const MORE_TRIES: usize = 600;

/// The work of a comparison, in operations.
const FUEL: u64 = 40_000_000;

/// The fewest points that are enough.
const ENOUGH: usize = 3;

/// A difference that is clear: relative to the values, and in errors.
const CLEAR: f64 = 1e-10;
const CLEAR_ERRORS: f64 = 50.0;

/// Errors at which two equal values are certain enough: relative to the values, or to what they
/// are differences of.
const CERTAIN: f64 = 1e-5;
const CERTAIN_SCALE: f64 = 1e-9;

/// How many times a side may be undefined for reasons of size before it counts.
const OFTEN: usize = 10;

/// What the comparison of two sides comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// They agree at this many points.
    Agree(usize),
    /// They differ.
    Differ(Counterexample),
    /// It is not known.
    Open(Undecided),
}

/// What one point says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    /// The two agree.
    Agree,
    /// They differ by values that are certain.
    Differ { before: f64, after: f64 },
    /// The second is not real, and not because something in it is too large or too small.
    Lost { before: f64, after: f64 },
    /// The second is not finite, and something in it is too large or too small.
    Overflow { before: f64, after: f64 },
    /// The first is not real, or a condition does not hold.
    Outside,
    /// The values are not certain enough.
    Unclear,
}

/// Compares the two sides of a plan.
pub(super) fn compare(
    plan: &Plan,
    settings: &Settings,
    random: &mut Random,
    fuel: &mut u64,
) -> Outcome {
    let given = FUEL.min(*fuel);
    let mut sampler = Sampler {
        plan,
        machine: Machine::new(plan, given),
        good: Vec::new(),
    };
    let outcome = sampler.run(settings.points.max(1), random);
    *fuel = fuel.saturating_sub(given - sampler.machine.fuel);
    outcome
}

struct Sampler<'a> {
    plan: &'a Plan,
    machine: Machine<'a>,
    /// Points at which the first side is real.
    good: Vec<Vec<f64>>,
}

impl Sampler<'_> {
    fn run(&mut self, wanted: usize, random: &mut Random) -> Outcome {
        let constant = self.plan.names.is_empty();
        let (mut agreed, mut real, mut lost) = (0, 0, 0);
        let mut overflow = Vec::new();
        let seams = 2 * self.plan.seams.len();
        for attempt in 0..TRIES * wanted + MORE_TRIES + seams {
            let mut point = self.point(attempt, random);
            if let Some(&(at, value)) = self.plan.seams.get(attempt / 2)
                && let Some(slot) = point.get_mut(at)
            {
                let side = if attempt % 2 == 0 { 1.0 } else { -1.0 };
                *slot = short(value + side * random.between(0.05, 1.0));
            }
            let verdict = self.at(&point, false);
            if self.machine.fuel == 0 {
                return match agreed >= ENOUGH {
                    true => Outcome::Agree(agreed),
                    false => Outcome::Open(Undecided::TooCostly),
                };
            }
            if verdict == Verdict::Outside {
                continue;
            }
            real += 1;
            if self.good.len() < 16 {
                self.good.push(point.clone());
            }
            match verdict {
                Verdict::Agree => {
                    agreed += 1;
                    if agreed >= wanted && attempt >= seams || constant {
                        return Outcome::Agree(agreed);
                    }
                }
                Verdict::Differ { .. } | Verdict::Lost { .. } => {
                    if self.confirmed(&point, verdict, random) {
                        // One point where rounding leaves the domain may have such neighbours.
                        lost += usize::from(matches!(verdict, Verdict::Lost { .. }));
                        let sure = matches!(verdict, Verdict::Differ { .. });
                        if sure || constant || lost >= 2 {
                            return Outcome::Differ(self.plain(&point, verdict));
                        }
                    }
                }
                Verdict::Overflow { .. } => overflow.push((point, verdict)),
                Verdict::Outside | Verdict::Unclear => {}
            }
            if constant {
                break;
            }
        }
        if agreed >= ENOUGH {
            return Outcome::Agree(agreed);
        }
        if let Some((point, verdict)) = overflow.first()
            && agreed == 0
            && (constant || overflow.len() >= OFTEN)
        {
            return Outcome::Differ(self.plain(point, *verdict));
        }
        Outcome::Open(match real {
            0 => Undecided::NowhereReal,
            _ => Undecided::TooFew { points: agreed },
        })
    }

    /// A point of the kind that is the turn of an attempt.
    fn point(&self, attempt: usize, random: &mut Random) -> Vec<f64> {
        // Far from 0 functions saturate, and differences of what is left say little.
        let far = match attempt {
            0..24 => 4.0,
            24..200 => 10.0,
            _ => 30.0,
        };
        let near = (attempt % 16 == 15).then(|| {
            let count = self.good.len() as u64;
            self.good.get(random.below(count) as usize)
        });
        let mut point: Vec<f64> = match near.flatten() {
            Some(good) => (good.iter())
                .map(|value| value * random.between(0.7, 1.3))
                .collect(),
            None => (0..self.plan.names.len())
                .map(|at| {
                    // Both signs of every variable, and of two variables all four.
                    let turned = if (at + attempt).is_multiple_of(2) {
                        1.0
                    } else {
                        -1.0
                    };
                    match attempt % 8 {
                        0 => random.between(0.5, 2.0),
                        1 => random.between(-2.0, -0.1),
                        2 => turned * random.between(0.1, 2.0),
                        3 => turned * random.between(0.3, 3.0),
                        4 => random.between(0.05, 1.0),
                        5 => random.between(1.0, 4.0),
                        6 => random.between(-far, far),
                        _ => turned * random.between(-4.0, far.log2()).exp2(),
                    }
                })
                .collect(),
        };
        for value in &mut point {
            *value = short(*value);
        }
        for &(at, value) in &self.plan.fixed {
            if let Some(slot) = point.get_mut(at) {
                *slot = value;
            }
        }
        point
    }

    /// What a point says.
    fn at(&mut self, point: &[f64], second_opinion: bool) -> Verdict {
        let plan = self.plan;
        self.machine.visit(point, second_opinion);
        if !(plan.conditions.iter()).all(|condition| self.machine.holds(condition, point)) {
            return Verdict::Outside;
        }
        let (a, error_a, scale_a) = match self.machine.rounded(&plan.before, point) {
            Reading::Real {
                value,
                error,
                scale,
            } => (value, error, scale),
            Reading::NotReal { .. } => return Verdict::Outside,
            Reading::Unclear => return Verdict::Unclear,
        };
        let (b, error_b, scale_b) = match self.machine.rounded(&plan.after, point) {
            Reading::Real {
                value,
                error,
                scale,
            } => (value, error, scale),
            Reading::Unclear => return Verdict::Unclear,
            Reading::NotReal { value } => {
                let largest = self.machine.largest(&plan.after, point);
                return match value.is_nan() && largest < f64::INFINITY {
                    true => Verdict::Lost {
                        before: a,
                        after: value,
                    },
                    false => Verdict::Overflow {
                        before: a,
                        after: value,
                    },
                };
            }
        };
        let (difference, error) = ((a - b).abs(), error_a + error_b);
        let size = a.abs().max(b.abs());
        if difference > CLEAR * size + CLEAR_ERRORS * error {
            return Verdict::Differ {
                before: a,
                after: b,
            };
        }
        if CERTAIN * size >= CLEAR_ERRORS * error || CERTAIN_SCALE * scale_a.max(scale_b) >= error {
            return Verdict::Agree;
        }
        // What cancels is as certain as its terms are large.
        let terms = [&plan.before, &plan.after].map(|code| self.machine.largest(code, point));
        let terms = terms[0].max(terms[1]);
        match terms.is_finite() && CERTAIN_SCALE * terms >= error {
            true => Verdict::Agree,
            false => Verdict::Unclear,
        }
    }

    /// Whether a verdict is the same, and the difference of the same kind, with other steps and at
    /// points nearby.
    fn confirmed(&mut self, point: &[f64], verdict: Verdict, random: &mut Random) -> bool {
        let gap = |verdict| match verdict {
            Verdict::Differ { before, after } => Some(before - after),
            Verdict::Lost { .. } => Some(f64::INFINITY),
            _ => None,
        };
        let Some(own) = gap(verdict) else {
            return false;
        };
        let alike = |other| match gap(other) {
            Some(other) if own.is_infinite() => other.is_infinite(),
            Some(other) => other / own > 0.4 && other / own < 2.5,
            None => false,
        };
        let second = self.at(point, true);
        if !alike(second) {
            return false;
        }
        (0..4).all(|_| {
            let mut near: Vec<f64> = (point.iter())
                .map(|value| short(value * random.between(0.999, 1.001)))
                .collect();
            for &(at, value) in &self.plan.fixed {
                if let Some(slot) = near.get_mut(at) {
                    *slot = value;
                }
            }
            let verdict = self.at(&near, false);
            alike(verdict)
        })
    }

    /// The counterexample with the simplest numbers that can be found.
    fn plain(&mut self, point: &[f64], verdict: Verdict) -> Counterexample {
        let kind = std::mem::discriminant(&verdict);
        let (mut best, mut best_verdict) = (point.to_vec(), verdict);
        for numbers in [
            [2.0, 3.0, 5.0, 7.0],
            [1.5, 2.5, 0.5, 3.5],
            [0.5, 0.25, 0.75, 0.125],
            [-2.0, -3.0, -1.5, -0.5],
            [-0.5, 0.5, -0.25, 0.25],
        ] {
            let mut plain: Vec<f64> = (0..point.len())
                .map(|at| {
                    let round = (at / numbers.len()) as f64;
                    numbers
                        .get(at % numbers.len())
                        .map_or(1.0, |n| n + round / 8.0)
                })
                .collect();
            for &(at, value) in &self.plan.fixed {
                if let Some(slot) = plain.get_mut(at) {
                    *slot = value;
                }
            }
            let found = self.at(&plain, false);
            let clear = match found {
                Verdict::Differ { before, after } => {
                    (before - after).abs() > 1e-3 * before.abs().max(after.abs())
                }
                _ => true,
            };
            if clear && std::mem::discriminant(&found) == kind {
                (best, best_verdict) = (plain, found);
                break;
            }
        }
        let (before, after) = match best_verdict {
            Verdict::Differ { before, after }
            | Verdict::Lost { before, after }
            | Verdict::Overflow { before, after } => (before, after),
            _ => (f64::NAN, f64::NAN),
        };
        Counterexample::Point {
            point: self.plan.names.iter().cloned().zip(best).collect(),
            before,
            after,
        }
    }
}

/// A number with few digits, so that steps from it are exact.
fn short(value: f64) -> f64 {
    const UNIT: f64 = (1u64 << 16) as f64;
    let rounded = (value * UNIT).round() / UNIT;
    if rounded == 0.0 { 1.0 / UNIT } else { rounded }
}
