//! A description in JSON, which says itself what it means.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::super::graph::{Graph, Op, Value};
use super::names::Names;
use super::plan::{Plan, Statement, Wishes, mentions, plan};
use super::target::Results;
use crate::syntax::Relation;

const ABOUT: &str = "Steps are done in order; each gives a new name (`to`) to a number. Arguments \
are numbers, names of inputs, or names of earlier steps. Numbers are doubles of IEEE 754, and \
each operation is rounded once. `choose` does the steps of one branch alone. `sum` adds up its \
`value` for each index from first to last, in order, from 0; it is not a number if the bounds are \
not integers. True is 1 and false is 0; anything but 0 and nan counts as true, and a comparison \
with nan is false.";

/// What an operation is called, and what it means.
fn operation(op: Op) -> (&'static str, &'static str) {
    match op {
        Op::Add(..) => ("add", "a + b"),
        Op::Sub(..) => ("subtract", "a - b"),
        Op::Mul(..) => ("multiply", "a * b"),
        Op::Div(..) => ("divide", "a / b"),
        Op::Neg(_) => ("negate", "-a"),
        Op::Recip(_) => ("reciprocal", "1 / a"),
        Op::Pow(..) | Op::PowInt(..) => (
            "power",
            "a to the power b: 1 for b = 0, nan for a < 0 with a fractional b",
        ),
        Op::Sqrt(_) => ("root", "the square root of a"),
        Op::Compare(Relation::Less, ..) => ("less", "a < b"),
        Op::Compare(Relation::LessEqual, ..) => ("at most", "a <= b"),
        Op::Compare(Relation::Greater, ..) => ("greater", "a > b"),
        Op::Compare(Relation::GreaterEqual, ..) => ("at least", "a >= b"),
        Op::Compare(Relation::Equal, ..) => ("equal", "a = b"),
        Op::Compare(Relation::NotEqual, ..) => ("different", "a < b or a > b"),
        Op::And(..) => ("both", "a and b"),
        Op::Or(..) => ("either", "a or b"),
        Op::Not(_) => ("not", "not a"),
        Op::Choose(..) => ("select", "b if a is true, else c"),
        Op::Step(..) => ("step", "b if a = 0, else the function of a"),
        _ => ("call", "the function, as `functions` has it"),
    }
}

/// The function that an operation calls.
fn function(op: Op) -> Option<crate::function::FunctionId> {
    match op {
        Op::Unary(function, _)
        | Op::Binary(function, ..)
        | Op::Ternary(function, ..)
        | Op::Indexed(function, ..)
        | Op::Step(function, ..) => Some(function),
        _ => None,
    }
}

struct Printer<'a> {
    graph: &'a Graph,
    inputs: &'a [String],
    names: Names,
    given: Vec<Option<String>>,
    indices: Vec<Option<String>>,
    operations: BTreeMap<&'static str, &'static str>,
    functions: BTreeMap<&'static str, Json>,
}

/// A block of steps that is not closed yet.
#[derive(Default)]
struct Block {
    steps: Vec<String>,
    first: Option<String>,
}

/// The description.
pub(super) fn print(
    graph: &Graph,
    outputs: &[Value],
    results: &[Results<Value>],
    inputs: &[String],
    name: &str,
) -> String {
    let counted = |op: Op, at: usize| mentions(op, at);
    let wishes = Wishes {
        branches: true,
        nested: false,
        all: false,
        choice_in_call: true,
        mentions: &counted,
    };
    let Plan { statements, .. } = plan(graph, outputs, &wishes);
    let mut names = Names::new(&[], false);
    for input in inputs {
        names.reserve(input);
    }
    let mut printer = Printer {
        graph,
        inputs,
        names,
        given: vec![None; graph.len()],
        indices: vec![None; graph.scope_count()],
        operations: BTreeMap::new(),
        functions: BTreeMap::new(),
    };
    let steps = printer.steps(&statements);
    let results: Vec<String> = results
        .iter()
        .map(|result| {
            let label = match result {
                Results::One(_) => "value",
                Results::List(_) if scalar(results) => "gradient",
                Results::List(_) => "values",
                Results::Rows(_) if scalar(results) => "hessian",
                Results::Rows(_) => "jacobian",
            };
            let texts = result.map(|&value| printer.operand(value).to_string());
            format!("    \"{label}\": {}", super::rust::brackets(&texts))
        })
        .collect();
    let table = |pairs: Vec<(String, String)>| -> String {
        let lines: Vec<String> = pairs
            .into_iter()
            .map(|(name, text)| format!("    {}: {text}", json!(name)))
            .collect();
        if lines.is_empty() {
            "{}".to_owned()
        } else {
            format!("{{\n{}\n  }}", lines.join(",\n"))
        }
    };
    let operations = printer.operations.iter();
    let operations = operations.map(|(name, text)| ((*name).to_owned(), json!(text).to_string()));
    let functions = printer.functions.iter();
    let functions = functions.map(|(name, text)| ((*name).to_owned(), text.to_string()));
    let (operations, functions) = (table(operations.collect()), table(functions.collect()));
    format!(
        "{{\n  \"format\": \"gradus code\",\n  \"version\": 1,\n  \"about\": {},\n  \"name\": {},\n  \
         \"inputs\": {},\n  \"operations\": {operations},\n  \"functions\": {functions},\n  \
         \"steps\": {},\n  \"results\": {{\n{}\n  }}\n}}\n",
        json!(ABOUT),
        json!(name),
        json!(inputs),
        list(&steps),
        results.join(",\n"),
    )
}

