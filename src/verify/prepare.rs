//! Expressions into such as can be evaluated: sums over rows and over indices written out, and
//! smooth functions put in for unknown ones.

use super::agreement::Unsupported;
use super::formula::{add_order, derivative, is_named_derivative};
use super::random::{Random, scramble};
use crate::compile::{Accuracy, CompileOptions, Function};
use crate::expr::{Arena, Id, Node, Number};
use crate::function::FunctionId;

/// The most nodes that writing out may make.
const MOST_NODES: usize = 300_000;

/// The most terms of a sum that are written out; longer sums stay loops.
const MOST_TERMS: i64 = 40;

/// The most rounds of writing out: the nesting of sums over an index.
const MOST_ROUNDS: usize = 16;

/// The highest order of differentiation of an unknown function.
const HIGHEST_ORDER: i64 = 24;

type Result<T> = std::result::Result<T, Unsupported>;

/// Both sides of a step and its conditions, in an arena of their own.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    /// Holds them all.
    pub arena: Arena,
    /// What is rewritten.
    pub before: Id,
    /// What becomes of it.
    pub after: Id,
    /// Where the two are to agree.
    pub conditions: Vec<Id>,
    /// Whether a number of rows, or of terms, was chosen for them.
    pub instance: bool,
}

fn small(arena: &Arena) -> Result<()> {
    if arena.len() <= MOST_NODES {
        return Ok(());
    }
    Err(Unsupported::TooLarge)
}

impl Pair {
    fn roots(&self) -> Vec<Id> {
        let mut roots = vec![self.before, self.after];
        roots.extend_from_slice(&self.conditions);
        roots
    }

    fn set_roots(&mut self, roots: &[Id]) {
        if let [before, after, conditions @ ..] = roots {
            (self.before, self.after) = (*before, *after);
            self.conditions = conditions.to_vec();
        }
    }

    /// Sums and products of two, instead of canonical ones.
    pub fn unflatten(&mut self) -> Result<()> {
        let roots = self.roots();
        let roots = self.arena.unflatten(&roots);
        self.set_roots(&roots);
        small(&self.arena)
    }

    /// Sums over rows as sums of that many copies. The symbols that occur in bodies of such sums
    /// only, and are not among `parameters`, have a value for each row.
    pub fn write_out_rows(&mut self, rows: usize, parameters: &[String]) -> Result<()> {
        let both = [self.before, self.after];
        let is_sum =
            |arena: &Arena, id: Id| matches!(arena.node(id), Node::RowSum(_) | Node::RowMean(_));
        let order = self.arena.reachable(&self.roots());
        if !order.iter().any(|&id| is_sum(&self.arena, id)) {
            return Ok(());
        }
        self.instance = true;
        let outside = symbols_outside_rows(&self.arena, &both);
        let columns: Vec<Id> = (self.arena.reachable(&both).into_iter())
            .filter(|&id| match self.arena.node(id) {
                Node::Symbol(symbol) => {
                    let key = self.arena.symbol_key(symbol);
                    !outside.contains(&id) && !parameters.iter().any(|name| name == key)
                }
                _ => false,
            })
            .collect();
        let mut copies: Vec<Vec<(Id, Id)>> = Vec::new();
        for row in 1..=rows {
            let mut pairs = Vec::new();
            for &column in &columns {
                // No name that can be typed has blanks.
                let name = format!("{} (row {row})", self.arena.name(column));
                pairs.push((column, self.arena.symbol(&name)));
            }
            copies.push(pairs);
        }
        let mut renamed = Vec::with_capacity(order.len());
        let arena = &mut self.arena;
        for &id in &order {
            let mut new = arena.rebuild(id, |child| now(&order, &renamed, child));
            if let Node::RowSum(body) | Node::RowMean(body) = arena.node(new) {
                let mean = matches!(arena.node(new), Node::RowMean(_));
                let mut sum = Id::ZERO;
                for pairs in &copies {
                    let copy = arena.substitute(body, pairs);
                    sum = arena.add(sum, copy);
                }
                if mean {
                    let share = Number::ratio(1, rows as i64).unwrap_or(Number::ZERO);
                    let share = arena.number_node(share);
                    sum = arena.mul(share, sum);
                }
                new = sum;
            }
            small(arena)?;
            renamed.push(new);
        }
        let mut roots: Vec<Id> = (self.roots().iter())
            .map(|&root| now(&order, &renamed, root))
            .collect();
        // A condition on a column is one on each row.
        for root in roots.iter_mut().skip(2) {
            let mentioned = self.arena.reachable(&[*root]);
            if columns
                .iter()
                .any(|column| mentioned.binary_search(column).is_ok())
            {
                let mut all: Option<Id> = None;
                for pairs in &copies {
                    let copy = self.arena.substitute(*root, pairs);
                    all = Some(match all {
                        None => copy,
                        Some(others) => self.arena.and_node(others, copy),
                    });
                }
                *root = all.unwrap_or(*root);
            }
        }
        self.set_roots(&roots);
        Ok(())
    }

