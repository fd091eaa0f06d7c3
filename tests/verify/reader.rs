//! The reader: whatever is in the file, it is read or refused.

use gradus::verify::{Settings, VerifyError, expression, read};

use super::documents::DOCUMENTS;
use crate::support::{Samples, rounds};

#[test]
fn what_is_no_derivation_is_refused() {
    let kind = |text: &str| read(text).expect_err("refused");
    assert!(matches!(kind(""), VerifyError::Json { line: 1, .. }));
    assert!(matches!(kind("[1, 2"), VerifyError::Json { .. }));
    assert!(matches!(kind("{}"), VerifyError::Json { .. }));
    let other = r#"{"format": "recipe", "version": 1}"#;
    assert_eq!(
        kind(other),
        VerifyError::Format {
            found: "recipe".into()
        }
    );
    let later = r#"{"format": "gradus derivation", "version": 2, "steps": 5}"#;
    assert_eq!(kind(later), VerifyError::Version { found: 2 });
    let empty = r#"{"format": "gradus derivation", "version": 1}"#;
    assert_eq!(
        kind(empty).to_string(),
        "this is no derivation: missing field `parts` (line 1, column 45)"
    );
    let deep = "[".repeat(100_000);
    assert!(matches!(kind(&deep), VerifyError::Json { .. }));
    let header = r#"{"format": "gradus derivation", "version": 1, "parts": "#;
    assert!(matches!(
        kind(&format!("{header}{deep}")),
        VerifyError::Json { .. }
    ));
}

#[test]
fn pending_derivatives_are_read() {
    for (text, printed) in [
        ("diff(x^2, x)", "diff(x^2, x)"),
        ("diff(diff(f(x), x), x)", "diff(diff(f(x), x), x)"),
        ("d/dx x^2", "diff(x^2, x)"),
        ("2*diff(x, x)^2", "2*diff(x, x)^2"),
    ] {
        let read = expression(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(read.to_string(), printed);
        let again = expression(printed).unwrap_or_else(|error| panic!("{printed}: {error}"));
        assert_eq!(read, again);
    }
    for text in ["diff(x)", "diff(x < 1, x)", "[x, y]", "x +", ""] {
        assert!(expression(text).is_err(), "{text}");
    }
    assert!(expression(&"x".repeat(2 << 20)).is_err());
}

#[test]
fn no_file_makes_it_panic() {
    let seed = 99;
    let mut samples = Samples(seed);
    let settings = Settings { seed: 1, points: 1 };
    const PIECES: [&str; 14] = [
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "diff(",
        ")",
        "^",
        "999999999",
        "0",
        "\u{3c3}",
        "-",
    ];
    for round in 0..rounds(200) {
        let (name, text) = DOCUMENTS[samples.below(DOCUMENTS.len())];
        let mut text = text.to_owned();
        for _ in 0..1 + samples.below(3) {
            let at = text.floor_char_boundary(samples.below(text.len() + 1));
            let end = text.floor_char_boundary((at + samples.below(12)).min(text.len()));
            match samples.below(4) {
                0 => text.truncate(at),
                1 => text.replace_range(at..end.max(at), ""),
                2 => {
                    let copy = text[at..end.max(at)].to_owned();
                    text.insert_str(at, &copy);
                }
                _ => text.insert_str(at, PIECES[samples.below(PIECES.len())]),
            }
        }
        let outcome = std::panic::catch_unwind(|| {
            if let Ok(document) = read(&text) {
                let verdict = document.verify(&settings);
                let _ = verdict.to_string();
            }
        });
        assert!(
            outcome.is_ok(),
            "seed {seed}, round {round}, {name}:\n{text}"
        );
    }
}

#[test]
fn hard_expressions_end() {
    let settings = Settings::default();
    let step = |before: &str, after: &str| {
        let text = format!(
            r#"{{"format": "gradus derivation", "version": 1, "parts": [{{"problem": "{before}", "result": "{after}", "steps": [
            {{"rule": "rule", "level": 0, "before": "{before}", "after": "{after}", "current": "{after}"}}]}}]}}"#
        );
        let document = read(&text).expect("a derivation");
        let _ = document.verify(&settings).to_string();
    };
    let nested = |depth: usize| {
        let mut text = "x".to_owned();
        for _ in 0..depth {
            text = format!("diff(x*{text}, x)");
        }
        text
    };
    step(&nested(500), "x");
    step(&nested(4), &nested(5));
    step(
        &format!("{}x{}", "sin(".repeat(5000), ")".repeat(5000)),
        "x",
    );
    step("sum(sum(sum(sum(x))))", "x");
    step("sum(sum(sum(i*j*k*x, i, 1, 40), j, 1, 40), k, 1, 40)", "x");
    step("sum(x^i, i, 1, 10^9)", "x");
    step("diff(x^999999999999, x)", "x^9^9");
    step("diff(x, x, x, x, x, 5, y, 70)", "1/0");
    step("diff(sin(x), x, 64)", "sin(x)");
    step("f'''''''''(x)", "f'[3, 99](x, y)");
    step("((x + 1)^1000000)^1000000", "x^-9223372036854775807");
    let wide: Vec<String> = (0..3000)
        .map(|at| format!("sin(x{at})*diff(x{at}^2, x{at})"))
        .collect();
    step(&wide.join(" + "), "0");
}
