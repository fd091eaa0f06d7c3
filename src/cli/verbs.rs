//! The verbs of the command: each reads its arguments, asks the operation of the same name that
//! `batch` has, and writes the answer.
//!
//! The file is long because there are many verbs, a short function each.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::{self, Read, Write};

use gradus::Error;
use gradus::compile::Language;
use gradus::diff::derivation::Depth;
use gradus::diff::render;
use gradus::expr::TooLong;
use gradus::optimize::{LineSearch, MinimizeError, Termination};
use gradus::session::check::Verdict;
use gradus::session::{Field, Operation, Strategy};
use gradus::syntax::Span;

use super::answers;
use super::arguments::{At, Described, Format, Search, Shown, Style, Verb, Wrt};
use super::batch::failure::{Failure, Place};
use super::batch::fields::{Pairs, Point, Real, Scalar};
use super::batch::operate::{self, Given};
use super::batch::operations::{self, Kind};
use super::batch::options::Options;
use super::batch::reply::{Answer, Reply, Texts};
use super::batch::solve::{self, Problem, Solved};
use super::batch::steps::Wanted;
use super::batch::task::Task;
use super::batch::{self, check, verified};
use super::carried;
use super::diagnostics::{self, Diagnostic};
use super::fit;
use super::interrupt;
use super::manual;
use super::output::{Status, write_line, written};
use super::values::{Refusal, assignments, number, numbers, parts, ranges};
use super::verify;

type Result<T> = std::result::Result<T, Refusal>;

/// Runs a verb.
pub fn run(verb: Verb) -> Status {
    match verb {
        Verb::Diff {
            expression,
            variables,
            at,
            style,
        } => {
            let wrt = Some(variables).filter(|names| !names.is_empty());
            derivatives(Kind::Diff, &expression.text, wrt, &at, &style)
        }
        Verb::Gradient {
            expression,
            wrt,
            at,
            style,
        } => derivatives(Kind::Gradient, &expression.text, names(wrt), &at, &style),
        Verb::Hessian {
            expression,
            wrt,
            at,
            style,
        } => derivatives(Kind::Hessian, &expression.text, names(wrt), &at, &style),
        Verb::Jacobian {
            functions,
            wrt,
            at,
            style,
        } => derivatives(Kind::Jacobian, &functions, names(wrt), &at, &style),
        Verb::Directional {
            expression,
            direction,
            wrt,
            at,
            style,
        } => answered(&expression.text, &style, |options| {
            directional(&expression.text, &direction, names(wrt), &at, options)
        }),
        Verb::Eval {
            expression,
            values,
            digits: Some(digits),
            style,
        } => answered(&expression.text, &style, |options| {
            let point = assignments(values.iter().map(String::as_str))?;
            let point: Vec<(Cow<str>, Scalar)> = point
                .into_iter()
                .map(|(name, value)| (name.into(), Scalar::Expression(value.into())))
                .collect();
            let points = [Pairs(point)];
            let text = &expression.text;
            Ok(operations::eval_digits(
                text,
                Some(&points),
                digits,
                options,
            )?)
        }),
        Verb::Eval {
            expression,
            values,
            digits: None,
            style,
        } => answered(&expression.text, &style, |options| {
            let point = point(values.iter().map(String::as_str))?;
            Ok(operations::eval(&expression.text, Some(&[point]), options)?)
        }),
        Verb::Subs {
            expression,
            replacements,
            style,
        } => answered(&expression.text, &style, |options| {
            let with = assignments(replacements.iter().map(String::as_str))?;
            let with: Vec<(Cow<str>, Scalar)> = with
                .into_iter()
                .map(|(name, value)| (name.into(), Scalar::Expression(value.into())))
                .collect();
            Ok(operations::subs(&expression.text, &with, None, options)?)
        }),
        Verb::Latex { expression, style } => answered(&expression.text, &style, |options| {
            Ok(operations::latex(&expression.text, None, options)?)
        }),
        Verb::Minimize {
            expression,
            search,
            style,
        } => solved(&expression.text, &search, &style, false),
        Verb::Maximize {
            expression,
            search,
            style,
        } => solved(&expression.text, &search, &style, true),
        Verb::Uncertainty {
            expression,
            quantities,
            style,
        } => answered(&expression.text, &style, |options| {
            carried::uncertainty(&expression.text, &quantities, options)
        }),
        Verb::Sensitivity {
            expression,
            wrt,
            parameters,
            style,
        } => answered(&expression.text, &style, |options| {
            carried::sensitivity(&expression.text, names(wrt), &parameters, options)
        }),
        #[cfg(feature = "plot")]
        Verb::Plot { plot } => super::plot::run(&plot),
        Verb::Fit {
            model,
            file,
            fit,
            style,
        } => fit::run(&model, &file, &fit, &style),
        Verb::Steps {
            expression,
            variables,
            steps,
        } => stepped(&expression.text, &variables, &steps),
        Verb::Verify { file, points, seed } => verify::run(&file, points, seed),
        Verb::Check { file, style } => checked(&file, &style),
        // The rest is no verb about an expression: see `main`.
        Verb::Completions { shell } => manual::completions(shell),
        Verb::Man { folder } => manual::pages(folder.as_deref()),
        Verb::Batch | Verb::Help { .. } | Verb::Other(_) => Status::Call,
    }
}

