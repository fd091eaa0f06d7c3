//! Expressions kept outside: a table of nodes that any serde format can hold.
//!
//! Shared nodes are written once, so a DAG keeps its size. What is read is checked: a node may
//! refer to earlier ones only, and to as many as its kind has.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::arena::Arena;
use super::handle::{Expr, Flags};
use super::node::{Constant, Id, Node, Relation};
use super::number::Number;
use crate::function::{self, Kernel};

/// One node; numbers are places of earlier nodes.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stored {
    Number(String),
    Pi,
    E,
    Symbol(String),
    Add(u32, u32),
    Mul(u32, u32),
    Pow(u32, u32),
    /// Pairs of coefficient and term.
    Sum(Vec<u32>),
    /// Pairs of base and exponent.
    Product(Vec<u32>),
    Call(String, Vec<u32>),
    /// Orders, then arguments.
    Unknown(String, Vec<u32>),
    Compare(String, u32, u32),
    And(u32, u32),
    Or(u32, u32),
    Not(u32),
    Piecewise(Vec<u32>),
    IndexSum(u32, u32, u32, u32),
    RowSum(u32),
    RowMean(u32),
}

#[derive(Serialize, Deserialize)]
struct StoredExpr {
    nodes: Vec<Stored>,
    #[serde(default)]
    decimals: bool,
    #[serde(default)]
    derivative: bool,
}

/// Why a stored expression is refused.
#[derive(Debug)]
enum Refusal {
    Empty,
    NotEarlier { at: usize },
    Operands { at: usize },
    Number { at: usize },
    Function { at: usize, name: String },
    Kind { at: usize },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Empty => f.write_str("the expression has no nodes"),
            Refusal::NotEarlier { at } => {
                write!(f, "node {at} refers to a node that is not before it")
            }
            Refusal::Operands { at } => write!(f, "node {at} has the wrong number of operands"),
            Refusal::Number { at } => write!(f, "node {at} is no exact number"),
            Refusal::Function { at, name } => {
                write!(f, "node {at} names the unknown function `{name}`")
            }
            Refusal::Kind { at } => write!(
                f,
                "node {at} has a condition for a value, or a value for a condition"
            ),
        }
    }
}

const RELATIONS: [(Relation, &str); 6] = [
    (Relation::Less, "<"),
    (Relation::LessEqual, "<="),
    (Relation::Greater, ">"),
    (Relation::GreaterEqual, ">="),
    (Relation::Equal, "="),
    (Relation::NotEqual, "!="),
];

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let flags = self.flags();
        let nodes = self.with(|arena, id| store(arena, id));
        StoredExpr {
            nodes,
            decimals: flags.decimals,
            derivative: flags.derivative,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Expr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = StoredExpr::deserialize(deserializer)?;
        let flags = Flags {
            decimals: stored.decimals,
            derivative: stored.derivative,
            chosen: false,
        };
        let mut arena = Arena::new();
        match load(&mut arena, &stored.nodes) {
            Ok(id) => Ok(Expr::from_arena(arena, id, flags)),
            Err(refusal) => Err(D::Error::custom(refusal)),
        }
    }
}

