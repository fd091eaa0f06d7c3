//! Errors carried through formulas, and minima that move with parameters.

use std::borrow::Cow;

use gradus::Error;
use gradus::compile::CompileOptions;
use gradus::expr::double;
use gradus::optimize::{
    MinimizeError, Order, Uncertain, deviation_formula, minimize, moving, propagate_with,
};
use gradus::syntax::same_name;
use serde_json::json;

use super::failure::{Failure, Place, once};
use super::fields::{Count, Pairs, Point, Real, Text};
use super::options::Options;
use super::reply::{Answer, Entries, Named};
use super::request::Request;
use super::task::Task;

/// A formula of quantities that are known with errors.
#[derive(Clone, Debug, Default)]
pub struct Quantities<'a> {
    /// The formula.
    pub text: Cow<'a, str>,
    /// Names, values and standard deviations.
    pub known: Vec<(String, f64, f64)>,
    /// Correlations of two quantities.
    pub correlations: Vec<(String, String, f64)>,
    /// The covariance matrix, which then stands for the standard deviations and correlations.
    pub covariance: Option<Vec<Vec<f64>>>,
    /// To which order errors are carried.
    pub order: Order,
    /// Whether the formula of the standard deviation is told.
    pub formula: bool,
}

impl<'a> Quantities<'a> {
    /// The quantities of a request.
    ///
    /// # Errors
    /// For fields of the wrong type, standard deviations of names without value, and no standard
    /// deviations at all.
    pub fn read(request: &Request<'a>) -> Result<Self, Failure> {
        let Text(text) = request.expr.required("expr")?;
        let Pairs(values): Point = request.at.required("at")?;
        let std: Option<Point> = request.std.optional("std")?;
        let covariance: Option<Vec<Vec<Real>>> = request.covariance.optional("covariance")?;
        let mut deviations = std.map(|Pairs(std)| std).unwrap_or_default();
        let is_given = !deviations.is_empty();
        let mut known = Vec::with_capacity(values.len());
        for (name, Real(value)) in values {
            let same = |(other, _): &(Cow<str>, Real)| same_name(other, &name);
            let deviation = match deviations.iter().position(same) {
                Some(at) => deviations.remove(at).1.0,
                None => 0.0,
            };
            known.push((name.into_owned(), value, deviation));
        }
        if !deviations.is_empty() {
            return Err(Failure::Value {
                name: "std",
                expected: "of names that have a value in `at`",
            });
        }
        let correlations: Option<Vec<(Text, Text, Real)>> =
            request.correlation.optional("correlation")?;
        let correlations = correlations.unwrap_or_default().into_iter();
        let order = match request.order.optional::<Count>("order")? {
            None => Order::First,
            Some(Count(order)) => order_of(order as f64)?,
        };
        match (is_given, &covariance) {
            (false, None) => {
                return Err(Failure::Value {
                    name: "std",
                    expected: "given, a standard deviation by name such as {\"x\": 0.1}; or give \
                               `covariance`, a row for each name of `at`",
                });
            }
            (true, Some(_)) => {
                return Err(Failure::Value {
                    name: "std",
                    expected: "left out where `covariance` has the variances",
                });
            }
            _ => {}
        }
        if covariance.is_some() && correlations.len() > 0 {
            return Err(Failure::Value {
                name: "correlation",
                expected: "left out where `covariance` has them",
            });
        }
        let plain = |row: Vec<Real>| row.into_iter().map(|Real(entry)| entry).collect();
        Ok(Quantities {
            text,
            known,
            correlations: correlations
                .map(|(Text(a), Text(b), Real(value))| (a.into_owned(), b.into_owned(), value))
                .collect(),
            covariance: covariance.map(|rows| rows.into_iter().map(plain).collect()),
            order,
            formula: true,
        })
    }
}

