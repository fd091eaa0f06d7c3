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

/// The slots of a block.
///
/// A result is written beside and put in place by exchanging boxes, so a slot can be operand and
/// result of one instruction.
#[derive(Debug)]
pub(in crate::compile) struct Slots {
    #[allow(clippy::vec_box)]
    pub(super) lanes: Vec<Box<Lane>>,
    spare: Box<Lane>,
    /// How many points of the block there are.
    pub(super) length: usize,
    /// The points that take part, if not all do.
    pub(super) mask: Option<Box<Mask>>,
}

impl Slots {
    /// Room for `count` slots.
    pub fn new(count: usize) -> Self {
        Slots {
            lanes: (0..count).map(|_| Box::new(Lane([0.0; LANES]))).collect(),
            spare: Box::new(Lane([0.0; LANES])),
            length: LANES,
            mask: None,
        }
    }

    /// The numbers of a slot.
    #[inline(always)]
    pub fn get(&self, slot: Slot) -> &[f64] {
        &self.lanes[slot as usize].0[..self.length.min(LANES)]
    }

    /// All places of a slot.
    pub fn all(&mut self, slot: usize) -> &mut [f64; LANES] {
        &mut self.lanes[slot].0
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
        self.spare.0.fill(value);
        self.put(to);
    }

    #[inline(always)]
    pub fn unary(&mut self, to: Slot, a: Slot, f: impl Fn(f64) -> f64) {
        let length = self.length.min(LANES);
        let a = &self.lanes[a as usize].0[..length];
        for (out, &a) in self.spare.0[..length].iter_mut().zip(a) {
            *out = f(a);
        }
        self.put(to);
    }

    #[inline(always)]
    pub fn binary(&mut self, to: Slot, [a, b]: [Slot; 2], f: impl Fn(f64, f64) -> f64) {
        let length = self.length.min(LANES);
        let [a, b] = [a, b].map(|slot| &self.lanes[slot as usize].0[..length]);
        for ((out, &a), &b) in self.spare.0[..length].iter_mut().zip(a).zip(b) {
            *out = f(a, b);
        }
        self.put(to);
    }

    #[inline(always)]
    pub fn ternary(&mut self, to: Slot, operands: [Slot; 3], f: impl Fn(f64, f64, f64) -> f64) {
        let length = self.length.min(LANES);
        let [a, b, c] = operands.map(|slot| &self.lanes[slot as usize].0[..length]);
        let out = &mut self.spare.0[..length];
        for (((out, &a), &b), &c) in out.iter_mut().zip(a).zip(b).zip(c) {
            *out = f(a, b, c);
        }
        self.put(to);
    }

    /// One function for the whole slot.
    #[inline(always)]
    pub fn unary_many(&mut self, to: Slot, a: Slot, many: fn(&[f64], &mut [f64])) {
        let length = self.length.min(LANES);
        many(
            &self.lanes[a as usize].0[..length],
            &mut self.spare.0[..length],
        );
        self.put(to);
    }

    /// One function for two whole slots.
    #[inline(always)]
    pub fn binary_many(
        &mut self,
        to: Slot,
        [a, b]: [Slot; 2],
        many: fn(&[f64], &[f64], &mut [f64]),
    ) {
        let length = self.length.min(LANES);
        let [a, b] = [a, b].map(|slot| &self.lanes[slot as usize].0[..length]);
        many(a, b, &mut self.spare.0[..length]);
        self.put(to);
    }

    /// The fixed sequence of [`power_integer`](crate::compile::arithmetic::power_integer), a step
    /// for the whole block at a time.
    #[inline(always)]
    pub fn power_integer(&mut self, to: Slot, a: Slot, n: u32) {
        let length = self.length.min(LANES);
        let a = &self.lanes[a as usize].0[..length];
        let out = &mut self.spare.0[..length];
        if n == 0 {
            out.fill(1.0);
        } else {
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
        }
        self.put(to);
    }
}
