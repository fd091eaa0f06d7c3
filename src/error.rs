//! One error over the errors of all stages.

use std::fmt;

use crate::algebra::AlgebraError;
use crate::analysis::AnalysisError;
use crate::compile::{AccuracyError, CodeError, CompileError, DigitsError, EvalError};
use crate::data::{DataError, RowError};
use crate::diff::DiffError;
use crate::expr::lower::LowerError;
use crate::expr::{CanonicalError, TooLong};
use crate::optimize::{EncloseError, FitError, MinimizeError};
#[cfg(feature = "plot")]
use crate::plot::PlotError;
use crate::session::SessionError;
use crate::simplify::facts::AssumptionError;
use crate::simplify::rules::RuleError;
use crate::syntax::{Span, SyntaxError};

/// What can go wrong between a text and its minimum.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The text is no formula.
    Syntax(SyntaxError),
    /// The formula makes no expression.
    Lower(LowerError),
    /// The expression has no canonical form.
    Canonical(CanonicalError),
    /// Algebra has no result, or a too large one.
    Algebra(AlgebraError),
    /// A series, a limit or a solution was not found.
    Analysis(AnalysisError),
    /// There is no derivative.
    Diff(DiffError),
    /// The expression can't be compiled.
    Compile(CompileError),
    /// The expression can't be printed as code.
    Code(CodeError),
    /// A compiled function was called the wrong way.
    Eval(EvalError),
    /// There is no value to so many digits.
    Digits(DigitsError),
    /// The accuracy can't be measured.
    Accuracy(AccuracyError),
    /// A table can't be read.
    Data(DataError),
    /// There is no value over the rows of a table.
    Rows(RowError),
    /// A solver was asked for what makes no sense.
    Optimize(MinimizeError),
    /// A fit was asked for what makes no sense.
    Fit(FitError),
    /// A search for all solutions was asked for what makes no sense.
    Enclose(EncloseError),
    /// There is no picture.
    #[cfg(feature = "plot")]
    Plot(PlotError),
    /// An assumption is refused.
    Assumption(AssumptionError),
    /// A rule for simplification is wrong.
    Rule(RuleError),
    /// A statement or operation is wrong.
    Session(SessionError),
    /// The result is too long as a text.
    TooLong(TooLong),
}

macro_rules! stages {
    ($($(#[$when:meta])? $variant:ident: $error:ty, $kind:literal;)*) => {
        $(
            $(#[$when])?
            impl From<$error> for Error {
                fn from(error: $error) -> Self {
                    Error::$variant(error)
                }
            }
        )*

        impl Error {
            /// The stage, as a word: `parse`, `value`, `diff`, `compile`, `data`, `solver`, `plot`, `assumption`, `session`, `limit`.
            pub fn kind(&self) -> &'static str {
                match self {
                    $($(#[$when])? Error::$variant(_) => $kind,)*
                }
            }
        }

        impl fmt::Display for Error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $($(#[$when])? Error::$variant(error) => fmt::Display::fmt(error, f),)*
                }
            }
        }

        impl std::error::Error for Error {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                match self {
                    $($(#[$when])? Error::$variant(error) => Some(error),)*
                }
            }
        }
    };
}

stages! {
    Syntax: SyntaxError, "parse";
    Lower: LowerError, "value";
    Canonical: CanonicalError, "value";
    Algebra: AlgebraError, "algebra";
    Analysis: AnalysisError, "analysis";
    Diff: DiffError, "diff";
    Compile: CompileError, "compile";
    Code: CodeError, "compile";
    Eval: EvalError, "eval";
    Digits: DigitsError, "eval";
    Accuracy: AccuracyError, "eval";
    Data: DataError, "data";
    Rows: RowError, "data";
    Optimize: MinimizeError, "solver";
    Fit: FitError, "solver";
    Enclose: EncloseError, "solver";
    #[cfg(feature = "plot")] Plot: PlotError, "plot";
    Assumption: AssumptionError, "assumption";
    Rule: RuleError, "rule";
    Session: SessionError, "session";
    TooLong: TooLong, "limit";
}

impl Error {
    /// The place in the text, where there is one.
    pub fn span(&self) -> Option<Span> {
        match self {
            Error::Syntax(error) => Some(error.span()),
            Error::Lower(error) => Some(error.span()),
            Error::Assumption(error) => error.span(),
            Error::Rule(error) => Some(error.span),
            Error::Session(error) => error.span(),
            _ => None,
        }
    }
}
