//! The partials of each row: closed under differentiation, and right.

use std::collections::HashSet;

use gradus::Style;
use gradus::function::{all, lookup};
use gradus::syntax::{AstKind, Span, parse_expression};

use super::sampler::Sampler;
use super::{indexed, kernel, read};
use crate::support::Samples;
use crate::support::oracle::ridders;
use crate::tolerance::{PARTIAL, close_or_within};

const SEED: u64 = 0x7AB1_E001;

/// The names that a formula uses as variables and as functions.
fn names(formula: &str) -> (HashSet<String>, HashSet<String>) {
    let ast = parse_expression(formula).unwrap_or_else(|error| panic!("`{formula}`: {error}"));
    let text = |span: Span| formula[span.start as usize..span.end as usize].to_owned();
    let (mut variables, mut functions) = (HashSet::new(), HashSet::new());
    for node in &ast.nodes {
        match node.kind {
            AstKind::Name => _ = variables.insert(text(node.span)),
            AstKind::Call { name, primes, .. } => {
                assert_eq!(primes, 0, "{formula}");
                functions.insert(text(name));
            }
            _ => {}
        }
    }
    (variables, functions)
}

fn assert_closed(formula: &str, parameters: &[&str], what: &str) {
    let (variables, functions) = names(formula);
    for variable in variables {
        let known = parameters.contains(&&*variable) || ["pi", "e"].contains(&&*variable);
        assert!(known, "{what}: {variable} in {formula}");
    }
    for function in functions {
        assert!(
            lookup(&function).is_some(),
            "{what}: {function} in {formula}"
        );
    }
}

#[test]
fn formulas_use_parameters_and_functions_of_the_table() {
    for function in all() {
        let row = function.row();
        let formulas = (row.partials.iter())
            .chain(row.kinks)
            .chain(row.by_sign)
            .chain([&row.domain, &row.canonical, &row.period])
            .filter(|formula| !formula.is_empty());
        for formula in formulas {
            assert_closed(formula, row.parameters, row.name);
        }
        for (arguments, value) in row.special {
            for formula in arguments.split(", ").chain([*value]) {
                assert_closed(formula, row.parameters, row.name);
            }
        }
    }
}

#[test]
fn the_table_is_closed_to_third_order() {
    for function in all() {
        let row = function.row();
        let call = match indexed(function) {
            true => format!("{}(2, {})", row.name, row.parameters[1]),
            false => format!("{}({})", row.name, row.parameters.join(", ")),
        };
        let variables = &row.parameters[usize::from(indexed(function))..];
        let mut forms = vec![read(&call)];
        for order in 1..=3 {
            forms = (forms.iter())
                .flat_map(|form| variables.iter().map(|variable| form.diff(variable)))
                .collect::<Result<_, _>>()
                .unwrap_or_else(|error| panic!("{call}, order {order}: {error}"));
            for form in &forms {
                let text = form.print(Style::Text).expect("a text");
                assert_closed(&text, row.parameters, &format!("{call}, order {order}"));
                form.compile(row.parameters)
                    .unwrap_or_else(|error| panic!("{call}, order {order}: {text}: {error}"));
            }
        }
    }
}

#[test]
fn partials_are_the_slopes_of_the_kernel() {
    const COUNT: usize = 60;
    println!("seed {SEED:#x}");
    let mut samples = Samples(SEED);
    for function in all() {
        let (row, value) = (function.row(), kernel(function));
        let sampler = Sampler::new(function);
        for (at, formula) in row.partials.iter().enumerate() {
            if formula.is_empty() {
                continue;
            }
            let mut compared = 0;
            for _ in 0..COUNT {
                let point = sampler.smooth_point(&mut samples, 0.05);
                // polygamma(n + 1, x) is a call only for a literal n.
                let formula = match indexed(function) {
                    true => formula.replace("n + 1", &format!("{}", point[0] + 1.0)),
                    false => (*formula).to_owned(),
                };
                let partial = read(&formula).compile(row.parameters).expect("a partial");
                let along = |x: f64| {
                    let mut moved = point.clone();
                    moved[at] = x;
                    value(&moved)
                };
                let (slope, error) = ridders(along, point[at], 0.05);
                let size = slope.abs().max(value(&point).abs()).max(1e-3);
                if error > 0.1 * PARTIAL * size {
                    continue;
                }
                compared += 1;
                let found = partial.value(&point);
                assert!(
                    close_or_within(found, slope, PARTIAL, PARTIAL * size),
                    "{} at {point:?}: {formula} = {found}, slope {slope}",
                    row.name
                );
            }
            assert!(compared > COUNT / 2, "{}: {compared} compared", row.name);
        }
    }
}
