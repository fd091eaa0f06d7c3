//! Values to many digits, against references.

use gradus::compile::{DigitsError, RunError};

use super::parse;

/// A decimal number as its digits without zeros around them, and the place of the first.
fn normal(text: &str) -> (bool, String, i64) {
    let (negative, size) = match text.strip_prefix('-') {
        Some(size) => (true, size),
        None => (false, text),
    };
    let (mantissa, exponent) = size.split_once('e').unwrap_or((size, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let zeros = all.len() - all.trim_start_matches('0').len();
    let first = exponent.parse::<i64>().unwrap() + whole.len() as i64 - 1 - zeros as i64;
    let digits = all.trim_matches('0').to_owned();
    if digits.is_empty() {
        return (false, digits, 0);
    }
    (negative, digits, first)
}

#[test]
fn every_function_to_50_digits() {
    for line in include_str!("../data/digits/values.csv").lines() {
        let (text, expected) = line.split_once(';').unwrap();
        let found = parse(text)
            .digits(50)
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(normal(&found), normal(expected), "{text}");
    }
}

/// Angles far beyond the turns that doubles tell apart, and integers that are no doubles.
#[test]
fn large_arguments_to_30_digits() {
    for line in include_str!("../data/digits/large.csv").lines() {
        let (text, expected) = line.split_once(';').unwrap();
        let found = (parse(text).digits(30)).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(normal(&found), normal(expected), "{text}");
    }
}

#[test]
fn constants_to_1000_digits() {
    for line in include_str!("../data/digits/constants.csv").lines() {
        let (text, expected) = line.split_once(';').unwrap();
        let found = parse(text).digits(1000).unwrap();
        assert_eq!(normal(&found), normal(expected), "{text}");
    }
}

/// Every function of the table has a value to 50 digits somewhere.
#[test]
fn no_function_is_left_out() {
    let text = include_str!("../data/digits/values.csv");
    for function in gradus::function::all() {
        let call = format!("{}(", function.name());
        let shown = text.lines().any(|line| line.starts_with(&call));
        assert!(shown, "{} has no reference", function.name());
    }
}

#[test]
fn numbers_mean_what_is_typed() {
    assert_eq!(parse("0.1").digits(50).unwrap(), "0.1");
    assert_eq!(parse("0.1 + 0.2 - 0.3").digits(50).unwrap(), "0");
    assert_eq!(parse("1/3").digits(5).unwrap(), "0.33333");
    assert_eq!(parse("sin(pi/6)").digits(50).unwrap(), "0.5");
    assert_eq!(parse("exp(1000)").digits(5).unwrap(), "1.9701e434");
    assert_eq!(parse("2^0.5").digits(10).unwrap(), "1.414213562");
}

#[test]
fn what_has_no_digits_says_why() {
    let refused = |text: &str, digits: u32| parse(text).digits(digits).unwrap_err();
    assert!(matches!(refused("pi", 0), DigitsError::Count { .. }));
    assert!(matches!(
        refused("pi", 1_000_000),
        DigitsError::Count { .. }
    ));
    assert!(matches!(refused("x", 5), DigitsError::Compile(_)));
    assert!(matches!(refused("log(-pi)", 5), DigitsError::NotReal));
    let zero = refused(
        "sin(1)^2 + cos(1)^2 - 1 + log(2)*log(3) - log(3)*log(2)",
        20,
    );
    let DigitsError::Undecided { vanishes: true, .. } = zero else {
        panic!("{zero}");
    };
    assert!(zero.to_string().starts_with("not decided at 20 digits"));
    let long = refused("sum(i*pi, i, 1, 10000000)", 20_000);
    assert!(
        matches!(long, DigitsError::Run(RunError::TooLong)),
        "{long}"
    );
}
