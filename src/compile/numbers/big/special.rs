//! The error functions, the gamma function and its derivatives to any number of bits.

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::super::interval::{Interval, Intervals};
use super::constants::with_bernoulli;
use super::elementary;
use super::endpoint::{Bits, half, refined};
use super::float::{Big, Round};
use crate::function::FunctionId;

type Context = Intervals<Big>;

/// With more bits the gamma function and its relatives have no value: the table of Bernoulli
/// numbers grows with the square of the digits.
pub(super) const MOST_BITS: Bits = 16_000;

/// How many terms a shift of the argument may take.
const MOST_SHIFTS: f64 = 100_000.0;

fn one(value: &Big) -> Interval<Big> {
    Interval::point(value.clone())
}

/// `2/sqrt(pi)*exp(-x^2)`
fn slope(x: &Big, context: &Context) -> Interval<Big> {
    let square = x.mul(x, u64::MAX / 4, Round::Down);
    let bell = context.rising(elementary::exp, &one(&square.neg()));
    let root = context.root(&context.pi_of());
    context.over(&context.times(&context.whole(2), &bell), &root)
}

/// The error function.
///
/// # Source
/// DLMF 7.6.2: a series of positive terms.
pub(super) fn erf(x: &Big, bits: Bits) -> Interval<Big> {
    if x.is_zero() {
        return one(x);
    }
    if x.is_negative() {
        return Context::new(bits).negative(&erf(&x.neg(), bits));
    }
    let context = Context::new(bits + 16);
    // Nearly 1, as soon as exp(-x^2) is below the last bit.
    if x.top() > 20 || x.to_f64().powi(2) * 1.44 > bits as f64 + 8.0 {
        let rest = Big::power_of_two(-(bits as i64));
        return Interval::new(Big::one().sub(&rest, bits + 8, Round::Down), Big::one());
    }
    if x.top() < -(bits as i64) - 8 {
        // 2/sqrt(pi)*(x - x^3/3 + …)
        let slope = slope(&Big::zero(), &context);
        let far = x.mul(x, bits, Round::Up);
        let least = Big::one().sub(&far, bits + 16, Round::Down);
        return context.times(
            &slope,
            &context.times(&one(x), &Interval::new(least, Big::one())),
        );
    }
    // x*exp(-x^2) times the sum of (2x^2)^n/(1*3*…*(2n + 1)), in fixed point: terms begin with 1.
    let size = x.to_f64();
    let w = bits + 64;
    let square = x.fixed((w + 32) as i64);
    let square: BigInt = (&square * &square) >> (w + 63);
    let mut term = BigInt::one() << w;
    let mut sum = term.clone();
    let mut odd = 3u32;
    let mut terms = 1u64;
    loop {
        term = ((term * &square) >> w) / odd;
        sum += &term;
        odd += 2;
        terms += 1;
        // From here on terms shrink by half at least.
        if term.is_zero() && f64::from(odd) > 4.0 * size * size {
            break;
        }
    }
    // A term is cut twice, and an error grows no more than the terms do; the square is off by 2.
    let whole: BigInt = &sum >> w;
    let error = (whole + 2u32) * (terms * 8) + terms * terms * 4;
    let sum = Interval::new(
        Big::new(&sum - &error, -(w as i64)),
        Big::new(&sum + &error, -(w as i64)),
    );
    context.times(&context.times(&slope(x, &context), &one(x)), &sum)
}

