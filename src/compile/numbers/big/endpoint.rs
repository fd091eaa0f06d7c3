//! Numbers of any precision as ends of intervals, and the functions of the table at them.
//!
//! A function that is made of others is computed in interval arithmetic, so that its error needs no
//! thought: where too many digits cancel, the interval is wide, and it is computed again with more.

use std::cmp::Ordering;

use super::super::interval::{Endpoint, Interval, Intervals};
use super::elementary::{self, Ends};
use super::float::{Big, Round};
use super::special;
use crate::function::{FunctionId, Kernel};

/// A number of bits.
pub type Bits = u64;

/// More bits than this are not tried for one value, but for as many as are asked for.
const MOST_EXTRA: Bits = 6000;

/// Computes with more and more bits, until the ends agree in as many as are asked for.
pub(super) fn refined(bits: Bits, compute: impl Fn(Bits) -> Interval<Big>) -> Interval<Big> {
    let mut working = bits + 16;
    loop {
        let found = compute(working);
        let width = found.upper().sub(found.lower(), 32, Round::Up);
        let size = found.lower().top().min(found.upper().top());
        let enough = width.is_zero() || width.top() <= size - bits as i64;
        if enough || found.is_empty() || working > 2 * bits + MOST_EXTRA {
            return found;
        }
        working = 2 * working + 64;
    }
}

type Context = Intervals<Big>;

fn one(value: &Big) -> Interval<Big> {
    Interval::point(value.clone())
}

impl Endpoint for Big {
    type Precision = Bits;

    fn exactly(value: f64) -> Option<Self> {
        Big::from_double(value)
    }

    fn infinity(negative: bool) -> Self {
        Big::infinity(negative)
    }

    fn order(&self, other: &Self) -> Ordering {
        self.compare(other)
    }

    fn is_infinite(&self) -> bool {
        Big::is_infinite(self)
    }

    fn nearest(&self) -> f64 {
        self.to_f64()
    }

    fn negated(&self) -> Self {
        self.neg()
    }

    fn plus(&self, other: &Self, bits: &Bits, round: Round) -> Self {
        self.add(other, *bits, round)
    }

    fn times(&self, other: &Self, bits: &Bits, round: Round) -> Self {
        self.mul(other, *bits, round)
    }

    fn over(&self, other: &Self, bits: &Bits, round: Round) -> Self {
        self.div(other, *bits, round)
    }

    fn floor(&self) -> Option<Self> {
        Big::floor(self).map(|floor| Big::new(floor, 0))
    }

    fn pi(bits: &Bits) -> [Self; 2] {
        elementary::pi_ends(*bits)
    }

    fn value(&self, function: FunctionId, index: Option<u32>, bits: &Bits) -> Option<[Self; 2]> {
        if Big::is_infinite(self) {
            return limit(function, self);
        }
        let found = finite(self, function, index, *bits)?;
        // Infinite limits stay, which as intervals hold no number.
        if found.lower().compare(found.upper()).is_gt() {
            return None;
        }
        Some([found.lower().clone(), found.upper().clone()])
    }

    fn power(&self, exponent: &Self, bits: &Bits) -> [Self; 2] {
        // An error of the logarithm counts as often as the exponent is large.
        let work = bits + 16 + exponent.top().max(0) as u64 + 8;
        let context = Context::new(work);
        let logarithm = Context::ends_of(elementary::log(self, work));
        let product = context.mul_of(&logarithm, &one(exponent));
        let context = Context::new(*bits);
        let power = context.rising(elementary::exp, &product);
        [power.lower().clone(), power.upper().clone()]
    }

    /// About a minute of work.
    fn fuel(bits: &Bits) -> u64 {
        // A multiplication takes about this long.
        let seconds = 1e-7 * (*bits as f64 / 192.0).max(1.0).powf(1.55);
        (60.0 / seconds) as u64
    }

    fn call_cost(bits: &Bits) -> u64 {
        3 * ((*bits as f64).sqrt() as u64)
    }

