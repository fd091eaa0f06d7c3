//! Equations with roots: the root as the new unknown, or raised away.

use num_integer::Integer;

use super::solver::{Solver, Tried};
use crate::expr::{Id, Node, Number};
use crate::function::FunctionId;

impl Solver<'_> {
    /// Roots of one base: the root as the new unknown, in which the rest is a polynomial.
    pub(super) fn by_one_root(&mut self, f: Id, x: Id, atoms: &[(Id, Id)], depth: u32) -> Tried {
        let mut base: Option<Id> = None;
        let mut index = 1i64;
        for &(atom, exponent) in atoms {
            let (radicand, denominator) = match self.arena.as_number(exponent) {
                Some(number) => match number.to_ratio() {
                    Some((_, 1)) => match self.arena.node(atom) {
                        Node::Call(FunctionId::CBRT, run) => (self.arena.operand(run, 0), 3),
                        _ if atom == x => continue,
                        _ => return Ok(None),
                    },
                    Some((_, denominator)) => (atom, denominator),
                    None => return Ok(None),
                },
                None => return Ok(None),
            };
            if *base.get_or_insert(radicand) != radicand {
                return Ok(None);
            }
            index = index.lcm(&denominator);
        }
        let Some(base) = base else {
            return Ok(None);
        };
        if index > 24 {
            return Ok(None);
        }
        let cube = self.arena.call(FunctionId::CBRT, &[base]);
        let odd = atoms.iter().any(|&(atom, _)| atom == cube);
        if odd && index != 3 {
            return Ok(None);
        }
        let t = self.unknown_for(f);
        let mut replaced = vec![];
        for &(atom, exponent) in atoms {
            let number = self
                .arena
                .as_number(exponent)
                .cloned()
                .unwrap_or(Number::ONE);
            if atom == cube {
                replaced.push(((cube, Id::ONE), t));
            } else if !number.is_integer() {
                let power = number.multiply(&Number::integer(index));
                let power = self.arena.number_node(power);
                let power = self.arena.pow(t, power);
                replaced.push(((atom, exponent), power));
            }
        }
        let whole = self.arena.integer(index);
        let whole = self.arena.pow(t, whole);
        let inner = self.replace_powers(f, x, &replaced)?;
        let inner = self.arena.substitute(inner, &[(base, whole)]);
        let mut inner = self.canonical(inner)?;
        if self.contains(inner, x) {
            // A linear radicand gives the unknown as a polynomial in the root.
            let Some(coefficients) = self.coefficients(base, x)? else {
                return Ok(None);
            };
            let &[b, a] = coefficients.as_slice() else {
                return Ok(None);
            };
            let top = self.arena.sub(whole, b);
            let value = self.over(top, a)?;
            inner = self.arena.substitute(inner, &[(x, value)]);
            inner = self.canonical(inner)?;
        }
        if self.contains(inner, x) || self.terms(inner).len() < 2 {
            return Ok(None);
        }
        let values = self.zeros(inner, t, depth)?;
        let root = if odd {
            cube
        } else {
            let exponent = self
                .arena
                .number_node(Number::ratio(1, index).unwrap_or(Number::ONE));
            let root = self.arena.pow(base, exponent);
            self.canonical(root)?
        };
        self.each_equals(root, values, x, depth).map(Some)
    }

    /// Roots of several bases, or of one that the rest is no polynomial in: one of them is
    /// isolated and raised away. What this adds is dropped when solutions are put in.
    pub(super) fn by_roots(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let mut best: Option<(Id, i64, bool)> = None;
        for (base, exponent) in self.atoms(f, x) {
            let (radicand, index, odd) = match (self.arena.node(base), exponent) {
                (Node::Call(FunctionId::CBRT, run), Id::ONE) => {
                    (self.arena.operand(run, 0), 3, true)
                }
                _ => match self.arena.as_number(exponent).and_then(Number::to_ratio) {
                    Some((_, denominator)) if denominator > 1 => (base, denominator, false),
                    _ => continue,
                },
            };
            let size = self.arena.node_count(&[radicand]);
            let larger = best.is_none_or(|(known, ..)| size > self.arena.node_count(&[known]));
            if larger {
                best = Some((radicand, index, odd));
            }
        }
        let Some((radicand, index, odd)) = best else {
            return Ok(None);
        };
        if !(2..=6).contains(&index) {
            return Ok(None);
        }
        let t = self.unknown_for(f);
        let cube = self.arena.call(FunctionId::CBRT, &[radicand]);
        let mut replaced = Vec::new();
        for (base, exponent) in self.atoms(f, x) {
            if odd && base == cube {
                replaced.push(((base, exponent), t));
            }
            if let Some((top, bottom)) = self.arena.as_number(exponent).and_then(Number::to_ratio)
                && base == radicand
                && bottom > 1
            {
                if index % bottom != 0 {
                    return Ok(None);
                }
                let power = self.arena.integer(top * (index / bottom));
                let power = self.arena.pow(t, power);
                replaced.push(((base, exponent), power));
            }
        }
        let inner = self.replace_powers(f, x, &replaced)?;
        let inner = match self.numerator(inner, &[t, x])? {
            Some(numerator) => numerator,
            None => inner,
        };
        let Some(coefficients) = self.coefficients(inner, t)? else {
            return Ok(None);
        };
        // t^index is the radicand.
        let count = usize::try_from(index).unwrap_or(2);
        let mut parts = vec![Id::ZERO; count];
        for (at, &coefficient) in coefficients.iter().enumerate() {
            let power = self.arena.integer(i64::try_from(at / count).unwrap_or(0));
            let power = self.arena.pow(radicand, power);
            let term = self.arena.mul(coefficient, power);
            parts[at % count] = self.arena.add(parts[at % count], term);
        }
        for part in &mut parts {
            *part = self.normal(*part)?;
        }
        let norm = match parts.as_slice() {
            &[a, b] => {
                let a = self.arena.pow(a, Id::TWO);
                let b = self.arena.pow(b, Id::TWO);
                let b = self.arena.mul(b, radicand);
                self.arena.sub(a, b)
            }
            &[a, b, c] => self.cubic_norm([a, b, c], radicand),
            parts => {
                let with: Vec<usize> = (1..count).filter(|&at| parts[at] != Id::ZERO).collect();
                let &[at] = with.as_slice() else {
                    return Ok(None);
                };
                let whole = self.arena.integer(index);
                let left = self.arena.neg(parts[0]);
                let left = self.arena.pow(left, whole);
                let right = self.arena.pow(parts[at], whole);
                let power = self.arena.integer(i64::try_from(at).unwrap_or(1));
                let power = self.arena.pow(radicand, power);
                let right = self.arena.mul(right, power);
                self.arena.sub(left, right)
            }
        };
        let norm = self.normal(norm)?;
        if !self.contains(norm, x) && self.vanishes(norm)? {
            return Ok(None);
        }
        self.zeros(norm, x, depth).map(Some)
    }

    /// The product of `a + b*t + c*t^2` over the three values of the cube root t of u.
    pub(super) fn cubic_norm(&mut self, [a, b, c]: [Id; 3], u: Id) -> Id {
        let three = self.arena.integer(3);
        let cubes = [a, b, c].map(|part| self.arena.pow(part, three));
        let second = self.arena.mul(cubes[1], u);
        let square = self.arena.pow(u, Id::TWO);
        let third = self.arena.mul(cubes[2], square);
        let factor = self.arena.integer(-3);
        let mut mixed = self.arena.mul(factor, u);
        for part in [a, b, c] {
            mixed = self.arena.mul(mixed, part);
        }
        let sum = self.arena.add(cubes[0], second);
        let sum = self.arena.add(sum, third);
        self.arena.add(sum, mixed)
    }
}
