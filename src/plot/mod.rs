//! Functions, grids, walks and data into pictures.
//!
//! ```text
//! formula, ranges --sample--> line | Grid | arrows --> Figure: panels, axes, series; data units
//! Figure --layout--> Scene: lines, areas, texts in pixels --> SVG | PNG | terminal
//! Figure with the formulas behind it --page--> HTML that moves
//! ```
//! [`Plot`] makes a [`Figure`] from expressions, [`layout`] places it, and [`save`] writes it.

pub mod color;
mod contour;
mod describe;
pub mod draw;
mod error;
pub mod figure;
mod grid;
mod layout;
mod levels;
pub mod live;
pub mod page;
mod sample;
mod save;
mod space;
mod terminal;
mod ticks;

pub use contour::{rings, traces};
pub use describe::{Kind, Plot, With, convergence, fit, named};
pub use error::PlotError;
pub use figure::{Axis, Figure, Mark, Panel, Scale, Series, Tint};
pub use grid::Grid;
pub use layout::layout;
pub use levels::levels;
pub use sample::{Sampled, sample};
pub use save::{Output, save};
pub use space::Camera;
pub use terminal::{Signs, terminal};
pub use ticks::{Ticks, powers, rounded, ticks};
