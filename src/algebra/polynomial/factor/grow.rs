//! One more variable for factors modulo a prime.
//!
//! The factors are known where a variable has a value. At powers of one point of the other
//! variables they are lifted, as polynomials in two variables, to all values. What monomials the
//! lifted coefficients have is taken from those that are known (for a general value there are no
//! others), so that a few powers suffice.
//!
//! # Source
//! M. Monagan, B. Tuncer, The complexity of sparse Hensel lifting and sparse polynomial
//! factorization, J. Symbolic Computation 99 (2020).

use super::super::Monomial;
use super::super::dense;
use super::super::field::{Field, Shuffle};
use super::super::interpolate::{Nodes, Residues, Sequence, tables, value};
use super::FACTORING;
use super::lift::{Rows, lift};
use crate::algebra::{AlgebraError, Fuel};

/// The polynomial in the variables up to a new one, and the leading coefficients, in variable 0, of
/// its factors. Their product is that of the polynomial.
pub(super) struct Wanted<'a> {
    pub(super) whole: &'a Residues,
    pub(super) leading: &'a [Residues],
    pub(super) variable: usize,
}

/// The monomials of a factor that share a power of variable 0.
struct Group {
    power: usize,
    monomials: Vec<Monomial>,
    nodes: Nodes,
}

