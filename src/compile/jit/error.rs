//! Why there is no native code.

use std::fmt;

/// Why a program has no native code. It runs all the same, as a tape.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NativeError {
    /// Code for this kind of machine can't be made.
    Unsupported,
    /// There is no memory for code.
    Memory,
    /// The code generator has refused the program.
    Refused {
        /// In its words.
        message: String,
    },
}

impl fmt::Display for NativeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NativeError::Unsupported => {
                f.write_str("there is no native code for this kind of machine; use the tape")
            }
            NativeError::Memory => f.write_str("there is no memory for native code"),
            NativeError::Refused { message } => {
                write!(f, "the program can't be native code: {message}")
            }
        }
    }
}

impl std::error::Error for NativeError {}
