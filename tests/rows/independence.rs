//! Results do not depend on the number of threads or on where the table is.

use gradus::Expr;
use gradus::compile::CompileOptions;
use gradus::data::RowFunction;

use super::{cases, compiled, read, table, values};

fn bits(function: &RowFunction, point: &[f64], outputs: usize) -> Vec<u64> {
    let mut out = vec![f64::NAN; outputs];
    function.evaluate(point, &mut out).expect("values");
    out.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn threads_and_places_give_the_same_bits() {
    // Some whole blocks of a table in a file, and a part of one.
    let data = table(3 * 131_072 + 12_345);
    let spilled = data.with_memory_limit(1 << 16).expect("a temporary file");
    assert!(spilled.is_spilled() && !data.is_spilled());
    let outputs: Vec<Expr> = [
        "sum((y - a*x - b)^2)",
        "mean(exp(-a*w)*cos(b*x))",
        "mean((y - mean(y + a*z))^2)",
    ]
    .iter()
    .map(|text| read(text))
    .collect();
    let point = [0.8, -0.4];
    let one = compiled(&outputs, &["a", "b"], &data).threads(1);
    let expected = bits(&one, &point, outputs.len());
    for data in [&data, &spilled] {
        for threads in [1, 2, 3] {
            let function = compiled(&outputs, &["a", "b"], data).threads(threads);
            assert_eq!(bits(&function, &point, outputs.len()), expected);
        }
    }
}

#[test]
fn a_file_of_few_rows_is_as_good() {
    let data = table(50);
    let spilled = data.with_memory_limit(0).expect("a temporary file");
    assert!(spilled.is_spilled());
    for text in cases() {
        let outputs = [read(&text)];
        let at = [("a", 0.8), ("b", -0.4)];
        let [here, there] = [&data, &spilled].map(|data| values(&outputs, &at, data)[0].to_bits());
        assert_eq!(here, there, "{text}");
    }
}

#[test]
fn the_temporary_file_goes_with_the_table() {
    let count = || {
        let mine = format!("gradus-{}-", std::process::id());
        let files = std::fs::read_dir(std::env::temp_dir()).expect("a folder");
        files
            .filter_map(Result::ok)
            .filter(|file| file.file_name().to_string_lossy().starts_with(&mine))
            .filter(|file| file.metadata().is_ok_and(|data| data.len() == 17 * 4 * 8))
            .count()
    };
    let spilled = table(17).with_memory_limit(0).expect("a temporary file");
    let function = compiled(&[read("sum(a*x)")], &["a"], &spilled);
    drop(spilled);
    assert_eq!(count(), 1);
    drop(function);
    assert_eq!(count(), 0);
}

#[test]
fn passes_are_as_few_as_levels() {
    let data = table(9);
    let passes = |text: &str| {
        let function = RowFunction::compile(
            &[read(text)],
            &["a", "b"],
            &data,
            &CompileOptions::default(),
        );
        function.expect("a function over rows").passes()
    };
    assert_eq!(passes("sum(a*x)*sum(b*y^2) + mean(x*a)"), 1);
    // What depends on no parameter is known beforehand.
    assert_eq!(passes("sum((a*x - mean(x))^2)"), 1);
    assert_eq!(passes("a*sum((x - mean(x))^2)"), 0);
    assert_eq!(passes("sum((y - mean(a*x))^2)"), 2);
    assert_eq!(passes("sum(a) + mean(b)"), 0);
}

#[test]
fn what_is_the_same_in_every_row_is_exact() {
    let data = table(10);
    let outputs = [
        "sum(a)", "mean(a)", "sum(1)", "mean(pi)", "sum(0*x)", "a + b",
    ]
    .map(read);
    let found = values(&outputs, &[("a", 0.1), ("b", 0.2)], &data);
    assert_eq!(
        found,
        [1.0, 0.1, 10.0, std::f64::consts::PI, 0.0, 0.1 + 0.2]
    );
}
