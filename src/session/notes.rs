//! Remarks about readings that are right by the rules and may still surprise.

use std::collections::HashSet;

use super::{Session, operations, text};
use crate::expr::lower::form;
use crate::function;
use crate::syntax::{self, Ast, AstKind, Binary, Note};

impl Session {
    /// The remarks that a text's reading calls for: a division before an implicit product, a
    /// function's name that is read as a variable, a call of an unknown function that is spelled
    /// almost like a known one or like a variable.
    pub(super) fn notes(&self, source: &str, ast: &Ast) -> Vec<String> {
        let mut notes: Vec<String> = ast
            .notes
            .iter()
            .map(|note| match note {
                Note::ImplicitAfterDivision { span } => {
                    let typed = text(source, *span);
                    format!("`{typed}` is divided first: `1/2x` means `(1/2)*x`")
                }
            })
            .collect();
        let mut called = HashSet::new();
        for node in &ast.nodes {
            let note = match node.kind {
                AstKind::Binary {
                    operator: Binary::Multiply,
                    left,
                    implicit: true,
                    ..
                } => {
                    let left = ast.nodes[left.0 as usize];
                    let name = text(source, left.span);
                    let function = left.kind == AstKind::Name
                        && syntax::function_named(name).is_some()
                        && self.definitions.get(name).is_none()
                        // A Greek letter before a factor is a variable more often than not.
                        && syntax::greek(name).is_none();
                    function.then(|| format!("`{name}` is read as a variable here; for the function write `{name}(…)`"))
                }
                // Each name is looked at once, however often it is called.
                AstKind::Call { name, .. } if called.insert(text(source, name)) => {
                    self.call_note(source, ast, text(source, name))
                }
                _ => None,
            };
            if let Some(note) = note
                && !notes.contains(&note)
            {
                notes.push(note);
            }
        }
        notes
    }

    fn call_note(&self, source: &str, ast: &Ast, name: &str) -> Option<String> {
        let known = syntax::function_named(name).is_some()
            || operations::is_operation(name)
            || form::ALL.contains(&name)
            || self.definitions.get(name).is_some();
        if known {
            return None;
        }
        let also_variable = ast
            .nodes
            .iter()
            .any(|node| node.kind == AstKind::Name && text(source, node.span) == name);
        if also_variable {
            return Some(format!(
                "`{name}(…)` is a call of a function `{name}`; for a product write `{name}*(…)`"
            ));
        }
        self.nearest_call(name)
            .map(|near| format!("`{name}` is an unknown function; did you mean `{near}`?"))
    }

    /// The name of a function, operation or definition that is spelled almost like this one.
    pub(super) fn nearest_call(&self, name: &str) -> Option<String> {
        let lower = name.to_lowercase();
        if lower != name && syntax::function_named(&lower).is_some() {
            return Some(lower);
        }
        let defined = self.definitions.spellings();
        let functions = function::all().flat_map(|function| {
            std::iter::once(function.name()).chain(function.row().aliases.iter().copied())
        });
        let operations = operations::operations().map(|operation| operation.name);
        let candidates = functions
            .chain(operations)
            .chain(form::ALL)
            .chain(defined.iter().map(String::as_str));
        syntax::nearest_name(name, candidates).map(str::to_owned)
    }
}
