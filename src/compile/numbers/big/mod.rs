//! Numbers of any size and precision.

mod constants;
pub(super) mod decimal;
mod elementary;
mod endpoint;
mod float;
mod special;

pub use endpoint::Bits;
pub use float::{Big, Round};
