//! The checker of derivations.

mod agree;
mod corpora;
