//! Numeric solutions: isolated roots of polynomials, and a search for changes of sign.

use num_bigint::BigInt;
use num_rational::BigRational;

use super::numeric::{Approximate, Sampler};
use super::solution::{Kind, Solution};
use super::solver::{Found, Solver, exact};
use crate::algebra::Fuel;
use crate::algebra::univariate;
use crate::expr::{Id, Number};

/// What isolating the roots of one polynomial may cost.
const ISOLATION_FUEL: u64 = 2_000_000_000;

/// The search looks between minus this and this.
pub(super) const REACH: f64 = 1000.0;

/// How many places the search looks at on either side of 0.
const PLACES: usize = 1500;

/// No more solutions than this are listed by the search.
const MOST_FOUND: usize = 40;

impl Solver<'_> {
    /// A decimal that stands for a root between two numbers.
    pub(super) fn decimal(&mut self, value: f64, lower: Number, upper: Number) -> Option<Solution> {
        let number = Number::from_double(value)?;
        let node = self.arena.number_node(number);
        Some(Solution {
            kind: Kind::Numeric { lower, upper },
            ..exact(node)
        })
    }

    /// The real roots of a square-free polynomial, each between two numbers.
    pub(super) fn isolated(&mut self, f: &[BigInt]) -> Found {
        let mut fuel = Fuel::new(ISOLATION_FUEL);
        let mut found = Vec::new();
        for root in univariate::isolate_real_roots(f, &mut fuel)? {
            if let Some(value) = root.exact() {
                let value = self.arena.number_node(Number::from_big(value.clone()));
                found.push(exact(value));
                continue;
            }
            let value = root.to_f64(&mut fuel)?;
            let root = root.refine(64, &mut fuel)?;
            let (lower, upper) = (
                Number::from_big(root.lower()),
                Number::from_big(root.upper()),
            );
            found.extend(self.decimal(value, lower, upper));
        }
        Ok(found)
    }

    /// Solutions of `f = 0` where `f` changes its sign between places of a grid.
    pub(super) fn searched(&mut self, f: Id, x: Id) -> Vec<Solution> {
        let sampler = Sampler::new(self.arena, f);
        let arena = &*self.arena;
        let value = |at: f64| -> f64 {
            sampler
                .at(
                    arena,
                    &[(
                        x,
                        Approximate {
                            value: at,
                            error: 0.0,
                        },
                    )],
                )
                .map_or(f64::NAN, |found| found.value)
        };
        // Dense near 0, where most solutions are, and wider outside.
        let place = |step: usize| {
            let share = step as f64 / PLACES as f64;
            let curve = 6.0_f64;
            REACH * (curve * share).sinh() / curve.sinh()
        };
        let places = (1..=PLACES)
            .rev()
            .map(|step| -place(step))
            .chain([0.0])
            .chain((1..=PLACES).map(place));
        let mut brackets = Vec::new();
        let mut before: Option<(f64, f64)> = None;
        for at in places {
            let here = value(at);
            if here == 0.0 {
                brackets.push((at, at));
            } else if let Some((left, left_value)) = before
                && left_value.is_finite()
                && here.is_finite()
                && left_value != 0.0
                && (left_value < 0.0) != (here < 0.0)
            {
                brackets.push((left, at));
            }
            before = Some((at, here));
            if brackets.len() >= MOST_FOUND {
                break;
            }
        }
        let mut roots = Vec::new();
        for (left, right) in brackets {
            if let Some(root) = bisected(&value, left, right) {
                roots.push(root);
            }
        }
        let mut found = Vec::new();
        for (root, lower, upper) in roots {
            if let (Some(lower), Some(upper)) =
                (Number::from_double(lower), Number::from_double(upper))
            {
                found.extend(self.decimal(root, lower, upper));
            }
        }
        found
    }

    /// The value of a numeric solution that came through an inverse function, as a decimal.
    pub(super) fn evaluated(&mut self, solution: Solution) -> Option<Solution> {
        if !matches!(solution.kind, Kind::Numeric { .. })
            || self.arena.as_number(solution.value).is_some()
        {
            return Some(solution);
        }
        let found = super::numeric::value_at(self.arena, solution.value, &[])?;
        if !found.value.is_finite() {
            return None;
        }
        let error = found.error.max(found.value.abs() * f64::EPSILON) * 4.0;
        let lower = BigRational::from_float(found.value - error)?;
        let upper = BigRational::from_float(found.value + error)?;
        let decimal = self.decimal(
            found.value,
            Number::from_big(lower),
            Number::from_big(upper),
        )?;
        Some(Solution {
            value: decimal.value,
            kind: decimal.kind,
            ..solution
        })
    }
}

/// A zero between two places with values of opposite signs, with the places around it; nothing for
/// a pole or a jump.
fn bisected(value: &impl Fn(f64) -> f64, left: f64, right: f64) -> Option<(f64, f64, f64)> {
    if left == right {
        return Some((left, left, right));
    }
    let (mut low, mut high) = (left, right);
    let (start_low, start_high) = (value(low), value(high));
    let negative = start_low < 0.0;
    for _ in 0..1200 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        let here = value(middle);
        if here.is_nan() {
            return None;
        }
        if here == 0.0 {
            return Some((middle, low, high));
        }
        if (here < 0.0) == negative {
            low = middle;
        } else {
            high = middle;
        }
    }
    // Towards a pole or a jump the values do not fall.
    let (a, b) = (value(low).abs(), value(high).abs());
    let scale = start_low.abs().min(start_high.abs());
    if a.min(b) > 1e-6 * scale {
        return None;
    }
    Some((if a <= b { low } else { high }, low, high))
}
