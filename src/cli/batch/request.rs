//! One request: its fields are read when an operation asks for them.
//!
//! An operation so never trips over a field that it doesn't know, and what is wrong with one that
//! it does know is said with the field's name.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::failure::Failure;
use super::fields::Text;

/// The fields of a request, each as its own piece of JSON.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Request<'a> {
    /// Goes into the reply as it is.
    #[serde(borrow)]
    pub id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub op: Field<'a>,
    #[serde(borrow)]
    pub expr: Field<'a>,
    #[serde(borrow)]
    pub wrt: Field<'a>,
    #[serde(borrow)]
    pub at: Field<'a>,
    #[serde(borrow)]
    pub direction: Field<'a>,
    #[serde(borrow)]
    pub with: Field<'a>,
    #[serde(borrow)]
    pub lang: Field<'a>,
    #[serde(borrow)]
    pub name: Field<'a>,
    #[serde(borrow)]
    pub around: Field<'a>,
    #[serde(borrow)]
    pub order: Field<'a>,
    #[serde(borrow)]
    pub to: Field<'a>,
    #[serde(borrow)]
    pub side: Field<'a>,
    #[serde(borrow, rename = "box")]
    pub area: Field<'a>,
    #[serde(borrow)]
    pub points: Field<'a>,
    #[serde(borrow)]
    pub residuals: Field<'a>,
    #[serde(borrow)]
    pub start: Field<'a>,
    #[serde(borrow)]
    pub method: Field<'a>,
    #[serde(borrow)]
    pub rate: Field<'a>,
    #[serde(borrow)]
    pub max_iterations: Field<'a>,
    #[serde(borrow)]
    pub tolerance: Field<'a>,
    #[serde(borrow)]
    pub step_tolerance: Field<'a>,
    #[serde(borrow)]
    pub value_tolerance: Field<'a>,
    #[serde(borrow)]
    pub data: Field<'a>,
    #[serde(borrow)]
    pub path: Field<'a>,
    #[serde(borrow)]
    pub trace: Field<'a>,
    #[serde(borrow)]
    pub bounds: Field<'a>,
    #[serde(borrow)]
    pub momentum: Field<'a>,
    #[serde(borrow)]
    pub line_search: Field<'a>,
    #[serde(borrow)]
    pub constraints: Field<'a>,
    #[serde(borrow)]
    pub std: Field<'a>,
    #[serde(borrow)]
    pub correlation: Field<'a>,
    #[serde(borrow)]
    pub covariance: Field<'a>,
    #[serde(borrow)]
    pub parameters: Field<'a>,
    #[serde(borrow)]
    pub model: Field<'a>,
    #[serde(borrow)]
    pub fixed: Field<'a>,
    #[serde(borrow)]
    pub weights: Field<'a>,
    #[serde(borrow)]
    pub sigma: Field<'a>,
    #[serde(borrow)]
    pub confidence: Field<'a>,
    #[serde(borrow)]
    pub jacobian: Field<'a>,
    #[serde(borrow)]
    pub grid: Field<'a>,
    #[serde(borrow)]
    pub repeat: Field<'a>,
    #[serde(borrow)]
    pub threads: Field<'a>,
    #[serde(borrow)]
    pub depth: Field<'a>,
    #[serde(borrow)]
    pub strategy: Field<'a>,
    #[serde(borrow)]
    pub verify: Field<'a>,
    #[serde(borrow)]
    pub lines: Field<'a>,
    #[serde(borrow)]
    pub kind: Field<'a>,
    #[serde(borrow)]
    pub theme: Field<'a>,
    #[serde(borrow)]
    pub size: Field<'a>,
    #[serde(borrow)]
    pub title: Field<'a>,
    #[serde(borrow)]
    pub map: Field<'a>,
    #[serde(borrow)]
    pub form: Field<'a>,
    #[serde(borrow)]
    pub raw: Field<'a>,
    #[serde(borrow)]
    pub goal: Field<'a>,
    #[serde(borrow)]
    pub kink: Field<'a>,
    #[serde(borrow)]
    pub accuracy: Field<'a>,
    #[serde(borrow)]
    pub digits: Field<'a>,
    #[serde(borrow)]
    pub assume: Field<'a>,
    #[serde(borrow)]
    pub sparse: Field<'a>,
    #[serde(borrow)]
    pub print: Field<'a>,
    #[serde(borrow)]
    pub timing: Field<'a>,
}

/// A field that may be left out.
#[derive(Clone, Copy, Deserialize, Default)]
#[serde(transparent)]
pub struct Field<'a>(#[serde(borrow)] Option<&'a RawValue>);

impl<'a> Field<'a> {
    /// The value, if the field is there and not `null`.
    ///
    /// # Errors
    /// [`Failure::Field`] for a value of another type.
    pub fn optional<T: Deserialize<'a>>(self, name: &'static str) -> Result<Option<T>, Failure> {
        let Some(raw) = self.0 else { return Ok(None) };
        serde_json::from_str(raw.get())
            .map(Some)
            .map_err(|error| Failure::field(name, &error))
    }

    /// The value of a field that must be there.
    ///
    /// # Errors
    /// [`Failure::Missing`] where it is not, [`Failure::Field`] for a value of another type.
    pub fn required<T: Deserialize<'a>>(self, name: &'static str) -> Result<T, Failure> {
        self.optional(name)?.ok_or(Failure::Missing { name })
    }

    /// Whether a switch is on; off where the field is left out.
    ///
    /// # Errors
    /// [`Failure::Field`] for anything but `true` and `false`.
    pub fn switch(self, name: &'static str, default: bool) -> Result<bool, Failure> {
        Ok(self.optional(name)?.unwrap_or(default))
    }

    /// One of a few words.
    ///
    /// # Errors
    /// [`Failure::Choice`] for another word.
    pub fn choice<T: Copy>(
        self,
        name: &'static str,
        choices: &'static [(&'static str, T)],
    ) -> Result<Option<T>, Failure> {
        let Some(Text(word)) = self.optional(name)? else {
            return Ok(None);
        };
        match choices.iter().find(|(choice, _)| *choice == word) {
            Some(&(_, value)) => Ok(Some(value)),
            None => Err(Failure::Choice {
                name,
                found: word.into_owned(),
                choices: choices.iter().map(|(choice, _)| *choice).collect(),
            }),
        }
    }
}

impl<'a> Request<'a> {
    /// Reads a line.
    ///
    /// # Errors
    /// [`Failure::Request`] with what is wrong, and the request's `id` where that can be read.
    pub fn read(line: &'a [u8]) -> Result<Self, (Failure, Option<&'a RawValue>)> {
        let text = std::str::from_utf8(line).map_err(|error| {
            (
                Failure::Utf8 {
                    offset: error.valid_up_to(),
                },
                None,
            )
        })?;
        let failed = |message: String, id| (Failure::Request { message }, id);
        match text.trim_start().as_bytes().first() {
            None => {
                return Err(failed(
                    "the line is empty; a request is one JSON object".into(),
                    None,
                ));
            }
            Some(b'{') => {}
            Some(_) => return Err(failed("a request is one JSON object".into(), None)),
        }
        serde_json::from_str(text).map_err(|error| {
            let id = serde_json::from_str(text)
                .ok()
                .and_then(|only: OnlyId| only.id);
            failed(format!("this is no request: {error}"), id)
        })
    }
}

#[derive(Deserialize)]
struct OnlyId<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
}
