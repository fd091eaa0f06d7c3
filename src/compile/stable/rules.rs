//! The rules as data: read once, lowered as a user's expressions are.

use std::sync::OnceLock;

use super::super::graph::{Graph, Op, Value};
use super::super::lower;
use super::super::options::{Accuracy, CompileOptions};
use super::view::{self, Factors, Terms};
use crate::expr::{Arena, Id, lower as reading};

/// The rules for programs, and those of the simplifier that they take over.
const LOWERING: &str = include_str!("../../../grammar/rules/lowering.rules");
const SIMPLIFY: &str = include_str!("../../../grammar/rules/stable.rules");

/// What a hole of a rule is called; those from `n` on stand for constants.
const HOLES: [&str; 5] = ["a", "b", "c", "n", "m"];
/// The first hole that stands for constants alone.
pub(super) const FIRST_CONSTANT: u32 = 3;
/// How many holes a rule can have.
pub(super) const MOST_HOLES: usize = HOLES.len();

/// What must be known of values before a rule applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Always,
    /// The difference is a constant other than 0.
    Number(Value, Value),
    /// The two share a term.
    Cancels(Value, Value),
    /// The value is no constant.
    Varies(Value),
}

/// What is looked for.
#[derive(Debug)]
pub(super) enum Shape {
    /// Terms of a sum.
    Sum(Terms),
    /// Factors of a product.
    Product(Factors),
    /// An operation.
    Operation(Value),
}

/// A rule.
#[derive(Debug)]
pub(super) struct Rule {
    pub name: &'static str,
    /// Both sides.
    pub graph: Graph,
    pub shape: Shape,
    /// The values of the right side in the order of their computation, and whether each is made
    /// of holes and constants alone; the last is the result.
    pub steps: Vec<(Value, bool)>,
    pub condition: Condition,
    /// The kinds of operations that must be there.
    pub needs: u128,
    /// The functions of the left side, by kind.
    pub functions: u128,
    /// How many operations of the left side have two orders.
    pub orders: u32,
    /// Whether the right side may have a value where the left one has none: at a hole.
    pub fills: bool,
    /// Whether it holds for multiples of pi, and not for decimals that are near them.
    pub of_pi: bool,
    /// Whether it saves work only if nothing else needs what its left side has.
    pub alone: bool,
}

impl Rule {
    /// How many terms of a sum it takes.
    pub fn terms(&self) -> usize {
        match &self.shape {
            Shape::Sum(terms) => terms.list().len(),
            _ => 0,
        }
    }

    /// Whether it is a quotient.
    pub fn divides(&self) -> bool {
        match &self.shape {
            Shape::Product(factors) => factors.list().iter().any(|&(_, power)| power < 0),
            _ => false,
        }
    }
}

/// The rules by what is at the top of their left sides.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub sums: Vec<Rule>,
    /// For each kind the rules for sums that need it more than what every sum may have: a bit
    /// for each place in `sums`.
    pub sums_of_kind: Vec<u128>,
    pub products: Vec<Rule>,
    /// By the kind of operation, see [`view::kind`].
    pub operations: Vec<Vec<Rule>>,
    /// The names of the rules that fill holes.
    pub filling: Vec<&'static str>,
    /// The kinds at least one of which a quotient must have for any rule, and those for products
    /// in which nothing is divided by.
    pub of_quotients: u128,
    pub of_products: u128,
}

impl Rules {
    /// Puts a rule where it is found.
    fn place(&mut self, rule: Rule) {
        match &rule.shape {
            Shape::Sum(_) => self.sums.push(rule),
            Shape::Product(_) => self.products.push(rule),
            Shape::Operation(value) => {
                let kind = view::kind(rule.graph.op(*value));
                self.operations[kind].push(rule);
            }
        }
    }
}

/// All rules.
pub(super) fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| read().0)
}

/// The name and the rest of each line that says a rule, or the names of those to use.
fn lines(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.lines().filter_map(|line| {
        let line = line.split('#').next().unwrap_or("").trim();
        let (name, rest) = line.split_once(':')?;
        Some((name.trim(), rest.trim()))
    })
}

/// The rules, and the names of those that can't be read (a test holds that there are none).
pub(super) fn read() -> (Rules, Vec<&'static str>) {
    let mut rules = Rules {
        operations: (0..view::KINDS).map(|_| Vec::new()).collect(),
        ..Rules::default()
    };
    let mut bad = Vec::new();
    // One arena for all, as making one costs more than reading a rule.
    let mut arena = Arena::new();
    let mut add = |bad: &mut Vec<_>, name, text| match rule(&mut arena, name, text) {
        Some(rule) if rule.fills && !rules.filling.contains(&rule.name) => {
            rules.filling.push(rule.name);
            rules.place(rule);
        }
        Some(rule) => rules.place(rule),
        None => bad.push(name),
    };
    // Those that are said here come first.
    for (name, text) in lines(LOWERING).filter(|(name, _)| *name != "use") {
        add(&mut bad, name, text);
    }
    for (_, names) in lines(LOWERING).filter(|(name, _)| *name == "use") {
        for wanted in names.split_whitespace() {
            match lines(SIMPLIFY).find(|(name, _)| *name == wanted) {
                Some((name, text)) => add(&mut bad, name, text),
                None => bad.push(wanted),
            }
        }
    }
    rules
        .sums
        .sort_by_key(|rule| std::cmp::Reverse(rule.terms()));
    rules.sums.truncate(128);
    rules.sums_of_kind = vec![0; view::KINDS];
    for (place, rule) in rules.sums.iter().enumerate() {
        // Functions have the largest kinds, and are the rarest.
        let rarest = 127 - rule.needs.leading_zeros().min(127);
        rules.sums_of_kind[rarest as usize] |= 1 << place;
    }
    for rule in &rules.products {
        if rule.divides() {
            rules.of_quotients |= rule.needs;
        } else {
            rules.of_products |= rule.needs;
        }
    }
    (rules, bad)
}

