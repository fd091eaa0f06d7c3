//! Expressions into source code of other languages.
//!
//! ```text
//!  Graph ──plan──▶ statements ──Writer + Target──▶ text
//!                  names, what is    signs and lines
//!                  written inline    of one language
//! ```
//!
//! What all languages share is in `plan.rs` (which values get a name) and `write.rs` (expressions
//! with as few brackets as keep the order of operations). A language is one small file: its signs,
//! and the lines that differ. How functions are spelled stands beside the function table
//! ([`crate::function::spelling`]); what a language lacks is printed with the code, from formulas
//! that are the same for all.

mod c;
mod cost;
mod error;
mod expand;
mod expression;
mod helpers;
mod javascript;
mod json;
mod julia;
mod language;
mod names;
mod plan;
mod python;
mod rust;
mod sql;
mod target;
mod write;

use std::fmt;

pub use cost::{Cost, Operations};
pub use error::CodeError;
pub use language::Language;

use super::graph::{Graph, Value};
use super::options::CompileOptions;
use helpers::Helpers;
use target::{Function, Lines, Results, Target};
use write::{Writer, reserved};

/// What the printed function computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum With {
    /// The value.
    #[default]
    Value,
    /// The value and the gradient.
    Gradient,
    /// The value, the gradient and the Hessian.
    Hessian,
}

impl With {
    /// The choices by name.
    pub const ALL: &[(&str, With)] = &[
        ("value", With::Value),
        ("gradient", With::Gradient),
        ("hessian", With::Hessian),
    ];

    /// The choice of a name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|(known, _)| *known == name).map(|(_, with)| *with)
    }
}

/// How code is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeOptions {
    /// What the function is called. Changed where it is no name in the language.
    pub name: String,
    /// What it computes.
    pub with: With,
    /// The forms that are chosen, and the value at kinks.
    pub compile: CompileOptions,
}

impl Default for CodeOptions {
    fn default() -> Self {
        CodeOptions {
            name: "f".to_owned(),
            with: With::Value,
            compile: CompileOptions::default(),
        }
    }
}

/// A function that printed code calls and that its language lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper {
    /// Its name.
    pub name: String,
    /// Its definition.
    pub text: String,
}

/// Printed code: [`Display`](fmt::Display) gives all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// What must stand at the head of a file, such as `#include <math.h>`; once for several
    /// functions.
    pub head: String,
    /// The functions that it needs besides, each after those that it calls; once for several
    /// functions.
    pub helpers: Vec<Helper>,
    /// The function.
    pub function: String,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.head.is_empty() {
            writeln!(f, "{}", self.head)?;
        }
        for helper in &self.helpers {
            writeln!(f, "{}", helper.text)?;
        }
        f.write_str(&self.function)
    }
}

/// Values that are lowered and have a shape.
struct Lowered {
    graph: Graph,
    results: Vec<Results<Value>>,
    inputs: Vec<String>,
}

/// Prints in a language that is not the tape.
fn print(lowered: &Lowered, language: Language, name: &str) -> Result<Code, CodeError> {
    let rust = |single, std| rust::Rust { single, std };
    let target: &dyn Target = match language {
        Language::Rust => &rust(false, true),
        Language::RustSingle => &rust(true, true),
        Language::RustNoStd => &rust(false, false),
        Language::RustNoStdSingle => &rust(true, false),
        Language::C => &c::C { single: false },
        Language::CSingle => &c::C { single: true },
        Language::Python => &python::Python,
        Language::JavaScript => &javascript::JavaScript,
        Language::Julia => &julia::Julia,
        Language::Sql => return sql(lowered, name),
        Language::Json | Language::Tape | Language::Cost => return Ok(json(lowered, name)),
    };
    let Lowered {
        graph,
        results,
        inputs,
    } = lowered;
    helpers::check(graph, target)?;
    let signs = target.signs();
    let mut names = reserved(signs);
    let mut helpers = Helpers::new(target, graph, &mut names)?;
    let name = if signs.dialect.globals.contains(&name) {
        names.take(&format!("{name}_"))
    } else {
        names.take(name)
    };
    let inputs: Vec<String> = inputs.iter().map(|input| names.take(input)).collect();
    let outputs: Vec<Value> = results
        .iter()
        .flat_map(|result| result.entries().into_iter().copied())
        .collect();
    let mut writer = Writer::new(target, graph, &outputs, &inputs, names, &mut helpers);
    let mut lines = Lines::default();
    let head = |results| Function {
        name: &name,
        inputs: &inputs,
        results,
        public: true,
    };
    let shape: Vec<Results<String>> = results
        .iter()
        .map(|result| result.map(|_| String::new()))
        .collect();
    target.begin(&mut lines, &head(&shape));
    writer.statements(&mut lines)?;
    let mut texts = Vec::new();
    for result in results {
        let mut failure = None;
        texts.push(result.map(|&value| match writer.number(value) {
            Ok(text) => text.text,
            Err(error) => {
                failure.get_or_insert(error);
                String::new()
            }
        }));
        if let Some(error) = failure {
            return Err(error);
        }
    }
    target.end(&mut lines, &head(&texts));
    let mut helpers = helpers.print(target)?;
    let ranges = helpers.iter().map(|helper| &helper.text);
    if ranges
        .chain([&lines.text])
        .any(|text| text.contains(python::SUM_RANGE_CALL))
    {
        helpers.push(Helper {
            name: "sum_range".to_owned(),
            text: python::SUM_RANGE.to_owned(),
        });
    }
    Ok(Code {
        head: match language {
            Language::C | Language::CSingle => "#include <math.h>\n".to_owned(),
            Language::Python => "import numpy as np\n\n".to_owned(),
            _ => String::new(),
        },
        helpers,
        function: lines.text,
    })
}

fn sql(lowered: &Lowered, name: &str) -> Result<Code, CodeError> {
    let outputs: Vec<Value> = lowered
        .results
        .iter()
        .flat_map(|result| result.entries().into_iter().copied())
        .collect();
    helpers::check(&lowered.graph, &sql::Sql)?;
    let (graph, values) =
        expand::expand(&lowered.graph, &outputs, lowered.inputs.len(), &sql::Sql)?;
    let mut values = values.into_iter();
    let results: Vec<Results<Value>> = lowered
        .results
        .iter()
        .map(|result| result.map(|&old| values.next().unwrap_or(old)))
        .collect();
    Ok(Code {
        head: String::new(),
        helpers: Vec::new(),
        function: sql::print(&graph, &results, &lowered.inputs, name)?,
    })
}

fn json(lowered: &Lowered, name: &str) -> Code {
    let outputs: Vec<Value> = lowered
        .results
        .iter()
        .flat_map(|result| result.entries().into_iter().copied())
        .collect();
    Code {
        head: String::new(),
        helpers: Vec::new(),
        function: json::print(
            &lowered.graph,
            &outputs,
            &lowered.results,
            &lowered.inputs,
            name,
        ),
    }
}
