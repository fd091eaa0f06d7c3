//! How an answer is wanted.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use gradus::compile::{Accuracy, KinkPolicy};
use gradus::expr::Style;
use gradus::simplify::Goal;

use super::failure::Failure;
use super::fields::Text;
use super::request::Request;
use super::rows::Source;

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// As they were built.
    Raw,
    /// Like terms collected.
    Canonical,
    /// As a person likes them.
    #[default]
    Read,
}

/// The forms by name.
pub const FORMS: &[(&str, Form)] = &[
    ("raw", Form::Raw),
    ("canonical", Form::Canonical),
    ("read", Form::Read),
];

/// How an answer is wanted.
#[derive(Clone, Debug)]
pub struct Options {
    /// Text, Unicode or LaTeX.
    pub style: Style,
    /// How results are written.
    pub form: Form,
    /// The value of a derivative at a kink.
    pub kink: KinkPolicy,
    /// How hard compiled functions work for their last digits.
    pub accuracy: Accuracy,
    /// Assumptions of the language, such as `p > 0`.
    pub assume: Vec<String>,
    /// How many digits values are to have; nothing for doubles.
    pub digits: Option<u32>,
    /// Whether a matrix is given by its entries that are not zero.
    pub sparse: bool,
    /// Whether results are written at all.
    pub print: bool,
    /// Whether times and sizes are told.
    pub timing: bool,
    /// The rows that sums run over.
    pub rows: Option<Source>,
    /// Ends a search, which then answers with what it has.
    pub interrupt: Option<Arc<AtomicBool>>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            style: Style::Text,
            form: Form::default(),
            kink: KinkPolicy::default(),
            accuracy: Accuracy::default(),
            assume: Vec::new(),
            digits: None,
            sparse: false,
            print: true,
            timing: false,
            rows: None,
            interrupt: None,
        }
    }
}

impl Options {
    /// The options of a request.
    ///
    /// # Errors
    /// For values that the protocol does not have.
    pub fn read(request: &Request) -> Result<Self, Failure> {
        request.goal.choice("goal", Goal::ALL)?;
        let digits = request.digits.optional::<u32>("digits")?;
        if digits == Some(0) {
            return Err(Failure::Value {
                name: "digits",
                expected: "a whole number from 1 on",
            });
        }
        let form = request.form.choice("form", FORMS)?.unwrap_or_default();
        let raw = request.raw.switch("raw", false)?;
        let assume: Vec<Text> = request.assume.optional("assume")?.unwrap_or_default();
        Ok(Options {
            style: Style::Text,
            form: if raw { Form::Raw } else { form },
            kink: request
                .kink
                .choice("kink", KinkPolicy::ALL)?
                .unwrap_or_default(),
            accuracy: request
                .accuracy
                .choice("accuracy", Accuracy::ALL)?
                .unwrap_or_default(),
            assume: assume
                .into_iter()
                .map(|Text(text)| text.into_owned())
                .collect(),
            digits,
            sparse: request.sparse.switch("sparse", false)?,
            print: request.print.switch("print", true)?,
            timing: request.timing.switch("timing", false)?,
            rows: Source::read(request)?,
            interrupt: None,
        })
    }
}
