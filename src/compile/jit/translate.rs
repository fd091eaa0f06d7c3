//! Instructions into Cranelift's intermediate form.
//!
//! Each slot is a variable; a new block begins wherever a jump leads. Kernels are called at their
//! addresses. A piece of a long program loads the slots that it reads and stores those that it
//! writes.

use std::ops::Range;

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{
    AbiParam, Block, InstBuilder, MemFlagsData, SigRef, Signature, Type, Value, types,
};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::{FunctionBuilder, Variable};
use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::compile::arithmetic::{MAX_LOOP_WORK, powers, terms};
use crate::compile::program::{Access, Instr, Order, Program, Slot};

/// A count that no sum of loops exceeds, far from where integers overflow.
const ENDLESS: i64 = 1 << 60;

/// [`terms`] as native code calls it: -1 for nothing.
extern "C" fn count_terms(first: f64, last: f64) -> i64 {
    terms(first, last).map_or(-1, i64::from)
}

/// Where a function finds its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// The point in the first place, the outputs in the second: the program is one function.
    Point,
    /// All slots in the second place, and behind them the count of what loops have done.
    Slots,
}

/// The signature of every function: two places in memory.
pub(super) fn signature(pointer: Type, convention: CallConv) -> Signature {
    let mut signature = Signature::new(convention);
    signature.params.extend([AbiParam::new(pointer); 2]);
    signature.returns.push(AbiParam::new(types::F64));
    signature
}

/// Writes a range of a program's instructions as the body of a function. No jump or loop leads
/// into the range or out of it, but to its end.
pub(super) fn translate(
    builder: &mut FunctionBuilder<'_>,
    program: &Program,
    range: Range<usize>,
    layout: Layout,
    pointer: Type,
    convention: CallConv,
) {
    let mut translation = Translation {
        builder,
        program,
        pointer,
        convention,
        variables: HashMap::with_hasher(FixedState::default()),
        rounds: HashMap::with_hasher(FixedState::default()),
        blocks: HashMap::with_hasher(FixedState::default()),
        signatures: HashMap::with_hasher(FixedState::default()),
        work: None,
    };
    let places = translation.enter();
    translation.begin(&range, layout, places);
    for at in range.clone() {
        translation.arrive(at);
        translation.instruction(program.code[at]);
    }
    translation.arrive(range.end);
    translation.end(&range, layout, places[1]);
}

struct Translation<'a, 'b> {
    builder: &'a mut FunctionBuilder<'b>,
    program: &'a Program,
    pointer: Type,
    convention: CallConv,
    variables: HashMap<Slot, Variable, FixedState>,
    /// How many rounds are left of each loop.
    rounds: HashMap<u32, Variable, FixedState>,
    /// The block that begins at an instruction.
    blocks: HashMap<usize, Block, FixedState>,
    signatures: HashMap<&'static [Type], SigRef, FixedState>,
    /// How many instructions loops have run.
    work: Option<Variable>,
}

/// The shapes of functions that are called, with the type of what they return.
const UNARY: &[Type] = &[types::F64, types::F64];
const BINARY: &[Type] = &[types::F64, types::F64, types::F64];
const TERNARY: &[Type] = &[types::F64, types::F64, types::F64, types::F64];
const INDEXED: &[Type] = &[types::I32, types::F64, types::F64];
const COUNT: &[Type] = &[types::F64, types::F64, types::I64];

impl Translation<'_, '_> {
    fn enter(&mut self) -> [Value; 2] {
        let entry = self.builder.create_block();
        self.builder.append_block_params_for_function_params(entry);
        self.builder.switch_to_block(entry);
        let parameters = self.builder.block_params(entry);
        [parameters[0], parameters[1]]
    }

