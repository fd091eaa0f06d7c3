//! Values into statements: what all printers of code have in common.
//!
//! A statement computes one value under a name. A value that is used once, nearby, and by a short
//! expression is written where it is used and gets no statement. A choice whose branches need no
//! statements of their own is an expression as well.

use super::super::graph::{Graph, Op, Scope, Value};
use super::super::schedule::{Line, schedule};
use crate::syntax::Relation;

/// The most operations that are written as one expression.
const LONGEST: u32 = 12;

/// One statement, or the edge of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Statement {
    /// Name a value.
    Let(Value),
    /// Begin a choice.
    If(Value),
    /// End its first branch, begin its second.
    Else(Value),
    /// End a choice.
    EndIf(Value),
    /// Begin a loop.
    For(Value),
    /// End a loop.
    EndFor(Value),
}

/// How a language wants its values.
pub(super) struct Wishes<'a> {
    /// Whether there are blocks for branches; without, both values of a choice are computed.
    pub branches: bool,
    /// Whether expressions may be nested.
    pub nested: bool,
    /// Whether everything but loops is to be one expression.
    pub all: bool,
    /// Whether a choice may be an operand of a function.
    pub choice_in_call: bool,
    /// How often an operation's text mentions its operand.
    pub mentions: &'a dyn Fn(Op, usize) -> u32,
}

/// The statements of a function.
#[derive(Debug)]
pub(super) struct Plan {
    /// In order.
    pub statements: Vec<Statement>,
    /// Whether a value is written where it is used.
    pub inline: Vec<bool>,
}

/// Makes the statements that compute `outputs`.
pub(super) fn plan(graph: &Graph, outputs: &[Value], wishes: &Wishes<'_>) -> Plan {
    let lines = if wishes.branches {
        schedule(graph, outputs).lines
    } else {
        flat(graph, outputs)
    };
    let mut planner = Planner {
        graph,
        wishes,
        uses: vec![0; graph.len()],
        in_call: vec![false; graph.len()],
        blocks: vec![0; graph.len()],
        plan: Plan {
            statements: Vec::with_capacity(lines.len()),
            inline: (0..graph.len())
                .map(|at| graph.is_given(Value(at as u32)))
                .collect(),
        },
        weights: vec![0; graph.len()],
    };
    planner.find_uses(&lines, outputs);
    planner.write(&lines);
    planner.plan
}

struct Planner<'a> {
    graph: &'a Graph,
    wishes: &'a Wishes<'a>,
    /// How often each value is mentioned; many for one that is mentioned in another block.
    uses: Vec<u32>,
    /// Whether a function is called with it.
    in_call: Vec<bool>,
    blocks: Vec<u32>,
    plan: Plan,
    weights: Vec<u32>,
}

