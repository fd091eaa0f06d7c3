//! The command line.

#[cfg(feature = "plot")]
mod plot;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory, Parser, Subcommand, ValueEnum};
use gradus::compile::{Accuracy, KinkPolicy};
use gradus::session::operations;

use super::batch::options::{self, Options};
use super::batch::rows::Source;
use super::progress;
#[cfg(feature = "plot")]
pub use plot::{FitPicture, PlotArguments};

/// Exact derivatives, compiled functions and minima, from formulas.
///
/// Without a command gradus reads formulas and operations line by line: with a prompt on a
/// terminal, as a script otherwise.
#[derive(Debug, Parser)]
#[command(
    name = "gradus",
    version,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// The derivative in one or several variables, one after the other
    Diff {
        #[command(flatten)]
        expression: Expression,
        /// The variables; a repeated one means a higher derivative. Default: all
        #[arg(value_name = "VAR")]
        variables: Vec<String>,
        #[command(flatten)]
        at: At,
        #[command(flatten)]
        style: Style,
    },
    /// The partials in each variable
    Gradient {
        #[command(flatten)]
        expression: Expression,
        #[command(flatten)]
        wrt: Wrt,
        #[command(flatten)]
        at: At,
        #[command(flatten)]
        style: Style,
    },
    /// The matrix of second partials
    Hessian {
        #[command(flatten)]
        expression: Expression,
        #[command(flatten)]
        wrt: Wrt,
        #[command(flatten)]
        at: At,
        #[command(flatten)]
        style: Style,
    },
    /// The matrix of partials of several functions
    Jacobian {
        /// The functions, separated by `;`, or as a list `[f, g]`
        #[arg(value_name = "EXPRS", allow_hyphen_values = true)]
        functions: String,
        #[command(flatten)]
        wrt: Wrt,
        #[command(flatten)]
        at: At,
        #[command(flatten)]
        style: Style,
    },
    /// The derivative along a direction, which is normalised
    Directional {
        #[command(flatten)]
        expression: Expression,
        /// The direction: a component for each variable, such as 3,4 or x=3,y=4
        #[arg(long, value_name = "COMPONENTS", allow_hyphen_values = true)]
        direction: String,
        #[command(flatten)]
        wrt: Wrt,
        #[command(flatten)]
        at: At,
        #[command(flatten)]
        style: Style,
    },
    /// The value as a number
    Eval {
        #[command(flatten)]
        expression: Expression,
        /// The values, such as x=2 y=pi/3
        #[arg(value_name = "NAME=VALUE")]
        values: Vec<String>,
        /// So many significant digits, correctly rounded, instead of a double
        #[arg(long, value_name = "COUNT")]
        digits: Option<u32>,
        #[command(flatten)]
        style: Style,
    },
    /// The expression with symbols replaced, all at once
    Subs {
        #[command(flatten)]
        expression: Expression,
        /// The replacements, such as x=y^2
        #[arg(value_name = "NAME=EXPR", required = true)]
        replacements: Vec<String>,
        #[command(flatten)]
        style: Style,
    },
    /// A minimum, searched from a start
    Minimize {
        #[command(flatten)]
        expression: Expression,
        #[command(flatten)]
        search: Search,
        #[command(flatten)]
        style: Style,
    },
    /// A maximum, searched from a start
    Maximize {
        #[command(flatten)]
        expression: Expression,
        #[command(flatten)]
        search: Search,
        #[command(flatten)]
        style: Style,
    },
    /// The value of a formula with its error, from values with standard deviations
    Uncertainty {
        #[command(flatten)]
        expression: Expression,
        #[command(flatten)]
        quantities: UncertainArguments,
        #[command(flatten)]
        style: Style,
    },
    /// The minimum from a start, and how it moves with parameters
    Sensitivity {
        #[command(flatten)]
        expression: Expression,
        #[command(flatten)]
        wrt: Wrt,
        #[command(flatten)]
        parameters: Parameters,
        #[command(flatten)]
        style: Style,
    },
    /// The parameters of a model that fit data best, with their errors
    Fit {
        /// The model, such as 'y = a*x + b': names of columns are data, all others parameters
        #[arg(value_name = "Y = MODEL", allow_hyphen_values = true)]
        model: String,
        /// The table: CSV or Parquet
        #[arg(value_name = "FILE")]
        file: OsString,
        #[command(flatten)]
        fit: FitArguments,
        #[command(flatten)]
        style: Style,
    },
    /// A picture of expressions, in a file or in the terminal
    #[cfg(feature = "plot")]
    Plot {
        #[command(flatten)]
        plot: PlotArguments,
    },
    /// The expression in LaTeX
    Latex {
        #[command(flatten)]
        expression: Expression,
        #[command(flatten)]
        style: Style,
    },
    /// How a derivative comes about, step by step
    Steps {
        /// The formula, or a call such as 'gradient(x*y)'
        #[command(flatten)]
        expression: Expression,
        /// The variables; a repeated one means a higher derivative. Default: the only one
        #[arg(value_name = "VAR")]
        variables: Vec<String>,
        #[command(flatten)]
        steps: Shown,
    },
    /// Checks a derivation that was written with --format json, step by step
    Verify {
        /// The file; `-` is standard input
        #[arg(value_name = "FILE")]
        file: OsString,
        /// At how many points what is not rational is compared
        #[arg(long, value_name = "COUNT", default_value_t = 8)]
        points: u16,
        /// What the random points depend on
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Checks a person's own lines: which is the first wrong one, and which slip was made
    #[command(after_help = gradus::session::check::LANGUAGE)]
    Check {
        /// The file with the lines; `-` for standard input
        #[arg(value_name = "FILE")]
        file: OsString,
        #[command(flatten)]
        style: Style,
    },
    /// Answers requests for other programs: JSON Lines on standard input and output
    Batch,
    /// Completions of this command for a shell, on standard output
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// The manual page on standard output, or a page for each command in a folder
    Man {
        /// Where the pages go
        #[arg(value_name = "FOLDER")]
        folder: Option<PathBuf>,
    },
    /// What there is to know about a function or an operation
    Help {
        /// Its name
        name: Option<String>,
    },
    /// Anything else.
    #[command(external_subcommand)]
    Other(Vec<OsString>),
}

