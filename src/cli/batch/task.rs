//! One operation under way: texts into expressions, and results into an answer.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use gradus::compile::{Accuracy, CompileError, CompileOptions, Function, Instr, KinkPolicy};
use gradus::data::{Data, RowFunction};
use gradus::diff::derivation::Derivation;
use gradus::expr::{Arena, CanonicalError, Id, PrintOptions, TooLong, characters, print};
use gradus::session::{Argument, Derived, Operation, Problem, Remarks, Session, Strategy, Value};
use gradus::syntax::normalise_name;
use gradus::{Error, Expr};

use super::failure::{Failure, Place};
use super::fields::{Pairs, Point, Real};
use super::options::{Form, Options};
use super::reply::{Answer, Nodes, Shaped, Stages, Texts};
use super::special::Special;

/// The longest text of a reply, in bytes; longer results are left out.
const LONGEST: usize = 16 << 20;

/// Results with more nodes than this, and as they were built with a text longer than the other,
/// are not brought into their form: that takes long, and will hardly make the text fit.
const MANY_NODES: usize = 200_000;
const HOPELESS: u128 = 1 << 40;

/// One operation under way.
pub struct Task<'o> {
    session: Session,
    options: &'o Options,
    stages: Stages,
    remarks: Remarks,
    data: Option<Data>,
}

impl<'o> Task<'o> {
    /// A task under the assumptions of `options`.
    ///
    /// # Errors
    /// For an assumption that is none.
    pub fn new(options: &'o Options) -> Result<Self, Failure> {
        let mut session = Session::new();
        session.set_kink(options.kink);
        if let Some(flag) = &options.interrupt {
            session.set_interrupt(flag.clone());
        }
        for assumption in &options.assume {
            let line = format!("assume {assumption}");
            session
                .run(&line)
                .map_err(|error| Failure::library(error, Place::Other(format!("`{line}`"))))?;
        }
        let mut notes = Vec::new();
        if options.digits.is_some() {
            notes.push("only `eval` has digits; this is computed in doubles".to_owned());
        }
        Ok(Task {
            session,
            options,
            stages: Stages::default(),
            data: None,
            remarks: Remarks {
                notes,
                ..Remarks::default()
            },
        })
    }

