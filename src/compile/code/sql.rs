//! SQL: an expression for each output, over columns with the names of the inputs.
//!
//! What several places use is repeated, unless that makes the text long: then the answer is a
//! query, in which inner selects name what the outer ones use. NULL stands for what is not a
//! finite number.

use std::collections::HashMap;

use super::super::graph::{Graph, Op, Value};
use super::CodeError;
use super::helpers::Helpers;
use super::language::Language;
use super::names::Names;
use super::plan::{Wishes, mentions};
use super::target::{Binding, Function, Lines, Loop, MOST, Results, Signs, Target, Text};
use super::write::{Writer, call_of, reserved};
use crate::function::spelling::Dialect;

/// SQL.
pub(super) struct Sql;

/// The most operations of all expressions together.
const LONGEST: u64 = 150;

static SIGNS: Signs = Signs {
    dialect: &Dialect::SQL,
    and: "AND",
    or: "OR",
    not: "NOT ",
    equal: "=",
    logic_is_tight: false,
    choose: |condition, a, b| {
        let otherwise = if b.text == "NULL" {
            String::new()
        } else {
            format!(" ELSE {}", b.text)
        };
        format!("CASE WHEN {condition} THEN {}{otherwise} END", a.text)
    },
    choose_binding: Binding::Atom,
    number: |value| format!("{value:?}"),
    infinity: "NULL",
    nan: "NULL",
    most: MOST,
    divisor: Some(|text| format!("NULLIF({text}, 0.0)")),
    method_suffix: "",
    fold: true,
    branches: false,
};

impl Target for Sql {
    fn language(&self) -> Language {
        Language::Sql
    }

