//! Formulas of the function table, read once and then built with any arguments.

use std::sync::OnceLock;

use super::arena::Arena;
use super::lower;
use super::node::{Constant, Id, Node, Operands, Relation};
use super::number::Number;
use crate::function::{self, FunctionId};

/// A formula with holes for a function's arguments.
#[derive(Debug, Default)]
pub(crate) struct Template {
    operations: Vec<Operation>,
}

#[derive(Debug)]
enum Operation {
    Parameter(usize),
    Number(Number),
    Constant(Constant),
    Add(usize, usize),
    Mul(usize, usize),
    Pow(usize, usize),
    Call(FunctionId, Vec<usize>),
    // What only the sides and conditions of rewrite rules have.
    Symbol(Box<str>),
    Unknown(Box<str>, Vec<usize>),
    Compare(Relation, usize, usize),
    And(usize, usize),
    Or(usize, usize),
    Not(usize),
    Piecewise(Vec<usize>),
}

impl Template {
    /// Reads a formula of the table. A formula that can't be read makes nothing (a test reads
    /// them all).
    pub(crate) fn read(text: &str, parameters: &[&str]) -> Option<Self> {
        let mut arena = Arena::new();
        let root = lower::formula(&mut arena, text)?;
        let template = Self::from_node(&arena, root, parameters)?;
        // A name that is no parameter is a slip in the table.
        let closed = |operation: &Operation| !matches!(operation, Operation::Symbol(_));
        template.operations.iter().all(closed).then_some(template)
    }

    /// The built expression `root`, in which these names are holes and others are symbols.
    pub(crate) fn from_node(arena: &Arena, root: Id, parameters: &[&str]) -> Option<Self> {
        let order = arena.reachable(&[root]);
        let at = |id: Id| order.binary_search(&id).ok();
        let all = |run: Operands| -> Option<Vec<usize>> {
            arena.operands(run).iter().map(|&a| at(a)).collect()
        };
        let operations = order
            .iter()
            .map(|&id| {
                Some(match arena.node(id) {
                    Node::Number(number) => Operation::Number(arena.number(number).clone()),
                    Node::Constant(constant) => Operation::Constant(constant),
                    Node::Symbol(symbol) => {
                        let name = arena.symbol_spelling(symbol);
                        match parameters.iter().position(|&known| known == name) {
                            Some(place) => Operation::Parameter(place),
                            None => Operation::Symbol(name.into()),
                        }
                    }
                    Node::Add(a, b) => Operation::Add(at(a)?, at(b)?),
                    Node::Mul(a, b) => Operation::Mul(at(a)?, at(b)?),
                    Node::Pow(a, b) => Operation::Pow(at(a)?, at(b)?),
                    Node::Call(function, run) => Operation::Call(function, all(run)?),
                    Node::Unknown(name, run) => {
                        Operation::Unknown(arena.symbol_spelling(name).into(), all(run)?)
                    }
                    Node::Compare(relation, a, b) => Operation::Compare(relation, at(a)?, at(b)?),
                    Node::And(a, b) => Operation::And(at(a)?, at(b)?),
                    Node::Or(a, b) => Operation::Or(at(a)?, at(b)?),
                    Node::Not(a) => Operation::Not(at(a)?),
                    Node::Piecewise(run) => Operation::Piecewise(all(run)?),
                    _ => return None,
                })
            })
            .collect::<Option<_>>()?;
        Some(Template { operations })
    }

