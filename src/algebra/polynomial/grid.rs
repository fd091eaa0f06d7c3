//! Numbering of the monomials below given degrees, in the lexicographic order.

use super::{MAX_VARIABLES, Monomial};

/// The monomials whose exponents are at most given degrees, numbered `0..size`: a greater monomial
/// has a greater number, and numbers of products are sums of numbers.
pub(super) struct Grid {
    /// Variable, number of its first power, and how many powers it has.
    fields: Vec<(usize, u64, u64)>,
    size: u64,
}

impl Grid {
    /// For the exponents up to those of `degrees`; nothing if there are more than 2^62 monomials.
    pub(super) fn new(degrees: &Monomial) -> Option<Self> {
        let mut fields = Vec::new();
        let mut size = 1u64;
        for variable in (0..MAX_VARIABLES).rev() {
            let degree = degrees.exponent(variable);
            if degree != 0 {
                let powers = u64::from(degree) + 1;
                fields.push((variable, size, powers));
                size = size.checked_mul(powers).filter(|size| *size <= 1 << 62)?;
            }
        }
        Some(Grid { fields, size })
    }

    /// How many monomials there are.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// The number of a monomial below the degrees.
    pub(super) fn number(&self, monomial: &Monomial) -> u64 {
        let parts = self.fields.iter();
        parts
            .map(|(variable, stride, _)| u64::from(monomial.exponent(*variable)) * stride)
            .sum()
    }

    /// The monomial of a number.
    pub(super) fn monomial(&self, mut number: u64) -> Monomial {
        let mut made = Monomial::ONE;
        for (variable, _, powers) in &self.fields {
            made.set(*variable, (number % powers) as u32);
            number /= powers;
        }
        made
    }
}