    fn signs(&self) -> &'static Signs {
        &SIGNS
    }

    fn define(&self, lines: &mut Lines, name: &str, value: &Text) {
        lines.line(&format!("{name} {}", value.text));
    }

    // There are no loops left, and no functions.
    fn begin_for(&self, _: &mut Lines, _: &Loop<'_>) {}
    fn end_for(&self, _: &mut Lines, _: &Loop<'_>, _: &Text) {}
    fn begin(&self, _: &mut Lines, _: &Function<'_>) {}
    fn end(&self, _: &mut Lines, _: &Function<'_>) {}
}

/// A column's name: as it is where that is a name in SQL, else in quotes.
fn column(names: &mut Names, name: &str) -> String {
    let plain = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name.starts_with(|first: char| first.is_ascii_lowercase());
    let free = names.is_free(name);
    names.reserve(name);
    if plain && free {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// The expressions or the query.
pub(super) fn print(
    graph: &Graph,
    results: &[Results<Value>],
    inputs: &[String],
    name: &str,
) -> Result<String, CodeError> {
    let mut names = reserved(&SIGNS);
    let columns: Vec<String> = inputs
        .iter()
        .map(|input| column(&mut names, input))
        .collect();
    let outputs = outputs(results, inputs, name, &mut names);
    let values: Vec<Value> = outputs.iter().map(|(_, value)| *value).collect();
    let mut helpers = Helpers::default();
    let small = expanded(graph, &values) <= LONGEST;
    let mut writer = if small {
        let counted = |_: Op, _: usize| 1u32;
        let wishes = Wishes {
            branches: false,
            nested: true,
            all: true,
            choice_in_call: true,
            mentions: &counted,
        };
        Writer::with_wishes(&Sql, graph, &values, &columns, names, &mut helpers, &wishes)
    } else {
        Writer::new(&Sql, graph, &values, &columns, names, &mut helpers)
    };
    let mut lines = Lines::default();
    writer.statements(&mut lines)?;
    let mut texts = Vec::new();
    for (name, value) in &outputs {
        texts.push((name.clone(), writer.number(*value)?.text));
    }
    let list = |pairs: &[(String, String)], margin: &str| {
        let items: Vec<String> = pairs
            .iter()
            .map(|(name, text)| format!("{margin}{text} AS {name}"))
            .collect();
        items.join(",\n")
    };
    if lines.text.is_empty() {
        return Ok(match texts.as_slice() {
            [(_, text)] => format!("{text}\n"),
            texts => format!("{}\n", list(texts, "")),
        });
    }
    // Each select names what needs no names but those of the selects inside it.
    let mut levels: Vec<Vec<(String, String)>> = Vec::new();
    let mut level_of: HashMap<String, usize> = HashMap::new();
    for line in lines.text.lines() {
        let Some((name, text)) = line.split_once(' ') else {
            continue;
        };
        let level = text
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .filter_map(|word| level_of.get(word))
            .map(|level| level + 1)
            .max()
            .unwrap_or(0);
        level_of.insert(name.to_owned(), level);
        if levels.len() <= level {
            levels.resize(level + 1, Vec::new());
        }
        levels[level].push((name.to_owned(), text.to_owned()));
    }
    let mut query = format!("SELECT\n{}\nFROM ", list(&texts, "    "));
    for (at, pairs) in levels.iter().enumerate().rev() {
        let inner = inner_name(at);
        query.push_str(&format!(
            "(SELECT {inner}.*,\n{}\nFROM ",
            list(pairs, "    ")
        ));
    }
    query.push_str(&inner_name(0));
    for at in 0..levels.len() {
        query.push_str(&format!(") AS {}", inner_name(at + 1)));
    }
    query.push('\n');
    Ok(query)
}

/// The table, and the selects around it.
fn inner_name(level: usize) -> String {
    if level == 0 {
        "points".to_owned()
    } else {
        format!("s{level}")
    }
}

/// The outputs with their names: `f`, `f_x` for its slope in x, `f_x_y` for the second ones.
fn outputs(
    results: &[Results<Value>],
    inputs: &[String],
    name: &str,
    names: &mut Names,
) -> Vec<(String, Value)> {
    let mut outputs = Vec::new();
    let input = |at: usize| inputs.get(at).map_or("", |name| name);
    let scalar_first = matches!(results.first(), Some(Results::One(_)));
    for result in results {
        match result {
            Results::One(value) => outputs.push((names.take(name), *value)),
            Results::List(values) => {
                for (at, value) in values.iter().enumerate() {
                    let label = if scalar_first {
                        format!("{name}_{}", input(at))
                    } else {
                        format!("{name}{}", at + 1)
                    };
                    outputs.push((names.take(&label), *value));
                }
            }
            Results::Rows(rows) => {
                for (row, values) in rows.iter().enumerate() {
                    // A Hessian is symmetric.
                    let width = if scalar_first { row + 1 } else { values.len() };
                    for (at, value) in values.iter().take(width).enumerate() {
                        let label = if scalar_first {
                            format!("{name}_{}_{}", input(row), input(at))
                        } else {
                            format!("{name}{}_{}", row + 1, input(at))
                        };
                        outputs.push((names.take(&label), *value));
                    }
                }
            }
        }
    }
    outputs
}

/// How many operations there are when all are written where they are used.
fn expanded(graph: &Graph, outputs: &[Value]) -> u64 {
    let mut sizes = vec![0u64; graph.len()];
    for at in 0..graph.len() {
        let value = Value(at as u32);
        if graph.is_given(value) {
            continue;
        }
        let op = graph.op(value);
        let call = call_of(op, &Dialect::SQL);
        let mut size = 1u64;
        let mut place = 0;
        op.for_each_operand(|operand| {
            let times = match call {
                Some(native) => native.call.matches(&format!("#{}", place + 1)).count() as u32,
                None => mentions(op, place),
            };
            size = size.saturating_add(sizes[operand.index()].saturating_mul(u64::from(times)));
            place += 1;
        });
        sizes[at] = size;
    }
    outputs
        .iter()
        .fold(0, |sum, value| sum.saturating_add(sizes[value.index()]))
}
