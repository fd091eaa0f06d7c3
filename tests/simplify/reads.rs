//! Tests of `simplify`: reads.
