//! Functions that a language lacks, printed beside the code that calls them.

use super::super::graph::{Graph, Op, Value};
use super::super::lower::lower_for_print;
use super::super::options::{Accuracy, CompileOptions};
use super::names::Names;
use super::target::{Function, Lines, Results, Target};
use super::write::{Writer, reserved};
use super::{CodeError, Helper};
use crate::expr::{Expr, Id};
use crate::function::FunctionId;
use crate::function::spelling::{Dialect, Formula};

/// The highest derivative of digamma that its formula is made for.
const HIGHEST_ORDER: u32 = 100;

/// A function made of its formula.
struct Made {
    /// Nothing for the start of a sum.
    function: Option<FunctionId>,
    parameters: Vec<String>,
    graph: Graph,
    value: Value,
    name: String,
}

/// The helpers of a program.
#[derive(Default)]
pub(super) struct Helpers {
    /// Each after those that it calls.
    made: Vec<Made>,
    written: Vec<&'static str>,
}

impl Helpers {
    /// Finds what `graph` needs that the language lacks, and takes names for it.
    pub fn new(target: &dyn Target, graph: &Graph, names: &mut Names) -> Result<Self, CodeError> {
        let mut helpers = Helpers::default();
        let dialect = target.signs().dialect;
        // A function waits on the stack until those that it calls are made. None calls itself,
        // not even by others, so this ends.
        let mut stack: Vec<Made> = Vec::new();
        let mut wanted = needs(graph, dialect);
        loop {
            wanted.retain(|want| !helpers.made.iter().any(|made| made.function == *want));
            if let Some(function) = wanted.pop() {
                let made = make(function, target)?;
                wanted = needs(&made.graph, dialect);
                stack.push(made);
                continue;
            }
            let Some(mut made) = stack.pop() else { break };
            made.name = names.take(&made.name);
            helpers.made.push(made);
            let below = stack.last().map_or(graph, |made| &made.graph);
            wanted = needs(below, dialect);
        }
        Ok(helpers)
    }

    /// What a function is called, if it is made.
    pub fn name(&self, function: FunctionId) -> Option<String> {
        let mut made = self.made.iter();
        made.find(|made| made.function == Some(function))
            .map(|made| made.name.clone())
    }

    /// What the start of a sum is called.
    pub fn sum_start(&self) -> String {
        let mut made = self.made.iter();
        made.find(|made| made.function.is_none())
            .map_or_else(String::new, |made| made.name.clone())
    }

    /// Adds a definition in the language itself.
    pub fn write(&mut self, definition: &'static str) {
        if !self.written.contains(&definition) {
            self.written.push(definition);
        }
    }

    /// The definitions, each after those that it uses.
    pub fn print(mut self, target: &dyn Target) -> Result<Vec<Helper>, CodeError> {
        let mut texts: Vec<Helper> = Vec::new();
        for made in std::mem::take(&mut self.made) {
            let mut names = reserved(target.signs());
            names.reserve(&made.name);
            for known in &texts {
                names.reserve(&known.name);
            }
            let parameters: Vec<String> = made
                .parameters
                .iter()
                .map(|name| names.take(name))
                .collect();
            let mut inputs = parameters.clone();
            inputs.push(target.signs().nan.to_owned());
            inputs.push(target.signs().infinity.to_owned());
            inputs.push(target.number(target.signs().most));
            let mut lines = Lines::default();
            let outputs = [made.value];
            let mut writer = Writer::new(target, &made.graph, &outputs, &inputs, names, &mut self);
            let mut body = Lines::default();
            let function = |results| Function {
                name: &made.name,
                inputs: &parameters,
                results,
                public: false,
            };
            let placeholder = [Results::One(String::new())];
            target.begin(&mut lines, &function(&placeholder));
            body.depth = lines.depth;
            writer.statements(&mut body)?;
            let results = [Results::One(writer.number(made.value)?.text)];
            lines.text.push_str(&body.text);
            target.end(&mut lines, &function(&results));
            texts.push(Helper {
                name: made.name.clone(),
                text: lines.text,
            });
            // What is printed is known to those that follow.
            self.made.push(made);
        }
        let written = self.written.iter().map(|text| Helper {
            name: text
                .trim_start_matches("function ")
                .trim_start_matches("def ")
                .split('(')
                .next()
                .unwrap_or("")
                .to_owned(),
            text: (*text).to_owned(),
        });
        Ok(written.chain(texts).collect())
    }
}

