//! Constants to any number of bits, kept by each thread as far as they were asked for.

use std::cell::RefCell;

use num_bigint::BigInt;
use num_traits::{One, Zero};

use crate::expr::Number;

/// A constant in fixed point, and its bits behind the point.
struct Kept {
    value: BigInt,
    bits: u64,
}

thread_local! {
    static PI: RefCell<Option<Kept>> = const { RefCell::new(None) };
    static LN_2: RefCell<Option<Kept>> = const { RefCell::new(None) };
    static BERNOULLI: RefCell<Vec<Number>> = const { RefCell::new(Vec::new()) };
}

/// `pi * 2^bits`, with an error of at most 1.
pub(super) fn pi(bits: u64) -> BigInt {
    PI.with_borrow_mut(|kept| {
        fixed(kept, bits, |bits| {
            // J. Machin, 1706.
            (inverse(5, bits, true) << 4u32) - (inverse(239, bits, true) << 2u32)
        })
    })
}

/// `log(2) * 2^bits`, with an error of at most 1.
pub(super) fn ln_2(bits: u64) -> BigInt {
    LN_2.with_borrow_mut(|kept| {
        fixed(kept, bits, |bits| {
            inverse(26, bits, false) * 18 - inverse(4801, bits, false) * 2
                + inverse(8749, bits, false) * 8
        })
    })
}

/// Takes a constant from what is kept, or makes it with a quarter more bits than are asked for.
fn fixed(kept: &mut Option<Kept>, bits: u64, make: impl FnOnce(u64) -> BigInt) -> BigInt {
    match kept {
        Some(known) if known.bits >= bits => &known.value >> (known.bits - bits),
        _ => {
            // The errors of all terms together stay far below 2^40 units of the longer number.
            let more = bits + bits / 4 + 64;
            let value: BigInt = make(more + 40) >> 40u32;
            let cut = &value >> (more - bits);
            *kept = Some(Kept { value, bits: more });
            cut
        }
    }
}

/// The inverse tangent of `1/n` (terms of alternating sign), or its inverse hyperbolic tangent.
fn inverse(n: u32, bits: u64, alternating: bool) -> BigInt {
    let square = n * n;
    let mut power = (BigInt::one() << bits) / n;
    let mut sum = BigInt::zero();
    let mut odd = 1u32;
    while !power.is_zero() {
        let term = &power / odd;
        if alternating && odd % 4 == 3 {
            sum -= term;
        } else {
            sum += term;
        }
        power /= square;
        odd += 2;
    }
    sum
}

/// The Bernoulli numbers `B(2), B(4), …`, the first `count` of them, for `work` to look at.
///
/// # Source
/// R. Brent and D. Harvey, Fast computation of Bernoulli, tangent and secant numbers (2011),
/// algorithm 2.
pub(super) fn with_bernoulli<T>(count: usize, work: impl FnOnce(&[Number]) -> T) -> T {
    BERNOULLI.with_borrow_mut(|kept| {
        if kept.len() < count {
            *kept = bernoulli(count + count / 4 + 8);
        }
        work(kept.get(..count).unwrap_or(kept))
    })
}

fn bernoulli(count: usize) -> Vec<Number> {
    // Tangent numbers T(1) … T(count).
    let mut tangent = vec![BigInt::one(); count + 1];
    for k in 2..=count {
        tangent[k] = &tangent[k - 1] * (k - 1);
    }
    for k in 2..=count {
        for j in k..=count {
            tangent[j] = &tangent[j - 1] * (j - k) + &tangent[j] * (j - k + 2);
        }
    }
    (1..=count)
        .map(|n| {
            // B(2n) = (-1)^(n - 1) * 2n * T(n)/(4^n*(4^n - 1))
            let four = BigInt::one() << (2 * n);
            let above = &tangent[n] * (2 * n);
            let above = if n % 2 == 1 { above } else { -above };
            Number::from_big(num_rational::BigRational::new(above, &four * (&four - 1)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_agree_with_doubles() {
        let value = |fixed: BigInt| super::super::Big::new(fixed, -300).to_f64();
        assert_eq!(value(pi(300)), std::f64::consts::PI);
        assert_eq!(value(ln_2(300)), std::f64::consts::LN_2);
        let texts = with_bernoulli(6, |all| {
            all.iter().map(ToString::to_string).collect::<Vec<_>>()
        });
        assert_eq!(
            texts,
            ["1/6", "-1/30", "1/42", "-1/30", "5/66", "-691/2730"]
        );
    }
}
