//! The language's statements into results, without a terminal.
//!
//! A [`Session`] keeps definitions and assumptions. A line is read into an `Ast`; its nodes are
//! evaluated children first: calls of operations here, everything else by
//! [`Lowering`](crate::expr::lower::Lowering).

mod arithmetic;
pub mod assist;
pub mod check;
mod definitions;
mod derive;
mod error;
mod evaluate;
mod notes;
mod operations;
mod picture;
mod points;
mod results;
mod value;

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub use derive::{Problem, Steps, Strategy};
pub use error::SessionError;
#[cfg(feature = "plot")]
pub use operations::plot_subjects;
pub use operations::{
    Argument, Derived, Field, Operation, Remarks, constraints, is_planned, operations,
};
pub use points::{Point, Points, number};
pub use value::{Fitted, Value};

use crate::Error;
use crate::algebra::stoppable;
use crate::compile::KinkPolicy;
use crate::diff::derivation::MOST_TIDIED;
use crate::expr::{CanonicalError, Expr, Relation};
use crate::function;
use crate::simplify::facts::Assumptions;
use crate::simplify::rules::RuleSet;
use crate::simplify::{Simplified, Simplify, rules_for};
use crate::syntax::{self, Ast, Span, Statement};
use definitions::{Definition, Definitions};
use results::Results;

/// Definitions and assumptions, and what becomes of a line under them.
///
/// # Examples
/// ```
/// use gradus::session::{Outcome, Session};
/// let mut session = Session::new();
/// session.run("f(x) = x^2 + a")?;
/// session.run("a = 3")?;
/// let Outcome::Value { value, .. } = session.run("f'(2) + f(1)")? else { panic!() };
/// assert_eq!(value.print(gradus::Style::Text)?, "8");
/// # Ok::<(), gradus::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Session {
    rules: Option<RuleSet>,
    definitions: Definitions,
    assumptions: Assumptions,
    kink: KinkPolicy,
    results: Results,
    interrupt: Option<Arc<AtomicBool>>,
}

/// What the words of the language that are neither functions nor operations mean.
#[rustfmt::skip]
const WORDS: &[(&str, &str)] = &[
    ("sum", "sum(body, i, a, b)\nthe sum of the body for i from a to b; sum(body) sums over the rows of data"),
    ("mean", "mean(body)\nthe mean of the body over the rows of data"),
    ("piecewise", "piecewise(x < 0, -x, x)\nthe value after the first condition that holds, else the last one"),
    ("if", "if x < 0 then -x else x\nthe same as piecewise(x < 0, -x, x)"),
    ("pi", "pi\nhalf a turn in radians, 3.14159…; also π"),
    ("e", "e\nthe base of the natural logarithm, 2.71828…"),
    ("assume", "assume sigma > 0, n integer\nwhat is known from now on: conditions, and properties (positive, negative, nonzero, nonnegative, nonpositive, real, integer, even, odd)"),
    ("rule", "rule double: f(2*?a) => 2*f(?a) where ?a > 0\na rule for simplify: `?a` is any expression, `=>` is applied wherever it matches, `~>` where the result is shorter"),
    ("%", "%, %3\nthe last result, and the third one"),
    ("d/dx", "d/dx x^2*y\nthe derivative of the product that follows"),
];

/// What a statement did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// An empty line or a comment.
    Nothing,
    /// A result.
    Value {
        /// The result.
        value: Value,
        /// The number under which later lines can use it, as `%3`; nothing for reports and texts.
        number: Option<usize>,
        /// Remarks: readings that may surprise, and what operations say of their results.
        notes: Vec<String>,
        /// Conditions under which what was typed is defined, and which the result has lost.
        domain: Vec<String>,
    },
    /// A definition.
    Defined {
        /// The name.
        name: String,
        /// The definition as it was understood.
        text: String,
    },
    /// A rule for simplification.
    Rule {
        /// The rule as it was typed.
        text: String,
    },
    /// An assumption.
    Assumed {
        /// The assumption as it was typed.
        text: String,
    },
}

impl Session {
    /// A session without definitions.
    pub fn new() -> Self {
        Self::default()
    }

