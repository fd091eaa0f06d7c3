//! What each named function *is*.
mod row;
pub use row::*;

/// A function's place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionId(u16);

impl FunctionId {
    /// A hash of its name, the same in every version of the table.
    pub fn stable_hash(self) -> u64 {
        u64::from(self.0)
    }
}
