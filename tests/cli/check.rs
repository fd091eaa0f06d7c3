//! `gradus check`, and the batch request of this name.

use serde_json::{Value, json};

use super::{gradus, snapshot, transcript};

#[test]
fn checked_files_have_these_reports() {
    let mut text = String::new();
    for lines in [
        "x^2*sin(x)\ndiff x: 2*x*sin(x) + x^2*cos(x)\n",
        "exp(3x + 1)\ndiff x: exp(3x + 1)\n",
        "x^2\n= x*(x\nfoo: 3\n= x*x\n",
        "",
        "\u{feff}x\r\n= x + 1\r\n",
    ] {
        let run = gradus(&["check", "-"], lines.as_bytes());
        assert!(run.err.is_ascii());
        text.push_str(&format!("{lines}{}\n", transcript(&run)));
    }
    let bytes = gradus(&["check", "-"], b"x\n= \xff\n= x\n");
    text.push_str(&transcript(&bytes));
    snapshot("cli_check", &text);
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let run = gradus(&["check", "no such file"], b"");
    assert_eq!(run.status, 1);
    assert!(run.err.contains("can't read `no such file`"), "{}", run.err);
}

#[test]
fn batch_and_json_say_the_same() {
    let lines = ["x^2*sin(x)", "diff x: 2*x*sin(x)"];
    let request = json!({"op": "check", "lines": lines});
    let batch = gradus(&["batch"], format!("{request}\n").as_bytes());
    let reply: Value = serde_json::from_str(&batch.out).expect("a reply");
    assert_eq!(reply["right"], json!(false));
    assert_eq!(reply["first_wrong"], json!(2));
    let wrong = &reply["lines"][1];
    assert_eq!(wrong["verdict"], json!("wrong"));
    assert_eq!(wrong["point"], json!({"x": 2.0}));
    assert_eq!(wrong["slip"], json!("product rule: term missing"));
    assert_eq!(wrong["places"], json!(["x^2*cos(x)"]));

    let verb = gradus(
        &["check", "-", "--format", "json"],
        lines.join("\n").as_bytes(),
    );
    let same: Value = serde_json::from_str(&verb.out).expect("a reply");
    assert_eq!(verb.status, 1);
    assert_eq!(same["lines"], reply["lines"]);

    let assumed = json!({"op": "check", "lines": ["log(x^2)", "= 2*log(x)"], "assume": ["x > 0"]});
    let reply = gradus(&["batch"], format!("{assumed}\n").as_bytes());
    assert!(!reply.out.contains("notes"), "{}", reply.out);
    let none = gradus(&["batch"], b"{\"op\":\"check\"}\n");
    assert!(none.out.contains("needs `lines`"), "{}", none.out);
}