fn store(arena: &Arena, root: Id) -> Vec<Stored> {
    let order = arena.reachable(&[root]);
    let at = |id: Id| order.binary_search(&id).map_or(0, |place| place as u32);
    order
        .iter()
        .map(|&id| {
            let run = |run| {
                arena
                    .operands(run)
                    .iter()
                    .map(|&operand| at(operand))
                    .collect::<Vec<u32>>()
            };
            match arena.node(id) {
                Node::Number(number) => Stored::Number(arena.number(number).to_string()),
                Node::Constant(Constant::Pi) => Stored::Pi,
                Node::Constant(Constant::E) => Stored::E,
                Node::Symbol(symbol) => Stored::Symbol(arena.symbol_spelling(symbol).to_owned()),
                Node::Add(a, b) => Stored::Add(at(a), at(b)),
                Node::Mul(a, b) => Stored::Mul(at(a), at(b)),
                Node::Pow(a, b) => Stored::Pow(at(a), at(b)),
                Node::Sum(operands) => Stored::Sum(run(operands)),
                Node::Product(operands) => Stored::Product(run(operands)),
                Node::Call(function, operands) => {
                    Stored::Call(function.name().to_owned(), run(operands))
                }
                Node::Unknown(name, operands) => {
                    Stored::Unknown(arena.symbol_spelling(name).to_owned(), run(operands))
                }
                Node::Compare(relation, a, b) => {
                    let sign = RELATIONS
                        .iter()
                        .find(|(known, _)| *known == relation)
                        .map_or("=", |(_, sign)| sign);
                    Stored::Compare(sign.to_owned(), at(a), at(b))
                }
                Node::And(a, b) => Stored::And(at(a), at(b)),
                Node::Or(a, b) => Stored::Or(at(a), at(b)),
                Node::Not(a) => Stored::Not(at(a)),
                Node::Piecewise(operands) => Stored::Piecewise(run(operands)),
                Node::IndexSum(operands) => {
                    let [body, index, from, to] =
                        [0, 1, 2, 3].map(|place| at(arena.operand(operands, place)));
                    Stored::IndexSum(body, index, from, to)
                }
                Node::RowSum(body) => Stored::RowSum(at(body)),
                Node::RowMean(body) => Stored::RowMean(at(body)),
            }
        })
        .collect()
}

fn number(text: &str) -> Option<Number> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let value = match text.split_once('/') {
        None => Number::parse_decimal(text)?,
        Some((numerator, denominator)) => {
            let inverse = Number::parse_decimal(denominator)?.reciprocal()?;
            Number::parse_decimal(numerator)?.multiply(&inverse)
        }
    };
    Some(if negative { value.negate() } else { value })
}

