//! Cases with known answers, asked of the command as another program would ask them.
//!
//! The files are in `tests/data/corpora`; `PROVENANCE.md` there says where they come from.

mod batch;
mod validity;

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::tolerance::{EDGE, VALUE, close, close_or_within};
use batch::{Batch, PATIENCE, accepted};

#[test]
fn antiderivatives_of_rubi() {
    derivatives("derivatives-rubi.jsonl");
}

#[test]
fn derivatives_of_every_function() {
    derivatives("derivatives-sympy.jsonl");
}

#[test]
fn values_gradients_and_hessians_of_feynman_formulas() {
    judge("gradients-feynman.jsonl", |batch, case| {
        let points = list(&case["points"]);
        let places: Vec<&Value> = points.iter().map(|point| &point["at"]).collect();
        let names = list(&case["vars"]);
        let gradient = |point: &Value| {
            names
                .iter()
                .map(|name| point["grad"][text(name)].clone())
                .collect::<Value>()
        };
        for (op, expects) in [
            ("eval", points.iter().map(|p| p["value"].clone()).collect()),
            ("gradient", points.iter().map(gradient).collect()),
            (
                "hessian",
                points.iter().map(|p| p["hess"].clone()).collect(),
            ),
        ] {
            let request =
                json!({"op": op, "expr": case["expr"], "wrt": case["vars"], "at": places});
            let reply = batch.ask(&request, PATIENCE)?;
            let values = &accepted(&reply).map_err(|e| format!("{op}: {e}"))?["values"];
            let expects: Value = expects;
            compare(values, &expects, &|v, e| close(v, e, VALUE), op)?;
        }
        Ok(())
    });
}

#[test]
fn edges() {
    judge("edges.jsonl", |batch, case| {
        let mut request = case["input"].clone();
        request["op"] = case["operation"].clone();
        if let Some(recipe) = case["input"].get("expr") {
            request["expr"] = json!(expand(recipe));
        }
        let expect = &case["expect"];
        let patience = expect["within_s"]
            .as_f64()
            .map_or(PATIENCE, Duration::from_secs_f64);
        let reply = batch.ask(&request, patience)?;
        meets(expect, &reply, batch)
    });
}

/// Derivatives by the symbols in `wrt`, at several points, each perhaps with its own tolerance.
fn derivatives(file: &str) {
    judge(file, |batch, case| {
        let points = list(&case["points"]);
        let wrt = match &case["wrt"] {
            Value::String(name) => json!([name]),
            names => names.clone(),
        };
        let places: Vec<&Value> = points.iter().map(|point| &point["at"]).collect();
        let request = json!({"op": "diff", "expr": case["expr"], "wrt": wrt, "at": places});
        let reply = batch.ask(&request, PATIENCE)?;
        let values = list(&accepted(&reply)?["values"]);
        if values.len() != points.len() {
            return Err(format!(
                "{} values at {} points",
                values.len(),
                points.len()
            ));
        }
        for (value, point) in values.iter().zip(points) {
            let relative = point["tol"].as_f64().unwrap_or(VALUE);
            compare(
                value,
                &point["expect"],
                &|v, e| close(v, e, relative),
                &format!("at {}", point["at"]),
            )?;
        }
        Ok(())
    });
}

/// Puts every case of a file to one process and fails with all that went wrong.
fn judge(file: &str, check: impl Fn(&mut Batch, &Value) -> Result<(), String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/corpora")
        .join(file);
    let lines = fs::read_to_string(&path).expect("the corpus is readable");
    let mut batch = Batch::default();
    let mut count = 0;
    let mut failures = Vec::new();
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).expect("a case is one JSON object");
        count += 1;
        if let Err(reason) = check(&mut batch, &case) {
            failures.push(format!("{}: {}", text(&case["id"]), shortened(&reason)));
        }
    }
    assert!(count > 0, "{file} has no cases");
    assert!(
        failures.is_empty(),
        "{file}: {} of {count} cases failed\n  {}",
        failures.len(),
        failures[..failures.len().min(20)].join("\n  ")
    );
}