    /// The options.
    pub fn options(&self) -> &'o Options {
        self.options
    }

    /// The rows that sums run over, with the columns that expressions mention; read once.
    ///
    /// # Errors
    /// What the table refuses.
    pub fn data(&mut self, expressions: &[Expr]) -> Result<Option<&Data>, Failure> {
        if let (None, Some(source)) = (&self.data, &self.options.rows) {
            self.data = Some(source.open(expressions, &[])?);
        }
        Ok(self.data.as_ref())
    }

    /// Does a part of the work and counts its time under a stage's name.
    pub fn timed<T>(&mut self, stage: &'static str, work: impl FnOnce(&mut Self) -> T) -> T {
        if !self.options.timing {
            return work(self);
        }
        let start = Instant::now();
        let result = work(self);
        let duration = start.elapsed();
        self.count(stage, duration);
        result
    }

    /// Counts time under a stage's name, where times are told.
    pub fn count(&mut self, stage: &'static str, duration: Duration) {
        if !self.options.timing {
            return;
        }
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        match self.stages.0.iter_mut().find(|(name, _)| *name == stage) {
            Some((_, total)) => *total += nanoseconds,
            None => self.stages.0.push((stage, nanoseconds)),
        }
    }

    /// Reads an expression.
    ///
    /// # Errors
    /// If the text is not one expression.
    pub fn expression(&mut self, text: &str, place: Place) -> Result<Expr, Failure> {
        let (expr, remarks) = self
            .timed("parse", |task| task.session.expression_with_remarks(text))
            .map_err(|error| Failure::library(error, place))?;
        self.note(remarks);
        Ok(expr)
    }

    /// Reads an expression, a list or an equation.
    ///
    /// # Errors
    /// If the text is none.
    pub fn value(&mut self, text: &str, place: Place) -> Result<Value, Failure> {
        let (value, remarks) = self
            .timed("parse", |task| task.session.evaluate_with_remarks(text))
            .map_err(|error| Failure::library(error, place))?;
        self.note(remarks);
        Ok(value)
    }

    /// What a text asks to derive: a call such as `diff(f, x)`, or an expression.
    ///
    /// # Errors
    /// If the text is none.
    pub fn problem(&mut self, text: &str, variables: &[String]) -> Result<Problem, Failure> {
        let (problem, remarks) = self
            .timed("parse", |task| task.session.problem(text, variables))
            .map_err(|error| Failure::library(error, Place::Expression))?;
        self.note(remarks);
        Ok(problem)
    }

    /// How the result of a problem comes about.
    ///
    /// # Errors
    /// If there is no derivative.
    pub fn derivation(&self, problem: &Problem, strategy: Strategy) -> Result<Derivation, Error> {
        Ok(self.session.derivation(problem, strategy)?)
    }

    /// The session that differentiates for people; nothing where results are wanted as the engine
    /// makes them.
    pub fn person(&self) -> Option<&Session> {
        match self.options.form {
            Form::Raw => None,
            Form::Canonical | Form::Read => Some(&self.session),
        }
    }

    /// Runs an operation on values.
    ///
    /// # Errors
    /// What it refuses.
    pub fn operate(
        &mut self,
        operation: &'static Operation,
        arguments: Vec<Argument>,
    ) -> Result<Value, Failure> {
        let (value, mut remarks) = self
            .timed(operation.name, |task| {
                task.session.operate(operation, arguments)
            })
            .map_err(|error| Failure::library(error, Place::Expression))?;
        self.timed("domain", |task| task.session.complete(&mut remarks));
        self.note(remarks);
        Ok(value)
    }

    /// Says where a derivative exists, unless the result is wanted bare.
    pub fn say_where(&mut self, derived: Derived) {
        if !self.options.print || self.options.form != Form::Read || derived.steps.is_empty() {
            return;
        }
        let mut remarks = Remarks {
            derived: vec![derived],
            ..Remarks::default()
        };
        self.timed("domain", |task| task.session.complete(&mut remarks));
        self.note(remarks);
    }

    /// Takes remarks.
    pub fn note(&mut self, remarks: Remarks) {
        self.remarks.notes.extend(remarks.notes);
        for condition in remarks.domain {
            if !self.remarks.domain.contains(&condition) {
                self.remarks.domain.push(condition);
            }
        }
        if remarks.conditions.is_some() {
            self.remarks.conditions = remarks.conditions;
        }
    }

    /// Reads several expressions into one arena.
    ///
    /// # Errors
    /// If one of the texts is not one expression.
    pub fn expressions<'a>(
        &mut self,
        texts: impl IntoIterator<Item = (&'a str, Place)>,
    ) -> Result<Vec<Expr>, Failure> {
        let mut expressions = Vec::new();
        for (text, place) in texts {
            expressions.push(self.expression(text, place)?);
        }
        Ok(Expr::in_one_arena(&expressions))
    }

    /// The answer: the results written, and their values at the points.
    ///
    /// # Errors
    /// For results without canonical form, and where values are missing.
    pub fn answer(
        self,
        input: &[Expr],
        results: &Shaped<Expr>,
        points: Option<&[Point]>,
    ) -> Result<Answer, Failure> {
        self.answer_at(input, results, points, &Special::none())
    }

    /// The answer: the results written, and their values at the points, which `special` decides
    /// where computing fails.
    ///
    /// # Errors
    /// As [`Task::answer`].
    pub fn answer_at(
        mut self,
        input: &[Expr],
        results: &Shaped<Expr>,
        points: Option<&[Point]>,
        special: &Special,
    ) -> Result<Answer, Failure> {
        let result = if self.options.print {
            Some(self.texts(results)?)
        } else {
            None
        };
        let values = match points {
            Some(points) => Some(self.values(results, points, special)?),
            None => None,
        };
        let nodes = self.options.timing.then(|| Nodes {
            input: node_count(input.iter()),
            result: node_count(results.iter()),
        });
        Ok(Answer {
            result,
            values,
            nodes,
            ..self.remarks()
        })
    }

    /// An answer with nothing but times and remarks.
    pub fn remarks(self) -> Answer {
        Answer {
            stages: self.options.timing.then_some(self.stages),
            conditions: self.remarks.conditions,
            domain: self.remarks.domain,
            notes: self.remarks.notes,
            ..Answer::default()
        }
    }

    /// The texts of results, as long as they fit into a reply together.
    ///
    /// Each is brought into its form only when those before it fit: the gradient of a product of
    /// many variables is small as built, and flattened it is quadratic.
    fn texts(&mut self, results: &Shaped<Expr>) -> Result<Texts, Failure> {
        if self.options.form != Form::Raw
            && node_count(results.iter()) > MANY_NODES
            && let characters = self.characters(results)
            && characters > HOPELESS
        {
            return Ok(Texts::Omitted { characters });
        }
        let mut left = LONGEST;
        let printed = results.try_map(|expr| {
            let options = self.print_options(expr, left);
            let form = self.options.form;
            let text = match form {
                Form::Raw => expr.with(|arena, id| print(arena, id, &options))?,
                Form::Canonical => {
                    let id = self.timed("simplify", |_| expr.with(Arena::canonical))?;
                    expr.with(|arena, _| print(arena, id, &options))?
                }
                Form::Read => {
                    let shown = self.timed("simplify", |task| task.session.shown(expr.clone()));
                    let id = self.timed("simplify", |_| shown.with(Arena::canonical))?;
                    shown.with(|arena, _| print(arena, id, &options))?
                }
            };
            left -= text.len().min(left);
            Ok::<String, Error>(text)
        });
        let characters = match printed {
            Ok(texts) => return Ok(Texts::Printed(texts)),
            Err(Error::TooLong(TooLong { characters })) if matches!(results, Shaped::One(_)) => {
                characters
            }
            // What is too large to be flattened is too large to be read.
            Err(Error::TooLong(_) | Error::Canonical(CanonicalError::TooLarge { .. })) => {
                self.characters(results)
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Texts::Omitted { characters })
    }

    fn print_options(&self, expr: &Expr, limit: usize) -> PrintOptions {
        PrintOptions {
            style: self.options.style,
            decimals: expr.flags().decimals,
            limit,
        }
    }

    /// How long the texts of all results together would be, as they were built.
    fn characters(&self, results: &Shaped<Expr>) -> u128 {
        let Some(first) = results.iter().next() else {
            return 0;
        };
        let ids: Vec<Id> = results.iter().map(Expr::id).collect();
        let options = self.print_options(first, LONGEST);
        first.with(|arena, _| characters(arena, &ids, &options))
    }

    /// The values of results, compiled once for all points.
    fn values(
        &mut self,
        results: &Shaped<Expr>,
        points: &[Point],
        special: &Special,
    ) -> Result<Vec<Shaped<Real>>, Failure> {
        let ids: Vec<Id> = results.iter().map(Expr::id).collect();
        let Some(first) = results.iter().next() else {
            return Ok(points.iter().map(|_| results.filled(&[])).collect());
        };
        if self.options.rows.is_some() {
            return self.values_over_rows(results, points);
        }
        // The policy decides only what nothing else does, so the values are computed without it.
        let function = self.timed("compile", |task| task.compile(first, &ids, KinkPolicy::Nan))?;
        // Where a form fills a hole, the operations as they are written tell that there is one.
        let written = match function.forms().iter().any(|form| form.fills) {
            false => None,
            true => Some(self.timed("compile", |task| {
                task.compile_as(first, &ids, KinkPolicy::Nan, Accuracy::Naive)
            })?),
        };
        // It has something to decide at steps, and in the gaps between pieces.
        let decides = |instr: &Instr| matches!(instr, Instr::Step { .. } | Instr::Compare { .. });
        let decided = match self.options.kink {
            KinkPolicy::Nan => None,
            _ if !function.program().code().iter().any(decides) => None,
            policy => Some(self.timed("compile", |task| task.compile(first, &ids, policy))?),
        };
        let expressions: Vec<&Expr> = results.iter().collect();
        self.timed("eval", |task| {
            let mut inputs = Inputs::new(function.inputs());
            let mut outputs = vec![f64::NAN; function.output_count()];
            let mut by_policy = outputs.clone();
            let mut filled = Vec::with_capacity(outputs.len());
            let mut work = special.begin(&expressions, task.options.kink);
            let values = points
                .iter()
                .map(|values| {
                    let point = inputs.fill(values)?;
                    function.outputs_into(point, &mut outputs)?;
                    filled.clear();
                    if let Some(written) = &written {
                        filled.extend_from_slice(&outputs);
                        written.outputs_into(point, &mut by_policy)?;
                        for (value, &as_written) in outputs.iter_mut().zip(&by_policy) {
                            if as_written.is_nan() {
                                *value = as_written;
                            }
                        }
                    }
                    if work.looks(&outputs) {
                        by_policy.copy_from_slice(&outputs);
                        if let Some(decided) = &decided {
                            decided.outputs_into(point, &mut by_policy)?;
                        }
                        work.decide(values, &mut outputs, &by_policy);
                    }
                    for (value, &filled) in outputs.iter_mut().zip(&filled) {
                        if value.is_nan() {
                            *value = filled;
                        }
                    }
                    Ok(results.filled(&outputs))
                })
                .collect();
            task.remarks.notes.extend(work.notes());
            values
        })
    }

    /// The values of results with sums over rows.
    fn values_over_rows(
        &mut self,
        results: &Shaped<Expr>,
        points: &[Point],
    ) -> Result<Vec<Shaped<Real>>, Failure> {
        let expressions: Vec<Expr> = results.iter().cloned().collect();
        let data = self.timed("read", |task| {
            task.data(&expressions).map(Option::<&Data>::cloned)
        })?;
        let Some(data) = data else {
            return Err(Failure::Internal);
        };
        let mut names: Vec<String> = expressions.iter().flat_map(Expr::free_symbols).collect();
        names.sort();
        names.dedup();
        names.retain(|name| data.position(name).is_none());
        let options = CompileOptions {
            kink: self.options.kink,
            accuracy: self.options.accuracy,
            ..CompileOptions::default()
        };
        let function = self.timed("compile", |_| {
            RowFunction::compile(&expressions, &names, &data, &options)
        })?;
        self.timed("eval", |_| {
            let mut inputs = Inputs::new(function.parameters());
            let mut outputs = vec![f64::NAN; function.output_count()];
            points
                .iter()
                .map(|values| {
                    function.evaluate(inputs.fill(values)?, &mut outputs)?;
                    Ok(results.filled(&outputs))
                })
                .collect()
        })
    }

    /// Compiles nodes of an expression's arena as a function of what is free in them.
    ///
    /// # Errors
    /// For unknown functions and the like.
    pub fn compile(&self, expr: &Expr, ids: &[Id], policy: KinkPolicy) -> Result<Function, Error> {
        self.compile_as(expr, ids, policy, self.options.accuracy)
    }

    fn compile_as(
        &self,
        expr: &Expr,
        ids: &[Id],
        policy: KinkPolicy,
        accuracy: Accuracy,
    ) -> Result<Function, Error> {
        let options = CompileOptions {
            kink: policy,
            derivative: expr.flags().derivative,
            accuracy,
            ..CompileOptions::default()
        };
        expr.with(|arena, _| {
            let inputs = arena.free_symbols(ids);
            if inputs.is_empty() {
                // Constants are computed exactly as far as that goes: sin(pi/6) is 1/2.
                let exact: Vec<Id> = ids.iter().map(|&id| arena.constant_form(id)).collect();
                return Ok(Function::compile(arena, &exact, &inputs, &options)?);
            }
            Ok(Function::compile(arena, ids, &inputs, &options)?)
        })
    }
}

