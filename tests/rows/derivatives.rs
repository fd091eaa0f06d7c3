//! Values, gradients and Hessians against sums that are written out row by row, which another part
//! of the library derives, and against differences.

use gradus::Expr;
use gradus::compile::CompileOptions;
use gradus::data::Data;
use gradus::optimize::{Objective, RowObjective};

use super::{cases, read, table};

/// The expression with every sum over rows written out, innermost first, as text.
fn written_out(text: &str, data: &Data) -> String {
    let mut text = text.to_owned();
    while let Some((start, open, is_mean)) = innermost(&text) {
        let close = closing(&text, open);
        let body = read(&text[open + 1..close]);
        let terms: Vec<String> = (0..data.rows())
            .map(|row| {
                let numbers: Vec<(&str, Expr)> = (data.names().iter())
                    .map(|name| {
                        let column = data.column(name).expect("in memory");
                        (name.as_str(), Expr::decimal(column[row]).expect("finite"))
                    })
                    .collect();
                format!("({})", body.substitute(&numbers))
            })
            .collect();
        let mut sum = format!("({})", terms.join(" + "));
        if is_mean {
            sum = format!("({sum}/{})", data.rows());
        }
        text.replace_range(start..=close, &sum);
    }
    text
}

/// The last sum or mean over rows that opens: nothing of the kind is inside it.
fn innermost(text: &str) -> Option<(usize, usize, bool)> {
    let mut starts: Vec<(usize, bool)> = text
        .match_indices("sum(")
        .map(|(at, _)| (at, false))
        .collect();
    starts.extend(text.match_indices("mean(").map(|(at, _)| (at, true)));
    starts.sort_unstable();
    starts.reverse();
    starts.into_iter().find_map(|(start, is_mean)| {
        let open = start + if is_mean { 4 } else { 3 };
        let inside = &text[open + 1..closing(text, open)];
        // A sum over an index has commas of its own.
        let mut depth = 0;
        let over_index = !is_mean
            && inside.chars().any(|c| {
                match c {
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    _ => {}
                }
                c == ',' && depth == 0
            });
        (!over_index).then_some((start, open, is_mean))
    })
}

fn closing(text: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, c) in text.char_indices().skip(open) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    panic!("not closed: {text}");
}

fn close(found: f64, expected: f64, what: &str) {
    let size = 1.0 + expected.abs();
    assert!(
        (found - expected).abs() <= 1e-10 * size,
        "{what}: {found}, not {expected}"
    );
}

#[test]
fn derivatives_are_those_of_the_sums_written_out() {
    let data = table(5);
    let point = [0.8, -0.4];
    for text in cases() {
        let objective =
            RowObjective::new(&read(&text), &["a", "b"], &data, &CompileOptions::default())
                .unwrap_or_else(|error| panic!("{text}: {error}"));
        let long = read(&written_out(&text, &data));
        assert!(!long.to_string().contains("mean"), "{long}");
        let function = long.compile(["a", "b"]).expect("a function");
        let mut gradient = [f64::NAN; 2];
        let mut hessian = [f64::NAN; 4];
        let value = objective.value_and_gradient(&point, &mut gradient);
        objective.hessian(&point, &mut hessian);
        close(value, function.value(&point), &text);
        close(objective.value(&point), value, &text);
        let slopes = function.gradient(&point).expect("a gradient");
        let rows = function.hessian(&point).expect("a Hessian");
        for at in 0..2 {
            close(gradient[at], slopes[at], &format!("gradient of {text}"));
            for other in 0..2 {
                let found = hessian[at * 2 + other];
                close(found, rows[at][other], &format!("Hessian of {text}"));
            }
        }
    }
}

#[test]
fn derivatives_are_the_limits_of_differences() {
    let data = table(300);
    let point = [0.8, -0.4];
    for text in cases() {
        let objective =
            RowObjective::new(&read(&text), &["a", "b"], &data, &CompileOptions::default())
                .unwrap_or_else(|error| panic!("{text}: {error}"));
        let mut gradient = [f64::NAN; 2];
        objective.value_and_gradient(&point, &mut gradient);
        let mut hessian = [f64::NAN; 4];
        objective.hessian(&point, &mut hessian);
        for at in 0..2 {
            let step = 1e-4;
            let shifted = |by: f64| {
                let mut shifted = point;
                shifted[at] += by * step;
                let mut slope = [f64::NAN; 2];
                let value = objective.value_and_gradient(&shifted, &mut slope);
                [value, slope[0], slope[1]]
            };
            let [near, far] = [1.0, 2.0].map(|by| {
                let (up, down) = (shifted(by), shifted(-by));
                [0, 1, 2].map(|k| (up[k] - down[k]) / (2.0 * by * step))
            });
            // Of fourth order in the step.
            let slope = [0, 1, 2].map(|k| (4.0 * near[k] - far[k]) / 3.0);
            let expected = [gradient[at], hessian[2 * at], hessian[2 * at + 1]];
            for (found, expected) in slope.into_iter().zip(expected) {
                let size = 1.0 + expected.abs().max(shifted(0.0)[0].abs());
                assert!(
                    (found - expected).abs() <= 2e-6 * size,
                    "{text}: difference {found}, derivative {expected}"
                );
            }
        }
    }
}
