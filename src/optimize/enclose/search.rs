//! Branch and prune: boxes are narrowed, proved, dropped, or split.
//!
//! The widest box comes first, so that when the fuel is spent what is left is equally fine
//! everywhere. A box that a zero is proved in is cut out of all others: nothing else is in it.

use std::collections::BinaryHeap;
use std::sync::atomic::{self, AtomicBool};

use super::area::{
    Area, hull, intersection, is_bounded, magnitude, measure, outside, side, split_at, touch,
    width, within,
};
use super::newton::{self, Prepared, Proved};
use super::singular;
use super::system::System;
use super::tape::Spent;
use super::waiting::Waiting;
use crate::compile::Interval;

/// What is found in a box.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Zeros that are proved, at least partly within the box.
    pub(super) proved: Vec<Proved>,
    /// Boxes with nothing but zeros.
    pub(super) everywhere: Vec<Area>,
    /// Boxes that may have zeros.
    pub(super) open: Vec<Area>,
    /// Whether boxes are open because the fuel was spent, rather than because they are small.
    pub(super) spent: bool,
}

/// A search in progress.
pub(super) struct Search<'a> {
    system: &'a System,
    /// What is searched, and what zeros outside of are not reported.
    whole: Area,
    queue: BinaryHeap<Waiting>,
    found: Found,
    /// Zeros that are proved, those outside of the box too.
    known: Vec<Proved>,
    /// How small sides may get, as a share of their numbers.
    finest: f64,
    /// Numbers that are smaller than these count as so large.
    sizes: Vec<f64>,
    /// Set from another thread, ends the search as if the fuel were spent.
    interrupt: Option<&'a AtomicBool>,
}

/// What becomes of a box.
enum Fate {
    /// It is done with.
    Gone,
    /// It is to be split, best at a gap.
    Split(Area, Option<(usize, [f64; 2])>),
    /// These parts are left of it.
    Parts(Vec<Area>),
}

/// A side is not split below this share of its numbers: where Newton's method has not proved
/// anything by then, a zero is multiple, and much smaller boxes are all alike to rounding.
const FINEST: f64 = 1e-8;

/// The same for a region that is searched once more.
const FINER: f64 = 1e-13;

/// When so many boxes wait, they may lie along a line or surface of zeros, which any number of them
/// would not decide.
const MANY_WAITING: usize = 3_000;

/// More boxes are never kept waiting.
const MOST_WAITING: usize = 100_000;

impl<'a> Search<'a> {
    pub(super) fn new(system: &'a System, whole: &[Interval<f64>]) -> Self {
        let mut search = Search {
            system,
            sizes: whole.iter().map(|side| magnitude(side).min(1.0)).collect(),
            finest: FINEST,
            whole: whole.to_vec(),
            queue: BinaryHeap::new(),
            found: Found::default(),
            known: Vec::new(),
            interrupt: None,
        };
        search.push(whole.to_vec());
        search
    }

    /// Starts from these boxes, which lie in `whole`, with zeros that are known.
    pub(super) fn resume(
        system: &'a System,
        whole: &[Interval<f64>],
        boxes: Vec<Area>,
        known: Vec<Proved>,
    ) -> Self {
        let mut search = Search::new(system, whole);
        search.finest = FINER;
        search.queue.clear();
        search.known = known;
        for area in boxes {
            search.push(area);
        }
        search
    }

    pub(super) fn interrupt(self, interrupt: Option<&'a AtomicBool>) -> Self {
        Search { interrupt, ..self }
    }

    fn push(&mut self, area: Area) {
        // The widest box first.
        let urgency = area.iter().map(measure).fold(0.0, f64::max);
        self.queue.push(Waiting { urgency, area });
    }

