//! Every rule of differentiation: how its result reads, and that it is right.

mod kinks;
mod operations;
mod rules;
