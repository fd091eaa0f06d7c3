//! The verb `plot`, the operation, and the request.

use super::gradus;
use crate::support::Folder;

#[test]
fn files_are_written_by_their_names() {
    let folder = Folder::new();
    let cases: &[(&str, &[&str])] = &[
        ("a.svg", &["sin(x)", "x=-6..6"]),
        (
            "b.png",
            &["sin(x)", "cos(x)", "x=-6..6", "y=-2..2", "--theme", "dark"],
        ),
        (
            "c.svg",
            &["-x^2", "x=-1..1", "--with", "derivatives,critical"],
        ),
        (
            "d.svg",
            &[
                "x^2 + 3*y^2",
                "x=-2..2",
                "y=-2..2",
                "--start",
                "x=1,y=1",
                "--method",
                "newton",
            ],
        ),
        ("e.svg", &["x^2 + y^2 = 1", "y = x^2", "x=-2..2", "y=-2..2"]),
        (
            "f.svg",
            &[
                "x*y", "x=-2..2", "y=-2..2", "--kind", "surface", "--size", "500x400",
            ],
        ),
        ("g.svg", &["x^4", "--start", "x=1", "--kind", "convergence"]),
    ];
    for (name, words) in cases {
        let path = folder.join(name);
        let path = path.to_str().expect("a path");
        let mut arguments = vec!["plot"];
        arguments.extend(*words);
        arguments.extend(["-o", path]);
        let run = gradus(&arguments, b"");
        assert_eq!(run.status, 0, "{name}: {}", run.err);
        let bytes = std::fs::read(path).expect("a file");
        match name.ends_with("svg") {
            true => assert!(
                bytes.starts_with(b"<svg") && bytes.ends_with(b"</svg>\n"),
                "{name}"
            ),
            false => assert!(bytes.starts_with(b"\x89PNG"), "{name}"),
        }
    }
}

#[test]
fn calls_that_have_no_picture_say_why() {
    #[rustfmt::skip]
    let cases: &[(&[&str], i32, &str)] = &[
        (&["x", "x=1..1"], 1, "must go from one finite number to a larger"),
        (&["x", "x=0..1", "-o", "a.txt"], 1, "end its name in .svg, .png or .html"),
        (&["x", "x=0..1", "-o", "/nowhere/at/all/a.svg"], 1, "can't write"),
        (&["a*x", "x=0..1"], 1, "`a` has no range"),
        (&["sqrt(-1 - x^2)", "x=0..1"], 1, "has no finite value"),
        (&["x", "--kind", "pie"], 1, "there are curve"),
        (&["x", "--size", "big", "-o", "a.svg"], 1, "give a size such as 1200x900"),
        (&["x", "--with", "tangent"], 1, "such as tangent=1"),
        (&["x +", "x=0..1"], 1, "expected a number"),
        (&[], 1, "nothing to draw"),
    ];
    for (words, status, message) in cases {
        let mut arguments = vec!["plot"];
        arguments.extend(*words);
        let run = gradus(&arguments, b"");
        assert_eq!(run.status, *status, "{words:?}: {}", run.err);
        assert!(run.err.contains(message), "{words:?}: {}", run.err);
    }
}

#[test]
fn a_pipe_gets_the_picture_in_signs() {
    let run = gradus(&["plot", "x^2", "x=-2..2", "--size", "40x12"], b"");
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.out.lines().count(), 12, "{}", run.out);
    assert!(!run.out.contains('\u{1b}'), "no colours in a pipe");
    let script = gradus(&[], b"plot(x^2, x = [-2, 2])\nplot(x*y, x = [0, 1], y = [0, 1], x = 1, y = 1, max_iterations = 2)\n");
    assert_eq!(script.status, 0, "{}", script.err);
    assert!(
        script.out.lines().count() > 40 && script.out.is_ascii(),
        "{}",
        script.out
    );
}

