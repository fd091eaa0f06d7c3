//! What helps a person type a line: what each word of it is, how a word may go on, and how the
//! call that is being typed is written. Without a terminal: colours and keys are the prompt's.

mod complete;
mod mark;

use std::collections::{BTreeSet, HashMap};

pub use mark::{Class, Mark, matching};

use super::{Session, WORDS, operations};
use crate::function;
use crate::syntax::normalise_name;

/// Something that can be typed, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is typed: a name, with the bracket of a call.
    pub text: String,
    /// What it is, in a line.
    pub help: String,
    /// How it is called; nothing for what is not called.
    pub signature: Option<String>,
    /// Its class.
    pub class: Class,
}

impl Entry {
    /// The name alone.
    pub fn name(&self) -> &str {
        self.text.trim_end_matches(['(', ' '])
    }
}

/// Words that stand between expressions; they take no arguments.
const BETWEEN: &[&str] = &["then", "else", "and", "or", "not"];

/// The most symbols of earlier lines that are completed.
const MOST_SEEN: usize = 200;

/// The names that a prompt knows.
///
/// # Examples
/// ```
/// use gradus::session::{Session, assist::{Class, Names}};
/// let mut session = Session::new();
/// session.run("speed(t) = 3t^2")?;
/// let mut names = Names::new();
/// names.update(&session);
/// let (start, entries) = names.complete("2 + spe", 7);
/// assert_eq!((start, entries[0].text.as_str()), (4, "speed("));
/// assert_eq!(names.signature("speed(", 6), Some("speed(t) = 3*t^2"));
/// assert_eq!(names.marks("speed(x)")[0].class, Class::Defined);
/// # Ok::<(), gradus::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Names {
    /// Of the language, in order.
    built_in: Vec<Entry>,
    by_name: HashMap<String, usize>,
    defined: Vec<Entry>,
    /// The places of the defined names, by key.
    by_key: HashMap<String, usize>,
    /// Symbols of earlier lines.
    seen: BTreeSet<String>,
    /// How many results can be used.
    results: usize,
}

impl Default for Names {
    fn default() -> Self {
        Self::new()
    }
}

impl Names {
    /// The names of the language.
    pub fn new() -> Self {
        let functions = function::all().map(|function| {
            let row = function.row();
            let more = if row.variadic { ", ..." } else { "" };
            Entry {
                text: format!("{}(", row.name),
                help: row.help.to_owned(),
                signature: Some(format!("{}({}{more})", row.name, row.parameters.join(", "))),
                class: Class::Function,
            }
        });
        let operations = operations::operations().map(|operation| Entry {
            text: format!("{}(", operation.name),
            help: operation.help.to_owned(),
            signature: Some(operation.signature.to_owned()),
            class: Class::Operation,
        });
        let words = WORDS.iter().map(|(word, help)| {
            let (signature, help) = help.split_once('\n').unwrap_or((help, ""));
            let called = signature
                .strip_prefix(word)
                .is_some_and(|rest| rest.starts_with('('));
            let spaced = signature
                .strip_prefix(word)
                .is_some_and(|rest| rest.starts_with(' '));
            let end = match (called, spaced) {
                (true, _) => "(",
                (_, true) => " ",
                _ => "",
            };
            Entry {
                text: format!("{word}{end}"),
                help: help.lines().next().unwrap_or("").to_owned(),
                signature: called.then(|| signature.to_owned()),
                class: if called || end.is_empty() {
                    Class::Function
                } else {
                    Class::Word
                },
            }
        });
        let between = BETWEEN.iter().map(|word| Entry {
            text: format!("{word} "),
            help: String::new(),
            signature: None,
            class: Class::Word,
        });
        let mut built_in: Vec<Entry> = functions
            .chain(operations)
            .chain(words)
            .chain(between)
            .collect();
        built_in.sort_by(|a, b| a.text.cmp(&b.text));
        let by_name = (built_in.iter().enumerate())
            .map(|(at, entry)| (entry.name().to_owned(), at))
            .collect();
        Names {
            built_in,
            by_name,
            defined: Vec::new(),
            by_key: HashMap::new(),
            seen: BTreeSet::new(),
            results: 0,
        }
    }

    /// Takes over what a session has defined and computed.
    pub fn update(&mut self, session: &Session) {
        self.defined = session
            .definitions
            .all()
            .map(|definition| {
                let text = definition.line();
                let called = definition.parameters().is_some();
                let end = if called { "(" } else { "" };
                Entry {
                    text: format!("{}{end}", definition.spelling()),
                    signature: called.then(|| text.clone()),
                    help: text,
                    class: Class::Defined,
                }
            })
            .collect();
        self.by_key = (self.defined.iter().enumerate())
            .map(|(at, entry)| (normalise_name(entry.name()).into_owned(), at))
            .collect();
        let before = std::mem::replace(&mut self.results, session.results.count());
        if let Some(value) = session.results.last()
            && self.results != before
            && self.seen.len() < MOST_SEEN
        {
            // A short name is typed as fast as it is completed.
            let names = value.free_symbols().into_iter();
            self.seen.extend(
                names
                    .filter(|name| name.chars().nth(2).is_some())
                    .take(MOST_SEEN),
            );
        }
    }

    /// The names there are, for "did you mean".
    pub fn all(&self) -> impl Iterator<Item = &Entry> {
        self.defined.iter().chain(&self.built_in)
    }

    /// What is known of a name.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        let defined = self.by_key.get(&*normalise_name(name));
        let defined = defined.and_then(|&at| self.defined.get(at));
        defined.or_else(|| {
            let at = self.by_name.get(name).or_else(|| {
                let function = crate::syntax::function_named(name)?;
                self.by_name.get(function.name())
            });
            self.built_in.get(*at?)
        })
    }

    fn is_seen(&self, name: &str) -> bool {
        self.seen.contains(name) || self.seen.contains(&*normalise_name(name))
    }
}
