//! Derivations in the form in which they are stored: JSON, every expression in the language.
//!
//! Each step stands on a line of its own, so that stored derivations can be compared line by line.

use serde::Serialize;

use super::super::derivation::{Derivation, Step};
use super::{LIMIT, written};
use crate::expr::{Expr, Style};

/// What the form is called in itself.
const FORMAT: &str = "gradus derivation";
/// The version of the form.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Record<'a> {
    rule: &'a str,
    parts: serde_json::Map<String, serde_json::Value>,
    level: usize,
    depth: &'static str,
    before: String,
    after: String,
    current: String,
    place: &'a [u32],
    conditions: Vec<String>,
}

pub(super) fn render(derivation: &Derivation) -> Option<String> {
    let mut out = format!(
        "{{\"format\":{},\"version\":{VERSION},\n \"parts\":[",
        json(FORMAT)?
    );
    for (at, part) in derivation.parts.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str("  {\"label\":");
        out.push_str(&json(&part.label)?);
        out.push_str(",\n   \"problem\":");
        out.push_str(&json(&language(&part.problem)?)?);
        out.push_str(",\n   \"result\":");
        out.push_str(&json(&language(&part.result)?)?);
        out.push_str(",\n   \"steps\":[");
        for (at, step) in part.steps.iter().enumerate() {
            out.push_str(if at == 0 { "\n    " } else { ",\n    " });
            out.push_str(&json(&record(step)?)?);
            if out.len() > LIMIT {
                return None;
            }
        }
        out.push_str("]}");
    }
    out.push_str("]}\n");
    (out.len() <= LIMIT).then_some(out)
}

fn language(expr: &Expr) -> Option<String> {
    written(expr, Style::Text)
}

fn json(value: &(impl Serialize + ?Sized)) -> Option<String> {
    serde_json::to_string(value).ok()
}

fn record(step: &Step) -> Option<Record<'_>> {
    let part =
        |(name, expr): &(&'static str, Expr)| Some(((*name).to_owned(), language(expr)?.into()));
    Some(Record {
        rule: &step.rule,
        parts: step.parts.iter().map(part).collect::<Option<_>>()?,
        level: step.level,
        depth: step.depth.name(),
        before: language(&step.before)?,
        after: language(&step.after)?,
        current: language(&step.current)?,
        place: &step.place,
        conditions: step
            .conditions
            .iter()
            .map(language)
            .collect::<Option<_>>()?,
    })
}
