//! Lines into claims: what a line says of the one before it.
//!
//! The language of these files is the language of gradus with a few words before a colon; where a
//! line is cut is decided here by its signs alone, so that each piece keeps its place in the text.

/// A piece of a line with the place of its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
}

impl<'a> Piece<'a> {
    /// Without blanks around it.
    fn trimmed(self) -> Piece<'a> {
        let cut = self.text.trim_start();
        Piece {
            start: self.start + self.text.len() - cut.len(),
            text: cut.trim_end(),
        }
    }

    fn part(self, from: usize, to: usize) -> Piece<'a> {
        Piece {
            text: self.text.get(from..to).unwrap_or_default(),
            start: self.start + from,
        }
        .trimmed()
    }
}

/// What a chain's first side is to the line before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Equal to it, or its derivative.
    Either,
    /// Equal to it.
    Equal,
    /// Its derivative in these variables, one after the other.
    Derivative(Vec<String>),
    /// Its partials in these variables; in all if there are none.
    Gradient(Vec<String>),
}

/// What a claim about the domain says of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// The expression is real there.
    Defined,
    /// It has a derivative there.
    Differentiable,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Claim<'a> {
    /// Nothing; a blank line ends a chain.
    Blank,
    /// Nothing but a remark.
    Comment,
    /// An assumption or a rule, which the session reads.
    Statement(Piece<'a>),
    /// These names are columns of data.
    Columns(Vec<String>),
    /// Sides, each equal to the one before.
    Chain { link: Link, sides: Vec<Piece<'a>> },
    /// A claim about the domain of an expression, or of the line before.
    Domain {
        kind: Domain,
        of: Option<Piece<'a>>,
        condition: Piece<'a>,
    },
    /// An equation to be solved.
    Equation,
    /// A word before a colon that means nothing.
    UnknownWord(Piece<'a>),
}

/// The words that stand before a colon.
pub(super) const WORDS: [&str; 7] = [
    "diff",
    "gradient",
    "differentiable",
    "domain",
    "defined",
    "data",
    "equation",
];

/// The word for equality with the line above, which needs none.
const ASSUME: &str = "assume";
const RULE: &str = "rule";

/// What a line says.
pub(super) fn claim(line: &str) -> Claim<'_> {
    let code = line.find('#').and_then(|at| line.get(..at)).unwrap_or(line);
    let whole = Piece {
        text: code,
        start: 0,
    }
    .trimmed();
    if whole.text.is_empty() {
        return if line.trim().is_empty() {
            Claim::Blank
        } else {
            Claim::Comment
        };
    }
    let first = whole.text.split_whitespace().next().unwrap_or_default();
    if first == ASSUME || first == RULE {
        return Claim::Statement(whole);
    }
    if let Some(colon) = outside(whole.text, |c, _| c == ':').first().copied() {
        return worded(
            whole.part(0, colon),
            whole.part(colon + 1, whole.text.len()),
        );
    }
    let mut sides = sides(whole);
    let mut link = Link::Either;
    if let [first, _, ..] = sides.as_slice() {
        if first.text.is_empty() {
            link = Link::Equal;
            sides.remove(0);
        } else if let Some(variables) = operator(first.text) {
            link = Link::Derivative(variables);
            sides.remove(0);
        }
    }
    Claim::Chain { link, sides }
}

/// A line with a word before a colon.
fn worded<'a>(head: Piece<'a>, rest: Piece<'a>) -> Claim<'a> {
    let open = head.text.find('(');
    let (word, inside) = match open {
        Some(open) if head.text.ends_with(')') => (
            head.part(0, open).text,
            Some(head.part(open + 1, head.text.len() - 1)),
        ),
        _ => (
            head.text.split_whitespace().next().unwrap_or_default(),
            None,
        ),
    };
    let names: Vec<String> = head
        .text
        .get(word.len()..)
        .unwrap_or_default()
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    let chain = |link| Claim::Chain {
        link,
        sides: sides(rest),
    };
    match (word, inside) {
        ("diff", None) => chain(Link::Derivative(names)),
        ("gradient", None) => chain(Link::Gradient(names)),
        ("differentiable", of) => Claim::Domain {
            kind: Domain::Differentiable,
            of,
            condition: rest,
        },
        ("domain" | "defined", of) => Claim::Domain {
            kind: Domain::Defined,
            of,
            condition: rest,
        },
        ("data", None) => Claim::Columns(
            rest.text
                .split(|c: char| c.is_whitespace() || c == ',')
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
        ),
        ("equation", None) => Claim::Equation,
        _ => match operator(head.text) {
            Some(variables) => chain(Link::Derivative(variables)),
            None => Claim::UnknownWord(head),
        },
    }
}

/// The places outside brackets of characters that `wanted` says, with the text after each.
pub(super) fn outside(text: &str, wanted: impl Fn(char, &str) -> bool) -> Vec<usize> {
    let mut depth = 0_i64;
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ if depth == 0 && wanted(c, text.get(at + c.len_utf8()..).unwrap_or_default()) => {
                found.push(at);
            }
            _ => {}
        }
    }
    found
}

