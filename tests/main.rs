//! All integration tests: one binary keeps linking cheap.

mod function;
