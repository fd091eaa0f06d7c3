//! Runs printed JavaScript and SQL in engines written in Rust, and compares the numbers.

use boa_engine::{Context, Source};
use gluesql_core::prelude::{Glue, Payload, Value as Cell};
use gluesql_memory_storage::MemoryStorage;
use serde_json::Value;

/// A case as `tests/code/exchange.rs` writes it.
struct Case(Value);

impl Case {
    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().expect("a text")
    }

    fn list(&self, key: &str) -> &[Value] {
        self.0[key].as_array().expect("a list")
    }

    fn points(&self) -> impl Iterator<Item = (Vec<f64>, Vec<f64>)> + '_ {
        self.list("points")
            .iter()
            .map(|pair| (numbers(&pair[0]), numbers(&pair[1])))
    }

    fn fits(&self, found: f64, expected: f64, least: f64) -> bool {
        if found == expected || found.is_nan() && expected.is_nan() {
            return true;
        }
        let tolerance = self.0["tolerance"].as_f64().unwrap_or(0.0).max(least);
        let floor = self.0["floor"].as_f64().expect("a number");
        (found - expected).abs() <= tolerance * expected.abs().max(floor)
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    let texts = value.as_array().expect("a list").iter();
    texts
        .map(|text| {
            text.as_str()
                .and_then(|text| text.parse().ok())
                .expect("a number")
        })
        .collect()
}

fn cases(folder: &str, language: &str) -> Vec<Case> {
    let path = format!("{folder}/{language}.jsonl");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{path}: {error}; run `cargo test --test all code::` first")
    });
    text.lines()
        .map(|line| Case(serde_json::from_str(line).expect("JSON")))
        .collect()
}

/// A double as JavaScript has it.
fn literal(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        format!("{}Infinity", if value < 0.0 { "-" } else { "" })
    } else {
        format!("{value:?}")
    }
}

fn javascript(cases: &[Case]) -> Vec<String> {
    let mut failures = Vec::new();
    for case in cases {
        let mut context = Context::default();
        let mut source = String::from("'use strict';\n");
        for helper in case.list("helpers") {
            source.push_str(helper[1].as_str().expect("a text"));
        }
        source.push_str(case.text("function"));
        source.push_str(
            "function numbers(value) {
                const flat = [];
                const add = (one) => {
                    if (Array.isArray(one)) one.forEach(add);
                    else if (typeof one === 'object') {
                        add(one.value); add(one.gradient);
                        if (one.hessian) add(one.hessian);
                    } else flat.push(String(one));
                };
                add(value);
                return flat.join(' ');
            }\n",
        );
        if let Err(error) = context.eval(Source::from_bytes(&source)) {
            failures.push(format!("{error}: {source}"));
            continue;
        }
        for (point, expected) in case.points() {
            let arguments: Vec<String> = point.iter().map(|&x| literal(x)).collect();
            let call = format!("numbers({}({}))", case.text("name"), arguments.join(", "));
            let found = context.eval(Source::from_bytes(&call)).map(|value| {
                let text = value.as_string().map(|text| text.to_std_string_escaped());
                text.unwrap_or_default()
            });
            let found: Vec<f64> = match &found {
                Ok(text) => text
                    .split(' ')
                    .map(|text| match text {
                        "Infinity" => f64::INFINITY,
                        "-Infinity" => f64::NEG_INFINITY,
                        text => text.parse().expect("a number"),
                    })
                    .collect(),
                Err(error) => {
                    failures.push(format!("{error}: {call}"));
                    continue;
                }
            };
            if found.len() != expected.len()
                || found
                    .iter()
                    .zip(&expected)
                    .any(|(&f, &e)| !case.fits(f, e, 1e-13))
            {
                failures.push(format!(
                    "javascript: {} ({}) at {point:?}: {found:?}, not {expected:?}",
                    case.text("formula"),
                    case.text("with")
                ));
            }
        }
    }
    failures
}

