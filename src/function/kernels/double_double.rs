//! A sum of two doubles, for the few steps that need twice the digits.

/// `high + low`, with `high` the rounded sum.
#[derive(Clone, Copy, Debug)]
pub(super) struct DoubleDouble {
    pub(super) high: f64,
    pub(super) low: f64,
}

impl DoubleDouble {
    /// The exact sum of two doubles (Knuth's two-sum).
    pub(super) fn sum(a: f64, b: f64) -> DoubleDouble {
        let high = a + b;
        let b_part = high - a;
        let low = (a - (high - b_part)) + (b - b_part);
        DoubleDouble { high, low }
    }

    pub(super) fn new(high: f64) -> DoubleDouble {
        DoubleDouble { high, low: 0.0 }
    }

    pub(super) fn add(self, other: f64) -> DoubleDouble {
        let sum = DoubleDouble::sum(self.high, other);
        DoubleDouble::sum(sum.high, sum.low + self.low)
    }

    pub(super) fn mul(self, other: DoubleDouble) -> DoubleDouble {
        let high = self.high * other.high;
        let rest = self.high.mul_add(other.high, -high);
        DoubleDouble::sum(high, rest + (self.high * other.low + self.low * other.high))
    }

    pub(super) fn div(self, other: DoubleDouble) -> DoubleDouble {
        let high = self.high / other.high;
        let rest = (-high).mul_add(other.high, self.high) + self.low - high * other.low;
        DoubleDouble::sum(high, rest / other.high)
    }

    pub(super) fn value(self) -> f64 {
        self.high + self.low
    }
}
