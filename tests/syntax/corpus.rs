//! Every line of the corpora, with its tree or its message.

use std::fmt::Write;

use gradus::syntax::{parse_expression, parse_statement, position};

use super::dump;

fn snapshot(name: &str, text: String) {
    insta::with_settings!({
        snapshot_path => "../../snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

/// Lines as they stand; `\0`, `\u…` cannot be typed, so `<0>` stands for NUL in them.
fn lines(corpus: &str) -> impl Iterator<Item = String> {
    corpus.lines().map(|line| line.replace("<0>", "\0"))
}

#[test]
fn good_lines_have_these_trees() {
    let mut out = String::new();
    for line in lines(include_str!("../corpus/syntax/good.txt")) {
        let read = match parse_statement(&line) {
            Ok(statement) => dump::statement(&line, &statement),
            Err(error) => panic!("{line}\n{error}"),
        };
        writeln!(out, "{line}\n    {read}").unwrap();
    }
    snapshot("syntax_good", out);
}

#[test]
fn bad_lines_have_these_messages() {
    let mut out = String::new();
    for line in lines(include_str!("../corpus/syntax/bad.txt")) {
        let Err(error) = parse_statement(&line) else {
            panic!("{line} was read");
        };
        let span = error.span();
        let column = position(&line, span.start as usize).column;
        let width = line[span.start as usize..span.end as usize].chars().count();
        let caret = format!("{}{}", " ".repeat(column - 1), "^".repeat(width.max(1)));
        let shown = line.replace('\0', "␀");
        writeln!(out, "{shown}\n{caret}\n    {error}").unwrap();
    }
    snapshot("syntax_bad", out);
}

#[test]
fn an_expression_is_not_a_definition() {
    let ast = parse_expression("a = 3").unwrap();
    assert_eq!(dump::expression("a = 3", &ast), "(Equal a 3)");
    assert!(parse_expression("").is_err());
    assert!(parse_expression(" # nothing").is_err());
}
