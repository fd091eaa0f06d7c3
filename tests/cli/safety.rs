//! Input that nobody should type: each line has a clear answer in time, and the next line its own.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::gradus;

const PATIENCE: Duration = Duration::from_secs(20);

/// Texts that are hostile or silly.
fn texts() -> Vec<(&'static str, String)> {
    let n = 100_000;
    vec![
        ("brackets", format!("{}x{}", "(".repeat(n), ")".repeat(n))),
        ("open brackets", "(".repeat(n)),
        ("minuses", format!("{}x", "-".repeat(n))),
        ("powers", format!("{}x", "x^".repeat(n))),
        ("powers of numbers", format!("{}2", "2^".repeat(n))),
        ("calls", format!("{}x{}", "f(".repeat(n), ")".repeat(n))),
        ("open calls", "f(".repeat(n)),
        ("sines", format!("{}x{}", "sin(".repeat(n), ")".repeat(n))),
        ("bars", "|".repeat(n)),
        ("primes", format!("f{}(x)", "'".repeat(n))),
        ("lists", format!("{}x{}", "[".repeat(n), "]".repeat(n))),
        ("tower", "9^9^9^9".to_owned()),
        ("huge number", "1e999999999".to_owned()),
        ("tiny number", "1e-999999999".to_owned()),
        ("factorial", "(10^9)!".to_owned()),
        ("division", "1/(x - x)".to_owned()),
        ("a sum", format!("x{}", " + x".repeat(n))),
        ("order", "diff(sin(x), x, 1000000000)".to_owned()),
        ("nul", "x + \0".to_owned()),
        ("nothing", String::new()),
        ("shadow", "sin = 3".to_owned()),
        ("cycle", "a = a + 1".to_owned()),
        ("10 MB", "x + ".repeat(2_500_000)),
    ]
}

#[test]
fn scripts_survive() {
    for (name, text) in texts() {
        let start = Instant::now();
        let run = gradus(&[], format!("{text}\n40 + 2\n").as_bytes());
        assert!(
            start.elapsed() < PATIENCE,
            "{name} took {:?}",
            start.elapsed()
        );
        assert!(run.out.ends_with("42\n"), "{name}: {}", run.err);
        assert!(run.status <= 1, "{name}");
        assert!(!run.err.contains("panicked"), "{name}: {}", run.err);
    }
}

#[test]
fn batch_survives() {
    for (name, text) in texts() {
        for operation in ["gradient", "simplify"] {
            let start = Instant::now();
            let request =
                json!({"id": 1, "op": operation, "expr": text, "wrt": ["x"], "at": [{"x": 0.5}]});
            let next = json!({"id": 2, "op": "eval", "expr": "40 + 2"});
            let run = gradus(&["batch"], format!("{request}\n{next}\n").as_bytes());
            assert!(
                start.elapsed() < PATIENCE,
                "{operation} of {name} took {:?}",
                start.elapsed()
            );
            let replies: Vec<Value> = run
                .out
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok())
                .collect();
            assert_eq!(replies.len(), 2, "{operation} of {name}: {}", run.err);
            assert_ne!(
                replies[0]["error"]["kind"],
                json!("internal"),
                "{operation} of {name}: {}",
                run.err
            );
            assert_eq!(replies[1]["values"], json!([42.0]), "{operation} of {name}");
        }
    }
}
