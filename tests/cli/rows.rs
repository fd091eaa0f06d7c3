//! Sums over the rows of data, from the command and from `batch`.

use serde_json::{Value, json};

use super::{gradus, transcript};

fn ask(request: &Value) -> Value {
    let run = gradus(&["batch"], format!("{request}\n").as_bytes());
    serde_json::from_str(run.out.trim()).expect("a reply is JSON")
}

fn lesson(name: &str) -> String {
    format!(
        "{}/tests/data/lessons/{name}.csv",
        env!("CARGO_MANIFEST_DIR")
    )
}

const LINE: &str = "mean((y - (w1*x1 + w2*x2 + b))^2)/2";

#[test]
fn a_neuron_learns_from_a_file() {
    let reply = ask(&json!({
        "op": "minimize", "expr": LINE, "path": lesson("neuron_regression"),
        "start": {"w1": 0.4848663658301438, "w2": 0.41658182833414453, "b": 0},
        "method": "gradient-descent", "rate": 0.1, "tolerance": 0, "value_tolerance": 1e-4,
        "trace": true, "timing": true,
    }));
    assert_eq!(reply["iterations"], json!(22), "{reply}");
    assert_eq!(reply["status"], json!("value"));
    let loss = reply["f"].as_f64().expect("a number");
    assert!((loss - 0.408622).abs() < 0.5001e-6, "{loss}");
    assert!(reply["nanoseconds"]["read"].is_u64(), "{reply}");
}

#[test]
fn the_command_reads_a_file() {
    let path = lesson("neuron_regression");
    let start = "w1=0,w2=0,b=0";
    let run = gradus(&["minimize", LINE, "--start", start, "--data", &path], b"");
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.contains("status = converged"), "{}", run.out);
    let gradient = gradus(
        &[
            "gradient",
            "mean((y - w*x1)^2)",
            "--at",
            "w=1",
            "--data",
            &path,
        ],
        b"",
    );
    let (formula, value) = gradient.out.split_once('\n').expect("two lines");
    assert_eq!(formula, "[-2*mean(x1*(y - w*x1))]");
    let reply = ask(&json!({
        "op": "eval", "expr": "-2*mean(x1*(y - w*x1))", "at": {"w": 1}, "path": path,
    }));
    let value: f64 = value
        .trim()
        .trim_matches(['[', ']'])
        .parse()
        .expect("a number");
    let expected = reply["values"][0].as_f64().expect("a number");
    assert!((value - expected).abs() < 1e-14, "{value}, not {expected}");
}

#[test]
fn requests_bring_rows() {
    let rows = json!({"x": [0, 1, 2, 3], "y": [1, 3, 5, 7.5], "note": ["nan", 1, 2, 3]});
    let line = ask(&json!({
        "op": "minimize", "expr": "sum((y - a*x - b)^2)", "data": rows, "start": {"a": 0, "b": 0},
    }));
    let at = |name: &str| line["x"][name].as_f64().expect("a number");
    assert!(
        (at("a") - 2.15).abs() < 1e-12 && (at("b") - 0.9).abs() < 1e-12,
        "{line}"
    );
    let squares = ask(&json!({
        "op": "minimize", "residuals": ["y - a*x - b"], "data": rows, "start": {"a": 0, "b": 0},
    }));
    let f = squares["f"].as_f64().expect("a number");
    assert!(
        (f - line["f"].as_f64().expect("a number")).abs() < 1e-14,
        "{squares}"
    );
    let most = ask(&json!({
        "op": "maximize", "expr": "-mean((y - a)^2)", "data": rows, "start": {"a": 0},
    }));
    assert!(
        (most["x"]["a"].as_f64().expect("a number") - 4.125).abs() < 1e-12,
        "{most}"
    );
    let hessian = ask(&json!({
        "op": "hessian", "expr": "sum((y - a*x - b)^2)", "data": rows, "at": [{"a": 1, "b": 2}],
    }));
    assert_eq!(
        hessian["values"],
        json!([[[28.0, 12.0], [12.0, 8.0]]]),
        "{hessian}"
    );
}