/// The order of a number.
///
/// # Errors
/// [`Failure::Value`] for anything but 1 and 2.
pub fn order_of(number: f64) -> Result<Order, Failure> {
    Order::numbered(number).ok_or(Failure::Value {
        name: "order",
        expected: "1 or 2",
    })
}

/// Answers a request.
///
/// # Errors
/// As [`uncertainty`].
pub fn uncertainty_request(request: &Request, options: &Options) -> Result<Answer, Failure> {
    uncertainty(&Quantities::read(request)?, options)
}

/// The value of a formula with its error.
///
/// # Errors
/// If the text is no expression, a value is missing, or a deviation or correlation is none.
pub fn uncertainty(quantities: &Quantities, options: &Options) -> Result<Answer, Failure> {
    let mut task = Task::new(options)?;
    let expr = task.expression(&quantities.text, Place::Expression)?;
    let named = quantities.known.iter().cloned();
    let known = match &quantities.covariance {
        None => Uncertain::independent(named),
        Some(covariance) => {
            let named = named.map(|(name, value, _)| (name, value));
            Uncertain::with_covariance(named, covariance)
        }
    };
    let mut known = known.map_err(MinimizeError::Optimize)?;
    for (a, b, correlation) in &quantities.correlations {
        known = known
            .correlated(a, b, *correlation)
            .map_err(MinimizeError::Optimize)?;
    }
    let compile = CompileOptions {
        kink: options.kink,
        ..CompileOptions::default()
    };
    let found = task.timed("solve", |_| {
        propagate_with(&expr, &known, quantities.order, &compile)
    })?;
    let remark = found.remark();
    let mut lines: Vec<String> = found.to_string().lines().map(str::to_owned).collect();
    let shares = found.names.into_iter();
    let shares: Vec<(String, Real)> = shares.zip(found.shares.into_iter().map(Real)).collect();
    let mut fields = vec![
        ("value", json!(Real(found.value))),
        ("mean", json!(Real(found.mean))),
        ("std", json!(Real(found.deviation))),
        ("shares", json!(Named(shares))),
    ];
    let mut notes = Vec::new();
    if quantities.formula && options.print {
        // Quantities without an error have no part in it.
        let names = known.names.iter().zip(&known.deviations);
        let names = names.filter(|(_, deviation)| **deviation > 0.0);
        let names: Vec<&str> = names.map(|(name, _)| name.as_str()).collect();
        let formula = task.timed("diff", |_| deviation_formula(&expr, &names))?;
        let formula = match task.person() {
            Some(session) => session.shown(formula),
            None => formula,
        };
        let text = formula.print(options.style).map_err(Error::from)?;
        lines.push(format!("formula = {text}"));
        fields.push(("formula", json!(text)));
        let independent = quantities.correlations.is_empty() && quantities.covariance.is_none();
        let plain = independent && quantities.order == Order::First;
        if !plain {
            notes.push("the formula is of first order, for independent quantities".to_owned());
        }
    }
    notes.extend(remark.map(str::to_owned));
    let mut answer = task.remarks();
    answer.entries = Some(Entries { lines, fields });
    answer.notes.extend(notes);
    Ok(answer)
}

/// A minimum, and the parameters with which it moves.
#[derive(Clone, Debug, Default)]
pub struct Moving<'a> {
    /// The function.
    pub text: Cow<'a, str>,
    /// The variables, where they are named.
    pub variables: Option<Vec<String>>,
    /// The parameters, where they are named.
    pub parameters: Option<Vec<String>>,
    /// The parameters' values.
    pub at: Vec<(String, f64)>,
    /// Where the search starts.
    pub start: Vec<(String, f64)>,
}

