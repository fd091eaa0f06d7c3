//! Minima and maxima.

use std::borrow::Cow;

use gradus::Expr;
use gradus::optimize::{
    Constraint, Iterate, LineSearch, Method, MinimizeError, Minimum, Search, maximize, minimize,
};
use gradus::session::{Value, constraints};

use super::failure::{Failure, Place, once};
use super::fields::{Count, OneOrMany, Pairs, Point, Real, Text};
use super::options::Options;
use super::reply::{Answer, Counts, Named, Solution};
use super::request::Request;
use super::task::Task;

/// What is to be minimised or maximised, and how.
#[derive(Clone, Debug, Default)]
pub struct Problem<'a> {
    /// The expression, or the residuals whose squares are summed.
    pub texts: Vec<(Cow<'a, str>, Place)>,
    /// Whether the texts are residuals.
    pub residuals: bool,
    /// Whether to go up.
    pub maximize: bool,
    /// Where to start.
    pub start: Vec<(String, f64)>,
    /// The method.
    pub method: Option<Method>,
    /// The fixed rate of gradient descent.
    pub rate: Option<f64>,
    /// The largest number of steps.
    pub max_iterations: Option<usize>,
    /// Of the gradient's norm.
    pub tolerance: Option<f64>,
    /// Of the step's length.
    pub step_tolerance: Option<f64>,
    /// Of the change of the value.
    pub value_tolerance: Option<f64>,
    /// The share of the last step that is kept.
    pub momentum: Option<f64>,
    /// How step lengths are found.
    pub line_search: Option<LineSearch>,
    /// Names and their ranges.
    pub bounds: Vec<(String, f64, f64)>,
    /// What must hold: equations and comparisons.
    pub constraints: Vec<Cow<'a, str>>,
    /// Whether every iterate is told.
    pub trace: bool,
}

/// A problem that is solved.
#[derive(Clone, Debug)]
pub struct Solved {
    /// The report as the library gives it.
    pub minimum: Minimum,
    /// How far each constraint is from holding.
    pub violations: Vec<f64>,
    /// Times and remarks.
    pub answer: Answer,
}

impl<'a> Problem<'a> {
    /// The problem of a request.
    ///
    /// # Errors
    /// For fields of the wrong type, and an unknown method.
    pub fn read(request: &Request<'a>, maximize: bool) -> Result<Self, Failure> {
        let residuals: Option<OneOrMany<Text>> = request.residuals.optional("residuals")?;
        let texts = match residuals.clone() {
            None => {
                let Text(text) = request.expr.required("expr")?;
                vec![(text, Place::Expression)]
            }
            Some(residuals) => {
                let numbered = residuals.into_vec().into_iter().enumerate();
                numbered
                    .map(|(at, Text(text))| (text, Place::Part(at, 0)))
                    .collect()
            }
        };
        Ok(Problem {
            texts,
            residuals: residuals.is_some(),
            maximize,
            ..Problem::settings(request)?
        })
    }

    /// The start and the settings of a request, without a function.
    ///
    /// # Errors
    /// As [`Problem::read`].
    pub fn settings(request: &Request<'a>) -> Result<Self, Failure> {
        let start: Option<Point> = request.start.optional("start")?;
        let Pairs(start) = start.unwrap_or(Pairs(Vec::new()));
        let method: Option<Text> = request.method.optional("method")?;
        let bounds: Option<Pairs<(Real, Real)>> = request.bounds.optional("bounds")?;
        let bounds = bounds.map(|Pairs(bounds)| bounds).unwrap_or_default();
        let conditions: Option<OneOrMany<Text>> = request.constraints.optional("constraints")?;
        let conditions = conditions.map(OneOrMany::into_vec).unwrap_or_default();
        let real = |value: Option<Real>| value.map(|Real(value)| value);
        Ok(Problem {
            texts: Vec::new(),
            residuals: false,
            maximize: false,
            start: start
                .into_iter()
                .map(|(name, Real(value))| (name.into_owned(), value))
                .collect(),
            method: method
                .map(|Text(name)| name.parse().map_err(MinimizeError::Optimize))
                .transpose()?,
            rate: real(request.rate.optional("rate")?),
            max_iterations: request
                .max_iterations
                .optional::<Count>("max_iterations")?
                .map(|Count(steps)| steps),
            tolerance: real(request.tolerance.optional("tolerance")?),
            step_tolerance: real(request.step_tolerance.optional("step_tolerance")?),
            value_tolerance: real(request.value_tolerance.optional("value_tolerance")?),
            momentum: real(request.momentum.optional("momentum")?),
            line_search: request.line_search.choice("line_search", LineSearch::ALL)?,
            bounds: bounds
                .into_iter()
                .map(|(name, (Real(lower), Real(upper)))| (name.into_owned(), lower, upper))
                .collect(),
            constraints: conditions.into_iter().map(|Text(text)| text).collect(),
            trace: request.trace.switch("trace", false)?,
        })
    }
}

/// Solves a problem.
///
/// # Errors
/// If a text is no expression, a start value is missing, or a setting is out of its range.
pub fn run(problem: Problem, options: &Options) -> Result<Answer, Failure> {
    Ok(answer(solve(&problem, options)?))
}

/// A solved problem as a reply.
pub fn answer(solved: Solved) -> Answer {
    let Solved {
        minimum,
        violations,
        mut answer,
    } = solved;
    answer.notes.push(minimum.explanation());
    answer.solution = Some(solution(&minimum, &violations));
    answer
}

