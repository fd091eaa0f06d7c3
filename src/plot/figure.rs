//! What a picture shows, in data units: panels with axes, and in each the marks of its series.
//!
//! A figure knows no pixel, no font and no colour, only which series has which number in a palette,
//! so that every output can be made from it.

use std::sync::Arc;

use super::color::ColorMap;
use super::grid::Grid;
use super::live::{Controls, Live};
use super::space::Camera;

/// A point in data units.
pub type Place = [f64; 2];

/// A picture: panels in rows.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Figure {
    /// What stands over all panels; may be empty.
    pub title: String,
    /// The panels, row by row.
    pub panels: Vec<Panel>,
    /// How many panels a row has; 0 for as many as fit well.
    pub columns: usize,
    /// How high the rows are compared with each other; empty for all alike.
    pub heights: Vec<f64>,
    /// What can be moved in a page.
    pub controls: Controls,
}

/// Axes, and what is drawn between them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Panel {
    /// What stands over it; may be empty.
    pub title: String,
    /// The axis to the right.
    pub x: Axis,
    /// The axis upwards, or into the depth where there is a third.
    pub y: Axis,
    /// The axis upwards of a panel in space, and the colours of one in the plane.
    pub z: Axis,
    /// What is drawn, the first at the bottom.
    pub series: Vec<Series>,
    /// Lines of text under the names of the legend.
    pub notes: Vec<String>,
    /// Whether a unit is as long to the right as upwards.
    pub equal: bool,
    /// From where a panel in space is seen; none for one in the plane.
    pub camera: Option<Camera>,
    /// The formulas behind series that a page computes again.
    pub live: Vec<Live>,
}

/// An axis.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Axis {
    /// What is measured along it; may be empty.
    pub title: String,
    /// Its ends; none for those of the data.
    pub range: Option<[f64; 2]>,
    /// How numbers lie along it.
    pub scale: Scale,
}

/// How numbers lie along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Scale {
    /// Equal differences are equally long.
    #[default]
    Linear,
    /// Equal ratios are equally long.
    Log,
}

/// Marks that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What the legend says; nothing for no entry.
    pub label: String,
    /// The colour.
    pub tint: Tint,
    /// The marks.
    pub mark: Mark,
}

/// A colour, by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tint {
    /// That of the series of this number.
    Palette(usize),
    /// That of texts.
    Ink,
    /// That of texts of less weight.
    Faint,
    /// That of paths over coloured areas.
    Path,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A line that may be broken.
    Curve {
        /// The pieces.
        pieces: Vec<Vec<Place>>,
        /// Whether it is drawn in dashes.
        dashed: bool,
    },
    /// Single points.
    Points {
        /// Where they are.
        points: Vec<Place>,
        /// Which shape they have, by number.
        shape: usize,
    },
    /// The area between a lower and an upper line.
    Band {
        /// For each place to the right the lower and the upper end.
        points: Vec<[f64; 3]>,
    },
    /// Bars of error: the point, and how far they reach to both sides.
    Bars {
        /// Right, up, and half the length.
        points: Vec<[f64; 3]>,
    },
    /// Lines along which a function has one value.
    Contours {
        /// The function.
        grid: Arc<Grid>,
        /// The values.
        levels: Vec<f64>,
        /// Whether the values are written on the lines.
        labels: bool,
        /// The colours by value; none for the colour of the series.
        map: Option<ColorMap>,
    },
    /// Areas between the values of a function.
    Filled {
        /// The function.
        grid: Arc<Grid>,
        /// The values between the areas.
        levels: Vec<f64>,
        /// The colours.
        map: ColorMap,
    },
    /// Arrows, coloured by their length.
    Arrows {
        /// Where they begin, and what they show.
        arrows: Vec<[Place; 2]>,
        /// The colours.
        map: Option<ColorMap>,
    },
    /// A way, point by point; both ends are marked.
    Path {
        /// The points.
        points: Vec<Place>,
        /// Whether the points have numbers.
        numbered: bool,
    },
    /// A straight line through a point, across the panel.
    Tangent {
        /// The point.
        at: Place,
        /// How steep the line is.
        slope: f64,
    },
    /// A line across the panel at one place to the right.
    Upright {
        /// Where.
        x: f64,
    },
    /// A text at a point, which is marked.
    Note {
        /// The point.
        at: Place,
        /// The text.
        text: String,
        /// Which shape the mark has, by number.
        shape: usize,
    },
    /// A surface over the plane.
    Surface {
        /// The function.
        grid: Arc<Grid>,
        /// The colours.
        map: ColorMap,
    },
    /// Points in space.
    Scatter {
        /// Where they are.
        points: Vec<[f64; 3]>,
        /// Which shape they have, by number.
        shape: usize,
    },
    /// A flat piece of a plane in space, which what is behind it shines through.
    Sheet {
        /// Its corners, around.
        corners: [[f64; 3]; 4],
    },
    /// A line in space.
    Line {
        /// The points; where one is not finite it is broken.
        points: Vec<[f64; 3]>,
        /// Whether it is drawn in dashes; then surfaces do not hide it.
        dashed: bool,
    },
    /// A way in space.
    Way {
        /// The points.
        points: Vec<[f64; 3]>,
    },
}