    /// One statement: a definition, an assumption, an expression, an equation or a call of an
    /// operation.
    ///
    /// # Errors
    /// An [`Error`] of the stage that refused it. The session is then as it was.
    pub fn run(&mut self, line: &str) -> Result<Outcome, Error> {
        match self.interrupt.clone() {
            Some(flag) => stoppable(&flag, || self.statement(line)),
            None => self.statement(line),
        }
    }

    fn statement(&mut self, line: &str) -> Result<Outcome, Error> {
        let called = steps_statement(line);
        let line = called.as_deref().unwrap_or(line);
        if let Some(rule) = rule_statement(line) {
            return self.add_rule(line, rule);
        }
        match syntax::parse_statement(line)? {
            Statement::Empty => Ok(Outcome::Nothing),
            Statement::Expression(ast) => {
                let (value, mut remarks) = self.evaluate_ast(line, &ast)?;
                let mut notes = self.notes(line, &ast);
                notes.append(&mut remarks.notes);
                let value = value.map(&mut |expr| self.shown(expr));
                Ok(Outcome::Value {
                    number: self.results.add(&value),
                    value,
                    notes,
                    domain: remarks.domain,
                })
            }
            Statement::Definition {
                name,
                parameters,
                body,
            } => self.define(line, name, parameters, &body),
            Statement::Assume {
                conditions,
                properties,
            } => self.assume(line, &conditions, &properties),
        }
    }

    /// Takes a rule for simplification, after it has been tried at many points.
    fn add_rule(&mut self, line: &str, rule: &str) -> Result<Outcome, Error> {
        let offset = line.len() - line.trim_start().len() + RULE.len() + 1;
        let rules = self.rules().with_text(rule).map_err(|mut error| {
            let shift = |at: u32| at.saturating_add(u32::try_from(offset).unwrap_or(0));
            error.span.start = shift(error.span.start);
            error.span.end = shift(error.span.end);
            error
        })?;
        if let Some(rule) = rules.rules().last()
            && let Err(counterexample) = rule.sample(SEED)
        {
            let start = u32::try_from(offset).unwrap_or(0);
            return Err(SessionError::UnsoundRule {
                counterexample,
                span: Span {
                    start,
                    end: u32::try_from(line.len()).unwrap_or(start),
                },
            }
            .into());
        }
        self.rules = Some(rules);
        Ok(Outcome::Rule {
            text: line.trim().to_owned(),
        })
    }

    /// The rules that simplification goes by: the standard ones, and those of this session.
    pub fn rules(&self) -> &RuleSet {
        self.rules.as_ref().unwrap_or_else(|| RuleSet::standard())
    }

    /// The value of an expression, an equation or nested operations.
    ///
    /// # Errors
    /// An [`Error`] of the stage that refused it.
    pub fn evaluate(&self, text: &str) -> Result<Value, Error> {
        Ok(self.evaluate_with_remarks(text)?.0)
    }

    /// The value of an expression, an equation or nested operations, and what there is to say.
    ///
    /// # Errors
    /// As [`Session::evaluate`].
    pub fn evaluate_with_remarks(&self, text: &str) -> Result<(Value, Remarks), Error> {
        let ast = syntax::parse_expression(text)?;
        let (value, mut remarks) = self.evaluate_ast(text, &ast)?;
        remarks.notes.splice(..0, self.notes(text, &ast));
        Ok((value, remarks))
    }

    /// The result of an operation on values, and what there is to say, which [`Session::complete`]
    /// completes.
    ///
    /// # Errors
    /// As [`Session::evaluate`]; spans are those of the arguments.
    pub fn operate(
        &self,
        operation: &'static Operation,
        arguments: Vec<Argument>,
    ) -> Result<(Value, Remarks), Error> {
        let mut remarks = Remarks::default();
        let value = operations::run(
            operation,
            operations::Call {
                session: self,
                arguments,
                span: Span::default(),
                remarks: &mut remarks,
            },
        )?;
        value.settle()?;
        Ok((value, remarks))
    }

    /// The value of a text that must be one expression.
    ///
    /// # Errors
    /// As [`Session::evaluate`], and [`SessionError::NotOneExpression`] for lists, equations and
    /// reports.
    pub fn expression(&self, text: &str) -> Result<Expr, Error> {
        Ok(self.expression_with_remarks(text)?.0)
    }