    /// Gives the slots their first values, and makes the blocks.
    fn begin(&mut self, range: &Range<usize>, layout: Layout, places: [Value; 2]) {
        let program = self.program;
        let mut has_loops = false;
        for instr in &program.code[range.clone()] {
            match *instr {
                Instr::Jump { target } | Instr::JumpIfNot { target, .. } => {
                    self.block(target as usize);
                }
                Instr::LoopStart { at } => {
                    has_loops = true;
                    let entry = program.loops[at as usize];
                    self.block(entry.start as usize);
                    self.block(entry.end as usize);
                }
                _ => {}
            }
        }
        match layout {
            Layout::Point => {
                for (slot, &input) in program.loads.iter().enumerate() {
                    let value = self.load(types::F64, places[0], input as usize);
                    self.set(slot as Slot, value);
                }
                for (at, &constant) in program.constants.iter().enumerate() {
                    let value = self.builder.ins().f64const(constant);
                    self.set((program.loads.len() + at) as Slot, value);
                }
            }
            Layout::Slots => {
                // What is written may be written on one way only, and stay as it was on another.
                let mut mentioned = slots(program, range, Access::Read);
                mentioned.extend(slots(program, range, Access::Write));
                mentioned.sort_unstable();
                mentioned.dedup();
                for slot in mentioned {
                    let value = self.load(types::F64, places[1], slot as usize);
                    self.set(slot, value);
                }
            }
        }
        if has_loops {
            let work = self.builder.declare_var(types::I64);
            let start = match layout {
                Layout::Point => self.builder.ins().iconst(types::I64, 0),
                Layout::Slots => self.load(types::I64, places[1], program.slot_count()),
            };
            self.builder.def_var(work, start);
            self.work = Some(work);
        }
    }

    fn end(&mut self, range: &Range<usize>, layout: Layout, place: Value) {
        let program = self.program;
        let mut first = None;
        match layout {
            Layout::Point => {
                for (at, &slot) in program.outputs.iter().enumerate() {
                    let value = self.get(slot);
                    first = first.or(Some(value));
                    if program.outputs.len() > 1 {
                        self.store(value, place, at);
                    }
                }
            }
            Layout::Slots => {
                for slot in slots(program, range, Access::Write) {
                    let value = self.get(slot);
                    self.store(value, place, slot as usize);
                }
                if let Some(work) = self.work {
                    let work = self.builder.use_var(work);
                    self.store(work, place, program.slot_count());
                }
            }
        }
        let first = match first {
            Some(first) => first,
            None => self.builder.ins().f64const(f64::NAN),
        };
        self.builder.ins().return_(&[first]);
    }

    fn load(&mut self, kind: Type, place: Value, at: usize) -> Value {
        let flags = MemFlagsData::trusted();
        let place = self.address(place, at);
        self.builder.ins().load(kind, flags, place, 0)
    }

    fn store(&mut self, value: Value, place: Value, at: usize) {
        let flags = MemFlagsData::trusted();
        let place = self.address(place, at);
        self.builder.ins().store(flags, value, place, 0);
    }

    fn address(&mut self, place: Value, at: usize) -> Value {
        let bytes = (at * size_of::<f64>()) as i64;
        self.builder.ins().iadd_imm_s(place, bytes)
    }

    fn block(&mut self, at: usize) -> Block {
        let builder = &mut *self.builder;
        *self
            .blocks
            .entry(at)
            .or_insert_with(|| builder.create_block())
    }

    /// Goes on in the block that begins here, if one does.
    fn arrive(&mut self, at: usize) {
        if let Some(&block) = self.blocks.get(&at) {
            self.builder.ins().jump(block, &[]);
            self.builder.switch_to_block(block);
        }
    }

    fn variable(&mut self, slot: Slot) -> Variable {
        let builder = &mut *self.builder;
        *self
            .variables
            .entry(slot)
            .or_insert_with(|| builder.declare_var(types::F64))
    }

    fn get(&mut self, slot: Slot) -> Value {
        let variable = self.variable(slot);
        self.builder.use_var(variable)
    }

