//! Shared expressions and their canonical form.
mod arena;
mod built;
mod hash;
mod node;
mod number;

pub use arena::Arena;
pub use node::{Constant, Id, Node, NumberId, Operands, Relation, SymbolId};
pub use number::{MAX_BITS, Number};
