//! LaTeX into a formula.

use std::borrow::Cow;

use super::{Formula, Item, Kind, Run, Shape};
use crate::syntax::greek;

/// Commands that are signs, with what they show.
#[rustfmt::skip]
const SIGNS: &[(&str, &str)] = &[
    ("cdot", "⋅"), ("le", "≤"), ("ge", "≥"), ("ne", "≠"), ("land", "∧"), ("lor", "∨"),
    ("neg", "¬"), ("lfloor", "⌊"), ("rfloor", "⌋"), ("lceil", "⌈"), ("rceil", "⌉"),
    ("{", "{"), ("}", "}"), ("ldots", "…"), ("in", "∈"), ("to", "→"),
];

/// Commands that are letters, with what they show.
const LETTERS: &[(&str, &str)] = &[("partial", "∂"), ("infty", "∞")];

/// Delimiters, as they stand behind `\left` and `\right`.
#[rustfmt::skip]
const DELIMITERS: &[(&str, &str)] = &[
    ("(", "("), (")", ")"), ("[", "["), ("]", "]"), ("|", "|"), (".", ""),
    (r"\lfloor", "⌊"), (r"\rfloor", "⌋"), (r"\lceil", "⌈"), (r"\rceil", "⌉"),
    (r"\{", "{"), (r"\}", "}"),
];

/// Environments with their delimiters.
const TABLES: &[(&str, [&str; 2])] = &[
    ("cases", ["{", ""]),
    ("pmatrix", ["(", ")"]),
    ("bmatrix", ["[", "]"]),
];

/// What waits for operands.
#[derive(Clone, Copy, Debug)]
enum Head {
    Fraction { ruled: bool },
    Root { indexed: bool },
    Above,
    Below,
}

impl Head {
    fn operands(self) -> usize {
        match self {
            Head::Fraction { .. } | Head::Root { indexed: true } => 2,
            _ => 1,
        }
    }
}

/// What encloses the items that are being read.
#[derive(Debug)]
enum Bracket {
    None,
    Brace,
    /// The index of a root.
    Square,
    Fence(&'static str),
    Table {
        ends: [&'static str; 2],
        rows: Vec<Run>,
        cells: Vec<u32>,
    },
}

#[derive(Debug)]
struct Frame {
    bracket: Bracket,
    at: u32,
    items: Vec<u32>,
    waiting: Option<(Head, u32, Vec<u32>)>,
}

impl Frame {
    fn new(bracket: Bracket, at: u32) -> Self {
        Frame {
            bracket,
            at,
            items: Vec::new(),
            waiting: None,
        }
    }
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    items: Vec<Item<'a>>,
    lists: Vec<u32>,
    /// What is open, innermost last; the innermost one apart.
    outer: Vec<Frame>,
    frame: Frame,
}

pub(super) fn read(source: &str) -> Formula<'_> {
    let mut reader = Reader {
        source,
        at: 0,
        items: Vec::new(),
        lists: Vec::new(),
        outer: Vec::new(),
        frame: Frame::new(Bracket::None, 0),
    };
    while reader.at < source.len() {
        reader.token();
    }
    while !reader.outer.is_empty() {
        reader.close("");
    }
    reader.settle();
    let items = std::mem::take(&mut reader.frame.items);
    let root = reader.run(&items);
    Formula {
        source,
        items: reader.items,
        lists: reader.lists,
        root,
    }
}

fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    let found = table.iter().find(|(other, _)| *other == name);
    found.map(|(_, value)| *value)
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn add(&mut self, at: usize, shape: Shape<'a>) -> u32 {
        self.items.push(Item {
            at: at as u32,
            shape,
        });
        self.items.len() as u32 - 1
    }

    fn run(&mut self, items: &[u32]) -> Run {
        let start = self.lists.len() as u32;
        self.lists.extend_from_slice(items);
        Run {
            start,
            end: self.lists.len() as u32,
        }
    }

    /// Puts an item where one is awaited: into a list, or to the command before it.
    fn push(&mut self, item: u32) {
        let Some((head, at, mut operands)) = self.frame.waiting.take() else {
            self.frame.items.push(item);
            return;
        };
        operands.push(item);
        if operands.len() < head.operands() {
            self.frame.waiting = Some((head, at, operands));
            return;
        }
        self.complete(head, at, &operands);
    }

