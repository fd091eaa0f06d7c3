//! Series in powers of one small positive quantity, `scale`: sparse, with any real exponents, and
//! with coefficients that vary more slowly than every power of it.

use super::engine::Engine;
use crate::analysis::AnalysisError;
use crate::analysis::series::SeriesError;
use crate::expr::{Arena, Id, Number};

/// Why a series could not be made.
#[derive(Debug)]
pub(super) enum Gap {
    /// Everything that was kept cancelled: keep more terms.
    Terms,
    /// Anything else.
    Refused(AnalysisError),
}

impl<E: Into<AnalysisError>> From<E> for Gap {
    fn from(error: E) -> Self {
        Gap::Refused(error.into())
    }
}

pub(super) type Result<T> = std::result::Result<T, Gap>;

/// Terms by rising exponent, and the exponent from which on nothing is known.
#[derive(Clone, Debug)]
pub(super) struct Powers {
    /// Exponent and coefficient; both are canonical.
    pub(super) terms: Vec<(Id, Id)>,
    /// The first unknown exponent; nothing if the series is exact.
    pub(super) bound: Option<Id>,
}

impl Powers {
    /// An exact constant.
    pub(super) fn constant(value: Id) -> Self {
        Powers {
            terms: if value == Id::ZERO {
                Vec::new()
            } else {
                vec![(Id::ZERO, value)]
            },
            bound: None,
        }
    }

    fn lead(&self) -> Option<Id> {
        self.terms
            .first()
            .map(|(exponent, _)| *exponent)
            .or(self.bound)
    }
}

/// Arithmetic of series that keep a number of terms.
pub(super) struct Kept<'a> {
    pub(super) engine: &'a mut Engine,
    pub(super) arena: &'a mut Arena,
    pub(super) count: usize,
}

