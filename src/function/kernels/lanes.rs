//! Kernels at lane speed: one formula for a single number and for many.
//!
//! A kernel is a type with three functions. `fast` is branch-free arithmetic on one number; in a
//! loop over a slice the compiler turns it into vector instructions of whatever width the loop is
//! compiled for ([`dispatch`](super::dispatch)). `common` tells where `fast` is right, and `slow`
//! computes the rest, one number at a time: so the bits of a result never depend on the numbers
//! beside it, and a scalar call gives the same bits as a batch.

/// Multiplication and addition, fused where the machine can.
///
/// On a machine without fused arithmetic the results of kernels may differ in their last bit.
pub trait Madd: Copy {
    /// Whether it is one rounding.
    const FUSED: bool;
    /// `a*b + c`.
    fn madd(a: f64, b: f64, c: f64) -> f64;
    /// What rounding lost of `product`, which is `a*b` rounded.
    fn rest(a: f64, b: f64, product: f64) -> f64;
    /// `c - a*b`, exact where `a*b` is `c` but for rounding: what is left of `c/a` or of a root.
    fn residual(c: f64, a: f64, b: f64) -> f64;
}

/// One rounding: for machines with the instruction.
#[derive(Clone, Copy, Debug)]
pub struct Fused;

impl Madd for Fused {
    const FUSED: bool = true;

    #[inline(always)]
    fn madd(a: f64, b: f64, c: f64) -> f64 {
        a.mul_add(b, c)
    }

    #[inline(always)]
    fn rest(a: f64, b: f64, product: f64) -> f64 {
        a.mul_add(b, -product)
    }

    #[inline(always)]
    fn residual(c: f64, a: f64, b: f64) -> f64 {
        (-a).mul_add(b, c)
    }
}

/// Two roundings: for machines without the instruction, where a fused operation would be a call.
#[derive(Clone, Copy, Debug)]
pub struct Split;

impl Split {
    /// The upper and lower half of a number's digits (Veltkamp).
    #[inline(always)]
    fn halves(x: f64) -> (f64, f64) {
        let scaled = 134_217_729.0 * x;
        let high = scaled - (scaled - x);
        (high, x - high)
    }
}

impl Madd for Split {
    const FUSED: bool = false;

    #[inline(always)]
    fn madd(a: f64, b: f64, c: f64) -> f64 {
        a * b + c
    }

    #[inline(always)]
    fn rest(a: f64, b: f64, product: f64) -> f64 {
        // Dekker's product: exact as long as nothing overflows.
        let (a, b) = (Self::halves(a), Self::halves(b));
        ((a.0 * b.0 - product) + a.0 * b.1 + a.1 * b.0) + a.1 * b.1
    }

    #[inline(always)]
    fn residual(c: f64, a: f64, b: f64) -> f64 {
        let product = a * b;
        (c - product) - Self::rest(a, b, product)
    }
}

/// A kernel of one argument.
pub trait Lane1 {
    /// The value where [`common`](Self::common) holds, without branches and calls; anything
    /// elsewhere.
    fn fast<M: Madd>(x: f64) -> f64;
    /// Whether [`fast`](Self::fast) is right at `x`; false for NaN unless it is right there too.
    fn common(x: f64) -> bool;
    /// The value anywhere else.
    fn slow(x: f64) -> f64;
}

/// A kernel of two arguments.
pub trait Lane2 {
    /// As [`Lane1::fast`].
    fn fast<M: Madd>(x: f64, y: f64) -> f64;
    /// As [`Lane1::common`].
    fn common(x: f64, y: f64) -> bool;
    /// As [`Lane1::slow`].
    fn slow(x: f64, y: f64) -> f64;
}
