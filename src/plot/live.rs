//! What a page computes again when a control is moved: with each series the formulas behind it.
//!
//! Outputs that do not move take no notice of it.

use crate::compile::KinkPolicy;
use crate::expr::Expr;
use crate::optimize::{Direction, Iterate, Method};

/// The formulas behind a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// The place of the series in its panel.
    pub series: usize,
    /// How it follows from the controls.
    pub rule: Rule,
}

/// How a series follows from the controls.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// Values of one variable, or of two on a grid.
    Values {
        /// The function; besides the variables it has the names of slides.
        expr: Expr,
        /// The variables.
        names: Vec<String>,
    },
    /// The tangent, whose point becomes a control.
    Tangent {
        /// The function.
        expr: Expr,
        /// Its derivative.
        slope: Expr,
        /// The variable.
        name: String,
    },
    /// Arrows.
    Arrows {
        /// What they show: to the right and upwards.
        parts: [Expr; 2],
        /// The variables.
        names: [String; 2],
    },
    /// What a walk did: for each point what stands along each axis.
    Walk(Vec<Along>),
    /// A Taylor polynomial, whose order becomes a control.
    Taylor(Taylor),
    /// A line at a pole, which goes with its curve.
    Pole,
    /// Not shown in a page, where a control stands for it.
    Absent,
}

/// What of a step of a walk stands along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// Its number.
    Step,
    /// The variable of this place.
    Variable(usize),
    /// The value.
    Value,
    /// The norm of the gradient.
    Gradient,
}

/// A Taylor polynomial.
#[derive(Clone, Debug, PartialEq)]
pub struct Taylor {
    /// The variable.
    pub name: String,
    /// The point around which it is.
    pub at: f64,
    /// The coefficients, of order 0 first.
    pub coefficients: Vec<Expr>,
    /// What the legend says of the polynomial of each order.
    pub labels: Vec<String>,
    /// The order that is shown first.
    pub order: usize,
}

/// What can be moved in a page.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Controls {
    /// Symbols that are no variables.
    pub slides: Vec<Slide>,
    /// A walk.
    pub walk: Option<Walk>,
    /// The value of derivatives at kinks.
    pub kink: KinkPolicy,
}

/// A symbol that can be moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Slide {
    /// The symbol.
    pub name: String,
    /// From where to where.
    pub range: [f64; 2],
    /// Where it stands first.
    pub start: f64,
}

/// A walk with what decides it.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// The function. None where more than it decides the walk: constraints, bounds or data.
    pub expr: Option<Expr>,
    /// The variables.
    pub names: Vec<String>,
    /// The method that ran.
    pub method: Method,
    /// Down or up.
    pub direction: Direction,
    /// The rate, if it is fixed.
    pub rate: Option<f64>,
    /// The share of the last step that is kept.
    pub momentum: Option<f64>,
    /// The most steps.
    pub max_iterations: Option<usize>,
    /// The norm of the gradient at which it ends.
    pub tolerance: Option<f64>,
    /// The length of a step at which it ends.
    pub step_tolerance: Option<f64>,
    /// The change of the value at which it ends.
    pub value_tolerance: Option<f64>,
    /// The steps that were taken.
    pub trace: Vec<Iterate>,
    /// How it ended, as a word.
    pub status: String,
}