/// Runs an operation whose row describes its arguments.
pub fn described(operation: &'static Operation, arguments: &Described) -> Status {
    let text = &arguments.expression.text;
    // Ctrl-C ends other operations at once.
    let interrupt = INTERRUPTED.contains(&operation.name).then(interrupt::flag);
    let status = answered(text, &arguments.style, |options| {
        let options = &Options {
            interrupt,
            ..options.clone()
        };
        let mut given = Given::default();
        let pieces = parts(text, ';');
        if let [(_, only)] = pieces.as_slice() {
            given
                .expressions
                .push(((*only).to_owned(), Place::Expression));
        } else {
            given.listed = true;
            for (at, (start, piece)) in pieces.into_iter().enumerate() {
                given
                    .expressions
                    .push((piece.to_owned(), Place::Part(at, start)));
            }
        }
        for argument in &arguments.arguments {
            given.rest.push(match argument.contains("..") {
                true => range_argument(argument)?,
                false => argument.clone(),
            });
        }
        if operation.takes.contains(&Field::Code) {
            let Some(language) = &arguments.lang else {
                let all: Vec<&str> = Language::ALL.iter().map(|(name, _)| *name).collect();
                let all = all.join(", ");
                return Err(Refusal::Call(format!("give a language with --lang: {all}")));
            };
            let wrt = arguments.wrt.wrt.as_deref();
            given.code(
                language,
                arguments.with.as_deref(),
                wrt,
                arguments.name.as_deref(),
            );
        } else {
            let wrt = arguments.wrt.wrt.iter().flatten();
            given.rest.extend(wrt.map(|name| name.trim().to_owned()));
        }
        given.rest.extend(arguments.to.clone());
        given.rest.extend(arguments.side.clone());
        given.rest.extend(arguments.goal.clone());
        given
            .rest
            .extend(arguments.order.map(|order| order.to_string()));
        for (_, range) in arguments.area.iter().flat_map(|area| parts(area, ',')) {
            given.rest.push(range_argument(range)?);
        }
        let count = arguments.points.map(|points| points.to_string());
        given.rest.extend(count);
        let at = points(&arguments.at)?;
        let mut task = Task::new(options)?;
        let value = operate::run(&mut task, operation, &given)?;
        Ok(operate::finish(task, value, at.as_deref())?)
    });
    match interrupt::happened() {
        true => status.max(Status::Input),
        false => status,
    }
}

/// The operations that answer with what they have when they are interrupted.
const INTERRUPTED: [&str; 2] = ["critical", "roots"];

/// `x=0..5` as the argument `x = [0, 5]`.
fn range_argument(text: &str) -> Result<String> {
    let range = text
        .split_once('=')
        .and_then(|(name, range)| Some((name, range.split_once("..")?)));
    match range {
        Some((name, (from, to))) => Ok(format!("{name} = [{from}, {to}]")),
        None => Err(Refusal::Call(format!(
            "`{}` is not a range such as x=0..5",
            text.trim()
        ))),
    }
}