#[test]
fn what_is_wrong_is_said() {
    for (request, kind, message) in [
        (
            json!({"op": "eval", "expr": "sum(x)", "at": {"x": 1}}),
            "compile",
            "a sum or mean over the rows of data needs data: give a data set",
        ),
        (
            json!({"op": "minimize", "expr": "y - a*x", "start": {"a": 1}, "data": {"x": [1], "y": [2]}}),
            "solver",
            "`x` is a column of the data and stands outside sums and means over its rows; write \
             sum(...) or mean(...) around it",
        ),
        (
            json!({"op": "minimize", "expr": "sum(a*x)", "start": {"a": 1, "x": 2}, "data": {"x": [1]}}),
            "solver",
            "`x` is a column of the data, so it can't have a value of its own; rename one of the \
             two",
        ),
        (
            json!({"op": "eval", "expr": "sum(x)", "data": {"x": [1, "nan"]}}),
            "data",
            "row 2, column `x`: `NaN` is not a finite number",
        ),
        (
            json!({"op": "eval", "expr": "sum(x*y)", "data": {"x": [1, 2], "y": [1]}}),
            "data",
            "the column `y` has 1 values, but the first column has 2",
        ),
        (
            json!({"op": "eval", "expr": "sum(x)", "data": {"x": [1]}, "path": "x.csv"}),
            "request",
            "`path` must be left out where `data` has the rows",
        ),
        (
            json!({"op": "eval", "expr": "sum(x)", "path": "/nowhere.csv"}),
            "data",
            "can't read /nowhere.csv: entity not found",
        ),
    ] {
        let reply = ask(&request);
        assert_eq!(reply["error"]["message"], json!(message), "{request}");
        assert_eq!(reply["error"]["kind"], json!(kind), "{request}");
    }
    let run = gradus(
        &[
            "minimize",
            "sum((y - m*x)^2)",
            "--start",
            "m=1",
            "--data",
            "/nowhere.csv",
        ],
        b"",
    );
    assert_eq!(
        transcript(&run),
        "! error: can't read /nowhere.csv: entity not found\n(status 1)\n"
    );
}

#[test]
fn models_are_fitted() {
    let rows = json!({"x": [0, 1, 2, 3], "y": [1.1, 2.9, 5.2, 6.8]});
    let fit = ask(&json!({"op": "fit", "model": "y = m*x + c", "data": rows, "jacobian": true}));
    let near = |value: &Value, expected: f64| {
        let value = value.as_f64().expect("a number");
        assert!(
            (value - expected).abs() < 1e-9,
            "{value}, not {expected}: {fit}"
        );
    };
    // The textbook formulas of a straight line.
    near(&fit["x"]["m"], 1.94);
    near(&fit["x"]["c"], 1.09);
    near(&fit["std"]["m"], 0.09055385138137418);
    near(&fit["ssr"], 0.082);
    assert_eq!(fit["jacobian"], json!({"c": "1", "m": "x"}));
    let fixed = ask(&json!({
        "op": "fit", "model": "y = m*x + c", "data": rows, "fixed": {"c": 1}, "start": {"m": 1},
    }));
    let m = fixed["x"]["m"].as_f64().expect("a number");
    assert!((m - 27.7 / 14.0).abs() < 1e-9, "{fixed}");
    let path = lesson("neuron_regression");
    let run = gradus(
        &[
            "fit",
            "y = w1*x1 + w2*x2 + b",
            &path,
            "--start",
            "w1=1,w2=1,b=0",
        ],
        b"",
    );
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(
        run.out.contains("w1 = ") && run.out.contains("rows = 40"),
        "{}",
        run.out
    );
    let wrong = ask(&json!({"op": "fit", "model": "m*x + c", "data": rows}));
    assert_eq!(
        wrong["error"]["message"],
        json!("`model` must be an equation such as y = a*x + b")
    );
}