    fn set(&mut self, slot: Slot, value: Value) {
        let variable = self.variable(slot);
        self.builder.def_var(variable, value);
    }

    /// Calls a function at its address.
    fn call(&mut self, address: usize, shape: &'static [Type], arguments: &[Value]) -> Value {
        let (builder, convention) = (&mut *self.builder, self.convention);
        let signature = *self.signatures.entry(shape).or_insert_with(|| {
            let mut signature = Signature::new(convention);
            let (result, parameters) = shape.split_last().unwrap_or((&types::F64, &[]));
            signature
                .params
                .extend(parameters.iter().copied().map(AbiParam::new));
            signature.returns.push(AbiParam::new(*result));
            builder.import_signature(signature)
        });
        let callee = builder.ins().iconst(self.pointer, address as i64);
        let call = builder.ins().call_indirect(signature, callee, arguments);
        builder.inst_results(call)[0]
    }

    /// Whether a number counts as true: it is neither 0 nor NaN.
    fn truth(&mut self, slot: Slot) -> Value {
        let value = self.get(slot);
        let zero = self.builder.ins().f64const(0.0);
        self.builder
            .ins()
            .fcmp(FloatCC::OrderedNotEqual, value, zero)
    }

    /// True as a number.
    fn number(&mut self, truth: Value) -> Value {
        let one = self.builder.ins().f64const(1.0);
        let zero = self.builder.ins().f64const(0.0);
        self.builder.ins().select(truth, one, zero)
    }

    /// Goes on in a block that nothing leads to, behind a jump.
    fn after_jump(&mut self) {
        let block = self.builder.create_block();
        self.builder.switch_to_block(block);
    }

