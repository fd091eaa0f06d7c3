//! Values of rational expressions at rational points, straight from the text.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Pow, Zero};

/// The value of a text of numbers, names, `+ - * / ^` and brackets; nothing where it divides by 0.
pub fn value(text: &str, point: &[(&str, BigRational)]) -> Option<BigRational> {
    let mut reader = Reader {
        text: text.as_bytes(),
        at: 0,
        point,
    };
    let value = reader.sum();
    assert_eq!(reader.at, text.len(), "{text} at {}", reader.at);
    value
}

/// Why there is no value matters as little as what follows: the rest is read all the same.
type Value = Option<BigRational>;

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    point: &'a [(&'a str, BigRational)],
}

impl Reader<'_> {
    fn peek(&mut self) -> u8 {
        while self.text.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn sum(&mut self) -> Value {
        let mut value = self.product();
        while let sign @ (b'+' | b'-') = self.peek() {
            self.at += 1;
            let other = self.product();
            value = value.zip(other).map(|(a, b)| match sign {
                b'+' => a + b,
                _ => a - b,
            });
        }
        value
    }

    fn product(&mut self) -> Value {
        let mut value = self.unary();
        while let sign @ (b'*' | b'/') = self.peek() {
            self.at += 1;
            let other = self.unary();
            value = value.zip(other).and_then(|(a, b)| match sign {
                b'*' => Some(a * b),
                _ if b.is_zero() => None,
                _ => Some(a / b),
            });
        }
        value
    }

    fn unary(&mut self) -> Value {
        if self.peek() == b'-' {
            self.at += 1;
            return self.unary().map(|value| -value);
        }
        let base = self.atom();
        if self.peek() != b'^' {
            return base;
        }
        self.at += 1;
        let exponent = self.unary();
        let (base, exponent) = base.zip(exponent)?;
        assert!(exponent.is_integer());
        let exponent: i32 = exponent.to_integer().try_into().ok()?;
        if base.is_zero() && exponent < 0 {
            return None;
        }
        Some(Pow::pow(base, exponent))
    }

    fn atom(&mut self) -> Value {
        let first = self.peek();
        let start = self.at;
        if first == b'(' {
            self.at += 1;
            let value = self.sum();
            assert_eq!(self.peek(), b')');
            self.at += 1;
            return value;
        }
        while self
            .text
            .get(self.at)
            .is_some_and(|c| c.is_ascii_alphanumeric())
        {
            self.at += 1;
        }
        let word = std::str::from_utf8(&self.text[start..self.at]).expect("a word");
        if first.is_ascii_digit() {
            return Some(BigRational::from_integer(
                word.parse::<BigInt>().expect("a number"),
            ));
        }
        let found = self.point.iter().find(|(name, _)| *name == word);
        Some(found.unwrap_or_else(|| panic!("{word}")).1.clone())
    }
}
