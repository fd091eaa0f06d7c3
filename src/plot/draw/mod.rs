//! Pictures in pixels: what a layout comes to, and how it is written.

pub mod font;
pub mod png;
pub mod scene;
pub mod svg;

pub use scene::{Anchor, Item, Rect, Scene, Stroke, Text};
