//! All solutions of a system in a box, with proof.
//!
//! ```text
//!  expressions --expression--> System: equations and Jacobian as tapes over intervals
//!  box --search--> split, narrow (tape, newton), prove (newton) --> proved zeros, open boxes
//!  open boxes --regions--> points with a singular Jacobian, lines and surfaces, undecided regions
//! ```
//!
//! A box in which an equation has no zero, or that Newton's method leaves nothing of, is dropped;
//! where Krawczyk's operator maps a box into its inside, it holds exactly one zero. What remains is
//! split, the widest box first. So every zero is in the enclosure of a point that is told or in a
//! region that is told to be undecided, whatever rounding did: intervals are rounded outward, the
//! numbers of an expression are not rounded at all, and a function that may be undefined or may
//! jump in a box proves nothing there.

mod area;
mod damped;
mod decorated;
mod error;
mod expression;
mod inertia;
mod invert;
mod minimum;
mod newton;
mod regions;
mod search;
mod singular;
mod solutions;
mod solve;
mod system;
mod tape;
mod waiting;

pub use damped::{RootReport, RootSearch, find_root};
pub use error::EncloseError;
pub use expression::{BoxSearch, Range, all_critical_points, all_roots};
pub use solutions::{
    GlobalMinimum, RegionKind, Solution, SolutionKind, Solutions, UndecidedRegion,
};
pub use solve::Effort;
