//! A polynomial on a line through a point where its factors in one variable are known.
//!
//! On a line in general direction the polynomial has two variables, and it factors there as it
//! does in all its variables. So this is where it shows which factors at the point belong together.
//!
//! # Source
//! E. Kaltofen, B. M. Trager, Computing with polynomials given by black boxes for their evaluations,
//! J. Symbolic Computation 9 (1990).

use super::super::Monomial;
use super::super::dense;
use super::super::field::{Field, Shuffle, trim};
use super::super::interpolate::{Newton, Residues};
use super::FACTORING;
use super::lift::{Rows, lift};
use crate::algebra::{AlgebraError, Fuel};

/// A line: the point at 0, and the direction. The coordinates are those of variables 1, 2, ...
pub(super) struct Line {
    pub(super) start: Vec<u64>,
    pub(super) direction: Vec<u64>,
}

impl Line {
    pub(super) fn random(field: &Field, start: &[i64], random: &mut Shuffle) -> Self {
        let start = start.iter().map(|value| integer(field, *value)).collect();
        let mut line = Line {
            start,
            direction: Vec::new(),
        };
        line.direction = line.start.iter().map(|_| random.residue(field)).collect();
        line
    }

    /// The point at a parameter.
    pub(super) fn at(&self, field: &Field, parameter: u64) -> Vec<u64> {
        (self.start.iter().zip(&self.direction))
            .map(|(start, step)| field.add(*start, field.mul(*step, parameter)))
            .collect()
    }
}

fn integer(field: &Field, value: i64) -> u64 {
    let size = field.of_word(value.unsigned_abs() & (u64::MAX >> 1));
    if value < 0 { field.neg(size) } else { size }
}

/// The values of polynomials on a line, as polynomials in its parameter.
pub(super) struct Restriction {
    newton: Newton,
    points: Vec<Vec<u64>>,
}

impl Restriction {
    /// For polynomials of at most a total degree in the variables from 1.
    pub(super) fn new(field: &Field, line: &Line, degree: u32) -> Option<Self> {
        let mut places = Vec::new();
        let mut place = 0;
        for _ in 0..=degree {
            places.push(place);
            place = field.add(place, field.one);
        }
        let points = places.iter().map(|place| line.at(field, *place)).collect();
        Some(Restriction {
            newton: Newton::new(field, &places)?,
            points,
        })
    }

    /// The coefficients by powers of the parameter, then of variable 0.
    pub(super) fn rows(
        &self,
        field: &Field,
        poly: &Residues,
        fuel: &mut Fuel,
    ) -> Result<Rows, AlgebraError> {
        let degree = poly
            .iter()
            .map(|term| term.0.exponent(0))
            .max()
            .unwrap_or(0);
        let degrees = poly
            .iter()
            .fold(Monomial::ONE, |all, term| all.lcm(&term.0));
        let count = self.points.first().map_or(0, Vec::len);
        fuel.spend(
            (poly.len() * self.points.len() * (count + 2)) as u64,
            FACTORING,
        )?;
        // The exponents are looked at once, not for every point.
        let mut exponents = Vec::with_capacity(poly.len() * count);
        for (monomial, _) in poly {
            exponents.extend((1..=count).map(|variable| monomial.exponent(variable) as usize));
        }
        let mut columns: Vec<Vec<u64>> = vec![Vec::new(); degree as usize + 1];
        for point in &self.points {
            let tables: Vec<Vec<u64>> = (point.iter().enumerate())
                .map(|(at, value)| field.powers(*value, degrees.exponent(at + 1)))
                .collect();
            let mut values = vec![0; degree as usize + 1];
            for ((monomial, coefficient), own) in poly.iter().zip(exponents.chunks(count.max(1))) {
                let mut value = *coefficient;
                for (exponent, table) in own.iter().zip(&tables) {
                    if *exponent != 0 {
                        value = field.mul(value, table.get(*exponent).copied().unwrap_or(0));
                    }
                }
                if let Some(place) = values.get_mut(monomial.exponent(0) as usize) {
                    *place = field.add(*place, value);
                }
            }
            for (column, value) in columns.iter_mut().zip(values) {
                column.push(value);
            }
        }
        let length = columns.len();
        let mut rows = vec![vec![0; length]; self.points.len()];
        for (power, column) in columns.into_iter().enumerate() {
            let powers = self.newton.powers(field, column);
            for (row, value) in rows.iter_mut().zip(powers) {
                if let Some(place) = row.get_mut(power) {
                    *place = value;
                }
            }
        }
        for row in &mut rows {
            trim(row);
        }
        while rows.last().is_some_and(Vec::is_empty) {
            rows.pop();
        }
        Ok(rows)
    }
}

/// The coefficients of one power of `x`, by powers of the parameter.
pub(super) fn column(rows: &Rows, power: usize) -> Vec<u64> {
    let mut list: Vec<u64> = (rows.iter())
        .map(|row| row.get(power).copied().unwrap_or(0))
        .collect();
    trim(&mut list);
    list
}

/// Factors at the start that together make a factor on the line.
pub(super) struct Joined {
    /// Which ones.
    pub(super) members: Vec<usize>,
    /// The factor on the line, times the leading coefficients of all others.
    pub(super) rows: Rows,
}

