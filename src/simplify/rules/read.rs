//! Texts of rules into rules.

use super::error::{RuleError, RuleErrorKind};
use super::functions::FunctionSet;
use super::pattern::{MOST_NODES, MOST_WILDCARDS, Pattern, Reader, Unfit, Wildcard};
use super::rule::{Arrow, Condition, Rule};
use crate::expr::lower::Lowering;
use crate::expr::template::Template;
use crate::expr::{Arena, Id, Node, Number, PrintOptions, print};
use crate::syntax::{AstKind, Span, parse_pattern};

type Result<T> = std::result::Result<T, RuleError>;

/// A piece of the text, by its place.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    start: usize,
    line: usize,
}

impl<'a> Piece<'a> {
    fn trimmed(self) -> Self {
        let cut = self.text.len() - self.text.trim_start().len();
        Piece {
            text: self.text.trim(),
            start: self.start + cut,
            ..self
        }
    }

    fn part(self, from: usize, to: usize) -> Self {
        Piece {
            text: self.text.get(from..to).unwrap_or(""),
            start: self.start + from,
            ..self
        }
        .trimmed()
    }

    /// Before and after the first occurrence.
    fn split(self, at: &str) -> Option<(Self, Self)> {
        let place = self.text.find(at)?;
        Some((
            self.part(0, place),
            self.part(place + at.len(), self.text.len()),
        ))
    }

    fn error(self, kind: RuleErrorKind) -> RuleError {
        self.error_at(kind, 0, self.text.len())
    }

    fn error_at(self, kind: RuleErrorKind, from: usize, to: usize) -> RuleError {
        let place = |at: usize| u32::try_from(self.start + at).unwrap_or(u32::MAX);
        RuleError {
            line: self.line,
            span: Span {
                start: place(from),
                end: place(to),
            },
            kind,
        }
    }

    /// An error with a place inside this piece.
    fn error_in(self, kind: RuleErrorKind, span: Span) -> RuleError {
        self.error_at(kind, span.start as usize, span.end as usize)
    }
}

/// Reads a text of rules, each with its place as an error about it has it. Rules before the first `family:` line belong to `family`, if there is
/// one.
pub(super) fn read(
    text: &str,
    family: Option<&str>,
    taken: &[&Rule],
) -> Result<Vec<(Rule, RuleError)>> {
    let mut rules: Vec<(Rule, RuleError)> = Vec::new();
    let mut family: Option<Box<str>> = family.map(Box::from);
    let mut angles = false;
    let mut start = 0;
    // One arena for all, as making one costs more than reading a rule.
    let mut reading = Reading {
        arena: Arena::new(),
        wildcards: Vec::new(),
    };
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let piece = Piece {
            text: line.split('#').next().unwrap_or(""),
            start,
            line: number + 1,
        }
        .trimmed();
        start += line.len();
        if piece.text.is_empty() {
            continue;
        }
        let Some((name, rest)) = piece.split(":") else {
            return Err(piece.error(RuleErrorKind::NoName));
        };
        match name.text {
            "family" => {
                family = Some(rest.text.into());
                angles = false;
            }
            "section" => {
                angles = match rest.text {
                    "plain" => false,
                    "angles" => true,
                    other => {
                        let name = other.to_owned();
                        return Err(rest.error(RuleErrorKind::UnknownSection { name }));
                    }
                }
            }
            _ => {
                let family = match &family {
                    Some(family) => family,
                    None => return Err(piece.error(RuleErrorKind::NoFamily)),
                };
                let known = rules.iter().map(|(rule, _)| rule);
                check_name(name, taken.iter().copied().chain(known))?;
                reading.wildcards.clear();
                let rule = reading.rule(name, rest, piece, family, angles)?;
                rules.push((rule, piece.error(RuleErrorKind::Endless)));
            }
        }
    }
    Ok(rules)
}

fn check_name<'r>(name: Piece, mut taken: impl Iterator<Item = &'r Rule>) -> Result<()> {
    let text = name.text.to_owned();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if text.is_empty() || !text.chars().all(fits) {
        return Err(
            match text.contains("=>") || text.contains("~>") || text.contains('?') {
                true => name.error(RuleErrorKind::NoName),
                false => name.error(RuleErrorKind::BadName { name: text }),
            },
        );
    }
    if taken.any(|rule| *rule.name == *text) {
        return Err(name.error(RuleErrorKind::NameTaken { name: text }));
    }
    Ok(())
}

/// One rule on its way.
struct Reading {
    arena: Arena,
    wildcards: Vec<Wildcard>,
}

