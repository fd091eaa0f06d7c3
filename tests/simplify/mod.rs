//! Tests of `simplify` from outside.
mod facts;
mod reads;
mod rules;
