//! Where a block keeps its numbers, and the loops over them.

use crate::compile::program::Slot;

/// Rows are taken, and summed, in multiples of this.
pub(in crate::compile) const LANES: usize = 128;

/// The most points in a block.
pub(super) const MOST_LANES: usize = 8 * LANES;

/// What all slots of a block should fit into: most of a first-level cache.
const CACHE: usize = 4096;

/// How many points are in a block of so many slots: few enough that the slots stay in the
/// first-level cache, enough to share the reading of an instruction.
pub(super) fn lanes(slots: usize) -> usize {
    let mut lanes = MOST_LANES;
    while lanes > LANES && lanes * (slots + 1) > CACHE {
        lanes /= 2;
    }
    lanes
}

/// For each point of a block all bits if it takes part, else none.
#[derive(Clone, Debug)]
pub(super) struct Mask(pub Vec<u64>);

impl Mask {
    /// Those of `lanes` points for which `holds` says so.
    pub fn of(lanes: usize, holds: impl Fn(usize) -> bool) -> Mask {
        Mask(
            (0..lanes)
                .map(|at| if holds(at) { u64::MAX } else { 0 })
                .collect(),
        )
    }

    /// Adds the points of another.
    pub fn join(&mut self, other: &Mask) {
        for (bits, &more) in self.0.iter_mut().zip(&other.0) {
            *bits |= more;
        }
    }
}

/// Where a result goes: into its slot, or straight into a column of the batch.
pub(super) type Direct<'a> = Option<&'a mut [f64]>;

/// The slots of a block.
///
/// A result is written beside and put in place by exchanging lanes, so a slot can be operand and
/// result of one instruction.
#[derive(Debug)]
pub(in crate::compile) struct Slots<'a> {
    /// Lanes, one behind the other.
    numbers: Vec<f64>,
    /// Where the first begins, and how many numbers are in each.
    first: usize,
    lanes: usize,
    /// The lane of each slot, and the one to which results are written.
    places: Vec<u32>,
    spare: u32,
    /// The numbers of the first slots, where they are read from a column as it is.
    pub(super) columns: Vec<Option<&'a [f64]>>,
    /// How many points of the block there are.
    pub(super) length: usize,
    /// The points that take part, if not all do.
    pub(super) mask: Option<Mask>,
}

/// All lanes but the spare one.
#[derive(Clone, Copy)]
struct Sources<'s> {
    before: &'s [f64],
    behind: &'s [f64],
    spare: usize,
    lanes: usize,
    length: usize,
}

