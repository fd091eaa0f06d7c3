//! From what a search leaves to solutions and regions.

use std::sync::atomic::{AtomicBool, Ordering};

use super::area::{Area, magnitude, middle, point, side, touch, width, within};
use super::inertia;
use super::newton::Proved;
use super::regions::{Region, connected, strips};
use super::search::{Found, Search};
use super::singular::{self, NEARLY_ZERO};
use super::solutions::{RegionKind, Solution, SolutionKind, UndecidedRegion};
use super::system::System;
use super::tape::Spent;
use crate::compile::Interval;
use crate::optimize::{Kind, classify};

/// How much work a search may take, in operations on intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// From the start.
    pub first: u64,
    /// More for each solution that is proved.
    pub bonus: u64,
    /// In all.
    pub most: u64,
}

impl Default for Effort {
    /// Some tenths of a second, and at most some seconds.
    fn default() -> Self {
        Effort {
            first: 20_000_000,
            bonus: 1_000_000,
            most: 60_000_000,
        }
    }
}

/// Regions of at most so many boxes are searched once more, each by itself.
const FEW: usize = 64;

/// So many regions are searched once more.
const MOST_AGAIN: usize = 40;

/// More regions are told as one.
const MOST_REGIONS: usize = 200;

/// Sides up to this share of their numbers belong to a point rather than to a set of points.
const POINT: f64 = 1e-5;

/// What the solutions are of.
pub(super) struct Problem<'a> {
    pub(super) system: &'a System,
    /// Whether the equations are the partials of a function, the last output of the tapes.
    pub(super) critical: bool,
    pub(super) whole: Area,
    pub(super) effort: Effort,
    /// Set from another thread, ends the search.
    pub(super) interrupt: Option<&'a AtomicBool>,
}

/// Points and regions.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) points: Vec<Solution>,
    pub(super) regions: Vec<UndecidedRegion>,
    pub(super) spent: bool,
    pub(super) proved: Vec<Proved>,
}