    /// The gamma family in multiplications, as many at 256 bits as at 2600 (measured).
    fn call_cost_of(function: FunctionId, bits: &Bits) -> u64 {
        type F = FunctionId;
        match function {
            F::ERF | F::ERFC => 4 * Self::call_cost(bits),
            F::GAMMA | F::FACTORIAL | F::LOGGAMMA | F::DIGAMMA => 2000,
            F::TRIGAMMA | F::POLYGAMMA | F::BINOMIAL => 6000,
            _ => Self::call_cost(bits),
        }
    }
}

impl Big {
    /// Two numbers around `e`.
    pub(crate) fn e(bits: Bits) -> [Big; 2] {
        elementary::exp(&Big::one(), bits)
    }
}

/// The limit at an infinity: what the kernel says, which is an integer, an infinity, or half a turn
/// of pi.
fn limit(function: FunctionId, at: &Big) -> Option<Ends> {
    let end = if at.is_negative() {
        f64::NEG_INFINITY
    } else {
        f64::INFINITY
    };
    let Kernel::Unary(kernel) = function.row().kernel else {
        return None;
    };
    let value = kernel(end);
    if value.is_nan() {
        return None;
    }
    let (low, high) = match value.fract() == 0.0 || value.is_infinite() {
        true => (value, value),
        false => (value.next_down(), value.next_up()),
    };
    Some([Big::from_double(low)?, Big::from_double(high)?])
}

impl Context {
    pub(super) fn ends_of([lower, upper]: Ends) -> Interval<Big> {
        Interval::new(lower, upper)
    }

    pub(super) fn mul_of(&self, a: &Interval<Big>, b: &Interval<Big>) -> Interval<Big> {
        self.times(a, b)
    }

    /// A rising function at both ends.
    pub(super) fn rising(
        &self,
        function: fn(&Big, Bits) -> Ends,
        a: &Interval<Big>,
    ) -> Interval<Big> {
        let bits = self.bits();
        let [low, same] = function(a.lower(), bits);
        if a.as_point().is_some() {
            return Interval::new(low, same);
        }
        let [_, high] = function(a.upper(), bits);
        Interval::new(low, high)
    }

    pub(super) fn bits(&self) -> Bits {
        *self.precision()
    }

    pub(super) fn whole(&self, value: i64) -> Interval<Big> {
        Interval::point(Big::integer(value))
    }

    pub(super) fn root(&self, a: &Interval<Big>) -> Interval<Big> {
        let bits = self.bits();
        let lower = match a.lower().is_negative() {
            true => Big::zero(),
            false => a.lower().sqrt(bits, Round::Down),
        };
        Interval::new(lower, a.upper().sqrt(bits, Round::Up))
    }

    pub(super) fn pi_of(&self) -> Interval<Big> {
        Self::ends_of(elementary::pi_ends(self.bits()))
    }
}

/// Half of an interval, exactly.
pub(super) fn half(a: &Interval<Big>) -> Interval<Big> {
    Interval::new(a.lower().scaled(-1), a.upper().scaled(-1))
}

fn twice(x: &Big) -> Big {
    x.scaled(1)
}

