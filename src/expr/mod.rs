//! Shared expressions and their canonical form.
mod arena;
mod built;
mod canonical;
mod handle;
mod hash;
pub mod lower;
mod node;
mod number;
pub mod print;
mod rebuild;
mod stored;
pub(crate) mod template;

pub use arena::Arena;
pub(crate) use canonical::sign;
pub use canonical::{CanonicalError, Sign};
pub use handle::{Expr, Flags, symbols};
pub use node::{Constant, Id, Node, NumberId, Operands, Relation, SymbolId};
pub use number::{MAX_BITS, Number, double};
pub use print::{Formula, Picture, PrintOptions, Style, TooLong, characters, natural_order, print};
pub(crate) use rebuild::Renamed;
