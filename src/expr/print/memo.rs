//! A map from nodes to what is known of them.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Few entries are found by a look at each, which is quicker than hashing; many through a table.
#[derive(Debug)]
pub(super) struct Memo<V> {
    few: [(u64, V); FEW],
    len: usize,
    many: HashMap<u64, V, FixedState>,
}

const FEW: usize = 8;

impl<V: Copy + Default> Memo<V> {
    pub fn new() -> Self {
        Memo {
            few: [(0, V::default()); FEW],
            len: 0,
            many: HashMap::with_hasher(FixedState::default()),
        }
    }

    #[inline]
    pub fn get(&self, key: u64) -> Option<V> {
        if self.many.is_empty() {
            return self.few[..self.len]
                .iter()
                .rev()
                .find(|(known, _)| *known == key)
                .map(|&(_, value)| value);
        }
        self.many.get(&key).copied()
    }

    #[inline]
    pub fn insert(&mut self, key: u64, value: V) {
        if let Some(place) = self.few.get_mut(self.len) {
            *place = (key, value);
            self.len += 1;
            return;
        }
        if self.many.is_empty() {
            self.many.extend(self.few);
        }
        self.many.insert(key, value);
    }
}
