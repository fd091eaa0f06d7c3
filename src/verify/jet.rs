//! Truncated power series in several variables, modulo the prime.

use super::field;

/// The most coefficients of a series.
const MOST_COEFFICIENTS: usize = 256;

/// The variables of a series by number, with the highest power kept of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    limits: Vec<u32>,
    /// The powers of each coefficient, one after the other.
    powers: Vec<Vec<u32>>,
}

impl Shape {
    /// Nothing if there are too many coefficients.
    pub fn new(limits: Vec<u32>) -> Option<Shape> {
        let mut count = 1usize;
        for &limit in &limits {
            count = count.checked_mul(limit as usize + 1)?;
            if count > MOST_COEFFICIENTS {
                return None;
            }
        }
        let mut powers = Vec::with_capacity(count);
        for at in 0..count {
            let mut rest = at;
            let mut own = Vec::with_capacity(limits.len());
            for &limit in &limits {
                let base = limit as usize + 1;
                own.push((rest % base) as u32);
                rest /= base;
            }
            powers.push(own);
        }
        Some(Shape { limits, powers })
    }

    /// How many coefficients there are.
    pub fn len(&self) -> usize {
        self.powers.len()
    }

    /// The powers of each coefficient.
    pub fn powers(&self) -> &[Vec<u32>] {
        &self.powers
    }

    /// The highest power kept of each variable.
    pub fn limits(&self) -> &[u32] {
        &self.limits
    }

    /// The place of the coefficient of these powers.
    pub fn place(&self, powers: impl IntoIterator<Item = u32>) -> Option<usize> {
        let (mut at, mut stride) = (0, 1);
        for (power, &limit) in powers.into_iter().zip(&self.limits) {
            if power > limit {
                return None;
            }
            at += power as usize * stride;
            stride *= limit as usize + 1;
        }
        Some(at)
    }

    /// The series of a number.
    pub fn constant(&self, value: u64) -> Vec<u64> {
        let mut series = vec![0; self.len()];
        if let Some(first) = series.first_mut() {
            *first = value;
        }
        series
    }

    /// The sum.
    pub fn add(&self, a: &[u64], b: &[u64]) -> Vec<u64> {
        a.iter().zip(b).map(|(&a, &b)| field::add(a, b)).collect()
    }

    /// The product.
    pub fn multiply(&self, a: &[u64], b: &[u64]) -> Vec<u64> {
        let mut product = vec![0; self.len()];
        for ((a, from), place_a) in a.iter().zip(&self.powers).zip(0..) {
            if *a == 0 {
                continue;
            }
            for ((b, to), place_b) in b.iter().zip(&self.powers).zip(0..) {
                // Places add like powers, as long as no power passes its limit.
                let fits = (from.iter().zip(to).zip(&self.limits)).all(|((a, b), l)| a + b <= *l);
                let at: usize = place_a + place_b;
                if fits && let Some(slot) = product.get_mut(at) {
                    *slot = field::add(*slot, field::multiply(*a, *b));
                }
            }
        }
        product
    }

    /// One divided by it; nothing if its constant is 0.
    pub fn inverse(&self, a: &[u64]) -> Option<Vec<u64>> {
        let first = field::inverse(*a.first()?)?;
        let mut result = vec![0; self.len()];
        // The powers of a factor are none above those of the product, so places rise.
        for (at, powers) in self.powers.iter().enumerate() {
            let mut sum = u64::from(at == 0);
            for (&a, own) in a.iter().zip(&self.powers).skip(1) {
                let fits = own.iter().zip(powers).all(|(own, whole)| own <= whole);
                if a == 0 || !fits {
                    continue;
                }
                let rest = powers.iter().zip(own).map(|(whole, own)| whole - own);
                let known = self.place(rest).and_then(|rest| result.get(rest));
                let term = field::multiply(a, known.copied().unwrap_or(0));
                sum = field::add(sum, field::negate(term));
            }
            if let Some(slot) = result.get_mut(at) {
                *slot = field::multiply(sum, first);
            }
        }
        Some(result)
    }

    /// An integer power; nothing for a negative power of a series whose constant is 0.
    pub fn power(&self, base: &[u64], exponent: i64) -> Option<Vec<u64>> {
        let mut square = match exponent < 0 {
            true => self.inverse(base)?,
            false => base.to_vec(),
        };
        let mut rest = exponent.unsigned_abs();
        let mut result = self.constant(1);
        while rest > 0 {
            if rest & 1 == 1 {
                result = self.multiply(&result, &square);
            }
            rest >>= 1;
            if rest > 0 {
                square = self.multiply(&square, &square);
            }
        }
        Some(result)
    }

    /// A derivative of a series of a wider shape, whose first variables are those of this one.
    pub fn derivative(&self, wide: &Shape, series: &[u64], orders: &[u32]) -> Option<Vec<u64>> {
        let mut result = Vec::with_capacity(self.len());
        for powers in &self.powers {
            let own = || powers.iter().copied().chain(std::iter::repeat(0));
            let raised = own().zip(orders).map(|(power, order)| power + order);
            let mut value = *series.get(wide.place(raised)?)?;
            for (power, &order) in own().zip(orders) {
                for factor in power + 1..=power + order {
                    value = field::multiply(value, u64::from(factor));
                }
            }
            result.push(value);
        }
        Some(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_multiply_and_divide() {
        let shape = Shape::new(vec![3, 2]).unwrap_or_default();
        let series: Vec<u64> = (0..shape.len() as u64).map(|at| 3 * at + 7).collect();
        let inverse = shape.inverse(&series).unwrap_or_default();
        assert_eq!(shape.multiply(&series, &inverse), shape.constant(1));
        let cube = shape.multiply(&shape.multiply(&series, &series), &series);
        assert_eq!(shape.power(&series, 3), Some(cube.clone()));
        assert_eq!(shape.power(&series, -3), shape.inverse(&cube));
        assert_eq!(shape.power(&shape.constant(0), -1), None);
    }

    #[test]
    fn a_derivative_shifts_coefficients() {
        // (5 + x)^3 = 125 + 75*x + 15*x^2 + x^3; its second derivative is 30 + 6*x.
        let wide = Shape::new(vec![3]).unwrap_or_default();
        let cube = wide.power(&[5, 1, 0, 0], 3).unwrap_or_default();
        assert_eq!(cube, [125, 75, 15, 1]);
        let narrow = Shape::new(vec![1]).unwrap_or_default();
        assert_eq!(narrow.derivative(&wide, &cube, &[2]), Some(vec![30, 6]));
    }
}
