//! `check`: a person's lines held against one another.

use gradus::session::Session;
use gradus::session::check::{CheckReport, LineVerdict, Verdict};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::failure::{Failure, Place};
use super::fields::{Real, Text};
use super::options::Options;
use super::reply::{Answer, Named};
use super::request::Request;

/// A report as a part of an answer.
#[derive(Clone, Debug)]
pub struct Checked(pub CheckReport);

impl PartialEq for Checked {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

/// Answers a request.
///
/// # Errors
/// For `lines` that are no texts, and an assumption that is none.
pub fn run(request: &Request, options: &Options) -> Result<Answer, Failure> {
    let lines: Vec<Text> = request.lines.required("lines")?;
    let lines = lines.iter().map(|Text(line)| &**line);
    Ok(answer(check(lines, options)?))
}

/// Checks lines under the assumptions of `options`.
///
/// # Errors
/// For an assumption that is none.
pub fn check<'a>(
    lines: impl IntoIterator<Item = &'a str>,
    options: &Options,
) -> Result<CheckReport, Failure> {
    let mut session = Session::new();
    for assumption in &options.assume {
        let line = format!("assume {assumption}");
        session
            .run(&line)
            .map_err(|error| Failure::library(error, Place::Other(format!("`{line}`"))))?;
    }
    Ok(session.check(lines))
}

/// The answer with a report.
pub fn answer(report: CheckReport) -> Answer {
    Answer {
        check: Some(Checked(report)),
        ..Answer::default()
    }
}

impl Checked {
    /// Writes the report's entries.
    pub fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let Checked(report) = self;
        map.serialize_entry("right", &report.is_right())?;
        map.serialize_entry("first_wrong", &report.first_wrong)?;
        let lines: Vec<LineReply> = report.lines.iter().map(LineReply).collect();
        map.serialize_entry("lines", &lines)
    }
}

struct LineReply<'a>(&'a LineVerdict);

impl Serialize for LineReply<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let LineReply(line) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("line", &line.line)?;
        map.serialize_entry("text", &line.text)?;
        let verdict = match &line.verdict {
            Verdict::Begins => "begins",
            Verdict::Said(_) => "said",
            Verdict::Right { .. } | Verdict::Holds { .. } => "right",
            Verdict::Wrong(_) | Verdict::Refuted { .. } => "wrong",
            Verdict::Unreadable { .. } | Verdict::UnknownWord { .. } => "unreadable",
            _ => "not checked",
        };
        map.serialize_entry("verdict", verdict)?;
        let message = line.verdict.to_string();
        if !message.is_empty() {
            map.serialize_entry("message", &message)?;
        }
        let point = |point: &[(String, f64)]| {
            let values = point.iter();
            Named(
                values
                    .map(|(name, value)| (name.clone(), Real(*value)))
                    .collect(),
            )
        };
        match &line.verdict {
            Verdict::Wrong(wrong) => {
                if let Some(witness) = &wrong.witness {
                    map.serialize_entry("point", &point(&witness.point))?;
                    map.serialize_entry("values", &[Real(witness.left), Real(witness.right)])?;
                }
                if let Some(slip) = &wrong.slip {
                    map.serialize_entry("slip", slip.slip.name)?;
                    let places: Vec<String> = slip.places.iter().map(ToString::to_string).collect();
                    map.serialize_entry("places", &places)?;
                }
                let slip = wrong.slip.as_ref().and_then(|slip| slip.right.as_ref());
                if let Some(right) = slip.or(wrong.right.as_ref()) {
                    map.serialize_entry("should_be", &right.to_string())?;
                }
            }
            Verdict::Refuted { point: at, .. } => map.serialize_entry("point", &point(at))?,
            Verdict::Unreadable {
                span: Some(span), ..
            }
            | Verdict::UnknownWord { span, .. } => {
                map.serialize_entry("span", &(span.start, span.end))?;
            }
            _ => {}
        }
        if !line.notes.is_empty() {
            let notes: Vec<String> = line.notes.iter().map(ToString::to_string).collect();
            map.serialize_entry("notes", &notes)?;
        }
        map.end()
    }
}