/// The complementary error function.
///
/// # Source
/// DLMF 7.12.1 for large arguments: the error is below the first term that is left out.
pub(super) fn erfc(x: &Big, bits: Bits) -> Interval<Big> {
    let context = Context::new(bits + 16);
    let one_less = |bits: Bits| {
        let context = Context::new(bits + 8);
        context.minus(&context.whole(1), &erf(x, bits))
    };
    if x.is_negative() || x.top() < 0 {
        return one_less(bits + 8);
    }
    if x.top() > 19 {
        return Interval::new(Big::zero(), elementary::exp(&x.neg(), bits)[1].clone());
    }
    let size = x.to_f64();
    let reach = size * size * 1.44;
    if reach < bits as f64 + 24.0 {
        // 1 - erf(x), with the digits that cancel computed besides.
        return refined(bits, |work| one_less(work + reach as u64 + 16));
    }
    let square = context.whole_power(&one(x), 2);
    let double = context.plus(&square, &square);
    let mut term = context.whole(1);
    let mut sum = context.whole(1);
    let mut odd = 1i64;
    loop {
        let next = context.over(&context.times(&term, &context.whole(-odd)), &double);
        let small = next.upper().top().max(next.lower().top()) < -(bits as i64) - 8;
        if small || odd as f64 > size * size {
            let size = Interval::new(next.lower().abs().neg(), next.lower().abs());
            let size = size.hull(&context.negative(&size)).hull(&next);
            sum = context.plus(&sum, &size);
            break;
        }
        sum = context.plus(&sum, &next);
        term = next;
        odd += 2;
    }
    // 2/sqrt(pi)*exp(-x^2)/(2x)
    let factor = context.over(&half(&slope(x, &context)), &one(x));
    context.times(&factor, &sum)
}

/// `x + shift`, large enough that the asymptotic series reach the bits.
fn shift_for(x: &Big, bits: Bits, order: u32) -> Option<u32> {
    let least = 0.2 * bits as f64 + 8.0 + f64::from(order);
    let size = x.to_f64();
    let shift = (least - size).ceil().max(0.0);
    (bits <= MOST_BITS && shift <= MOST_SHIFTS).then_some(shift as u32)
}

/// Calls `take` with the terms' numbers k = 1, 2, … and B(2k), until it says that it is enough;
/// nothing if the numbers do not reach.
fn bernoulli_terms(bits: Bits, mut take: impl FnMut(i64, Interval<Big>) -> bool) -> Option<()> {
    let mut count = 8 + bits as usize / 24;
    let mut done = 0;
    loop {
        let enough = with_bernoulli(count, |all| {
            for (at, number) in all.iter().enumerate().skip(done) {
                let ends =
                    [Round::Down, Round::Up].map(|round| Big::from_number(number, bits, round));
                if take(at as i64 + 1, Context::ends_of(ends)) {
                    return true;
                }
            }
            false
        });
        if enough {
            return Some(());
        }
        done = count;
        count *= 2;
        if count > MOST_BITS as usize {
            return None;
        }
    }
}

/// A sum that ends with a term below the bits, which bounds what is left out.
struct Tail<'a> {
    context: &'a Context,
    sum: Interval<Big>,
    /// The place of the last bit that matters.
    last: i64,
    before: i64,
}

impl Tail<'_> {
    /// Adds a term; whether it was the last. One that is larger than that before makes an end too.
    fn add(&mut self, term: &Interval<Big>) -> bool {
        let top = term.lower().top().max(term.upper().top());
        if top < self.last || top > self.before {
            let bound = term.hull(&self.context.negative(term));
            self.sum = self.context.plus(&self.sum, &bound);
            return true;
        }
        self.before = top;
        self.sum = self.context.plus(&self.sum, term);
        false
    }
}

/// `log(gamma(x))` for large `x`.
///
/// # Source
/// DLMF 5.11.1, with the bound of 5.11(ii).
fn stirling(x: &Interval<Big>, context: &Context) -> Option<Interval<Big>> {
    let bits = context.bits();
    let logarithm = context.rising(elementary::log, x);
    let less = context.minus(x, &half(&context.whole(1)));
    let turn = context.plus(&context.pi_of(), &context.pi_of());
    let constant = half(&context.rising(elementary::log, &turn));
    let main = context.plus(
        &context.minus(&context.times(&less, &logarithm), x),
        &constant,
    );
    let inverse = context.over(&context.whole(1), x);
    let square = context.whole_power(&inverse, 2);
    let mut power = inverse;
    let mut tail = Tail {
        context,
        sum: context.whole(0),
        last: main.upper().top().min(0) - bits as i64,
        before: i64::MAX,
    };
    bernoulli_terms(bits, |k, number| {
        let below = context.whole(2 * k * (2 * k - 1));
        let term = context.over(&context.times(&number, &power), &below);
        power = context.times(&power, &square);
        tail.add(&term)
    })?;
    Some(context.plus(&main, &tail.sum))
}

/// Whether a number is 0 or a negative integer.
fn is_pole(x: &Big) -> bool {
    (x.is_negative() || x.is_zero()) && x.is_integer()
}