impl Kept<'_> {
    fn spend(&mut self, work: u64) -> Result<()> {
        Ok(self.engine.spend(self.arena, work)?)
    }

    /// -1, 0 or 1 as the first exponent is less than, equal to or greater than the second.
    fn compare(&mut self, a: Id, b: Id) -> Result<i8> {
        if a == b {
            return Ok(0);
        }
        if let (Some(x), Some(y)) = (self.arena.as_number(a), self.arena.as_number(b)) {
            return Ok(if x < y { -1 } else { 1 });
        }
        let difference = self.sum(a, b, true)?;
        Ok(self.engine.judge.sign(self.arena, difference)?)
    }

    fn sum(&mut self, a: Id, b: Id, negative: bool) -> Result<Id> {
        self.spend(1)?;
        let sum = if negative {
            self.arena.sub(a, b)
        } else {
            self.arena.add(a, b)
        };
        Ok(self.arena.canonical(sum)?)
    }

    pub(super) fn product(&mut self, a: Id, b: Id) -> Result<Id> {
        self.spend(1)?;
        let product = self.arena.mul(a, b);
        Ok(self.arena.canonical(product)?)
    }

    fn least(&mut self, a: Option<Id>, b: Option<Id>) -> Result<Option<Id>> {
        Ok(match (a, b) {
            (Some(a), Some(b)) => Some(if self.compare(a, b)? <= 0 { a } else { b }),
            (a, b) => a.or(b),
        })
    }

    /// Leaves out what is beyond the bound, and what is more than the terms that are kept.
    fn cut(&mut self, mut series: Powers) -> Result<Powers> {
        if let Some(bound) = series.bound {
            while let Some(&(last, _)) = series.terms.last() {
                if self.compare(last, bound)? < 0 {
                    break;
                }
                series.terms.pop();
            }
        }
        if let Some(&(first_left_out, _)) = series.terms.get(self.count) {
            series.terms.truncate(self.count);
            series.bound = Some(first_left_out);
        }
        Ok(series)
    }

    pub(super) fn add(&mut self, a: &Powers, b: &Powers) -> Result<Powers> {
        let bound = self.least(a.bound, b.bound)?;
        let (mut left, mut right) = (a.terms.iter().peekable(), b.terms.iter().peekable());
        let mut terms = Vec::with_capacity(a.terms.len() + b.terms.len());
        loop {
            match (left.peek().copied(), right.peek().copied()) {
                (Some(&(e, c)), Some(&(f, d))) => match self.compare(e, f)? {
                    -1 => {
                        terms.push((e, c));
                        left.next();
                    }
                    0 => {
                        let sum = self.sum(c, d, false)?;
                        if sum != Id::ZERO {
                            terms.push((e, sum));
                        }
                        left.next();
                        right.next();
                    }
                    _ => {
                        terms.push((f, d));
                        right.next();
                    }
                },
                (Some(&term), None) => {
                    terms.push(term);
                    left.next();
                }
                (None, Some(&term)) => {
                    terms.push(term);
                    right.next();
                }
                (None, None) => break,
            }
        }
        self.cut(Powers { terms, bound })
    }

    /// A coefficient and a power of the scale times a series.
    pub(super) fn scaled(&mut self, a: &Powers, exponent: Id, factor: Id) -> Result<Powers> {
        let mut terms = Vec::with_capacity(a.terms.len());
        for &(e, c) in &a.terms {
            let e = self.sum(e, exponent, false)?;
            let c = self.product(c, factor)?;
            if c != Id::ZERO {
                terms.push((e, c));
            }
        }
        let bound = match a.bound {
            Some(bound) => Some(self.sum(bound, exponent, false)?),
            None => None,
        };
        Ok(Powers { terms, bound })
    }

    pub(super) fn multiply(&mut self, a: &Powers, b: &Powers) -> Result<Powers> {
        if a.terms.is_empty() && a.bound.is_none() || b.terms.is_empty() && b.bound.is_none() {
            return Ok(Powers::constant(Id::ZERO));
        }
        let mut bound = None;
        for (one, other) in [(a, b), (b, a)] {
            if let (Some(unknown), Some(lead)) = (one.bound, other.lead()) {
                let sum = self.sum(unknown, lead, false)?;
                bound = self.least(bound, Some(sum))?;
            }
        }
        let mut result = Powers {
            terms: Vec::new(),
            bound,
        };
        for &(exponent, coefficient) in &a.terms {
            let row = Powers {
                bound: None,
                ..b.clone()
            };
            let row = self.scaled(&row, exponent, coefficient)?;
            result = self.add(&result, &row)?;
        }
        Ok(result)
    }

    /// The series with a first term that does not vanish; nothing if it is exactly 0.
    pub(super) fn strip(&mut self, mut series: Powers) -> Result<Option<Powers>> {
        let mut zeros = 0;
        for &(_, coefficient) in &series.terms {
            if !self.engine.judge.is_zero(self.arena, coefficient)? {
                break;
            }
            zeros += 1;
        }
        series.terms.drain(..zeros);
        if series.terms.is_empty() {
            return match series.bound {
                Some(_) => Err(Gap::Terms),
                None => Ok(None),
            };
        }
        Ok(Some(series))
    }

    /// The first term, and the series divided by it without the 1 it then begins with.
    fn split(&mut self, series: &Powers) -> Result<(Id, Id, Powers)> {
        let Some(&(exponent, coefficient)) = series.terms.first() else {
            return Err(Gap::Terms);
        };
        let rest = Powers {
            terms: series.terms.get(1..).unwrap_or_default().to_vec(),
            bound: series.bound,
        };
        let back = self.product(Id::MINUS_ONE, exponent)?;
        let inverse = self.arena.recip(coefficient);
        let rest = self.scaled(&rest, back, inverse)?;
        Ok((exponent, coefficient, rest))
    }

    /// `sum c_k*g^k` for the given coefficients, of a series that vanishes with the scale. With
    /// `complete`, all further coefficients are 0.
    pub(super) fn compose(&mut self, outer: &[Id], g: &Powers, complete: bool) -> Result<Powers> {
        let mut sum = Powers::constant(outer.first().copied().unwrap_or(Id::ZERO));
        let mut power = Powers::constant(Id::ONE);
        for &coefficient in outer.iter().skip(1) {
            power = self.multiply(&power, g)?;
            if power.terms.is_empty() && power.bound.is_none() {
                return Ok(sum);
            }
            let term = self.scaled(&power, Id::ZERO, coefficient)?;
            let term = Powers {
                // A coefficient of 0 makes what is not known of a power no more known.
                bound: power.bound,
                ..term
            };
            sum = self.add(&sum, &term)?;
        }
        let exact = g.terms.is_empty() && g.bound.is_none();
        if !complete
            && !exact
            && let Some(lead) = g.lead()
        {
            let count = self.arena.integer(outer.len() as i64);
            let beyond = self.product(count, lead)?;
            sum.bound = self.least(sum.bound, Some(beyond))?;
            sum = self.cut(sum)?;
        }
        Ok(sum)
    }

    /// A power with an exponent that does not vary.
    pub(super) fn power(&mut self, series: Powers, exponent: Id, part: Id) -> Result<Powers> {
        let number = self.arena.as_number(exponent).cloned();
        let Some(series) = self.strip(series)? else {
            return match number {
                Some(number) if number.is_positive() => Ok(Powers::constant(Id::ZERO)),
                _ => Err(self.engine.undefined(self.arena, part).into()),
            };
        };
        let (lead, coefficient, rest) = self.split(&series)?;
        let whole = number.as_ref().is_some_and(Number::is_integer);
        let natural = whole && number.as_ref().is_some_and(Number::is_positive);
        if !natural && !self.engine.judge.keeps_from_zero(self.arena, coefficient) {
            return Err(self.engine.unsolved(self.arena, part).into());
        }
        if !whole && self.engine.sign(self.arena, coefficient)? < 0 {
            return Err(self.engine.undefined(self.arena, part).into());
        }
        let mut outer = vec![Id::ONE];
        let mut binomial = Id::ONE;
        let mut complete = false;
        for k in 1..=self.count as i64 {
            let below = self.arena.integer(1 - k);
            let factor = self.sum(exponent, below, false)?;
            if factor == Id::ZERO {
                complete = true;
                break;
            }
            let over = self
                .arena
                .number_node(Number::ratio(1, k).unwrap_or(Number::ONE));
            let factor = self.product(factor, over)?;
            binomial = self.product(binomial, factor)?;
            outer.push(binomial);
        }
        let sum = self.compose(&outer, &rest, complete)?;
        let lead = self.product(lead, exponent)?;
        let first = self.arena.pow(coefficient, exponent);
        let first = self.arena.canonical(first)?;
        self.scaled(&sum, lead, first)
    }

    /// The constant term, and what vanishes with the scale.
    pub(super) fn regular(&mut self, series: Powers, part: Id) -> Result<(Id, Powers)> {
        let Some(mut series) = self.strip(series)? else {
            return Ok((Id::ZERO, Powers::constant(Id::ZERO)));
        };
        let mut constant = Id::ZERO;
        if let Some(&(exponent, coefficient)) = series.terms.first() {
            match self.compare(exponent, Id::ZERO)? {
                -1 => return Err(self.engine.unsolved(self.arena, part).into()),
                0 => {
                    constant = coefficient;
                    series.terms.remove(0);
                }
                _ => {}
            }
        }
        if let Some(bound) = series.bound
            && self.compare(bound, Id::ZERO)? <= 0
        {
            return Err(Gap::Terms);
        }
        Ok((constant, series))
    }

    pub(super) fn exponential(&mut self, series: Powers, part: Id) -> Result<Powers> {
        let (constant, rest) = self.regular(series, part)?;
        let mut outer = vec![Id::ONE];
        let mut factor = Number::ONE;
        for k in 1..=self.count as i64 {
            factor = factor.multiply(&Number::ratio(1, k).unwrap_or(Number::ONE));
            outer.push(self.arena.number_node(factor.clone()));
        }
        let sum = self.compose(&outer, &rest, false)?;
        let first = super::engine::exponential(self.arena, constant);
        let first = self.arena.canonical(first)?;
        self.scaled(&sum, Id::ZERO, first)
    }

    /// The logarithm; `log_scale` is that of the scale itself.
    pub(super) fn logarithm(&mut self, series: Powers, log_scale: Id, part: Id) -> Result<Powers> {
        let Some(series) = self.strip(series)? else {
            return Err(self.engine.undefined(self.arena, part).into());
        };
        let (lead, coefficient, rest) = self.split(&series)?;
        if !self.engine.judge.keeps_from_zero(self.arena, coefficient) {
            return Err(self.engine.unsolved(self.arena, part).into());
        }
        if self.engine.sign(self.arena, coefficient)? < 0 {
            return Err(self.engine.undefined(self.arena, part).into());
        }
        let mut outer = vec![Id::ZERO];
        for k in 1..=self.count as i64 {
            let sign = if k % 2 == 1 { 1 } else { -1 };
            outer.push(
                self.arena
                    .number_node(Number::ratio(sign, k).unwrap_or(Number::ONE)),
            );
        }
        let sum = self.compose(&outer, &rest, false)?;
        let log = super::engine::logarithm(self.arena, coefficient);
        let slope = self.arena.mul(lead, log_scale);
        let constant = self.arena.add(log, slope);
        let constant = self.arena.canonical(constant)?;
        let constant = Powers::constant(constant);
        self.add(&constant, &sum)
    }
}

/// The error of a series that takes too many terms.
pub(super) fn too_long() -> AnalysisError {
    SeriesError::OutOfFuel { what: "the limit" }.into()
}