    fn instruction(&mut self, instr: Instr) {
        let kernels = &self.program.kernels;
        match instr {
            Instr::Fused { .. } => {
                for part in instr.parts().into_iter().flatten() {
                    self.instruction(part);
                }
            }
            Instr::Copy { to, a } => {
                let a = self.get(a);
                self.set(to, a);
            }
            Instr::Add { to, a, b } => self.two(to, a, b, |b, x, y| b.ins().fadd(x, y)),
            Instr::Sub { to, a, b } => self.two(to, a, b, |b, x, y| b.ins().fsub(x, y)),
            Instr::Mul { to, a, b } => self.two(to, a, b, |b, x, y| b.ins().fmul(x, y)),
            Instr::Div { to, a, b } => self.two(to, a, b, |b, x, y| b.ins().fdiv(x, y)),
            Instr::Neg { to, a } => {
                let a = self.get(a);
                let value = self.builder.ins().fneg(a);
                self.set(to, value);
            }
            Instr::Recip { to, a } => {
                let a = self.get(a);
                let one = self.builder.ins().f64const(1.0);
                let value = self.builder.ins().fdiv(one, a);
                self.set(to, value);
            }
            Instr::PowInt { to, a, n } => {
                let a = self.get(a);
                let value = self.power_integer(a, n);
                self.set(to, value);
            }
            Instr::Pow { to, a, b } => self.function(to, powers().0 as usize, BINARY, &[a, b]),
            Instr::Sqrt { to, a } => {
                let a = self.get(a);
                let value = self.builder.ins().sqrt(a);
                self.set(to, value);
            }
            Instr::Unary { kernel, to, a } => {
                let kernel = kernels.unary[usize::from(kernel)].kernel;
                self.function(to, kernel as usize, UNARY, &[a]);
            }
            Instr::Binary { kernel, to, a, b } => {
                let kernel = kernels.binary[usize::from(kernel)].kernel;
                self.function(to, kernel as usize, BINARY, &[a, b]);
            }
            Instr::Ternary {
                kernel,
                to,
                a,
                b,
                c,
            } => {
                let kernel = kernels.ternary[usize::from(kernel)].kernel;
                self.function(to, kernel as usize, TERNARY, &[a, b, c]);
            }
            Instr::Indexed { kernel, to, n, a } => {
                let kernel = kernels.indexed[usize::from(kernel)].kernel;
                let n = self.builder.ins().iconst(types::I32, i64::from(n as i32));
                let a = self.get(a);
                let value = self.call(kernel as usize, INDEXED, &[n, a]);
                self.set(to, value);
            }
            Instr::Step {
                kernel,
                to,
                a,
                at_zero,
            } => {
                let kernel = kernels.unary[usize::from(kernel)].kernel;
                let (a, at_zero) = (self.get(a), self.get(at_zero));
                let value = self.call(kernel as usize, UNARY, &[a]);
                let zero = self.builder.ins().f64const(0.0);
                let is_zero = self.builder.ins().fcmp(FloatCC::Equal, a, zero);
                let value = self.builder.ins().select(is_zero, at_zero, value);
                self.set(to, value);
            }
            Instr::Compare { order, to, a, b } => {
                let (a, b) = (self.get(a), self.get(b));
                let truth = self.builder.ins().fcmp(condition(order), a, b);
                let value = self.number(truth);
                self.set(to, value);
            }
            Instr::And { to, a, b } => {
                let (a, b) = (self.truth(a), self.truth(b));
                let truth = self.builder.ins().band(a, b);
                let value = self.number(truth);
                self.set(to, value);
            }
            Instr::Or { to, a, b } => {
                let (a, b) = (self.truth(a), self.truth(b));
                let truth = self.builder.ins().bor(a, b);
                let value = self.number(truth);
                self.set(to, value);
            }
            Instr::Not { to, a } => {
                let truth = self.truth(a);
                let one = self.builder.ins().f64const(1.0);
                let zero = self.builder.ins().f64const(0.0);
                let value = self.builder.ins().select(truth, zero, one);
                self.set(to, value);
            }
            Instr::Select {
                to,
                condition,
                a,
                b,
            } => {
                let truth = self.truth(condition);
                let (a, b) = (self.get(a), self.get(b));
                let value = self.builder.ins().select(truth, a, b);
                self.set(to, value);
            }
            Instr::Jump { target } => {
                let target = self.block(target as usize);
                self.builder.ins().jump(target, &[]);
                self.after_jump();
            }
            Instr::JumpIfNot { condition, target } => {
                let truth = self.truth(condition);
                let (target, next) = (self.block(target as usize), self.builder.create_block());
                self.builder.ins().brif(truth, next, &[], target, &[]);
                self.builder.switch_to_block(next);
            }
            Instr::LoopStart { at: place } => self.loop_start(place),
            Instr::LoopEnd { at: place } => self.loop_end(place),
        }
    }

