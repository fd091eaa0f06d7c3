//! Models fitted to data.

use gradus::data::Data;
use gradus::optimize::{Fit, Iterate, fit};
use gradus::session::Value;
use gradus::{Error, Expr};
use serde_json::json;

use super::failure::{Failure, Place, once};
use super::fields::{Count, Pairs, Point, Real, Text};
use super::options::Options;
use super::reply::{Answer, Named};
use super::request::Request;
use super::task::Task;

/// A model, the data's columns that weigh it, and how it is fitted.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// `y = MODEL`.
    pub text: String,
    /// Where to start.
    pub start: Vec<(String, f64)>,
    /// Parameters that keep a value.
    pub fixed: Vec<(String, f64)>,
    /// Ranges of parameters.
    pub bounds: Vec<(String, f64, f64)>,
    /// A column of weights.
    pub weights: Option<String>,
    /// A column of standard deviations.
    pub sigma: Option<String>,
    /// The share of cases that intervals cover.
    pub confidence: Option<f64>,
    /// The largest number of steps.
    pub max_iterations: Option<usize>,
    /// How many threads compute.
    pub threads: Option<usize>,
    /// Formulas of the parameters that are told after the fit.
    pub derive: Vec<Expr>,
    /// Rows that the model is told at after the fit.
    pub predict: Vec<Vec<(String, f64)>>,
    /// Whether the partials of the model are told.
    pub jacobian: bool,
    /// Whether every iterate is told.
    pub trace: bool,
}

fn named(values: Option<Point>) -> Vec<(String, f64)> {
    let Pairs(values) = values.unwrap_or(Pairs(Vec::new()));
    let values = values.into_iter();
    values
        .map(|(name, Real(value))| (name.into_owned(), value))
        .collect()
}

impl Model {
    /// The model of a request.
    ///
    /// # Errors
    /// For fields of the wrong type.
    pub fn read(request: &Request) -> Result<Self, Failure> {
        let Text(text) = request.model.required("model")?;
        let column = |name: Option<Text>| name.map(|Text(name)| name.into_owned());
        let bounds: Option<Pairs<(Real, Real)>> = request.bounds.optional("bounds")?;
        let Pairs(bounds) = bounds.unwrap_or(Pairs(Vec::new()));
        let threads = request.threads.optional::<usize>("threads")?;
        if threads == Some(0) {
            return Err(Failure::Value {
                name: "threads",
                expected: "a whole number from 1 on",
            });
        }
        Ok(Model {
            text: text.into_owned(),
            start: named(request.start.optional("start")?),
            fixed: named(request.fixed.optional("fixed")?),
            bounds: bounds
                .into_iter()
                .map(|(name, (Real(lower), Real(upper)))| (name.into_owned(), lower, upper))
                .collect(),
            weights: column(request.weights.optional("weights")?),
            sigma: column(request.sigma.optional("sigma")?),
            confidence: request
                .confidence
                .optional("confidence")?
                .map(|Real(share)| share),
            max_iterations: request
                .max_iterations
                .optional::<Count>("max_iterations")?
                .map(|Count(steps)| steps),
            threads,
            derive: Vec::new(),
            predict: Vec::new(),
            jacobian: request.jacobian.switch("jacobian", false)?,
            trace: request.trace.switch("trace", false)?,
        })
    }
}

/// A fit and what was asked for beside it.
pub struct Fitted {
    /// The outcome.
    pub fit: Fit,
    /// The columns that were read.
    pub data: Data,
    /// The partials of the model, by parameter.
    pub jacobian: Vec<(String, String)>,
    /// Times and remarks.
    pub answer: Answer,
}

