//! The lines of a text in one session: what they give prints, reads back, derives and compiles.
#![no_main]

use gradus::compile::CompileOptions;
use gradus::session::{Outcome, Session, Value};
use gradus::{Expr, Style};
use libfuzzer_sys::fuzz_target;

const LONGEST: usize = 1 << 10;
/// A result of more nodes is left alone: it costs time and shows no more.
const NODES: usize = 1 << 12;

fuzz_target!(|text: &str| {
    if text.len() > LONGEST {
        return;
    }
    let mut session = Session::new();
    for line in text.lines() {
        if let Ok(Outcome::Value {
            value: Value::Expr(expr),
            ..
        }) = session.run(line)
            && expr.node_count() <= NODES
        {
            check(&expr);
        }
    }
});

fn check(expr: &Expr) {
    let (Ok(form), Ok(text)) = (expr.canonical(), expr.print(Style::Text)) else {
        return;
    };
    if text.len() > LONGEST {
        return;
    }
    let again: Expr = text
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(again, form, "{text}");

    let names = expr.free_symbols();
    if let Ok(gradient) = expr.gradient(&names) {
        let outputs: Vec<&Expr> = gradient.iter().collect();
        let options = CompileOptions::default();
        let _ = Expr::compile_all(&outputs, &names, &options).map(|function| {
            let point = vec![0.5; names.len()];
            let mut out = vec![0.0; names.len()];
            function.outputs_into(&point, &mut out)
        });
    }
}