    /// Searches until nothing waits or the fuel is spent. Every proof brings `bonus` fuel, up to
    /// `most` in all.
    pub(super) fn run(mut self, mut fuel: u64, bonus: u64, mut most: u64) -> Found {
        let mut proofs = self.known.len();
        let mut many = MANY_WAITING;
        while let Some(Waiting { area, .. }) = self.queue.pop() {
            let before = fuel;
            if (self.interrupt).is_some_and(|flag| flag.load(atomic::Ordering::Relaxed)) {
                self.found.open.push(area);
                self.found.spent = true;
                break;
            }
            match self.treat(&area, &mut fuel) {
                Err(Spent) => {
                    self.found.open.push(area);
                    self.found.spent = true;
                    break;
                }
                Ok(Fate::Gone) => {}
                Ok(Fate::Parts(parts)) => {
                    for part in parts {
                        self.push(part);
                    }
                }
                Ok(Fate::Split(area, gap)) => self.split(area, gap),
            }
            most = most.saturating_sub(before - fuel);
            if self.known.len() > proofs {
                fuel = (fuel + bonus * (self.known.len() - proofs) as u64).min(most);
                proofs = self.known.len();
            }
            if self.queue.len() > many {
                let waiting: Vec<Area> = self
                    .queue
                    .iter()
                    .map(|waiting| waiting.area.clone())
                    .collect();
                let zeros = singular::are_zeros(self.system, &waiting, &mut fuel);
                if many > MOST_WAITING || zeros != Ok(false) {
                    self.found.spent = true;
                    break;
                }
                many *= 2;
            }
        }
        let rest = self.queue.drain().map(|waiting| waiting.area);
        self.found.open.extend(rest);
        let known = &self.known;
        // A box that was left before a zero in it was proved.
        self.found
            .open
            .retain(|area| !known.iter().any(|zero| within(area, &zero.alone)));
        let whole = self.whole;
        self.found.proved = self
            .known
            .into_iter()
            .filter(|zero| touch(&zero.tight, &whole))
            .collect();
        self.found
    }

    fn is_small(&self, area: &[Interval<f64>]) -> bool {
        (0..area.len()).all(|at| self.is_short(at, &area[at]))
    }

    fn is_short(&self, at: usize, side: &Interval<f64>) -> bool {
        let limit = self.finest * magnitude(side).max(self.sizes[at]);
        limit.is_finite() && width(side) <= limit.max(f64::MIN_POSITIVE)
    }

    fn treat(&mut self, area: &[Interval<f64>], fuel: &mut u64) -> Result<Fate, Spent> {
        /// So often a box is narrowed before it is split.
        const ROUNDS: usize = 12;
        let mut area = area.to_vec();
        let mut gap = None;
        for _ in 0..ROUNDS {
            // Looking through the known zeros is work too, where there are very many.
            *fuel = fuel.checked_sub(4 * self.known.len() as u64).ok_or(Spent)?;
            if self.known.iter().any(|zero| within(&area, &zero.alone)) {
                return Ok(Fate::Gone);
            }
            let size = self.system.size();
            let Some(narrowed) = self.system.values.narrow(&area, size, fuel)? else {
                return Ok(Fate::Gone);
            };
            let slopes = self.system.slopes(&narrowed, fuel)?;
            if slopes
                .values
                .iter()
                .any(|value| value.is_empty() || !value.contains(&0.0))
            {
                return Ok(Fate::Gone);
            }
            if slopes
                .values
                .iter()
                .all(|value| value.as_point() == Some(&0.0) && value.is_defined())
                && is_bounded(&narrowed)
                && !self.is_small(&narrowed)
            {
                self.found.everywhere.push(narrowed);
                return Ok(Fate::Gone);
            }
            let mut next = narrowed;
            if let Some(prepared) = Prepared::new(self.system, &next, &slopes, fuel)? {
                let Some((left, found_gap)) = prepared.narrow(&next) else {
                    return Ok(Fate::Gone);
                };
                gap = found_gap;
                if let Some(fate) = self.try_to_prove(&next, &left, fuel)? {
                    return Ok(fate);
                }
                next = left;
            } else {
                gap = None;
            }
            if self.is_small(&next) {
                if let Some(fate) = self.try_to_prove(&next, &next, fuel)? {
                    return Ok(fate);
                }
                self.found.open.push(next);
                return Ok(Fate::Gone);
            }
            let shrunk = next.iter().zip(&area).any(|(next, now)| {
                let (next, now) = (measure(next), measure(now));
                next < 0.7 * now
            });
            area = next;
            if !shrunk {
                break;
            }
        }
        // Where a proved zero lies near, what is left beside it.
        let near = self.known.iter().find(|zero| {
            intersection(&area, &zero.alone).is_some_and(|both| is_share(&both, &area))
        });
        if let Some(zero) = near {
            return Ok(Fate::Parts(outside(&area, &zero.alone)));
        }
        Ok(Fate::Split(area, gap))
    }