    /// Sums over an index as sums of terms, for chosen values of the symbols in their bounds.
    pub fn write_out_sums(&mut self, random: &mut Random) -> Result<()> {
        let sums = self.sums();
        if sums.is_empty() {
            return Ok(());
        }
        self.choose_bounds(&sums, random);
        for _ in 0..MOST_ROUNDS {
            let sums = self.sums();
            let mut replacements = Vec::new();
            for sum in sums {
                if let Some(written) = self.written(sum)? {
                    replacements.push((sum, written));
                }
            }
            if replacements.is_empty() {
                return Ok(());
            }
            let order = self.arena.reachable(&self.roots());
            let mut renamed = Vec::with_capacity(order.len());
            for &id in &order {
                let new = match replacements.iter().find(|(sum, _)| *sum == id) {
                    Some(&(_, written)) => written,
                    None => self.arena.rebuild(id, |child| now(&order, &renamed, child)),
                };
                small(&self.arena)?;
                renamed.push(new);
            }
            let roots: Vec<Id> = (self.roots().iter())
                .map(|&root| now(&order, &renamed, root))
                .collect();
            self.set_roots(&roots);
        }
        Ok(())
    }

    fn sums(&self) -> Vec<Id> {
        let order = self.arena.reachable(&self.roots());
        (order.into_iter())
            .filter(|&id| matches!(self.arena.node(id), Node::IndexSum(_)))
            .collect()
    }

    /// Puts small numbers in for the symbols in bounds.
    fn choose_bounds(&mut self, sums: &[Id], random: &mut Random) {
        let (mut bounds, mut indices) = (Vec::new(), Vec::new());
        for &sum in sums {
            if let Node::IndexSum(run) = self.arena.node(sum)
                && let [_, index, first, last] = *self.arena.operands(run)
            {
                bounds.extend([first, last]);
                indices.push(index);
            }
        }
        let mut chosen = Vec::new();
        for symbol in self.arena.free_symbols(&bounds) {
            if !indices.contains(&symbol) {
                let value = 2 + random.below(4) as i64;
                chosen.push((symbol, self.arena.integer(value)));
            }
        }
        if chosen.is_empty() {
            return;
        }
        self.instance = true;
        let roots = self.roots();
        let roots = self.arena.substitute_all(&roots, &chosen);
        self.set_roots(&roots);
    }

    /// A sum whose bounds are numbers, as a sum of its terms.
    fn written(&mut self, sum: Id) -> Result<Option<Id>> {
        let Node::IndexSum(run) = self.arena.node(sum) else {
            return Ok(None);
        };
        let [body, index, first, last] = *self.arena.operands(run) else {
            return Ok(None);
        };
        let (Some(first), Some(last)) = (self.whole(first), self.whole(last)) else {
            return Ok(None);
        };
        if last.saturating_sub(first) >= MOST_TERMS {
            return Ok(None);
        }
        let mut total = Id::ZERO;
        for value in first..=last {
            let value = self.arena.integer(value);
            let term = self.arena.substitute(body, &[(index, value)]);
            total = self.arena.add(total, term);
            small(&self.arena)?;
        }
        Ok(Some(total))
    }

    /// The integer that an expression without symbols is.
    fn whole(&self, id: Id) -> Option<i64> {
        if let Some(number) = self.arena.as_number(id) {
            return number.to_i64();
        }
        let options = CompileOptions {
            accuracy: Accuracy::Naive,
            ..CompileOptions::default()
        };
        let constant = Function::compile(&self.arena, &[id], &[], &options);
        let value = constant.ok()?.value(&[]);
        (value.fract() == 0.0 && value.abs() < 1e9).then_some(value as i64)
    }

