//! Series of what has no recurrence of its own: functions by their partials or derivatives, pieces,
//! and sums over an index.

use super::SeriesError;
use super::expand::{Expander, MOST_NODES, Step};
use super::laurent::Laurent;
use super::ring::{Result, Ring};
use super::words;
use crate::diff::Forward;
use crate::expr::{Id, Node, Number, Operands, Sign, sign, template};
use crate::function::FunctionId;

/// How many terms of a sum over an index are written out.
const MOST_TERMS: i64 = 1000;
/// The highest derivative that is taken of a function which has no recurrence here.
const MOST_DERIVATIVES: usize = 40;

impl<R: Ring> Expander<'_, R> {
    /// The integral of the partials times the derivatives of the arguments.
    pub(super) fn by_partials(
        &mut self,
        id: Id,
        function: FunctionId,
        arguments: &[Id],
        series: &[Laurent<R::Element>],
        firsts: &[R::Element],
    ) -> Result<Step<R::Element>> {
        let mut slopes = Vec::with_capacity(arguments.len());
        for (place, &argument) in arguments.iter().enumerate() {
            if !self.depends(argument) {
                slopes.push(None);
                continue;
            }
            let Some(formula) = template::partial(function, place) else {
                return Err(self.unsolved(id));
            };
            let arena = self.ring.arena();
            let built = formula.build(arena, arguments);
            let form = arena.canonical(built);
            slopes.push(Some(self.at_pole(id, form)?));
        }
        let needed: Vec<Id> = slopes.iter().flatten().copied().collect();
        if let Some(missing) = self.missing(&needed) {
            return Ok(Step::Needs(missing));
        }
        let mut value = self.value(id, function, firsts)?;
        let mut sum: Option<Laurent<R::Element>> = None;
        for (slope, argument) in slopes.iter().zip(series) {
            let Some(slope) = *slope else { continue };
            let slope = self.series(slope)?;
            let Some(part) = argument.integral_along(&slope, value, self.ring)? else {
                return Err(self.pole(id));
            };
            value = self.ring.zero();
            sum = Some(match sum {
                None => part,
                Some(sum) => sum.add(&part, self.ring)?,
            });
        }
        match sum {
            Some(sum) => Ok(Step::Done(sum)),
            None => Err(self.unsolved(id)),
        }
    }

    /// The derivatives of a function of which one argument depends on the variable.
    pub(super) fn by_derivatives(&mut self, id: Id, arguments: &[Id]) -> Result<Step<R::Element>> {
        if let Some(missing) = self.missing(arguments) {
            return Ok(Step::Needs(missing));
        }
        let mut moving = Vec::new();
        for &argument in arguments {
            if self.depends(argument) {
                moving.push(argument);
            }
        }
        let [argument] = *moving.as_slice() else {
            return Err(self.unsolved(id));
        };
        let (series, first) = self.regular(id, argument)?;
        let first = self.ring.id(&first);
        let wanted = series.regular(self.ring).len();
        if wanted > MOST_DERIVATIVES + 8 {
            return Err(SeriesError::Order {
                order: wanted as u64,
                limit: MOST_DERIVATIVES as u64,
            }
            .into());
        }
        let arena = self.ring.arena();
        let hole = arena.symbol("the argument");
        let start = arena.len();
        let mut derivative =
            arena.rebuild(id, |child| if child == argument { hole } else { child });
        derivative = arena.unflatten(&[derivative])[0];
        let mut engine = Forward::new(hole);
        let mut outer = Vec::with_capacity(wanted);
        let mut factorial = Number::ONE;
        for k in 0..wanted {
            let arena = self.ring.arena();
            if k > 0 {
                derivative = engine
                    .derivative(arena, derivative)
                    .map_err(crate::analysis::AnalysisError::from)?;
                factorial = factorial.multiply(&Number::integer(k as i64));
            }
            if arena.len() > start + MOST_NODES {
                return Err(SeriesError::OutOfFuel { what: "the series" }.into());
            }
            let value = arena.substitute(derivative, &[(hole, first)]);
            let value = self.coefficient(id, value)?;
            let inverse = factorial.reciprocal().unwrap_or(Number::ONE);
            outer.push(self.ring.scale(&value, inverse)?);
        }
        Ok(Step::Done(series.compose(&outer, self.ring)?))
    }

    /// The piece in which the point lies, if it lies inside one.
    pub(super) fn piecewise(&mut self, id: Id, run: Operands) -> Result<Step<R::Element>> {
        let operands = self.ring.arena().operands(run).to_vec();
        let pieces = operands.chunks_exact(2);
        let otherwise = pieces.remainder().first().copied();
        for piece in pieces {
            if self.holds_around(id, piece[0])? {
                return Ok(Step::Same(piece[1]));
            }
        }
        match otherwise {
            Some(value) => Ok(Step::Same(value)),
            None => Err(self.undefined(id)),
        }
    }

    /// Whether a condition holds around the point, or its opposite does.
    fn holds_around(&mut self, id: Id, condition: Id) -> Result<bool> {
        let (variable, point) = (self.center.variable, self.center.point);
        let arena = self.ring.arena();
        for node in arena.reachable(&[condition]) {
            if let Node::Compare(_, a, b) = arena.node(node) {
                let difference = arena.sub(a, b);
                let there = arena.substitute(difference, &[(variable, point)]);
                let there = arena.canonical(there)?;
                let known = match sign(arena, there) {
                    Sign::Positive | Sign::Negative => true,
                    Sign::Zero => false,
                    _ => super::sample::sample(arena, there, &[]).sign().is_some(),
                };
                if !known {
                    return Err(if arena.free_symbols(&[there]).is_empty() {
                        self.kink(id)
                    } else {
                        let expression = words::text(arena, there);
                        SeriesError::DependsOnSign { expression }.into()
                    });
                }
            }
        }
        let there = arena.substitute(condition, &[(variable, point)]);
        match super::sample::sample(arena, there, &[]).value {
            1.0 => Ok(true),
            0.0 => Ok(false),
            _ => Err(self.unsolved(id)),
        }
    }

    /// A sum over an index with few terms, written out.
    pub(super) fn index_sum(&mut self, id: Id, run: Operands) -> Result<Step<R::Element>> {
        let arena = self.ring.arena();
        let operands = arena.operands(run).to_vec();
        let [body, index, from, to] = operands[..] else {
            return Err(self.unsolved(id));
        };
        let bounds = (
            arena.as_number(from).and_then(Number::to_i64),
            arena.as_number(to).and_then(Number::to_i64),
        );
        let (Some(from), Some(to)) = bounds else {
            return Err(self.unsolved(id));
        };
        if to.saturating_sub(from) >= MOST_TERMS {
            return Err(SeriesError::OutOfFuel { what: "the series" }.into());
        }
        let mut sum = Id::ZERO;
        for value in from..=to {
            let value = arena.integer(value);
            let term = arena.substitute(body, &[(index, value)]);
            sum = arena.add(sum, term);
        }
        Ok(Step::Same(sum))
    }
}
