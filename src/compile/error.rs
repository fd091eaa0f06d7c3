//! What can go wrong when compiling, evaluating and loading.

use std::fmt;

/// Why an expression has no program.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompileError {
    /// A symbol of the expression is not among the inputs.
    MissingValue {
        /// The symbol.
        name: String,
    },
    /// A function that the table does not have.
    UnknownFunction {
        /// The function.
        name: String,
    },
    /// A sum or mean over the rows of data, without data.
    NeedsData,
    /// An input that is not a symbol.
    NotASymbol {
        /// Which of the inputs, from 0.
        position: usize,
    },
    /// An input that is named twice.
    RepeatedInput {
        /// The symbol.
        name: String,
    },
    /// A wrong number of arguments.
    Arity {
        /// The function.
        name: &'static str,
        /// How many it takes.
        expected: usize,
        /// How many it got.
        found: usize,
    },
    /// An index that is not a literal nonnegative integer.
    IndexNotLiteral {
        /// The function.
        name: &'static str,
    },
    /// Sums inside sums, deeper than the limit.
    SumsTooDeep {
        /// The limit.
        limit: usize,
    },
    /// More operations than the limit.
    TooLarge {
        /// The limit.
        limit: usize,
    },
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CompileError::MissingValue { name } => {
                write!(f, "`{name}` has no value; give one, such as {name}=1")
            }
            CompileError::UnknownFunction { name } => {
                write!(
                    f,
                    "the function `{name}` has no definition; define it first"
                )
            }
            CompileError::NeedsData => {
                f.write_str("a sum or mean over the rows of data needs data: give a data set")
            }
            CompileError::NotASymbol { position } => write!(
                f,
                "input {} is not a symbol: name the variables that values are given for",
                position + 1
            ),
            CompileError::RepeatedInput { name } => {
                write!(f, "`{name}` is named twice among the inputs: name it once")
            }
            CompileError::Arity {
                name,
                expected,
                found,
            } => write!(
                f,
                "`{name}` takes {expected} argument{}, not {found}",
                if *expected == 1 { "" } else { "s" }
            ),
            CompileError::IndexNotLiteral { name } => write!(
                f,
                "the first argument of `{name}` must be a literal nonnegative integer"
            ),
            CompileError::SumsTooDeep { limit } => write!(
                f,
                "sums are nested deeper than {limit}: write inner sums in closed form"
            ),
            CompileError::TooLarge { limit } => write!(
                f,
                "the program has more than {limit} operations: split the expression or raise the limit"
            ),
        }
    }
}

impl std::error::Error for CompileError {}

/// Why a function has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EvalError {
    /// A wrong number of values.
    InputLength {
        /// How many inputs there are.
        expected: usize,
        /// How many values were given.
        found: usize,
    },
    /// A wrong number of places for results.
    OutputLength {
        /// How many outputs there are.
        expected: usize,
        /// How many places were given.
        found: usize,
    },
    /// A column that has neither one value nor one for each result.
    ColumnLength {
        /// The input.
        name: String,
        /// How many results there are.
        expected: usize,
        /// How many values the column has.
        found: usize,
    },
    /// A function without outputs has no value.
    NoOutput,
    /// Whoever was told of the progress ended the work.
    Interrupted,
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EvalError::Interrupted => f.write_str("the work was ended before all rows were done"),
            EvalError::InputLength { expected, found } => {
                write!(f, "the function takes {expected} inputs and got {found}")
            }
            EvalError::OutputLength { expected, found } => {
                write!(
                    f,
                    "{found} places for {expected} outputs: give one for each"
                )
            }
            EvalError::ColumnLength {
                name,
                expected,
                found,
            } => write!(
                f,
                "the column of `{name}` has {found} values: give 1 or {expected}"
            ),
            EvalError::NoOutput => f.write_str("a function without outputs has no value"),
        }
    }
}

impl std::error::Error for EvalError {}

/// Why a stored program was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoadError {
    /// Written in another format.
    Version {
        /// The version that is read.
        expected: u32,
        /// The version that was found.
        found: u32,
    },
    /// A function that this table does not have.
    UnknownFunction {
        /// The function.
        name: String,
    },
    /// A function whose kernel takes other arguments here.
    KernelShape {
        /// The function.
        name: String,
    },
    /// An instruction that names a slot, kernel or loop that does not exist.
    OutOfBounds {
        /// The place of the instruction.
        at: usize,
    },
    /// A jump that leads backward or into or out of a loop, or a loop that is not closed.
    BadJump {
        /// The place of the instruction.
        at: usize,
    },
    /// An instruction that may read a slot before it is written; the place behind the last one
    /// stands for the outputs.
    Unwritten {
        /// The place of the instruction.
        at: usize,
    },
    /// Tables that do not fit each other or are too large.
    BadTable {
        /// Which table.
        table: &'static str,
    },
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Version { expected, found } => write!(
                f,
                "the stored function has format {found}, this version reads {expected}: compile it again"
            ),
            LoadError::UnknownFunction { name } => write!(
                f,
                "the stored function calls `{name}`, which this version does not have"
            ),
            LoadError::KernelShape { name } => write!(
                f,
                "the stored function calls `{name}` with other arguments than this version: compile it again"
            ),
            LoadError::OutOfBounds { at } => write!(
                f,
                "the stored function is damaged: instruction {at} names what does not exist"
            ),
            LoadError::Unwritten { at } => write!(
                f,
                "the stored function is damaged: instruction {at} reads a slot before it is written"
            ),
            LoadError::BadJump { at } => write!(
                f,
                "the stored function is damaged: instruction {at} jumps where it must not"
            ),
            LoadError::BadTable { table } => {
                write!(f, "the stored function is damaged: its {table} do not fit")
            }
        }
    }
}

impl std::error::Error for LoadError {}
