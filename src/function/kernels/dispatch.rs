//! Lane kernels compiled for each width of vectors, and the choice among them at run time.
//!
//! The loops are compiled three times: for 512 bits, for 256 bits, and for whatever every machine
//! of the target has. A scalar call runs the same arithmetic on one number.

#![allow(unsafe_code)]

use std::sync::OnceLock;

use super::lanes::{Fused, Lane1, Lane2, Madd, Split};

/// How wide the vectors are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// What every machine of the target has.
    Baseline,
    /// Vectors of 256 bits with fused multiplication and addition.
    Bits256,
    /// Vectors of 512 bits.
    Bits512,
}

impl Level {
    /// Every level, the narrowest first.
    pub const ALL: [Level; 3] = [Level::Baseline, Level::Bits256, Level::Bits512];

    /// The widest level of this machine.
    #[inline]
    pub fn best() -> Level {
        static BEST: OnceLock<Level> = OnceLock::new();
        *BEST.get_or_init(detect)
    }

    /// The levels of this machine.
    pub fn available() -> impl Iterator<Item = Level> {
        Self::ALL.into_iter().filter(|&level| level <= Self::best())
    }
}

#[cfg(target_arch = "x86_64")]
fn detect() -> Level {
    if !(is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")) {
        return Level::Baseline;
    }
    let wide = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512bw");
    if wide { Level::Bits512 } else { Level::Bits256 }
}

#[cfg(not(target_arch = "x86_64"))]
fn detect() -> Level {
    Level::Baseline
}

/// What multiplies and adds at the baseline.
#[cfg(target_arch = "aarch64")]
type Plain = Fused;
#[cfg(not(target_arch = "aarch64"))]
type Plain = Split;

/// A scalar kernel of one argument.
pub type One1 = extern "C" fn(f64) -> f64;
/// A scalar kernel of two arguments.
pub type One2 = extern "C" fn(f64, f64) -> f64;
/// A kernel of one argument over a slice; as many numbers as both slices have.
pub type Many1 = fn(&[f64], &mut [f64]);
/// A kernel of two arguments over slices; as many numbers as all slices have.
pub type Many2 = fn(&[f64], &[f64], &mut [f64]);

/// A lane kernel at every level. A level that this machine has not is its best.
#[derive(Clone, Copy, Debug)]
pub enum Lanes {
    /// The kernel is called number by number.
    None,
    /// One argument.
    Unary {
        /// The scalar function at a level.
        one: fn(Level) -> One1,
        /// The slice function at a level.
        many: fn(Level) -> Many1,
    },
    /// Two arguments.
    Binary {
        /// The scalar function at a level.
        one: fn(Level) -> One2,
        /// The slice function at a level.
        many: fn(Level) -> Many2,
    },
}

impl Lanes {
    /// The lanes of a kernel of one argument.
    pub const fn unary<K: Lane1>() -> Lanes {
        Lanes::Unary {
            one: one1::<K>,
            many: many1::<K>,
        }
    }

    /// The lanes of a kernel of two arguments.
    pub const fn binary<K: Lane2>() -> Lanes {
        Lanes::Binary {
            one: one2::<K>,
            many: many2::<K>,
        }
    }
}

/// A kernel of one argument at one number, at this machine's best level.
#[inline]
pub fn value1<K: Lane1>(x: f64) -> f64 {
    one1::<K>(Level::best())(x)
}

/// A kernel of two arguments at one pair, at this machine's best level.
#[inline]
pub fn value2<K: Lane2>(x: f64, y: f64) -> f64 {
    one2::<K>(Level::best())(x, y)
}

#[inline(always)]
fn scalar1<K: Lane1, M: Madd>(x: f64) -> f64 {
    if K::common(x) {
        K::fast::<M>(x)
    } else {
        K::slow(x)
    }
}

#[inline(always)]
fn scalar2<K: Lane2, M: Madd>(x: f64, y: f64) -> f64 {
    if K::common(x, y) {
        K::fast::<M>(x, y)
    } else {
        K::slow(x, y)
    }
}

