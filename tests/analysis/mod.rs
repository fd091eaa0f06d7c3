//! Tests of `analysis` from outside.
mod limits;
mod series;
mod solve;
mod validity;