    /// Smooth functions for unknown ones, with the derivatives that belong to them.
    pub fn put_in_functions(&mut self) -> Result<()> {
        let order = self.arena.reachable(&self.roots());
        let unknown = |arena: &Arena, id: Id| {
            matches!(arena.node(id), Node::Unknown(..)) && !is_named_derivative(arena, id)
        };
        if !order.iter().any(|&id| unknown(&self.arena, id)) {
            return Ok(());
        }
        let mut renamed = Vec::with_capacity(order.len());
        for &id in &order {
            let mut new = self.arena.rebuild(id, |child| now(&order, &renamed, child));
            if unknown(&self.arena, new) {
                new = smooth(&mut self.arena, new)?;
            }
            small(&self.arena)?;
            renamed.push(new);
        }
        let roots: Vec<Id> = (self.roots().iter())
            .map(|&root| now(&order, &renamed, root))
            .collect();
        self.set_roots(&roots);
        Ok(())
    }
}

/// What stands for a node of `order` now.
fn now(order: &[Id], renamed: &[Id], id: Id) -> Id {
    let found = order.binary_search(&id).ok();
    found.and_then(|at| renamed.get(at).copied()).unwrap_or(id)
}

/// The symbols that occur outside the bodies of sums over rows.
pub(super) fn symbols_outside_rows(arena: &Arena, roots: &[Id]) -> Vec<Id> {
    let mut seen = vec![false; arena.len()];
    let mut stack = roots.to_vec();
    let mut found = Vec::new();
    while let Some(id) = stack.pop() {
        if std::mem::replace(&mut seen[id.index()], true) {
            continue;
        }
        match arena.node(id) {
            Node::RowSum(_) | Node::RowMean(_) => {}
            Node::Symbol(_) => found.push(id),
            _ => arena.for_each_child(id, |child| stack.push(child)),
        }
    }
    found
}

/// A value for an unknown function: 1 and two waves, whose derivatives are waves again.
fn smooth(arena: &mut Arena, id: Id) -> Result<Id> {
    let Node::Unknown(name, run) = arena.node(id) else {
        return Ok(id);
    };
    let operands = arena.operands(run).to_vec();
    let (orders, arguments) = operands.split_at(operands.len() / 2);
    let mut times: Vec<i64> = Vec::new();
    for &order in orders {
        let order = arena.as_number(order).and_then(Number::to_i64);
        match order {
            Some(order) if (0..=HIGHEST_ORDER).contains(&order) => times.push(order),
            _ => return Err(Unsupported::HighOrder),
        }
    }
    let total: i64 = times.iter().sum();
    let key = arena.symbol_key(name);
    let mut seed = key
        .bytes()
        .fold(17, |bits, byte| scramble(bits ^ u64::from(byte)));
    let mut sum = if total == 0 { Id::ONE } else { Id::ZERO };
    for wave in 0..2u64 {
        seed = scramble(seed.wrapping_add(wave + 1));
        let mut random = Random::new(seed);
        let eighths = |low: u64, count: u64, random: &mut Random| {
            Number::ratio((low + random.below(count)) as i64, 8).unwrap_or(Number::ONE)
        };
        let mut factor = eighths(5, 7, &mut random);
        let shift = eighths(1, 11, &mut random);
        let mut angle = arena.number_node(shift);
        for (&argument, &order) in arguments.iter().zip(&times) {
            let pace = eighths(4, 6, &mut random);
            let raised = pace.power(&Number::integer(order));
            factor = factor.multiply(&raised.unwrap_or(Number::ONE));
            let pace = arena.number_node(pace);
            let turned = arena.mul(pace, argument);
            angle = arena.add(angle, turned);
        }
        let (function, negative) = match total % 4 {
            0 => (FunctionId::SIN, false),
            1 => (FunctionId::COS, false),
            2 => (FunctionId::SIN, true),
            _ => (FunctionId::COS, true),
        };
        let factor = if negative { factor.negate() } else { factor };
        let factor = arena.number_node(factor);
        let turned = arena.call(function, &[angle]);
        let term = arena.mul(factor, turned);
        sum = arena.add(sum, term);
    }
    Ok(sum)
}

/// A derivative still to be taken, those directly in it joined: `diff(diff(f, x), y)` is
/// `diff(f, x, y)`.
pub(super) fn joined(arena: &Arena, id: Id) -> Option<super::formula::Derivative> {
    let mut whole = derivative(arena, id)?;
    while let Some(inner) = derivative(arena, whole.function) {
        for (symbol, times) in inner.orders {
            add_order(&mut whole.orders, symbol, times);
        }
        whole.function = inner.function;
    }
    Some(whole)
}
