//! The references themselves, held against arbitrary precision.

use crate::references::measure::{Case, Random, Reference};
use crate::references::twofold::{Exact, split};
use astro_float_num::{BigFloat, Consts, RoundingMode};
use std::process::ExitCode;

/// The bits of the arbitrary precision.
const BITS: usize = 256;
const MODE: RoundingMode = RoundingMode::ToEven;
/// How many bits a reference must have.
const WANTED: f64 = 90.0;

type One = fn(&BigFloat, &mut Consts) -> BigFloat;

/// The functions that the library has.
fn one(name: &str) -> Option<One> {
    Some(match name {
        "sqrt" => |x, _| x.sqrt(BITS, MODE),
        "cbrt" => |x, _| x.cbrt(BITS, MODE),
        "exp" => |x, c| x.exp(BITS, MODE, c),
        "log" => |x, c| x.ln(BITS, MODE, c),
        "log2" => |x, c| x.log2(BITS, MODE, c),
        "log10" => |x, c| x.log10(BITS, MODE, c),
        "log1p" => |x, c| x.add(&BigFloat::from(1.0), 1400, MODE).ln(BITS, MODE, c),
        "sin" => |x, c| x.sin(BITS, MODE, c),
        "cos" => |x, c| x.cos(BITS, MODE, c),
        "tan" => |x, c| x.tan(BITS, MODE, c),
        "asin" => |x, c| x.asin(BITS, MODE, c),
        "acos" => |x, c| x.acos(BITS, MODE, c),
        "atan" => |x, c| x.atan(BITS, MODE, c),
        "sinh" => |x, c| x.sinh(BITS, MODE, c),
        "cosh" => |x, c| x.cosh(BITS, MODE, c),
        "tanh" => |x, c| x.tanh(BITS, MODE, c),
        "asinh" => |x, c| x.asinh(BITS, MODE, c),
        "acosh" => |x, c| x.acosh(BITS, MODE, c),
        "atanh" => |x, c| x.atanh(BITS, MODE, c),
        _ => return None,
    })
}

/// A nonzero number, normalised: the library's roots of subnormal doubles are wrong otherwise.
fn big_float(x: f64) -> BigFloat {
    if x == 0.0 || !x.is_finite() {
        return BigFloat::from(x);
    }
    let (m, n) = split(x);
    let mut big = BigFloat::from(m);
    if let Some(exponent) = big.exponent() {
        big.set_exponent(exponent + n);
    }
    big
}

/// The bits in which the two agree; `None` where there is nothing to compare.
fn agreement(exact: Exact, big: &BigFloat) -> Option<f64> {
    let value = exact.value;
    if !value.high.is_finite() || value.high == 0.0 || big.is_nan() || big.is_inf() || big.is_zero()
    {
        return None;
    }
    let mut sum = BigFloat::from(value.high).add(&BigFloat::from(value.low), BITS, MODE);
    let exponent = sum.exponent()? + exact.exponent;
    sum.set_exponent(exponent);
    let difference = sum.sub(big, BITS, MODE);
    if difference.is_zero() {
        return Some(f64::INFINITY);
    }
    Some(f64::from(big.exponent()? - difference.exponent()?))
}

/// Prints the worst agreement of each function.
pub fn verify(cases: &[&Case], points: u64, seed: u64) -> ExitCode {
    let Ok(mut consts) = Consts::new() else {
        eprintln!("no memory");
        return ExitCode::FAILURE;
    };
    let mut good = true;
    for case in cases {
        let (Reference::One(reference), Some(big)) = (case.reference, one(case.name)) else {
            continue;
        };
        let mut random = Random(seed);
        let mut worst = (f64::INFINITY, 0.0);
        for _ in 0..points {
            let x = random.argument(case);
            // Far outside the doubles a reference is only a sign of overflow.
            let exact = reference(x);
            if exact.exponent.abs() > 1500 {
                continue;
            }
            if let Some(bits) = agreement(exact, &big(&big_float(x), &mut consts))
                && bits < worst.0
            {
                worst = (bits, x);
            }
        }
        println!(
            "{:10} {points} points, {} bits, at {:e}",
            case.name, worst.0, worst.1
        );
        good &= worst.0 >= WANTED;
    }
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