    fn complete(&mut self, head: Head, at: u32, operands: &[u32]) {
        let (first, second) = match *operands {
            [first, second] => (first, second),
            [only] => (only, only),
            _ => return,
        };
        let shape = match head {
            Head::Fraction { ruled } => Shape::Fraction {
                above: first,
                below: second,
                ruled,
            },
            Head::Root { indexed: true } => Shape::Root {
                operand: second,
                index: Some(first),
            },
            Head::Root { indexed: false } => Shape::Root {
                operand: first,
                index: None,
            },
            Head::Above => return self.script(at, None, Some(first)),
            Head::Below => return self.script(at, Some(first), None),
        };
        let item = self.add(at as usize, shape);
        self.push(item);
    }

    /// Sets a script to what stands before it; beside the one that this has already.
    fn script(&mut self, at: u32, new_below: Option<u32>, new_above: Option<u32>) {
        let mut base = match self.frame.items.pop() {
            Some(base) => base,
            None => {
                let run = self.run(&[]);
                self.add(at as usize, Shape::Row(run))
            }
        };
        let start = self.items.get(base as usize).map_or(at, |item| item.at);
        let (mut below, mut above) = (new_below, new_above);
        if let Some(&Item {
            shape:
                Shape::Script {
                    base: inner,
                    below: old_below,
                    above: old_above,
                },
            ..
        }) = self.items.get(base as usize)
            && (below.is_none() || old_below.is_none())
            && (above.is_none() || old_above.is_none())
        {
            base = inner;
            below = below.or(old_below);
            above = above.or(old_above);
        }
        let item = self.add(start as usize, Shape::Script { base, below, above });
        self.frame.items.push(item);
    }

    /// A command that still waits for operands gets empty ones.
    fn settle(&mut self) {
        while self.frame.waiting.is_some() {
            let run = self.run(&[]);
            let item = self.add(self.at, Shape::Row(run));
            self.push(item);
        }
    }

    fn open(&mut self, bracket: Bracket, at: usize) {
        let frame = Frame::new(bracket, at as u32);
        self.outer.push(std::mem::replace(&mut self.frame, frame));
    }

    /// A list as one item.
    fn group(&mut self, items: &[u32], at: u32) -> u32 {
        match *items {
            [only] => only,
            _ => {
                let run = self.run(items);
                self.add(at as usize, Shape::Row(run))
            }
        }
    }

    /// Ends what is open.
    fn close(&mut self, delimiter: &'static str) {
        self.settle();
        let Some(outer) = self.outer.pop() else {
            return;
        };
        let mut frame = std::mem::replace(&mut self.frame, outer);
        let items = std::mem::take(&mut frame.items);
        let shape = match frame.bracket {
            Bracket::None | Bracket::Brace | Bracket::Square => {
                let item = self.group(&items, frame.at);
                return self.push(item);
            }
            Bracket::Fence(open) => Shape::Fence {
                open,
                operand: self.run(&items),
                close: delimiter,
            },
            Bracket::Table {
                ends: [open, close],
                mut rows,
                mut cells,
            } => {
                cells.push(self.group(&items, frame.at));
                rows.push(self.run(&cells));
                Shape::Table { open, rows, close }
            }
        };
        let item = self.add(frame.at as usize, shape);
        self.push(item);
    }

    /// Ends a cell, and a row too.
    fn cell(&mut self, row_too: bool) {
        self.settle();
        let items = std::mem::take(&mut self.frame.items);
        let cell = self.group(&items, self.at as u32);
        let Bracket::Table { cells, .. } = &mut self.frame.bracket else {
            self.frame.items.push(cell);
            return;
        };
        cells.push(cell);
        if !row_too {
            return;
        }
        let ended = std::mem::take(cells);
        let row = self.run(&ended);
        if let Bracket::Table { rows, .. } = &mut self.frame.bracket {
            rows.push(row);
        }
    }

    fn leaf(&mut self, at: usize, kind: Kind, text: impl Into<Cow<'a, str>>) {
        let item = self.add(at, Shape::Token(kind, text.into()));
        self.push(item);
    }

