//! The checker of derivations.

mod agree;
mod corpora;
mod documents;
mod mutations;
mod reader;
