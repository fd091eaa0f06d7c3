//! Texts between quotation marks: names of files, arguments of operations.

use gradus::session::Session;
use gradus::syntax::{AstKind, Statement, parse_statement as parse};

use super::dump::expression;

fn tree(text: &str) -> String {
    match parse(text) {
        Ok(Statement::Expression(ast)) => expression(text, &ast),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn texts_are_leaves_with_their_marks() {
    assert_eq!(
        tree(r#"fit(y = a*x, "my data.csv", a = 1)"#),
        r#"(call fit (Equal y (Multiply a x)) "my data.csv" (Equal a 1))"#
    );
    // What is a comment, a bracket or a sign elsewhere is none here.
    assert_eq!(tree(r#""a # b) ∫?""#), r#""a # b) ∫?""#);
    assert_eq!(tree(r#""""#), r#""""#);
}

#[test]
fn texts_stand_alone() {
    for text in [
        r#"2"a""#,
        r#"x "a""#,
        r#""a" "b""#,
        r#""a"#,
        "\"a\nb\"",
        r#"a""#,
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
    // A text is no number and no condition.
    for text in [r#""a" + 1"#, r#"sin("a")"#, r#"-"a""#, r#""a" < 1"#] {
        let error = Session::new().evaluate(text).expect_err(text);
        assert!(error.span().is_some(), "{text}: {error}");
    }
}

/// Texts are read in pieces of some 32,000 bytes; one may begin in one piece and end in another.
#[test]
fn texts_go_over_pieces() {
    for before in 32_700..32_800 {
        let text = format!("f({}\"{}\")", " ".repeat(before), "a".repeat(100));
        let Ok(Statement::Expression(ast)) = parse(&text) else {
            panic!("{before}");
        };
        let found = ast.nodes.iter().find(|node| node.kind == AstKind::Text);
        let span = found.expect("a text").span;
        assert_eq!((span.end - span.start) as usize, 102, "{before}");
    }
    let long = format!("f(\"{}\")", "a".repeat(100_000));
    assert!(parse(&long).is_ok());
    assert!(parse(&long[..long.len() - 2]).is_err());
}
