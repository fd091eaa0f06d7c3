//! Results of the language.

use crate::data::Data;
use crate::expr::print::{PrintOptions, Style, TooLong};
use crate::expr::{CanonicalError, Expr, Flags, double, natural_order};
use crate::optimize::{Fit, Minimum, Solutions};
#[cfg(feature = "plot")]
use crate::plot::{Figure, Signs, terminal};

use super::check::CheckReport;
use super::derive::Steps;
use super::points::Points;
use crate::analysis::series::Series;
use crate::diff::derivation::{Derivation, Shape};
use crate::diff::render::Format;

/// How many columns and lines a picture has as a text.
#[cfg(feature = "plot")]
const PICTURE: [usize; 2] = [76, 24];

/// A model that was fitted, and what to.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The outcome.
    pub fit: Fit,
    /// The columns of the table that the model and the response have.
    pub data: Data,
}

/// What a line of the language results in.
#[derive(Clone, Debug)]
pub enum Value {
    /// An expression.
    Expr(Expr),
    /// A list or matrix.
    List(Vec<Value>),
    /// `left = right`
    Equation(Expr, Expr),
    /// A double.
    Number(f64),
    /// A text, such as LaTeX.
    Text(String),
    /// The outcome of a solver.
    Report(Box<Minimum>),
    /// A model fitted to a table.
    Fit(Box<Fitted>),
    /// A variable and its bounds: `x = [0, 5]`.
    Range(String, Expr, Expr),
    /// Critical points.
    Points(Box<Points>),
    /// All solutions in a box.
    Solutions(Box<Solutions>),
    /// A derivation.
    Steps(Box<Steps>),
    /// A Taylor polynomial, which prints lowest order first.
    Series(Box<Series>),
    /// What became of a person's lines.
    Check(Box<CheckReport>),
    /// A picture.
    #[cfg(feature = "plot")]
    Figure(Box<Figure>),
}

