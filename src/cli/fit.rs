//! `gradus fit`: a model fitted to a table.

use std::ffi::OsStr;
use std::io;

use gradus::Expr;
use gradus::expr::double;
use gradus::optimize::{Fit, Order, propagate};

use super::answers;
use super::arguments::{FitArguments, Format, Style};
use super::batch::fit::{self as batch_fit, Model};
use super::batch::options::Options;
use super::batch::rows::Source;
use super::diagnostics;
use super::interrupt;
use super::output::{Status, write_line, written};
use super::progress;
use super::values::{Refusal, assignments, number, parts, ranges};
use super::verbs::{json, refused};

type Result<T> = std::result::Result<T, Refusal>;

/// Fits a model to a table.
pub fn run(text: &str, file: &OsStr, fit: &FitArguments, style: &Style) -> Status {
    let options = Options {
        rows: Some(Source::File {
            path: file.into(),
            visible: progress::is_visible(),
        }),
        interrupt: Some(interrupt::flag()),
        ..style.options()
    };
    let model = match model(text, fit) {
        Ok(model) => model,
        Err(refusal) => return refused(refusal, text, style.format),
    };
    let fitted = match batch_fit::solve(&model, &options) {
        Ok(fitted) => fitted,
        Err(failure) => return refused(failure.into(), text, style.format),
    };
    let status = match interrupt::happened() {
        true => Status::Input,
        false => Status::Fine,
    };
    if style.format == Format::Json {
        let answer = batch_fit::answer(fitted);
        return written(write_line(&mut io::stdout().lock(), &json(&answer)), status);
    }
    let notes = fitted.answer.notes.iter().cloned();
    for note in notes.chain(fitted.fit.explanation()) {
        diagnostics::note(&note);
    }
    let mut report = fitted.fit.to_string();
    match more(&fitted.fit, fit) {
        Ok(lines) => report.push_str(&lines),
        Err(refusal) => return refused(refusal, text, style.format),
    }
    for (name, partial) in &fitted.jacobian {
        report.push_str(&format!("\nd/d{name} = {partial}"));
    }
    if let Some(points) = &fitted.fit.trajectory {
        report.push_str("\n\n");
        report.push_str(&answers::table(&fitted.fit.names, points));
    }
    written(write_line(&mut io::stdout().lock(), &report), status)
}

/// Predictions, and functions of the parameters.
fn more(found: &Fit, fit: &FitArguments) -> Result<String> {
    let mut lines = String::new();
    for text in &fit.derive {
        let formula: Expr = (text.parse())
            .map_err(|error: gradus::Error| Refusal::Call(format!("--derive `{text}`: {error}")))?;
        let derived = propagate(&formula, &found.parameters(), Order::First)
            .map_err(|error| Refusal::Call(format!("--derive `{text}`: {error}")))?;
        let (value, error) = (double(derived.value), double(derived.deviation));
        lines.push_str(&format!("\n{formula} = {value}  # standard error {error}"));
    }
    for text in &fit.predict {
        let mut row = Vec::new();
        for (name, value) in assignments(parts(text, ',').into_iter().map(|(_, part)| part))? {
            row.push((name, number(value)?));
        }
        let Some(there) = found.predict(&row) else {
            let columns = found.columns().join(", ");
            return Err(Refusal::Call(format!(
                "--predict `{text}`: the model takes a number for each of: {columns}"
            )));
        };
        lines.push_str(&format!(
            "\npredicted = {}  # at {text}: standard error {}, confidence band +- {}, prediction \
             band +- {}",
            double(there.value),
            double(there.error),
            double(there.confidence),
            double(there.prediction)
        ));
    }
    Ok(lines)
}

fn model(text: &str, fit: &FitArguments) -> Result<Model> {
    let values = |given: &Option<String>| -> Result<Vec<(String, f64)>> {
        let parts = given.iter().flat_map(|given| parts(given, ','));
        let named = assignments(parts.map(|(_, part)| part))?.into_iter();
        named
            .map(|(name, value)| Ok((name.to_owned(), number(value)?)))
            .collect()
    };
    let bounds = match &fit.bounds {
        Some(text) => ranges(text)?,
        None => Vec::new(),
    };
    Ok(Model {
        text: text.to_owned(),
        start: values(&fit.start)?,
        fixed: values(&fit.fixed)?,
        bounds,
        weights: fit.weights.clone(),
        sigma: fit.sigma.clone(),
        confidence: fit.confidence,
        max_iterations: fit.max_iterations,
        threads: fit.threads.map(usize::from),
        jacobian: fit.jacobian,
        trace: fit.trace,
    })
}