#[test]
fn a_request_gets_the_text_of_a_file() {
    let requests = concat!(
        r#"{"id":1,"op":"plot","expr":"x^2","box":{"x":[-1,1]},"size":[300,200],"theme":"dark"}"#,
        "\n",
        r#"{"id":2,"op":"plot","expr":["x","1/x"],"box":{"x":[-1,"pi/2"]},"title":"a < b"}"#,
        "\n",
        r#"{"id":3,"op":"plot","expr":"x*y","box":{"x":[0,1],"y":[0,1]},"kind":"field"}"#,
        "\n",
        r#"{"id":4,"op":"plot","expr":"x","box":{"x":[1,0]}}"#,
        "\n",
        r#"{"id":5,"op":"plot","expr":"x","kind":"pie"}"#,
        "\n",
    );
    let run = gradus(&["batch"], requests.as_bytes());
    let lines: Vec<serde_json::Value> = run
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 5);
    for line in &lines[..3] {
        assert!(
            line["result"]
                .as_str()
                .is_some_and(|text| text.starts_with("<svg")),
            "{line}"
        );
    }
    assert!(
        lines[1]["result"]
            .as_str()
            .is_some_and(|text| text.contains("a &lt; b"))
    );
    for line in &lines[3..] {
        assert_eq!(line["error"]["kind"], "plot", "{line}");
    }
}

/// The steps of the way in the only legend of a picture.
fn steps(text: &str) -> usize {
    let (before, _) = text.split_once(" steps").expect("a way");
    let digits = before.rsplit(|sign: char| !sign.is_ascii_digit()).next();
    digits
        .and_then(|digits| digits.parse().ok())
        .expect("a number")
}

#[test]
fn ways_of_requests_heed_every_setting() {
    let plain = r#"{"op":"plot","expr":["x^2+y^2","x"],"box":{"x":[-2,2],"y":[-2,2]},"kind":"contour","start":{"x":1,"y":1},"method":"gradient-descent","rate":0.1"#;
    let answered = |request: String| {
        let run = gradus(&["batch"], request.as_bytes());
        let line: serde_json::Value = serde_json::from_str(run.out.trim()).expect("JSON");
        let picture = line["result"].as_str().map(str::to_owned);
        picture.unwrap_or_else(|| panic!("{request}: {line}"))
    };
    let with = |setting: &str| answered(format!("{plain}{setting}}}\n"));
    let usual = steps(&with(""));
    for setting in [
        r#","tolerance":0.1"#,
        r#","step_tolerance":0.01"#,
        r#","value_tolerance":0.01"#,
        r#","bounds":{"x":[0.8,2]}"#,
    ] {
        assert_ne!(steps(&with(setting)), usual, "{setting}");
    }
    let heavy = |share: &str| {
        let request = plain.replace("gradient-descent", "momentum");
        steps(&answered(format!("{request},\"momentum\":{share}}}\n")))
    };
    assert_ne!(heavy("0.1"), heavy("0.9"));
}

#[test]
fn additions_are_the_same_everywhere() {
    for (word, message) in [
        (
            "critcal",
            "there are derivative, derivatives, critical, inflections, tangent, taylor",
        ),
        ("taylor", "such as taylor=1"),
        ("tangent", "or tangent=(2,4) on a surface"),
        ("tangent=(2,4,5)", "or tangent=(2,4) on a surface"),
        ("critical=3", "takes no place"),
    ] {
        let run = gradus(&["plot", "x^2", "--with", word], b"");
        assert!(
            run.status != 0 && run.err.contains(message),
            "{word}: {}",
            run.err
        );
        let request = format!(r#"{{"op":"plot","expr":"x^2","with":"{word}"}}"#);
        let run = gradus(&["batch"], format!("{request}\n").as_bytes());
        assert!(run.out.contains(message), "{word}: {}", run.out);
    }
}

#[test]
fn words_of_settings_are_no_definitions() {
    let script = concat!(
        "contour = 7\nnewton = 3\ncritical = 2\n",
        "plot(x*y, x = [0, 1], y = [0, 1], kind = contour, with = critical, x = 1, y = 1, method = newton)\n",
        "minimize(newton*x^2, x = 1, method = newton)\n",
    );
    let run = gradus(&[], script.as_bytes());
    assert_eq!(run.status, 0, "{}", run.err);
    let all = format!("{}{}", run.out, run.err);
    assert!(all.contains("newton"), "{all}");
}
