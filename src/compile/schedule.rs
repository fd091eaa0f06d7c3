//! Values into lines: the second pass.
//!
//! From the last value to the first it finds the guard of each, the branch in which alone it is
//! needed, as the nearest guard common to its users. A value that several branches need thus stands
//! once, before the choice between them; nothing is duplicated, and nested choices stay linear.
//! Then each guard's values are written out in order, branches in the place of their choice.

use super::graph::{Graph, Op, Scope, Value};
use super::guard::{Guard, GuardTree};

/// One line of the schedule.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Line {
    /// Compute a value.
    Compute(Value),
    /// Begin a choice: go on if its condition is true, else behind `Otherwise`.
    Test(Value),
    /// End its first branch, begin its second.
    Otherwise(Value),
    /// End a choice.
    Join(Value),
    /// Begin a loop.
    Open(Value),
    /// End a loop.
    Close(Value),
}

/// Values in the order of their computation.
#[derive(Debug)]
pub(crate) struct Schedule {
    /// The order.
    pub lines: Vec<Line>,
    /// The live values that need no computation: constants and inputs.
    pub given: Vec<Value>,
    /// For each value the choice whose result it computes in place, if any.
    pub result_of: Vec<Option<Value>>,
}

impl Schedule {
    /// How many functions it calls.
    pub fn calls(&self, graph: &Graph) -> usize {
        let is_call = |line: &&Line| {
            let Line::Compute(value) = line else {
                return false;
            };
            matches!(
                graph.op(*value),
                Op::Unary(..) | Op::Binary(..) | Op::Ternary(..) | Op::Indexed(..)
            )
        };
        self.lines.iter().filter(is_call).count()
    }
}

/// The guard of each value, and the guards of the blocks inside choices and loops.
#[derive(Debug)]
struct Guards {
    tree: GuardTree,
    of: Vec<Guard>,
    /// The first branch of a choice (the second follows it), or the body of a loop.
    inner: Vec<Guard>,
}

/// The order in which to compute what `outputs` need.
///
/// # Cost
/// Linear in the values, times the logarithm of the nesting where there are choices.
pub(crate) fn schedule(graph: &Graph, outputs: &[Value]) -> Schedule {
    let mut guards = Guards {
        tree: GuardTree::new(),
        of: vec![Guard::NEVER; graph.len()],
        inner: vec![Guard::NEVER; graph.len()],
    };
    for &output in outputs {
        guards.of[output.index()] = Guard::ALWAYS;
    }
    for at in (0..graph.len()).rev() {
        if guards.of[at] != Guard::NEVER {
            guards.visit(graph, Value(at as u32));
        }
    }
    guards.write_out(graph)
}

impl Guards {
    /// Makes the operands of a value needed where the value is.
    fn visit(&mut self, graph: &Graph, value: Value) {
        let guard = self.of[value.index()];
        let scope = graph.scope(value);
        match graph.op(value) {
            Op::Choose(condition, first, second) => {
                let branch = self.tree.branch(guard);
                let other = self.tree.branch(guard);
                self.inner[value.index()] = branch;
                self.need(graph, condition, scope, guard);
                self.need(graph, first, scope, branch);
                self.need(graph, second, scope, other);
            }
            Op::Loop(body_scope, [first, last, body]) => {
                let root = self.tree.root();
                self.inner[value.index()] = root;
                self.need(graph, first, scope, guard);
                self.need(graph, last, scope, guard);
                self.need(graph, body, body_scope, root);
            }
            op => op.for_each_operand(|operand| self.need(graph, operand, scope, guard)),
        }
    }

    /// Makes `operand` needed under `guard` in `scope`.
    #[inline]
    fn need(&mut self, graph: &Graph, operand: Value, scope: Scope, guard: Guard) {
        if graph.is_given(operand) {
            self.of[operand.index()] = Guard::ALWAYS;
            return;
        }
        // Seen from outside a loop, what its body needs is needed where the loop is.
        let guard = match graph.body_between(operand, scope) {
            None => guard,
            Some(body) => graph
                .loop_of(body)
                .map_or(Guard::ALWAYS, |value| self.of[value.index()]),
        };
        let place = self.of[operand.index()];
        if place != guard {
            self.of[operand.index()] = self.tree.common(place, guard);
        }
    }

    /// The lines, each block in the place of its choice or loop.
    fn write_out(&self, graph: &Graph) -> Schedule {
        let (starts, order, given) = self.blocks(graph);
        let block = |guard: Guard| (starts[guard.index()], starts[guard.index() + 1]);

        enum Task {
            Block(u32, u32),
            Line(Line),
        }
        let mut result_of = vec![None; graph.len()];
        let mut lines = Vec::with_capacity(order.len());
        let (start, end) = block(Guard::ALWAYS);
        let mut tasks = vec![Task::Block(start, end)];
        while let Some(task) = tasks.pop() {
            let (start, end) = match task {
                Task::Line(line) => {
                    lines.push(line);
                    continue;
                }
                Task::Block(start, end) => (start, end),
            };
            for at in start..end {
                let value = order[at as usize];
                let body = self.inner[value.index()];
                match graph.op(value) {
                    Op::Choose(_, first, second) => {
                        let other = Guard(body.0 + 1);
                        let (branch, otherwise) = (block(body), block(other));
                        if branch.0 == branch.1 && otherwise.0 == otherwise.1 {
                            lines.push(Line::Compute(value));
                            continue;
                        }
                        for (result, guard) in [(first, body), (second, other)] {
                            if self.of[result.index()] == guard {
                                result_of[result.index()] = Some(value);
                            }
                        }
                        tasks.push(Task::Block(at + 1, end));
                        tasks.push(Task::Line(Line::Join(value)));
                        tasks.push(Task::Block(otherwise.0, otherwise.1));
                        tasks.push(Task::Line(Line::Otherwise(value)));
                        tasks.push(Task::Block(branch.0, branch.1));
                        lines.push(Line::Test(value));
                        break;
                    }
                    Op::Loop(..) => {
                        let block = block(body);
                        tasks.push(Task::Block(at + 1, end));
                        tasks.push(Task::Line(Line::Close(value)));
                        tasks.push(Task::Block(block.0, block.1));
                        lines.push(Line::Open(value));
                        break;
                    }
                    _ => lines.push(Line::Compute(value)),
                }
            }
        }
        Schedule {
            lines,
            given,
            result_of,
        }
    }

    /// The values of each guard in order, by a counting sort: where each block starts, the
    /// values, and those that are given.
    fn blocks(&self, graph: &Graph) -> (Vec<u32>, Vec<Value>, Vec<Value>) {
        let mut given = Vec::new();
        let mut starts = vec![0u32; self.tree.len() + 1];
        for (at, &guard) in self.of.iter().enumerate() {
            let value = Value(at as u32);
            if guard == Guard::NEVER {
            } else if !graph.is_given(value) {
                starts[guard.index() + 1] += 1;
            } else if !matches!(graph.op(value), Op::Index(_)) {
                given.push(value);
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut fill = starts.clone();
        let mut order = vec![Value(0); starts.last().copied().unwrap_or(0) as usize];
        for (at, &guard) in self.of.iter().enumerate() {
            let value = Value(at as u32);
            if guard != Guard::NEVER && !graph.is_given(value) {
                let place = &mut fill[guard.index()];
                order[*place as usize] = value;
                *place += 1;
            }
        }
        (starts, order, given)
    }
}