fn scalar(results: &[Results<Value>]) -> bool {
    matches!(results.first(), Some(Results::One(_)))
}

fn list(steps: &[String]) -> String {
    if steps.is_empty() {
        return "[]".to_owned();
    }
    format!("[\n    {}\n  ]", steps.join(",\n    "))
}

impl Printer<'_> {
    fn steps(&mut self, statements: &[Statement]) -> Vec<String> {
        let mut open = Vec::new();
        let mut block = Block::default();
        for &statement in statements {
            match statement {
                Statement::Let(value) => {
                    let step = self.step(value);
                    block.steps.push(step);
                }
                Statement::If(_) | Statement::For(_) => {
                    if let Statement::For(value) = statement
                        && let Op::Loop(scope, _) = self.graph.op(value)
                    {
                        self.indices[scope.index()] = Some(self.names.index());
                    }
                    open.push(std::mem::take(&mut block));
                }
                Statement::Else(value) => {
                    if let Op::Choose(_, first, _) = self.graph.op(value) {
                        let text = self.branch(&block.steps, first);
                        block = Block {
                            steps: Vec::new(),
                            first: Some(text),
                        };
                    }
                }
                Statement::EndIf(value) => {
                    if let Op::Choose(condition, _, second) = self.graph.op(value) {
                        let otherwise = self.branch(&block.steps, second);
                        let first = block.first.unwrap_or_default();
                        let condition = self.operand(condition);
                        let to = json!(self.name(value));
                        block = open.pop().unwrap_or_default();
                        block.steps.push(format!(
                            "{{\"to\": {to}, \"operation\": \"choose\", \"if\": {condition}, \
                             \"then\": {first}, \"else\": {otherwise}}}"
                        ));
                    }
                }
                Statement::EndFor(value) => {
                    if let Op::Loop(scope, [first, last, body]) = self.graph.op(value) {
                        let body = self.branch(&block.steps, body);
                        let (first, last) = (self.operand(first), self.operand(last));
                        let index = json!(self.indices[scope.index()].clone());
                        let to = json!(self.name(value));
                        block = open.pop().unwrap_or_default();
                        block.steps.push(format!(
                            "{{\"to\": {to}, \"operation\": \"sum\", \"index\": {index}, \
                             \"first\": {first}, \"last\": {last}, \"of\": {body}}}"
                        ));
                    }
                }
            }
        }
        block.steps
    }

    fn branch(&mut self, steps: &[String], value: Value) -> String {
        let value = self.operand(value);
        format!("{{\"steps\": [{}], \"value\": {value}}}", steps.join(", "))
    }

    fn name(&mut self, value: Value) -> String {
        if let Some(name) = &self.given[value.index()] {
            return name.clone();
        }
        let name = self.names.temporary();
        self.given[value.index()] = Some(name.clone());
        name
    }

    fn operand(&mut self, value: Value) -> Json {
        match self.graph.op(value) {
            Op::Constant(bits) => number(f64::from_bits(bits)),
            Op::Input(at) => json!(self.inputs.get(at as usize)),
            Op::Index(scope) => json!(self.indices[scope.index()].clone()),
            _ => json!(self.name(value)),
        }
    }

    fn step(&mut self, value: Value) -> String {
        let op = self.graph.op(value);
        let (name, meaning) = operation(op);
        self.operations.insert(name, meaning);
        let mut operands = Vec::new();
        if let Op::Indexed(_, n, _) = op {
            operands.push(json!(n));
        }
        op.for_each_operand(|operand| operands.push(self.operand(operand)));
        if let Op::PowInt(_, n) = op {
            operands.push(json!(n));
        }
        let called = match function(op) {
            Some(function) => {
                let row = function.row();
                let parameters = json!(row.parameters);
                let about = json!({"parameters": parameters, "meaning": row.help});
                self.functions.insert(row.name, about);
                format!(", \"function\": {}", json!(row.name))
            }
            None => String::new(),
        };
        let to = json!(self.name(value));
        format!(
            "{{\"to\": {to}, \"operation\": {}{called}, \"of\": {}}}",
            json!(name),
            json!(operands)
        )
    }
}

/// A number, or the text `nan`, `inf` or `-inf`: JSON has no others.
fn number(value: f64) -> Json {
    if value.is_finite() {
        json!(value)
    } else if value.is_nan() {
        json!({"number": "nan"})
    } else if value > 0.0 {
        json!({"number": "inf"})
    } else {
        json!({"number": "-inf"})
    }
}
