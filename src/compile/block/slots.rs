//! Where a block keeps its numbers, and the loops over them.

use crate::compile::program::Slot;

/// How many points are in a block: few enough that the slots of a usual program stay in the
/// first-level cache, enough to share the reading of an instruction.
pub(in crate::compile) const LANES: usize = 128;

/// The numbers of one slot, aligned as the widest vectors like it.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(super) struct Lane(pub [f64; LANES]);

/// For each point of a block all bits if it takes part, else none.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(super) struct Mask(pub [u64; LANES]);

impl Mask {
    /// The points for which `holds` says so.
    pub fn of(holds: impl Fn(usize) -> bool) -> Box<Mask> {
        let mut mask = Box::new(Mask([0; LANES]));
        for (at, bits) in mask.0.iter_mut().enumerate() {
            *bits = if holds(at) { u64::MAX } else { 0 };
        }
        mask
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
/// A result is written beside and put in place by exchanging boxes, so a slot can be operand and
/// result of one instruction.
#[derive(Debug)]
pub(in crate::compile) struct Slots<'a> {
    #[allow(clippy::vec_box)]
    lanes: Vec<Box<Lane>>,
    spare: Box<Lane>,
    /// The numbers of the first slots, where they are read from a column as it is.
    pub(super) columns: Vec<Option<&'a [f64]>>,
    /// How many points of the block there are.
    pub(super) length: usize,
    /// The points that take part, if not all do.
    pub(super) mask: Option<Box<Mask>>,
}

/// The numbers of a slot.
#[inline(always)]
fn source<'s>(
    columns: &[Option<&'s [f64]>],
    lanes: &'s [Box<Lane>],
    slot: Slot,
    length: usize,
) -> &'s [f64] {
    match columns.get(slot as usize) {
        Some(Some(column)) => &column[..length],
        _ => &lanes[slot as usize].0[..length],
    }
}

impl<'c> Slots<'c> {
    /// Room for `count` slots.
    pub fn new(count: usize) -> Self {
        Slots {
            lanes: (0..count).map(|_| Box::new(Lane([0.0; LANES]))).collect(),
            spare: Box::new(Lane([0.0; LANES])),
            columns: Vec::new(),
            length: LANES,
            mask: None,
        }
    }

    /// The numbers of a slot.
    #[inline(always)]
    pub fn get(&self, slot: Slot) -> &[f64] {
        source(&self.columns, &self.lanes, slot, self.length.min(LANES))
    }

    /// All places of a slot.
    pub fn all(&mut self, slot: usize) -> &mut [f64; LANES] {
        &mut self.lanes[slot].0
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
        let length = self.length.min(LANES);
        let operands = operands.map(|slot| source(&self.columns, &self.lanes, slot, length));
        match direct {
            Some(out) => work(operands, &mut out[..length]),
            None => {
                work(operands, &mut self.spare.0[..length]);
                self.put(to);
            }
        }
    }

    /// Puts what stands beside into a slot, for the points that take part.
    #[inline(always)]
    fn put(&mut self, to: Slot) {
        let place = &mut self.lanes[to as usize];
        if let Some(mask) = &self.mask {
            for ((new, &old), &bits) in self.spare.0.iter_mut().zip(&place.0).zip(&mask.0) {
                *new = f64::from_bits((new.to_bits() & bits) | (old.to_bits() & !bits));
            }
        }
        std::mem::swap(place, &mut self.spare);
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
            if n == 0 {
                return out.fill(1.0);
            }
            out.copy_from_slice(a);
            let mut bit = 1u32 << (31 - n.leading_zeros());
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