/// Builds the nodes by the folding constructors, so that what is stored can't break what they hold.
fn load(arena: &mut Arena, stored: &[Stored]) -> Result<Id, Refusal> {
    let mut ids: Vec<Id> = Vec::with_capacity(stored.len());
    for (at, node) in stored.iter().enumerate() {
        let get = |place: u32| {
            ids.get(place as usize)
                .copied()
                .ok_or(Refusal::NotEarlier { at })
        };
        let all = |places: &[u32]| {
            places
                .iter()
                .map(|&place| get(place))
                .collect::<Result<Vec<Id>, Refusal>>()
        };
        let is_condition = |arena: &Arena, id: Id| {
            matches!(
                arena.node(id),
                Node::Compare(..) | Node::And(..) | Node::Or(..) | Node::Not(_)
            )
        };
        let value = |arena: &Arena, place: u32| {
            let id = get(place)?;
            if is_condition(arena, id) {
                Err(Refusal::Kind { at })
            } else {
                Ok(id)
            }
        };
        let values = |arena: &Arena, places: &[u32]| {
            places
                .iter()
                .map(|&place| value(arena, place))
                .collect::<Result<Vec<Id>, Refusal>>()
        };
        let condition = |arena: &Arena, place: u32| {
            let id = get(place)?;
            if is_condition(arena, id) {
                Ok(id)
            } else {
                Err(Refusal::Kind { at })
            }
        };
        let id = match node {
            Stored::Number(text) => {
                let value = number(text).ok_or(Refusal::Number { at })?;
                arena.number_node(value)
            }
            Stored::Pi => arena.constant(Constant::Pi),
            Stored::E => arena.constant(Constant::E),
            Stored::Symbol(name) => arena.symbol(name),
            Stored::Add(a, b) => {
                let (a, b) = (value(arena, *a)?, value(arena, *b)?);
                arena.add(a, b)
            }
            Stored::Mul(a, b) => {
                let (a, b) = (value(arena, *a)?, value(arena, *b)?);
                arena.mul(a, b)
            }
            Stored::Pow(a, b) => {
                let (a, b) = (value(arena, *a)?, value(arena, *b)?);
                arena.pow(a, b)
            }
            Stored::Sum(places) | Stored::Product(places) => {
                let pairs = values(arena, places)?;
                if pairs.len() % 2 != 0 {
                    return Err(Refusal::Operands { at });
                }
                let product = matches!(node, Stored::Product(_));
                let mut folded = if product { Id::ONE } else { Id::ZERO };
                for pair in pairs.chunks_exact(2) {
                    folded = if product {
                        let power = arena.pow(pair[0], pair[1]);
                        arena.mul(folded, power)
                    } else {
                        let term = arena.mul(pair[0], pair[1]);
                        arena.add(folded, term)
                    };
                }
                folded
            }
            Stored::Call(name, places) => {
                let Some(function) = function::lookup(name) else {
                    return Err(Refusal::Function {
                        at,
                        name: name.clone(),
                    });
                };
                let arguments = values(arena, places)?;
                if arguments.len() != function.row().parameters.len() {
                    return Err(Refusal::Operands { at });
                }
                let indexed = matches!(function.row().kernel, Kernel::Indexed(_));
                if indexed
                    && arena
                        .as_number(arguments[0])
                        .and_then(Number::to_i64)
                        .is_none_or(|index| index < 0)
                {
                    return Err(Refusal::Operands { at });
                }
                arena.call(function, &arguments)
            }
            Stored::Unknown(name, places) => {
                let operands = values(arena, places)?;
                let (orders, arguments) = operands.split_at(operands.len() / 2);
                let whole = |id: &Id| {
                    arena
                        .as_number(*id)
                        .and_then(Number::to_i64)
                        .is_some_and(|order| order >= 0)
                };
                if orders.is_empty() || orders.len() != arguments.len() || !orders.iter().all(whole)
                {
                    return Err(Refusal::Operands { at });
                }
                let name = arena.symbol_id(name);
                arena.unknown_node(name, orders, arguments)
            }
            Stored::Compare(sign, a, b) => {
                let Some((relation, _)) = RELATIONS.iter().find(|(_, known)| known == sign) else {
                    return Err(Refusal::Operands { at });
                };
                let (a, b) = (value(arena, *a)?, value(arena, *b)?);
                arena.compare_node(*relation, a, b)
            }
            Stored::And(a, b) => {
                let (a, b) = (condition(arena, *a)?, condition(arena, *b)?);
                arena.and_node(a, b)
            }
            Stored::Or(a, b) => {
                let (a, b) = (condition(arena, *a)?, condition(arena, *b)?);
                arena.or_node(a, b)
            }
            Stored::Not(a) => {
                let a = condition(arena, *a)?;
                arena.not_node(a)
            }
            Stored::Piecewise(places) => {
                let run = all(places)?;
                let count = run.len();
                for (place, &id) in run.iter().enumerate() {
                    let expects_condition = place % 2 == 0 && place + 1 < count;
                    if is_condition(arena, id) != expects_condition {
                        return Err(Refusal::Kind { at });
                    }
                }
                if count < 2 {
                    return Err(Refusal::Operands { at });
                }
                arena.piecewise_node(&run)
            }
            Stored::IndexSum(body, index, from, to) => {
                let run = values(arena, &[*body, *index, *from, *to])?;
                if !matches!(arena.node(run[1]), Node::Symbol(_)) {
                    return Err(Refusal::Operands { at });
                }
                arena.index_sum_node([run[0], run[1], run[2], run[3]])
            }
            Stored::RowSum(body) => {
                let body = value(arena, *body)?;
                arena.row_sum_node(body)
            }
            Stored::RowMean(body) => {
                let body = value(arena, *body)?;
                arena.row_mean_node(body)
            }
        };
        ids.push(id);
    }
    ids.last().copied().ok_or(Refusal::Empty)
}