/// Finds which of the factors at the start belong together. Nothing if the line was unlucky.
///
/// Any true factor shows, so that a single group means that there is none.
pub(super) fn join(
    field: &Field,
    rows: &Rows,
    base: &[Vec<u64>],
    fuel: &mut Fuel,
) -> Result<Option<Vec<Joined>>, AlgebraError> {
    let degree = rows.len().saturating_sub(1);
    let top = rows.first().map_or(0, Vec::len).saturating_sub(1);
    // A factor times the leading coefficients of the others has at most the whole's degree in the
    // parameter, so that one further coefficient shows whether a product of series is one.
    let precision = degree + 2;
    let leading = column(rows, top);
    let inverse = dense::series_inverse(field, &leading, precision);
    fuel.spend((top * precision * precision) as u64, FACTORING)?;
    let mut monic: Rows = vec![vec![0; top + 1]; precision];
    for power in 0..=top {
        let series = dense::series_product(field, &column(rows, power), &inverse, precision);
        for (row, value) in monic.iter_mut().zip(series) {
            if let Some(place) = row.get_mut(power) {
                *place = value;
            }
        }
    }
    let mut units = base.to_vec();
    for unit in &mut units {
        dense::make_monic(field, unit);
    }
    let ones = vec![vec![field.one]; base.len()];
    let Some(lifted) = lift(field, &monic, &units, &ones, precision, fuel)? else {
        return Ok(None);
    };
    // The last coefficient of the second highest power of `x` adds up over a product.
    let tests: Vec<u64> = (lifted.iter())
        .map(|factor| {
            let second = factor.first().map_or(0, Vec::len).saturating_sub(2);
            let series: Vec<u64> = (factor.iter())
                .map(|row| row.get(second).copied().unwrap_or(0))
                .collect();
            let mut sum = 0;
            for (a, b) in leading.iter().zip(series.iter().rev()) {
                sum = field.add(sum, field.mul(*a, *b));
            }
            sum
        })
        .collect();
    let mut left: Vec<usize> = (0..base.len()).collect();
    let mut groups = Vec::new();
    let mut size = 1;
    while 2 * size <= left.len() {
        let mut chosen: Vec<usize> = (0..size).collect();
        let mut found = None;
        loop {
            fuel.spend(size as u64 + 4, FACTORING)?;
            let members: Vec<usize> = (chosen.iter())
                .filter_map(|at| left.get(*at).copied())
                .collect();
            let sum = (members.iter()).fold(0, |sum, at| {
                field.add(sum, tests.get(*at).copied().unwrap_or(0))
            });
            if sum == 0 {
                let product = multiply(field, &lifted, &members, &leading, precision, fuel)?;
                if product
                    .last()
                    .is_some_and(|row| row.iter().all(|v| *v == 0))
                {
                    found = Some((members, product));
                    break;
                }
            }
            // With just two halves left, those without the first are the others' complements.
            if !advance(&mut chosen, left.len())
                || 2 * size == left.len() && chosen.first() != Some(&0)
            {
                break;
            }
        }
        match found {
            Some((members, mut rows)) => {
                left.retain(|at| !members.contains(at));
                rows.pop();
                groups.push(Joined { members, rows });
            }
            None => size += 1,
        }
    }
    if !left.is_empty() {
        let mut rows = multiply(field, &lifted, &left, &leading, precision, fuel)?;
        rows.pop();
        groups.push(Joined {
            members: left,
            rows,
        });
    }
    Ok(Some(groups))
}

/// The next choice of as many of `count` in order; false after the last.
fn advance(chosen: &mut [usize], count: usize) -> bool {
    let size = chosen.len();
    for at in (0..size).rev() {
        if let Some(place) = chosen.get_mut(at)
            && *place + size - at < count
        {
            *place += 1;
            let start = *place;
            for (step, later) in chosen.iter_mut().skip(at + 1).enumerate() {
                *later = start + step + 1;
            }
            return true;
        }
    }
    false
}

/// The product of some lifted factors and a series.
fn multiply(
    field: &Field,
    lifted: &[Rows],
    members: &[usize],
    series: &[u64],
    precision: usize,
    fuel: &mut Fuel,
) -> Result<Rows, AlgebraError> {
    let mut product: Rows = series.iter().map(|value| vec![*value]).collect();
    product.resize(precision, vec![0]);
    for member in members {
        let Some(factor) = lifted.get(*member) else {
            continue;
        };
        let length = product.first().map_or(0, Vec::len);
        let own = factor.first().map_or(0, Vec::len);
        fuel.spend(
            (precision * precision * length * own / 2 + 1) as u64,
            FACTORING,
        )?;
        let mut next = vec![vec![0; (length + own).saturating_sub(1)]; precision];
        for (at, row) in product.iter().enumerate() {
            for (sum, other) in next.iter_mut().skip(at).zip(factor) {
                dense::add_product(field, sum, row, other);
            }
        }
        product = next;
    }
    Ok(product)
}

/// The greatest common divisor, with leading coefficient 1, of the coefficients of the powers of
/// `x`.
pub(super) fn content(
    field: &Field,
    rows: &Rows,
    fuel: &mut Fuel,
) -> Result<Vec<u64>, AlgebraError> {
    let length = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut found: Vec<u64> = Vec::new();
    for power in (0..length).rev() {
        let mut own = column(rows, power);
        fuel.spend((own.len() * found.len() + 1) as u64, FACTORING)?;
        field.gcd(&mut found, &mut own);
        if found.len() == 1 {
            break;
        }
    }
    dense::make_monic(field, &mut found);
    Ok(found)
}