impl Series {
    /// Marks with an entry in the legend.
    pub fn new(label: impl Into<String>, tint: Tint, mark: Mark) -> Self {
        Series {
            label: label.into(),
            tint,
            mark,
        }
    }

    /// Marks without one.
    pub fn quiet(tint: Tint, mark: Mark) -> Self {
        Series::new("", tint, mark)
    }
}

impl Figure {
    /// A figure of one panel.
    pub fn one(panel: Panel) -> Self {
        Figure {
            panels: vec![panel],
            ..Figure::default()
        }
    }

    /// The panels of figures in one, row by row. The title of a figure goes to its panel where that
    /// has none.
    ///
    /// # Examples
    /// ```
    /// use gradus::plot::{Figure, Plot};
    /// let of = |text: &str| Plot::new([&text.parse()?]).figure().map_err(gradus::Error::from);
    /// let both = Figure::grid([of("sin(x)")?, of("cos(x)")?], 1);
    /// assert_eq!((both.panels.len(), both.columns()), (2, 1));
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn grid(figures: impl IntoIterator<Item = Figure>, columns: usize) -> Self {
        let mut panels = Vec::new();
        for figure in figures {
            let first = panels.len();
            panels.extend(figure.panels);
            if let Some(panel) = panels.get_mut(first)
                && panel.title.is_empty()
            {
                panel.title = figure.title;
            }
        }
        Figure {
            panels,
            columns,
            ..Figure::default()
        }
    }

    /// The panels of another figure to the right of these, in one row.
    pub fn beside(self, other: Figure) -> Self {
        let columns = self.panels.len() + other.panels.len();
        Figure::grid([self, other], columns)
    }

    /// A size in pixels that suits it.
    pub fn size(&self) -> [f64; 2] {
        let columns = self.columns() as f64;
        let rows = self.panels.len().div_ceil(self.columns()) as f64;
        match (self.columns(), self.panels.len()) {
            (_, 0 | 1) => [800.0, 600.0],
            // Panels under each other have one axis to the right, and are wide.
            (1, _) => [800.0, (rows * 320.0 + 80.0).clamp(600.0, 2400.0)],
            _ => {
                let wide = (1500.0 / columns).clamp(260.0, 560.0);
                [columns * wide, rows * wide * 0.8]
            }
        }
        .map(|side| side.clamp(100.0, 8000.0))
    }

    /// The shares of the height that the rows have.
    pub fn rows(&self) -> Vec<f64> {
        let count = self.panels.len().div_ceil(self.columns());
        let fine = |share: &f64| share.is_finite() && *share > 0.0;
        let given = |row: usize| self.heights.get(row).copied().filter(fine).unwrap_or(1.0);
        let whole: f64 = (0..count).map(given).sum();
        (0..count).map(|row| given(row) / whole).collect()
    }

    /// How many panels a row has.
    pub fn columns(&self) -> usize {
        match (self.columns, self.panels.len()) {
            (0, count @ 0..=3) => count.max(1),
            (0, 4) => 2,
            (0, _) => 3,
            (columns, _) => columns,
        }
    }

    /// What it shows, in words.
    pub fn description(&self) -> String {
        let mut parts: Vec<&str> = Vec::new();
        parts.extend((!self.title.is_empty()).then_some(self.title.as_str()));
        for panel in &self.panels {
            parts.extend((!panel.title.is_empty()).then_some(panel.title.as_str()));
            let labels = panel.series.iter().map(|series| series.label.as_str());
            parts.extend(labels.filter(|label| !label.is_empty()));
        }
        parts.dedup();
        parts.join("; ")
    }
}
