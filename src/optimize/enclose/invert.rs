//! What the argument of an operation can be, if its result is known.

use super::area::{meet, side};
use super::decorated::PLAIN;
use crate::compile::{Endpoint, Interval, Numbers};
use crate::function::FunctionId;

/// What is known of an argument.
pub(super) enum Narrow {
    /// It lies in there.
    To(Interval<f64>),
    Unknown,
}

fn negative_part(a: &Interval<f64>) -> Interval<f64> {
    meet(a, &side(f64::NEG_INFINITY, 0.0))
}

fn positive_part(a: &Interval<f64>) -> Interval<f64> {
    meet(a, &side(0.0, f64::INFINITY))
}

/// The hull of what two intervals have in common with `within`; empty ones add nothing.
fn hull_within(
    parts: impl IntoIterator<Item = Interval<f64>>,
    within: &Interval<f64>,
) -> Interval<f64> {
    parts
        .into_iter()
        .map(|part| meet(&part, within))
        .filter(|part| part.lower() <= part.upper())
        .reduce(|a, b| a.hull(&b))
        .unwrap_or_else(Interval::nothing)
}

/// Where `x` of `within` can be, if `x*b` is in `a`: the two parts, below and above 0 of the divisor.
pub(super) fn quotients(a: &Interval<f64>, b: &Interval<f64>) -> [Interval<f64>; 2] {
    if a.contains(&0.0) && b.contains(&0.0) {
        return [side(f64::NEG_INFINITY, f64::INFINITY), Interval::nothing()];
    }
    [negative_part(b), positive_part(b)].map(|part| {
        let zero = part.as_point() == Some(&0.0);
        match zero || part.lower() > part.upper() {
            true => Interval::nothing(),
            false => {
                let found = PLAIN.div(a, &part);
                side(*found.lower(), *found.upper())
            }
        }
    })
}

/// Where `x` of `within` can be, if `x*b` is in `a`.
pub(super) fn quotient(
    a: &Interval<f64>,
    b: &Interval<f64>,
    within: &Interval<f64>,
) -> Interval<f64> {
    hull_within(quotients(a, b), within)
}

/// Where `x` of `within` can be, if `x^n` is in `a`.
pub(super) fn root(a: &Interval<f64>, n: u32, within: &Interval<f64>) -> Interval<f64> {
    if n == 0 {
        return within.clone();
    }
    let size = |a: &Interval<f64>| {
        if a.lower() > a.upper() {
            return Interval::nothing();
        }
        if n == 2 {
            return PLAIN.call(FunctionId::SQRT, None, &[a]);
        }
        let exponent = PLAIN.recip(&PLAIN.constant(f64::from(n)));
        // Powers of 0 and infinity are exact, those between are widened.
        let end = |x: f64, upper: bool| -> f64 {
            if x == 0.0 || x.is_infinite() {
                return x;
            }
            let [low, high] = [exponent.lower(), exponent.upper()].map(|e| x.power(e, &()));
            match upper {
                true => low[1].max(high[1]),
                false => low[0].min(high[0]),
            }
        };
        side(end(*a.lower(), false), end(*a.upper(), true))
    };
    let positive = size(&positive_part(a));
    let negative = match n.is_multiple_of(2) {
        true => PLAIN.neg(&positive),
        false => PLAIN.neg(&size(&PLAIN.neg(&negative_part(a)))),
    };
    hull_within([positive, negative], within)
}

/// Where the base of a power can be.
pub(super) fn power_base(
    result: &Interval<f64>,
    exponent: &Interval<f64>,
    base: &Interval<f64>,
) -> Interval<f64> {
    let positive = *base.lower() > 0.0 && base.upper().is_finite();
    let Some(&exponent) = exponent.as_point().filter(|_| positive) else {
        return base.clone();
    };
    let result = positive_part(result);
    if exponent == 0.0 || result.lower() > result.upper() {
        return base.clone();
    }
    let inverse = PLAIN.recip(&side(exponent, exponent));
    let found = PLAIN.power(&result, &inverse);
    hull_within([found], base)
}

/// Where the argument of a function of one argument can be.
pub(super) fn argument(
    function: FunctionId,
    result: &Interval<f64>,
    argument: &Interval<f64>,
) -> Narrow {
    type F = FunctionId;
    let through = |inverse: FunctionId, result: &Interval<f64>| {
        let found = PLAIN.call(inverse, None, &[result]);
        match found.is_empty() {
            // Outside of what the inverse is defined for there is no argument.
            true => Interval::nothing(),
            false => side(*found.lower(), *found.upper()),
        }
    };
    let found = match function {
        F::SQRT => PLAIN.power_integer(&positive_part(result), 2),
        F::CBRT => PLAIN.power_integer(result, 3),
        F::EXP => through(F::LOG, result),
        F::LOG => through(F::EXP, result),
        F::EXPM1 => through(F::LOG1P, result),
        F::LOG1P => through(F::EXPM1, result),
        F::SINH => through(F::ASINH, result),
        F::ASINH => through(F::SINH, result),
        F::TANH => through(F::ATANH, result),
        F::ABS => {
            let size = positive_part(result);
            if size.lower() > size.upper() {
                return Narrow::To(Interval::nothing());
            }
            return Narrow::To(hull_within([PLAIN.neg(&size), size], argument));
        }
        F::SIN => return periodic(&through(F::ASIN, result), argument, Wave::Sine),
        F::COS => return periodic(&through(F::ACOS, result), argument, Wave::Cosine),
        F::TAN => return periodic(&through(F::ATAN, result), argument, Wave::Tangent),
        _ => return Narrow::Unknown,
    };
    Narrow::To(hull_within([found], argument))
}

/// A periodic function.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wave {
    Sine,
    Cosine,
    Tangent,
}

/// The arguments in `within` whose principal one is in `principal`.
fn periodic(principal: &Interval<f64>, within: &Interval<f64>, wave: Wave) -> Narrow {
    /// Wider arguments pass through all values so often that nothing is to be gained.
    const WIDEST: f64 = 20.0;
    /// Larger arguments are not told apart well enough.
    const LARGEST: f64 = 1e6;
    if principal.is_empty() {
        return Narrow::To(Interval::nothing());
    }
    let (lower, upper) = (*within.lower(), *within.upper());
    if upper - lower > WIDEST || lower < -LARGEST || upper > LARGEST {
        return Narrow::Unknown;
    }
    let pi = {
        let [below, above] = f64::pi(&());
        side(below, above)
    };
    let turn = |x: f64| (x / std::f64::consts::PI).floor() as i32;
    let (first, last) = (turn(lower) - 2, turn(upper) + 2);
    let turns = |k: i32| PLAIN.mul(&PLAIN.constant(f64::from(k)), &pi);
    // tan: k*pi + p; sin: k*pi + (-1)^k*p; cos: k*pi + p for even k, (k + 1)*pi - p for odd k.
    let parts = (first..=last).map(|k| match wave {
        _ if k % 2 == 0 => PLAIN.add(&turns(k), principal),
        Wave::Tangent => PLAIN.add(&turns(k), principal),
        Wave::Sine => PLAIN.sub(&turns(k), principal),
        Wave::Cosine => PLAIN.sub(&turns(k + 1), principal),
    });
    Narrow::To(hull_within(parts, within))
}
