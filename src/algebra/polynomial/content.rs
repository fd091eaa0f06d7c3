//! Common factors of all terms.

use super::{Coefficient, Monomial, Poly};

impl Poly {
    /// The greatest common divisor of the coefficients: positive, and 0 for 0.
    pub fn content(&self) -> Coefficient {
        let mut content = Coefficient::ZERO;
        for (_, coefficient) in &self.terms {
            content = content.gcd(coefficient);
            if content.is_one() {
                break;
            }
        }
        content
    }

    /// The content, with the sign of the leading coefficient, and what it leaves: a polynomial whose
    /// coefficients have no common divisor and whose leading coefficient is positive. The parts of 0
    /// are 0 and 0.
    pub fn primitive(&self) -> (Coefficient, Poly) {
        let mut content = self.content();
        if self.leading_coefficient().is_negative() {
            content = content.neg();
        }
        let part = self.divide_number(&content).unwrap_or_else(|| self.clone());
        (content, part)
    }

    /// The polynomial divided by a number, if all coefficients are multiples of it.
    pub fn divide_number(&self, divisor: &Coefficient) -> Option<Poly> {
        if divisor.is_one() {
            return Some(self.clone());
        }
        let mut terms = Vec::with_capacity(self.terms.len());
        for (monomial, coefficient) in &self.terms {
            terms.push((*monomial, coefficient.divide_exact(divisor)?));
        }
        Some(Poly::from_sorted(self.variables, terms))
    }

    /// The greatest monomial that divides all terms; 1 for 0.
    pub fn monomial_content(&self) -> Monomial {
        let mut terms = self.terms.iter();
        let Some((first, _)) = terms.next() else {
            return Monomial::ONE;
        };
        let mut common = *first;
        for (monomial, _) in terms {
            if common.is_one() {
                break;
            }
            common = common.gcd(monomial);
        }
        common
    }

    /// The polynomial divided by a monomial, if all terms are multiples of it.
    pub fn divide_monomial(&self, divisor: &Monomial) -> Option<Poly> {
        if divisor.is_one() {
            return Some(self.clone());
        }
        let mut terms = Vec::with_capacity(self.terms.len());
        for (monomial, coefficient) in &self.terms {
            terms.push((monomial.divide(divisor)?, coefficient.clone()));
        }
        Some(Poly::from_sorted(self.variables, terms))
    }
}
