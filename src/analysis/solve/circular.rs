//! Equations in circular functions of one angle and its multiples.
//!
//! Everything becomes a polynomial in `s = sin(u)` and `c = cos(u)`. If one of them can be
//! eliminated by `s^2 + c^2 = 1`, the rest is a polynomial equation in the other; if all terms have
//! one degree, it is one in `tan(u)`; `a*s + b*c = d` is `r*cos(u - phi) = d`; otherwise the
//! half-angle tangent makes it rational.

use num_integer::Integer;

use super::conditions::split_constant;
use super::solution::Solution;
use super::solver::{Solver, Tried, exact};
use crate::analysis::AnalysisError;
use crate::expr::{Id, Node, Number, Relation};
use crate::function::FunctionId;

/// Larger multiples of an angle are not expanded.
const MOST_MULTIPLE: i64 = 8;

/// A polynomial in s and c: coefficients by the power of s, then by the power of c.
type Grid = Vec<Vec<Id>>;

impl Solver<'_> {
    /// An equation in circular functions.
    pub(super) fn by_circular(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        let names = [
            FunctionId::SIN,
            FunctionId::COS,
            FunctionId::TAN,
            FunctionId::COT,
            FunctionId::SEC,
            FunctionId::CSC,
        ];
        // Calls, with the part of the angle that varies and the part that is fixed.
        let mut calls: Vec<(Id, FunctionId, Id, Id)> = Vec::new();
        for id in self.arena.reachable(&[f]) {
            let Node::Call(function, run) = self.arena.node(id) else {
                continue;
            };
            if !names.contains(&function) || !self.contains(id, x) {
                continue;
            }
            let angle = self.arena.operand(run, 0);
            let (constant, terms) = split_constant(self.arena, angle);
            let mut fixed = self.arena.number_node(constant);
            let mut varying = Id::ZERO;
            for (factor, term) in terms {
                let factor = self.arena.number_node(factor);
                let product = self.arena.mul(factor, term);
                if self.contains(term, x) {
                    varying = self.arena.add(varying, product);
                } else {
                    fixed = self.arena.add(fixed, product);
                }
            }
            let varying = self.canonical(varying)?;
            let fixed = self.canonical(fixed)?;
            calls.push((id, function, varying, fixed));
        }
        let Some(&(_, _, first, _)) = calls.first() else {
            return Ok(None);
        };
        let mut ratios = Vec::with_capacity(calls.len());
        let (mut top, mut bottom) = (0i64, 1i64);
        for &(_, _, varying, _) in &calls {
            let ratio = self.over(varying, first)?;
            let Some((n, d)) = self.arena.as_number(ratio).and_then(Number::to_ratio) else {
                return Ok(None);
            };
            if n.abs() > 1000 || d > 1000 || bottom > 1000 {
                return Ok(None);
            }
            let joint = bottom.lcm(&d);
            top = (top * (joint / bottom)).gcd(&(n * (joint / d)));
            bottom = joint;
            ratios.push((n, d));
        }
        let Some(step) = Number::ratio(top, bottom) else {
            return Ok(None);
        };
        let step_node = self.arena.number_node(step.clone());
        let unit = self.times(step_node, first)?;
        let s = self.unknown_for(f);
        let c = {
            let name = format!("{}\"", self.arena.name(s));
            self.arena.symbol(&name)
        };
        let mut replaced = Vec::new();
        for (&(id, function, _, fixed), (n, d)) in calls.iter().zip(ratios) {
            let multiple = Number::ratio(n, d)
                .and_then(|ratio| Some(ratio.multiply(&step.reciprocal()?)))
                .and_then(|multiple| multiple.to_i64());
            let Some(multiple) = multiple else {
                return Ok(None);
            };
            if multiple.abs() > MOST_MULTIPLE {
                return Ok(None);
            }
            let (sine, cosine) = self.multiple_angle(s, c, multiple);
            let (sine, cosine) = if fixed == Id::ZERO {
                (sine, cosine)
            } else {
                let fixed_sine = self.arena.call(FunctionId::SIN, &[fixed]);
                let fixed_cosine = self.arena.call(FunctionId::COS, &[fixed]);
                let parts = [
                    self.arena.mul(sine, fixed_cosine),
                    self.arena.mul(cosine, fixed_sine),
                    self.arena.mul(cosine, fixed_cosine),
                    self.arena.mul(sine, fixed_sine),
                ];
                (
                    self.arena.add(parts[0], parts[1]),
                    self.arena.sub(parts[2], parts[3]),
                )
            };
            let value = match function {
                FunctionId::SIN => sine,
                FunctionId::COS => cosine,
                FunctionId::TAN => self.arena.div(sine, cosine),
                FunctionId::COT => self.arena.div(cosine, sine),
                FunctionId::SEC => self.arena.recip(cosine),
                _ => self.arena.recip(sine),
            };
            replaced.push((id, value));
        }
        let mut inner = self.arena.substitute(f, &replaced);
        inner = self.canonical(inner)?;
        if self.contains(inner, x) {
            return Ok(None);
        }
        // Denominators may stand in denominators, so this may take some rounds.
        for _ in 0..4 {
            match self.numerator(inner, &[s, c])? {
                Some(numerator) => inner = numerator,
                None => break,
            }
        }
        let Some(grid) = self.grid(inner, s, c)? else {
            return Ok(None);
        };
        self.grid_zeros(grid, unit, (s, c), x, depth)
    }

    /// Sine and cosine of a multiple of the angle, by those of the angle.
    fn multiple_angle(&mut self, s: Id, c: Id, multiple: i64) -> (Id, Id) {
        let (mut sine, mut cosine) = (Id::ZERO, Id::ONE);
        for _ in 0..multiple.abs() {
            let parts = [
                self.arena.mul(sine, c),
                self.arena.mul(cosine, s),
                self.arena.mul(cosine, c),
                self.arena.mul(sine, s),
            ];
            sine = self.arena.add(parts[0], parts[1]);
            cosine = self.arena.sub(parts[2], parts[3]);
        }
        if multiple < 0 {
            sine = self.arena.neg(sine);
        }
        (sine, cosine)
    }

    fn grid(&mut self, f: Id, s: Id, c: Id) -> Result<Option<Grid>, AnalysisError> {
        let Some(rows) = self.coefficients(f, s)? else {
            return Ok(None);
        };
        let mut grid = Vec::with_capacity(rows.len());
        for row in rows {
            match self.coefficients(row, c)? {
                Some(columns) => grid.push(columns),
                None => return Ok(None),
            }
        }
        Ok(Some(grid))
    }

    /// The zeros of a polynomial in sine and cosine.
    fn grid_zeros(&mut self, grid: Grid, unit: Id, (s, c): (Id, Id), x: Id, depth: u32) -> Tried {
        if depth == 0 {
            return Ok(None);
        }
        let sine = self.arena.call(FunctionId::SIN, &[unit]);
        let cosine = self.arena.call(FunctionId::COS, &[unit]);
        let width = grid.iter().map(Vec::len).max().unwrap_or(0);
        let entry = |grid: &Grid, i: usize, j: usize| -> Id {
            grid.get(i)
                .and_then(|row| row.get(j))
                .copied()
                .unwrap_or(Id::ZERO)
        };
        let mut places = Vec::new();
        for i in 0..grid.len() {
            for j in 0..width {
                if entry(&grid, i, j) != Id::ZERO {
                    places.push((i, j));
                }
            }
        }
        if places.is_empty() {
            return self.zeros(Id::ZERO, x, depth).map(Some);
        }
        // Common powers of sine or cosine.
        let low = |of: fn(&(usize, usize)) -> usize| places.iter().map(of).min().unwrap_or(0);
        let (low_s, low_c) = (low(|place| place.0), low(|place| place.1));
        if low_s + low_c > 0 && places.len() > 1 {
            let mut rest: Grid = vec![Vec::new(); grid.len()];
            for &(i, j) in &places {
                let row = &mut rest[i - low_s];
                row.resize(row.len().max(j - low_c + 1), Id::ZERO);
                row[j - low_c] = entry(&grid, i, j);
            }
            let mut found = Vec::new();
            for (power, call) in [(low_s, sine), (low_c, cosine)] {
                if power > 0
                    && let Some(zeros) = self.equals(call, Id::ZERO, x, depth)?
                {
                    found.extend(zeros);
                }
            }
            let Some(others) = self.grid_zeros(rest, unit, (s, c), x, depth - 1)? else {
                return Ok(None);
            };
            found.extend(others);
            return Ok(Some(found));
        }
        // One of them eliminated: even powers of the other only, or all odd.
        for (eliminate_cosine, kept, call) in [(true, s, sine), (false, c, cosine)] {
            let power = |place: &(usize, usize)| if eliminate_cosine { place.1 } else { place.0 };
            if !places.iter().all(|place| power(place) % 2 == 0) {
                continue;
            }
            let square = self.arena.pow(kept, Id::TWO);
            let square = self.arena.sub(Id::ONE, square);
            let mut sum = Id::ZERO;
            for place in &places {
                let own = if eliminate_cosine { place.0 } else { place.1 };
                let own = self.arena.integer(i64::try_from(own).unwrap_or(0));
                let half = self
                    .arena
                    .integer(i64::try_from(power(place) / 2).unwrap_or(0));
                let own = self.arena.pow(kept, own);
                let other = self.arena.pow(square, half);
                let term = self.arena.mul(own, other);
                let term = self.arena.mul(entry(&grid, place.0, place.1), term);
                sum = self.arena.add(sum, term);
            }
            let sum = self.normal(sum)?;
            let values = self.zeros(sum, kept, depth - 1)?;
            return self.each_equals(call, values, x, depth - 1).map(Some);
        }
        // Terms of one parity of degree are homogeneous after multiplying by s^2 + c^2.
        let degree = places.iter().map(|(i, j)| i + j).max().unwrap_or(0);
        if places.iter().all(|(i, j)| (degree - i - j) % 2 == 0) {
            let mut in_tangent = vec![Id::ZERO; degree + 1];
            for &(i, j) in &places {
                let value = entry(&grid, i, j);
                let raised = (degree - i - j) / 2;
                for (k, count) in binomials(raised).into_iter().enumerate() {
                    let count = self.arena.integer(count);
                    let term = self.arena.mul(count, value);
                    in_tangent[i + 2 * k] = self.arena.add(in_tangent[i + 2 * k], term);
                }
            }
            let mut found = Vec::new();
            let top = self.normal(in_tangent[degree])?;
            if self.vanishes(top)?
                && let Some(zeros) = self.equals(cosine, Id::ZERO, x, depth)?
            {
                found.extend(zeros);
            }
            let polynomial = self.expression_of(&in_tangent, s)?;
            let values = self.zeros(polynomial, s, depth - 1)?;
            let tangent = self.arena.call(FunctionId::TAN, &[unit]);
            found.extend(self.each_equals(tangent, values, x, depth - 1)?);
            return Ok(Some(found));
        }
        if degree == 1 {
            let [a, b, d] = [(1, 0), (0, 1), (0, 0)].map(|(i, j)| entry(&grid, i, j));
            return self.phase([a, b, d], unit, x, depth);
        }
        self.half_angle(&grid, unit, s, x, depth)
    }

    /// `a*sin(u) + b*cos(u) + d = 0` is `r*cos(u - phi) = -d`.
    fn phase(&mut self, [a, b, d]: [Id; 3], unit: Id, x: Id, depth: u32) -> Tried {
        let squares = [a, b].map(|part| self.arena.pow(part, Id::TWO));
        let radius = self.arena.add(squares[0], squares[1]);
        let radius = self.arena.pow(radius, Id::HALF);
        let radius = self.canonical(radius)?;
        let phase = self.arena.call(FunctionId::ATAN2, &[a, b]);
        // For a positive b the angle is a plain inverse tangent.
        let positive = self.compare_zero(Relation::Greater, b);
        let phase = if self.decide(positive) == Some(true) {
            let ratio = self.arena.div(a, b);
            self.arena.call(FunctionId::ATAN, &[ratio])
        } else {
            phase
        };
        let phase = self.canonical(phase)?;
        let opposite = self.arena.neg(d);
        let value = self.over(opposite, radius)?;
        let angle = self.minus(unit, phase)?;
        let t = self.unknown_for(angle);
        let call = self.arena.call(FunctionId::COS, &[t]);
        let Some(values) = self.equals(call, value, t, depth)? else {
            return Ok(None);
        };
        let mut moved = Vec::with_capacity(values.len());
        for solution in values {
            let sum = self.arena.add(solution.value, phase);
            let sum = self.canonical(sum)?;
            moved.push(Solution {
                value: sum,
                ..solution
            });
        }
        self.each_equals(unit, moved, x, depth).map(Some)
    }

    /// With `t = tan(u/2)`: `s = 2*t/(1 + t^2)`, `c = (1 - t^2)/(1 + t^2)`; half a turn stands alone.
    fn half_angle(&mut self, grid: &Grid, unit: Id, t: Id, x: Id, depth: u32) -> Tried {
        let mut at_half_turn = Id::ZERO;
        let degree = grid
            .iter()
            .enumerate()
            .map(|(i, row)| i + row.len().saturating_sub(1))
            .max()
            .unwrap_or(0);
        let square = self.arena.pow(t, Id::TWO);
        let plus = self.arena.add(Id::ONE, square);
        let minus = self.arena.sub(Id::ONE, square);
        let twice = self.arena.mul(Id::TWO, t);
        let mut sum = Id::ZERO;
        for (i, row) in grid.iter().enumerate() {
            for (j, &value) in row.iter().enumerate() {
                if value == Id::ZERO {
                    continue;
                }
                let powers = [i, j, degree - i - j]
                    .map(|power| self.arena.integer(i64::try_from(power).unwrap_or(0)));
                let parts = [
                    self.arena.pow(twice, powers[0]),
                    self.arena.pow(minus, powers[1]),
                    self.arena.pow(plus, powers[2]),
                ];
                let mut term = value;
                for part in parts {
                    term = self.arena.mul(term, part);
                }
                sum = self.arena.add(sum, term);
                if i == 0 {
                    let sign = if j % 2 == 0 { Id::ONE } else { Id::MINUS_ONE };
                    let term = self.arena.mul(sign, value);
                    at_half_turn = self.arena.add(at_half_turn, term);
                }
            }
        }
        let sum = self.normal(sum)?;
        let mut values = Vec::new();
        for root in self.zeros(sum, t, depth - 1)? {
            let angle = self.arena.call(FunctionId::ATAN, &[root.value]);
            let angle = self.arena.mul(Id::TWO, angle);
            let value = self.canonical(angle)?;
            values.push(Solution { value, ..root });
        }
        let pi = self.pi();
        let at_half_turn = self.normal(at_half_turn)?;
        if self.vanishes(at_half_turn)? {
            values.push(exact(pi));
        }
        let turn = self.arena.mul(Id::TWO, pi);
        let mut families = Vec::new();
        for value in values {
            let family = self.family(value.value, turn)?;
            families.push(super::solver::combined(&value, family));
        }
        self.each_equals(unit, families, x, depth).map(Some)
    }
}

/// The binomial coefficients of a row.
fn binomials(n: usize) -> Vec<i64> {
    let mut row = vec![1i64];
    for k in 0..n {
        let next = row[k].saturating_mul(n as i64 - k as i64) / (k as i64 + 1);
        row.push(next);
    }
    row
}
