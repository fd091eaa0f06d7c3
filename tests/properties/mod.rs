//! What holds for every expression, on random ones of all kinds.

mod derivatives;
mod forms;
mod generator;
mod handles;
mod texts;
