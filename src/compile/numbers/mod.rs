//! Other numbers through the same program.
//!
//! ```text
//!  Program ──run──▶ any type of number behind the trait Numbers
//!                   Single           f32
//!                   Duals            a value and its slope: forward differentiation
//!                   Intervals<f64>   what holds for every point of a box
//!                   Intervals<Big>   as many digits as wanted, and how many are certain
//! ```
//!
//! `run.rs` is the one interpreter; a type of number says what an operation does with it. `exact.rs`
//! makes programs whose constants are not rounded; `digits.rs` evaluates them to any number of
//! digits, `accurate.rs` to the nearest double, and `report.rs` measures with them how far a
//! compiled function is off.

mod accurate;
mod big;
mod digits;
mod doubled;
mod dual;
mod exact;
mod interval;
mod partials;
mod report;
mod run;
mod shapes;
mod single;

pub(crate) use accurate::Accurate;
pub use big::{Big, Bits, Round};
pub use digits::{DigitsError, MOST_DIGITS};
pub use dual::{Dual, Duals};
pub(crate) use exact::{Exact, ExactConstants, ExactProgram};
pub use interval::{Endpoint, Interval, Intervals};
pub use report::{AccuracyError, AccuracyOptions, AccuracyReport, Errors};
pub use run::{Numbers, RunError};
pub use single::Single;
