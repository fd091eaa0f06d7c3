//! Tests of `simplify`: facts.
