//! Definitions: what names stand for, and what becomes of an expression that uses them.
//!
//! A right side is kept as it was typed, so a name in it may be defined later. What it stands for
//! once all names are put in is worked out when it is first used, definition by definition, and
//! remembered until one of the names changes; the results share an arena, so a long chain of
//! definitions costs its own length.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use super::{SessionError, Value};
use crate::analysis::validity;
use crate::expr::{Arena, Expr, Flags, Id, Node, Number, Renamed, Style};
use crate::syntax::{Span, normalise_name};

/// One definition.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    spelling: String,
    parameters: Option<Vec<String>>,
    /// As typed.
    pub(super) value: Value,
    /// The same with the parameters replaced by places, which no name can be mistaken for.
    body: Value,
    /// The names in it that are no parameters, and are or may come to be defined.
    mentions: Vec<String>,
}

/// The definitions of a session.
#[derive(Clone, Debug, Default)]
pub(super) struct Definitions {
    by_key: BTreeMap<String, Definition>,
    /// How many definitions mention a name.
    mentioned: HashMap<String, usize>,
    /// What definitions stand for, with all names put in.
    resolved: RefCell<HashMap<String, Value>>,
}

/// The symbol that stands for a parameter in a body.
fn place(at: usize) -> String {
    format!("#{at}")
}

impl Definition {
    pub(super) fn new(spelling: &str, parameters: Option<Vec<String>>, value: Value) -> Self {
        let names = parameters.as_deref().unwrap_or(&[]);
        let places: Vec<(&str, Expr)> = names
            .iter()
            .enumerate()
            .map(|(at, name)| (name.as_str(), Expr::symbol(&place(at))))
            .collect();
        let body = if places.is_empty() {
            value.clone()
        } else {
            value.clone().map(&mut |expr| expr.substitute(&places))
        };
        let mut mentions: Vec<String> = body
            .expressions()
            .into_iter()
            .flat_map(Expr::mentioned_names)
            .collect();
        mentions.sort();
        mentions.dedup();
        mentions.retain(|name| !name.starts_with('#'));
        Definition {
            spelling: spelling.to_owned(),
            parameters,
            value,
            body,
            mentions,
        }
    }

    /// The parameters of a function; nothing for a constant.
    pub(super) fn parameters(&self) -> Option<&[String]> {
        self.parameters.as_deref()
    }

    /// The name as it was typed.
    pub(super) fn spelling(&self) -> &str {
        &self.spelling
    }

    /// The definition in a line, without what is long.
    pub(super) fn line(&self) -> String {
        const LONG: usize = 60;
        let nodes: usize = (self.value.expressions().into_iter().map(Expr::node_count)).sum();
        if nodes <= LONG {
            return self.text();
        }
        match &self.parameters {
            Some(parameters) => format!("{}({}) = ...", self.spelling, parameters.join(", ")),
            None => format!("{} = ...", self.spelling),
        }
    }

    /// The definition as it was understood.
    pub(super) fn text(&self) -> String {
        let right = self
            .value
            .print(Style::Text)
            .unwrap_or_else(|error| error.to_string());
        match &self.parameters {
            Some(parameters) => format!("{}({}) = {right}", self.spelling, parameters.join(", ")),
            None => format!("{} = {right}", self.spelling),
        }
    }
}

impl Definitions {
    pub(super) fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// The definition of a name, by any spelling.
    pub(super) fn get(&self, name: &str) -> Option<&Definition> {
        if self.by_key.is_empty() {
            return None;
        }
        self.by_key.get(&*normalise_name(name))
    }

    /// All definitions, by name.
    pub(super) fn all(&self) -> impl Iterator<Item = &Definition> {
        self.by_key.values()
    }

    /// The names as they were spelled.
    pub(super) fn spellings(&self) -> Vec<String> {
        self.by_key
            .values()
            .map(|definition| definition.spelling.clone())
            .collect()
    }

    /// Puts a definition in, or refuses it with the way it leads back to itself.
    pub(super) fn insert(&mut self, name: &str, definition: Definition) -> Result<(), Vec<String>> {
        let key = normalise_name(name).into_owned();
        let known = self.mentioned.contains_key(&key);
        if let Some(path) = self.cycle(&key, &definition, known) {
            return Err(path);
        }
        if known || self.by_key.contains_key(&key) {
            self.resolved.borrow_mut().clear();
        }
        for name in &definition.mentions {
            *self.mentioned.entry(name.clone()).or_insert(0) += 1;
        }
        if let Some(previous) = self.by_key.insert(key, definition) {
            for name in &previous.mentions {
                if let Some(count) = self.mentioned.get_mut(name.as_str()) {
                    *count -= 1;
                    if *count == 0 {
                        self.mentioned.remove(name.as_str());
                    }
                }
            }
        }
        Ok(())
    }

