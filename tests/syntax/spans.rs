//! Places of nodes.

use gradus::syntax::{AstKind, Span, parse_expression, parse_statement};

/// The texts of all nodes in order.
fn texts(source: &str) -> Vec<&str> {
    let ast = parse_expression(source).unwrap();
    ast.nodes
        .iter()
        .map(|node| &source[node.span.start as usize..node.span.end as usize])
        .collect()
}

#[test]
fn spans_leave_out_the_brackets_around_a_node_but_not_those_inside() {
    assert_eq!(
        texts("((a + b))*c"),
        ["a", "b", "a + b", "c", "((a + b))*c"]
    );
    assert_eq!(texts("-(x)!"), ["x", "(x)!", "-(x)!"]);
    assert_eq!(
        texts("(0) < p < (1)"),
        ["0", "p", "(0) < p", "1", "p < (1)", "(0) < p < (1)"]
    );
}

#[test]
fn spans_are_bytes() {
    assert_eq!(texts("√σ² · 2"), ["σ", "√σ", "²", "√σ²", "2", "√σ² · 2"]);
    assert_eq!(
        texts(" f( x ,[ y ] ) "),
        ["x", "y", "[ y ]", "f( x ,[ y ] )"]
    );
}

#[test]
fn children_come_before_parents() {
    let source = "if x < 0 then |x|^2 + f'[1, 0](x, y) else d/dx sin^2(x)*3!";
    let ast = parse_expression(source).unwrap();
    for (at, node) in ast.nodes.iter().enumerate() {
        let runs = match node.kind {
            AstKind::Call {
                orders, arguments, ..
            } => vec![orders, arguments],
            AstKind::If(run) | AstKind::List(run) => vec![run],
            _ => vec![],
        };
        for run in runs {
            for child in &ast.children[run.start as usize..][..run.len as usize] {
                assert!((child.0 as usize) < at);
            }
        }
    }
    assert_eq!(ast.root.0 as usize, ast.nodes.len() - 1);
}

#[test]
fn errors_point_into_the_text() {
    let place = |source: &str| {
        let Span { start, end } = parse_statement(source).unwrap_err().span();
        (start, end)
    };
    assert_eq!(place("2 + (x*(y + 1)"), (4, 5));
    assert_eq!(place("sin(x"), (3, 4));
    assert_eq!(place("x + "), (3, 3));
    assert_eq!(place("σ + @"), (5, 6));
}

#[test]
fn a_long_text_is_cut_at_no_token() {
    // The lexer reads in pieces of 32 KiB; numbers and names lie across every one of their ends.
    for shift in 0..12 {
        let mut source = " ".repeat(shift);
        while source.len() < 200_000 {
            source += "12.5e-3*alpha_1 + σ² - # 2 ( note\n ";
        }
        source += "1";
        let ast = parse_expression(&source).unwrap();
        for node in &ast.nodes {
            let text = &source[node.span.start as usize..node.span.end as usize];
            match node.kind {
                AstKind::Number => assert!(text == "12.5e-3" || text == "1", "{text}"),
                AstKind::Name => assert!(text == "alpha_1" || text == "σ", "{text}"),
                _ => {}
            }
        }
    }
    let name = "n".repeat(300_000);
    assert_eq!(parse_expression(&name).unwrap().nodes.len(), 1);
}
