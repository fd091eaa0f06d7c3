//! The solvers as the command and `batch` have them.

use gradus::optimize::Method;
use serde_json::{Value, json};

use super::gradus;

fn replies(requests: &[Value]) -> Vec<Value> {
    let lines: String = requests.iter().map(|line| format!("{line}\n")).collect();
    let run = gradus(&["batch"], lines.as_bytes());
    let lines = run.out.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a reply is JSON"))
        .collect()
}

#[test]
fn every_method_stays_within_the_bounds() {
    let names: Vec<String> = Method::all().map(|method| method.to_string()).collect();
    let requests: Vec<Value> = names
        .iter()
        .map(|method| {
            json!({
                "op": "minimize", "expr": "(x - 5)^2 + (y - x)^2", "start": {"x": 1, "y": 0},
                "bounds": {"x": [0, 3], "y": ["-inf", 10]}, "method": method, "trace": true,
            })
        })
        .collect();
    let replies = replies(&requests);
    assert_eq!(replies.len(), names.len());
    for (name, reply) in names.iter().zip(replies) {
        let at = |name: &str| reply["x"][name].as_f64().expect("a number");
        // A line search by values alone can end where the values show nothing any more.
        let ends = [json!("bound"), json!("step")];
        assert!(ends.contains(&reply["status"]), "{name}: {reply}");
        assert_eq!(reply["kind"], Value::Null, "{name}: {reply}");
        assert_eq!(at("x"), 3.0, "{name}: {reply}");
        assert!((at("y") - 3.0).abs() < 1e-6, "{name}: {reply}");
        for point in reply["trajectory"].as_array().expect("points") {
            let x = point["x"].as_f64().expect("a number");
            assert!((0.0..=3.0).contains(&x), "{name}: {point}");
        }
    }
}

#[test]
fn replies_tell_the_method_and_the_time_of_the_run() {
    let replies = replies(&[
        json!({"op": "minimize", "expr": "x^4", "start": {"x": 1}, "rate": 0.1, "timing": true}),
        json!({"op": "minimize", "expr": "x^4 + x", "start": {"x": 1}}),
    ]);
    assert_eq!(replies[0]["method"], json!("gradient-descent"));
    let [run, solve] = ["run", "solve"].map(|stage| {
        let nanoseconds = replies[0]["nanoseconds"][stage].as_u64();
        nanoseconds.expect("nanoseconds")
    });
    assert!(0 < run && run <= solve, "{run} of {solve}");
    assert_eq!(replies[1]["method"], json!("newton-safe"));
    assert!(replies[1].get("nanoseconds").is_none());
}

#[test]
fn constraints_have_multipliers_and_violations() {
    let replies = replies(&[
        json!({
            "op": "maximize", "expr": "x*y", "start": {"x": 0.2, "y": 0.3},
            "constraints": ["x + y = 1", "x <= 3/4"],
        }),
        json!({
            "op": "minimize", "expr": "(x - 2)^2", "start": {"x": 0}, "constraints": ["x <= 1"],
        }),
        json!({
            "op": "minimize", "expr": "x^2", "start": {"x": 0}, "constraints": ["x = 1", "x = 2"],
        }),
    ]);
    let numbers = |reply: &Value, field: &str| -> Vec<f64> {
        let list = reply[field].as_array().expect("a list");
        list.iter()
            .map(|number| number.as_f64().expect("a number"))
            .collect()
    };
    // The optimal value of x*y on x + y = 1 + t is (1 + t)^2/4: its slope at 0 is 1/2.
    let multipliers = numbers(&replies[0], "multipliers");
    assert!((multipliers[0] + 0.5).abs() < 1e-9 && multipliers[1].abs() < 1e-9);
    assert!(
        numbers(&replies[0], "violations")
            .iter()
            .all(|off| *off < 1e-12)
    );
    // That of (x - 2)^2 on x <= 1 + t is (1 - t)^2: its slope is -2.
    assert!((numbers(&replies[1], "multipliers")[0] - 2.0).abs() < 1e-9);
    assert_eq!(replies[2]["status"], json!("infeasible"));
    let off = numbers(&replies[2], "violations");
    assert!((off[0] + off[1] - 1.0).abs() < 1e-6, "{off:?}");
}

#[test]
fn carried_errors_agree_with_samples() {
    // The second order of a normal x with mean 1 and deviation s is exact for x^2: the mean is
    // 1 + s^2, the variance 4 s^2 + 2 s^4.
    let s: f64 = 0.5;
    let reply = &replies(&[json!({
        "op": "uncertainty", "expr": "x^2", "at": {"x": 1}, "std": {"x": s}, "order": 2,
    })])[0];
    let number = |field: &str| reply[field].as_f64().expect("a number");
    assert!((number("mean") - (1.0 + s * s)).abs() < 1e-14);
    let std = (4.0 * s * s + 2.0 * s.powi(4)).sqrt();
    assert!((number("std") - std).abs() < 1e-14, "{reply}");
    assert_eq!(reply["shares"]["x"], json!(1.0));
}

/// Ctrl-C, sent once the command listens to it.
#[cfg(target_os = "linux")]
mod interrupted {
    use std::process::{Child, Command, Output, Stdio};
    use std::time::{Duration, Instant};

    /// Whether a process has a handler of its own for signal 2.
    fn listens(child: &Child) -> bool {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
        let caught = status.ok().and_then(|status| {
            let line = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
            u64::from_str_radix(line?.trim(), 16).ok()
        });
        caught.is_some_and(|caught| caught & 0b10 != 0)
    }

    fn run(arguments: &[&str]) -> Output {
        let child = Command::new(env!("CARGO_BIN_EXE_gradus"))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let begun = Instant::now();
        while !listens(&child) && begun.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        // The search begins.
        std::thread::sleep(Duration::from_millis(200));
        let sent = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(sent.expect("a signal is sent").success());
        child.wait_with_output().expect("the command ends")
    }

    #[test]
    fn a_search_answers_with_what_it_has() {
        let search = [
            "minimize",
            "(1 - x)^2 + 100*(y - x^2)^2",
            "--start",
            "x=-1.2,y=1",
            "--method",
            "gradient-descent",
            "--rate",
            "1e-9",
            "--tolerance",
            "0",
            "--max-iterations",
            "100000000000",
        ];
        for format in ["text", "json"] {
            let mut arguments = search.to_vec();
            arguments.extend(["--format", format]);
            let output = run(&arguments);
            let text = String::from_utf8(output.stdout).expect("a text");
            let status = match format {
                "json" => "\"status\":\"interrupted\"",
                _ => "status = interrupted",
            };
            assert!(text.contains(status), "{text}");
            assert_eq!(output.status.code(), Some(1), "{text}");
        }
    }
}