    fn two(
        &mut self,
        to: Slot,
        a: Slot,
        b: Slot,
        build: impl FnOnce(&mut FunctionBuilder<'_>, Value, Value) -> Value,
    ) {
        let (a, b) = (self.get(a), self.get(b));
        let value = build(self.builder, a, b);
        self.set(to, value);
    }

    fn function(&mut self, to: Slot, address: usize, shape: &'static [Type], slots: &[Slot]) {
        let mut arguments = [None; 3];
        for (argument, &slot) in arguments.iter_mut().zip(slots) {
            *argument = Some(self.get(slot));
        }
        let arguments: Vec<Value> = arguments.into_iter().flatten().collect();
        let value = self.call(address, shape, &arguments);
        self.set(to, value);
    }

    /// The fixed sequence of [`power_integer`](crate::compile::arithmetic::power_integer).
    fn power_integer(&mut self, a: Value, n: u32) -> Value {
        if n == 0 {
            return self.builder.ins().f64const(1.0);
        }
        let mut result = a;
        let mut bit = 1u32 << (31 - n.leading_zeros());
        while bit > 1 {
            bit >>= 1;
            result = self.builder.ins().fmul(result, result);
            if n & bit != 0 {
                result = self.builder.ins().fmul(result, a);
            }
        }
        result
    }

    fn loop_start(&mut self, place: u32) {
        let entry = self.program.loops[place as usize];
        let Some(work) = self.work else {
            return;
        };
        let (first, last) = (self.get(entry.first), self.get(entry.last));
        let count = self.call(count_terms as *const () as usize, COUNT, &[first, last]);
        let length = i64::from(entry.end - entry.start);
        let zero = self.builder.ins().iconst(types::I64, 0);
        let terms = self.builder.ins().smax(count, zero);
        let more = self.builder.ins().imul_imm_s(terms, length);
        let done = self.builder.use_var(work);
        let done = self.builder.ins().iadd(done, more);
        let endless = self.builder.ins().iconst(types::I64, ENDLESS);
        let done = self.builder.ins().smin(done, endless);
        self.builder.def_var(work, done);

        let some = self
            .builder
            .ins()
            .icmp_imm_s(IntCC::SignedGreaterThan, count, 0);
        let limit = MAX_LOOP_WORK as i64;
        let allowed = self
            .builder
            .ins()
            .icmp_imm_s(IntCC::SignedLessThanOrEqual, done, limit);
        let runs = self.builder.ins().band(some, allowed);
        let (start, end) = (
            self.block(entry.start as usize),
            self.block(entry.end as usize),
        );
        let rounds = self.builder.declare_var(types::I64);
        self.rounds.insert(place, rounds);
        self.builder.def_var(rounds, count);
        // The sum starts at 0, which is also that of no terms; NaN is that of too many.
        let zero = self.builder.ins().f64const(0.0);
        let nan = self.builder.ins().f64const(f64::NAN);
        let none = self.builder.ins().icmp_imm_s(IntCC::Equal, count, 0);
        let valid = self.builder.ins().bor(runs, none);
        let sum = self.builder.ins().select(valid, zero, nan);
        self.set(entry.to, sum);
        self.set(entry.index, first);
        self.builder.ins().brif(runs, start, &[], end, &[]);
        self.after_jump();
    }

    fn loop_end(&mut self, place: u32) {
        let entry = self.program.loops[place as usize];
        let Some(&rounds) = self.rounds.get(&place) else {
            return;
        };
        self.two(entry.to, entry.to, entry.value, |b, x, y| {
            b.ins().fadd(x, y)
        });
        let one = self.builder.ins().f64const(1.0);
        let index = self.get(entry.index);
        let index = self.builder.ins().fadd(index, one);
        self.set(entry.index, index);
        let left = self.builder.use_var(rounds);
        let left = self.builder.ins().iadd_imm_s(left, -1);
        self.builder.def_var(rounds, left);
        let again = self
            .builder
            .ins()
            .icmp_imm_s(IntCC::SignedGreaterThan, left, 0);
        let (start, end) = (
            self.block(entry.start as usize),
            self.block(entry.end as usize),
        );
        self.builder.ins().brif(again, start, &[], end, &[]);
        self.after_jump();
    }
}

/// The slots that a range of instructions reads or writes, each once.
fn slots(program: &Program, range: &Range<usize>, wanted: Access) -> Vec<Slot> {
    let mut slots = Vec::new();
    for &instr in &program.code[range.clone()] {
        instr.for_each_slot(&program.loops, |access, slot| {
            if access == wanted {
                slots.push(slot);
            }
        });
    }
    slots.sort_unstable();
    slots.dedup();
    slots
}

fn condition(order: Order) -> FloatCC {
    match order {
        Order::Less => FloatCC::LessThan,
        Order::LessEqual => FloatCC::LessThanOrEqual,
        Order::Greater => FloatCC::GreaterThan,
        Order::GreaterEqual => FloatCC::GreaterThanOrEqual,
        Order::Equal => FloatCC::Equal,
        Order::NotEqual => FloatCC::OrderedNotEqual,
    }
}
