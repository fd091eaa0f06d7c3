//! Expressions as polynomials and fractions: expand, collect, factor, cancel, together, apart.