/// The command with a verb for every operation: those of [`Verb`], and those whose row describes
/// their arguments.
pub fn command() -> Command {
    let described = operations().filter(|operation| !operation.takes.is_empty());
    Arguments::command().subcommands(described.map(|operation| {
        let usage = format!("In the language: {}", operation.signature);
        // The arguments bring a line of their own about them, which is not about the operation.
        Described::augment_args(Command::new(operation.name))
            .about(operation.help)
            .long_about(None)
            .after_help(usage)
    }))
}

/// The arguments of an operation whose row describes them.
#[derive(Debug, Args)]
pub struct Described {
    #[command(flatten)]
    pub expression: Expression,
    /// What the operation takes besides: variables, a point such as x=0, a second expression
    #[arg(value_name = "ARGUMENT")]
    pub arguments: Vec<String>,
    #[command(flatten)]
    pub wrt: Wrt,
    /// The order of a series
    #[arg(long)]
    pub order: Option<u32>,
    /// Where a limit is taken: an expression, inf or -inf
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    pub to: Option<String>,
    /// From which side: left, right or both
    #[arg(long)]
    pub side: Option<String>,
    /// Ranges, such as x=0..5,y=0..5
    #[arg(long = "box", value_name = "RANGES")]
    pub area: Option<String>,
    /// How many points are tried
    #[arg(long, value_name = "COUNT")]
    pub points: Option<u32>,
    /// What simplification aims at: read, compute or stable
    #[arg(long)]
    pub goal: Option<String>,
    /// The language of code: rust, rust-f32, rust-nostd, rust-nostd-f32, c, c-f32, python,
    /// javascript, julia, sql, json or tape; cost tells the operations instead
    #[arg(long, value_name = "LANGUAGE")]
    pub lang: Option<String>,
    /// What code computes: value, gradient (and value) or hessian (and both)
    #[arg(long, value_name = "WHAT")]
    pub with: Option<String>,
    /// What the function is called in code
    #[arg(long)]
    pub name: Option<String>,
    #[command(flatten)]
    pub at: At,
    #[command(flatten)]
    pub style: Style,
}

/// The expression of a verb.
#[derive(Debug, Args)]
pub struct Expression {
    /// The formula, in quotes; it may begin with `-`
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    pub text: String,
}

/// The variables of a verb.
#[derive(Debug, Args)]
pub struct Wrt {
    /// The variables, in order. Default: all, in natural order
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub wrt: Option<Vec<String>>,
}

