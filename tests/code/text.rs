//! How printed code reads, and what is refused.

use gradus::Expr;
use gradus::compile::{CodeError, CodeOptions, CompileOptions, Language, With};

use super::cases::{formulas, functions};
use crate::support::snapshot;

const READ: [(&str, &str, With, &[&str]); 3] = [
    (
        "sauna",
        "50 - 1/50*x^2*(x - 6)*y^2*(y - 6)",
        With::Gradient,
        &["x", "y"],
    ),
    (
        "loss",
        "-(y*log(sigmoid(w*x + b)) + (1 - y)*log(1 - sigmoid(w*x + b)))",
        With::Hessian,
        &["w", "b", "x", "y"],
    ),
    (
        "pieces",
        "if x < 0 then sum(x^k/(1 + k*y)^2, k, 1, n) else max(x, 1)*erf(y)",
        With::Value,
        &["x", "y", "n"],
    ),
];

const LANGUAGES: [Language; 13] = [
    Language::Rust,
    Language::RustSingle,
    Language::RustNoStd,
    Language::RustNoStdSingle,
    Language::C,
    Language::CSingle,
    Language::Python,
    Language::JavaScript,
    Language::Julia,
    Language::Sql,
    Language::Json,
    Language::Tape,
    Language::Cost,
];

#[test]
fn code_reads_as_if_a_person_wrote_it() {
    for (name, text, with, names) in READ {
        let expr: Expr = text.parse().expect(text);
        let mut all = format!("{text}\n");
        for language in LANGUAGES {
            let options = CodeOptions {
                with,
                name: name.to_owned(),
                ..CodeOptions::default()
            };
            let printed = match expr.code(names, language, &options) {
                Ok(code) => code.to_string(),
                Err(error) => format!("error: {error}\n"),
            };
            all.push_str(&format!("\n==== {language} ====\n{printed}"));
        }
        snapshot(&format!("code_{name}"), all);
    }
}

/// Each language prints everything but what it refuses by name.
#[test]
fn every_function_is_printed_or_refused_by_name() {
    for case in functions().iter().chain(&formulas()) {
        for language in LANGUAGES {
            match case.code(language, "f") {
                Ok(code) => {
                    let text = code.to_string();
                    assert!(!text.contains("#1"), "{language}: {text}");
                    assert!(text.ends_with('\n'), "{language}: {text}");
                }
                Err(error) => {
                    let known = matches!(error, CodeError::OpenSum { .. })
                        || language == Language::Cost && matches!(error, CodeError::Diff(_));
                    assert!(known, "{language}: {}: {error}", case.text);
                }
            }
        }
    }
}

/// Brackets, blocks and ends balance, also where nothing runs the code.
#[test]
fn julia_is_balanced() {
    for case in functions().iter().chain(&formulas()) {
        let text = case.code(Language::Julia, "f").expect("code").to_string();
        let mut depth = 0;
        let mut brackets = Vec::new();
        for line in text.lines() {
            let line = line.trim();
            let opens = ["function ", "if ", "while "]
                .iter()
                .any(|word| line.starts_with(word));
            depth += i32::from(opens);
            depth -= i32::from(line == "end");
            assert!(depth >= 0, "{text}");
            for c in line.chars() {
                match c {
                    '(' | '[' => brackets.push(c),
                    ')' => assert_eq!(brackets.pop(), Some('('), "{text}"),
                    ']' => assert_eq!(brackets.pop(), Some('['), "{text}"),
                    _ => {}
                }
            }
            assert!(brackets.is_empty(), "{text}");
        }
        assert_eq!(depth, 0, "{text}");
        assert!(!text.contains([';', '{']) || text.contains("; "), "{text}");
    }
}

#[test]
fn json_reads_back() {
    for case in formulas() {
        let text = case.code(Language::Json, "f").expect("code").to_string();
        let json: serde_json::Value = serde_json::from_str(&text).expect(&text);
        assert_eq!(
            json["inputs"].as_array().map(Vec::len),
            Some(case.names.len())
        );
        assert!(
            json["results"]["value"] != serde_json::Value::Null,
            "{text}"
        );
    }
}

#[test]
fn deep_formulas_are_printed() {
    // Long sums and nested pieces take no native stack.
    let mut long = String::from("x");
    let mut nested = String::from("x");
    for at in 0..800 {
        long.push_str(&format!(" + sin({at}*x)*y^{}", at % 5));
    }
    for at in 0..300 {
        nested = format!("if x < {at} then {nested} else (x + {at})^5*(y - {at})^5*x*y");
    }
    for text in [long, nested] {
        let expr: Expr = text.parse().expect("an expression");
        for language in LANGUAGES {
            let options = CodeOptions {
                with: With::Gradient,
                ..CodeOptions::default()
            };
            let code = expr.code(["x", "y"], language, &options);
            if language != Language::Sql {
                assert!(code.is_ok(), "{language}: {code:?}");
            }
        }
    }
}

#[test]
fn what_cannot_be_printed_is_named() {
    let refused = |text: &str, language| {
        let expr: Expr = text.parse().expect(text);
        let names = expr.free_symbols();
        expr.code(&names, language, &CodeOptions::default())
            .expect_err(text)
            .to_string()
    };
    assert_eq!(
        refused("sum(x^k, k, 1, n)", Language::Sql),
        "a sum whose bounds are not numbers can't be printed in sql: give numbers"
    );
    assert_eq!(
        refused("polygamma(500, x)", Language::C),
        "`polygamma` can't be printed in c"
    );
    assert!(refused("f(x)", Language::C).contains("the function `f` has no definition"));
}

#[test]
fn costs_are_counted() {
    let f: Expr = "exp(x*y)*sin(y) + x^3/(1 + z)"
        .parse()
        .expect("an expression");
    let cost = f
        .cost(["x", "y", "z"], &CompileOptions::default())
        .expect("a cost");
    assert_eq!(cost.value.calls.get("exp"), Some(&1));
    assert_eq!(cost.value.divisions, 1);
    assert_eq!(cost.value.total(), 9);
    assert!(cost.gradient.total() < 5 * cost.value.total());
    assert_eq!((cost.nonzeros, cost.variables), (7, 3));
    let code = f
        .code(["x", "y", "z"], Language::Cost, &CodeOptions::default())
        .expect("a cost");
    assert!(
        code.to_string().starts_with("value = 9 operations in "),
        "{code}"
    );
}