impl Value {
    /// What it is, in words.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Expr(_) | Value::Number(_) | Value::Series(_) => "an expression",
            Value::List(_) => "a list",
            Value::Equation(..) => "an equation",
            Value::Text(_) => "a text",
            Value::Report(_)
            | Value::Fit(_)
            | Value::Points(_)
            | Value::Check(_)
            | Value::Solutions(_) => "a report",
            Value::Steps(_) => "a derivation",
            #[cfg(feature = "plot")]
            Value::Figure(_) => "a picture",
            Value::Range(..) => "a range",
        }
    }

    /// As text, Unicode or LaTeX; a report as lines `name = value`.
    ///
    /// # Errors
    /// [`TooLong`] for a text of more than 16 MiB.
    pub fn print(&self, style: Style) -> Result<String, TooLong> {
        // Lists are as deep as the text was that made them, so they are walked with a stack.
        enum Task<'a> {
            Value(&'a Value),
            Text(&'static str),
        }
        let mut out = String::new();
        let mut stack = vec![Task::Value(self)];
        while let Some(task) = stack.pop() {
            if out.len() > PrintOptions::default().limit {
                let characters = out.chars().count() as u128;
                return Err(TooLong { characters });
            }
            match task {
                Task::Text(text) => out.push_str(text),
                Task::Value(Value::Expr(expr)) => out.push_str(&expr.print(style)?),
                Task::Value(Value::Equation(left, right)) => {
                    out.push_str(&left.print(style)?);
                    out.push_str(" = ");
                    out.push_str(&right.print(style)?);
                }
                Task::Value(Value::Number(value)) => out.push_str(&double(*value)),
                Task::Value(Value::Text(text)) => out.push_str(text),
                Task::Value(Value::Report(report)) => out.push_str(&report.to_string()),
                Task::Value(Value::Fit(fitted)) => out.push_str(&fitted.fit.to_string()),
                Task::Value(Value::Series(series)) => out.push_str(&series.print(style)?),
                Task::Value(Value::Steps(steps)) => {
                    let format = match style {
                        Style::Text => Format::Text,
                        Style::Unicode => Format::Unicode,
                        Style::Latex => Format::Latex,
                    };
                    let text = steps.derivation.at(steps.depth).render(format)?;
                    out.push_str(text.trim_end());
                }
                Task::Value(Value::Check(report)) => out.push_str(&report.to_string()),
                #[cfg(feature = "plot")]
                Task::Value(Value::Figure(figure)) => {
                    let signs = match style {
                        Style::Text | Style::Latex => Signs::Ascii,
                        Style::Unicode => Signs::Unicode,
                    };
                    out.push_str(terminal(figure, PICTURE, signs).trim_end());
                }
                Task::Value(Value::Solutions(found)) => out.push_str(&found.to_string()),
                Task::Value(Value::Points(points)) => out.push_str(&points.to_string()),
                Task::Value(Value::Range(name, lower, upper)) => {
                    out.push_str(name);
                    out.push_str(" = [");
                    out.push_str(&lower.print(style)?);
                    out.push_str(", ");
                    out.push_str(&upper.print(style)?);
                    out.push(']');
                }
                Task::Value(Value::List(rows))
                    if style == Style::Latex
                        && rows.iter().all(|row| matches!(row, Value::List(_))) =>
                {
                    out.push_str(r"\begin{pmatrix} ");
                    stack.push(Task::Text(r" \end{pmatrix}"));
                    for (at, row) in rows.iter().enumerate().rev() {
                        let Value::List(items) = row else { continue };
                        for (column, item) in items.iter().enumerate().rev() {
                            stack.push(Task::Value(item));
                            if column > 0 {
                                stack.push(Task::Text(" & "));
                            }
                        }
                        if at > 0 {
                            stack.push(Task::Text(r" \\ "));
                        }
                    }
                }
                Task::Value(Value::List(items)) => {
                    out.push('[');
                    stack.push(Task::Text("]"));
                    for (at, item) in items.iter().enumerate().rev() {
                        stack.push(Task::Value(item));
                        if at > 0 {
                            stack.push(Task::Text(", "));
                        }
                    }
                }
            }
        }
        Ok(out)
    }

    /// The expressions in it, in order.
    pub(super) fn expressions(&self) -> Vec<&Expr> {
        let mut found = Vec::new();
        let mut stack = vec![self];
        while let Some(value) = stack.pop() {
            match value {
                Value::Expr(expr) => found.push(expr),
                Value::Equation(left, right) => found.extend([left, right]),
                Value::List(items) => stack.extend(items.iter().rev()),
                Value::Range(_, lower, upper) => found.extend([lower, upper]),
                Value::Points(points) => found.extend(points.expressions()),
                // Its expression is made when it is asked for.
                Value::Series(_) => {}
                Value::Number(_) | Value::Text(_) => {}
                Value::Report(_) | Value::Fit(_) | Value::Steps(_) => {}
                Value::Check(_) | Value::Solutions(_) => {}
                #[cfg(feature = "plot")]
                Value::Figure(_) => {}
            }
        }
        found
    }

    /// The names and numbers that a search or fit has found; nothing for any other value.
    pub(super) fn found(&self) -> Option<Vec<(String, f64)>> {
        let (names, x, fixed): (&[String], &[f64], &[(String, f64)]) = match self {
            Value::Report(minimum) => (&minimum.names, &minimum.x, &[]),
            Value::Fit(fitted) => (&fitted.fit.names, &fitted.fit.x, &fitted.fit.fixed),
            _ => return None,
        };
        let found = names.iter().cloned().zip(x.iter().copied());
        Some(found.chain(fixed.iter().cloned()).collect())
    }

    /// The same with `change` applied to each expression.
    pub(super) fn map(self, change: &mut impl FnMut(Expr) -> Expr) -> Value {
        // Only a literal list nests, and its depth is limited when it is read (`MAX_LIST_DEPTH`).
        match self {
            Value::Expr(expr) => Value::Expr(change(expr)),
            Value::Equation(left, right) => Value::Equation(change(left), change(right)),
            Value::List(items) => {
                Value::List(items.into_iter().map(|item| item.map(change)).collect())
            }
            Value::Range(name, lower, upper) => Value::Range(name, change(lower), change(upper)),
            Value::Series(series) => {
                // What changes a series (a definition put in) makes an expression of it.
                let expression = series.expression();
                let changed = change(expression.clone());
                if changed == expression {
                    Value::Series(series)
                } else {
                    Value::Expr(changed)
                }
            }
            other => other,
        }
    }

    /// A series as the expression that it is; any other value as it is.
    pub(super) fn without_series(self) -> Value {
        match self {
            Value::Series(series) => Value::Expr(series.expression()),
            other => other,
        }
    }

    /// How deep lists nest in it.
    pub(super) fn depth(&self) -> usize {
        let mut deepest = 0;
        let mut stack = vec![(self, 0)];
        while let Some((value, depth)) = stack.pop() {
            deepest = deepest.max(depth);
            if let Value::List(items) = value {
                stack.extend(items.iter().map(|item| (item, depth + 1)));
            }
        }
        deepest
    }

    /// The free symbols of all its expressions, in natural order.
    pub fn free_symbols(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .expressions()
            .into_iter()
            .flat_map(Expr::free_symbols)
            .collect();
        names.sort_by(|a, b| natural_order(a, b));
        names.dedup();
        names
    }

    /// The canonical form of each of its expressions.
    pub(super) fn settle(&self) -> Result<(), CanonicalError> {
        for expr in self.expressions() {
            match expr.canonical() {
                // What is too large to flatten stays as it was built.
                Ok(_) | Err(CanonicalError::TooLarge { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl From<&Derivation> for Value {
    /// The results of its parts, in their shape.
    fn from(derivation: &Derivation) -> Self {
        let results: Vec<Expr> = (derivation.parts.iter())
            .map(|part| part.result.clone().with_form_chosen(true))
            .collect();
        let last = |count: usize| results[results.len().saturating_sub(count)..].to_vec();
        match derivation.shape {
            Shape::One => last(1)
                .into_iter()
                .next()
                .map_or(Value::List(Vec::new()), Value::Expr),
            Shape::List(count) => last(count).into(),
            Shape::Rows(..) | Shape::Triangle(_) => derivation.rows().into(),
        }
    }
}

impl From<Expr> for Value {
    fn from(expr: Expr) -> Self {
        Value::Expr(expr)
    }
}

impl From<Vec<Expr>> for Value {
    fn from(list: Vec<Expr>) -> Self {
        Value::List(list.into_iter().map(Value::Expr).collect())
    }
}

impl From<Vec<Vec<Expr>>> for Value {
    fn from(rows: Vec<Vec<Expr>>) -> Self {
        Value::List(rows.into_iter().map(Value::from).collect())
    }
}

/// Flags of an expression that was typed with a decimal.
pub(super) fn flags(decimals: bool) -> Flags {
    Flags {
        decimals,
        derivative: false,
        chosen: false,
    }
}