/// Fits a model.
///
/// # Errors
/// If the text is no equation, the data can't be read, or the fit can't be started.
pub fn solve(model: &Model, options: &Options) -> Result<Fitted, Failure> {
    let mut task = Task::new(options)?;
    once("start", model.start.iter().map(|(name, _)| name.as_str()))?;
    once(
        "bounds",
        model.bounds.iter().map(|(name, ..)| name.as_str()),
    )?;
    once("fixed", model.fixed.iter().map(|(name, _)| name.as_str()))?;
    let Value::Equation(response, formula) = task.value(&model.text, Place::Expression)? else {
        return Err(Failure::Value {
            name: "model",
            expected: "an equation such as y = a*x + b",
        });
    };
    let Some(source) = &options.rows else {
        return Err(Failure::Missing { name: "data" });
    };
    let columns: Vec<String> = [&model.weights, &model.sigma]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    let both = [response.clone(), formula.clone()];
    let data: Data = task.timed("read", |_| source.open(&both, &columns))?;
    let mut fitting = fit(&response, &formula, &data)
        .start(model.start.iter().cloned())
        .fixed(model.fixed.iter().cloned())
        .kink(options.kink)
        .trace(model.trace);
    for (name, lower, upper) in &model.bounds {
        fitting = fitting.bounds(name, *lower, *upper);
    }
    if let Some(column) = &model.weights {
        fitting = fitting.weights(column);
    }
    if let Some(column) = &model.sigma {
        fitting = fitting.deviations(column);
    }
    if let Some(share) = model.confidence {
        fitting = fitting.confidence(share);
    }
    if let Some(steps) = model.max_iterations {
        fitting = fitting.max_iterations(steps);
    }
    if let Some(threads) = model.threads {
        fitting = fitting.threads(threads);
    }
    if let Some(flag) = &options.interrupt {
        fitting = fitting.interrupt(flag.clone());
    }
    // What is asked for after the fit is refused before it.
    let refused = |error| Failure::Fit(Box::new(error));
    for formula in &model.derive {
        fitting.check_formula(formula).map_err(refused)?;
    }
    for row in &model.predict {
        let row: Vec<(&str, f64)> = row.iter().map(|(name, at)| (name.as_str(), *at)).collect();
        fitting.check_row(&row).map_err(refused)?;
    }
    let outcome = task
        .timed("solve", |_| fitting.run())
        .map_err(|error| Failure::Fit(Box::new(error)))?;
    let jacobian = match model.jacobian {
        true => jacobian(&formula, &outcome.names, options)?,
        false => Vec::new(),
    };
    Ok(Fitted {
        fit: outcome,
        data,
        jacobian,
        answer: task.remarks(),
    })
}

/// The partials of the model, as a person reads them.
fn jacobian(
    formula: &Expr,
    names: &[String],
    options: &Options,
) -> Result<Vec<(String, String)>, Failure> {
    let partials = formula.gradient(names)?;
    let texts = names.iter().zip(partials).map(|(name, partial)| {
        let text = partial.print(options.style).map_err(Error::from)?;
        Ok((name.clone(), text))
    });
    texts.collect()
}

/// Answers a request.
///
/// # Errors
/// As [`solve`].
pub fn run(request: &Request, options: &Options) -> Result<Answer, Failure> {
    Ok(answer(solve(&Model::read(request)?, options)?))
}

/// A fit as a reply.
pub fn answer(fitted: Fitted) -> Answer {
    let Fitted {
        fit,
        jacobian,
        mut answer,
        ..
    } = fitted;
    let by_name = |values: &[f64]| {
        let values = values.iter().copied().map(Real);
        Named(fit.names.iter().cloned().zip(values).collect())
    };
    let size = fit.names.len().max(1);
    let matrix = |entries: &[f64]| -> Vec<Vec<Real>> {
        let rows = entries.chunks(size);
        rows.map(|row| row.iter().copied().map(Real).collect())
            .collect()
    };
    let mut entries = vec![
        ("x", json!(by_name(&fit.x))),
        ("std", json!(by_name(&fit.errors))),
        ("ssr", json!(Real(fit.rss()))),
        ("status", json!(fit.termination.to_string())),
        ("covariance", json!(matrix(&fit.covariance))),
        ("correlation", json!(matrix(&fit.correlation()))),
        ("residual_deviation", json!(Real(fit.deviation()))),
        ("r_squared", json!(Real(fit.r_squared))),
        ("rows", json!(fit.rows)),
        ("degrees_of_freedom", json!(fit.freedom)),
        ("iterations", json!(fit.iterations)),
        (
            "evaluations",
            json!({
                "value": fit.evaluations.value,
                "gradient": fit.evaluations.gradient,
                "hessian": fit.evaluations.hessian,
            }),
        ),
    ];
    if !fit.fixed.is_empty() {
        let fixed = fit.fixed.iter().cloned();
        let fixed = fixed.map(|(name, value)| (name, Real(value))).collect();
        entries.push(("fixed", json!(Named(fixed))));
    }
    if !jacobian.is_empty() {
        let partials: serde_json::Map<String, serde_json::Value> = jacobian
            .into_iter()
            .map(|(name, text)| (name, json!(text)))
            .collect();
        entries.push(("jacobian", json!(partials)));
    }
    if let Some(points) = &fit.trajectory {
        let points: Vec<Named> = points.iter().map(|Iterate { x, .. }| by_name(x)).collect();
        entries.push(("trajectory", json!(points)));
    }
    answer.notes.extend(fit.explanation());
    answer.fit = Some(entries);
    answer
}
