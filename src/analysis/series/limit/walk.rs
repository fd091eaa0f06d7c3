//! The series of an expression in the scale, operands first.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::scale::{Kept, Powers, Result};
use crate::analysis::series::tails::Tail;
use crate::analysis::series::taylor;
use crate::expr::{Constant, Id, Node, template};
use crate::function::FunctionId;

impl Kept<'_> {
    /// The series of an expression in the scale.
    pub(super) fn series(&mut self, root: Id, log_scale: Id) -> Result<Powers> {
        let scale = self.engine.scale;
        let mut known: HashMap<Id, Option<Powers>, FixedState> = HashMap::default();
        for id in self.arena.reachable(&[root]) {
            self.engine.spend(self.arena, 1)?;
            let mut moves = id == scale;
            self.arena.for_each_child(id, |child| {
                moves |= known.get(&child).is_some_and(Option::is_some);
            });
            if !moves {
                // A coefficient.
                known.insert(id, None);
                continue;
            }
            let at = |child: Id| match known.get(&child) {
                Some(Some(series)) => series.clone(),
                _ => Powers::constant(child),
            };
            let series = match self.arena.node(id) {
                Node::Symbol(_) => Powers {
                    terms: vec![(Id::ONE, Id::ONE)],
                    bound: None,
                },
                Node::Sum(run) => {
                    let pairs: Vec<Id> = self.arena.operands(run).to_vec();
                    let mut sum = Powers::constant(Id::ZERO);
                    for pair in pairs.chunks_exact(2) {
                        let term = self.scaled(&at(pair[1]), Id::ZERO, pair[0])?;
                        sum = self.add(&sum, &term)?;
                    }
                    sum
                }
                Node::Product(run) => {
                    let pairs: Vec<Id> = self.arena.operands(run).to_vec();
                    let mut product = Powers::constant(Id::ONE);
                    for pair in pairs.chunks_exact(2) {
                        let factor =
                            if matches!(self.arena.node(pair[0]), Node::Constant(Constant::E)) {
                                let exponent = at(pair[1]);
                                self.exponential(exponent, id)?
                            } else if pair[1] == Id::ONE {
                                at(pair[0])
                            } else {
                                self.raised(at(pair[0]), &known, pair[1], id)?
                            };
                        product = self.multiply(&product, &factor)?;
                    }
                    product
                }
                Node::Pow(base, exponent) => self.raised(at(base), &known, exponent, id)?,
                Node::Call(FunctionId::EXP, run) => {
                    let argument = at(self.arena.operand(run, 0));
                    self.exponential(argument, id)?
                }
                Node::Call(FunctionId::LOG, run) => {
                    let argument = at(self.arena.operand(run, 0));
                    self.logarithm(argument, log_scale, id)?
                }
                Node::Call(function, run) if template::by_sign(function).is_some() => {
                    let argument = at(self.arena.operand(run, 0));
                    self.by_sign(function, argument, run.len(), id)?
                }
                Node::Call(_, run) | Node::Unknown(_, run) => {
                    let operands = self.arena.operands(run).to_vec();
                    let moving: Vec<Id> = operands
                        .into_iter()
                        .filter(|operand| known.get(operand).is_some_and(Option::is_some))
                        .collect();
                    let [argument] = *moving.as_slice() else {
                        return Err(self.engine.unsolved(self.arena, id).into());
                    };
                    let inner = at(argument);
                    self.function(id, argument, inner)?
                }
                _ => return Err(self.engine.unsolved(self.arena, id).into()),
            };
            known.insert(id, Some(series));
        }
        Ok(match known.remove(&root) {
            Some(Some(series)) => series,
            _ => Powers::constant(root),
        })
    }

    fn raised(
        &mut self,
        base: Powers,
        known: &HashMap<Id, Option<Powers>, FixedState>,
        exponent: Id,
        part: Id,
    ) -> Result<Powers> {
        if let ([(Id::ZERO, constant)], None) = (base.terms.as_slice(), base.bound) {
            let power = self.arena.pow(*constant, exponent);
            let power = self.arena.canonical(power)?;
            if known.get(&exponent).is_none_or(Option::is_none) {
                return Ok(Powers::constant(power));
            }
        }
        // Powers whose exponent varies have become exponentials before.
        if known.get(&exponent).is_some_and(Option::is_some)
            || self.engine.depends(self.arena, exponent)
        {
            return Err(self.engine.unsolved(self.arena, part).into());
        }
        self.power(base, exponent, part)
    }

    /// A function that is one formula on each side of 0, such as the size that the canonical form
    /// makes of `sqrt(u^2)`.
    fn by_sign(
        &mut self,
        function: FunctionId,
        argument: Powers,
        arguments: usize,
        part: Id,
    ) -> Result<Powers> {
        if function != FunctionId::ABS || arguments != 1 {
            return Err(self.engine.unsolved(self.arena, part).into());
        }
        let Some(series) = self.strip(argument)? else {
            return Ok(Powers::constant(Id::ZERO));
        };
        let first = series.terms.first().map_or(Id::ONE, |term| term.1);
        let sign = self.engine.sign(self.arena, first)?;
        let factor = self.arena.integer(i64::from(sign));
        self.scaled(&series, Id::ZERO, factor)
    }

    /// A function with derivatives, by its Taylor series at the constant term of its argument.
    fn function(&mut self, id: Id, argument: Id, inner: Powers) -> Result<Powers> {
        let (constant, rest) = self.regular(inner, id)?;
        let tail = match self.arena.node(id) {
            Node::Unknown(name, _) => Tail::named(self.arena.symbol_key(name)),
            _ => None,
        };
        if let Some(tail) = tail
            && constant == Id::ZERO
        {
            let outer: Vec<Id> = tail
                .coefficients(self.count + 1)
                .into_iter()
                .map(|number| self.arena.number_node(number))
                .collect();
            return self.compose(&outer, &rest, false);
        }
        let hole = self.arena.symbol("the argument of a limit");
        let function = self
            .arena
            .rebuild(id, |child| if child == argument { hole } else { child });
        let function = self.arena.canonical(function)?;
        let center = taylor::center(self.arena, hole, constant)?;
        let outer = taylor::coefficients(self.arena, function, &center, self.count)?;
        self.compose(&outer, &rest, false)
    }
}
