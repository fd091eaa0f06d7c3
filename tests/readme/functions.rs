//! The README's table of functions, from the function table.

use gradus::function::{Notation, Row, TABLE};

const BEGIN: &str = "<!-- functions: begin";
const END: &str = "<!-- functions: end -->";

/// The text with the rows between the two marks made anew.
pub fn renew(text: &str) -> String {
    let begin = text.find(BEGIN).expect("the mark before the functions");
    let begin = begin + text[begin..].find('\n').expect("the end of the mark") + 1;
    let end = text.find(END).expect("the mark after the functions");
    let rows: String = TABLE.iter().map(line).collect();
    let head = "| function | also | is | derivative | where |\n|---|---|---|---|---|\n";
    format!("{}{head}{rows}{}", &text[..begin], &text[end..])
}

fn line(row: &Row) -> String {
    let more = if row.variadic { ", ..." } else { "" };
    let call = format!("{}({}{more})", row.name, row.parameters.join(", "));
    let postfix = match row.notation {
        Notation::Call => None,
        Notation::Postfix(mark) => Some(format!("{}{mark}", row.parameters[0])),
    };
    let also: Vec<String> = postfix
        .into_iter()
        .chain(row.aliases.iter().map(|alias| (*alias).to_string()))
        .map(|name| code(&name))
        .collect();
    let many = row.parameters.len() > 1;
    let partials: Vec<String> = (row.parameters.iter().zip(row.partials))
        .filter(|(_, partial)| !partial.is_empty())
        .map(|(parameter, partial)| match many {
            true => format!("in {parameter}: {}", code(partial)),
            false => code(partial),
        })
        .collect();
    let domain = match row.domain {
        "" => "everywhere".to_string(),
        domain => code(domain),
    };
    format!(
        "| {} | {} | {} | {} | {domain} |\n",
        code(&call),
        also.join(", "),
        row.help.replace('|', "\\|"),
        partials.join("; "),
    )
}

/// As code in a cell of a table.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}