fn names(wrt: Wrt) -> Option<Vec<String>> {
    let names = wrt.wrt?;
    Some(names.iter().map(|name| name.trim().to_owned()).collect())
}

/// The point of `name=value` texts.
fn point<'a>(texts: impl Iterator<Item = &'a str>) -> Result<Point<'a>> {
    let mut values = Vec::new();
    for (name, text) in assignments(texts)? {
        values.push((Cow::Borrowed(name), Real(number(text)?)));
    }
    Ok(Pairs(values))
}

fn points(at: &At) -> Result<Option<Vec<Point<'_>>>> {
    let Some(text) = &at.at else { return Ok(None) };
    Ok(Some(vec![point(
        parts(text, ',').into_iter().map(|(_, part)| part),
    )?]))
}

fn derivatives(kind: Kind, text: &str, wrt: Option<Vec<String>>, at: &At, style: &Style) -> Status {
    answered(text, style, |options| {
        let at = points(at)?;
        let texts = match kind {
            Kind::Jacobian => functions(text),
            _ => vec![(Cow::Borrowed(text), Place::Expression)],
        };
        Ok(operations::derivatives(
            kind,
            &texts,
            wrt.as_deref(),
            at.as_deref(),
            options,
        )?)
    })
}

/// The functions of `f; g` or `[f, g]`, with their places.
fn functions(text: &str) -> Vec<(Cow<'_, str>, Place)> {
    let inner = text.trim();
    let list = inner
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let (offset, pieces) = match list {
        // `[f, g]`, but not `[f][g]`, which the reader of expressions refuses better.
        Some(list) if !text.contains(';') => {
            (text.len() - text.trim_start().len() + 1, parts(list, ','))
        }
        _ => (0, parts(text, ';')),
    };
    let numbered = pieces.into_iter().enumerate();
    numbered
        .map(|(at, (start, part))| (part.into(), Place::Part(at, offset + start)))
        .collect()
}

fn directional(
    text: &str,
    direction: &str,
    wrt: Option<Vec<String>>,
    at: &At,
    options: &Options,
) -> Result<Answer> {
    let at = points(at)?;
    let inner = direction.trim();
    let inner = inner
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(inner);
    let pieces = parts(inner, ',').into_iter().map(|(_, part)| part);
    let (wrt, components): (_, Vec<&str>) = if inner.contains('=') {
        if wrt.is_some() {
            return Err(Refusal::Call(
                "the direction names the variables; leave out --wrt".into(),
            ));
        }
        let (names, components): (Vec<_>, _) = assignments(pieces)?.into_iter().unzip();
        (
            Some(names.into_iter().map(str::to_owned).collect()),
            components,
        )
    } else {
        (wrt, pieces.collect())
    };
    let components: Vec<Scalar> = components
        .into_iter()
        .map(|component| Scalar::Expression(component.into()))
        .collect();
    Ok(operations::directional(
        text,
        wrt.as_deref(),
        &components,
        at.as_deref(),
        options,
    )?)
}

/// Asks an operation and writes its answer.
fn answered(text: &str, style: &Style, work: impl FnOnce(&Options) -> Result<Answer>) -> Status {
    let answer = match work(&style.options()) {
        Ok(answer) => answer,
        Err(refusal) => return refused(refusal, text, style.format),
    };
    if let (Some(Texts::Omitted { characters }), false) =
        (&answer.result, style.format == Format::Json)
    {
        let error = Error::from(TooLong {
            characters: *characters,
        });
        return refused(Failure::from(error).into(), text, style.format);
    }
    let written_text = match style.format {
        Format::Json => json(&answer),
        format => answers::text(&answer, format),
    };
    for note in &answer.notes {
        diagnostics::note(note);
    }
    if !answer.domain.is_empty() {
        diagnostics::note(&format!("where {}", answer.domain.join(" and ")));
    }
    written(
        write_line(&mut io::stdout().lock(), &written_text),
        Status::Fine,
    )
}

