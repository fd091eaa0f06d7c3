//! Code for languages that other programs run: `tools/code/run` gives it to NumPy, and to engines
//! of JavaScript and SQL, which compare the numbers.
//!
//! One case a line: the code, points, the numbers that gradus has there, and how far they may be
//! off. Numbers are texts, because JSON has neither NaN nor infinities.

use std::path::Path;

use gradus::compile::{CodeError, Language, With};
use serde_json::json;

use super::cases::{formulas, functions, random};

#[test]
fn cases_are_written_for_other_languages() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("code");
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut cases = formulas();
    cases.extend(functions());
    cases.extend(random(0xC0DE_0002, 40));
    for language in [Language::Python, Language::JavaScript, Language::Sql] {
        let mut text = String::new();
        let mut written = 0;
        for (number, case) in cases.iter().enumerate() {
            let name = format!("case{number}");
            let code = match case.code(language, &name) {
                Ok(code) => code,
                Err(CodeError::OpenSum { .. }) => continue,
                Err(error) => panic!("{language}: {}: {error}", case.text),
            };
            let helpers: Vec<_> = code
                .helpers
                .iter()
                .map(|helper| json!([helper.name, helper.text]))
                .collect();
            let numbers = |values: &[f64]| -> Vec<String> {
                values.iter().map(|value| format!("{value:?}")).collect()
            };
            let points: Vec<_> = case
                .points
                .iter()
                .map(|(point, expected)| json!([numbers(point), numbers(expected)]))
                .collect();
            let with = match case.with {
                With::Value => "value",
                With::Gradient => "gradient",
                With::Hessian => "hessian",
            };
            let line = json!({
                "formula": case.text, "name": name, "inputs": case.names, "with": with,
                "head": code.head, "helpers": helpers, "function": code.function,
                "points": points, "tolerance": case.tolerance, "floor": case.floor,
            });
            text.push_str(&format!("{line}\n"));
            written += 1;
        }
        assert!(written > 150, "{language}: {written} cases");
        std::fs::write(folder.join(format!("{language}.jsonl")), text).expect("a file");
    }
}
