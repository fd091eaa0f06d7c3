//! What a language brings: its signs, and the lines in which it differs from others.

use super::language::Language;
use crate::function::spelling::Dialect;

/// How tightly a text binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    Choice,
    Or,
    And,
    Compare,
    Sum,
    Product,
    Sign,
    Call,
    Atom,
}

/// A part of an expression.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub text: String,
    pub binding: Binding,
    /// Whether it is a condition and no number.
    pub condition: bool,
}

impl Text {
    pub fn number(text: impl Into<String>, binding: Binding) -> Self {
        Text {
            text: text.into(),
            binding,
            condition: false,
        }
    }

    pub fn condition(text: impl Into<String>, binding: Binding) -> Self {
        Text {
            text: text.into(),
            binding,
            condition: true,
        }
    }

    /// In brackets, unless it binds at least as tightly.
    pub fn within(&self, least: Binding) -> String {
        if self.binding >= least {
            self.text.clone()
        } else {
            format!("({})", self.text)
        }
    }
}

/// The largest doubles and singles to which 1 can be added.
pub(super) const MOST: f64 = 9_007_199_254_740_991.0;
pub(super) const MOST_SINGLE: f64 = 16_777_215.0;

/// The signs of a language.
pub(super) struct Signs {
    pub dialect: &'static Dialect,
    pub and: &'static str,
    pub or: &'static str,
    /// What stands before a negated condition.
    pub not: &'static str,
    pub equal: &'static str,
    /// Whether `and` and `or` bind more tightly than comparisons.
    pub logic_is_tight: bool,
    /// A choice, from condition, value and value otherwise.
    pub choose: fn(&str, &Text, &Text) -> String,
    pub choose_binding: Binding,
    /// A finite number that is not negative.
    pub number: fn(f64) -> String,
    pub infinity: &'static str,
    pub nan: &'static str,
    /// What a number needs behind it to have methods.
    pub method_suffix: &'static str,
    /// The largest integer to which 1 can be added.
    pub most: f64,
    /// A divisor, where dividing by 0 would be an error.
    pub divisor: Option<fn(&str) -> String>,
    /// Whether names that differ in case alone are one.
    pub fold: bool,
    pub branches: bool,
}

/// A result of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Results<T> {
    /// One number.
    One(T),
    /// Several.
    List(Vec<T>),
    /// Rows.
    Rows(Vec<Vec<T>>),
}

impl<T> Results<T> {
    /// The same shape with other entries.
    pub fn map<U>(&self, mut make: impl FnMut(&T) -> U) -> Results<U> {
        match self {
            Results::One(one) => Results::One(make(one)),
            Results::List(list) => Results::List(list.iter().map(make).collect()),
            Results::Rows(rows) => Results::Rows(
                rows.iter()
                    .map(|row| row.iter().map(&mut make).collect())
                    .collect(),
            ),
        }
    }

    /// The entries in order.
    pub fn entries(&self) -> Vec<&T> {
        match self {
            Results::One(one) => vec![one],
            Results::List(list) => list.iter().collect(),
            Results::Rows(rows) => rows.iter().flatten().collect(),
        }
    }
}

/// Lines with their indentation.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub text: String,
    pub depth: usize,
}

impl Lines {
    /// One line.
    pub fn line(&mut self, text: &str) {
        // Deeply nested code is not indented beyond what a line can show.
        for _ in 0..self.depth.min(20) {
            self.text.push_str("    ");
        }
        self.text.push_str(text);
        self.text.push('\n');
    }
}

/// A loop that adds up.
pub(super) struct Loop<'a> {
    pub total: &'a str,
    pub index: &'a str,
    pub first: &'a str,
    pub last: &'a str,
    /// What the total begins with: NaN if the sum has no value.
    pub start: &'a str,
    /// Whether the bounds are numbers between which the sum has a value.
    pub literal: bool,
}

/// What is to be printed.
pub(super) struct Function<'a> {
    pub name: &'a str,
    pub inputs: &'a [String],
    pub results: &'a [Results<String>],
    /// Whether it is part of the program's surface, and not a helper.
    pub public: bool,
}

/// The lines in which a language differs from others.
pub(super) trait Target {
    /// The language.
    fn language(&self) -> Language;
    /// Its signs.
    fn signs(&self) -> &'static Signs;
    /// The name of one of its own functions (`sin` as `sinf`).
    fn call(&self, call: &'static str) -> String {
        call.to_owned()
    }
    /// A number as this language has it.
    fn number(&self, value: f64) -> String {
        (self.signs().number)(value)
    }
    /// Names a value.
    fn define(&self, lines: &mut Lines, name: &str, value: &Text);
    /// Begins a choice.
    fn begin_if(&self, _: &mut Lines, _name: &str, _condition: &str) {}
    /// Ends its first branch.
    fn otherwise(&self, _: &mut Lines, _name: &str, _value: &str) {}
    /// Ends a choice.
    fn end_if(&self, _: &mut Lines, _name: &str, _value: &str) {}
    /// Begins a loop.
    fn begin_for(&self, lines: &mut Lines, around: &Loop<'_>);
    /// Ends a loop.
    fn end_for(&self, lines: &mut Lines, around: &Loop<'_>, value: &Text);
    /// Begins a function.
    fn begin(&self, lines: &mut Lines, function: &Function<'_>);
    /// Returns the results and ends it.
    fn end(&self, lines: &mut Lines, function: &Function<'_>);
}
