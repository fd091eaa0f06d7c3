//! The value of each node that has been lowered.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::graph::Value;
use crate::expr::Id;

const NONE: Value = Value(u32::MAX);

/// The value of each lowered node.
///
/// A small expression in a large arena must not pay for the arena, and a large one not for
/// hashing: the table starts as a map and becomes a vector once that is the smaller.
#[derive(Debug)]
pub(crate) enum Memo {
    Sparse(HashMap<Id, Value, FixedState>, usize),
    Dense(Vec<Value>),
}

impl Memo {
    /// A table for nodes below `top`.
    pub fn new(top: usize) -> Self {
        if top <= 2048 {
            Memo::Dense(vec![NONE; top])
        } else {
            Memo::Sparse(HashMap::with_hasher(FixedState::default()), top)
        }
    }

    /// The value of a node, if it has been lowered.
    #[inline]
    pub fn get(&self, id: Id) -> Option<Value> {
        match self {
            Memo::Dense(values) => values
                .get(id.index())
                .copied()
                .filter(|&value| value != NONE),
            Memo::Sparse(values, _) => values.get(&id).copied(),
        }
    }

    /// Records the value of a node.
    #[inline]
    pub fn set(&mut self, id: Id, value: Value) {
        match self {
            Memo::Dense(values) => {
                if let Some(place) = values.get_mut(id.index()) {
                    *place = value;
                }
            }
            Memo::Sparse(values, top) => {
                values.insert(id, value);
                if values.len() > *top / 16 {
                    let mut dense = vec![NONE; *top];
                    for (id, &value) in values.iter() {
                        if let Some(place) = dense.get_mut(id.index()) {
                            *place = value;
                        }
                    }
                    *self = Memo::Dense(dense);
                }
            }
        }
    }
}
