//! Results as pictures of characters, for a terminal.

use super::Value;
use crate::expr::{Expr, Formula, Picture, PrintOptions, Style, print};

/// The longest LaTeX of which a picture is made: what is longer is wider than any terminal.
const LONGEST: usize = 1 << 15;

/// A piece of a value that is still to be written.
enum Task<'a> {
    Value(&'a Value),
    Expr(&'a Expr),
    Text(&'static str),
}

impl Value {
    /// An expression, an equation, a list or a matrix in rows of characters; nothing for other
    /// values, and for what has more columns than `width`.
    ///
    /// # Examples
    /// ```
    /// use gradus::session::Session;
    /// let value = Session::new().evaluate("[x/2, y^2]")?;
    /// let picture = value.picture(80).unwrap();
    /// assert_eq!(picture.rows, ["⎡x    ⎤", "⎢─, y²⎥", "⎣2    ⎦"]);
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn picture(&self, width: usize) -> Option<Picture> {
        Formula::read(&self.formula()?).picture(width)
    }

    /// LaTeX with brackets that are as tall as what they enclose.
    fn formula(&self) -> Option<String> {
        let mut out = String::new();
        let mut stack = vec![Task::Value(self)];
        while let Some(task) = stack.pop() {
            match task {
                Task::Text(text) => out.push_str(text),
                Task::Expr(expr) | Task::Value(Value::Expr(expr)) => out.push_str(&latex(expr)?),
                Task::Value(Value::Equation(left, right)) => {
                    stack.extend([Task::Expr(right), Task::Text(" = "), Task::Expr(left)]);
                }
                Task::Value(Value::Series(series)) => {
                    out.push_str(&series.print(Style::Latex).ok()?);
                }
                Task::Value(Value::List(rows)) => match columns(rows) {
                    Some(_) => matrix(rows, &mut stack),
                    None => {
                        stack.push(Task::Text(r"\right]"));
                        for (at, item) in rows.iter().enumerate().rev() {
                            stack.push(Task::Value(item));
                            if at > 0 {
                                stack.push(Task::Text(", "));
                            }
                        }
                        stack.push(Task::Text(r"\left["));
                    }
                },
                Task::Value(_) => return None,
            }
            if out.len() > LONGEST {
                return None;
            }
        }
        Some(out)
    }
}

/// The columns of a matrix: rows of as many entries each, which are no lists.
fn columns(rows: &[Value]) -> Option<usize> {
    let mut columns = None;
    for row in rows {
        let Value::List(entries) = row else {
            return None;
        };
        let nested = entries.iter().any(|entry| matches!(entry, Value::List(_)));
        if nested || entries.is_empty() || columns.is_some_and(|count| count != entries.len()) {
            return None;
        }
        columns = Some(entries.len());
    }
    columns
}

fn matrix<'a>(rows: &'a [Value], stack: &mut Vec<Task<'a>>) {
    stack.push(Task::Text(r" \end{bmatrix}"));
    for (at, row) in rows.iter().enumerate().rev() {
        let Value::List(entries) = row else { continue };
        for (column, entry) in entries.iter().enumerate().rev() {
            stack.push(Task::Value(entry));
            if column > 0 {
                stack.push(Task::Text(" & "));
            }
        }
        if at > 0 {
            stack.push(Task::Text(r" \\ "));
        }
    }
    stack.push(Task::Text(r"\begin{bmatrix} "));
}

fn latex(expr: &Expr) -> Option<String> {
    let options = PrintOptions {
        style: Style::Latex,
        decimals: expr.flags().decimals,
        limit: LONGEST,
    };
    expr.with(|arena, id| {
        let id = arena.canonical(id).unwrap_or(id);
        print(arena, id, &options).ok()
    })
}
