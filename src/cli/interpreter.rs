//! What a line of a script or of the prompt does.

use gradus::compile::KinkPolicy;
use gradus::function;
use gradus::session::{Outcome, Session, Value, operations};
use gradus::{Error, Style};

/// What a line did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// The line asks to leave.
    Quit,
    /// A text that was asked for.
    Help(String),
    /// A result.
    Result {
        /// The result in plain text.
        text: String,
        /// Remarks.
        notes: Vec<String>,
    },
    /// Something is known now: the text repeats it.
    Known(String),
    /// Nothing to do.
    Nothing,
}

/// Runs a line.
///
/// # Errors
/// As [`Session::run`], and for results that are too long to be written.
pub fn respond(session: &mut Session, line: &str) -> Result<Response, Error> {
    let words: Vec<&str> = line
        .split('#')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .collect();
    match words.as_slice() {
        ["quit" | "exit"] => return Ok(Response::Quit),
        ["help"] => return Ok(Response::Help(overview())),
        ["help", name] => return Ok(Response::Help(help(session, name))),
        ["kink"] => return Ok(Response::Help(format!("kink {}", session.kink()))),
        ["kink", name] => {
            if let Some(policy) = KinkPolicy::named(name) {
                session.set_kink(policy);
                return Ok(Response::Known(format!("kink {policy}")));
            }
        }
        _ => {}
    }
    Ok(match session.run(line)? {
        Outcome::Value {
            value,
            mut notes,
            domain,
        } => {
            if !domain.is_empty() {
                notes.push(format!("where {}", domain.join(" and ")));
            }
            if let Value::Report(minimum) = &value {
                notes.push(minimum.explanation());
            }
            let text = value.print(Style::Text)?;
            Response::Result { text, notes }
        }
        Outcome::Defined { text, .. } | Outcome::Assumed { text } | Outcome::Rule { text } => {
            Response::Known(text)
        }
        _ => Response::Nothing,
    })
}

/// What there is to know about a name.
pub fn help(session: &Session, name: &str) -> String {
    if let Some(text) = session.help(name) {
        return text.trim_end().to_owned();
    }
    let known = function::all()
        .map(|function| function.name())
        .chain(operations().map(|operation| operation.name));
    match gradus::syntax::nearest_name(name, known) {
        Some(near) => format!("there is no `{name}`; did you mean `{near}`?"),
        None => format!("there is no `{name}`; `help` lists what there is"),
    }
}

/// The text of `help`: the language in short, the operations, the functions.
pub fn overview() -> String {
    let mut text = String::from(
        "Type a formula or an operation; the result is printed.\n\
         \x20 3x^2 + 2x + 10             a formula: `^` is a power, `2x` a product\n\
         \x20 f(x, y) = x^2*y, a = 3     definitions\n\
         \x20 f'(2), diff(f(x, y), x)    derivatives\n\
         \x20 assume p > 0               an assumption\n\
         \x20 kink zero                  derivatives at kinks: nan, left, right or zero\n\
         \x20 help NAME                  about a function or an operation\n\
         \x20 quit                       to leave\n\
         \nOperations:\n",
    );
    for operation in operations() {
        text.push_str(&format!("  {:<11}  {}\n", operation.name, operation.help));
    }
    text.push_str("\nFunctions:\n");
    let mut width = 0;
    for function in function::all() {
        let name = function.name();
        if width == 0 || width + name.len() > 76 {
            text.push_str(if width == 0 { "  " } else { "\n  " });
            width = 0;
        } else {
            text.push(' ');
        }
        text.push_str(name);
        width += name.len() + 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_these_responses() {
        let mut session = Session::new();
        let mut transcript = String::new();
        for line in include_str!("../../tests/corpus/cli/prompt.txt").lines() {
            let response = match respond(&mut session, line) {
                Ok(Response::Quit) => "(leaves)".to_owned(),
                Ok(Response::Help(text) | Response::Known(text)) => text,
                Ok(Response::Result { text, notes }) => {
                    let notes = notes.iter().map(|note| format!("\nnote: {note}"));
                    text + &notes.collect::<String>()
                }
                Ok(Response::Nothing) => continue,
                Err(error) => format!("error: {error}"),
            };
            transcript.push_str(&format!("> {line}\n{response}\n"));
        }
        insta::with_settings!({
            snapshot_path => "../../snapshots",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!("cli_prompt", transcript);
        });
    }

    #[test]
    fn the_overview_names_everything() {
        let text = overview();
        for operation in operations() {
            assert!(text.contains(operation.name));
        }
        for function in function::all() {
            assert!(text.contains(function.name()));
        }
        assert!(text.lines().all(|line| line.chars().count() <= 90));
    }
}