/// The distinct nodes of expressions of one arena.
fn node_count<'a>(expressions: impl Iterator<Item = &'a Expr>) -> usize {
    let expressions: Vec<&Expr> = expressions.collect();
    let ids: Vec<Id> = expressions.iter().map(|expr| expr.id()).collect();
    expressions
        .first()
        .map_or(0, |first| first.with(|arena, _| arena.node_count(&ids)))
}

/// The inputs of a function, filled from one point after the other.
struct Inputs<'a> {
    names: &'a [String],
    places: HashMap<String, usize>,
    point: Vec<f64>,
    given: Vec<bool>,
}

impl<'a> Inputs<'a> {
    fn new(names: &'a [String]) -> Self {
        Inputs {
            names,
            places: (names.iter().enumerate())
                .map(|(place, name)| (normalise_name(name).into_owned(), place))
                .collect(),
            point: vec![f64::NAN; names.len()],
            given: vec![false; names.len()],
        }
    }

    /// Takes the values that the function needs.
    fn fill(&mut self, Pairs(values): &Point) -> Result<&[f64], Failure> {
        self.given.fill(false);
        for (name, Real(value)) in values {
            if let Some(&place) = self.places.get(&*normalise_name(name))
                && let (Some(slot), Some(given)) =
                    (self.point.get_mut(place), self.given.get_mut(place))
            {
                *slot = *value;
                *given = true;
            }
        }
        match self.given.iter().position(|given| !given) {
            None => Ok(&self.point),
            Some(place) => {
                let name = self.names.get(place).cloned().unwrap_or_default();
                Err(Error::from(CompileError::MissingValue { name }).into())
            }
        }
    }
}
