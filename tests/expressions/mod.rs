//! Expressions: their canonical form as text, what is refused, and very large ones.

mod canonical;
mod large;