fn rule(arena: &mut Arena, name: &'static str, text: &'static str) -> Option<Rule> {
    let text = text.split(" noting ").next()?;
    let (left, right) = text.split_once("=>")?;
    let (right, condition) = match right.split_once(" where ") {
        Some((right, condition)) => (right, Some(condition.trim())),
        None => (right, None),
    };
    let holes: Vec<Id> = HOLES.iter().map(|hole| arena.symbol(hole)).collect();
    let mut sides = Vec::new();
    for side in [left, right] {
        sides.push(reading::formula(arena, &side.trim().replace('?', ""))?);
    }
    let mut kind = "";
    if let Some(condition) = condition {
        let (name, arguments) = condition.strip_suffix(')')?.split_once('(')?;
        kind = name;
        for argument in arguments.split([',', '-']) {
            sides.push(reading::formula(arena, &argument.trim().replace('?', ""))?);
        }
    }
    let options = CompileOptions {
        accuracy: Accuracy::Naive,
        ..CompileOptions::default()
    };
    let (mut graph, _, values) = lower::lower(arena, &sides, &holes, &options, false).ok()?;
    let (left, right) = (*values.first()?, *values.get(1)?);
    let condition = match (kind, values.get(2), values.get(3)) {
        ("", None, _) => Condition::Always,
        ("number", Some(&a), Some(&b)) => Condition::Number(a, b),
        ("cancels", Some(&a), Some(&b)) => Condition::Cancels(a, b),
        ("varies", Some(&a), None) => Condition::Varies(a),
        _ => return None,
    };
    let is_hole = |graph: &Graph, value| matches!(graph.op(value), Op::Input(_));
    let mut needs = 0;
    let shape = match graph.op(left) {
        Op::Add(..) | Op::Sub(..) | Op::Neg(_) => {
            let mut terms = view::terms(&mut graph, left, |_| None)?;
            terms.sort_by_key(|value| match is_hole(&graph, value) {
                true => usize::MAX,
                false => size(&graph, value),
            });
            for &(_, value) in terms.list() {
                if !is_hole(&graph, value) {
                    needs |= 1 << view::kind(graph.op(value));
                }
            }
            Shape::Sum(terms)
        }
        Op::Mul(..) | Op::Div(..) | Op::Recip(_) => {
            let mut factors = view::factors(&mut graph, left, |_| false)?;
            factors.sort_by_key(|value| match is_hole(&graph, value) {
                true => usize::MAX,
                false => size(&graph, value),
            });
            for &(value, _) in factors.list() {
                if !is_hole(&graph, value) {
                    needs |= 1 << view::kind(graph.op(value));
                }
            }
            Shape::Product(factors)
        }
        _ => Shape::Operation(left),
    };
    let orders = (0..=left.0)
        .filter(|&at| match graph.op(Value(at)) {
            Op::Add(a, b) | Op::Mul(a, b) => {
                let constant = |value| graph.as_constant(value).is_some();
                a != b && Value(at) != left && !constant(a) && !constant(b)
            }
            _ => false,
        })
        .count() as u32;
    let functions = steps(&graph, left).iter().fold(0, |found, &(value, _)| {
        let kind = view::kind(graph.op(value));
        found | u128::from(kind >= view::FIRST_FUNCTION) << kind
    });
    Some(Rule {
        name,
        functions,
        steps: steps(&graph, right),
        graph,
        shape,
        condition,
        needs,
        orders: orders.min(4),
        fills: fills(text),
        of_pi: left_has_pi(text),
        alone: name.ends_with("-alone"),
    })
}

/// A choice takes the place of a quotient or logarithm that may be undefined.
fn fills(text: &str) -> bool {
    let sides = text.split_once("=>");
    sides.is_some_and(|(left, right)| {
        right.trim_start().starts_with("if ") && left.contains(['/', '*'])
    })
}

fn left_has_pi(text: &str) -> bool {
    text.split("=>")
        .next()
        .is_some_and(|left| left.contains("pi"))
}

/// How many values stand below a value, at most.
fn size(graph: &Graph, value: Value) -> usize {
    steps(graph, value).len()
}

/// What a value is computed from, in order.
fn steps(graph: &Graph, value: Value) -> Vec<(Value, bool)> {
    let mut needed = vec![false; value.index() + 1];
    needed[value.index()] = true;
    for at in (0..=value.index()).rev() {
        if needed[at] {
            graph
                .op(Value(at as u32))
                .for_each_operand(|operand| needed[operand.index()] = true);
        }
    }
    let leaf = |value| matches!(graph.op(value), Op::Input(_) | Op::Constant(_));
    (0..needed.len())
        .filter(|&at| needed[at])
        .map(|at| {
            let value = Value(at as u32);
            let mut shallow = !leaf(value);
            graph
                .op(value)
                .for_each_operand(|operand| shallow &= leaf(operand));
            (value, shallow)
        })
        .collect()
}