#[test]
fn a_fit_names_what_is_wrong_and_what_it_assumes() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("fit_names.csv");
    let rows = "x,y,s\n0,1.1,0.1\n1,2.9,0.2\n2,5.2,0.1\n3,6.8,0.1\n";
    std::fs::write(&path, rows).expect("a file is written");
    let path = path.to_str().expect("a path in UTF-8");
    // The model and what is asked for, a part of what is said or told, and the status. What is
    // refused is refused before the fit.
    let cases: &[(&[&str], &str, i32)] = &[
        (
            &["z = a*x + b"],
            "`z` is no column; the columns are `x`, `y`, `s`",
            1,
        ),
        (&["y = 2*x"], "the columns are `x`, `y`, `s`", 1),
        (&["y = a*x", "--weights", "w"], "the columns are x, y, s", 1),
        (
            &["y = a*x + b", "--predict", "q=3"],
            "needs one number for `x`",
            1,
        ),
        (
            &["y = a*x + b", "--predict", "x=3,q=3"],
            "no place for `q`",
            1,
        ),
        (
            &["y = a*x + b", "--predict", "x=3,x=4"],
            "needs one number for `x`",
            1,
        ),
        (
            &["y = a*x + b", "--derive", "x+a"],
            "`x` is no parameter of the model; its parameters are `a`, `b`",
            1,
        ),
        (
            &["y = a*x + b", "--start", "a=1,a=2"],
            "`start` has two values for `a`",
            1,
        ),
        (
            &["y = a*x + b", "--fixed", "a=1,a=2"],
            "`fixed` has two values for `a`",
            1,
        ),
        (
            &["y = a*x + b", "--start", "a=inf"],
            "the start of `a` is inf",
            1,
        ),
        (
            &["y = a*x + b", "--bounds", "b=3..1"],
            "the bounds 3 and 1 of `b`",
            1,
        ),
        (
            &["y = a*x + b", "--start", "a=9,b=1", "--bounds", "a=0..1"],
            "the start 9 of a is outside its bounds: the fit starts at 1",
            0,
        ),
        (
            &["y = a*x + b", "--derive", "log(-a)"],
            "log(-a) = nan  # standard error nan",
            0,
        ),
        (
            &["y = a*x + b", "--fixed", "b=1", "--derive", "0*a + b"],
            "b = 1  # standard error 0",
            0,
        ),
        (
            &["y = a*x + b", "--predict", "x=5"],
            ", prediction band +- ",
            0,
        ),
        (
            &["y = a*x + b", "--sigma", "s", "--predict", "x=5"],
            "; no prediction band without the row's own deviation, such as x=5,s=1",
            0,
        ),
        (
            &["y = a*x + b", "--sigma", "s", "--predict", "x=5,s=0.2"],
            ", prediction band +- ",
            0,
        ),
    ];
    for (call, part, status) in cases {
        let mut words = vec!["fit", call[0], path];
        words.extend(&call[1..]);
        let run = gradus(&words, b"");
        let all = transcript(&run);
        assert!(all.contains(part), "{call:?}: {all}");
        assert_eq!(run.status, *status, "{call:?}: {all}");
        assert_eq!(run.out.contains("ssr = "), *status == 0, "{call:?}: {all}");
        assert_eq!(
            run.err.contains("converged"),
            *status == 0,
            "{call:?}: {all}"
        );
    }
    let reply = ask(&json!({
        "op": "fit", "model": "z = m*x", "data": {"x": [0, 1], "y": [1, 2], "t": [1, 1]},
    }));
    let said = reply["error"]["message"].as_str().expect("a message");
    assert!(said.ends_with("the columns are `x`, `y`, `t`"), "{said}");
}
