//! Printed code: it compiles, runs, and gives what gradus itself gives.

mod cases;
mod compiled;
mod exchange;
mod text;
