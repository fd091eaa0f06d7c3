//! Pictures into files. A file is written aside and renamed, so that one that was there stays whole.

use std::path::Path;

use super::PlotError;
use super::color::Tone;
use super::draw::{png, svg};
use super::figure::Figure;
use super::{layout, page};
use crate::data::replace;

/// What a picture can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    Png,
    /// A page that moves, in one file.
    Html,
}

impl Output {
    /// By the ending of a file's name.
    ///
    /// # Errors
    /// [`PlotError::Extension`] for any other ending.
    pub fn of(path: &Path) -> Result<Self, PlotError> {
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("svg") => Ok(Output::Svg),
            Some("png") => Ok(Output::Png),
            Some("html" | "htm") => Ok(Output::Html),
            _ => Err(PlotError::Extension {
                path: path.to_owned(),
            }),
        }
    }
}

/// Writes a figure as what the file's name says.
///
/// # Units
/// The size is in pixels; without one it is that which suits the panels. A page takes the size of
/// its window.
///
/// # Errors
/// [`PlotError::Extension`], [`PlotError::Size`], [`PlotError::Write`], and for pages
/// [`PlotError::PageSize`] and [`PlotError::Code`].
pub fn save(
    figure: &Figure,
    path: &Path,
    size: Option<[f64; 2]>,
    tone: Tone,
) -> Result<(), PlotError> {
    let scene = || layout(figure, size.unwrap_or_else(|| figure.size()), tone);
    let bytes = match Output::of(path)? {
        Output::Svg => svg::write(&scene()?).into_bytes(),
        Output::Png => png::write(&scene()?)?,
        Output::Html => page::write(figure, tone)?.into_bytes(),
    };
    replace(path, &bytes).map_err(|error| PlotError::Write {
        path: path.to_owned(),
        why: error.to_string(),
    })
}