/// The functions of a graph that a language lacks; nothing stands for the start of a sum.
fn needs(graph: &Graph, dialect: &Dialect) -> Vec<Option<FunctionId>> {
    let mut found = Vec::new();
    for at in 0..graph.len() {
        let want = match graph.op(Value(at as u32)) {
            Op::Indexed(FunctionId::POLYGAMMA, 0, _) => Some(FunctionId::DIGAMMA),
            Op::Unary(function, _)
            | Op::Binary(function, ..)
            | Op::Ternary(function, ..)
            | Op::Indexed(function, ..)
            | Op::Step(function, ..)
                if dialect.native(function).is_none() =>
            {
                Some(function)
            }
            Op::Loop(_, [first, last, _])
                if graph.as_constant(first).is_none() || graph.as_constant(last).is_none() =>
            {
                None
            }
            _ => continue,
        };
        if !found.contains(&want) {
            found.push(want);
        }
    }
    found
}

/// Refuses what the formulas are not made for.
pub(super) fn check(graph: &Graph, target: &dyn Target) -> Result<(), CodeError> {
    for at in 0..graph.len() {
        if let Op::Indexed(function, HIGHEST_ORDER.., _) = graph.op(Value(at as u32)) {
            return Err(CodeError::Unsupported {
                function: function.name(),
                language: target.language(),
            });
        }
    }
    Ok(())
}

fn make(function: Option<FunctionId>, target: &dyn Target) -> Result<Made, CodeError> {
    let unsupported = || CodeError::Unsupported {
        function: function.map_or(Formula::SUM_START.name(), FunctionId::name),
        language: target.language(),
    };
    let (formula, parameters): (&Formula, &[&str]) = match function {
        Some(function) => (
            Formula::of(function).ok_or_else(unsupported)?,
            function.row().parameters,
        ),
        None => (&Formula::SUM_START, &["first", "last"]),
    };
    let (graph, value) = graph_of(formula, parameters).ok_or_else(unsupported)?;
    Ok(Made {
        function,
        parameters: parameters.iter().map(|&name| name.to_owned()).collect(),
        graph,
        value,
        name: formula.name().to_owned(),
    })
}

/// The graph of a formula. Its inputs are the parameters, NaN, infinity, and the largest index.
pub(super) fn graph_of(formula: &Formula, parameters: &[&str]) -> Option<(Graph, Value)> {
    let mut known: Vec<(&str, Expr)> = Vec::new();
    for part in formula.parts {
        let mut value: Expr = part.value.parse().ok()?;
        if !part.with.is_empty() {
            let with: Option<Vec<(&str, Expr)>> = part
                .with
                .iter()
                .map(|&(name, value)| Some((name, value.parse().ok()?)))
                .collect();
            value = value.substitute(&with?);
        }
        let value = value.substitute(&known);
        known.push((part.name, value));
    }
    let value: Expr = formula.value.parse().ok()?;
    let value = value.substitute(&known);
    let options = CompileOptions {
        accuracy: Accuracy::Naive,
        ..CompileOptions::default()
    };
    value.with(|arena, id| {
        let special = [Formula::NAN, Formula::INFINITY, Formula::MOST];
        let inputs: Vec<Id> = parameters
            .iter()
            .chain(&special)
            .map(|name| arena.symbol(name))
            .collect();
        let (graph, values) = lower_for_print(arena, &[id], &inputs, &options).ok()?;
        Some((graph, *values.first()?))
    })
}
