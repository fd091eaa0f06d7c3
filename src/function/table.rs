//! The one table of named functions, and the index that finds a name in it.

use super::row::Row;
use super::rows::FAMILIES;

/// Every named function, one row each. A row's place is its [`super::FunctionId`].
pub static TABLE: &[Row] = &JOINED;

const COUNT: usize = count_rows();
static JOINED: [Row; COUNT] = join();

const fn count_rows() -> usize {
    let (mut family, mut count) = (0, 0);
    while family < FAMILIES.len() {
        count += FAMILIES[family].len();
        family += 1;
    }
    count
}

const fn join() -> [Row; COUNT] {
    let mut joined = [FAMILIES[0][0]; COUNT];
    let (mut family, mut next) = (0, 0);
    while family < FAMILIES.len() {
        let mut row = 0;
        while row < FAMILIES[family].len() {
            joined[next] = FAMILIES[family][row];
            next += 1;
            row += 1;
        }
        family += 1;
    }
    joined
}

/// FNV-1a of each row's name.
pub(super) static NAME_HASHES: [u64; COUNT] = name_hashes();

const fn name_hashes() -> [u64; COUNT] {
    let mut hashes = [0xcbf2_9ce4_8422_2325; COUNT];
    let mut row = 0;
    while row < COUNT {
        let name = JOINED[row].name.as_bytes();
        let mut at = 0;
        while at < name.len() {
            hashes[row] = (hashes[row] ^ name[at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        row += 1;
    }
    hashes
}

/// A power of two, several times the number of names, so that a probe rarely meets another name.
const SLOTS: usize = 512;
/// A slot that holds no name.
const EMPTY: Slot = ("", 0);

/// A name or alias, and the place of its row.
type Slot = (&'static str, u16);

/// Open addressing, filled at compile time: a name is found in one or two probes.
static INDEX: [Slot; SLOTS] = fill_index();
/// No longer text is a name, so a pasted page costs no hash.
const LONGEST: usize = longest_name();

const fn fill_index() -> [Slot; SLOTS] {
    let mut index = [EMPTY; SLOTS];
    let mut row = 0;
    while row < COUNT {
        insert(&mut index, JOINED[row].name, row);
        let mut alias = 0;
        while alias < JOINED[row].aliases.len() {
            insert(&mut index, JOINED[row].aliases[alias], row);
            alias += 1;
        }
        row += 1;
    }
    index
}

const fn insert(index: &mut [Slot; SLOTS], name: &'static str, row: usize) {
    let mut slot = home(name);
    while !index[slot].0.is_empty() {
        assert!(
            !same(index[slot].0, name),
            "a name stands twice in the function table"
        );
        slot = (slot + 1) % SLOTS;
    }
    index[slot] = (name, row as u16);
}

const fn longest_name() -> usize {
    let index = fill_index();
    let (mut slot, mut longest) = (0, 0);
    while slot < SLOTS {
        if index[slot].0.len() > longest {
            longest = index[slot].0.len();
        }
        slot += 1;
    }
    longest
}

/// Where the search for a name begins.
const fn home(name: &str) -> usize {
    let bytes = name.as_bytes();
    let mut hash = bytes.len() as u32;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x9E37_79B1);
        hash ^= hash >> 15;
        at += 1;
    }
    hash as usize % SLOTS
}

const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The place of a name or alias in [`TABLE`].
pub(super) fn find(name: &str) -> Option<u16> {
    if name.len() > LONGEST {
        return None;
    }
    let mut slot = home(name);
    while !INDEX[slot].0.is_empty() {
        if INDEX[slot].0 == name {
            return Some(INDEX[slot].1);
        }
        slot = (slot + 1) % SLOTS;
    }
    None
}

/// The place of a printed name, while compiling: a name that is not in the table does not compile.
pub(super) const fn place(name: &str) -> u16 {
    let mut row = 0;
    while row < COUNT {
        if same(JOINED[row].name, name) {
            return row as u16;
        }
        row += 1;
    }
    panic!("no row of this name in the function table")
}