/// `sin(pi*x)` and `cos(pi*x)`, the whole half turns taken off exactly.
fn circle(x: &Big, context: &Context) -> Option<[Interval<Big>; 2]> {
    let nearest = x.exact_sum(&Big::power_of_two(-1))?.floor()?;
    let odd = nearest.bit(0);
    let rest = x.exact_sum(&Big::new(-nearest, 0))?;
    let angle = context.times(&context.pi_of(), &one(&rest));
    let sine = context.call_one(FunctionId::SIN, &angle);
    let cosine = context.call_one(FunctionId::COS, &angle);
    Some(match odd {
        true => [context.negative(&sine), context.negative(&cosine)],
        false => [sine, cosine],
    })
}

/// `x*(x + 1)*…` of so many factors.
fn rising_product(x: &Big, count: u32, context: &Context) -> Interval<Big> {
    let mut product = context.whole(1);
    for at in 0..count {
        let factor = context.plus(&one(x), &context.whole(i64::from(at)));
        product = context.times(&product, &factor);
    }
    product
}

/// The gamma function; nothing at its poles.
pub(super) fn gamma(x: &Big, bits: Bits) -> Option<Interval<Big>> {
    if is_pole(x) {
        return None;
    }
    if x.is_negative() {
        // DLMF 5.5.3
        let context = Context::new(bits + 16);
        let [sine, _] = circle(x, &context)?;
        let other = gamma(&Big::one().exact_sum(&x.neg())?, bits + 16)?;
        return Some(context.over(&context.pi_of(), &context.times(&sine, &other)));
    }
    if x.is_integer() && x.top() < 12 {
        let count = x.to_i64()? as u32 - 1;
        let context = Context::new(bits + 16);
        return Some(rising_product(&Big::one(), count, &context));
    }
    if x.top() > 44 {
        return Some(Interval::new(
            Big::power_of_two(super::float::LARGEST),
            Big::infinity(false),
        ));
    }
    let work = bits + 24 + 2 * x.top().max(0) as u64;
    let shift = shift_for(x, work, 0)?;
    // The logarithm is as long as the result: its whole part is lost.
    let context = Context::new(work + 2 * (64 - u64::from((work as u32 + shift).leading_zeros())));
    let moved = context.plus(&one(x), &context.whole(i64::from(shift)));
    let logarithm = stirling(&moved, &context)?;
    let value = context.rising(elementary::exp, &logarithm);
    Some(context.over(&value, &rising_product(x, shift, &context)))
}

/// `log|gamma(x)|`; nothing at the poles.
pub(super) fn loggamma(x: &Big, bits: Bits) -> Option<Interval<Big>> {
    if is_pole(x) {
        return None;
    }
    if x.is_integer() && x.to_i64().is_some_and(|x| x <= 2) {
        return Some(one(&Big::zero()));
    }
    // Near 1, 2 and some points between the poles the logarithm vanishes.
    let found = refined(bits, |bits| {
        log_size(x, bits).unwrap_or_else(Interval::nothing)
    });
    (!found.is_empty()).then_some(found)
}

fn log_size(x: &Big, bits: Bits) -> Option<Interval<Big>> {
    let context = Context::new(bits + 32);
    if x.is_negative() {
        let [sine, _] = circle(x, &context)?;
        let other = log_size(&Big::one().exact_sum(&x.neg())?, bits)?;
        let size = context.over(&context.pi_of(), &sine);
        let size = size_of(&size, &context);
        return Some(context.minus(&context.rising(elementary::log, &size), &other));
    }
    let shift = shift_for(x, bits + 32, 0)?;
    let moved = context.plus(&one(x), &context.whole(i64::from(shift)));
    let product = rising_product(x, shift, &context);
    let logarithm = context.rising(elementary::log, &product);
    Some(context.minus(&stirling(&moved, &context)?, &logarithm))
}

fn size_of(a: &Interval<Big>, context: &Context) -> Interval<Big> {
    match a.upper().is_negative() {
        true => context.negative(a),
        false => a.clone(),
    }
}

/// The derivative of [`loggamma`]; nothing at the poles.
///
/// # Source
/// DLMF 5.11.2, 5.5.4.
pub(super) fn digamma(x: &Big, bits: Bits) -> Option<Interval<Big>> {
    if is_pole(x) {
        return None;
    }
    let found = refined(bits, |bits| {
        psi(x, bits + 16).unwrap_or_else(Interval::nothing)
    });
    (!found.is_empty()).then_some(found)
}

