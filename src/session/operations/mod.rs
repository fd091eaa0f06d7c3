//! The operations of the language: one row each.
//!
//! A row says what an operation is called, what it takes and what it does. The language calls it
//! with arguments; the command's verbs and the batch protocol read the same arguments from words
//! and fields, as `takes` says.

mod algebra;
mod calculus;
mod carried;
mod check;
mod code;
mod equations;
mod fit;
mod forms;
mod lagrange;
mod matrices;
#[cfg(feature = "plot")]
mod plot;
mod roots;
mod search;
mod series;
mod validity;
mod values;

#[cfg(feature = "plot")]
pub use plot::subjects as plot_subjects;
pub use search::constraints;

use super::{Problem, Session, SessionError, Value};
use crate::Error;
use crate::expr::Expr;
use crate::syntax::Span;

/// An operation: what it is called, takes and does.
pub struct Operation {
    /// Its name, the same in the language, the command and the batch protocol.
    pub name: &'static str,
    /// How it is called.
    pub signature: &'static str,
    /// What it does, in a line.
    pub help: &'static str,
    /// Its arguments in order, as the command and the batch protocol name them; nothing for an
    /// operation that has a verb and a request of its own.
    pub takes: &'static [Field],
    run: fn(&Operation, Call<'_>) -> Result<Value, Error>,
}

/// The settings of operations that have a word for a value, such as `method = newton`.
pub(super) const WORDS: &[&str] = &["method", "line_search", "kind", "with"];

/// An argument of an operation, as the command and the batch protocol give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `expr`: an expression, a list or an equation.
    Expression,
    /// `wrt`: names of variables, one argument each.
    Variables,
    /// `around`: an argument `x = a` for each name.
    Around,
    /// `order`: a whole number, which may be left out.
    Order,
    /// `to`: an expression, `inf` or `-inf`.
    To,
    /// `side`: the word `left`, `right` or `both`, which may be left out.
    Side,
    /// `box`: an argument `x = [a, b]` for each name, which may be left out.
    Box,
    /// `start`: an argument `x = a` for each name, which may be left out.
    Start,
    /// `points`: a whole number, which may be left out.
    Points,
    /// `with`: a second expression or list.
    Second,
    /// `at`: an argument `x = a` for each name, which may be left out.
    Point,
    /// `goal`: the word `read`, `compute` or `stable`, which may be left out.
    Goal,
    /// `lang`: a word; and `with` (the word `value`, `gradient` or `hessian`), `wrt` and `name`,
    /// which may be left out.
    Code,
}

/// The operations there are, by family.
static FAMILIES: &[&[Operation]] = &[
    calculus::ROWS,
    forms::ROWS,
    values::ROWS,
    validity::ROWS,
    algebra::ROWS,
    equations::ROWS,
    roots::ROWS,
    series::ROWS,
    matrices::ROWS,
    search::ROWS,
    fit::ROWS,
    lagrange::ROWS,
    carried::ROWS,
    check::ROWS,
    code::ROWS,
    #[cfg(feature = "plot")]
    plot::ROWS,
];

/// Operations of the language that this version lacks, so that their names are not taken for
/// unknown functions.
#[rustfmt::skip]
const PLANNED: &[&str] = &[
    #[cfg(not(feature = "plot"))]
    "plot",
];

/// The operations there are.
pub fn operations() -> impl Iterator<Item = &'static Operation> + Clone {
    FAMILIES.iter().copied().flatten()
}

pub(super) fn find(name: &str) -> Option<&'static Operation> {
    operations().find(|operation| operation.name == name)
}
pub(super) fn is_operation(name: &str) -> bool {
    find(name).is_some() || is_planned(name)
}

/// Whether a later version brings an operation of this name.
pub fn is_planned(name: &str) -> bool {
    PLANNED.contains(&name)
}

pub(super) fn run(operation: &'static Operation, call: Call<'_>) -> Result<Value, Error> {
    (operation.run)(operation, call)
}

/// Whether the result of an operation has a derivation.
pub(super) fn has_problem(name: &str) -> bool {
    calculus::problem(name).is_some()
}

/// What a call of an operation asks to derive. Nothing if its result has no derivation.
pub(super) fn problem(name: &str, call: Call<'_>) -> Option<Result<Problem, Error>> {
    let (operation, reader) = (find(name)?, calculus::problem(name)?);
    Some(reader(operation, call))
}

/// An argument of an operation.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Its value.
    pub value: Value,
    /// The name, where the argument is nothing but a name.
    pub name: Option<String>,
    /// Its place in the text.
    pub span: Span,
}

impl Argument {
    /// An argument that is nothing but a name.
    pub fn name(name: &str) -> Self {
        Argument {
            value: Expr::symbol(name).into(),
            name: Some(name.to_owned()),
            span: Span::default(),
        }
    }
}