/// A function at a finite number; nothing outside its domain.
fn finite(x: &Big, function: FunctionId, index: Option<u32>, bits: Bits) -> Option<Interval<Big>> {
    type F = FunctionId;
    let exact = |value: Big| Some(Interval::point(value));
    let ends = |ends: Ends| Some(Context::ends_of(ends));
    let sign = || {
        Big::integer(match x.is_zero() {
            true => 0,
            false if x.is_negative() => -1,
            false => 1,
        })
    };
    let context = Context::new(bits);
    match (function, index) {
        (F::SQRT, _) => match x.is_negative() {
            true => None,
            false => ends([Round::Down, Round::Up].map(|round| x.sqrt(bits, round))),
        },
        (F::CBRT, _) => ends([Round::Down, Round::Up].map(|round| x.root(3, bits, round))),
        (F::EXP, _) => ends(elementary::exp(x, bits)),
        (F::EXPM1, _) => ends(elementary::expm1(x, bits)),
        (F::LOG | F::LOG2 | F::LOG10, _) if x.is_negative() => None,
        (F::LOG, _) => ends(elementary::log(x, bits)),
        (F::LOG1P, _) => match x.compare(&Big::integer(-1)) {
            Ordering::Less => None,
            Ordering::Equal => exact(Big::infinity(true)),
            Ordering::Greater => ends(elementary::log1p(x, bits)),
        },
        (F::LOG2, _) => match x.as_power_of_two() {
            Some(power) => exact(Big::integer(power)),
            None => Some(quotient_of_logs(x, 2, bits)),
        },
        (F::LOG10, _) => Some(quotient_of_logs(x, 10, bits)),
        (F::SIGMOID, _) => {
            let growth = context.rising(elementary::exp, &one(&x.neg()));
            Some(context.over(&context.whole(1), &context.plus(&context.whole(1), &growth)))
        }
        (F::SOFTPLUS, _) => {
            let growth = context.rising(elementary::exp, &one(&x.abs().neg()));
            let small = context.rising(elementary::log1p, &growth);
            match x.is_negative() {
                true => Some(small),
                false => Some(context.plus(&one(x), &small)),
            }
        }
        (F::SIN, _) => ends(elementary::sin(x, bits)),
        (F::COS, _) => ends(elementary::cos(x, bits)),
        (F::TAN | F::COT, _) => {
            let work = Context::new(bits + 4);
            let (sine, cosine) = (
                Context::ends_of(elementary::sin(x, bits + 4)),
                Context::ends_of(elementary::cos(x, bits + 4)),
            );
            let quotient = match function == F::TAN {
                true => work.over(&sine, &cosine),
                false => work.over(&cosine, &sine),
            };
            (!quotient.is_empty()).then_some(quotient)
        }
        (F::ATAN, _) => ends(elementary::atan(x, bits)),
        (F::ASIN | F::ACOS, _) => inverse_circular(x, bits, function == F::ACOS),
        (F::SINH, _) => Some(refined(bits, |bits| {
            let context = Context::new(bits);
            let growth = Context::ends_of(elementary::expm1(x, bits));
            let below = context.plus(&growth, &context.whole(1));
            half(&context.plus(&growth, &context.over(&growth, &below)))
        })),
        (F::COSH, _) => {
            let growth = Context::ends_of(elementary::exp(&x.abs(), bits));
            let decay = context.over(&context.whole(1), &growth);
            Some(half(&context.plus(&growth, &decay)))
        }
        (F::TANH, _) => {
            if x.abs().top() > 62 {
                let near = Big::one().sub(&Big::power_of_two(-(1 << 40)), bits, Round::Down);
                let found = Interval::new(near, Big::one());
                return Some(match x.is_negative() {
                    true => context.negative(&found),
                    false => found,
                });
            }
            let growth = Context::ends_of(elementary::expm1(&twice(&x.abs()), bits + 4));
            // 1 - 2/(growth + 2), written so that small arguments keep their digits.
            let value = match growth.lower().top() < 2 {
                true => context.over(&growth, &context.plus(&growth, &context.whole(2))),
                false => {
                    let rest =
                        context.over(&context.whole(2), &context.plus(&growth, &context.whole(2)));
                    context.minus(&context.whole(1), &rest)
                }
            };
            Some(match x.is_negative() {
                true => context.negative(&value),
                false => value,
            })
        }
        (F::ASINH, _) => {
            // log1p(x + x^2/(1 + sqrt(x^2 + 1))) for x >= 0
            let size = one(&x.abs());
            let work = Context::new(bits + 8);
            let square = work.whole_power(&size, 2);
            let root = work.root(&work.plus(&square, &work.whole(1)));
            let part = work.over(&square, &work.plus(&work.whole(1), &root));
            let value = work.rising(elementary::log1p, &work.plus(&size, &part));
            Some(match x.is_negative() {
                true => work.negative(&value),
                false => value,
            })
        }
        (F::ACOSH, _) => {
            let above = x.exact_sum(&Big::integer(-1))?;
            if above.is_negative() {
                return None;
            }
            let work = Context::new(bits + 8);
            let other = work.plus(&one(&above), &work.whole(2));
            let root = work.root(&work.times(&one(&above), &other));
            Some(work.rising(elementary::log1p, &work.plus(&one(&above), &root)))
        }
        (F::ATANH, _) => {
            if x.top() < -(bits as i64) - 4 {
                return ends(elementary::beside(x, bits));
            }
            let rest = Big::one().exact_sum(&x.abs().neg())?;
            if rest.is_negative() {
                return None;
            }
            if rest.is_zero() {
                return exact(Big::infinity(x.is_negative()));
            }
            let work = Context::new(bits + 8);
            let argument = work.over(&one(&twice(&x.abs())), &one(&rest));
            let value = half(&work.rising(elementary::log1p, &argument));
            Some(match x.is_negative() {
                true => work.negative(&value),
                false => value,
            })
        }
        (F::ABS, _) => exact(x.abs()),
        (F::SIGN, _) => exact(sign()),
        (F::HEAVISIDE, _) => {
            let both = sign().add(&Big::one(), 8, Round::Down);
            exact(both.scaled(-1))
        }
        (F::RELU, _) => exact(if x.is_negative() {
            Big::zero()
        } else {
            x.clone()
        }),
        (F::FLOOR, _) => exact(Endpoint::floor(x)?),
        (F::CEIL, _) => exact(Endpoint::floor(&x.neg())?.neg()),
        (F::ROUND, _) => {
            if x.is_integer() || x.top() < -1 {
                return exact(if x.is_integer() {
                    x.clone()
                } else {
                    Big::zero()
                });
            }
            let moved = x.abs().exact_sum(&Big::power_of_two(-1))?;
            let whole = Endpoint::floor(&moved)?;
            exact(if x.is_negative() { whole.neg() } else { whole })
        }
        (F::ERF, _) => Some(special::erf(x, bits)),
        (F::ERFC, _) => Some(special::erfc(x, bits)),
        (F::GAMMA, _) => special::gamma(x, bits),
        (F::LOGGAMMA, _) => special::loggamma(x, bits),
        (F::DIGAMMA, _) => special::digamma(x, bits),
        (F::TRIGAMMA, _) => special::polygamma(1, x, bits),
        (F::POLYGAMMA, Some(0)) => special::digamma(x, bits),
        (F::POLYGAMMA, Some(n)) => special::polygamma(n, x, bits),
        _ => None,
    }
}

