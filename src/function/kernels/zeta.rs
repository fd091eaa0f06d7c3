//! The Hurwitz zeta function times a factorial: all that the polygamma functions are made of.

use super::double_double::DoubleDouble;
use super::gamma::{gamma, loggamma};

/// `B(2j)/(2j)!` for j = 1, 2, …, the weights of Euler and Maclaurin's sum.
const WEIGHTS: [f64; 12] = [
    1.0 / 12.0,
    -1.0 / 720.0,
    1.0 / 30240.0,
    -1.0 / 1_209_600.0,
    1.0 / 47_900_160.0,
    -691.0 / 1_307_674_368_000.0,
    1.0 / 74_724_249_600.0,
    -3617.0 / 10_670_622_842_880_000.0,
    43867.0 / 5_109_094_217_170_944_000.0,
    -174_611.0 / 802_857_662_698_291_200_000.0,
    77683.0 / 14_101_100_039_391_805_440_000.0,
    -236_364_091.0 / 1_693_824_136_731_743_669_452_800_000.0,
];

/// `n! * sum over k >= 0 of (a + k)^-(n + 1)`, for `a > 0` and `n >= 1`.
///
/// # Source
/// DLMF 25.11.28 (Euler–Maclaurin), 5.15.1.
pub(super) fn factorial_zeta(n: u32, a: f64) -> f64 {
    if a == f64::INFINITY {
        return 0.0;
    }
    scale(n, a, relative_zeta(f64::from(n) + 1.0, a))
}

/// `sum over k >= 0 of (a/(a + k))^s`: the zeta function in units of its first term.
///
/// In these units nothing overflows, and a term below the last bit ends the sum: for large `s`
/// after a few dozen terms, otherwise at the start of the asymptotic tail, `s/2 + 10`.
fn relative_zeta(s: f64, a: f64) -> DoubleDouble {
    let tail_start = 0.5 * s + 10.0;
    let mut sum = DoubleDouble::new(0.0);
    let mut k = 0.0;
    let mut base = DoubleDouble::new(a);
    let mut term = 1.0;
    while base.high < tail_start {
        sum = sum.add(term);
        k += 1.0;
        base = DoubleDouble::sum(a, k);
        term = ratio_power(a, base, s);
        if term < 1e-20 * sum.high {
            return sum;
        }
    }
    let y = base.high;
    let mut tail = y / (s - 1.0) + 0.5;
    // The j-th part is WEIGHTS[j] * s (s + 1) … (s + 2j) / y^(2j + 1).
    let mut rising = s / y;
    for (j, weight) in WEIGHTS.iter().enumerate() {
        let part = weight * rising;
        tail += part;
        if part.abs() < 1e-18 * tail {
            break;
        }
        let odd = s + 2.0 * j as f64 + 1.0;
        rising *= (odd / y) * ((odd + 1.0) / y);
    }
    let low = (base.low / (s - 1.0)) * term;
    let high = DoubleDouble::new(tail).mul(DoubleDouble::new(term));
    let sum = sum.add(high.high);
    sum.add(high.low + low)
}

/// `(a/b)^s` as if the quotient were not rounded.
fn ratio_power(a: f64, b: DoubleDouble, s: f64) -> f64 {
    let ratio = DoubleDouble::new(a).div(b);
    if ratio.high == 0.0 {
        return 0.0;
    }
    let power = pxfm::f_pow(ratio.high, s);
    power + power * (s * (ratio.low / ratio.high))
}

/// `n! * a^-(n + 1) * factor`, with the power in two halves so that none of the products leaves
/// the range of doubles before the result does.
fn scale(n: u32, a: f64, factor: DoubleDouble) -> f64 {
    let s = f64::from(n) + 1.0;
    if n > 169 {
        // n! overflows; what is left of the range of results has few digits to lose.
        return pxfm::f_exp(loggamma(s) - s * pxfm::f_log(a)) * factor.value();
    }
    let half = (0.5 * s).floor();
    let (first, second) = (pxfm::f_pow(a, -half), pxfm::f_pow(a, half - s));
    ((first * gamma(s)) * factor.value()) * second
}
