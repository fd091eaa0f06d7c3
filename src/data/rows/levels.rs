//! Sums over rows taken out of expressions.
//!
//! Each sum becomes a symbol of its own, inner ones first, until no expression has a sum in it. A
//! sum whose body has other sums in it stands a level higher than they, and needs a pass of its
//! own after theirs. A mean is a sum divided by the number of rows, and the sum of what is the same
//! in every row needs no pass.

use std::collections::{HashMap, HashSet};

use super::error::RowError;
use crate::expr::{Arena, Id, Node};

/// The most different sums.
const MOST_SUMS: usize = 100_000;

/// A sum over rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowSum {
    /// What is summed: columns, parameters, and the symbols of other sums.
    pub body: Id,
    /// What stands for the sum.
    pub symbol: Id,
    /// In which pass it is made, from 0, among those that depend on parameters or among the others.
    pub level: usize,
    /// Whether it depends on a parameter.
    pub moves: bool,
    /// Whether it occurs in an output that is no derivative.
    pub in_value: bool,
}

/// Expressions without sums over rows, and the sums.
#[derive(Debug)]
pub(super) struct Levels {
    /// The outputs in parameters and symbols of sums.
    pub outputs: Vec<Id>,
    /// The sums, inner ones first.
    pub sums: Vec<RowSum>,
    /// Whether an output depends on a parameter.
    pub moves: bool,
}

/// What is known of a node, by what it reaches.
#[derive(Clone, Copy, Default)]
struct Known {
    /// Depends on a column outside sums.
    column: bool,
    /// Depends on a parameter, sums included.
    moves: bool,
    /// Contains sums that depend on parameters: the next free level.
    moving_level: usize,
    /// The same for the other sums.
    still_level: usize,
}

impl Known {
    fn join(&mut self, other: Known) {
        self.column |= other.column;
        self.moves |= other.moves;
        self.moving_level = self.moving_level.max(other.moving_level);
        self.still_level = self.still_level.max(other.still_level);
    }
}

/// Takes the sums out of `outputs`, of which those with `is_value` are no derivatives.
///
/// # Errors
/// A column outside sums, and a sum over rows that depends on an index.
pub(super) fn levels(
    arena: &mut Arena,
    outputs: &[Id],
    is_value: &[bool],
    columns: &HashSet<Id>,
    rows: usize,
) -> Result<Levels, RowError> {
    let order = arena.reachable(outputs);
    check_indices(arena, &order)?;
    let count = arena.number_node(i64::try_from(rows).unwrap_or(i64::MAX).into());
    let mut known: HashMap<Id, Known> = HashMap::new();
    let mut renamed: HashMap<Id, Id> = HashMap::new();
    let mut by_body: HashMap<Id, usize> = HashMap::new();
    // Which sum a node of the outputs has become.
    let mut made: HashMap<Id, usize> = HashMap::new();
    let mut sums: Vec<RowSum> = Vec::new();
    for &id in &order {
        let mut own = Known::default();
        let mut changed = false;
        arena.for_each_child(id, |child| {
            own.join(known.get(&child).copied().unwrap_or_default());
            changed |= renamed.contains_key(&child);
        });
        let node = arena.node(id);
        if matches!(node, Node::Symbol(_)) {
            own.column = columns.contains(&id);
            own.moves = !own.column;
        }
        if let Node::RowSum(body) | Node::RowMean(body) = node {
            let is_mean = matches!(node, Node::RowMean(_));
            let body = renamed.get(&body).copied().unwrap_or(body);
            let new = if own.column {
                let at = match by_body.get(&body) {
                    Some(&at) => at,
                    None => {
                        if sums.len() >= MOST_SUMS {
                            return Err(RowError::TooManySums { limit: MOST_SUMS });
                        }
                        // No name of the language begins like this.
                        let symbol = arena.symbol(&format!("#sum{}", sums.len()));
                        let level = match own.moves {
                            true => own.moving_level,
                            false => own.still_level,
                        };
                        by_body.insert(body, sums.len());
                        sums.push(RowSum {
                            body,
                            symbol,
                            level,
                            moves: own.moves,
                            in_value: false,
                        });
                        sums.len() - 1
                    }
                };
                made.insert(id, at);
                let sum = sums.get(at).map_or(Id::ZERO, |sum| sum.symbol);
                match own.moves {
                    true => own.moving_level += 1,
                    false => own.still_level += 1,
                }
                match is_mean {
                    true => arena.div(sum, count),
                    false => sum,
                }
            } else {
                match is_mean {
                    true => body,
                    false => arena.mul(count, body),
                }
            };
            own.column = false;
            renamed.insert(id, new);
        } else if changed {
            let new = arena.rebuild(id, |child| renamed.get(&child).copied().unwrap_or(child));
            renamed.insert(id, new);
        }
        known.insert(id, own);
    }
    let outer: Vec<Id> = outputs
        .iter()
        .map(|id| renamed.get(id).copied().unwrap_or(*id))
        .collect();
    let free = arena.free_symbols(&outer);
    if let Some(&column) = free.iter().find(|symbol| columns.contains(*symbol)) {
        return Err(RowError::ColumnOutside {
            name: arena.name(column).to_owned(),
        });
    }
    let values: Vec<Id> = (outputs.iter().zip(is_value))
        .filter_map(|(&output, &is_value)| is_value.then_some(output))
        .collect();
    for id in arena.reachable(&values) {
        if let Some(sum) = made.get(&id).and_then(|&at| sums.get_mut(at)) {
            sum.in_value = true;
        }
    }
    let moves = |output: &Id| known.get(output).is_some_and(|known| known.moves);
    Ok(Levels {
        moves: outputs.iter().any(moves),
        outputs: outer,
        sums,
    })
}

/// A sum over rows under a sum over an index must not depend on the index: it would have a value
/// for each.
fn check_indices(arena: &Arena, order: &[Id]) -> Result<(), RowError> {
    let mut indices: Vec<Id> = Vec::new();
    let mut bodies: Vec<Id> = Vec::new();
    for &id in order {
        match arena.node(id) {
            Node::IndexSum(run) => indices.push(arena.operand(run, 1)),
            Node::RowSum(body) | Node::RowMean(body) => bodies.push(body),
            _ => {}
        }
    }
    if indices.is_empty() || bodies.is_empty() {
        return Ok(());
    }
    let free = arena.free_symbols(&bodies);
    match indices.into_iter().find(|index| free.contains(index)) {
        Some(index) => Err(RowError::UnderIndex {
            index: arena.name(index).to_owned(),
        }),
        None => Ok(()),
    }
}