    fn token(&mut self) {
        let start = self.at;
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return;
        };
        self.at += first.len_utf8();
        match first {
            ' ' => {}
            '\\' => self.command(start),
            '{' => self.open(Bracket::Brace, start),
            '}' if matches!(self.frame.bracket, Bracket::Brace) => self.close(""),
            ']' if matches!(self.frame.bracket, Bracket::Square) => self.close(""),
            '^' => self.frame.waiting = Some((Head::Above, start as u32, Vec::new())),
            '_' => self.frame.waiting = Some((Head::Below, start as u32, Vec::new())),
            '&' => self.cell(false),
            '\'' => {
                let count = rest.bytes().take_while(|&byte| byte == b'\'').count();
                self.at = start + count;
                let shape = Shape::Token(Kind::Sign, "′".repeat(count).into());
                let primes = self.add(start, shape);
                self.script(start as u32, None, Some(primes));
            }
            '-' => self.leaf(start, Kind::Sign, "−"),
            '0'..='9' => {
                let length = rest
                    .bytes()
                    .take_while(|byte| byte.is_ascii_digit() || *byte == b'.')
                    .count();
                self.at = start + length;
                self.leaf(start, Kind::Number, &rest[..length]);
            }
            _ => {
                let kind = match first.is_alphabetic() {
                    true => Kind::Letter,
                    false => Kind::Sign,
                };
                self.leaf(start, kind, &rest[..first.len_utf8()]);
            }
        }
    }

    /// A command; the backslash is read.
    fn command(&mut self, start: usize) {
        let rest = self.rest();
        let letters = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let length = match letters {
            0 => rest.chars().next().map_or(0, char::len_utf8),
            _ => letters,
        };
        let name = &rest[..length];
        self.at += length;
        let waiting = match self.source.get(start..self.at).unwrap_or("") {
            r"\frac" => Head::Fraction { ruled: true },
            r"\binom" => Head::Fraction { ruled: false },
            r"\sqrt" => Head::Root {
                indexed: self.rest().starts_with('['),
            },
            r"\left" => {
                let delimiter = self.delimiter();
                return self.open(Bracket::Fence(delimiter), start);
            }
            r"\right" => {
                let delimiter = self.delimiter();
                return self.close(delimiter);
            }
            r"\begin" => {
                let name = self.word();
                let bracket = match find(TABLES, name) {
                    Some(ends) => Bracket::Table {
                        ends,
                        rows: Vec::new(),
                        cells: Vec::new(),
                    },
                    None => Bracket::Brace,
                };
                return self.open(bracket, start);
            }
            r"\end" => {
                self.word();
                return self.close("");
            }
            r"\operatorname" | r"\mathrm" => {
                let word = self.word();
                return self.leaf(start, Kind::Name, word);
            }
            r"\text" => {
                let word = self.word();
                return self.leaf(start, Kind::Text, word);
            }
            r"\sum" => return self.leaf(start, Kind::Large, "∑"),
            r"\," => return self.leaf(start, Kind::Times, ""),
            r"\\" => return self.cell(true),
            _ => return self.named(start, name),
        };
        self.frame.waiting = Some((waiting, start as u32, Vec::new()));
        if let Head::Root { indexed: true } = waiting {
            self.at += 1;
            self.open(Bracket::Square, start);
        }
    }

    /// A command without operands: a sign, a letter, or the name of a function.
    fn named(&mut self, start: usize, name: &'a str) {
        if let Some(sign) = find(SIGNS, name) {
            self.leaf(start, Kind::Sign, sign);
        } else if let Some(letter) = find(LETTERS, name).or_else(|| greek(name)) {
            self.leaf(start, Kind::Letter, letter);
        } else if name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            self.leaf(start, Kind::Name, name);
        } else {
            self.leaf(start, Kind::Text, name);
        }
    }

    /// The text in the braces that follow.
    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let Some(inside) = rest.strip_prefix('{') else {
            return "";
        };
        let length = inside.find('}').unwrap_or(inside.len());
        self.at += (length + 2).min(rest.len());
        &inside[..length]
    }

    /// The delimiter that follows.
    fn delimiter(&mut self) -> &'static str {
        let rest = self.rest().trim_start();
        self.at = self.source.len() - rest.len();
        let length = match rest.strip_prefix('\\') {
            Some(command) => {
                let letters = command
                    .bytes()
                    .take_while(|byte| byte.is_ascii_alphabetic())
                    .count();
                1 + letters.max(1)
            }
            None => rest.chars().next().map_or(0, char::len_utf8),
        };
        let found = rest.get(..length).and_then(|text| find(DELIMITERS, text));
        if found.is_some() {
            self.at += length;
        }
        found.unwrap_or("")
    }
}