    /// Tries to prove a zero in or near a box that Newton's method narrows to `left`.
    fn try_to_prove(
        &mut self,
        area: &[Interval<f64>],
        left: &[Interval<f64>],
        fuel: &mut u64,
    ) -> Result<Option<Fate>, Spent> {
        /// The sizes of boxes that are tried, in widths of the box.
        const RADII: [f64; 6] = [0.55, 0.25, 0.1, 0.03, 1e-3, 1e-6];
        /// The same for a box that is small already, as shares of its numbers.
        const SMALL: [f64; 5] = [1e-2, 1e-4, 1e-6, 1e-8, 1e-11];
        /// How much Newton's method must have narrowed for a proof to be near.
        const PROMISING: f64 = 0.5;
        let promising = left
            .iter()
            .zip(area)
            .all(|(left, area)| width(left) <= PROMISING * width(area) || width(left) == 0.0);
        let small = self.is_small(area);
        if !promising && !small {
            return Ok(None);
        }
        let middle = super::area::center(left);
        let Some(zero) = newton::approach(self.system, &middle, area, fuel)? else {
            return Ok(None);
        };
        if self
            .known
            .iter()
            .any(|known| within(&super::area::point(&zero), &known.alone))
        {
            return Ok(None);
        }
        let around = |radius: f64| -> Area {
            let at = 0..zero.len();
            at.map(|at| {
                let x = zero[at];
                let size = match small {
                    true => x.abs().max(self.sizes[at]),
                    false => width(&area[at]),
                };
                let away = (radius * size).max(x.abs() * 1e-14).max(1e-300);
                side(x - away, x + away)
            })
            .collect()
        };
        // All of the box at once, and a little more.
        let all: Area = hull(&around(if small { 1e-13 } else { 0.05 }), area)
            .iter()
            .map(|side_| {
                let more = 0.05 * width(side_) + 1e-300;
                side(side_.lower() - more, side_.upper() + more)
            })
            .collect();
        let mut tries = Vec::with_capacity(RADII.len() + 1);
        if small {
            tries.extend(SMALL.iter().map(|&radius| hull(&around(radius), &all)));
        } else {
            tries.push(all);
            tries.extend(RADII.iter().map(|&radius| around(radius)));
        }
        for area_tried in tries {
            let Some(proved) = newton::prove(self.system, &area_tried, fuel)? else {
                continue;
            };
            self.remember(proved.clone());
            if within(area, &proved.alone) {
                return Ok(Some(Fate::Gone));
            }
            return Ok(Some(Fate::Parts(outside(area, &proved.alone))));
        }
        Ok(None)
    }

    /// Adds a zero, unless it is one that is known.
    fn remember(&mut self, proved: Proved) {
        let twin = self.known.iter_mut().find(|known| {
            within(&proved.tight, &known.alone) && touch(&proved.tight, &known.tight)
                || within(&known.tight, &proved.alone) && touch(&proved.tight, &known.tight)
        });
        match twin {
            Some(known) => {
                // The larger of the two boxes without another zero serves better.
                let size = |area: &Area| area.iter().map(width).fold(f64::INFINITY, f64::min);
                if size(&proved.alone) > size(&known.alone) {
                    known.alone = proved.alone;
                }
            }
            None => self.known.push(proved),
        }
    }

    fn split(&mut self, area: Area, gap: Option<(usize, [f64; 2])>) {
        if let Some((at, [from, to])) = gap
            && to - from > 0.05 * width(&area[at])
        {
            let (mut first, mut second) = (area.clone(), area);
            first[at] = side(*first[at].lower(), from);
            second[at] = side(to, *second[at].upper());
            self.push(first);
            self.push(second);
            return;
        }
        let mut order: Vec<usize> = (0..area.len()).collect();
        order.sort_by(|&a, &b| measure(&area[b]).total_cmp(&measure(&area[a])));
        let place = order.into_iter().find_map(|at| {
            let short = self.is_short(at, &area[at]);
            split_at(&area[at])
                .filter(|_| !short)
                .map(|middle| (at, middle))
        });
        let Some((at, middle)) = place else {
            self.found.open.push(area);
            return;
        };
        let (mut first, mut second) = (area.clone(), area);
        first[at] = side(*first[at].lower(), middle);
        second[at] = side(middle, *second[at].upper());
        self.push(first);
        self.push(second);
    }
}

/// Whether a part of a box is large enough to be worth cutting out.
fn is_share(part: &[Interval<f64>], area: &[Interval<f64>]) -> bool {
    part.iter()
        .zip(area)
        .all(|(part, area)| width(part) > 0.1 * width(area) || width(area) == 0.0)
}