impl<'s> Sources<'s> {
    #[inline(always)]
    fn lane(self, lane: u32) -> &'s [f64] {
        let lane = lane as usize;
        let (from, lane) = if lane < self.spare {
            (self.before, lane)
        } else {
            (self.behind, lane.wrapping_sub(self.spare + 1))
        };
        &from[lane * self.lanes..][..self.length]
    }

    /// The numbers of a slot.
    #[inline(always)]
    fn slot(self, columns: &[Option<&'s [f64]>], places: &[u32], slot: Slot) -> &'s [f64] {
        match columns.get(slot as usize) {
            Some(Some(column)) => &column[..self.length],
            _ => self.lane(places[slot as usize]),
        }
    }
}

impl<'c> Slots<'c> {
    /// Room for `count` slots of up to `lanes` points.
    pub fn new(count: usize, lanes: usize) -> Self {
        /// Numbers in a page: processors take addresses for the same that differ by pages.
        const PAGE: usize = 512;
        let numbers = vec![0.0; (count + 1) * lanes + PAGE];
        // Lanes follow each other without gaps and begin half a lane or page off those of large
        // arrays, so that nothing is read that looks as if it had just been written.
        let page: usize = numbers.as_ptr().align_offset(PAGE * size_of::<f64>());
        let first = page.wrapping_add(lanes.min(PAGE) / 2) % PAGE;
        Slots {
            numbers,
            first,
            lanes,
            places: (0..count as u32).collect(),
            spare: count as u32,
            columns: Vec::new(),
            length: lanes,
            mask: None,
        }
    }

    /// All lanes but the spare one, and the places of that.
    #[inline(always)]
    fn split(
        numbers: &mut [f64],
        spare: u32,
        lanes: usize,
        length: usize,
    ) -> (Sources<'_>, &mut [f64]) {
        let (before, rest) = numbers.split_at_mut(spare as usize * lanes);
        let (places, behind) = rest.split_at_mut(lanes);
        let sources = Sources {
            before,
            behind,
            spare: spare as usize,
            lanes,
            length,
        };
        (sources, &mut places[..length])
    }

    /// The numbers of a slot.
    #[inline(always)]
    pub fn get(&self, slot: Slot) -> &[f64] {
        match self.columns.get(slot as usize) {
            Some(Some(column)) => &column[..self.length],
            _ => {
                let lane = self.places[slot as usize] as usize;
                &self.numbers[self.first + lane * self.lanes..][..self.length]
            }
        }
    }

    /// The places of a slot.
    pub fn places(&mut self, slot: usize) -> &mut [f64] {
        let lane = self.places[slot] as usize;
        &mut self.numbers[self.first + lane * self.lanes..][..self.length]
    }

    /// Writes a result, by a loop from operands into places.
    #[inline(always)]
    fn write<const N: usize>(
        &mut self,
        direct: Direct<'_>,
        to: Slot,
        operands: [Slot; N],
        work: impl FnOnce([&[f64]; N], &mut [f64]),
    ) {
        let length = self.length;
        let numbers = &mut self.numbers[self.first..];
        let (sources, spare) = Self::split(numbers, self.spare, self.lanes, length);
        let mut numbers: [&[f64]; N] = [&[]; N];
        for (numbers, &slot) in numbers.iter_mut().zip(&operands) {
            *numbers = sources.slot(&self.columns, &self.places, slot);
        }
        let operands = numbers;
        match direct {
            Some(out) => work(operands, &mut out[..length]),
            None => {
                work(operands, spare);
                if let Some(mask) = &self.mask {
                    let old = sources.lane(self.places[to as usize]);
                    for ((new, &old), &bits) in spare.iter_mut().zip(old).zip(&mask.0) {
                        *new = f64::from_bits((new.to_bits() & bits) | (old.to_bits() & !bits));
                    }
                }
                std::mem::swap(&mut self.places[to as usize], &mut self.spare);
            }
        }
    }

    #[inline(always)]
    pub fn fill(&mut self, to: Slot, value: f64) {
        self.write(None, to, [], |[], out| out.fill(value));
    }

    #[inline(always)]
    pub fn unary(&mut self, direct: Direct<'_>, to: Slot, a: Slot, f: impl Fn(f64) -> f64) {
        self.write(direct, to, [a], |[a], out| {
            for (out, &a) in out.iter_mut().zip(a) {
                *out = f(a);
            }
        });
    }

    #[inline(always)]
    pub fn binary(
        &mut self,
        direct: Direct<'_>,
        to: Slot,
        operands: [Slot; 2],
        f: impl Fn(f64, f64) -> f64,
    ) {
        self.write(direct, to, operands, |[a, b], out| {
            for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
                *out = f(a, b);
            }
        });
    }

    #[inline(always)]
    pub fn ternary(
        &mut self,
        direct: Direct<'_>,
        to: Slot,
        operands: [Slot; 3],
        f: impl Fn(f64, f64, f64) -> f64,
    ) {
        self.write(direct, to, operands, |[a, b, c], out| {
            for (((out, &a), &b), &c) in out.iter_mut().zip(a).zip(b).zip(c) {
                *out = f(a, b, c);
            }
        });
    }

    /// One function for the whole slot.
    #[inline(always)]
    pub fn unary_many(
        &mut self,
        direct: Direct<'_>,
        to: Slot,
        a: Slot,
        many: fn(&[f64], &mut [f64]),
    ) {
        self.write(direct, to, [a], |[a], out| many(a, out));
    }

    /// One function for two whole slots.
    #[inline(always)]
    pub fn binary_many(
        &mut self,
        direct: Direct<'_>,
        to: Slot,
        operands: [Slot; 2],
        many: fn(&[f64], &[f64], &mut [f64]),
    ) {
        self.write(direct, to, operands, |[a, b], out| many(a, b, out));
    }

    /// The fixed sequence of [`power_integer`](crate::compile::arithmetic::power_integer), a step
    /// for the whole block at a time.
    #[inline(always)]
    pub fn power_integer(&mut self, direct: Direct<'_>, to: Slot, a: Slot, n: u32) {
        self.write(direct, to, [a], |[a], out| {
            let mut bit = 1u32 << (31 - n.max(1).leading_zeros());
            // The first step reads the operand, the others the result so far.
            bit >>= 1;
            match n {
                0 => out.fill(1.0),
                1 => out.copy_from_slice(a),
                4 => {
                    bit = 1;
                    for (out, &a) in out.iter_mut().zip(a) {
                        let square = a * a;
                        *out = square * square;
                    }
                }
                n if n & bit != 0 => {
                    for (out, &a) in out.iter_mut().zip(a) {
                        *out = a * a * a;
                    }
                }
                _ => {
                    for (out, &a) in out.iter_mut().zip(a) {
                        *out = a * a;
                    }
                }
            }
            while bit > 1 {
                bit >>= 1;
                if n & bit != 0 {
                    for (out, &a) in out.iter_mut().zip(a) {
                        *out = *out * *out * a;
                    }
                } else {
                    for out in out.iter_mut() {
                        *out *= *out;
                    }
                }
            }
        });
    }
}
