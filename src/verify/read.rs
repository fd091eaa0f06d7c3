//! Serialised derivations, as anyone may write them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::VerifyError;

/// What the JSON says it is.
pub const FORMAT: &str = "gradus derivation";

/// The version that is read.
pub const VERSION: u64 = 1;

/// The longest file, in bytes.
pub const LONGEST_FILE: usize = 64 << 20;

/// The most steps.
pub const MOST_STEPS: usize = 50_000;

/// A derivation as it was read: texts, of which nothing is believed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Document {
    pub(super) parts: Vec<Part>,
}

#[derive(Deserialize)]
struct Header {
    format: String,
    version: u64,
}

/// A problem, its steps and its result.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Part {
    pub problem: String,
    pub steps: Vec<Step>,
    pub result: String,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Step {
    pub rule: String,
    #[serde(default)]
    pub parts: BTreeMap<String, String>,
    pub level: usize,
    pub before: String,
    pub after: String,
    pub current: String,
    #[serde(default)]
    pub place: Vec<u32>,
    #[serde(default)]
    pub conditions: Vec<String>,
}

impl Document {
    /// How many steps it has.
    pub fn step_count(&self) -> usize {
        self.parts.iter().map(|part| part.steps.len()).sum()
    }
}

/// Reads a serialised derivation. Its expressions are read when they are checked.
///
/// # Errors
/// A [`VerifyError`] where the text is not the JSON of a derivation, or beyond the limits.
///
/// # Examples
/// ```
/// let document = gradus::verify::read(r#"{
///     "format": "gradus derivation", "version": 1,
///     "parts": [{"problem": "diff(x^2, x)", "result": "2*x", "steps": [
///         {"rule": "power rule", "level": 0, "before": "diff(x^2, x)", "after": "2*x", "current": "2*x"}
///     ]}]
/// }"#)?;
/// assert_eq!(document.step_count(), 1);
/// # Ok::<(), gradus::verify::VerifyError>(())
/// ```
pub fn read(text: &str) -> Result<Document, VerifyError> {
    if text.len() > LONGEST_FILE {
        return Err(VerifyError::TooLong { bytes: text.len() });
    }
    let header: Header = serde_json::from_str(text).map_err(json)?;
    if header.format != FORMAT {
        return Err(VerifyError::Format {
            found: header.format,
        });
    }
    if header.version != VERSION {
        return Err(VerifyError::Version {
            found: header.version,
        });
    }
    let document: Document = serde_json::from_str(text).map_err(json)?;
    match document.step_count() {
        steps if steps > MOST_STEPS => Err(VerifyError::TooManySteps { steps }),
        _ => Ok(document),
    }
}

fn json(error: serde_json::Error) -> VerifyError {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    VerifyError::Json {
        message: message.strip_suffix(&place).unwrap_or(&message).to_owned(),
        line: error.line(),
        column: error.column(),
    }
}