pub(super) fn json(answer: &Answer) -> String {
    let reply = Reply {
        id: None,
        outcome: Ok(answer),
    };
    serde_json::to_string(&reply).unwrap_or_default()
}

/// Says why there is no answer.
pub(super) fn refused(refusal: Refusal, text: &str, format: Format) -> Status {
    match refusal {
        Refusal::Call(message) => {
            diagnostics::error(&format!("{message}\n\nFor more information, try '--help'."));
            Status::Call
        }
        Refusal::Value { error, text } => {
            Diagnostic::new(&error.to_string(), &text, error.span()).show();
            Status::Input
        }
        Refusal::Input(failure) => {
            if format == Format::Json {
                let reply = Reply {
                    id: None,
                    outcome: Err(&failure),
                };
                let line = serde_json::to_string(&reply).unwrap_or_default();
                // The message on standard error says it as well.
                let _ = writeln!(io::stdout().lock(), "{line}");
            }
            let offset = match &failure {
                Failure::Library {
                    place: Place::Part(_, offset),
                    ..
                } => *offset as u32,
                _ => 0,
            };
            let span = failure.span().map(|Span { start, end }| Span {
                start: start.saturating_add(offset),
                end: end.saturating_add(offset),
            });
            Diagnostic::new(&failure.to_string(), text, span).show();
            Status::Input
        }
    }
}

/// Writes a derivation.
fn stepped(text: &str, variables: &[String], steps: &Shown) -> Status {
    let work = || -> Result<(String, Vec<String>, Status)> {
        let mut status = Status::Fine;
        let wanted = Wanted {
            depth: named("depth", &steps.depth, Depth::named, &Depth::ALL)?,
            strategy: named("strategy", &steps.strategy, Strategy::named, &Strategy::ALL)?,
            verify: steps.verify,
        };
        let format = named(
            "format",
            &steps.format,
            render::Format::named,
            &render::Format::ALL,
        )?;
        let options = Options {
            assume: steps.assume.clone(),
            ..Options::default()
        };
        let mut task = Task::new(&options)?;
        let (_, derivation) = batch::steps::derive(&mut task, text, variables, wanted.strategy)?;
        let shown = derivation.at(wanted.depth).render(format);
        let remarks = task.remarks();
        let mut notes = remarks.notes;
        if !remarks.domain.is_empty() {
            notes.push(format!("where {}", remarks.domain.join(" and ")));
        }
        if wanted.verify {
            let verdict = verified::verdict(&derivation)?;
            notes.push(verdict.to_string());
            notes.extend(batch::steps::undecided(&verdict));
            if !verdict.holds() {
                status = Status::Input;
            }
        }
        let shown = shown.map_err(Error::from).map_err(Failure::from)?;
        Ok((shown, notes, status))
    };
    match work() {
        Ok((shown, notes, status)) => {
            for note in &notes {
                diagnostics::note(note);
            }
            let shown = shown.trim_end();
            written(write_line(&mut io::stdout().lock(), shown), status)
        }
        Err(refusal) => refused(refusal, text, Format::Text),
    }
}

/// What a word of an option stands for.
fn named<T>(
    option: &str,
    word: &str,
    find: fn(&str) -> Option<T>,
    known: &[(&str, T)],
) -> Result<T> {
    find(word).ok_or_else(|| {
        let known: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        Refusal::Call(format!(
            "`--{option}` is one of {}, not `{word}`",
            known.join(", ")
        ))
    })
}

/// So many bytes of a person's lines are read.
const LONGEST: u64 = 64 << 20;

