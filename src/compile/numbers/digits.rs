//! Values to any number of digits.

use std::fmt;

use super::big::{Big, Bits, decimal};
use super::exact::ExactProgram;
use super::run::RunError;
use crate::compile::{CompileError, CompileOptions};
use crate::expr::{Arena, Expr};

/// The most digits that are computed.
pub const MOST_DIGITS: u32 = 100_000;

/// Why an expression has no value to so many digits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DigitsError {
    /// No digits are asked for, or too many.
    Count {
        /// The most there can be.
        limit: u32,
    },
    /// The expression is none that has a value.
    Compile(CompileError),
    /// There is no real value.
    NotReal,
    /// The digits are not certain, with many more bits than they have.
    Undecided {
        /// How many digits were asked for.
        digits: u32,
        /// How many bits were computed with.
        bits: u64,
        /// Whether the value is nearer to 0 than these bits can tell.
        vanishes: bool,
    },
    /// It takes too long, or parts as often as conditions are undecided.
    Run(RunError),
}

impl fmt::Display for DigitsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DigitsError::Count { limit } => {
                write!(f, "the number of digits must be between 1 and {limit}")
            }
            DigitsError::Compile(error) => error.fmt(f),
            DigitsError::NotReal => f.write_str("there is no real value"),
            DigitsError::Undecided {
                digits,
                bits,
                vanishes: false,
            } => write!(
                f,
                "not decided at {digits} digits: {bits} bits do not tell them, because something \
                 in it is on a boundary, or not defined on one side"
            ),
            DigitsError::Undecided {
                digits,
                bits,
                vanishes: true,
            } => write!(
                f,
                "not decided at {digits} digits: the value is 0, or nearer to 0 than {bits} bits \
                 tell; `simplify` may show that it is 0"
            ),
            DigitsError::Run(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DigitsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            DigitsError::Compile(error) => Some(error),
            DigitsError::Run(error) => Some(error),
            _ => None,
        }
    }
}

impl From<CompileError> for DigitsError {
    fn from(error: CompileError) -> Self {
        DigitsError::Compile(error)
    }
}

impl Expr {
    /// The value of an expression without symbols to so many significant digits, correctly
    /// rounded.
    ///
    /// Its numbers are exact, and it is computed in intervals with more and more bits until the
    /// digits are certain. A value that terminates is written without zeros behind it.
    ///
    /// # Cost
    /// A function to 50 digits some microseconds, to 1000 digits a millisecond, to 100,000 digits
    /// seconds; gamma and its relatives reach 4000 digits. Nothing takes more than about a
    /// minute.
    ///
    /// # Errors
    /// See [`DigitsError`]: for instance a value that is 0 by cancellation, which no number of
    /// digits can show.
    ///
    /// # Examples
    /// ```
    /// let root = "sqrt(2)".parse::<gradus::Expr>()?;
    /// assert_eq!(root.digits(30)?, "1.41421356237309504880168872421");
    /// assert_eq!("0.1 + 0.2".parse::<gradus::Expr>()?.digits(50)?, "0.3");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn digits(&self, digits: u32) -> Result<String, DigitsError> {
        if !(1..=MOST_DIGITS).contains(&digits) {
            return Err(DigitsError::Count { limit: MOST_DIGITS });
        }
        let derivative = self.flags().derivative;
        let options = CompileOptions {
            derivative,
            ..CompileOptions::default()
        };
        let form = self.sibling(self.with(Arena::constant_form), self.flags());
        if let Some(number) = form.as_number() {
            return Ok(decimal::exact(&number, digits));
        }
        let program = form.with(|arena, id| ExactProgram::compile(arena, &[id], &[], &options))?;
        // log2(10) < 10/3
        let least = Bits::from(digits) * 10 / 3 + 32;
        let most = 4 * least + 4000;
        let mut bits = least;
        let mut vanishes;
        loop {
            let constants = program.constants(bits);
            let found =
                (program.run(std::iter::empty(), &constants, bits)).map_err(DigitsError::Run)?;
            let Some(value) = found.first() else {
                return Err(DigitsError::NotReal);
            };
            if value.is_empty() {
                return Err(DigitsError::NotReal);
            }
            if value.is_defined()
                && let Some(text) = decimal::certain(value, digits, bits)
            {
                return Ok(text);
            }
            vanishes = value.contains(&Big::zero());
            if bits >= most {
                break;
            }
            bits = (2 * bits).min(most);
        }
        Err(DigitsError::Undecided {
            digits,
            bits,
            vanishes,
        })
    }
}
