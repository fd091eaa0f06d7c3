//! Lines into instructions: the third pass.
//!
//! A scan from the end finds where each value is used last; a scan from the start gives each a
//! slot and takes it back there. Jumps lead forward only, so the order of the lines bounds each
//! value's life on every path; a value that a loop takes from outside lives to the loop's end.

use super::fuse::fuse;
use super::graph::{Graph, Op, Scope, Value};
use super::program::{Instr, Kernels, Loop, Program, Slot};
use super::schedule::{Line, Schedule};

/// Marks a value that is never given back.
const FOREVER: u32 = u32::MAX;
/// Marks a value without a use.
const UNUSED: u32 = u32::MAX - 1;

/// Gives each value of a schedule a slot and writes the instructions.
pub(crate) fn allocate(
    graph: &Graph,
    schedule: &Schedule,
    outputs: &[Value],
    inputs: usize,
) -> Program {
    let mut allocation = Allocation {
        graph,
        result_of: &schedule.result_of,
        last_use: vec![UNUSED; graph.len()],
        late: vec![Vec::new(); graph.scope_count()],
        slots: vec![0; graph.len()],
        index_slots: vec![0; graph.scope_count()],
        free: Vec::new(),
        slot_count: 0,
        open: Vec::new(),
        level: 0,
        code: Vec::with_capacity(schedule.lines.len()),
        loops: Vec::new(),
        kernels: Kernels::default(),
    };
    let (loads, constants) = allocation.give(schedule);
    allocation.find_last_uses(schedule, outputs);
    for (at, &line) in schedule.lines.iter().enumerate() {
        allocation.write(at as u32, line);
    }
    thread_jumps(&mut allocation.code);
    fuse(&mut allocation.code, &mut allocation.loops);
    Program {
        inputs: inputs as u32,
        loads,
        constants,
        slots: allocation.slot_count,
        outputs: outputs
            .iter()
            .map(|&value| allocation.slot(value))
            .collect(),
        code: allocation.code,
        loops: allocation.loops,
        kernels: allocation.kernels,
        forms: Vec::new(),
    }
}

/// A jump to a jump leads where that one does.
fn thread_jumps(code: &mut [Instr]) {
    for at in (0..code.len()).rev() {
        let follow = |target: u32| match code.get(target as usize) {
            Some(&Instr::Jump { target: next }) => next,
            _ => target,
        };
        code[at] = match code[at] {
            Instr::Jump { target } => Instr::Jump {
                target: follow(target),
            },
            Instr::JumpIfNot { condition, target } => Instr::JumpIfNot {
                condition,
                target: follow(target),
            },
            other => other,
        };
    }
}

struct Allocation<'a> {
    graph: &'a Graph,
    result_of: &'a [Option<Value>],
    /// The line at which each value is used last.
    last_use: Vec<u32>,
    /// The values from outside that die with each loop.
    late: Vec<Vec<Value>>,
    slots: Vec<Slot>,
    index_slots: Vec<Slot>,
    free: Vec<Slot>,
    slot_count: u32,
    /// The jumps and loops whose end is not written yet.
    open: Vec<u32>,
    level: u32,
    code: Vec<Instr>,
    loops: Vec<Loop>,
    kernels: Kernels,
}