impl Reading {
    fn rule(
        &mut self,
        name: Piece,
        rest: Piece,
        line: Piece,
        family: &str,
        angles: bool,
    ) -> Result<Rule> {
        let (arrow, left, rest) = match (rest.split("=>"), rest.split("~>")) {
            (Some((left, rest)), _) => (Arrow::Always, left, rest),
            (None, Some((left, rest))) => (Arrow::Proposal, left, rest),
            (None, None) => return Err(rest.error(RuleErrorKind::NoArrow)),
        };
        let (rest, noting) = match rest.split(" noting ") {
            Some((rest, noting)) => (rest, Some(noting)),
            None => (rest, None),
        };
        let (right, conditions) = match rest.split(" where ") {
            Some((right, conditions)) => (right, Some(conditions)),
            None => (rest, None),
        };
        let built = self.expression(left, true)?;
        let form = (self.arena.canonical(built)).map_err(|_| left.error(RuleErrorKind::NoForm))?;
        let to = self.expression(right, false)?;
        if let Ok(to) = self.arena.canonical(to)
            && to == form
        {
            return Err(line.error(RuleErrorKind::NothingToDo {
                form: self.shown(form),
            }));
        }
        let wildcards = std::mem::take(&mut self.wildcards);
        let names: Vec<&str> = wildcards.iter().map(|wildcard| &*wildcard.name).collect();
        if names.len() > MOST_WILDCARDS || self.arena.reachable(&[form]).len() > MOST_NODES {
            return Err(left.error(RuleErrorKind::TooLarge));
        }
        let template = |arena: &Arena, id: Id, place: Piece| {
            Template::from_node(arena, id, &names).ok_or_else(|| place.error(RuleErrorKind::Unfit))
        };
        let mut tests = Vec::new();
        for part in conjuncts(conditions) {
            self.condition(part, &names, &mut tests)?;
        }
        let mut noted = Vec::new();
        for part in conjuncts(noting) {
            let condition = self.expression_with(part, &names)?;
            if !is_condition(&self.arena, condition) {
                return Err(part.error(RuleErrorKind::NotACondition));
            }
            noted.push(template(&self.arena, condition, part)?);
        }
        let subject = template(&self.arena, built, left)?;
        let right = template(&self.arena, to, right)?;
        let uneven = self.arena.free_symbols(&[to]).is_empty() && is_constant(&self.arena, to);
        let pattern = Reader {
            arena: &mut self.arena,
            names: &names,
            wildcards: &wildcards,
        }
        .read_root(form);
        let pattern = match pattern {
            Ok(Pattern::Wild(_)) => return Err(left.error(RuleErrorKind::MatchesAnything)),
            Ok(Pattern::Exact(_)) if self.arena.as_number(form).is_some() => {
                return Err(left.error(RuleErrorKind::MatchesAnything));
            }
            Ok(pattern) => pattern,
            Err(Unfit::Kind) => return Err(left.error(RuleErrorKind::Unfit)),
            Err(Unfit::TooLarge) => return Err(left.error(RuleErrorKind::TooLarge)),
        };
        let heads = match &pattern {
            Pattern::Product(product) => product.heads,
            Pattern::Sum(sum) => sum.heads,
            _ => FunctionSet::default(),
        };
        Ok(Rule {
            name: name.text.into(),
            family: family.into(),
            text: line.text.into(),
            arrow,
            angles,
            left: pattern,
            subject,
            right,
            conditions: tests,
            noting: noted,
            heads,
            functions: FunctionSet::of(&self.arena, &[form]),
            uneven,
            wildcards,
        })
    }

    fn shown(&self, id: Id) -> String {
        let options = PrintOptions::default();
        print(&self.arena, id, &options).unwrap_or_default()
    }

    /// Reads one side. The left one says what wildcards there are.
    fn expression(&mut self, piece: Piece, left: bool) -> Result<Id> {
        let ast = parse_pattern(piece.text)
            .map_err(|error| piece.error_in(RuleErrorKind::Syntax(error.clone()), error.span()))?;
        for node in &ast.nodes {
            match node.kind {
                AstKind::Name => {
                    let text = part(piece.text, node.span);
                    if text.starts_with('?') {
                        self.meet(piece, node.span, text, left)?;
                    }
                }
                AstKind::Call { name, .. } => {
                    let text = part(piece.text, name);
                    if text.starts_with('?') {
                        let name_text = text.to_owned();
                        let kind = RuleErrorKind::CalledWildcard { name: name_text };
                        return Err(piece.error_in(kind, name));
                    }
                }
                _ => {}
            }
        }
        let built = Lowering::new(piece.text, &ast, &mut self.arena)
            .run()
            .map_err(|error| piece.error_in(RuleErrorKind::Lower(error.clone()), error.span()))?;
        // Every spelling of a wildcard is one symbol, its name.
        let mut names = Vec::new();
        for id in self.arena.free_symbols(&[built]) {
            let spelling = self.arena.name(id).to_owned();
            let name = wildcard(&spelling).name;
            if spelling.starts_with('?') && *name != *spelling {
                let plain = self.arena.symbol(&name);
                names.push((id, plain));
            }
        }
        Ok(match names.is_empty() {
            true => built,
            false => self.arena.substitute(built, &names),
        })
    }