    /// The value of a text that must be one expression, and the remarks that its reading calls
    /// for, such as that `1/2x` is `(1/2)*x`.
    ///
    /// # Errors
    /// As [`Session::expression`].
    pub fn expression_with_remarks(&self, text: &str) -> Result<(Expr, Remarks), Error> {
        let ast = syntax::parse_expression(text)?;
        let (value, mut remarks) = self.evaluate_ast(text, &ast)?;
        let expr = match value.without_series() {
            Value::Expr(expr) => expr,
            Value::Number(number) if number.is_finite() => {
                Expr::decimal(number).ok_or_else(|| not_one("no number", &ast))?
            }
            other => return Err(not_one(other.kind(), &ast)),
        };
        let mut notes = self.notes(text, &ast);
        notes.append(&mut remarks.notes);
        remarks.notes = notes;
        Ok((expr, remarks))
    }

    /// The value of derivatives at kinks.
    pub fn kink(&self) -> KinkPolicy {
        self.kink
    }

    /// Chooses the value of derivatives at kinks.
    pub fn set_kink(&mut self, policy: KinkPolicy) {
        self.kink = policy;
    }

    /// The flag that ends a search from another thread.
    pub fn interrupt(&self) -> Option<&Arc<AtomicBool>> {
        self.interrupt.as_ref()
    }

    /// Takes a flag that ends a search from another thread: what it has found by then is its
    /// result. In [`Session::run`] the budgets of all operations are spent once the flag is set.
    /// Who sets the flag also clears it.
    pub fn set_interrupt(&mut self, flag: Arc<AtomicBool>) {
        self.interrupt = Some(flag);
    }

    /// What is assumed.
    pub fn assumptions(&self) -> &Assumptions {
        &self.assumptions
    }

    /// How many results were numbered: the last one is that of this number.
    pub fn result_count(&self) -> usize {
        self.results.count()
    }

    /// The names that have a definition.
    pub fn defined_names(&self) -> Vec<String> {
        self.definitions.spellings()
    }

    /// What there is to know about a function, an operation or a defined name.
    pub fn help(&self, name: &str) -> Option<String> {
        if let Some(definition) = self.definitions.get(name) {
            return Some(definition.text());
        }
        if let Some(function) = syntax::function_named(name) {
            return Some(function::help(function));
        }
        if let Some(operation) = operations::find(name) {
            return Some(format!("{}\n{}", operation.signature, operation.help));
        }
        WORDS
            .iter()
            .find(|(word, _)| *word == name)
            .map(|(_, help)| (*help).to_owned())
    }

    /// A simpler form of an expression under the session's rules and assumptions.
    ///
    /// # Errors
    /// [`CanonicalError`] if it has no canonical form.
    pub fn simplified(
        &self,
        expr: &Expr,
        how: &Simplify,
    ) -> Result<(Expr, Simplified), CanonicalError> {
        let rules = expr.with(|arena, id| rules_for(self.rules.as_ref(), arena, id));
        expr.simplified(how, rules, &self.assumptions)
    }

    /// The form in which a result is shown: derivatives are simplified within a small budget,
    /// unless an operation chose their form.
    pub fn shown(&self, expr: Expr) -> Expr {
        let flags = expr.flags();
        if !flags.derivative || flags.chosen || expr.node_count() > MOST_TIDIED {
            return expr;
        }
        match self.simplified(&expr, &Simplify::derivative()) {
            Ok((form, _)) => form.with_form_chosen(false),
            Err(_) => expr,
        }
    }

    /// Says of the expressions that have changed their form which conditions were lost, and of
    /// derivatives where they exist. This may take longer than the operation did, so it is a step
    /// of its own.
    pub fn complete(&self, remarks: &mut Remarks) {
        let derived = std::mem::take(&mut remarks.derived);
        self.existence(derived, remarks);
        let mut lost = Vec::new();
        for (before, after) in std::mem::take(&mut remarks.changed) {
            lost.extend(self.lost(&before, &after));
        }
        remarks.lose(lost);
    }

    /// The conditions that an expression had and the form it has become has lost, as texts.
    fn lost(&self, before: &Expr, after: &Expr) -> Vec<String> {
        if before.node_count() > MOST_TIDIED || after.node_count() > MOST_TIDIED {
            return Vec::new();
        }
        let lost = before.domain_lost_in(after, &self.assumptions);
        lost.iter().map(Expr::to_string).collect()
    }