impl Allocation<'_> {
    /// Slots for inputs and constants.
    fn give(&mut self, schedule: &Schedule) -> (Vec<u32>, Vec<f64>) {
        let mut loads: Vec<(u32, Value)> = Vec::new();
        let mut constants = Vec::new();
        for &value in &schedule.given {
            match self.graph.op(value) {
                Op::Input(at) => loads.push((at, value)),
                Op::Constant(bits) => constants.push((f64::from_bits(bits), value)),
                _ => {}
            }
        }
        loads.sort_unstable_by_key(|&(at, _)| at);
        let values = loads.iter().map(|&(_, value)| value);
        for value in values.chain(constants.iter().map(|&(_, value)| value)) {
            self.slots[value.index()] = self.slot_count;
            self.slot_count += 1;
        }
        (
            loads.into_iter().map(|(at, _)| at).collect(),
            constants.into_iter().map(|(number, _)| number).collect(),
        )
    }

    fn find_last_uses(&mut self, schedule: &Schedule, outputs: &[Value]) {
        let graph = self.graph;
        for &output in outputs {
            self.last_use[output.index()] = FOREVER;
        }
        for (at, &line) in schedule.lines.iter().enumerate().rev() {
            let at = at as u32;
            match (line, line_value(line)) {
                (Line::Compute(_), value) => {
                    let scope = graph.scope(value);
                    graph
                        .op(value)
                        .for_each_operand(|operand| self.note_use(operand, scope, at));
                }
                (_, value) => {
                    let scope = graph.scope(value);
                    match (line, graph.op(value)) {
                        (Line::Test(_), Op::Choose(condition, ..)) => {
                            self.note_use(condition, scope, at);
                        }
                        (Line::Otherwise(_), Op::Choose(_, first, _)) => {
                            self.note_use(first, scope, at);
                        }
                        (Line::Join(_), Op::Choose(_, _, second)) => {
                            self.note_use(second, scope, at);
                        }
                        (Line::Open(_), Op::Loop(_, [first, last, _])) => {
                            self.note_use(first, scope, at);
                            self.note_use(last, scope, at);
                        }
                        (Line::Close(_), Op::Loop(body_scope, [_, _, body])) => {
                            self.note_use(body, body_scope, at);
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// Records a use at a line, from the last line to the first: the first record stands.
    #[inline]
    fn note_use(&mut self, operand: Value, scope: Scope, at: u32) {
        if self.last_use[operand.index()] != UNUSED || self.graph.is_given(operand) {
            return;
        }
        self.last_use[operand.index()] = match self.graph.body_between(operand, scope) {
            None => at,
            Some(body) => {
                self.late[body.index()].push(operand);
                FOREVER
            }
        };
    }

    #[inline]
    fn slot(&self, value: Value) -> Slot {
        match self.graph.op(value) {
            Op::Index(scope) => self.index_slots[scope.index()],
            _ => self.slots[value.index()],
        }
    }

    fn take_slot(&mut self) -> Slot {
        self.free.pop().unwrap_or_else(|| {
            self.slot_count += 1;
            self.slot_count - 1
        })
    }

    /// The slot of an operand, which is given back if this is its last use.
    #[inline]
    fn read(&mut self, operand: Value, at: u32) -> Slot {
        let slot = self.slot(operand);
        if self.last_use[operand.index()] == at {
            self.last_use[operand.index()] = UNUSED;
            self.give_back(operand);
        }
        slot
    }

    fn give_back(&mut self, value: Value) {
        // The result of a branch stands in the slot of its choice, and is not its own.
        if self.result_of[value.index()].is_none() {
            self.free.push(self.slots[value.index()]);
        }
    }

    /// A slot for a new value.
    #[inline]
    fn define(&mut self, value: Value) -> Slot {
        let slot = match self.result_of[value.index()] {
            Some(choice) => self.slots[choice.index()],
            None => self.take_slot(),
        };
        self.slots[value.index()] = slot;
        slot
    }

    fn write(&mut self, at: u32, line: Line) {
        match (line, self.graph.op(line_value(line))) {
            (Line::Compute(value), op) => {
                let instr = self.instruction(at, value, op);
                self.code.extend(instr);
            }
            (Line::Test(value), Op::Choose(condition, ..)) => {
                let condition = self.read(condition, at);
                self.define(value);
                self.open.push(self.code.len() as u32);
                self.code.push(Instr::JumpIfNot {
                    condition,
                    target: 0,
                });
            }
            (Line::Otherwise(value), Op::Choose(_, first, _)) => {
                self.copy(value, first, at);
                let jump = self.code.len() as u32;
                self.code.push(Instr::Jump { target: 0 });
                self.land();
                self.open.push(jump);
            }
            (Line::Join(value), Op::Choose(_, _, second)) => {
                self.copy(value, second, at);
                self.land();
            }
            (Line::Open(value), Op::Loop(scope, [first, last, _])) => {
                let (first, last) = (self.read(first, at), self.read(last, at));
                let to = self.define(value);
                let index = self.take_slot();
                self.index_slots[scope.index()] = index;
                self.open.push(self.loops.len() as u32);
                self.code.push(Instr::LoopStart {
                    at: self.loops.len() as u32,
                });
                self.loops.push(Loop {
                    to,
                    index,
                    first,
                    last,
                    value: to,
                    start: self.code.len() as u32,
                    end: 0,
                    level: self.level,
                });
                self.level += 1;
            }
            (Line::Close(_), Op::Loop(scope, [_, _, body])) => {
                self.level -= 1;
                let body = self.read(body, at);
                let place = self.open.pop().unwrap_or_default();
                self.code.push(Instr::LoopEnd { at: place });
                if let Some(entry) = self.loops.get_mut(place as usize) {
                    entry.value = body;
                    entry.end = self.code.len() as u32;
                }
                self.free.push(self.index_slots[scope.index()]);
                for value in std::mem::take(&mut self.late[scope.index()]) {
                    self.give_back(value);
                }
            }
            _ => {}
        }
    }

    /// Brings the result of a branch to the slot of its choice.
    fn copy(&mut self, choice: Value, result: Value, at: u32) {
        let a = self.read(result, at);
        let to = self.slots[choice.index()];
        if a != to {
            self.code.push(Instr::Copy { to, a });
        }
    }

    /// The innermost open jump leads here.
    fn land(&mut self) {
        let here = self.code.len() as u32;
        if let Some(at) = self.open.pop()
            && let Some(Instr::Jump { target } | Instr::JumpIfNot { target, .. }) =
                self.code.get_mut(at as usize)
        {
            *target = here;
        }
    }

    fn instruction(&mut self, at: u32, value: Value, op: Op) -> Option<Instr> {
        // Operands are read before the result gets its slot, so that it can have one of theirs.
        let mut slots = [0; 3];
        let mut count = 0;
        op.for_each_operand(|operand| {
            slots[count] = self.read(operand, at);
            count += 1;
        });
        let [a, b, c] = slots;
        let to = self.define(value);
        Some(match op {
            Op::Add(..) => Instr::Add { to, a, b },
            Op::Sub(..) => Instr::Sub { to, a, b },
            Op::Mul(..) => Instr::Mul { to, a, b },
            Op::Div(..) => Instr::Div { to, a, b },
            Op::Neg(_) => Instr::Neg { to, a },
            Op::Recip(_) => Instr::Recip { to, a },
            Op::PowInt(_, n) => Instr::PowInt { to, a, n },
            Op::Pow(..) => Instr::Pow { to, a, b },
            Op::Sqrt(_) => Instr::Sqrt { to, a },
            Op::Unary(function, _) => Instr::Unary {
                kernel: self.kernels.place(function),
                to,
                a,
            },
            Op::Binary(function, ..) => Instr::Binary {
                kernel: self.kernels.place(function),
                to,
                a,
                b,
            },
            Op::Ternary(function, ..) => Instr::Ternary {
                kernel: self.kernels.place(function),
                to,
                a,
                b,
                c,
            },
            Op::Indexed(function, n, _) => Instr::Indexed {
                kernel: self.kernels.place(function),
                to,
                n,
                a,
            },
            Op::Step(function, ..) => Instr::Step {
                kernel: self.kernels.place(function),
                to,
                a,
                at_zero: b,
            },
            Op::Compare(relation, ..) => Instr::Compare {
                order: relation.into(),
                to,
                a,
                b,
            },
            Op::And(..) => Instr::And { to, a, b },
            Op::Or(..) => Instr::Or { to, a, b },
            Op::Not(_) => Instr::Not { to, a },
            Op::Choose(..) => Instr::Select {
                to,
                condition: a,
                a: b,
                b: c,
            },
            Op::Constant(_) | Op::Input(_) | Op::Index(_) | Op::Loop(..) => return None,
        })
    }
}

fn line_value(line: Line) -> Value {
    match line {
        Line::Compute(value)
        | Line::Test(value)
        | Line::Otherwise(value)
        | Line::Join(value)
        | Line::Open(value)
        | Line::Close(value) => value,
    }
}
