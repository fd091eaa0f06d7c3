//! `gradus uncertainty` and `gradus sensitivity`.

use super::arguments::{Parameters, UncertainArguments};
use super::batch::carried::{self, Moving, Quantities};
use super::batch::options::Options;
use super::batch::reply::Answer;
use super::values::{Refusal, assignments, number, numbers};

type Result<T> = std::result::Result<T, Refusal>;

/// What may stand between a value and its standard deviation.
const SIGNS: [&str; 3] = ["±", "+/-", "+-"];

/// The value of a formula with its error.
///
/// # Errors
/// For values that are none, and as [`carried::uncertainty`].
pub fn uncertainty(text: &str, given: &UncertainArguments, options: &Options) -> Result<Answer> {
    let mut known = Vec::new();
    let mut has_deviation = false;
    for (name, value) in assignments(given.values.iter().map(String::as_str))? {
        let split = SIGNS.iter().find_map(|sign| value.split_once(sign));
        let (value, deviation) = match split {
            Some((value, deviation)) => {
                has_deviation = true;
                (number(value)?, number(deviation)?)
            }
            None => (number(value)?, 0.0),
        };
        known.push((name.to_owned(), value, deviation));
    }
    if !has_deviation {
        return Err(Refusal::Call(
            "no value has a standard deviation; give one, such as x=2+-0.1".to_owned(),
        ));
    }
    let mut correlations = Vec::new();
    for text in &given.correlation {
        let wrong = || Refusal::Call(format!("`{text}` is not a correlation such as x,y=0.5"));
        let (names, value) = text.split_once('=').ok_or_else(wrong)?;
        let (a, b) = names.split_once(',').ok_or_else(wrong)?;
        correlations.push((a.trim().to_owned(), b.trim().to_owned(), number(value)?));
    }
    let quantities = Quantities {
        text: text.into(),
        known,
        correlations,
        covariance: None,
        order: carried::order_of(f64::from(given.order))?,
        formula: given.formula,
    };
    Ok(carried::uncertainty(&quantities, options)?)
}

/// The minimum from a start, and how it moves with parameters.
///
/// # Errors
/// For values that are none, and as [`carried::sensitivity`].
pub fn sensitivity(
    text: &str,
    wrt: Option<Vec<String>>,
    given: &Parameters,
    options: &Options,
) -> Result<Answer> {
    let trimmed = |names: &Vec<String>| names.iter().map(|name| name.trim().to_owned()).collect();
    let problem = Moving {
        text: text.into(),
        variables: wrt,
        parameters: given.parameters.as_ref().map(trimmed),
        at: numbers(&given.at)?,
        start: numbers(&given.start)?,
    };
    Ok(carried::sensitivity(&problem, options)?)
}
