//! Polynomials modulo a prime that fits in half a word.

use num_bigint::{BigInt, Sign};

/// The coefficients modulo a prime, each below it, the last one not 0.
pub type Residues = Vec<u64>;

/// A prime below 2^31 and what makes remainders cheap.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The prime.
    pub p: u64,
    /// 2^64/p, rounded down.
    inverse: u64,
    /// The largest multiple of p up to 2^63: what a growing sum gives back when it passes 2^63.
    release: u64,
    /// Whether sums of fewer than 2^31 products need no release.
    small: bool,
}

impl Field {
    /// The field of `p` elements, p a prime from 2 to 2^31.
    pub fn new(p: u64) -> Self {
        let p = p.clamp(2, (1 << 31) - 1);
        Field {
            p,
            inverse: u64::MAX / p,
            release: ((1 << 63) / p) * p,
            small: p < 1 << 16,
        }
    }

    /// The remainder.
    #[inline]
    pub fn reduce(&self, x: u64) -> u64 {
        let quotient = ((u128::from(x) * u128::from(self.inverse)) >> 64) as u64;
        let rest = x - quotient * self.p;
        if rest >= self.p { rest - self.p } else { rest }
    }

    #[inline]
    pub fn sub(&self, a: u64, b: u64) -> u64 {
        if a >= b { a - b } else { a + self.p - b }
    }

    #[inline]
    pub fn mul(&self, a: u64, b: u64) -> u64 {
        self.reduce(a * b)
    }

    #[inline]
    pub fn neg(&self, a: u64) -> u64 {
        if a == 0 { 0 } else { self.p - a }
    }