    /// The way from a new definition back to its name, if there is one. A name that nothing
    /// mentions is met again only if its own right side mentions it.
    fn cycle(&self, start: &str, definition: &Definition, mentioned: bool) -> Option<Vec<String>> {
        if definition.mentions.iter().any(|name| name == start) {
            return Some(vec![start.to_owned(), start.to_owned()]);
        }
        if !mentioned {
            return None;
        }
        let mut path: Vec<(&str, &[String])> = vec![(start, &definition.mentions)];
        let mut done: HashMap<&str, ()> = HashMap::new();
        while let Some((_, open)) = path.last_mut() {
            let Some((next, rest)) = open.split_first() else {
                if let Some((key, _)) = path.pop() {
                    done.insert(key, ());
                }
                continue;
            };
            *open = rest;
            if next == start {
                let mut names: Vec<String> =
                    path.iter().map(|(key, _)| (*key).to_owned()).collect();
                names.push(start.to_owned());
                return Some(names);
            }
            if let Some(definition) = self.by_key.get(next)
                && !done.contains_key(next.as_str())
            {
                path.push((next, &definition.mentions));
            }
        }
        None
    }

    /// A value with all definitions put in, but those of the names held.
    pub(super) fn resolve(&self, value: Value, held: &[String]) -> Result<Value, Unresolved> {
        if self.by_key.is_empty() {
            return Ok(value);
        }
        let held: Vec<&str> = held
            .iter()
            .map(String::as_str)
            .filter(|name| self.by_key.contains_key(*name))
            .collect();
        let mut names: Vec<String> = value
            .expressions()
            .into_iter()
            .flat_map(Expr::mentioned_names)
            .collect();
        names.retain(|name| self.by_key.contains_key(name) && !held.contains(&name.as_str()));
        if names.is_empty() {
            return Ok(value);
        }
        if held.is_empty() {
            let mut resolved = self.resolved.borrow_mut();
            self.complete(&names, &held, &mut resolved)?;
            return self.put_in(value, &names, &resolved);
        }
        // What depends on a held name is worked out anew.
        let mut resolved = HashMap::new();
        self.complete(&names, &held, &mut resolved)?;
        self.put_in(value, &names, &resolved)
    }

    /// What a constant stands for, with all definitions put in but those of the names held.
    pub(super) fn constant(
        &self,
        name: &str,
        held: &[String],
    ) -> Result<Option<Value>, Unresolved> {
        let key = normalise_name(name).into_owned();
        let Some(definition) = self.by_key.get(&key) else {
            return Ok(None);
        };
        if definition.parameters.is_some() {
            return Ok(None);
        }
        if held.iter().any(|name| self.by_key.contains_key(name)) {
            // What depends on a held name is worked out anew.
            return self.resolve(definition.body.clone(), held).map(Some);
        }
        let mut resolved = self.resolved.borrow_mut();
        self.complete(std::slice::from_ref(&key), &[], &mut resolved)?;
        Ok(resolved.get(&key).cloned())
    }

    /// Works out what these names stand for, and all they lead to, the innermost first.
    fn complete(
        &self,
        names: &[String],
        held: &[&str],
        resolved: &mut HashMap<String, Value>,
    ) -> Result<(), Unresolved> {
        let mut stack: Vec<(&str, bool)> =
            names.iter().map(|name| (name.as_str(), false)).collect();
        while let Some((key, ready)) = stack.pop() {
            let Some(definition) = self.by_key.get(key) else {
                continue;
            };
            if resolved.contains_key(key) || held.contains(&key) {
                continue;
            }
            if ready {
                let value = self.put_in(definition.body.clone(), &definition.mentions, resolved)?;
                resolved.insert(key.to_owned(), value);
            } else {
                stack.push((key, true));
                stack.extend(
                    definition
                        .mentions
                        .iter()
                        .map(|name| (name.as_str(), false)),
                );
            }
        }
        Ok(())
    }

    fn put_in(
        &self,
        value: Value,
        names: &[String],
        resolved: &HashMap<String, Value>,
    ) -> Result<Value, Unresolved> {
        // A name that stands for a list is that list, where nothing else stands beside it.
        if let Value::Expr(expr) = &value
            && let Some(name) = expr.as_symbol()
            && let Some(list @ Value::List(_)) = resolved.get(&*normalise_name(&name))
        {
            return Ok(list.clone());
        }
        let listed = |name: &String| matches!(resolved.get(name), Some(Value::List(_)));
        if names.iter().any(listed)
            && let Some(name) = value
                .free_symbols()
                .into_iter()
                .find(|name| listed(&normalise_name(name).into_owned()))
        {
            return Err(Unresolved::List(name));
        }
        let mut constants = Vec::new();
        let mut functions = Vec::new();
        for name in names {
            if let (Some(definition), Some(Value::Expr(expr))) =
                (self.by_key.get(name), resolved.get(name))
            {
                match &definition.parameters {
                    None => constants.push((name.as_str(), expr)),
                    Some(parameters) => functions.push((name.as_str(), expr, parameters.len())),
                }
            }
        }
        if constants.is_empty() && functions.is_empty() {
            return Ok(value);
        }
        let mut largest = 0;
        let value = value.map(&mut |expr| {
            let parts: Vec<&Expr> = constants
                .iter()
                .map(|(_, expr)| *expr)
                .chain(functions.iter().map(|(_, expr, _)| *expr))
                .collect();
            let (home, (id, derivative)) = expr.with_all(&parts, |arena, root, parts| {
                let (values, bodies) = parts.split_at(constants.len());
                let bodies: Vec<Body<'_>> = functions
                    .iter()
                    .zip(bodies)
                    .map(|(&(name, _, count), &body)| Body { name, body, count })
                    .collect();
                let (root, derivative) = expand_calls(arena, root, &bodies);
                let pairs: Vec<(Id, Id)> = constants
                    .iter()
                    .zip(values)
                    .filter_map(|((name, _), &value)| Some((arena.find_symbol(name)?, value)))
                    .collect();
                let root = arena.substitute(root, &pairs);
                largest = largest.max(arena.len());
                (settled(arena, root), derivative)
            });
            home.sibling(
                id,
                Flags {
                    decimals: false,
                    derivative,
                    chosen: false,
                },
            )
        });
        if largest > MAX_NODES {
            Err(Unresolved::TooLarge)
        } else {
            Ok(value)
        }
    }
}

