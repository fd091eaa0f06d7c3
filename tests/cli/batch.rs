//! `gradus batch`.

use serde_json::{Value, json};

use super::{gradus, snapshot};

/// The replies to requests.
fn replies(requests: &[u8]) -> Vec<Value> {
    let run = gradus(&["batch"], requests);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let lines = run.out.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a reply is JSON"))
        .collect()
}

fn reply(request: &Value) -> Value {
    replies(format!("{request}\n").as_bytes()).remove(0)
}

#[test]
fn requests_have_these_replies() {
    let requests = include_str!("../corpus/cli/batch.txt");
    let run = gradus(&["batch"], requests.as_bytes());
    assert_eq!(run.status, 0);
    assert_eq!(run.out.lines().count(), requests.lines().count());
    let pairs = requests.lines().zip(run.out.lines());
    let text: String = pairs
        .map(|(request, reply)| format!("{request}\n  {reply}\n"))
        .collect();
    snapshot("cli_batch", &text);
}

#[test]
fn numbers_come_back_with_the_same_bits() {
    for bits in [
        0x3fb9_9999_9999_999a,
        1,
        0x7fef_ffff_ffff_ffff,
        0x8000_0000_0000_0000,
        0x3ff0_0000_0000_0001_u64,
    ] {
        let value = f64::from_bits(bits);
        let reply = reply(&json!({"op": "eval", "expr": "x", "at": [{"x": value}]}));
        let back = reply["values"][0].as_f64().expect("a number");
        assert_eq!(back.to_bits(), bits, "{value}: {reply}");
    }
}

#[test]
fn ids_come_back_as_they_were() {
    for id in [
        "12345678901234567890123",
        "1.50",
        "\"\\u0078\"",
        "{\"a\": [null]}",
        "null",
    ] {
        let line = format!("{{\"id\":{id},\"op\":\"eval\",\"expr\":\"1\"}}\n");
        let run = gradus(&["batch"], line.as_bytes());
        assert_eq!(
            run.out,
            format!("{{\"id\":{id},\"ok\":true,\"values\":[1.0]}}\n")
        );
    }
}

#[test]
fn times_and_sizes_are_told() {
    let timed = reply(&json!({
        "op": "gradient", "expr": "x1*x2*x3*x4", "at": [{"x1": 1, "x2": 2, "x3": 3, "x4": 4}], "timing": true,
    }));
    for stage in ["parse", "diff", "simplify", "compile", "eval"] {
        assert!(timed["nanoseconds"][stage].is_u64(), "{stage}: {timed}");
    }
    assert_eq!(timed["nodes"]["input"], json!(7));
    let nodes = timed["nodes"]["result"].as_u64().expect("a count");
    assert!(nodes <= 4 * 7, "{timed}");
    let solved =
        reply(&json!({"op": "minimize", "expr": "x^2", "start": {"x": 1}, "timing": true}));
    for stage in ["read", "solve"] {
        assert!(solved["nanoseconds"][stage].is_u64(), "{stage}: {solved}");
    }
}

#[test]
fn maps_tell_times_sum_and_sample() {
    let reply = reply(
        &json!({"op": "map", "expr": "x^2", "grid": {"x": [-1, 1, 5]}, "repeat": 3, "threads": 1}),
    );
    assert_eq!(reply["nanoseconds"].as_array().map(Vec::len), Some(3));
    assert_eq!(reply["sum"], json!(2.5));
    let squares = json!([
        [-1.0, 1.0],
        [-0.5, 0.25],
        [0.0, 0.0],
        [0.5, 0.25],
        [1.0, 1.0]
    ]);
    assert_eq!(reply["sample"], squares);
}

#[test]
fn one_value_makes_a_map() {
    let reply = reply(&json!({"op": "map", "expr": "pi", "grid": {"x": [0, 1, 1]}}));
    assert_eq!(reply["sample"], json!([[0.0, std::f64::consts::PI]]));
}

#[test]
fn texts_that_are_too_long_are_left_out() {
    // Each squaring doubles the text: far more than any memory holds.
    let expr = (0..60).fold("x + 1".to_owned(), |inner, _| format!("sin({inner})"));
    let short = reply(&json!({"op": "simplify", "expr": expr}));
    assert_eq!(short["ok"], json!(true));

    let n = 4000;
    let names: Vec<String> = (1..=n).map(|at| format!("x{at}")).collect();
    let point: serde_json::Map<String, Value> = names
        .iter()
        .map(|name| (name.clone(), json!(1.0)))
        .collect();
    let long = reply(&json!({"op": "gradient", "expr": names.join("*"), "at": [point]}));
    assert_eq!(long["result"], Value::Null);
    assert!(
        long["omitted"]["characters"].as_u64() > Some(16 << 20),
        "{}",
        long["omitted"]
    );
    assert_eq!(long["values"][0].as_array().map(Vec::len), Some(n));
}

#[test]
fn a_line_that_is_no_text_has_a_reply() {
    let answers = replies(b"{\"id\":1,\"op\":\"eval\",\"expr\":\"1\"}\n{\"id\":2,\"op\":\"\xff\"}\n\0\n{\"id\":3,\"op\":\"eval\",\"expr\":\"3\"}");
    assert_eq!(answers.len(), 4);
    assert_eq!(
        answers[1]["error"]["message"],
        json!("byte 14 (from 0) is not UTF-8")
    );
    assert_eq!(answers[2]["error"]["kind"], json!("request"));
    assert_eq!(answers[3]["values"], json!([3.0]));
}

#[test]
fn requests_may_nest_without_end() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let ignored = format!("{{\"id\":1,\"op\":\"eval\",\"expr\":\"1\",\"other\":{deep}}}\n");
    let refused = format!("{{\"id\":2,\"op\":\"eval\",\"expr\":{deep}}}\n");
    let answers = replies(format!("{ignored}{refused}").as_bytes());
    assert_eq!(answers[0]["values"], json!([1.0]));
    assert_eq!(answers[1]["error"]["kind"], json!("request"));
}