    /// Builds the formula with these arguments.
    pub(crate) fn build(&self, arena: &mut Arena, arguments: &[Id]) -> Id {
        const FEW: usize = 24;
        let mut few = [Id::ZERO; FEW];
        let mut many = Vec::new();
        let made: &mut [Id] = if self.operations.len() <= FEW {
            &mut few
        } else {
            many.resize(self.operations.len(), Id::ZERO);
            &mut many
        };
        let mut last = Id::ZERO;
        for (at, operation) in self.operations.iter().enumerate() {
            last = match operation {
                Operation::Parameter(position) => {
                    arguments.get(*position).copied().unwrap_or(Id::ZERO)
                }
                Operation::Number(number) => match number.to_i64() {
                    Some(small) => arena.integer(small),
                    None => arena.number_node(number.clone()),
                },
                Operation::Constant(constant) => arena.constant(*constant),
                Operation::Add(a, b) => arena.add(made[*a], made[*b]),
                Operation::Mul(a, b) => arena.mul(made[*a], made[*b]),
                Operation::Pow(a, b) => arena.pow(made[*a], made[*b]),
                Operation::Call(function, operands) => match operands.as_slice() {
                    [a] => arena.call(*function, &[made[*a]]),
                    operands => {
                        let operands: Vec<Id> = operands.iter().map(|&a| made[a]).collect();
                        arena.call(*function, &operands)
                    }
                },
                Operation::Symbol(name) => arena.symbol(name),
                Operation::Unknown(name, operands) => {
                    let operands: Vec<Id> = operands.iter().map(|&a| made[a]).collect();
                    let (orders, values) = operands.split_at(operands.len() / 2);
                    let name = arena.symbol_id(name);
                    arena.unknown_node(name, orders, values)
                }
                Operation::Compare(relation, a, b) => {
                    arena.compare_node(*relation, made[*a], made[*b])
                }
                Operation::And(a, b) => arena.and_node(made[*a], made[*b]),
                Operation::Or(a, b) => arena.or_node(made[*a], made[*b]),
                Operation::Not(a) => arena.not_node(made[*a]),
                Operation::Piecewise(operands) => {
                    let operands: Vec<Id> = operands.iter().map(|&a| made[a]).collect();
                    arena.piecewise_node(&operands)
                }
            };
            made[at] = last;
        }
        last
    }
}

/// The templates of one function's row.
#[derive(Default)]
struct Formulas {
    partials: OnceLock<Vec<Option<Template>>>,
    canonical: OnceLock<Option<Template>>,
    by_sign: OnceLock<Option<SignFormulas>>,
    domain: OnceLock<Option<Template>>,
}

/// What decides the sign, and the values below, at and above 0.
pub(crate) struct SignFormulas {
    pub(crate) decider: Template,
    pub(crate) values: [Template; 3],
}

fn formulas(function: FunctionId) -> Option<&'static Formulas> {
    static ALL: OnceLock<Vec<Formulas>> = OnceLock::new();
    ALL.get_or_init(|| function::all().map(|_| Formulas::default()).collect())
        .get(function.index())
}

/// The partial of a function in one of its arguments; nothing if it has none (an index).
pub(crate) fn partial(function: FunctionId, argument: usize) -> Option<&'static Template> {
    let row = function.row();
    formulas(function)?
        .partials
        .get_or_init(|| {
            row.partials
                .iter()
                .map(|text| {
                    if text.is_empty() {
                        None
                    } else {
                        Template::read(text, row.parameters)
                    }
                })
                .collect()
        })
        .get(argument)?
        .as_ref()
}

/// The form that the canonical pass writes instead of a call.
pub(crate) fn canonical(function: FunctionId) -> Option<&'static Template> {
    let row = function.row();
    if row.canonical.is_empty() {
        return None;
    }
    formulas(function)?
        .canonical
        .get_or_init(|| Template::read(row.canonical, row.parameters))
        .as_ref()
}

/// The condition under which a function is real; nothing if it is everywhere.
pub(crate) fn domain(function: FunctionId) -> Option<&'static Template> {
    let row = function.row();
    if row.domain.is_empty() {
        return None;
    }
    formulas(function)?
        .domain
        .get_or_init(|| Template::read(row.domain, row.parameters))
        .as_ref()
}

/// The values of a function by the sign of what vanishes at its kink.
pub(crate) fn by_sign(function: FunctionId) -> Option<&'static SignFormulas> {
    let row = function.row();
    if row.by_sign.is_empty() {
        return None;
    }
    formulas(function)?
        .by_sign
        .get_or_init(|| {
            let [below, at, above] = row.by_sign else {
                return None;
            };
            Some(SignFormulas {
                decider: Template::read(row.kinks.first()?, row.parameters)?,
                values: [
                    Template::read(below, row.parameters)?,
                    Template::read(at, row.parameters)?,
                    Template::read(above, row.parameters)?,
                ],
            })
        })
        .as_ref()
}
