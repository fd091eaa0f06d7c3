//! Tests of `analysis` from outside.
mod series;
mod solve;
