//! `gradus fit`: a model fitted to a table.

use std::ffi::OsStr;
use std::io;

use gradus::Expr;
use gradus::compile::{CompileOptions, KinkPolicy};
use gradus::expr::double;
use gradus::optimize::{Fit, Order, propagate_with};
use gradus::syntax::same_name;

use super::answers;
#[cfg(feature = "plot")]
use super::arguments::FitPicture;
use super::arguments::{FitArguments, Format, Style};
use super::batch::fit::{self as batch_fit, Fitted, Model};
use super::batch::options::Options;
use super::batch::rows::Source;
use super::diagnostics;
use super::interrupt;
use super::output::{Status, write_line, written};
#[cfg(feature = "plot")]
use super::plot;
use super::progress;
use super::values::{Refusal, numbers, ranges};
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
    if let Err(refusal) = draw(fit, None) {
        return refused(refusal, text, style.format);
    }
    let fitted = match batch_fit::solve(&model, &options) {
        Ok(fitted) => fitted,
        Err(failure) => return refused(failure.into(), text, style.format),
    };
    let status = match interrupt::happened() {
        true => Status::Input,
        false => Status::Fine,
    };
    // A picture that can't be made does not keep the report back, which it follows.
    let drawn = |fitted: &Fitted, status: Status| match draw(fit, Some(fitted)) {
        Ok(shown) => status.max(shown),
        Err(refusal) => status.max(refused(refusal, text, style.format)),
    };
    if style.format == Format::Json {
        let drawn = drawn(&fitted, status);
        let answer = batch_fit::answer(fitted);
        return written(write_line(&mut io::stdout().lock(), &json(&answer)), drawn);
    }
    let notes = fitted.answer.notes.iter().cloned();
    for note in notes.chain(fitted.fit.explanation()) {
        diagnostics::note(&note);
    }
    let mut report = fitted.fit.to_string();
    let mut refusal = None;
    match more(&fitted.fit, &model, fit, options.kink) {
        Ok(lines) => report.push_str(&lines),
        // The fit itself is told all the same.
        Err(error) => refusal = Some(error),
    }
    for (name, partial) in &fitted.jacobian {
        report.push_str(&format!("\nd/d{name} = {partial}"));
    }
    if let Some(points) = &fitted.fit.trajectory {
        report.push_str("\n\n");
        report.push_str(&answers::table(&fitted.fit.names, points));
    }
    let status = written(write_line(&mut io::stdout().lock(), &report), status);
    let status = drawn(&fitted, status);
    match refusal {
        Some(refusal) => status.max(refused(refusal, text, style.format)),
        None => status,
    }
}

/// Draws the picture that is asked for; before there is a fit, sees whether that can be done.
#[cfg(feature = "plot")]
fn draw(fit: &FitArguments, fitted: Option<&Fitted>) -> Result<Status> {
    let FitPicture { plot, size, theme } = &fit.picture;
    let Some(file) = plot else {
        return Ok(Status::Fine);
    };
    let look = plot::Look::read(file.as_deref(), size.as_deref(), theme)?;
    let Some(fitted) = fitted else {
        return Ok(Status::Fine);
    };
    let figure = gradus::plot::fit(&fitted.fit, &fitted.data).map_err(plot::refused)?;
    look.show(&figure)
}

#[cfg(not(feature = "plot"))]
fn draw(_: &FitArguments, _: Option<&Fitted>) -> Result<Status> {
    Ok(Status::Fine)
}

/// Predictions, and functions of the parameters.
fn more(found: &Fit, model: &Model, fit: &FitArguments, kink: KinkPolicy) -> Result<String> {
    let mut lines = String::new();
    let compile = CompileOptions {
        kink,
        ..CompileOptions::default()
    };
    let fixed: Vec<(&str, Expr)> = (found.fixed.iter())
        .filter_map(|(name, value)| Some((name.as_str(), Expr::decimal(*value)?)))
        .collect();
    for (text, formula) in fit.derive.iter().zip(&model.derive) {
        let free = formula.substitute(&fixed);
        let derived = propagate_with(&free, &found.parameters(), Order::First, &compile)
            .map_err(|error| Refusal::Call(format!("--derive `{text}`: {error}")))?;
        let (value, error) = (double(derived.value), double(derived.deviation));
        lines.push_str(&format!("\n{formula} = {value}  # standard error {error}"));
    }
    for (text, row) in fit.predict.iter().zip(&model.predict) {
        let row: Vec<(&str, f64)> = row.iter().map(|(name, at)| (name.as_str(), *at)).collect();
        let Some(there) = found.predict(&row) else {
            let columns = found.columns().join(", ");
            return Err(Refusal::Call(format!(
                "--predict `{text}`: the model takes a number for each of: {columns}"
            )));
        };
        lines.push_str(&format!(
            "\npredicted = {}  # at {text}: standard error {}, confidence band +- {}",
            double(there.value),
            double(there.error),
            double(there.confidence),
        ));
        let own = (fit.sigma.as_ref())
            .filter(|sigma| !row.iter().any(|(name, _)| same_name(name, sigma)));
        lines.push_str(&match own {
            Some(sigma) => format!(
                "; no prediction band without the row's own deviation, such as {},{sigma}=1",
                text.trim()
            ),
            None => format!(", prediction band +- {}", double(there.prediction)),
        });
    }
    Ok(lines)
}

fn model(text: &str, fit: &FitArguments) -> Result<Model> {
    let values = |given: &Option<String>| -> Result<Vec<(String, f64)>> {
        given.as_deref().map_or(Ok(Vec::new()), numbers)
    };
    let derive = fit.derive.iter().map(|text| {
        text.parse()
            .map_err(|error: gradus::Error| Refusal::Call(format!("--derive `{text}`: {error}")))
    });
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
        derive: derive.collect::<Result<_>>()?,
        predict: (fit.predict.iter())
            .map(|text| numbers(text))
            .collect::<Result<_>>()?,
        jacobian: fit.jacobian,
        trace: fit.trace,
    })
}