impl<'a> Moving<'a> {
    /// The problem of a request.
    ///
    /// # Errors
    /// For fields of the wrong type.
    pub fn read(request: &Request<'a>) -> Result<Self, Failure> {
        let Text(text) = request.expr.required("expr")?;
        let own = |point: Point| -> Vec<(String, f64)> {
            let Pairs(values) = point;
            let values = values.into_iter();
            values
                .map(|(name, Real(value))| (name.into_owned(), value))
                .collect()
        };
        let parameters: Option<Vec<Text>> = request.parameters.optional("parameters")?;
        Ok(Moving {
            text,
            variables: super::operations::variables(request)?,
            parameters: parameters.map(|names| {
                let names = names.into_iter();
                names.map(|Text(name)| name.into_owned()).collect()
            }),
            at: own(request.at.required("at")?),
            start: own(request.start.required("start")?),
        })
    }
}

/// Answers a request.
///
/// # Errors
/// As [`sensitivity`].
pub fn sensitivity_request(request: &Request, options: &Options) -> Result<Answer, Failure> {
    sensitivity(&Moving::read(request)?, options)
}

/// The minimum from a start, and how it moves with parameters.
///
/// # Errors
/// If the text is no expression, a value is missing, or the minimum does not move smoothly.
pub fn sensitivity(problem: &Moving, options: &Options) -> Result<Answer, Failure> {
    let mut task = Task::new(options)?;
    let expr = task.expression(&problem.text, Place::Expression)?;
    once("at", problem.at.iter().map(|(name, _)| name.as_str()))?;
    once("start", problem.start.iter().map(|(name, _)| name.as_str()))?;
    let parameters = chosen("at", &problem.parameters, &problem.at)?;
    let start = chosen("start", &problem.variables, &problem.start)?;
    if parameters.is_empty() {
        return Err(Failure::Value {
            name: "at",
            expected: "a value for each parameter",
        });
    }
    let both = |(name, _): &&(String, f64)| {
        let same = |(other, _): &(String, f64)| same_name(other, name);
        start.iter().any(same)
    };
    if parameters.iter().any(|parameter| both(&parameter)) {
        return Err(Failure::Value {
            name: "at",
            expected: "of other names than `start`: a variable is no parameter",
        });
    }
    let mut search = minimize(&expr).kink(options.kink).start(start);
    if let Some(flag) = &options.interrupt {
        search = search.interrupt(flag.clone());
    }
    let (minimum, found) = task.timed("solve", |_| moving(&search, &expr, &parameters))?;
    let named = |names: &[String], values: &[f64]| {
        let values = values.iter().copied().map(Real);
        Named(names.iter().cloned().zip(values).collect())
    };
    let mut lines: Vec<String> = (minimum.names.iter().zip(&minimum.x))
        .map(|(name, value)| format!("{name} = {}", double(*value)))
        .collect();
    lines.push(format!("f = {}", double(minimum.f)));
    lines.push(found.to_string());
    let slopes: serde_json::Map<String, serde_json::Value> = (found.variables.iter())
        .zip(&found.slopes)
        .map(|(name, slopes)| (name.clone(), json!(named(&found.parameters, slopes))))
        .collect();
    let fields = vec![
        ("x", json!(named(&minimum.names, &minimum.x))),
        ("f", json!(Real(minimum.f))),
        ("status", json!(minimum.termination.to_string())),
        ("slopes", json!(slopes)),
        (
            "value_slopes",
            json!(named(&found.parameters, &found.value_slopes)),
        ),
    ];
    let mut answer = task.remarks();
    answer.entries = Some(Entries { lines, fields });
    answer.notes.push(minimum.explanation());
    Ok(answer)
}

/// The values of the names that are chosen, in their order; all, where none are.
fn chosen(
    field: &'static str,
    names: &Option<Vec<String>>,
    values: &[(String, f64)],
) -> Result<Vec<(String, f64)>, Failure> {
    let Some(names) = names else {
        return Ok(values.to_vec());
    };
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        let same = |(other, _): &&(String, f64)| same_name(other, name);
        let Some((_, value)) = values.iter().rev().find(same) else {
            return Err(Failure::NoValue {
                name: field,
                of: name.clone(),
            });
        };
        found.push((name.clone(), *value));
    }
    Ok(found)
}