impl Planner<'_> {
    fn find_uses(&mut self, lines: &[Line], outputs: &[Value]) {
        let mut stack = vec![0u32];
        let mut next = 1;
        let mut mentions: Vec<(Value, u32, u32)> = Vec::new();
        for &line in lines {
            let block = stack.last().copied().unwrap_or(0);
            let mut open = |stack: &mut Vec<u32>| {
                stack.push(next);
                next += 1;
            };
            match line {
                Line::Compute(value) => {
                    self.blocks[value.index()] = block;
                    let op = self.graph.op(value);
                    let mut at = 0;
                    op.for_each_operand(|operand| {
                        mentions.push((operand, block, (self.wishes.mentions)(op, at)));
                        at += 1;
                    });
                    if is_call(op) {
                        op.for_each_operand(|operand| self.in_call[operand.index()] = true);
                    }
                }
                Line::Test(value) => {
                    self.blocks[value.index()] = block;
                    if let Op::Choose(condition, ..) = self.graph.op(value) {
                        mentions.push((condition, block, 1));
                    }
                    open(&mut stack);
                }
                Line::Otherwise(value) => {
                    if let Op::Choose(_, first, _) = self.graph.op(value) {
                        mentions.push((first, block, 1));
                    }
                    stack.pop();
                    open(&mut stack);
                }
                Line::Join(value) => {
                    if let Op::Choose(_, _, second) = self.graph.op(value) {
                        mentions.push((second, block, 1));
                    }
                    stack.pop();
                }
                Line::Open(value) => {
                    self.blocks[value.index()] = block;
                    if let Op::Loop(_, [first, last, _]) = self.graph.op(value) {
                        // A bound may be asked for in each round, and by the test of both.
                        mentions.push((first, block, 2));
                        mentions.push((last, block, 2));
                    }
                    open(&mut stack);
                }
                Line::Close(value) => {
                    if let Op::Loop(_, [_, _, body]) = self.graph.op(value) {
                        mentions.push((body, block, 1));
                    }
                    stack.pop();
                }
            }
        }
        mentions.extend(outputs.iter().map(|&output| (output, 0, 1)));
        for (value, block, count) in mentions {
            let far = block != self.blocks[value.index()];
            let uses = &mut self.uses[value.index()];
            *uses = uses.saturating_add(if far { 2 } else { count });
        }
    }

    /// Decides whether a value is written where it is used. Its operands are decided.
    fn decide(&mut self, value: Value) -> bool {
        let op = self.graph.op(value);
        let mut weight = 1;
        op.for_each_operand(|operand| {
            if self.plan.inline[operand.index()] {
                weight += self.weights[operand.index()];
            }
        });
        self.weights[value.index()] = weight;
        let choice = matches!(op, Op::Choose(..) | Op::Step(..));
        let inline = self.wishes.all
            || self.wishes.nested
                && self.uses[value.index()] == 1
                && weight <= LONGEST
                && (self.wishes.choice_in_call || !(choice && self.in_call[value.index()]));
        self.plan.inline[value.index()] = inline;
        inline
    }

    fn write(&mut self, lines: &[Line]) {
        for &line in lines {
            match line {
                Line::Compute(value) => self.compute(value),
                Line::Test(value) => self.plan.statements.push(Statement::If(value)),
                Line::Otherwise(value) => self.plan.statements.push(Statement::Else(value)),
                Line::Join(value) => {
                    let empty = [Statement::If(value), Statement::Else(value)];
                    if self.wishes.nested && self.plan.statements.ends_with(&empty) {
                        self.plan.statements.pop();
                        self.plan.statements.pop();
                        self.compute(value);
                    } else {
                        self.plan.statements.push(Statement::EndIf(value));
                    }
                }
                Line::Open(value) => self.plan.statements.push(Statement::For(value)),
                Line::Close(value) => self.plan.statements.push(Statement::EndFor(value)),
            }
        }
    }

    fn compute(&mut self, value: Value) {
        if !self.decide(value) {
            self.plan.statements.push(Statement::Let(value));
        }
    }
}

/// Whether the text of an operation is a call.
fn is_call(op: Op) -> bool {
    matches!(
        op,
        Op::Pow(..)
            | Op::Sqrt(_)
            | Op::Unary(..)
            | Op::Binary(..)
            | Op::Ternary(..)
            | Op::Indexed(..)
            | Op::Step(..)
    )
}

/// How often an operation mentions an operand in every language.
pub(super) fn mentions(op: Op, at: usize) -> u32 {
    match (op, at) {
        (Op::Step(..), 0) | (Op::Compare(Relation::NotEqual, ..), _) => 2,
        _ => 1,
    }
}

/// All values in order, in loops but not in branches.
fn flat(graph: &Graph, outputs: &[Value]) -> Vec<Line> {
    let mut needed = vec![false; graph.len()];
    for &output in outputs {
        needed[output.index()] = true;
    }
    let mut scopes: Vec<Vec<Value>> = vec![Vec::new(); graph.scope_count()];
    for at in (0..graph.len()).rev() {
        let value = Value(at as u32);
        if !needed[at] {
            continue;
        }
        graph
            .op(value)
            .for_each_operand(|operand| needed[operand.index()] = true);
        if !graph.is_given(value)
            && let Some(list) = scopes.get_mut(graph.scope(value).index())
        {
            list.push(value);
        }
    }
    let mut lines = Vec::new();
    // The lists are from the last value to the first, so each is emptied from its end.
    let mut open: Vec<(Scope, Option<Value>)> = vec![(Scope::ROOT, None)];
    while let Some(&(scope, around)) = open.last() {
        match scopes.get_mut(scope.index()).and_then(Vec::pop) {
            Some(value) => match graph.op(value) {
                Op::Loop(body, _) => {
                    lines.push(Line::Open(value));
                    open.push((body, Some(value)));
                }
                _ => lines.push(Line::Compute(value)),
            },
            None => {
                lines.extend(around.map(Line::Close));
                open.pop();
            }
        }
    }
    lines
}