/// The logarithm to a base.
fn quotient_of_logs(x: &Big, base: i64, bits: Bits) -> Interval<Big> {
    let work = Context::new(bits + 8);
    let above = Context::ends_of(elementary::log(x, bits + 8));
    if above.upper().is_infinite() || above.lower().is_infinite() {
        return above;
    }
    let below = Context::ends_of(elementary::log(&Big::integer(base), bits + 8));
    work.over(&above, &below)
}

/// The inverse sine, `atan(x/sqrt((1 - x)*(1 + x)))`, or the inverse cosine,
/// `2*atan(sqrt((1 - x)/(1 + x)))`.
fn inverse_circular(x: &Big, bits: Bits, cosine: bool) -> Option<Interval<Big>> {
    let work = Context::new(bits + 8);
    if x.top() < -(bits as i64) - 4 {
        let angle = Context::ends_of(elementary::beside(x, bits + 8));
        return Some(match cosine {
            true => work.minus(&half(&work.pi_of()), &angle),
            false => angle,
        });
    }
    let below = Big::one().exact_sum(&x.neg())?;
    let above = Big::one().exact_sum(x)?;
    if below.is_negative() || above.is_negative() {
        return None;
    }
    let pi = work.pi_of();
    if cosine {
        if above.is_zero() {
            return Some(pi);
        }
        let root = work.root(&work.over(&one(&below), &one(&above)));
        let angle = work.rising(elementary::atan, &root);
        return Some(work.plus(&angle, &angle));
    }
    if below.is_zero() || above.is_zero() {
        let quarter = half(&pi);
        return Some(match x.is_negative() {
            true => work.negative(&quarter),
            false => quarter,
        });
    }
    let root = work.root(&work.times(&one(&below), &one(&above)));
    Some(work.rising(elementary::atan, &work.over(&one(x), &root)))
}
