//! The arguments of pictures.

use std::ffi::OsString;

use clap::Args;

use super::Search;

/// What is drawn, and how.
#[derive(Debug, Args)]
pub struct PlotArguments {
    /// The formula, such as 'sin(x)' or 'x^2 + y^2 = 1', in quotes; it may begin with `-`
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    pub text: Option<String>,
    /// Further formulas, and ranges such as x=-6..6; a second range is upwards
    #[arg(value_name = "EXPR|RANGE")]
    pub words: Vec<String>,
    /// The file: .svg, .png, or .html for a page that moves. Default: onto the terminal
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<OsString>,
    /// The kind of picture: curve, contour, filled, surface, both, field, sections, grid or
    /// convergence. Default: what suits the formulas
    #[arg(long)]
    pub kind: Option<String>,
    /// What is drawn besides: derivative, derivatives, critical, inflections, tangent=1, taylor=0, at
    /// a surface tangent=(2,4); several with commas
    #[arg(long, value_name = "WHAT")]
    pub with: Vec<String>,
    /// The colours of the ground and the signs: light or dark
    #[arg(long, default_value = "light")]
    pub theme: String,
    /// The colours of numbers: viridis or cividis
    #[arg(long, default_value = "viridis")]
    pub map: String,
    /// The size in pixels, or in the terminal in characters. Default: 800x600, or what fits
    #[arg(long, value_name = "WIDTHxHEIGHT")]
    pub size: Option<String>,
    /// What stands over the picture
    #[arg(long)]
    pub title: Option<String>,
    /// A table of points that are drawn too: CSV or Parquet
    #[arg(long, value_name = "FILE")]
    pub points: Option<OsString>,
    /// A table whose rows are points of a way that is drawn too: CSV or Parquet
    #[arg(long, value_name = "FILE")]
    pub path: Option<OsString>,
    /// A table over whose rows sum(...) and mean(...) run: CSV or Parquet
    #[arg(long, value_name = "FILE")]
    pub data: Option<OsString>,
    /// Logarithmic axes of a curve: the variable for its axis, y or value for that of the values
    #[arg(long, value_name = "AXES", value_delimiter = ',')]
    pub log: Vec<String>,
    /// A further symbol that slides in a page, such as a=0..5; in a picture it is in the middle
    #[arg(long, value_name = "RANGE")]
    pub slide: Vec<String>,
    /// How many points a grid has on each side
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(2..=2000))]
    pub count: Option<u16>,
    #[command(flatten)]
    pub search: Search,
}

/// The picture of a fit.
#[derive(Debug, Args)]
pub struct FitPicture {
    /// Also a picture: data, model with its bands, and residuals. The file ends in .svg, .png or .html;
    /// without a file the picture is drawn in the terminal
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    pub plot: Option<Option<OsString>>,
    /// The size of the picture, as of the verb plot
    #[arg(long, value_name = "WIDTHxHEIGHT", requires = "plot")]
    pub size: Option<String>,
    /// The colours of the picture: light or dark
    #[arg(long, default_value = "light", requires = "plot")]
    pub theme: String,
}