impl Problem<'_> {
    /// Whether somebody has asked for an end.
    pub(super) fn interrupted(&self) -> bool {
        (self.interrupt).is_some_and(|flag| flag.load(Ordering::Relaxed))
    }

    pub(super) fn solve(&self) -> Outcome {
        let Effort { first, bonus, most } = self.effort;
        let mut found = Search::new(self.system, &self.whole)
            .interrupt(self.interrupt)
            .run(first, bonus, most);
        let mut regions = Vec::new();
        for (at, region) in connected(std::mem::take(&mut found.open))
            .into_iter()
            .enumerate()
        {
            if at < MOST_AGAIN {
                self.search_again(region, &mut found, &mut regions);
            } else {
                regions.push(region);
            }
        }
        if regions.len() > MOST_REGIONS {
            // Zeros without end, such as those of sin(1/x): one box around what is left says as much.
            let boxes = regions.drain(..).flat_map(|region| region.boxes);
            regions = Region::new(boxes.collect()).into_iter().collect();
        }
        let mut outcome = Outcome {
            spent: found.spent,
            ..Outcome::default()
        };
        for zero in &found.proved {
            outcome.points.push(self.certified(zero));
        }
        // What touches boxes of zeros is the edge of a set of them.
        let (edges, regions): (Vec<Region>, Vec<Region>) =
            regions.into_iter().partition(|region| {
                region
                    .boxes
                    .iter()
                    .any(|area| found.everywhere.iter().any(|zeros| touch(area, zeros)))
            });
        if edges.is_empty() {
            for whole in connected(std::mem::take(&mut found.everywhere)) {
                outcome.regions.push(UndecidedRegion {
                    area: ends(&whole.around),
                    kind: RegionKind::Everywhere,
                });
            }
        } else {
            let mut boxes = std::mem::take(&mut found.everywhere);
            boxes.extend(edges.into_iter().flat_map(|edge| edge.boxes));
            for region in connected(boxes) {
                self.tell(region, &mut outcome);
            }
        }
        for region in regions {
            self.tell(region, &mut outcome);
        }
        outcome.points.sort_by(|a, b| {
            let pairs = a.x.iter().zip(&b.x);
            let orders = pairs.map(|(a, b)| a.total_cmp(b));
            orders.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
        outcome.proved = found.proved;
        outcome
    }

    /// A region of few boxes is searched once more, by itself and closer.
    fn search_again(&self, region: Region, found: &mut Found, regions: &mut Vec<Region>) {
        if region.boxes.len() > FEW {
            return regions.push(region);
        }
        let again = Search::resume(
            self.system,
            &self.whole,
            region.boxes.clone(),
            found.proved.clone(),
        );
        let fuel = self.effort.first / 40;
        let again = again.interrupt(self.interrupt);
        let again = again.run(fuel, fuel, fuel * 10);
        let proofs = again.proved.len() > found.proved.len();
        let left = connected(again.open);
        if again.spent && !proofs && left.len() > 1 {
            // Nothing was gained by looking closer, as with multiple zeros.
            return regions.push(region);
        }
        found.proved = again.proved;
        found.everywhere.extend(again.everywhere);
        regions.extend(left);
    }

    fn certified(&self, zero: &Proved) -> Solution {
        let mut fuel = u64::MAX;
        let x: Vec<f64> = zero.tight.iter().map(told).collect();
        let (value, value_enclosure) = self.value(&x, &zero.tight, &mut fuel);
        let value = match self.critical {
            true => shorter(value, &side(value_enclosure[0], value_enclosure[1])),
            false => value,
        };
        let slopes = self.system.slopes(&zero.tight, &mut fuel);
        let kind = match (self.critical, slopes) {
            (true, Ok(slopes)) => {
                let kind = inertia::kind(&slopes.jacobian, x.len()).unwrap_or(Kind::Degenerate);
                SolutionKind::Critical(kind)
            }
            _ => SolutionKind::Simple,
        };
        Solution {
            enclosure: ends(&zero.tight),
            value,
            value_enclosure,
            kind,
            certified: true,
            exists: true,
            on_boundary: !super::area::strictly_within(&zero.tight, &self.whole),
            x: self.clamped(x),
        }
    }

    /// A point whose enclosure reaches over a side of the box is told as one of the box.
    fn clamped(&self, x: Vec<f64>) -> Vec<f64> {
        let sides = x.into_iter().zip(&self.whole);
        sides
            .map(|(x, side)| x.clamp(*side.lower(), *side.upper()) + 0.0)
            .collect()
    }

    /// The value at a point, and around the exact one of a point in a box.
    fn value(&self, x: &[f64], area: &[Interval<f64>], fuel: &mut u64) -> (f64, [f64; 2]) {
        let size = self.system.size();
        let at = |area: &[Interval<f64>], fuel: &mut u64| -> Option<[f64; 2]> {
            let values = self.system.values.run(area, fuel).ok()?;
            if self.critical {
                let value = &values.get(size)?.interval;
                return Some([*value.lower(), *value.upper()]);
            }
            let sizes = values.iter().take(size);
            let largest = sizes
                .map(|value| magnitude(&value.interval))
                .fold(0.0, f64::max);
            Some([0.0, largest])
        };
        let near = match at(&point(x), fuel) {
            Some([low, high]) if self.critical => middle(&side(low, high)),
            Some([_, high]) => high,
            None => f64::NAN,
        };
        let around = at(area, fuel).unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
        (near, around)
    }

    /// A region as one point, or as what can't be decided.
    fn tell(&self, region: Region, outcome: &mut Outcome) {
        let is_point = region.around.iter().all(|side| {
            let size = magnitude(side).max(1.0);
            width(side) <= POINT * size && size.is_finite()
        });
        let mut fuel = self.effort.first;
        if is_point {
            if let Ok(Some(solution)) = self.singular_point(&region.around, &mut fuel) {
                return outcome.points.push(solution);
            }
            outcome.regions.push(UndecidedRegion {
                area: ends(&region.around),
                kind: RegionKind::Undecided,
            });
            return;
        }
        for strip in strips(region) {
            let kind = match singular::are_zeros(self.system, &strip.boxes, &mut fuel) {
                Ok(true) => RegionKind::Degenerate,
                Ok(false) | Err(Spent) => RegionKind::Undecided,
            };
            outcome.regions.push(UndecidedRegion {
                area: ends(&strip.around),
                kind,
            });
        }
    }

    /// The point that a small region is around, where the Jacobian is singular or not defined.
    fn singular_point(
        &self,
        around: &[Interval<f64>],
        fuel: &mut u64,
    ) -> Result<Option<Solution>, Spent> {
        let size = self.system.size();
        let mut x = singular::descend(self.system, around, fuel)?;
        let mut exact = false;
        // Numbers with few digits are tried as they are: there the equations may hold exactly.
        for digits in [0, 3, 6] {
            let scale = 10_f64.powi(digits);
            // Adding 0 makes 0 of -0.
            let rounded: Vec<f64> = x
                .iter()
                .map(|x| (x * scale).round() / scale + 0.0)
                .collect();
            let near = rounded.iter().zip(around).all(|(x, side)| {
                let more = 1e-9 * (1.0 + x.abs());
                *x >= side.lower() - more && *x <= side.upper() + more
            });
            if near && self.may_be_zero(&rounded, fuel)? {
                exact = self.is_zero(&rounded, fuel)?;
                x = rounded;
                break;
            }
        }
        let crosses = !exact && self.changes_sign(around, fuel)?;
        let values = self.system.at(&x, fuel)?;
        let slopes = self.system.slopes(around, fuel)?;
        let residual = values
            .iter()
            .take(size)
            .map(|value| magnitude(&value.interval))
            .fold(0.0, f64::max);
        let scale = slopes
            .jacobian
            .iter()
            .map(magnitude)
            .filter(|entry| entry.is_finite())
            .fold(1.0, f64::max);
        let probable = exact || crosses || residual <= NEARLY_ZERO * scale;
        let inside = x.iter().zip(&self.whole).all(|(x, side)| side.contains(x));
        if !probable || !inside {
            return Ok(None);
        }
        let kind = if self.critical {
            let hessian = self
                .system
                .numbers_at(&x, fuel)?
                .map(|(_, hessian)| hessian);
            let kind = hessian.and_then(|hessian| classify(&hessian, size).ok());
            SolutionKind::Critical(kind.map_or(Kind::Degenerate, |(kind, _)| kind))
        } else if crosses && !slopes.regular {
            SolutionKind::SignChange
        } else {
            SolutionKind::Multiple
        };
        let (value, value_enclosure) = self.value(&x, around, fuel);
        let enclosure: Area = around
            .iter()
            .zip(&x)
            .map(|(side_, &x)| side(side_.lower().min(x), side_.upper().max(x)))
            .collect();
        Ok(Some(Solution {
            on_boundary: !super::area::strictly_within(around, &self.whole),
            enclosure: ends(&enclosure),
            x,
            value,
            value_enclosure,
            kind,
            certified: false,
            exists: exact || crosses,
        }))
    }

    /// Whether the equations hold at a point, as far as rounding tells.
    fn may_be_zero(&self, x: &[f64], fuel: &mut u64) -> Result<bool, Spent> {
        let values = self.system.at(x, fuel)?;
        Ok(values.iter().all(|value| !value.interval.is_empty())
            && (values.iter().take(self.system.size())).all(|value| value.interval.contains(&0.0)))
    }

    /// Whether the equations hold exactly at a point.
    fn is_zero(&self, x: &[f64], fuel: &mut u64) -> Result<bool, Spent> {
        let values = self.system.at(x, fuel)?;
        Ok(values
            .iter()
            .take(self.system.size())
            .all(|value| value.interval.as_point() == Some(&0.0) && value.interval.is_defined()))
    }

    /// Whether a function of one variable changes its sign across a region without a jump.
    fn changes_sign(&self, around: &[Interval<f64>], fuel: &mut u64) -> Result<bool, Spent> {
        let [area] = around else { return Ok(false) };
        let (lower, upper) = (*area.lower(), *area.upper());
        let more = width(area).max(1e-13 * (1.0 + lower.abs().max(upper.abs())));
        for more in [0.0, more, 16.0 * more] {
            let ends = [lower - more, upper + more];
            let all = self.system.values.run(&[side(ends[0], ends[1])], fuel)?;
            let smooth = all
                .first()
                .is_some_and(super::decorated::Decorated::is_regular);
            if !smooth {
                return Ok(false);
            }
            let mut signs = [0.0; 2];
            for (sign, end) in signs.iter_mut().zip(ends) {
                let value = self.system.at(&[end], fuel)?;
                if let Some(value) = value.first() {
                    let (low, high) = (*value.interval.lower(), *value.interval.upper());
                    *sign = match (low > 0.0, high < 0.0) {
                        (true, _) => 1.0,
                        (_, true) => -1.0,
                        _ => 0.0,
                    };
                }
            }
            let within_whole = within(&[side(ends[0], ends[1])], &self.whole) || more == 0.0;
            if signs[0] * signs[1] < 0.0 && within_whole {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The number that is told for all those of a range.
fn told(side: &Interval<f64>) -> f64 {
    shorter(middle(side), side)
}

/// A number of few digits that is in the range too, if there is one.
fn shorter(number: f64, range: &Interval<f64>) -> f64 {
    const ZERO: f64 = 1e-12;
    if range.contains(&0.0) && magnitude(range) < ZERO {
        return 0.0;
    }
    let rounded = format!("{number:.11e}").parse().ok();
    // Adding 0 makes 0 of -0.
    let rounded = rounded.filter(|rounded| range.contains(rounded));
    rounded.unwrap_or(number) + 0.0
}

fn ends(area: &[Interval<f64>]) -> Vec<[f64; 2]> {
    area.iter()
        .map(|side| [*side.lower(), *side.upper()])
        .collect()
}
