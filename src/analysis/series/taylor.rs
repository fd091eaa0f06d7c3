//! Taylor series.

use super::SeriesError;
use super::decide::Judge;
use super::expand::{Center, Expander};
use super::laurent::Laurent;
use super::ring::{Expressions, Failure, Rationals, Ring};
use super::words;
use crate::algebra::forms::{Limits, factor};
use crate::analysis::AnalysisError;
use crate::expr::{Arena, CanonicalError, Id, Node};
use crate::simplify::{Costs, Goal};

/// The highest order of a series that is worked out.
pub const MAX_ORDER: u64 = 1000;

/// The most terms that a series in several variables is written out to.
const MOST_TERMS: u64 = 100_000;

/// One term of a Taylor series: a coefficient and the power of each difference from the point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The coefficient: a canonical node that is not 0.
    pub coefficient: Id,
    /// The power of each difference, in the order of [`Taylor::around`].
    pub powers: Vec<u32>,
}

/// A Taylor polynomial, lowest order first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taylor {
    /// The variables with the values around which the series is.
    pub around: Vec<(Id, Id)>,
    /// The highest total power.
    pub order: u32,
    /// The terms that are not 0, by total power.
    pub terms: Vec<Term>,
}

/// The Taylor polynomial of a function around a point, in one variable or several.
///
/// Points and coefficients may have other symbols. Where the function is not defined at the point
/// but has a series there (`sin(x)/x` at 0), the series is that of its continuation.
///
/// # Cost
/// For elementary functions some multiplications of series, each quadratic in the order (linear,
/// where one factor is a short polynomial); no repeated derivatives but for the gamma family.
///
/// # Errors
/// [`SeriesError::Pole`], [`SeriesError::Kink`], [`SeriesError::NotSmooth`] and
/// [`SeriesError::Undefined`] say why there is none.
///
/// # Source
/// Knuth, The Art of Computer Programming 2, 4.7; Griewank and Walther, Evaluating Derivatives, 13.2
pub fn taylor(
    arena: &mut Arena,
    function: Id,
    around: &[(Id, Id)],
    order: u64,
) -> Result<Taylor, AnalysisError> {
    if order > MAX_ORDER {
        return Err(SeriesError::Order {
            order,
            limit: MAX_ORDER,
        }
        .into());
    }
    let mut terms = 1u64;
    for k in 1..=around.len() as u64 {
        terms = terms.saturating_mul(order + k) / k;
    }
    if terms > MOST_TERMS {
        return Err(SeriesError::OutOfFuel { what: "the series" }.into());
    }
    let order = order as u32;
    let mut centers = Vec::with_capacity(around.len());
    for &(variable, point) in around {
        centers.push(center(arena, variable, point)?);
    }
    for center in &centers {
        for other in &centers {
            if arena.occurs_free(&[other.point], center.variable) {
                return Err(SeriesError::PointDepends {
                    variable: arena.name(center.variable).to_owned(),
                    point: words::text(arena, other.point),
                }
                .into());
            }
        }
    }
    let root = arena.canonical(function)?;
    // One variable after the other: each coefficient is expanded in the next.
    let mut partial: Vec<(Id, Vec<u32>)> = vec![(root, Vec::new())];
    for center in &centers {
        let mut next = Vec::new();
        for (function, powers) in partial {
            let rest = order - powers.iter().sum::<u32>();
            let coefficients = coefficients(arena, function, center, rest as usize)?;
            for (power, coefficient) in coefficients.into_iter().enumerate() {
                if coefficient != Id::ZERO {
                    let mut powers = powers.clone();
                    powers.push(power as u32);
                    next.push((coefficient, powers));
                }
            }
        }
        partial = next;
    }
    let mut terms: Vec<Term> = Vec::with_capacity(partial.len());
    for (coefficient, powers) in partial {
        terms.push(Term {
            coefficient: factored(arena, coefficient),
            powers,
        });
    }
    terms.sort_by(|a, b| {
        let total = |term: &Term| term.powers.iter().sum::<u32>();
        total(a)
            .cmp(&total(b))
            .then_with(|| b.powers.cmp(&a.powers))
    });
    Ok(Taylor {
        around: centers
            .iter()
            .map(|center| (center.variable, center.point))
            .collect(),
        order,
        terms,
    })
}

/// A coefficient that is a sum in symbols, as a product if that is shorter.
fn factored(arena: &mut Arena, coefficient: Id) -> Id {
    const LIMITS: Limits = Limits {
        terms: 200,
        work: 300_000,
    };
    let sum = matches!(arena.node(coefficient), Node::Sum(run) if run.len() > 2);
    if !sum || arena.free_symbols(&[coefficient]).is_empty() {
        return coefficient;
    }
    let mut costs = Costs::default();
    let mut cost = |arena: &Arena, id: Id| costs.of(arena, id, Goal::Read);
    match factor(arena, coefficient, &LIMITS) {
        Ok(product) if cost(arena, product) <= cost(arena, coefficient) => product,
        _ => coefficient,
    }
}