#[inline(always)]
fn slice1<K: Lane1, M: Madd>(xs: &[f64], out: &mut [f64]) {
    let mut rare = false;
    for (out, &x) in out.iter_mut().zip(xs) {
        *out = K::fast::<M>(x);
        rare |= !K::common(x);
    }
    if rare {
        for (out, &x) in out.iter_mut().zip(xs) {
            if !K::common(x) {
                *out = K::slow(x);
            }
        }
    }
}

#[inline(always)]
fn slice2<K: Lane2, M: Madd>(xs: &[f64], ys: &[f64], out: &mut [f64]) {
    let mut rare = false;
    for ((out, &x), &y) in out.iter_mut().zip(xs).zip(ys) {
        *out = K::fast::<M>(x, y);
        rare |= !K::common(x, y);
    }
    if rare {
        for ((out, &x), &y) in out.iter_mut().zip(xs).zip(ys) {
            if !K::common(x, y) {
                *out = K::slow(x, y);
            }
        }
    }
}

/// The functions of one level. They are handed out only on machines that have the level.
macro_rules! level {
    ($module:ident, $madd:ty $(, $features:literal)?) => {
        mod $module {
            use super::*;

            pub extern "C" fn one1<K: Lane1>(x: f64) -> f64 {
                $(#[target_feature(enable = $features)])?
                fn work<K: Lane1>(x: f64) -> f64 {
                    scalar1::<K, $madd>(x)
                }
                #[allow(unused_unsafe)]
                // SAFETY: `Level::best` has found the features before this is handed out.
                unsafe { work::<K>(x) }
            }

            pub extern "C" fn one2<K: Lane2>(x: f64, y: f64) -> f64 {
                $(#[target_feature(enable = $features)])?
                fn work<K: Lane2>(x: f64, y: f64) -> f64 {
                    scalar2::<K, $madd>(x, y)
                }
                #[allow(unused_unsafe)]
                // SAFETY: as for `one1`.
                unsafe { work::<K>(x, y) }
            }

            pub fn many1<K: Lane1>(xs: &[f64], out: &mut [f64]) {
                $(#[target_feature(enable = $features)])?
                fn work<K: Lane1>(xs: &[f64], out: &mut [f64]) {
                    slice1::<K, $madd>(xs, out);
                }
                #[allow(unused_unsafe)]
                // SAFETY: as for `one1`.
                unsafe { work::<K>(xs, out) }
            }

            pub fn many2<K: Lane2>(xs: &[f64], ys: &[f64], out: &mut [f64]) {
                $(#[target_feature(enable = $features)])?
                fn work<K: Lane2>(xs: &[f64], ys: &[f64], out: &mut [f64]) {
                    slice2::<K, $madd>(xs, ys, out);
                }
                #[allow(unused_unsafe)]
                // SAFETY: as for `one1`.
                unsafe { work::<K>(xs, ys, out) }
            }
        }
    };
}

level!(baseline, Plain);
#[cfg(target_arch = "x86_64")]
level!(bits256, Fused, "avx2,fma");
#[cfg(target_arch = "x86_64")]
level!(
    bits512,
    Fused,
    "avx512f,avx512dq,avx512vl,avx512bw,avx2,fma"
);

/// One function at each level.
macro_rules! at_each_level {
    ($name:ident, $bound:ident, $kind:ty) => {
        fn $name<K: $bound>(level: Level) -> $kind {
            match level.min(Level::best()) {
                Level::Baseline => baseline::$name::<K>,
                #[cfg(target_arch = "x86_64")]
                Level::Bits256 => bits256::$name::<K>,
                #[cfg(target_arch = "x86_64")]
                Level::Bits512 => bits512::$name::<K>,
                #[cfg(not(target_arch = "x86_64"))]
                _ => baseline::$name::<K>,
            }
        }
    };
}

at_each_level!(one1, Lane1, One1);
at_each_level!(one2, Lane2, One2);
at_each_level!(many1, Lane1, Many1);
at_each_level!(many2, Lane2, Many2);
