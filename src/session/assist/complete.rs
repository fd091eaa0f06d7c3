//! How a word may go on, and how the call that is being typed is written.

use super::{Class, Entry, Names};

impl Names {
    /// Where the name before a place of a line begins, and what begins with it.
    pub fn complete(&self, line: &str, place: usize) -> (usize, Vec<Entry>) {
        let before = line.get(..place).unwrap_or(line);
        let start = name_start(before);
        let prefix = before.get(start..).unwrap_or("");
        if prefix.is_empty() {
            return (start, Vec::new());
        }
        let mut found: Vec<Entry> = (self.all())
            .filter(|entry| entry.text.starts_with(prefix))
            .cloned()
            .collect();
        let seen = self.seen.iter().filter(|name| {
            name.starts_with(prefix) && *name != prefix && self.find(name).is_none()
        });
        found.extend(seen.map(|name| Entry {
            text: name.clone(),
            help: "a symbol of an earlier result".to_owned(),
            signature: None,
            class: Class::Symbol,
        }));
        (start, found)
    }

    /// How the call is written in whose brackets a place of a line is.
    pub fn signature(&self, line: &str, place: usize) -> Option<&str> {
        let before = line.get(..place)?;
        let mut open = Vec::new();
        let mut comment = false;
        for (at, byte) in before.bytes().enumerate() {
            match byte {
                b'\n' => comment = false,
                _ if comment => {}
                b'#' => comment = true,
                b'(' => open.push(Some(at)),
                b'[' => open.push(None),
                b')' | b']' => {
                    open.pop();
                }
                _ => {}
            }
        }
        if comment {
            return None;
        }
        // A list as an argument belongs to the call.
        open.iter().rev().flatten().find_map(|&bracket| {
            let head = before.get(..bracket)?.trim_end_matches('\'');
            let name = head.get(name_start(head)..)?;
            self.find(name)?.signature.as_deref()
        })
    }
}

/// Where the name at the end of a text begins. An implicit product may begin with digits: `2si`.
fn name_start(text: &str) -> usize {
    let start = (text.char_indices().rev())
        .take_while(|(_, character)| character.is_alphanumeric() || *character == '_')
        .last()
        .map_or(text.len(), |(at, _)| at);
    let name = text.get(start..).unwrap_or("");
    start + name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Session;

    #[test]
    fn names_are_completed() {
        let mut session = Session::new();
        for line in ["sinus_of_mine = 2", "xenon_mass + 1"] {
            assert!(session.run(line).is_ok());
        }
        let mut names = Names::new();
        names.update(&session);
        let texts = |line: &str| {
            let (start, found) = names.complete(line, line.len());
            let found: Vec<String> = found.into_iter().map(|entry| entry.text).collect();
            format!("{start} {}", found.join(" "))
        };
        assert_eq!(texts("2 + sin"), "4 sinus_of_mine sin( sinh(");
        assert_eq!(texts("2grad"), "1 gradient(");
        assert_eq!(texts("x + "), "4 ");
        assert_eq!(texts("σ"), "0 ");
        assert_eq!(texts("xen"), "0 xenon_mass");
        assert_eq!(texts("piec"), "0 piecewise(");
        assert_eq!(texts("assu"), "0 assume ");
        assert!(names.all().all(|entry| !entry.help.contains('\n')));
    }

    #[test]
    fn the_innermost_call_has_its_signature() {
        let names = Names::new();
        let of = |line: &str| names.signature(line, line.len()).map(str::to_owned);
        assert_eq!(of("atan2(y"), Some("atan2(y, x)".to_owned()));
        assert_eq!(of("atan2(sin(y), "), Some("atan2(y, x)".to_owned()));
        assert_eq!(of("sin((x + "), Some("sin(x)".to_owned()));
        assert_eq!(of("sin([x, "), Some("sin(x)".to_owned()));
        assert_eq!(of("sin(x) + "), None);
        assert_eq!(of("g(x"), None);
        assert_eq!(of("x # sin("), None);
        assert_eq!(of(")"), None);
    }
}