/// A variable and a point of it, checked.
pub(super) fn center(arena: &mut Arena, variable: Id, point: Id) -> Result<Center, AnalysisError> {
    if !matches!(arena.node(variable), Node::Symbol(_)) {
        return Err(SeriesError::NotAVariable {
            name: words::text(arena, variable),
        }
        .into());
    }
    let point = arena.canonical(point)?;
    if arena.occurs_free(&[point], variable) {
        return Err(SeriesError::PointDepends {
            variable: arena.name(variable).to_owned(),
            point: words::text(arena, point),
        }
        .into());
    }
    let name = format!("{} = {}", arena.name(variable), words::text(arena, point));
    Ok(Center {
        variable,
        point,
        name,
    })
}

/// The coefficients of the powers 0 to `order` of a canonical expression's series.
pub(super) fn coefficients(
    arena: &mut Arena,
    function: Id,
    center: &Center,
    order: usize,
) -> Result<Vec<Id>, AnalysisError> {
    let series = laurent(arena, function, center, order as i64)?;
    if series.valuation < 0 {
        return Err(SeriesError::Pole {
            part: words::text(arena, function),
            point: center.name.clone(),
        }
        .into());
    }
    let mut found = vec![Id::ZERO; series.valuation as usize];
    found.extend(series.terms);
    found.truncate(order + 1);
    Ok(found)
}

/// How often a series is worked out again with more terms.
const ROUNDS: usize = 6;

/// The series of a canonical expression, known beyond the power `order`, without leading zeros at
/// negative powers.
pub(super) fn laurent(
    arena: &mut Arena,
    function: Id,
    center: &Center,
    order: i64,
) -> Result<Laurent<Id>, AnalysisError> {
    let mut judge = Judge::default();
    let wanted = order.max(0) + 1;
    let mut precision = wanted as usize;
    let mut rational = true;
    for _ in 0..ROUNDS {
        let result = if rational {
            let mut ring = Rationals::new(arena);
            expanded(&mut ring, function, center, precision)
        } else {
            let mut ring = Expressions::new(arena, &mut judge);
            expanded(&mut ring, function, center, precision)
        };
        match result {
            Ok(series) if series.precision() > order => return Ok(series),
            Ok(series) => precision += (wanted - series.precision()).max(1) as usize,
            Err(Failure::Precision) => precision += wanted as usize + 2,
            Err(Failure::Irrational) => rational = false,
            Err(Failure::Refused(AnalysisError::Canonical(CanonicalError::DivisionByZero))) => {
                return Err(SeriesError::Pole {
                    part: words::text(arena, function),
                    point: center.name.clone(),
                }
                .into());
            }
            Err(Failure::Refused(error)) => return Err(named(arena, function, error)),
        }
    }
    Err(SeriesError::Unsolved {
        part: words::text(arena, function),
    }
    .into())
}

/// An error that names a part of the function: one that was met on the way is not shown.
fn named(arena: &Arena, function: Id, mut error: AnalysisError) -> AnalysisError {
    if let AnalysisError::Series(
        SeriesError::Pole { part, .. }
        | SeriesError::Kink { part, .. }
        | SeriesError::NotSmooth { part, .. }
        | SeriesError::Undefined { part, .. }
        | SeriesError::Unsolved { part },
    ) = &mut error
    {
        let parts = arena.reachable(&[function]);
        let mut known = parts.iter().rev().take(MOST_NAMED);
        if !known.any(|&id| words::text(arena, id) == *part) {
            *part = words::text(arena, function);
        }
    }
    error
}

/// How many parts of a function are looked through for the one that an error is about.
const MOST_NAMED: usize = 200;

fn expanded<R: Ring>(
    ring: &mut R,
    function: Id,
    center: &Center,
    precision: usize,
) -> super::ring::Result<Laurent<Id>> {
    let series = Expander::new(ring, center, precision).expand(function)?;
    let series = match series.without_poles(ring)? {
        Some(series) => series,
        None => series.leading(ring)?,
    };
    Ok(Laurent {
        valuation: series.valuation,
        terms: series.terms.iter().map(|term| ring.id(term)).collect(),
    })
}

impl Taylor {
    /// The polynomial as an expression.
    pub fn expression(&self, arena: &mut Arena) -> Id {
        let mut sum = Id::ZERO;
        for term in &self.terms {
            let term = self.term(arena, term);
            sum = arena.add(sum, term);
        }
        sum
    }

    /// A term as an expression.
    fn term(&self, arena: &mut Arena, term: &Term) -> Id {
        let mut product = term.coefficient;
        for (&(variable, point), &power) in self.around.iter().zip(&term.powers) {
            let difference = arena.sub(variable, point);
            let power = arena.integer(i64::from(power));
            let factor = arena.pow(difference, power);
            product = arena.mul(product, factor);
        }
        product
    }
}