fn psi(x: &Big, bits: Bits) -> Option<Interval<Big>> {
    let context = Context::new(bits + 16);
    if x.is_negative() {
        let [sine, cosine] = circle(x, &context)?;
        let other = psi(&Big::one().exact_sum(&x.neg())?, bits)?;
        let turn = context.over(&context.times(&context.pi_of(), &cosine), &sine);
        return Some(context.minus(&other, &turn));
    }
    let shift = shift_for(x, bits + 16, 0)?;
    let moved = context.plus(&one(x), &context.whole(i64::from(shift)));
    let inverse = context.over(&context.whole(1), &moved);
    let mut value = context.minus(&context.rising(elementary::log, &moved), &half(&inverse));
    let square = context.whole_power(&inverse, 2);
    let mut power = square.clone();
    let mut tail = Tail {
        context: &context,
        sum: context.whole(0),
        last: -(bits as i64) - 16,
        before: i64::MAX,
    };
    bernoulli_terms(bits + 16, |k, number| {
        let term = context.over(&context.times(&number, &power), &context.whole(2 * k));
        power = context.times(&power, &square);
        tail.add(&term)
    })?;
    value = context.minus(&value, &tail.sum);
    for at in 0..shift {
        let place = context.plus(&one(x), &context.whole(i64::from(at)));
        value = context.minus(&value, &context.over(&context.whole(1), &place));
    }
    Some(value)
}

/// The derivatives of the digamma function, for `n >= 1`; nothing at the poles.
///
/// # Source
/// DLMF 25.11.28 (Euler and Maclaurin), 5.15.1; the error is below the first term left out.
pub(super) fn polygamma(n: u32, x: &Big, bits: Bits) -> Option<Interval<Big>> {
    if is_pole(x) {
        return None;
    }
    let found = refined(bits, |bits| {
        derivative_of_psi(n, x, bits + 16).unwrap_or_else(Interval::nothing)
    });
    (!found.is_empty()).then_some(found)
}

fn derivative_of_psi(n: u32, x: &Big, bits: Bits) -> Option<Interval<Big>> {
    let context = Context::new(bits + 16);
    let s = u64::from(n) + 1;
    let shift = shift_for(x, bits + 16, n)?;
    // The sum of (x + k)^-s over k >= 0.
    let mut sum = context.whole(0);
    for at in 0..shift {
        let place = context.plus(&one(x), &context.whole(i64::from(at)));
        let power = context.whole_power(&place, s);
        sum = context.plus(&sum, &context.over(&context.whole(1), &power));
    }
    let moved = context.plus(&one(x), &context.whole(i64::from(shift)));
    let inverse = context.over(&context.whole(1), &moved);
    let first = context.whole_power(&inverse, s);
    sum = context.plus(&sum, &half(&first));
    let area = context.times(&first, &moved);
    sum = context.plus(&sum, &context.over(&area, &context.whole(i64::from(n))));
    let square = context.whole_power(&inverse, 2);
    // B(2k)/(2k)! * s*(s + 1)*…*(s + 2k - 2) * moved^-(s + 2k - 1)
    let mut factor = context.times(&first, &inverse);
    factor = context.times(&half(&factor), &context.whole(s as i64));
    let mut tail = Tail {
        context: &context,
        sum: context.whole(0),
        last: sum.upper().top().max(sum.lower().top()) - bits as i64 - 16,
        before: i64::MAX,
    };
    let s = s as i64;
    bernoulli_terms(bits + 16, |k, number| {
        let term = context.times(&number, &factor);
        let grown = context.times(
            &context.whole((s + 2 * k - 1) * (s + 2 * k)),
            &context.times(&factor, &square),
        );
        factor = context.over(&grown, &context.whole((2 * k + 1) * (2 * k + 2)));
        tail.add(&term)
    })?;
    sum = context.plus(&sum, &tail.sum);
    // n! and the sign.
    let mut value = rising_product(&Big::one(), n, &context);
    value = context.times(&value, &sum);
    Some(if n.is_multiple_of(2) {
        context.negative(&value)
    } else {
        value
    })
}
