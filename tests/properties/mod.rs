//! What holds for every expression, on random ones of all kinds.

mod derivatives;
pub mod forms;
pub mod generator;
mod handles;
mod texts;
