//! Tests of `algebra` from outside.
mod forms;
mod matrix;
mod polynomial;
mod univariate;