    /// An expression after the left side, whose wildcards are known.
    fn expression_with(&mut self, piece: Piece, names: &[&str]) -> Result<Id> {
        self.wildcards = names
            .iter()
            .map(|&name| Wildcard {
                name: name.into(),
                default: None,
                many: false,
            })
            .collect();
        self.expression(piece, false)
    }

    /// A wildcard occurs.
    fn meet(&mut self, piece: Piece, span: Span, text: &str, left: bool) -> Result<()> {
        let found = wildcard(text);
        let known = (self.wildcards.iter()).find(|known| known.name == found.name);
        let plain = found.default.is_none() && !found.many;
        let name = found.name.to_string();
        match (known, left) {
            (None, false) => Err(piece.error_in(RuleErrorKind::Unbound { name }, span)),
            (None, true) => {
                self.wildcards.push(found);
                Ok(())
            }
            (Some(known), true) if *known != found => {
                Err(piece.error_in(RuleErrorKind::TwoDefaults { name }, span))
            }
            (Some(_), false) if !plain => {
                Err(piece.error_in(RuleErrorKind::NotPlain { name }, span))
            }
            _ => Ok(()),
        }
    }

    /// One condition that must be proved.
    fn condition(
        &mut self,
        piece: Piece,
        names: &[&str],
        tests: &mut Vec<Condition>,
    ) -> Result<()> {
        let id = self.expression_with(piece, names)?;
        let arena = &self.arena;
        let make = |id: Id| {
            Template::from_node(arena, id, names).ok_or_else(|| piece.error(RuleErrorKind::Unfit))
        };
        if let Node::Unknown(name, run) = arena.node(id) {
            let operands = arena.operands(run);
            let arguments = operands.get(operands.len() / 2..).unwrap_or(&[]);
            let test = match (arena.symbol_spelling(name), arguments) {
                ("integer", &[a]) => Condition::Integer(make(a)?),
                ("even", &[a]) => Condition::Even(make(a)?),
                ("odd", &[a]) => Condition::Odd(make(a)?),
                ("number", &[a]) => Condition::Number(make(a)?),
                ("symbolic", &[a]) => Condition::Symbolic(make(a)?),
                ("free", &[a, b]) => Condition::Free(make(a)?, make(b)?),
                _ => return Err(piece.error(RuleErrorKind::NotACondition)),
            };
            tests.push(test);
            return Ok(());
        }
        if !is_condition(arena, id) {
            return Err(piece.error(RuleErrorKind::NotACondition));
        }
        tests.push(Condition::Holds(make(id)?));
        Ok(())
    }
}

fn is_condition(arena: &Arena, id: Id) -> bool {
    matches!(
        arena.node(id),
        Node::Compare(..) | Node::And(..) | Node::Or(..) | Node::Not(_)
    )
}

/// Whether nothing but numbers and constants occur.
fn is_constant(arena: &Arena, id: Id) -> bool {
    !arena
        .reachable(&[id])
        .iter()
        .any(|&id| matches!(arena.node(id), Node::Symbol(_) | Node::Unknown(..)))
}

fn part(text: &str, span: Span) -> &str {
    text.get(span.start as usize..span.end as usize)
        .unwrap_or("")
}

/// Takes `?n:1` and `?a...` apart.
fn wildcard(text: &str) -> Wildcard {
    if let Some((name, default)) = text.split_once(':') {
        return Wildcard {
            name: name.into(),
            default: Number::parse_decimal(default),
            many: false,
        };
    }
    match text.strip_suffix("...") {
        Some(name) => Wildcard {
            name: name.into(),
            default: None,
            many: true,
        },
        None => Wildcard {
            name: text.into(),
            default: None,
            many: false,
        },
    }
}

/// Conditions joined by `and`.
fn conjuncts(piece: Option<Piece>) -> Vec<Piece> {
    let mut parts = Vec::new();
    let mut rest = piece;
    while let Some(piece) = rest {
        match piece.split(" and ") {
            Some((first, more)) => {
                parts.push(first);
                rest = Some(more);
            }
            None => {
                parts.push(piece);
                rest = None;
            }
        }
    }
    parts
}