impl From<Value> for Argument {
    fn from(value: Value) -> Self {
        let name = symbol_name(&value);
        Argument {
            value,
            name,
            span: Span::default(),
        }
    }
}

/// What is said beside a result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remarks {
    /// Sentences.
    pub notes: Vec<String>,
    /// Conditions that the expression had and the result has lost: `x != 0` for `x/x`.
    pub domain: Vec<String>,
    /// Expressions, and the forms they have become, of which it is not said yet what was lost.
    pub changed: Vec<(Expr, Expr)>,
    /// Derivatives that were taken, of which it is not said yet where they exist.
    pub derived: Vec<Derived>,
    /// For each solution of an equation the conditions under which it is one.
    pub conditions: Option<Vec<Vec<String>>>,
}

/// A function that was differentiated, and the variables: one step after the other, in each step
/// one or, for a gradient, several.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    /// The function.
    pub function: Expr,
    /// The variables of each step.
    pub steps: Vec<Vec<String>>,
}

impl Remarks {
    /// Adds conditions that were lost, each once.
    pub(super) fn lose(&mut self, conditions: Vec<String>) {
        for condition in conditions {
            if !self.domain.contains(&condition) {
                self.domain.push(condition);
            }
        }
    }
}

/// A call with its arguments.
pub(super) struct Call<'a> {
    pub(super) session: &'a Session,
    pub(super) arguments: Vec<Argument>,
    pub(super) span: Span,
    pub(super) remarks: &'a mut Remarks,
}

impl Operation {
    fn wrong(&self, expected: &'static str, span: Span) -> Error {
        SessionError::Argument {
            operation: self.name,
            expected,
            span,
        }
        .into()
    }

    fn usage(&self, span: Span) -> Error {
        SessionError::Arity {
            name: self.name.to_owned(),
            usage: self.signature.to_owned(),
            span,
        }
        .into()
    }

    /// The first argument as one expression, and the rest.
    fn subject(&self, call: Call<'_>) -> Result<(Expr, Vec<Argument>, Span), Error> {
        let mut arguments = call.arguments.into_iter();
        let Some(first) = arguments.next() else {
            return Err(self.usage(call.span));
        };
        match first.value {
            Value::Expr(expr) => Ok((expr, arguments.collect(), call.span)),
            Value::Number(number) => match Expr::decimal(number) {
                Some(expr) => Ok((expr, arguments.collect(), call.span)),
                None => Err(self.wrong("a finite number", first.span)),
            },
            _ => Err(self.wrong("an expression", first.span)),
        }
    }

    /// Names given one by one or as one list; all of `free` if there are none.
    fn variables(&self, arguments: &[Argument], free: Vec<String>) -> Result<Vec<String>, Error> {
        if arguments.is_empty() {
            return Ok(free);
        }
        if let [
            Argument {
                value: Value::List(items),
                span,
                ..
            },
        ] = arguments
        {
            return items
                .iter()
                .map(|item| {
                    symbol_name(item).ok_or_else(|| self.wrong("a list of variables", *span))
                })
                .collect();
        }
        arguments
            .iter()
            .map(|argument| {
                argument
                    .name
                    .clone()
                    .ok_or_else(|| self.wrong("the name of a variable", argument.span))
            })
            .collect()
    }
}

fn symbol_name(value: &Value) -> Option<String> {
    let Value::Expr(expr) = value else {
        return None;
    };
    expr.as_symbol()
}

/// Replacements given as `x = 2, y = 3`, as `x, 2`, or as what a search or a fit has found.
fn replacements(
    operation: &Operation,
    arguments: Vec<Argument>,
) -> Result<Vec<(String, Expr)>, Error> {
    if let [name, value] = arguments.as_slice()
        && let (Some(name), Value::Expr(value)) = (&name.name, &value.value)
    {
        return Ok(vec![(name.clone(), value.clone())]);
    }
    let mut pairs = Vec::with_capacity(arguments.len());
    for Argument { value, span, .. } in arguments {
        if let Some(found) = value.found() {
            // What a search or a fit has found.
            for (name, value) in found {
                let value = Expr::decimal(value)
                    .ok_or_else(|| operation.wrong("a result of finite numbers", span))?;
                pairs.push((name, value));
            }
            continue;
        }
        let Value::Equation(left, right) = value else {
            return Err(operation.wrong("an equation such as x = 2", span));
        };
        match left.as_symbol() {
            Some(name) => pairs.push((name, right)),
            None => {
                return Err(
                    operation.wrong("an equation with a name on the left, such as x = 2", span)
                );
            }
        }
    }
    Ok(pairs)
}
