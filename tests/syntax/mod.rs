//! Reading formulas and lines.
mod corpus;
mod deep;
mod dump;
mod random;
mod spans;
mod texts;