/// Where a verb also tells the value.
#[derive(Debug, Args)]
pub struct At {
    /// Also the value at this point, such as x=2,y=3
    #[arg(long, value_name = "VALUES")]
    pub at: Option<String>,
}

/// A search for a minimum or maximum.
#[derive(Debug, Args)]
pub struct Search {
    /// Where to start, such as x=1,y=3
    #[arg(long, value_name = "VALUES")]
    pub start: Option<String>,
    /// The method: auto, gradient-descent, momentum, nesterov, adam, conjugate-gradient, bfgs,
    /// l-bfgs, newton, newton-safe, newton-sparse, newton-cg or levenberg-marquardt
    #[arg(long)]
    pub method: Option<String>,
    /// The fixed rate of gradient descent, momentum, nesterov or adam
    #[arg(long, allow_negative_numbers = true)]
    pub rate: Option<f64>,
    /// The share of the last step that momentum keeps
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub momentum: Option<f64>,
    /// How gradient descent finds its steps where it has no rate: armijo or wolfe
    #[arg(long, value_name = "NAME")]
    pub line_search: Option<String>,
    /// The ranges of variables, such as x=0..5,y=-inf..3
    #[arg(long, value_name = "RANGES")]
    pub bounds: Option<String>,
    /// Equations and comparisons that hold at the solution, such as 'x + y = 1; x >= 0'
    #[arg(long, value_name = "CONDITIONS", allow_hyphen_values = true)]
    pub subject_to: Option<String>,
    /// The largest number of steps
    #[arg(long, value_name = "STEPS")]
    pub max_iterations: Option<usize>,
    /// Stop where the norm of the gradient is at most this; 0: never for this reason
    #[arg(long, value_name = "SIZE", allow_negative_numbers = true)]
    pub tolerance: Option<f64>,
    /// Stop before a step shorter than this
    #[arg(long, value_name = "LENGTH", allow_negative_numbers = true)]
    pub step_tolerance: Option<f64>,
    /// Stop after a step that changes the value by at most this
    #[arg(long, value_name = "CHANGE", allow_negative_numbers = true)]
    pub value_tolerance: Option<f64>,
    /// Also every point on the way
    #[arg(long)]
    pub trace: bool,
}

/// Quantities that are known with errors.
#[derive(Debug, Args)]
pub struct UncertainArguments {
    /// Values with standard deviations, such as x=2±0.1 or x=2+-0.1
    #[arg(value_name = "NAME=VALUE±STD", required = true)]
    pub values: Vec<String>,
    /// The correlation of two of them, such as x,y=0.5; may be given several times
    #[arg(long, value_name = "CORRELATION")]
    pub correlation: Vec<String>,
    /// 1: errors small beside the curvature; 2: with curvature, for normal errors
    #[arg(long, default_value_t = 1)]
    pub order: u8,
    /// Also the formula of the standard deviation
    #[arg(long)]
    pub formula: bool,
}

/// Parameters with which a minimum moves.
#[derive(Debug, Args)]
pub struct Parameters {
    /// The parameters. Default: all that `--at` names
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub parameters: Option<Vec<String>>,
    /// The parameters' values, such as p=2,q=1
    #[arg(long, value_name = "VALUES")]
    pub at: String,
    /// Where the search starts, such as x=1,y=1
    #[arg(long, value_name = "VALUES")]
    pub start: String,
}

/// How a model is fitted.
#[derive(Debug, Args)]
pub struct FitArguments {
    /// Where to start, such as a=1,b=2; what is left out is guessed
    #[arg(long, value_name = "VALUES")]
    pub start: Option<String>,
    /// Parameters that keep a value, such as a=1
    #[arg(long, value_name = "VALUES")]
    pub fixed: Option<String>,
    /// Ranges of parameters, such as a=0..10,b=..5
    #[arg(long, value_name = "RANGES")]
    pub bounds: Option<String>,
    /// A column of weights
    #[arg(long, value_name = "COLUMN", conflicts_with = "sigma")]
    pub weights: Option<String>,
    /// A column of the standard deviations of the left side
    #[arg(long, value_name = "COLUMN")]
    pub sigma: Option<String>,
    /// The share of cases that intervals cover
    #[arg(long, value_name = "SHARE")]
    pub confidence: Option<f64>,
    /// Also the model at this row, with its bands: x=3; may be given several times. A new
    /// observation is taken to spread as the residuals do, with weight 1 unless the row has its
    /// own; with --sigma its band is told where the row has its own deviation: x=3,s=0.1
    #[arg(long, value_name = "VALUES")]
    pub predict: Vec<String>,
    /// Also a function of the parameters with its error; may be given several times
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
    pub derive: Vec<String>,
    #[cfg(feature = "plot")]
    #[command(flatten)]
    pub picture: FitPicture,
    /// Also the partials of the model in its parameters
    #[arg(long)]
    pub jacobian: bool,
    /// The largest number of steps
    #[arg(long, value_name = "STEPS")]
    pub max_iterations: Option<usize>,
    /// How many threads compute
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Also every point on the way
    #[arg(long)]
    pub trace: bool,
}