/// Rows with numbers alone are compared: where a number is not finite, SQL has NULL or an error.
fn sql(cases: &[Case]) -> (usize, Vec<String>) {
    let mut failures = Vec::new();
    let mut compared = 0;
    for case in cases {
        // What is repeated so that it has its own name in another place.
        let columns: Vec<String> = case
            .list("inputs")
            .iter()
            .map(|name| {
                format!(
                    "\"{}\"",
                    name.as_str().expect("a text").replace('"', "\"\"")
                )
            })
            .collect();
        let code = case.text("function").trim();
        let query = if code.starts_with("SELECT") {
            code.to_owned()
        } else {
            format!("SELECT {code} FROM points")
        };
        for (point, expected) in case.points() {
            // Beyond 1e15 the engine's decimals are no help.
            let whole = point.iter().chain(&expected);
            if !whole
                .clone()
                .all(|x| x.is_finite() && (x.to_bits() == 0 || (1e-20..1e15).contains(&x.abs())))
            {
                continue;
            }
            let mut glue = Glue::new(MemoryStorage::default());
            let definitions: Vec<String> =
                columns.iter().map(|name| format!("{name} FLOAT")).collect();
            let values: Vec<String> = point.iter().map(|x| format!("{x:?}")).collect();
            let setup = if columns.is_empty() {
                continue;
            } else {
                format!(
                    "CREATE TABLE points ({}); INSERT INTO points VALUES ({});",
                    definitions.join(", "),
                    values.join(", ")
                )
            };
            if let Err(error) = glue.execute(&setup) {
                failures.push(format!("sql: {error}: {setup}"));
                continue;
            }
            let rows = match glue.execute(&query) {
                Ok(payloads) => match payloads.into_iter().next() {
                    Some(Payload::Select { rows, .. }) => rows,
                    other => panic!("{other:?}"),
                },
                Err(error) => {
                    failures.push(format!("sql: {error} at {point:?}: {query}"));
                    continue;
                }
            };
            let found: Vec<f64> = rows[0]
                .iter()
                .map(|cell| match cell {
                    Cell::F64(number) => *number,
                    Cell::I64(number) => *number as f64,
                    Cell::Decimal(number) => number.to_string().parse().expect("a number"),
                    _ => f64::NAN,
                })
                .collect();
            // Of a Hessian, the lower triangle is printed.
            let count = point.len();
            let expected: Vec<f64> = if case.text("with") == "hessian" {
                let (head, rows) = expected.split_at(1 + count);
                let lower = rows.chunks(count).enumerate();
                head.iter()
                    .copied()
                    .chain(lower.flat_map(|(at, row)| row[..=at].to_vec()))
                    .collect()
            } else {
                expected
            };
            // NULL stands for an infinity as well, from which a finite number may come.
            if found.iter().any(|f| f.is_nan()) && point.contains(&0.0) {
                continue;
            }
            compared += 1;
            if found.len() != expected.len()
                || found
                    .iter()
                    .zip(&expected)
                    .any(|(&f, &e)| !case.fits(f, e, 1e-11))
            {
                failures.push(format!(
                    "sql: {} ({}) at {point:?}: {found:?}, not {expected:?}: {query}",
                    case.text("formula"),
                    case.text("with")
                ));
            }
        }
    }
    (compared, failures)
}

fn main() {
    let folder = std::env::args().nth(1).expect("the folder of the cases");
    let scripts = cases(&folder, "javascript");
    let mut failures = javascript(&scripts);
    println!(
        "javascript: {} cases, {} failures",
        scripts.len(),
        failures.len()
    );
    let queries = cases(&folder, "sql");
    let (compared, wrong) = sql(&queries);
    println!(
        "sql: {} cases, {compared} points, {} failures",
        queries.len(),
        wrong.len()
    );
    failures.extend(wrong);
    for failure in &failures {
        println!("{failure}");
    }
    assert!(compared > 500, "{compared} points");
    std::process::exit(i32::from(!failures.is_empty()));
}
