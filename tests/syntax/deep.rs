//! Depth costs memory, never the native stack. Test threads have 2 MiB of it.

use gradus::syntax::{MAXIMUM_LENGTH, SyntaxError, parse_expression, parse_statement};

const DEPTH: usize = 100_000;

#[test]
fn deep_formulas_are_read() {
    let nested = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(DEPTH), close.repeat(DEPTH))
    };
    for source in [
        nested("(", "x", ")"),
        nested("-", "x", ""),
        nested("+", "x", ""),
        nested("x^", "x", ""),
        nested("2^-", "x", ""),
        nested("f(", "x", ")"),
        nested("f'(", "x", ")"),
        nested("sin^2(", "x", ")"),
        nested("[", "x", "]"),
        nested("[", "", "]"),
        nested("|", "x", "|"),
        nested("√", "x", ""),
        nested("not ", "x", ""),
        nested("d/dx ", "x", ""),
        nested("", "x", "!"),
        nested("", "x", "²"),
        nested("x < ", "x", ""),
        nested("x and ", "x", ""),
        nested("2x + ", "x", ""),
        nested("if x then ", "1", " else 2"),
        nested("if x then 1 else ", "2", ""),
        nested("if ", "x", " then 1 else 2"),
    ] {
        let ast = parse_expression(&source).unwrap();
        assert_eq!(ast.root.0 as usize, ast.nodes.len() - 1);
    }
}

#[test]
fn deep_mistakes_are_refused() {
    for (source, place) in [
        ("(".repeat(DEPTH), DEPTH - 1),
        ("f(".repeat(DEPTH), 2 * DEPTH - 1),
        ("(x".repeat(DEPTH), 2 * DEPTH - 2),
        (")".repeat(DEPTH), 0),
        (format!("{}x]", "(".repeat(DEPTH)), DEPTH - 1),
        ("f'".repeat(DEPTH), 1),
    ] {
        let error = parse_statement(&source).unwrap_err();
        assert_eq!(error.span().start as usize, place, "{error}");
        assert!(error.to_string().len() < 300);
    }
}

#[test]
fn the_length_is_limited() {
    let source = " ".repeat(MAXIMUM_LENGTH + 1);
    let error = parse_expression(&source).unwrap_err();
    assert!(matches!(error, SyntaxError::TooLong { length, .. } if length == source.len()));
    assert_eq!(
        error.to_string(),
        "the text has 8388609 bytes; at most 8388608 are read"
    );
}