/// Does a reply meet the expectation of an edge case?
fn meets(expect: &Value, reply: &Value, batch: &mut Batch) -> Result<(), String> {
    if let Some(ways) = expect["any"].as_array() {
        let mut reasons = Vec::new();
        for way in ways {
            match meets(way, reply, batch) {
                Ok(()) => return Ok(()),
                Err(reason) => reasons.push(reason),
            }
        }
        return Err(reasons.join(" / "));
    }
    let flag = |kind: &str| expect[kind] == json!(true);
    if flag("no_crash") {
        return Ok(()); // there is a reply
    }
    if flag("error") {
        return meets_error(expect, reply);
    }
    if flag("undefined") {
        return match accepted(reply) {
            Err(_) => Ok(()),
            Ok(reply) => compare_all(&reply["values"], &|value| !value.is_finite())
                .map_err(|value| format!("expected an error or no finite number, got {value}")),
        };
    }

    let reply = accepted(reply)?;
    let relative = expect["rtol"].as_f64().unwrap_or(EDGE);
    let near = |value: f64, wanted: f64| match expect["atol"].as_f64() {
        Some(absolute) => close_or_within(value, wanted, relative, absolute),
        None => close(value, wanted, relative),
    };
    if let Some(points) = expect["same_value"].as_array() {
        let places: Vec<&Value> = points.iter().map(|point| &point["at"]).collect();
        let wanted: Value = points.iter().map(|point| point["value"].clone()).collect();
        let printed = &reply["result"];
        let again = batch.ask(
            &json!({"op": "eval", "expr": printed, "at": places}),
            PATIENCE,
        )?;
        let values = &accepted(&again)?["values"];
        return compare(values, &wanted, &near, &format!("printed {printed}"));
    }
    if let Some(place) = expect["minimum"].as_object() {
        return place
            .iter()
            .try_for_each(|(name, wanted)| compare(&reply["x"][name], wanted, &near, name));
    }
    if expect["values"].is_array() {
        return compare(&reply["values"], &expect["values"], &near, "values");
    }
    Err(format!("unknown expectation {expect}"))
}

/// Is the reply an error that names what it should, at its place?
fn meets_error(expect: &Value, reply: &Value) -> Result<(), String> {
    if accepted(reply).is_ok() {
        return Err(format!("expected an error, got {reply}"));
    }
    let error = &reply["error"];
    let message = error["message"].as_str().unwrap_or_default();
    if let Some(word) = expect["mention"].as_str()
        && !message.contains(word)
    {
        return Err(format!("the message does not mention {word}: {message}"));
    }
    if let Some([from, to]) = span(&expect["span"]) {
        match span(&error["span"]) {
            Some([start, end]) if start <= to && from <= end => {}
            _ => return Err(format!("the place {} is not {from}..{to}", error["span"])),
        }
    }
    Ok(())
}

fn span(value: &Value) -> Option<[u64; 2]> {
    match value.as_array()?.as_slice() {
        [start, end] => Some([start.as_u64()?, end.as_u64()?]),
        _ => None,
    }
}

/// Holds nested lists of numbers against each other.
fn compare(
    values: &Value,
    expects: &Value,
    near: &dyn Fn(f64, f64) -> bool,
    place: &str,
) -> Result<(), String> {
    if let Some(expects) = expects.as_array() {
        let values = values
            .as_array()
            .filter(|values| values.len() == expects.len())
            .ok_or_else(|| format!("{place}: not a list of {}: {values}", expects.len()))?;
        return values
            .iter()
            .zip(expects)
            .enumerate()
            .try_for_each(|(i, (v, e))| compare(v, e, near, &format!("{place}[{i}]")));
    }
    match (number(values), number(expects)) {
        (Some(value), Some(expect)) if near(value, expect) => Ok(()),
        _ => Err(format!("{place}: expected {expects}, got {values}")),
    }
}

/// Holds each number of a nested list against a condition; the first that fails is the error.
fn compare_all(values: &Value, holds: &dyn Fn(f64) -> bool) -> Result<(), Value> {
    if let Some(values) = values.as_array() {
        return values.iter().try_for_each(|v| compare_all(v, holds));
    }
    match number(values) {
        Some(value) if holds(value) => Ok(()),
        _ => Err(values.clone()),
    }
}

/// JSON has no words for the non-finite numbers, so they travel as text.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::String(word) => match word.as_str() {
            "nan" => Some(f64::NAN),
            "inf" => Some(f64::INFINITY),
            "-inf" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        value => value.as_f64(),
    }
}

/// The text of an expression that is given as a recipe.
fn expand(recipe: &Value) -> String {
    if let Some(text) = recipe.as_str() {
        return text.to_owned();
    }
    if let Some(parts) = recipe["repeat"].as_array() {
        return parts
            .iter()
            .map(|part| text(&part[0]).repeat(count(&part[1])))
            .collect();
    }
    for (kind, joint) in [("sum", " + "), ("prod", "*")] {
        if let Some(body) = recipe[kind].as_str() {
            let terms: Vec<String> = (1..=count(&recipe["n"]))
                .map(|i| body.replace("{i}", &i.to_string()))
                .collect();
            return terms.join(joint);
        }
    }
    let step = text(&recipe["iterate"]);
    (0..count(&recipe["times"])).fold(text(&recipe["seed"]).to_owned(), |last, _| {
        step.replace('@', &last)
    })
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is not text"))
}

fn count(value: &Value) -> usize {
    value
        .as_u64()
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or_else(|| panic!("{value} is not a count"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn shortened(reason: &str) -> String {
    let start: String = reason.chars().take(300).collect();
    if start.len() < reason.len() {
        format!("{start}…")
    } else {
        start
    }
}
