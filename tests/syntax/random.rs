//! No text makes reading panic. A failure prints the text, and its seed is kept by proptest.

use gradus::syntax::{nearest_name, normalise_name, parse_expression, parse_statement, position};
use proptest::prelude::*;

fn check(source: &str) {
    let _ = parse_expression(source);
    match parse_statement(source) {
        Ok(statement) => drop(super::dump::statement(source, &statement)),
        Err(error) => {
            let span = error.span();
            assert!(span.start <= span.end && span.end as usize <= source.len());
            assert!(source.get(span.start as usize..span.end as usize).is_some());
            assert!(!error.to_string().is_empty());
            position(source, span.start as usize);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn any_text(source in any::<String>()) {
        check(&source);
        normalise_name(&source);
        nearest_name(&source, ["alpha", "σ", ""].into_iter());
    }

    #[test]
    fn any_run_of_words(words in prop::collection::vec(prop::sample::select(vec![
        "x", "f", "sin", "d", "dx", "1", "2.5", "1e", ".", "(", ")", "[", "]", "|", ",", "+", "-", "*", "/",
        "^", "**", "!", "=", "==", "!=", "<", "≤", "²", "⁻¹", "√", "'", "if", "then", "else", "and", "or",
        "not", "assume", "d/dx", "d^2/dx^2", "σ_1", " ", "#", "\n", "\0", "·", "−", "e", "pi",
    ]), 0..24)) {
        check(&words.concat());
        check(&words.join(" "));
    }

    #[test]
    fn a_key_is_its_own_key(name in "[a-zσΔ_0-9₁₂]{0,12}") {
        let key = normalise_name(&name).into_owned();
        prop_assert_eq!(normalise_name(&key).into_owned(), key);
    }
}