/// The sides of a chain of equalities.
fn sides(whole: Piece<'_>) -> Vec<Piece<'_>> {
    let signs = outside(whole.text, |c, _| c == '=');
    let bytes = whole.text.as_bytes();
    let at = |place: usize| bytes.get(place).copied().unwrap_or(b' ');
    let mut found = Vec::new();
    let mut start = 0;
    for sign in signs {
        // `<=`, `>=`, `!=` are no equalities of sides; `==` is one sign.
        let before = sign.checked_sub(1).map_or(b' ', at);
        if matches!(before, b'<' | b'>' | b'!') {
            continue;
        }
        if before == b'=' && start == sign {
            start = sign + 1;
            continue;
        }
        found.push(whole.part(start, sign));
        start = sign + 1;
    }
    found.push(whole.part(start, whole.text.len()));
    found
}

/// The variables of `d/dx`, `d^2/dx^2` or `d/dx d/dy` standing alone.
fn operator(text: &str) -> Option<Vec<String>> {
    let mut variables = Vec::new();
    let mut last_first = text.split_whitespace();
    let mut pieces: Vec<&str> = Vec::new();
    for piece in &mut last_first {
        pieces.push(piece);
    }
    for piece in pieces.iter().rev() {
        let (top, bottom) = piece.split_once('/')?;
        let order = match top.strip_prefix('d')? {
            "" => 1,
            power => power.strip_prefix('^')?.parse::<usize>().ok()?,
        };
        let below = bottom.strip_prefix('d')?;
        let (name, power) = match below.split_once('^') {
            Some((name, power)) => (name, power.parse::<usize>().ok()?),
            None => (below, 1),
        };
        if power != order || !is_name(name) || order > 10 {
            return None;
        }
        variables.extend((0..order).map(|_| name.to_owned()));
    }
    (!variables.is_empty()).then_some(variables)
}

/// The name and the variable of `dy/dx`.
pub(super) fn quotient(text: &str) -> Option<(&str, &str)> {
    let (top, bottom) = text.split_once('/')?;
    let (name, variable) = (
        top.trim().strip_prefix('d')?,
        bottom.trim().strip_prefix('d')?,
    );
    (is_name(name) && is_name(variable)).then_some((name, variable))
}

/// The name of `y'`, and how many primes it has.
pub(super) fn primed(text: &str) -> Option<(&str, usize)> {
    let name = text.trim_end_matches(['\'', '′']);
    let primes = text.chars().count() - name.chars().count();
    (primes > 0 && is_name(name)).then_some((name, primes))
}

pub(super) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_')
        && characters.all(|c| c.is_alphanumeric() || c == '_')
}
