//! The verb `verify`.

use std::path::PathBuf;

use super::gradus;

const PRODUCT: &str = include_str!("../corpus/verify/product.json");

fn corpus(name: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("tests/corpus/verify").join(name);
    path.to_str().expect("a path").to_owned()
}

#[test]
fn a_right_derivation_is_verified() {
    let run = gradus(&["verify", &corpus("product.json")], b"");
    assert_eq!(
        run.out,
        "verified: 6 steps, 5 exactly, 1 at sampled points\n"
    );
    assert_eq!((run.err.as_str(), run.status), ("", 0));
    let piped = gradus(
        &["verify", "-", "--seed", "5", "--points", "3"],
        PRODUCT.as_bytes(),
    );
    assert_eq!((piped.out, piped.status), (run.out, 0));
}

#[test]
fn a_tampered_one_is_refused_with_the_step() {
    let tampered = PRODUCT.replacen(r#""after":"cos(x)""#, r#""after":"-cos(x)""#, 1);
    let run = gradus(&["verify", "-"], tampered.as_bytes());
    assert_eq!(
        run.err,
        "error: step 3 (sine): before and after are not equal\n  \
         before: diff(sin(x), x)\n  after:  -cos(x)\n  \
         at x = 2: -0.416146836547 and 0.416146836547\n"
    );
    assert_eq!((run.out.as_str(), run.status), ("", 1));

    let tampered = PRODUCT.replacen(r#""after":"cos(x)""#, r#""after":"cos(x""#, 1);
    let run = gradus(&["verify", "-"], tampered.as_bytes());
    assert_eq!(
        run.err,
        "error: step 3 (sine): `after` is no expression: \
         this `(` is not closed: expected `)`, found the end\n \
         --> line 1, column 4\n  cos(x\n     ^\n"
    );
    assert_eq!((run.out.as_str(), run.status), ("", 1));
}

#[test]
fn what_is_undecided_is_noted() {
    let text = r#"{"format": "gradus derivation", "version": 1, "parts": [
        {"problem": "log(-1 - x^2)", "result": "5", "steps": [
        {"rule": "guess", "level": 0, "before": "log(-1 - x^2)", "after": "5", "current": "5"}]}]}"#;
    let run = gradus(&["verify", "-"], text.as_bytes());
    assert_eq!(run.out, "verified: 1 step, 1 undecided\n");
    assert_eq!(
        run.err,
        "note: step 1 (guess) is undecided: no point was found at which it is real\n"
    );
    // What could not be decided is not verified.
    assert_eq!(run.status, 1);
}

#[test]
fn what_can_not_be_read_is_an_error() {
    let missing = gradus(&["verify", "/nowhere/at/all.json"], b"");
    assert!(
        missing
            .err
            .starts_with("error: can't read `/nowhere/at/all.json`: ")
    );
    assert_eq!((missing.out.as_str(), missing.status), ("", 1));
    let other = gradus(&["verify", "-"], b"x^2");
    assert_eq!(
        other.err,
        "error: -: this is no derivation: expected value (line 1, column 1)\n"
    );
    assert_eq!(other.status, 1);
    let binary = gradus(&["verify", "-"], b"\xff\xfe");
    assert_eq!((binary.out.as_str(), binary.status), ("", 1));
    assert_eq!(gradus(&["verify"], b"").status, 2);
}
