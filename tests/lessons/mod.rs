//! The lessons: what is typed and the numbers that it must give, to all the digits they print.

mod descent;
mod newton;
mod rules;
#[cfg(all(feature = "cli", unix))]
mod scripts;

use gradus::session::{Outcome, Session};
use gradus::{Expr, Style};

/// The text of what a line results in.
fn text(session: &mut Session, line: &str) -> String {
    match session.run(line) {
        Ok(Outcome::Value { value, .. }) => value.print(Style::Text).expect("a text"),
        Ok(Outcome::Defined { text, .. }) => text,
        Ok(other) => panic!("{line}: {other:?}"),
        Err(error) => panic!("{line}: {error}"),
    }
}

/// Lines of one session and what each results in.
fn says(lines: &[(&str, &str)]) {
    let mut session = Session::new();
    for (line, expected) in lines {
        assert_eq!(text(&mut session, line), *expected, "{line}");
    }
}

fn read(formula: &str) -> Expr {
    formula.parse().expect("an expression")
}

/// The numbers agree in all the decimals that were printed.
fn decimals(found: &[f64], printed: &[f64], decimals: i32) {
    assert_eq!(found.len(), printed.len());
    for (found, printed) in found.iter().zip(printed) {
        let half = 0.5 * 10f64.powi(-decimals) * (1.0 + 1e-9);
        assert!((found - printed).abs() <= half, "{found}, not {printed}");
    }
}