/// Finds the factors from those at a value of the new variable; nothing if the point was unlucky.
pub(super) fn grow(
    field: &Field,
    wanted: &Wanted,
    known: &[Residues],
    place: u64,
    random: &mut Shuffle,
    fuel: &mut Fuel,
) -> Result<Option<Vec<Residues>>, AlgebraError> {
    let variable = wanted.variable;
    let degrees = (wanted.whole.iter()).fold(Monomial::ONE, |all, term| all.lcm(&term.0));
    let width = degrees.exponent(0) as usize + 1;
    let height = degrees.exponent(variable) as usize + 1;
    let point: Vec<u64> = (1..variable).map(|_| random.residue(field)).collect();
    let tables = tables(field, &point, &degrees);
    let mut groups: Vec<Vec<Group>> = Vec::with_capacity(known.len());
    for factor in known {
        groups.push(match group(field, factor, &tables, fuel)? {
            Some(list) => list,
            None => return Ok(None),
        });
    }
    let sizes = groups.iter().flatten().map(|group| group.nodes.len());
    let images = sizes.max().unwrap_or(0).max(1);

    // Coefficients of a power of variable 0 stand together, by powers of the new variable.
    let numbered = wanted.whole.iter().map(|term| {
        let number = term.0.exponent(0) as usize * height + term.0.exponent(variable) as usize;
        (number as u32, *term)
    });
    let mut whole = Sequence::new(field, numbered, &tables);
    let mut leading: Vec<Sequence> = (wanted.leading.iter())
        .map(|list| {
            let numbered = list.iter().map(|term| (term.0.exponent(variable), *term));
            Sequence::new(field, numbered, &tables)
        })
        .collect();
    let mut base: Vec<Sequence> = (known.iter())
        .map(|list| {
            let numbered = list.iter().map(|term| (term.0.exponent(0), *term));
            Sequence::new(field, numbered, &tables)
        })
        .collect();
    let work = whole.len()
        + leading.iter().map(Sequence::len).sum::<usize>()
        + base.iter().map(Sequence::len).sum::<usize>()
        + width * height * height / 2;
    fuel.spend((work * images * 2) as u64, FACTORING)?;

    let mut precision = height;
    let mut tops: Vec<usize> = Vec::new();
    let mut lifted: Vec<Vec<Rows>> = Vec::with_capacity(images);
    for image in 0..images {
        let mut flat = whole.next(field);
        flat.resize(width * height, 0);
        let mut rows: Rows = vec![vec![0; width]; height];
        for (power, column) in flat.chunks_mut(height).enumerate() {
            dense::shift(field, column, place);
            for (row, value) in rows.iter_mut().zip(column) {
                if let Some(slot) = row.get_mut(power) {
                    *slot = *value;
                }
            }
        }
        let series: Vec<Vec<u64>> = (leading.iter_mut())
            .map(|sequence| {
                let mut series = sequence.next(field);
                dense::shift(field, &mut series, place);
                series
            })
            .collect();
        let starts: Vec<Vec<u64>> = base
            .iter_mut()
            .map(|sequence| sequence.next(field))
            .collect();
        let full = starts
            .iter()
            .all(|start| start.last().is_some_and(|top| *top != 0));
        if !full {
            return Ok(None);
        }
        let Some(factors) = lift(field, &rows, &starts, &series, precision, fuel)? else {
            return Ok(None);
        };
        if image == 0 {
            tops = (factors.iter())
                .map(|rows| {
                    let used = rows.iter().rposition(|row| row.iter().any(|v| *v != 0));
                    used.unwrap_or(0)
                })
                .collect();
            if tops.iter().sum::<usize>() + 1 != height {
                return Ok(None);
            }
            precision = tops.iter().max().copied().unwrap_or(0) + 1;
        }
        lifted.push(factors);
    }

    let back = field.neg(place);
    let mut found = Vec::with_capacity(known.len());
    for (number, groups) in groups.iter().enumerate() {
        let top = tops.get(number).copied().unwrap_or(0);
        let mut terms = Residues::new();
        // The leading coefficient is known.
        let (Some(factor), Some(lead)) = (known.get(number), wanted.leading.get(number)) else {
            return Ok(None);
        };
        let degree = factor.first().map_or(0, |term| term.0.exponent(0));
        for (monomial, coefficient) in lead {
            let mut raised = *monomial;
            raised.set(0, degree);
            terms.push((raised, *coefficient));
        }
        let mut start = factor
            .iter()
            .skip_while(|term| term.0.exponent(0) == degree);
        for group in groups {
            let count = group.nodes.len();
            fuel.spend((count * (count * 3 + top) * top) as u64, FACTORING)?;
            let mut columns: Vec<Vec<u64>> = Vec::with_capacity(count);
            columns.extend(start.by_ref().take(count).map(|term| vec![term.1]));
            for power in 1..=top {
                let sums: Vec<u64> = (lifted.iter().take(count))
                    .map(|factors| {
                        let row = factors.get(number).and_then(|rows| rows.get(power));
                        row.and_then(|row| row.get(group.power))
                            .copied()
                            .unwrap_or(0)
                    })
                    .collect();
                for (column, value) in columns.iter_mut().zip(group.nodes.solve(field, &sums)) {
                    column.push(value);
                }
            }
            for (monomial, mut column) in group.monomials.iter().zip(columns) {
                dense::shift(field, &mut column, back);
                for (power, coefficient) in column.iter().enumerate().rev() {
                    if *coefficient != 0 {
                        let mut raised = *monomial;
                        raised.set(variable, power as u32);
                        terms.push((raised, *coefficient));
                    }
                }
            }
        }
        found.push(terms);
    }
    Ok(Some(found))
}

/// The groups of a factor below its leading coefficient.
fn group(
    field: &Field,
    factor: &Residues,
    tables: &[Vec<u64>],
    fuel: &mut Fuel,
) -> Result<Option<Vec<Group>>, AlgebraError> {
    let degree = factor.first().map_or(0, |term| term.0.exponent(0));
    let mut lists: Vec<(u32, Vec<Monomial>)> = Vec::new();
    for (monomial, _) in factor {
        let power = monomial.exponent(0);
        match lists.last_mut() {
            _ if power == degree => {}
            Some(list) if list.0 == power => list.1.push(*monomial),
            _ => lists.push((power, vec![*monomial])),
        }
    }
    let mut groups = Vec::with_capacity(lists.len());
    for (power, monomials) in lists {
        let nodes = monomials.iter().map(|m| value(field, m, tables)).collect();
        let Some(nodes) = Nodes::new(field, nodes, fuel)? else {
            return Ok(None);
        };
        groups.push(Group {
            power: power as usize,
            monomials,
            nodes,
        });
    }
    Ok(Some(groups))
}
