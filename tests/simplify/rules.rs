//! Tests of `simplify`: rules.
