//! Equations with functions that have pieces: each piece where it holds.

use super::conditions::split_constant;
use super::solution::Solution;
use super::solver::{Solver, Tried, everything};
use crate::expr::{Id, Node, Number, Relation};
use crate::function::FunctionId;

/// More pieces than this are not told apart.
const MOST_PIECES: usize = 8;

impl Solver<'_> {
    /// Functions with pieces: each piece where it holds.
    pub(super) fn by_pieces(&mut self, f: Id, x: Id, depth: u32) -> Tried {
        if let Some(found) = self.by_floor(f, x)? {
            return Ok(Some(found));
        }
        let mut chosen = None;
        let order = self.arena.reachable(&[f]);
        for id in order {
            if !self.contains(id, x) {
                continue;
            }
            let pieces = match self.arena.node(id) {
                Node::Call(function, run) => {
                    let arguments = self.arena.operands(run).to_vec();
                    self.pieces_of_call(function, &arguments)
                }
                Node::Piecewise(run) => {
                    let operands = self.arena.operands(run).to_vec();
                    Some(self.pieces_of_choice(&operands))
                }
                _ => None,
            };
            if let Some(pieces) = pieces {
                chosen = Some((id, pieces));
                break;
            }
        }
        let Some((part, pieces)) = chosen else {
            return Ok(None);
        };
        if pieces.len() > MOST_PIECES {
            return Ok(None);
        }
        let mut found: Vec<Solution> = Vec::new();
        for (conditions, value) in pieces {
            let inner = self.arena.substitute(f, &[(part, value)]);
            let Ok(inner) = self.arena.canonical(inner) else {
                continue;
            };
            // A piece that holds on an equation only has that equation's solutions.
            let equation =
                conditions
                    .iter()
                    .find_map(|&condition| match self.arena.node(condition) {
                        Node::Compare(Relation::Equal, a, b) => Some((a, b)),
                        _ => None,
                    });
            let solutions = match equation {
                Some((a, b)) => {
                    let difference = self.minus(a, b)?;
                    let mut kept = Vec::new();
                    for solution in self.zeros(difference, x, depth)? {
                        let left = self.arena.substitute(inner, &[(x, solution.value)]);
                        let condition = self.compare_zero(Relation::Equal, left);
                        kept.extend(self.under(condition, vec![solution]));
                    }
                    kept
                }
                None => self.zeros(inner, x, depth)?,
            };
            for solution in solutions {
                let mut kept = vec![solution.clone()];
                for &condition in &conditions {
                    let at = self.arena.substitute(condition, &[(x, solution.value)]);
                    kept = self.under(at, kept);
                }
                for solution in kept {
                    if !found.iter().any(|known| {
                        known.value == solution.value && known.conditions == solution.conditions
                    }) {
                        found.push(solution);
                    }
                }
            }
        }
        Ok(Some(found))
    }

    /// The pieces of a call: conditions and value.
    pub(super) fn pieces_of_call(
        &mut self,
        function: FunctionId,
        arguments: &[Id],
    ) -> Option<Vec<(Vec<Id>, Id)>> {
        let compare = |solver: &mut Self, relation, a, b| solver.arena.compare_node(relation, a, b);
        match (function, arguments) {
            (FunctionId::ABS, &[u]) => {
                let negative = self.arena.neg(u);
                Some(vec![
                    (vec![compare(self, Relation::GreaterEqual, u, Id::ZERO)], u),
                    (
                        vec![compare(self, Relation::LessEqual, u, Id::ZERO)],
                        negative,
                    ),
                ])
            }
            (FunctionId::RELU, &[u]) => Some(vec![
                (vec![compare(self, Relation::GreaterEqual, u, Id::ZERO)], u),
                (
                    vec![compare(self, Relation::LessEqual, u, Id::ZERO)],
                    Id::ZERO,
                ),
            ]),
            (FunctionId::SIGN | FunctionId::HEAVISIDE, &[u]) => {
                let (below, at) = if function == FunctionId::SIGN {
                    (Id::MINUS_ONE, Id::ZERO)
                } else {
                    (Id::ZERO, Id::HALF)
                };
                Some(vec![
                    (vec![compare(self, Relation::Less, u, Id::ZERO)], below),
                    (vec![compare(self, Relation::Equal, u, Id::ZERO)], at),
                    (vec![compare(self, Relation::Greater, u, Id::ZERO)], Id::ONE),
                ])
            }
            (FunctionId::MIN | FunctionId::MAX, arguments) if !arguments.is_empty() => {
                let relation = if function == FunctionId::MIN {
                    Relation::LessEqual
                } else {
                    Relation::GreaterEqual
                };
                let mut pieces = Vec::new();
                for (at, &chosen) in arguments.iter().enumerate() {
                    let others = arguments
                        .iter()
                        .enumerate()
                        .filter(|(other, _)| *other != at);
                    let conditions = others
                        .map(|(_, &other)| self.arena.compare_node(relation, chosen, other))
                        .collect();
                    pieces.push((conditions, chosen));
                }
                Some(pieces)
            }
            (FunctionId::CLAMP, &[u, low, high]) => Some(vec![
                (vec![compare(self, Relation::LessEqual, u, low)], low),
                (
                    vec![
                        compare(self, Relation::GreaterEqual, u, low),
                        compare(self, Relation::LessEqual, u, high),
                    ],
                    u,
                ),
                (vec![compare(self, Relation::GreaterEqual, u, high)], high),
            ]),
            (FunctionId::HYPOT, arguments) => {
                // No piece: a root, which the strategy for roots knows.
                let mut squares = Id::ZERO;
                for &argument in arguments {
                    let square = self.arena.pow(argument, Id::TWO);
                    squares = self.arena.add(squares, square);
                }
                let root = self.arena.pow(squares, Id::HALF);
                Some(vec![(Vec::new(), root)])
            }
            _ => None,
        }
    }

    /// The pieces of a choice: each holds where the ones before do not.
    pub(super) fn pieces_of_choice(&mut self, operands: &[Id]) -> Vec<(Vec<Id>, Id)> {
        let mut pieces = Vec::new();
        let mut before: Vec<Id> = Vec::new();
        let chunks = operands.chunks_exact(2);
        let otherwise = chunks.remainder().first().copied();
        for piece in chunks {
            let mut conditions = before.clone();
            conditions.push(piece[0]);
            pieces.push((conditions, piece[1]));
            before.push(self.opposite(piece[0]));
        }
        if let Some(value) = otherwise {
            pieces.push((before, value));
        }
        pieces
    }

    pub(super) fn opposite(&mut self, condition: Id) -> Id {
        match self.arena.node(condition) {
            Node::Compare(relation, a, b) => {
                let relation = match relation {
                    Relation::Less => Relation::GreaterEqual,
                    Relation::LessEqual => Relation::Greater,
                    Relation::Greater => Relation::LessEqual,
                    Relation::GreaterEqual => Relation::Less,
                    Relation::Equal => Relation::NotEqual,
                    Relation::NotEqual => Relation::Equal,
                };
                self.arena.compare_node(relation, a, b)
            }
            _ => self.arena.not_node(condition),
        }
    }

    /// `floor(u) = c` and the like: an interval.
    pub(super) fn by_floor(&mut self, f: Id, x: Id) -> Tried {
        let (constant, terms) = split_constant(self.arena, f);
        let [(factor, term)] = terms.as_slice() else {
            return Ok(None);
        };
        let Node::Call(function, run) = self.arena.node(*term) else {
            return Ok(None);
        };
        if ![FunctionId::FLOOR, FunctionId::CEIL].contains(&function) {
            return Ok(None);
        }
        let inner = self.arena.operand(run, 0);
        let Some(inverse) = factor.reciprocal() else {
            return Ok(None);
        };
        let value = constant.negate().multiply(&inverse);
        if !value.is_integer() {
            return Ok(Some(Vec::new()));
        }
        let (lower, upper, ends) = if function == FunctionId::FLOOR {
            let next = value.add(&Number::ONE);
            (value, next, [Relation::LessEqual, Relation::Less])
        } else {
            let before = value.subtract(&Number::ONE);
            (before, value, [Relation::Less, Relation::LessEqual])
        };
        let (lower, upper) = (self.arena.number_node(lower), self.arena.number_node(upper));
        let conditions = vec![
            self.arena.compare_node(ends[0], lower, inner),
            self.arena.compare_node(ends[1], inner, upper),
        ];
        Ok(Some(vec![Solution {
            conditions,
            ..everything(x)
        }]))
    }
}