/// The nodes that definitions may grow to.
const MAX_NODES: usize = Arena::MAX_NODES / 4;

/// Why definitions can't be put in.
#[derive(Clone, Debug)]
pub(super) enum Unresolved {
    /// What they lead to is too large.
    TooLarge,
    /// A name inside an expression stands for a list.
    List(String),
}

impl Unresolved {
    /// The error at the place of what uses the definitions.
    pub(super) fn at(self, span: Span) -> SessionError {
        match self {
            Unresolved::TooLarge => SessionError::TooLarge { span },
            Unresolved::List(name) => SessionError::ListInside { name, span },
        }
    }
}

/// The canonical form of what has become large, if that is smaller: a function applied to itself
/// again and again may come to little.
fn settled(arena: &mut Arena, root: Id) -> Id {
    const LARGE: usize = 200;
    let count = arena.node_count(&[root]);
    if count < LARGE {
        return root;
    }
    match arena.canonical(root) {
        Ok(form) if arena.node_count(&[form]) < count => form,
        _ => root,
    }
}

/// A function's body, with places for its parameters.
struct Body<'a> {
    name: &'a str,
    body: Id,
    count: usize,
}

/// Puts bodies in for calls, inner calls first. Says whether a derivative was taken.
fn expand_calls(arena: &mut Arena, root: Id, bodies: &[Body<'_>]) -> (Id, bool) {
    let mut renamed: Renamed = Renamed::default();
    let mut derivative = false;
    if bodies.is_empty() {
        return (root, derivative);
    }
    for id in arena.reachable(&[root]) {
        if arena.len() > MAX_NODES {
            // The caller sees the size and refuses.
            break;
        }
        let mut changed = false;
        arena.for_each_child(id, |child| changed |= renamed.contains_key(&child));
        let mut new = if changed {
            arena.rebuild(id, |child| renamed.get(&child).copied().unwrap_or(child))
        } else {
            id
        };
        if let Node::Unknown(name, run) = arena.node(new)
            && let Some(body) = bodies
                .iter()
                .find(|body| body.name == arena.symbol_key(name))
        {
            let operands = arena.operands(run).to_vec();
            let (orders, arguments) = operands.split_at(operands.len() / 2);
            if let Some(value) = apply(arena, body.body, body.count, orders, arguments) {
                derivative |= orders.iter().any(|&order| order != Id::ZERO);
                new = value;
            }
        }
        if new != id {
            renamed.insert(id, new);
        }
    }
    (renamed.get(&root).copied().unwrap_or(root), derivative)
}

/// A body, differentiated and with values in its places; nothing for a wrong number of arguments
/// or where there is no derivative.
fn apply(arena: &mut Arena, body: Id, count: usize, orders: &[Id], arguments: &[Id]) -> Option<Id> {
    if count != arguments.len() {
        return None;
    }
    let symbols: Vec<Id> = (0..count).map(|at| arena.symbol(&place(at))).collect();
    let mut variables = Vec::new();
    for (&symbol, &order) in symbols.iter().zip(orders) {
        let times = arena.as_number(order).and_then(Number::to_i64).unwrap_or(0);
        variables.extend((0..times).map(|_| symbol));
    }
    let mut pairs: Vec<(Id, Id)> = symbols.into_iter().zip(arguments.iter().copied()).collect();
    let one = variables
        .first()
        .filter(|first| variables.iter().all(|next| next == *first));
    if let Some(&variable) = one {
        // In one variable it may be a matter of limits; the others have their values first.
        let at = pairs.iter().position(|(symbol, _)| *symbol == variable)?;
        let (_, value) = pairs.remove(at);
        let body = arena.substitute(body, &pairs);
        return validity::derivative_at(arena, body, (variable, variables.len()), value).ok();
    }
    let derived = validity::derivative(arena, body, &variables).ok()?;
    Some(arena.substitute(derived, &pairs))
}
