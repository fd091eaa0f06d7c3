//! What is left of the gamma and error functions far out once their leading terms are taken off.
//!
//! A tail is a function of `t`, the reciprocal of the argument, with a series in whole powers of
//! `t` (an asymptotic one). It stands in expressions as an unknown function whose name nobody can
//! type.

use crate::expr::{Arena, Id, Number};
use crate::function::FunctionId;

/// The tails there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    /// `loggamma(1/t) - (1/t - 1/2)*log(1/t) + 1/t - log(2*pi)/2`
    LogGamma,
    /// `digamma(1/t) - log(1/t)`
    Digamma,
    /// `polygamma(n, 1/t)`
    Polygamma(u32),
    /// `erfc(1/t)*exp(1/t^2)*sqrt(pi)`
    Erfc,
}

const PREFIX: &str = "tail of ";

impl Tail {
    fn name(self) -> String {
        match self {
            Tail::LogGamma => format!("{PREFIX}{}", FunctionId::LOGGAMMA.name()),
            Tail::Digamma => format!("{PREFIX}{}", FunctionId::DIGAMMA.name()),
            Tail::Polygamma(n) => format!("{PREFIX}{} {n}", FunctionId::POLYGAMMA.name()),
            Tail::Erfc => format!("{PREFIX}{}", FunctionId::ERFC.name()),
        }
    }

    /// The tail of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let rest = name.strip_prefix(PREFIX)?;
        match rest.split_once(' ') {
            Some((_, index)) => Some(Tail::Polygamma(index.parse().ok()?)),
            None if rest == FunctionId::LOGGAMMA.name() => Some(Tail::LogGamma),
            None if rest == FunctionId::DIGAMMA.name() => Some(Tail::Digamma),
            None if rest == FunctionId::ERFC.name() => Some(Tail::Erfc),
            None => None,
        }
    }

    /// The tail at `t`.
    pub(super) fn at(self, arena: &mut Arena, t: Id) -> Id {
        let name = arena.symbol_id(&self.name());
        arena.unknown_node(name, &[Id::ZERO], &[t])
    }

    /// The first `count` coefficients of its series in `t`.
    ///
    /// # Source
    /// DLMF 5.11.1, 5.11.2, 5.15.8, 7.12.1
    pub(super) fn coefficients(self, count: usize) -> Vec<Number> {
        let mut found = vec![Number::ZERO; count];
        let mut set = |place: usize, value: Number| {
            if let Some(slot) = found.get_mut(place) {
                *slot = value;
            }
        };
        let over = |value: &Number, by: i64| match Number::integer(by).reciprocal() {
            Some(inverse) => value.multiply(&inverse),
            None => Number::ZERO,
        };
        match self {
            Tail::LogGamma => {
                for (k, value) in bernoulli(count).iter().enumerate().skip(2).step_by(2) {
                    let k = k as i64;
                    set(k as usize - 1, over(value, k * (k - 1)));
                }
            }
            Tail::Digamma => {
                set(1, Number::ratio(-1, 2).unwrap_or(Number::ZERO));
                for (k, value) in bernoulli(count).iter().enumerate().skip(2).step_by(2) {
                    set(k, over(value, -(k as i64)));
                }
            }
            Tail::Polygamma(n) => {
                let n = n as usize;
                let sign = if n % 2 == 1 {
                    Number::ONE
                } else {
                    Number::MINUS_ONE
                };
                let mut below = Number::ONE;
                for k in 2..n {
                    below = below.multiply(&Number::integer(k as i64));
                }
                // B_k*(k + n - 1)!/k! is `rising` times B_k.
                let mut rising = below;
                for (k, value) in bernoulli(count).iter().enumerate() {
                    let value = if k == 1 {
                        value.negate()
                    } else {
                        value.clone()
                    };
                    set(k + n, sign.multiply(&rising).multiply(&value));
                    rising = over(
                        &rising.multiply(&Number::integer((k + n) as i64)),
                        k as i64 + 1,
                    );
                }
            }
            Tail::Erfc => {
                let mut value = Number::ONE;
                for k in 0..count {
                    set(2 * k + 1, value.clone());
                    value = over(&value.multiply(&Number::integer(-(2 * k as i64 + 1))), 2);
                }
            }
        }
        found
    }
}

/// The Bernoulli numbers from 0 to `last`.
fn bernoulli(last: usize) -> Vec<Number> {
    // sum over j <= m of binomial(m + 1, j)*B_j is 0.
    let mut found: Vec<Number> = vec![Number::ONE];
    for m in 1..=last {
        let mut sum = Number::ZERO;
        let mut binomial = Number::ONE;
        for (j, value) in found.iter().enumerate() {
            sum = sum.add(&binomial.multiply(value));
            let step = Number::ratio((m + 1 - j) as i64, j as i64 + 1).unwrap_or(Number::ZERO);
            binomial = binomial.multiply(&step);
        }
        let step = Number::ratio(-1, m as i64 + 1).unwrap_or(Number::ZERO);
        found.push(sum.multiply(&step));
    }
    found
}

/// The value of a tail in doubles; nothing for other names and for derivatives.
pub(super) fn value(name: &str, order: Option<&Number>, t: f64) -> Option<f64> {
    if !order.is_some_and(Number::is_zero) {
        return None;
    }
    let x = 1.0 / t;
    let value = match Tail::named(name)? {
        Tail::LogGamma => {
            FunctionId::LOGGAMMA.value(&[x])
                - ((x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln())
        }
        Tail::Digamma => FunctionId::DIGAMMA.value(&[x]) - x.ln(),
        Tail::Polygamma(n) => FunctionId::POLYGAMMA.value(&[f64::from(n), x]),
        Tail::Erfc => FunctionId::ERFC.value(&[x]) * (x * x).exp() * std::f64::consts::PI.sqrt(),
    };
    value.is_finite().then_some(value)
}
