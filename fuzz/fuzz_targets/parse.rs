//! Any text is read or refused, and every place lies in it.
#![no_main]

use gradus::syntax::{parse_expression, parse_statement};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    match parse_expression(source) {
        Ok(ast) => {
            for node in &ast.nodes {
                let place = node.span.start as usize..node.span.end as usize;
                assert!(source.get(place).is_some());
            }
        }
        Err(error) => {
            assert!(error.span().end as usize <= source.len());
            assert!(!error.to_string().is_empty());
        }
    }
    let _ = parse_statement(source);
});
