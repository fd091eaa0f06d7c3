//! Answers as a person reads them.

use gradus::expr::double;
use gradus::optimize::Iterate;

use super::arguments::Format;
use super::batch::fields::Real;
use super::batch::reply::{Answer, Shaped, Texts};

/// An answer as text: the result, then a line for each value.
pub fn text(answer: &Answer, format: Format) -> String {
    let mut lines = Vec::new();
    if let Some(Texts::Printed(texts)) = &answer.result {
        lines.push(shaped(texts, format, String::clone));
    }
    if let Some(entries) = &answer.entries {
        lines.extend(entries.lines.iter().cloned());
    }
    if let Some(points) = &answer.points {
        lines.push(points.to_string());
    }
    if let Some(found) = &answer.found {
        lines.push(found.to_string());
    }
    for values in answer.values.iter().flatten() {
        lines.push(shaped(values, format, |Real(value)| double(*value)));
    }
    lines.join("\n")
}

fn shaped<T>(items: &Shaped<T>, format: Format, show: impl Fn(&T) -> String) -> String {
    let list = |row: &[T]| row.iter().map(&show).collect::<Vec<_>>();
    let latex = format == Format::Latex;
    match items {
        Shaped::One(item) => show(item),
        Shaped::List(row) if latex => format!(r"\left[{}\right]", list(row).join(", ")),
        Shaped::List(row) => format!("[{}]", list(row).join(", ")),
        Shaped::Rows(rows) if latex => {
            let rows: Vec<String> = rows.iter().map(|row| list(row).join(" & ")).collect();
            format!(r"\begin{{pmatrix}} {} \end{{pmatrix}}", rows.join(r" \\ "))
        }
        Shaped::Rows(rows) => {
            let rows: Vec<String> = rows
                .iter()
                .map(|row| format!("[{}]", list(row).join(", ")))
                .collect();
            format!("[{}]", rows.join(", "))
        }
        Shaped::Entries(entries) => {
            let entries = entries
                .iter()
                .map(|(row, column, item)| format!("[{row}, {column}, {}]", show(item)));
            format!("[{}]", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The points of a walk, a row each.
pub fn table(names: &[String], points: &[Iterate]) -> String {
    let mut header = vec!["step".to_owned()];
    header.extend(names.iter().cloned());
    header.extend(["f".to_owned(), "gradient norm".to_owned()]);
    let mut rows = vec![header];
    for (step, point) in points.iter().enumerate() {
        let mut row = vec![step.to_string()];
        row.extend(point.x.iter().map(|&value| double(value)));
        row.extend([double(point.f), double(point.gradient_norm)]);
        rows.push(row);
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, &width)| format!("{cell:<width$}"))
                .collect();
            cells.join("  ").trim_end().to_owned()
        })
        .collect();
    lines.join("\n")
}