/// What of a derivation is shown, and how.
#[derive(Debug, Args)]
pub struct Shown {
    /// How much is shown: summary, textbook or full
    #[arg(long, default_value = "textbook")]
    pub depth: String,
    /// How the derivative is taken: rules or logarithmic
    #[arg(long, default_value = "rules")]
    pub strategy: String,
    /// Check every step
    #[arg(long)]
    pub verify: bool,
    /// How the steps are written: text, unicode, latex, html or json
    #[arg(long, default_value = "text")]
    pub format: String,
    /// An assumption, such as 'p > 0'; may be given several times
    #[arg(long, value_name = "CONDITION")]
    pub assume: Vec<String>,
}

/// How results are written.
#[derive(Debug, Args)]
pub struct Style {
    /// How results are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The form of results
    #[arg(long, value_enum, default_value_t = Form::Read)]
    pub form: Form,
    /// The value of a derivative at a kink
    #[arg(long, value_enum, default_value_t = Kink::Nan)]
    pub kink: Kink,
    /// How hard values work for their last digits
    #[arg(long, value_enum, default_value_t = Digits::Stable, value_name = "MODE")]
    pub accuracy: Digits,
    /// Operations as they are written: the same as --accuracy naive
    #[arg(long, conflicts_with = "accuracy")]
    pub naive: bool,
    /// An assumption, such as 'p > 0'; may be given several times
    #[arg(long, value_name = "CONDITION")]
    pub assume: Vec<String>,
    /// A table of the rows that sums and means run over: CSV or Parquet
    #[arg(long, value_name = "FILE")]
    pub data: Option<OsString>,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Plain text that gradus reads again
    Text,
    /// Text with mathematical signs
    Unicode,
    /// LaTeX
    Latex,
    /// One line of JSON, as `gradus batch` replies
    Json,
}

/// The form of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// As they were built
    Raw,
    /// Like terms collected
    Canonical,
    /// As a person likes them
    Read,
}

/// The value of a derivative at a kink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kink {
    /// Not a number
    Nan,
    /// The derivative from the left
    Left,
    /// The derivative from the right
    Right,
    /// Zero, as machine learning does
    Zero,
}

/// How hard values work for their last digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Digits {
    /// Operations as they are written
    Naive,
    /// Forms that lose fewer digits
    Stable,
    /// More digits on the way where they are needed
    Accurate,
}

impl Style {
    /// The accuracy of values.
    fn digits(&self) -> Accuracy {
        match self.accuracy {
            _ if self.naive => Accuracy::Naive,
            Digits::Naive => Accuracy::Naive,
            Digits::Stable => Accuracy::Stable,
            Digits::Accurate => Accuracy::Accurate,
        }
    }

    /// The options of the operations.
    pub fn options(&self) -> Options {
        Options {
            style: match self.format {
                Format::Unicode => gradus::Style::Unicode,
                Format::Latex => gradus::Style::Latex,
                Format::Text | Format::Json => gradus::Style::Text,
            },
            form: match self.form {
                Form::Raw => options::Form::Raw,
                Form::Canonical => options::Form::Canonical,
                Form::Read => options::Form::Read,
            },
            kink: match self.kink {
                Kink::Nan => KinkPolicy::Nan,
                Kink::Left => KinkPolicy::Left,
                Kink::Right => KinkPolicy::Right,
                Kink::Zero => KinkPolicy::Zero,
            },
            accuracy: self.digits(),
            assume: self.assume.clone(),
            rows: self.data.as_ref().map(|path| Source::File {
                path: path.into(),
                visible: progress::is_visible(),
            }),
            ..Options::default()
        }
    }
}