    pub fn power(&self, mut base: u64, mut exponent: u64) -> u64 {
        let mut result = 1;
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = self.mul(result, base);
            }
            base = self.mul(base, base);
            exponent >>= 1;
        }
        result
    }

    /// The reciprocal; 0 for 0.
    pub fn recip(&self, a: u64) -> u64 {
        let p = self.p as i64;
        let (mut r0, mut r1) = (p, a as i64);
        let (mut t0, mut t1) = (0i64, 1i64);
        while r1 != 0 {
            let q = r0 / r1;
            (r0, r1) = (r1, r0 - q * r1);
            (t0, t1) = (t1, t0 - q * t1);
        }
        if r0 != 1 {
            return 0;
        }
        if t0 < 0 { (t0 + p) as u64 } else { t0 as u64 }
    }

    /// The remainder of a large number.
    pub fn residue(&self, c: &BigInt) -> u64 {
        let mut digits = c.iter_u64_digits();
        let rest = match (digits.next(), digits.len()) {
            (None, _) => 0,
            (Some(word), 0) => self.reduce(word),
            _ => {
                let mut rest = 0;
                for digit in c.iter_u32_digits().rev() {
                    rest = self.reduce((rest << 32) | u64::from(digit));
                }
                rest
            }
        };
        if c.sign() == Sign::Minus {
            self.neg(rest)
        } else {
            rest
        }
    }

    /// The polynomial modulo p.
    pub fn image(&self, f: &[BigInt]) -> Residues {
        let mut out: Residues = f.iter().map(|c| self.residue(c)).collect();
        trim(&mut out);
        out
    }

    /// The sum of `a[i]*b[len - 1 - i]`, reduced.
    #[inline]
    fn dot(&self, a: &[u64], b: &[u64]) -> u64 {
        let pairs = a.iter().zip(b.iter().rev());
        if self.small {
            self.reduce(pairs.map(|(x, y)| x * y).sum())
        } else {
            let mut sum = 0u64;
            for (x, y) in pairs {
                sum += x * y;
                if sum >= 1 << 63 {
                    sum -= self.release;
                }
            }
            self.reduce(sum)
        }
    }

    pub fn sub_poly(&self, a: &[u64], b: &[u64]) -> Residues {
        let mut out = a.to_vec();
        if out.len() < b.len() {
            out.resize(b.len(), 0);
        }
        for (s, &c) in out.iter_mut().zip(b) {
            *s = self.sub(*s, c);
        }
        trim(&mut out);
        out
    }

    pub fn scale_poly(&self, f: &[u64], factor: u64) -> Residues {
        if factor == 0 {
            return Vec::new();
        }
        f.iter().map(|&c| self.mul(c, factor)).collect()
    }

    pub fn mul_poly(&self, a: &[u64], b: &[u64]) -> Residues {
        let mut out = Vec::new();
        self.mul_into(a, b, &mut out);
        out
    }

    /// The product, in place of what was in `out`.
    fn mul_into(&self, a: &[u64], b: &[u64], out: &mut Residues) {
        out.clear();
        if a.is_empty() || b.is_empty() {
            return;
        }
        out.extend((0..a.len() + b.len() - 1).map(|k| {
            let from = (k + 1).saturating_sub(b.len());
            let to = (k + 1).min(a.len());
            self.dot(&a[from..to], &b[k + 1 - to..k + 1 - from])
        }));
    }

    /// Divides, leaves the remainder in `a`, and gives the quotient. The divisor is not 0.
    pub fn div_rem_poly(&self, a: &mut Residues, b: &[u64]) -> Residues {
        let mut quotient = Vec::new();
        self.div_into(a, b, &mut quotient);
        quotient
    }

    /// The same with the quotient in place of what was there.
    fn div_into(&self, a: &mut Residues, b: &[u64], quotient: &mut Residues) {
        quotient.clear();
        if b.is_empty() || a.len() < b.len() {
            return;
        }
        let n = b.len() - 1;
        let count = a.len() - n;
        quotient.resize(count, 0);
        let inverse = match b[n] {
            1 => 1,
            lead => self.recip(lead),
        };
        for at in (0..count).rev() {
            // What the higher terms of the quotient contribute to the term at + n.
            let to = count.min(at + n + 1);
            let sum = self.dot(&quotient[at + 1..to], &b[at + n + 1 - to..n]);
            let c = self.sub(a[at + n], sum);
            quotient[at] = if inverse == 1 {
                c
            } else {
                self.mul(c, inverse)
            };
        }
        for k in 0..n {
            let to = count.min(k + 1);
            let sum = self.dot(&quotient[..to], &b[k + 1 - to..=k]);
            a[k] = self.sub(a[k], sum);
        }
        a.truncate(n);
        trim(a);
    }

    pub fn rem_poly(&self, mut a: Residues, b: &[u64]) -> Residues {
        self.div_rem_poly(&mut a, b);
        a
    }

    pub fn monic(&self, mut f: Residues) -> Residues {
        if let Some(&lead) = f.last()
            && lead != 1
        {
            let inverse = self.recip(lead);
            for c in &mut f {
                *c = self.mul(*c, inverse);
            }
        }
        f
    }

    /// The monic greatest common divisor; the zero polynomial if both are zero.
    pub fn gcd_poly(&self, a: &[u64], b: &[u64]) -> Residues {
        let (mut a, mut b) = (a.to_vec(), b.to_vec());
        let mut quotient = Vec::new();
        while !b.is_empty() {
            self.div_into(&mut a, &b, &mut quotient);
            std::mem::swap(&mut a, &mut b);
        }
        self.monic(a)
    }

    /// `(s, t)` with `s*a + t*b = 1` for coprime a and b, and degrees below those of b and a.
    pub fn cofactors(&self, a: &[u64], b: &[u64]) -> (Residues, Residues) {
        let (mut r0, mut r1) = (a.to_vec(), b.to_vec());
        let (mut s0, mut s1): (Residues, Residues) = (vec![1], Vec::new());
        let (mut t0, mut t1): (Residues, Residues) = (Vec::new(), vec![1]);
        while !r1.is_empty() {
            let quotient = self.div_rem_poly(&mut r0, &r1);
            std::mem::swap(&mut r0, &mut r1);
            let s = self.sub_poly(&s0, &self.mul_poly(&quotient, &s1));
            s0 = std::mem::replace(&mut s1, s);
            let t = self.sub_poly(&t0, &self.mul_poly(&quotient, &t1));
            t0 = std::mem::replace(&mut t1, t);
        }
        let inverse = self.recip(r0.first().copied().unwrap_or(0));
        (self.scale_poly(&s0, inverse), self.scale_poly(&t0, inverse))
    }

    pub fn derivative(&self, f: &[u64]) -> Residues {
        let mut out: Residues = (f.iter().enumerate().skip(1))
            .map(|(at, &c)| self.mul(c, self.reduce(at as u64)))
            .collect();
        trim(&mut out);
        out
    }

    /// `base^exponent` modulo f.
    pub fn power_poly(&self, base: &[u64], exponent: u64, f: &[u64]) -> Residues {
        let mut result: Residues = self.rem_poly(vec![1], f);
        if exponent == 0 {
            return result;
        }
        let (mut product, mut quotient) = (Vec::new(), Vec::new());
        for bit in (0..=exponent.ilog2()).rev() {
            self.mul_into(&result, &result, &mut product);
            self.div_into(&mut product, f, &mut quotient);
            std::mem::swap(&mut result, &mut product);
            if exponent >> bit & 1 == 1 {
                self.mul_into(&result, base, &mut product);
                self.div_into(&mut product, f, &mut quotient);
                std::mem::swap(&mut result, &mut product);
            }
        }
        result
    }
}

/// Drops the zeros at the end.
pub fn trim(f: &mut Residues) {
    while f.last() == Some(&0) {
        f.pop();
    }
}
