//! Truncated series in whole powers of `t`, from some power (which may be negative) on, and their
//! arithmetic. Functions are expanded by the differential equations they satisfy.

use super::SeriesError;
use super::ring::{Failure, Result, Ring};
use super::words;
use crate::expr::Number;

/// The terms `t^valuation` and on; whatever comes after the last is not known.
#[derive(Clone, Debug)]
pub(super) struct Laurent<E> {
    pub(super) valuation: i64,
    pub(super) terms: Vec<E>,
}

/// An index as a number.
fn count(value: usize) -> Number {
    Number::integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// One over a number that is not 0.
fn inverse(value: &Number) -> Number {
    value.reciprocal().unwrap_or(Number::ZERO)
}

impl<E: Clone> Laurent<E> {
    /// The first power that is not known.
    pub(super) fn precision(&self) -> i64 {
        self.valuation.saturating_add(self.terms.len() as i64)
    }

    /// A constant, known up to a power.
    pub(super) fn constant<R: Ring<Element = E>>(ring: &R, value: E, precision: usize) -> Self {
        let mut terms = vec![ring.zero(); precision];
        if let Some(first) = terms.first_mut() {
            *first = value;
        }
        Laurent {
            valuation: 0,
            terms,
        }
    }

    /// The coefficient of a power.
    pub(super) fn at<R: Ring<Element = E>>(&self, ring: &R, power: i64) -> E {
        usize::try_from(power - self.valuation)
            .ok()
            .and_then(|place| self.terms.get(place).cloned())
            .unwrap_or_else(|| ring.zero())
    }

    /// The coefficients of the powers from 0 on, if there are no negative powers.
    pub(super) fn regular<R: Ring<Element = E>>(&self, ring: &R) -> Vec<E> {
        let mut terms = vec![ring.zero(); usize::try_from(self.valuation).unwrap_or(0)];
        terms.extend(self.terms.iter().cloned());
        terms
    }

    /// The same with its first term not 0; nothing if all known terms are 0.
    pub(super) fn normal<R: Ring<Element = E>>(&self, ring: &mut R) -> Result<Option<Self>> {
        for (place, term) in self.terms.iter().enumerate() {
            if !ring.is_zero(term) && !ring.vanishes(term)? {
                return Ok(Some(Laurent {
                    valuation: self.valuation + place as i64,
                    terms: self.terms.get(place..).unwrap_or_default().to_vec(),
                }));
            }
        }
        Ok(None)
    }

    /// The sum.
    pub(super) fn add<R: Ring<Element = E>>(&self, other: &Self, ring: &mut R) -> Result<Self> {
        let valuation = self.valuation.min(other.valuation);
        let precision = self.precision().min(other.precision());
        let mut terms = Vec::new();
        for power in valuation..precision {
            let (a, b) = (self.at(ring, power), other.at(ring, power));
            terms.push(if ring.is_zero(&a) {
                b
            } else if ring.is_zero(&b) {
                a
            } else {
                ring.add(&a, &b)?
            });
        }
        Ok(Laurent { valuation, terms })
    }

    /// A number times it.
    pub(super) fn scale<R: Ring<Element = E>>(
        &self,
        factor: &Number,
        ring: &mut R,
    ) -> Result<Self> {
        if factor.is_one() {
            return Ok(self.clone());
        }
        let scaled = self
            .terms
            .iter()
            .map(|term| ring.scale(term, factor.clone()));
        Ok(Laurent {
            valuation: self.valuation,
            terms: scaled.collect::<Result<_>>()?,
        })
    }

    /// The product.
    pub(super) fn multiply<R: Ring<Element = E>>(
        &self,
        other: &Self,
        ring: &mut R,
    ) -> Result<Self> {
        let length = self.terms.len().min(other.terms.len());
        Ok(Laurent {
            valuation: self.valuation + other.valuation,
            terms: product(ring, &self.terms, &other.terms, length)?,
        })
    }

    /// The derivative in `t`.
    fn derivative<R: Ring<Element = E>>(&self, ring: &mut R) -> Result<Self> {
        let terms =
            self.terms.iter().enumerate().map(|(place, term)| {
                ring.scale(term, Number::integer(self.valuation + place as i64))
            });
        Ok(Laurent {
            valuation: self.valuation - 1,
            terms: terms.collect::<Result<_>>()?,
        })
    }

    /// The integral in `t` from 0, plus a constant; the powers are not negative.
    pub(super) fn integral<R: Ring<Element = E>>(&self, constant: E, ring: &mut R) -> Result<Self> {
        let mut terms = vec![constant];
        for (place, term) in self.regular(ring).iter().enumerate() {
            terms.push(ring.scale(term, inverse(&count(place + 1)))?);
        }
        Ok(Laurent {
            valuation: 0,
            terms,
        })
    }

    /// The integral of `slope` times the derivative of this, plus a constant.
    pub(super) fn integral_along<R: Ring<Element = E>>(
        &self,
        slope: &Self,
        constant: E,
        ring: &mut R,
    ) -> Result<Option<Self>> {
        let derivative = self.derivative(ring)?;
        let Some(product) = slope.multiply(&derivative, ring)?.without_poles(ring)? else {
            return Ok(None);
        };
        Ok(Some(product.integral(constant, ring)?))
    }

    /// The same without leading zeros at negative powers; nothing if there are negative powers.
    pub(super) fn without_poles<R: Ring<Element = E>>(&self, ring: &mut R) -> Result<Option<Self>> {
        if self.valuation >= 0 {
            return Ok(Some(self.clone()));
        }
        match self.normal(ring)? {
            Some(normal) if normal.valuation < 0 => Ok(None),
            Some(normal) => Ok(Some(normal)),
            None => Ok(Some(Laurent {
                valuation: self.precision().max(0),
                terms: Vec::new(),
            })),
        }
    }

    /// A power of a series whose first term is 1 times `lead`, which is not 0; `power` of that
    /// first term is given.
    ///
    /// # Source
    /// Knuth, The Art of Computer Programming 2, 4.7 (Euler's recurrence)
    pub(super) fn power<R: Ring<Element = E>>(
        terms: &[E],
        exponent: &E,
        first: E,
        ring: &mut R,
    ) -> Result<Vec<E>> {
        let Some(lead) = terms.first().cloned() else {
            return Ok(Vec::new());
        };
        let nonzero = places(ring, terms);
        let one = ring.number(&Number::ONE);
        // y_n = sum over k of ((p + 1)*k/n - 1)*u_k*y_(n - k), over u_0
        let p_plus_1 = ring.add(exponent, &one)?;
        let simple = ring.is_zero(&p_plus_1);
        let mut result = vec![first];
        for n in 1..terms.len() {
            let mut parts = Vec::new();
            for &k in nonzero.iter().filter(|&&k| k >= 1 && k <= n) {
                let factor = if simple {
                    ring.number(&Number::MINUS_ONE)
                } else {
                    let ratio = count(k).multiply(&inverse(&count(n)));
                    let scaled = ring.scale(&p_plus_1, ratio)?;
                    let minus = ring.number(&Number::MINUS_ONE);
                    ring.add(&scaled, &minus)?
                };
                if let (Some(u), Some(y)) = (terms.get(k), result.get(n - k))
                    && !ring.is_zero(y)
                    && !ring.is_zero(&factor)
                {
                    parts.push((ring.multiply(&factor, u, Number::ONE)?, y.clone()));
                }
            }
            let parts: Vec<(&E, &E, Number)> =
                parts.iter().map(|(a, b)| (a, b, Number::ONE)).collect();
            let sum = ring.dot(&parts)?;
            result.push(if ring.is_zero(&sum) {
                sum
            } else {
                ring.divide(&sum, &lead)?
            });
        }
        Ok(result)
    }

    /// `exp(u)`, of which the first term is given; the powers of `u` are not negative.
    pub(super) fn exponential<R: Ring<Element = E>>(&self, first: E, ring: &mut R) -> Result<Self> {
        let terms = self.regular(ring);
        let nonzero = places(ring, &terms);
        let mut result = Vec::with_capacity(terms.len());
        for n in 0..terms.len() {
            if n == 0 {
                result.push(first.clone());
                continue;
            }
            let next = convolve(ring, &terms, &nonzero, &result, n, false)?;
            result.push(next);
        }
        Ok(Laurent {
            valuation: 0,
            terms: result,
        })
    }

    /// The pair `y' = z*u'`, `z' = sign*y*u'` (sine and cosine, or the hyperbolic ones), of which
    /// the first terms are given.
    pub(super) fn sine_and_cosine<R: Ring<Element = E>>(
        &self,
        (sine, cosine): (E, E),
        negative: bool,
        ring: &mut R,
    ) -> Result<(Self, Self)> {
        let terms = self.regular(ring);
        let nonzero = places(ring, &terms);
        let (mut y, mut z) = (vec![sine], vec![cosine]);
        for n in 1..terms.len() {
            let next_y = convolve(ring, &terms, &nonzero, &z, n, false)?;
            let next_z = convolve(ring, &terms, &nonzero, &y, n, negative)?;
            y.push(next_y);
            z.push(next_z);
        }
        let valuation = 0;
        if terms.is_empty() {
            (y, z) = (Vec::new(), Vec::new());
        }
        Ok((
            Laurent {
                valuation,
                terms: y,
            },
            Laurent {
                valuation,
                terms: z,
            },
        ))
    }

    /// The solution of `y' = (a + b*y + c*y^2)*u'` with the given first term.
    pub(super) fn riccati<R: Ring<Element = E>>(
        &self,
        first: E,
        [a, b, c]: [i64; 3],
        ring: &mut R,
    ) -> Result<Self> {
        let terms = self.regular(ring);
        let nonzero = places(ring, &terms);
        let mut y: Vec<E> = Vec::with_capacity(terms.len());
        // What the derivative of u is multiplied with, as far as it is known.
        let mut slope: Vec<E> = Vec::with_capacity(terms.len());
        for n in 0..terms.len() {
            if n == 0 {
                y.push(first.clone());
            } else {
                let next = convolve(ring, &terms, &nonzero, &slope, n, false)?;
                y.push(next);
            }
            let mut parts: Vec<(&E, &E, Number)> = Vec::new();
            for (k, left) in y.iter().enumerate().take(n / 2 + 1) {
                // Each product of two different terms occurs twice.
                let twice = if 2 * k == n { c } else { 2 * c };
                if let Some(right) = y.get(n - k)
                    && twice != 0
                {
                    parts.push((left, right, Number::integer(twice)));
                }
            }
            let one = ring.number(&Number::ONE);
            if let Some(last) = y.last()
                && b != 0
            {
                parts.push((last, &one, Number::integer(b)));
            }
            if n == 0 && a != 0 {
                parts.push((&one, &one, Number::integer(a)));
            }
            let next = ring.dot(&parts)?;
            slope.push(next);
        }
        Ok(Laurent {
            valuation: 0,
            terms: y,
        })
    }

    /// `sum c_k*g^k` of the series without its constant term, by Horner's rule.
    pub(super) fn compose<R: Ring<Element = E>>(&self, outer: &[E], ring: &mut R) -> Result<Self> {
        let mut inner = self.regular(ring);
        if let Some(first) = inner.first_mut() {
            *first = ring.zero();
        }
        let length = inner.len();
        let mut result = vec![ring.zero(); length];
        for coefficient in outer.iter().take(length).rev() {
            result = product(ring, &result, &inner, length)?;
            if let Some(first) = result.first_mut() {
                *first = ring.add(first, coefficient)?;
            }
        }
        Ok(Laurent {
            valuation: 0,
            terms: result,
        })
    }

    /// A whole power `t^k` of the variable taken out: `u = t^v*(c + ...)` as `v` and the rest.
    pub(super) fn leading<R: Ring<Element = E>>(&self, ring: &mut R) -> Result<Self> {
        match self.normal(ring)? {
            Some(normal) => Ok(normal),
            None => Err(Failure::from(SeriesError::Unsolved {
                part: words::THE_POINT.to_owned(),
            })),
        }
    }
}

/// Where the terms are not 0.
fn places<R: Ring>(ring: &R, terms: &[R::Element]) -> Vec<usize> {
    (0..terms.len())
        .filter(|&place| terms.get(place).is_some_and(|term| !ring.is_zero(term)))
        .collect()
}

/// The n-th coefficient of the integral of `u'*y`: the sum over k of k/n*u_k*y_(n - k).
fn convolve<R: Ring>(
    ring: &mut R,
    u: &[R::Element],
    nonzero: &[usize],
    y: &[R::Element],
    n: usize,
    negative: bool,
) -> Result<R::Element> {
    let mut parts: Vec<(&R::Element, &R::Element, Number)> = Vec::new();
    for &k in nonzero.iter().filter(|&&k| k >= 1 && k <= n) {
        if let (Some(u), Some(y)) = (u.get(k), y.get(n - k))
            && !ring.is_zero(y)
        {
            let ratio = count(k).multiply(&inverse(&count(n)));
            parts.push((u, y, if negative { ratio.negate() } else { ratio }));
        }
    }
    ring.dot(&parts)
}

/// The first `length` coefficients of a product.
fn product<R: Ring>(
    ring: &mut R,
    a: &[R::Element],
    b: &[R::Element],
    length: usize,
) -> Result<Vec<R::Element>> {
    let (in_a, in_b) = (places(ring, a), places(ring, b));
    let (sparse, few, dense) = if in_a.len() <= in_b.len() {
        (a, in_a, b)
    } else {
        (b, in_b, a)
    };
    let mut result = Vec::with_capacity(length);
    for n in 0..length {
        let mut parts: Vec<(&R::Element, &R::Element, Number)> = Vec::new();
        for &k in few.iter().take_while(|&&k| k <= n) {
            if let (Some(left), Some(right)) = (sparse.get(k), dense.get(n - k))
                && !ring.is_zero(right)
            {
                parts.push((left, right, Number::ONE));
            }
        }
        let next = ring.dot(&parts)?;
        result.push(next);
    }
    Ok(result)
}
