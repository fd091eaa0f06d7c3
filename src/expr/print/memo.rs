//! A map from nodes to what is known of them.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Few entries are found by a look at each, which is quicker than hashing; many through a table.
#[derive(Debug)]
pub(super) struct Memo<V> {
    few: Vec<(u64, V)>,
    many: HashMap<u64, V, FixedState>,
}

const FEW: usize = 12;

impl<V: Copy> Memo<V> {
    pub fn new() -> Self {
        Memo {
            few: Vec::new(),
            many: HashMap::with_hasher(FixedState::default()),
        }
    }

    #[inline]
    pub fn get(&self, key: u64) -> Option<V> {
        if self.many.is_empty() {
            return self
                .few
                .iter()
                .rev()
                .find(|(known, _)| *known == key)
                .map(|&(_, value)| value);
        }
        self.many.get(&key).copied()
    }

    pub fn insert(&mut self, key: u64, value: V) {
        if self.few.len() < FEW {
            self.few.push((key, value));
            return;
        }
        if self.many.is_empty() {
            self.many.extend(self.few.iter().copied());
        }
        self.many.insert(key, value);
    }
}
