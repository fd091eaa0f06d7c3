//! Names that a language takes, each once.

use std::collections::HashSet;

use crate::syntax::normalise_name;

/// The names in use.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// Whether names that differ in case alone are one.
    fold: bool,
    temporaries: usize,
}

impl Names {
    /// No names but the words of a language.
    pub fn new(words: &[&str], fold: bool) -> Self {
        let mut names = Names {
            fold,
            ..Names::default()
        };
        for word in words {
            names.reserve(word);
        }
        names
    }

    fn key(&self, name: &str) -> String {
        if self.fold {
            name.to_lowercase()
        } else {
            name.to_owned()
        }
    }

    /// Keeps a name from being given.
    pub fn reserve(&mut self, name: &str) {
        let key = self.key(name);
        self.taken.insert(key);
    }

    /// Whether a name could be given.
    pub fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(&self.key(name))
    }

    /// The name itself, if it is legal and free; else one like it. Greek letters are spelt out,
    /// primes become the word.
    pub fn take(&mut self, name: &str) -> String {
        let ascii = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let spelt = if name.chars().all(ascii) {
            name.into()
        } else {
            normalise_name(name)
        };
        let mut legal = String::new();
        for character in spelt.chars() {
            match character {
                '\'' | '′' => legal.push_str("_prime"),
                '₀'..='₉' => legal.extend(char::from_digit(character as u32 - '₀' as u32, 10)),
                _ if character.is_ascii_alphanumeric() || character == '_' => legal.push(character),
                _ => legal.push('_'),
            }
        }
        if !legal.starts_with(|first: char| first.is_ascii_alphabetic()) {
            legal.insert_str(0, "v_");
        }
        let mut key = self.key(&legal);
        let stem = legal.clone();
        let mut count = 1;
        while !self.taken.insert(key) {
            legal = if count == 1 {
                format!("{stem}_")
            } else {
                format!("{stem}_{count}")
            };
            count += 1;
            key = self.key(&legal);
        }
        legal
    }

    /// The next of `t1`, `t2`, … that is free.
    pub fn temporary(&mut self) -> String {
        loop {
            self.temporaries += 1;
            let name = format!("t{}", self.temporaries);
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }

    /// The first of `i`, `j`, … that is free.
    pub fn index(&mut self) -> String {
        for name in ["i", "j", "k", "l", "m", "n"] {
            if self.taken.insert(name.to_owned()) {
                return name.to_owned();
            }
        }
        self.take("i")
    }
}
