//! What can't be computed over rows says why.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use gradus::compile::EvalError;
use gradus::data::{Data, DataError, RowError};

use super::{compiled, read, table, try_compiled};

#[test]
fn refusals() {
    let data = table(4);
    for (text, parameters, message) in [
        (
            "x + sum(a*x)",
            &["a"][..],
            "`x` is a column of the data and stands outside sums and means over its rows; write \
             sum(...) or mean(...) around it",
        ),
        (
            "sum(x*c)",
            &["a"],
            "`c` has no value; give one, such as c=1",
        ),
        (
            "sum(x)",
            &["x"],
            "`x` is a column of the data, so it can't have a value of its own; rename one of the \
             two",
        ),
        (
            "sum(sum(x*i), i, 1, 3)",
            &[],
            "a sum over rows depends on i, the index of a sum that it stands in; write the sum \
             over i inside the sum over rows",
        ),
        (
            "sum(f(x))",
            &[],
            "the function `f` has no definition; define it first",
        ),
    ] {
        let error = try_compiled(&[read(text)], parameters, &data).expect_err(text);
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn an_index_with_the_name_of_a_column_is_the_index() {
    let data = table(4);
    let function = compiled(&[read("sum(x^2, x, 1, 3) + 0*sum(y)")], &[], &data);
    let mut out = [0.0];
    function.evaluate(&[], &mut out).expect("a value");
    assert_eq!(out, [14.0]);
}

#[test]
fn wrong_lengths_and_interruptions_are_errors() {
    let data = table(4);
    let function = compiled(&[read("sum(a*x)")], &["a"], &data);
    let error = function.evaluate(&[], &mut [0.0]).expect_err("no value");
    assert_eq!(
        error,
        RowError::Eval(EvalError::InputLength {
            expected: 1,
            found: 0
        })
    );
    let error = function.evaluate(&[1.0], &mut []).expect_err("no place");
    assert!(matches!(
        error,
        RowError::Eval(EvalError::OutputLength { .. })
    ));
    let flag = Arc::new(AtomicBool::new(true));
    let error = function.interrupt(flag).evaluate(&[1.0], &mut [0.0]);
    assert_eq!(error, Err(RowError::Eval(EvalError::Interrupted)));
}

#[test]
fn tables_are_checked() {
    let message = |columns: Vec<(&str, Vec<f64>)>| match Data::from_columns(columns) {
        Ok(_) => panic!("a table"),
        Err(error) => error.to_string(),
    };
    assert_eq!(
        message(vec![("x", vec![1.0, 2.0]), ("y", vec![1.0])]),
        "the column `y` has 1 values, but the first column has 2"
    );
    assert_eq!(
        message(vec![("x_1", vec![1.0]), ("x1", vec![1.0])]),
        "two columns have the name `x1`; rename one"
    );
    assert_eq!(
        message(vec![("x", vec![1.0, f64::NAN])]),
        "row 2, column `x`: `NaN` is not a finite number"
    );
    assert_eq!(message(vec![("x", vec![])]), "the data have no rows");
    assert_eq!(
        Data::from_columns(Vec::<(&str, Vec<f64>)>::new()).err(),
        Some(DataError::NoRows)
    );
}