/// Checks the lines of a file.
fn checked(file: &OsStr, style: &Style) -> Status {
    let bytes = if file == "-" {
        let mut bytes = Vec::new();
        let most = io::stdin().lock().take(LONGEST).read_to_end(&mut bytes);
        most.map(|_| bytes)
    } else {
        let mut bytes = Vec::new();
        std::fs::File::open(file)
            .and_then(|file| file.take(LONGEST).read_to_end(&mut bytes))
            .map(|_| bytes)
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => {
            let name = file.to_string_lossy();
            diagnostics::error(&format!("can't read `{name}`: {error}"));
            return Status::Input;
        }
    };
    // What is no text becomes a sign that no line has, so that its line is refused by its place.
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let lines: Vec<&str> = text.lines().collect();
    let report = match check::check(lines.iter().copied(), &style.options()) {
        Ok(report) => report,
        Err(failure) => return refused(failure.into(), "", style.format),
    };
    for verdict in &report.lines {
        let span = match &verdict.verdict {
            Verdict::Unreadable { span, .. } => *span,
            Verdict::UnknownWord { span, .. } => Some(*span),
            _ => continue,
        };
        let said = verdict.verdict.to_string();
        Diagnostic {
            message: &said,
            source: lines.get(verdict.line - 1).copied().unwrap_or_default(),
            span,
            first_line: verdict.line,
        }
        .show();
    }
    let status = match report.is_right() {
        true => Status::Fine,
        false => Status::Input,
    };
    let text = match style.format {
        Format::Json => json(&check::answer(report)),
        _ => report.to_string(),
    };
    written(write_line(&mut io::stdout().lock(), &text), status)
}

fn solved(text: &str, search: &Search, style: &Style, maximize: bool) -> Status {
    let options = Options {
        interrupt: Some(interrupt::flag()),
        ..style.options()
    };
    let problem = match problem(text, search, maximize) {
        Ok(problem) => problem,
        Err(refusal) => return refused(refusal, text, style.format),
    };
    let solved = match solve::solve(&problem, &options) {
        Ok(solved) => solved,
        Err(failure) => return refused(failure.into(), text, style.format),
    };
    let status = match solved.minimum.termination {
        Termination::Interrupted => Status::Input,
        _ => Status::Fine,
    };
    if style.format == Format::Json {
        let answer = solve::answer(solved);
        for note in &answer.notes {
            diagnostics::note(note);
        }
        let line = json(&answer);
        return written(write_line(&mut io::stdout().lock(), &line), status);
    }
    let Solved {
        minimum, answer, ..
    } = solved;
    for note in answer.notes.iter().chain([&minimum.explanation()]) {
        diagnostics::note(note);
    }
    let mut report = minimum.to_string();
    if let Some(points) = &minimum.trajectory {
        report.push_str("\n\n");
        report.push_str(&answers::table(&minimum.names, points));
    }
    written(write_line(&mut io::stdout().lock(), &report), status)
}

fn problem<'a>(text: &'a str, search: &'a Search, maximize: bool) -> Result<Problem<'a>> {
    let Some(start) = &search.start else {
        return Err(Refusal::Call(
            "a start is needed, such as --start x=1".into(),
        ));
    };
    Ok(Problem {
        texts: vec![(text.into(), Place::Expression)],
        maximize,
        ..settings(search, start)?
    })
}

/// The settings of a search from a start, without a function.
///
/// # Errors
/// [`Refusal`] for words that are unknown, and for texts that are no numbers or ranges.
pub fn settings<'a>(search: &'a Search, start: &str) -> Result<Problem<'a>> {
    let line_search = search.line_search.as_deref();
    let line_search = line_search
        .map(|word| named("line-search", word, LineSearch::named, LineSearch::ALL))
        .transpose()?;
    let conditions = search.subject_to.iter().flat_map(|given| parts(given, ';'));
    let method = search.method.as_deref().map(str::parse).transpose();
    Ok(Problem {
        start: numbers(start)?,
        method: method
            .map_err(|error| Refusal::Call(MinimizeError::Optimize(error).to_string()))?,
        rate: search.rate,
        max_iterations: search.max_iterations,
        tolerance: search.tolerance,
        step_tolerance: search.step_tolerance,
        value_tolerance: search.value_tolerance,
        momentum: search.momentum,
        line_search,
        bounds: match &search.bounds {
            Some(bounds) => ranges(bounds)?,
            None => Vec::new(),
        },
        constraints: conditions.map(|(_, part)| part.trim().into()).collect(),
        trace: search.trace,
        ..Problem::default()
    })
}