    fn assume(
        &mut self,
        line: &str,
        conditions: &[Ast],
        properties: &[syntax::Property],
    ) -> Result<Outcome, Error> {
        let mut assumptions = self.assumptions.clone();
        // In the order in which they were typed, so that the later one is refused.
        let mut properties = properties.iter().peekable();
        for condition in conditions {
            let span = ast_span(condition);
            while let Some(property) = properties.next_if(|one| one.symbol.start < span.start) {
                assumptions.add_read_property(line, property)?;
            }
            match self.evaluate_ast(line, condition)?.0 {
                Value::Expr(expr) => {
                    expr.with(|arena, id| assumptions.add_condition(arena, id, line, span))?;
                }
                Value::Equation(left, right) => {
                    let (_, added) = left.with_all(&[&right], |arena, a, others| {
                        let b = others.first().copied().unwrap_or(a);
                        let equal = arena.compare_node(Relation::Equal, a, b);
                        assumptions.add_condition(arena, equal, line, span)
                    });
                    added?;
                }
                other => return Err(not_one(other.kind(), condition)),
            }
        }
        for property in properties {
            assumptions.add_read_property(line, property)?;
        }
        self.assumptions = assumptions;
        Ok(Outcome::Assumed {
            text: line.trim().to_owned(),
        })
    }

    fn define(
        &mut self,
        line: &str,
        name: Span,
        parameters: Option<Vec<Span>>,
        body: &Ast,
    ) -> Result<Outcome, Error> {
        let spelling = text(line, name);
        if parameters.is_some() {
            let what = if syntax::function_named(spelling).is_some() {
                Some("a function of gradus")
            } else if operations::is_operation(spelling)
                || crate::expr::lower::form::ALL.contains(&spelling)
            {
                Some("an operation of gradus")
            } else {
                None
            };
            if let Some(what) = what {
                return Err(SessionError::Reserved {
                    name: spelling.to_owned(),
                    what,
                    span: name,
                }
                .into());
            }
        }
        let parameters: Option<Vec<String>> = parameters.map(|spans| {
            spans
                .into_iter()
                .map(|span| text(line, span).to_owned())
                .collect()
        });
        let value = self.evaluate_body(line, body, parameters.as_deref().unwrap_or(&[]))?;
        let definition = Definition::new(spelling, parameters, value);
        let text = definition.text();
        self.definitions
            .insert(spelling, definition)
            .map_err(|path| SessionError::Cyclic { path, span: name })?;
        Ok(Outcome::Defined {
            name: spelling.to_owned(),
            text,
        })
    }
}

fn ast_span(ast: &Ast) -> Span {
    ast.nodes
        .get(ast.root.0 as usize)
        .map(|node| node.span)
        .unwrap_or_default()
}

/// Where the points begin at which a rule is tried.
const SEED: u64 = 1;

/// The word that begins a rule.
const RULE: &str = "rule";

/// The rule of a line `rule name: left => right`.
fn rule_statement(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix(RULE)?;
    let arrow = rest.contains("=>") || rest.contains("~>");
    (arrow && rest.starts_with(char::is_whitespace)).then(|| &rest[1..])
}

/// `steps diff(f, x)` as the call `steps(diff(f, x))`, every place as it was.
fn steps_statement(line: &str) -> Option<String> {
    let start = line.len() - line.trim_start().len();
    let rest = line[start..].strip_prefix(derive::STEPS)?;
    let begins = rest.trim_start().chars().next()?;
    let name = begins.is_alphabetic() || begins == '_';
    let spaced = rest.starts_with(char::is_whitespace);
    (spaced && name).then(|| format!("{}{}({})", &line[..start], derive::STEPS, &rest[1..]))
}

fn not_one(found: &'static str, ast: &Ast) -> Error {
    let span = ast_span(ast);
    SessionError::NotOneExpression { found, span }.into()
}

fn text(source: &str, span: Span) -> &str {
    source
        .get(span.start as usize..span.end as usize)
        .unwrap_or("")
}

impl FromStr for Expr {
    type Err = Error;

    /// Reads an expression of the language; operations in it (`diff(x^2, x)`) are carried out.
    fn from_str(text: &str) -> Result<Self, Error> {
        Session::new().expression(text)
    }
}