/// Solves a problem; the report as the library gives it.
///
/// # Errors
/// As [`run`].
pub fn solve(problem: &Problem, options: &Options) -> Result<Solved, Failure> {
    let mut task = Task::new(options)?;
    once("start", problem.start.iter().map(|(name, _)| name.as_str()))?;
    once(
        "bounds",
        problem.bounds.iter().map(|(name, ..)| name.as_str()),
    )?;
    let expr = task.timed("read", |task| objective(task, problem))?;
    let data = task.timed("read", |task| {
        task.data(std::slice::from_ref(&expr))
            .map(Option::<&_>::cloned)
    })?;
    let mut search = search(&expr, problem, options);
    if let Some(data) = &data {
        search = search.data(data);
    }
    let held = held(problem, |text| {
        task.value(text, Place::Other(format!("`{text}`")))
    })?;
    search = search.subject_to(held.iter().cloned());
    let minimum = task.timed("solve", |_| search.run())?;
    task.count("run", minimum.duration);
    let values = minimum.constraints.iter().map(|held| held.value);
    let violations = held.iter().zip(values).map(|(constraint, value)| {
        match constraint {
            Constraint::Equal(_) => value.abs(),
            // Not max(), which would hide a NaN.
            Constraint::AtMost(_) if value <= 0.0 => 0.0,
            Constraint::AtMost(_) => value,
        }
    });
    Ok(Solved {
        violations: violations.collect(),
        minimum,
        answer: task.remarks(),
    })
}

/// What must hold, from values of its texts.
///
/// # Errors
/// [`Failure::Value`] for a value that is no condition, and what `value` gives.
pub fn held(
    problem: &Problem,
    mut value: impl FnMut(&str) -> Result<Value, Failure>,
) -> Result<Vec<Constraint>, Failure> {
    let mut held = Vec::new();
    for text in &problem.constraints {
        held.extend(constraints(&value(text)?).ok_or(Failure::Value {
            name: "constraints",
            expected: "made of equations and comparisons, such as x + y = 1 and x >= 0",
        })?);
    }
    Ok(held)
}

fn objective(task: &mut Task, problem: &Problem) -> Result<Expr, Failure> {
    let texts = problem
        .texts
        .iter()
        .map(|(text, place)| (&**text, place.clone()));
    let expressions = task.expressions(texts)?;
    match problem.residuals {
        true => {
            // Where there are rows, each has its residuals.
            let columns = match task.data(&expressions)? {
                Some(data) => data.names().to_vec(),
                None => Vec::new(),
            };
            let squares = expressions.iter().map(|residual| {
                let square = residual.pow(2);
                let names = square.free_symbols();
                match names.iter().any(|name| columns.contains(name)) {
                    true => square.row_sum(),
                    false => square,
                }
            });
            Ok(squares.sum())
        }
        false => expressions
            .into_iter()
            .next()
            .ok_or(Failure::Missing { name: "expr" }),
    }
}

/// The search of a problem, still without data and constraints.
pub fn search(expr: &Expr, problem: &Problem, options: &Options) -> Search {
    let search = if problem.maximize {
        maximize(expr)
    } else {
        minimize(expr)
    };
    let mut search = search
        .start(
            problem
                .start
                .iter()
                .map(|(name, value)| (name.as_str(), *value)),
        )
        .kink(options.kink)
        .trace(problem.trace);
    if let Some(method) = problem.method {
        search = search.method(method);
    }
    if let Some(rate) = problem.rate {
        search = search.rate(rate);
    }
    if let Some(steps) = problem.max_iterations {
        search = search.max_iterations(steps);
    }
    if let Some(tolerance) = problem.tolerance {
        search = search.tolerance(tolerance);
    }
    if let Some(tolerance) = problem.step_tolerance {
        search = search.step_tolerance(tolerance);
    }
    if let Some(tolerance) = problem.value_tolerance {
        search = search.value_tolerance(tolerance);
    }
    if let Some(momentum) = problem.momentum {
        search = search.momentum(momentum);
    }
    if let Some(line_search) = problem.line_search {
        search = search.line_search(line_search);
    }
    for (name, lower, upper) in &problem.bounds {
        search = search.range(name, *lower, *upper);
    }
    if let Some(flag) = &options.interrupt {
        search = search.interrupt(flag.clone());
    }
    search
}

/// A report with its names.
fn solution(minimum: &Minimum, violations: &[f64]) -> Solution {
    let multipliers = minimum.constraints.iter();
    let multipliers: Vec<Real> = multipliers.map(|held| Real(held.multiplier)).collect();
    let violations = violations.iter().copied().map(Real).collect();
    let named = |x: &[f64]| {
        let values = minimum
            .names
            .iter()
            .cloned()
            .zip(x.iter().copied().map(Real));
        Named(values.collect())
    };
    Solution {
        x: named(&minimum.x),
        f: Real(minimum.f),
        status: minimum.termination.to_string(),
        kind: minimum.kind.map(|kind| kind.to_string()),
        iterations: minimum.iterations,
        evaluations: Counts {
            value: minimum.evaluations.value,
            gradient: minimum.evaluations.gradient,
            hessian: minimum.evaluations.hessian,
        },
        trajectory: minimum
            .trajectory
            .as_ref()
            .map(|points| points.iter().map(|Iterate { x, .. }| named(x)).collect()),
        method: minimum.method.to_string(),
        constraints: (!minimum.constraints.is_empty()).then_some((multipliers, violations)),
    }
}
