//! Values in the making: operations on numbers, each once, with constants folded.
//!
//! Between the expression and the program stands this graph. Its constructors fold constants,
//! turn sums with negatives into differences and products with reciprocals into quotients, and
//! return the value that already computes the same.

use std::hash::BuildHasher;

use hashbrown::HashTable;

use super::arithmetic::{compare, number, power, power_integer, truth};
use crate::function::{FunctionId, Kernel};
use crate::syntax::Relation;

/// A value's place in its [`Graph`]. Operands have smaller ones than the values made of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Value(pub u32);

impl Value {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A body of instructions of its own: the program (0) or that of one loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Scope(pub u32);

impl Scope {
    /// The program.
    pub const ROOT: Scope = Scope(0);

    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// How a value is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    /// The bits of a double.
    Constant(u64),
    Input(u32),
    /// The index of a loop.
    Index(Scope),
    Add(Value, Value),
    Sub(Value, Value),
    Mul(Value, Value),
    Div(Value, Value),
    Neg(Value),
    Recip(Value),
    PowInt(Value, u32),
    Pow(Value, Value),
    Sqrt(Value),
    Unary(FunctionId, Value),
    Binary(FunctionId, Value, Value),
    Ternary(FunctionId, Value, Value, Value),
    Indexed(FunctionId, u32, Value),
    /// A step function and its value at 0.
    Step(FunctionId, Value, Value),
    Compare(Relation, Value, Value),
    And(Value, Value),
    Or(Value, Value),
    Not(Value),
    /// Condition, value, value otherwise.
    Choose(Value, Value, Value),
    /// First and last index, body.
    Loop(Scope, [Value; 3]),
}

impl Op {
    /// Calls `visit` with each operand, in order.
    #[inline]
    pub fn for_each_operand(self, mut visit: impl FnMut(Value)) {
        match self {
            Op::Constant(_) | Op::Input(_) | Op::Index(_) => {}
            Op::Neg(a)
            | Op::Recip(a)
            | Op::PowInt(a, _)
            | Op::Sqrt(a)
            | Op::Unary(_, a)
            | Op::Indexed(_, _, a)
            | Op::Not(a) => visit(a),
            Op::Add(a, b)
            | Op::Sub(a, b)
            | Op::Mul(a, b)
            | Op::Div(a, b)
            | Op::Pow(a, b)
            | Op::Binary(_, a, b)
            | Op::Step(_, a, b)
            | Op::Compare(_, a, b)
            | Op::And(a, b)
            | Op::Or(a, b) => {
                visit(a);
                visit(b);
            }
            Op::Ternary(_, a, b, c) | Op::Choose(a, b, c) | Op::Loop(_, [a, b, c]) => {
                visit(a);
                visit(b);
                visit(c);
            }
        }
    }
}

/// What is known of a scope.
#[derive(Clone, Copy, Debug)]
struct ScopeFacts {
    /// Nesting in the text, 0 for the program.
    depth: u32,
    /// The loop it is the body of, once that is made.
    loop_value: Option<Value>,
}

/// The values of a program.
#[derive(Debug)]
pub(crate) struct Graph {
    ops: Vec<Op>,
    /// The loops whose index each value depends on, as bits by depth.
    depends: Vec<u32>,
    /// The scope each value is computed in: the innermost that it depends on.
    scopes: Vec<Scope>,
    scope_facts: Vec<ScopeFacts>,
    /// The scopes around the place that is being lowered, outermost first.
    chain: Vec<Scope>,
    index: HashTable<u32>,
    /// The number 1, once it is asked for.
    one: Option<Value>,
    hasher: foldhash::fast::FixedState,
    /// Whether powers are made of multiplications.
    powers_as_products: bool,
}

impl Graph {
    /// The deepest nesting of sums.
    pub const MAX_DEPTH: usize = 16;

    /// A graph without values.
    pub fn new() -> Self {
        Graph {
            ops: Vec::with_capacity(64),
            depends: Vec::with_capacity(64),
            scopes: Vec::with_capacity(64),
            scope_facts: vec![ScopeFacts {
                depth: 0,
                loop_value: None,
            }],
            chain: vec![Scope::ROOT],
            index: HashTable::with_capacity(112),
            one: None,
            hasher: foldhash::fast::FixedState::default(),
            powers_as_products: false,
        }
    }

    /// From here on, powers with small exponents are the multiplications that
    /// [`power_integer`] does, each a value.
    pub fn write_powers_as_products(&mut self) {
        self.powers_as_products = true;
    }

    /// How many values it holds.
    pub fn len(&self) -> usize {
        self.ops.len()
    }

    /// How many scopes it holds.
    pub fn scope_count(&self) -> usize {
        self.scope_facts.len()
    }

    /// How a value is computed.
    #[inline]
    pub fn op(&self, value: Value) -> Op {
        self.ops[value.index()]
    }

    /// The scope a value is computed in.
    #[inline]
    pub fn scope(&self, value: Value) -> Scope {
        self.scopes[value.index()]
    }

    /// The loop that a scope is the body of.
    pub fn loop_of(&self, scope: Scope) -> Option<Value> {
        self.scope_facts[scope.index()].loop_value
    }

    /// The outermost loop body that is inside the scope of `operand` and around `scope` (or is
    /// it); nothing if `operand` is computed in `scope` itself.
    pub fn body_between(&self, operand: Value, mut scope: Scope) -> Option<Scope> {
        let home = self.scope(operand);
        let mut body = None;
        while scope != home {
            body = Some(scope);
            scope = self.scope(self.loop_of(scope)?);
        }
        body
    }

    /// Whether a value needs no computation: constants, inputs and indices.
    #[inline]
    pub fn is_given(&self, value: Value) -> bool {
        matches!(
            self.op(value),
            Op::Constant(_) | Op::Input(_) | Op::Index(_)
        )
    }

    /// Opens the body of a loop in the current scope. Nothing if the nesting is too deep.
    pub fn open_scope(&mut self) -> Option<Scope> {
        let depth = self.chain.len();
        if depth > Self::MAX_DEPTH {
            return None;
        }
        let scope = Scope(self.scope_facts.len() as u32);
        self.scope_facts.push(ScopeFacts {
            depth: depth as u32,
            loop_value: None,
        });
        self.chain.push(scope);
        Some(scope)
    }

    /// Closes the innermost scope: its loop from `first` to `last`, which adds `body` up.
    ///
    /// The loop moves out of every loop on whose index it does not depend.
    pub fn close_scope(&mut self, scope: Scope, first: Value, last: Value, body: Value) -> Value {
        self.chain.pop();
        let own = 1u32 << self.scope_facts[scope.index()].depth;
        let depends =
            (self.depends[first.index()] | self.depends[last.index()] | self.depends[body.index()])
                & !own;
        let value = self.push(Op::Loop(scope, [first, last, body]), depends);
        self.scope_facts[scope.index()].loop_value = Some(value);
        value
    }

    fn push(&mut self, op: Op, depends: u32) -> Value {
        let value = Value(self.ops.len() as u32);
        let depth = 31 - (depends | 1).leading_zeros();
        let scope = self
            .chain
            .get(depth as usize)
            .copied()
            .unwrap_or(Scope::ROOT);
        self.ops.push(op);
        self.depends.push(depends);
        self.scopes.push(scope);
        value
    }

    /// The value of an operation as it is.
    fn intern(&mut self, op: Op) -> Value {
        let hash = self.hasher.hash_one(op);
        let ops = &self.ops;
        if let Some(&at) = self.index.find(hash, |&at| ops[at as usize] == op) {
            return Value(at);
        }
        let mut depends = match op {
            Op::Index(scope) => 1 << self.scope_facts[scope.index()].depth,
            _ => 0,
        };
        op.for_each_operand(|operand| depends |= self.depends[operand.index()]);
        let value = self.push(op, depends);
        let (ops, hasher) = (&self.ops, &self.hasher);
        self.index
            .insert_unique(hash, value.0, |&at| hasher.hash_one(ops[at as usize]));
        value
    }

    /// A number.
    pub fn constant(&mut self, value: f64) -> Value {
        self.intern(Op::Constant(value.to_bits()))
    }

    /// The number 1.
    #[inline]
    pub fn one(&mut self) -> Value {
        match self.one {
            Some(one) => one,
            None => {
                let one = self.constant(1.0);
                self.one = Some(one);
                one
            }
        }
    }

    /// The number that a value is, if it is one.
    #[inline]
    pub fn as_constant(&self, value: Value) -> Option<f64> {
        match self.op(value) {
            Op::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    fn constants(&self, a: Value, b: Value) -> Option<(f64, f64)> {
        Some((self.as_constant(a)?, self.as_constant(b)?))
    }

    /// An input.
    pub fn input(&mut self, at: u32) -> Value {
        self.intern(Op::Input(at))
    }

    /// The index of a loop.
    pub fn loop_index(&mut self, scope: Scope) -> Value {
        self.intern(Op::Index(scope))
    }

    /// The sum of two.
    pub fn add(&mut self, a: Value, b: Value) -> Value {
        if let Some((a, b)) = self.constants(a, b) {
            return self.constant(a + b);
        }
        match (self.op(a), self.op(b)) {
            (_, Op::Neg(b)) => self.sub(a, b),
            (Op::Neg(a), _) => self.sub(b, a),
            _ => self.intern(Op::Add(a.min(b), a.max(b))),
        }
    }

    /// The difference.
    pub fn sub(&mut self, a: Value, b: Value) -> Value {
        if let Some((a, b)) = self.constants(a, b) {
            return self.constant(a - b);
        }
        match self.op(b) {
            Op::Neg(b) => self.add(a, b),
            _ => self.intern(Op::Sub(a, b)),
        }
    }

    /// The negative.
    pub fn neg(&mut self, a: Value) -> Value {
        match self.op(a) {
            Op::Constant(bits) => self.constant(-f64::from_bits(bits)),
            Op::Neg(a) => a,
            _ => self.intern(Op::Neg(a)),
        }
    }

    /// The product of two.
    pub fn mul(&mut self, a: Value, b: Value) -> Value {
        match (self.as_constant(a), self.as_constant(b)) {
            (Some(a), Some(b)) => return self.constant(a * b),
            (Some(1.0), None) => return b,
            (None, Some(1.0)) => return a,
            (Some(-1.0), None) => return self.neg(b),
            (None, Some(-1.0)) => return self.neg(a),
            _ => {}
        }
        match (self.op(a), self.op(b)) {
            (Op::Recip(a), Op::Recip(b)) => {
                let product = self.mul(a, b);
                self.recip(product)
            }
            (_, Op::Recip(b)) => self.div(a, b),
            (Op::Recip(a), _) => self.div(b, a),
            _ => self.intern(Op::Mul(a.min(b), a.max(b))),
        }
    }

    /// The quotient.
    pub fn div(&mut self, a: Value, b: Value) -> Value {
        match (self.as_constant(a), self.as_constant(b)) {
            (Some(a), Some(b)) => return self.constant(a / b),
            (Some(1.0), None) => return self.recip(b),
            (None, Some(1.0)) => return a,
            _ => {}
        }
        match (self.op(a), self.op(b)) {
            (_, Op::Recip(b)) => self.mul(a, b),
            (Op::Recip(a), _) => {
                let product = self.mul(a, b);
                self.recip(product)
            }
            _ => self.intern(Op::Div(a, b)),
        }
    }

    /// The reciprocal.
    pub fn recip(&mut self, a: Value) -> Value {
        match self.op(a) {
            Op::Constant(bits) => self.constant(1.0 / f64::from_bits(bits)),
            Op::Recip(a) => a,
            Op::Div(a, b) => self.div(b, a),
            _ => self.intern(Op::Recip(a)),
        }
    }

    /// A power with a small exponent.
    pub fn power_integer(&mut self, a: Value, n: u32) -> Value {
        match (n, self.as_constant(a)) {
            (_, Some(a)) => self.constant(power_integer(a, n)),
            (0, _) => self.constant(1.0),
            (1, _) => a,
            (2, _) => self.intern(Op::Mul(a, a)),
            _ if self.powers_as_products => {
                let mut result = a;
                for bit in (0..n.ilog2()).rev() {
                    result = self.intern(Op::Mul(result, result));
                    if n >> bit & 1 != 0 {
                        result = self.intern(Op::Mul(a.min(result), a.max(result)));
                    }
                }
                result
            }
            _ => self.intern(Op::PowInt(a, n)),
        }
    }

    /// A power.
    pub fn power(&mut self, a: Value, b: Value) -> Value {
        match self.constants(a, b) {
            Some((a, b)) => self.constant(power(a, b)),
            None => self.intern(Op::Pow(a, b)),
        }
    }

    /// The square root.
    pub fn sqrt(&mut self, a: Value) -> Value {
        match self.as_constant(a) {
            Some(a) => self.constant(a.sqrt()),
            None => self.intern(Op::Sqrt(a)),
        }
    }

    /// A function of one argument.
    pub fn unary(&mut self, function: FunctionId, a: Value) -> Value {
        match (function.row().kernel, self.as_constant(a)) {
            (Kernel::Unary(kernel), Some(a)) => self.constant(kernel(a)),
            _ => self.intern(Op::Unary(function, a)),
        }
    }

    /// A function of two arguments.
    pub fn binary(&mut self, function: FunctionId, a: Value, b: Value) -> Value {
        match (function.row().kernel, self.constants(a, b)) {
            (Kernel::Binary(kernel), Some((a, b))) => self.constant(kernel(a, b)),
            _ => self.intern(Op::Binary(function, a, b)),
        }
    }

    /// A function of three arguments.
    pub fn ternary(&mut self, function: FunctionId, a: Value, b: Value, c: Value) -> Value {
        match (
            function.row().kernel,
            self.constants(a, b),
            self.as_constant(c),
        ) {
            (Kernel::Ternary(kernel), Some((a, b)), Some(c)) => self.constant(kernel(a, b, c)),
            _ => self.intern(Op::Ternary(function, a, b, c)),
        }
    }

    /// A function of a literal index and one argument.
    pub fn indexed(&mut self, function: FunctionId, n: u32, a: Value) -> Value {
        match (function.row().kernel, self.as_constant(a)) {
            (Kernel::Indexed(kernel), Some(a)) => self.constant(kernel(n, a)),
            _ => self.intern(Op::Indexed(function, n, a)),
        }
    }

    /// A step function whose value at 0 is given.
    pub fn step(&mut self, function: FunctionId, a: Value, at_zero: f64) -> Value {
        match self.as_constant(a) {
            Some(0.0) => self.constant(at_zero),
            Some(_) => self.unary(function, a),
            None => {
                let at_zero = self.constant(at_zero);
                self.intern(Op::Step(function, a, at_zero))
            }
        }
    }

    /// A comparison.
    pub fn compare(&mut self, relation: Relation, a: Value, b: Value) -> Value {
        match self.constants(a, b) {
            Some((a, b)) => self.constant(compare(relation.into(), a, b)),
            None => self.intern(Op::Compare(relation, a, b)),
        }
    }

    /// Both.
    pub fn and(&mut self, a: Value, b: Value) -> Value {
        match self.constants(a, b) {
            Some((a, b)) => self.constant(number(truth(a) && truth(b))),
            None => self.intern(Op::And(a, b)),
        }
    }

    /// Either.
    pub fn or(&mut self, a: Value, b: Value) -> Value {
        match self.constants(a, b) {
            Some((a, b)) => self.constant(number(truth(a) || truth(b))),
            None => self.intern(Op::Or(a, b)),
        }
    }

    /// Not.
    pub fn not(&mut self, a: Value) -> Value {
        match self.as_constant(a) {
            Some(a) => self.constant(number(!truth(a))),
            None => self.intern(Op::Not(a)),
        }
    }

    /// One of two values.
    pub fn choose(&mut self, condition: Value, a: Value, b: Value) -> Value {
        match self.as_constant(condition) {
            Some(condition) if truth(condition) => a,
            Some(_) => b,
            None if a == b => a,
            None => self.intern(Op::Choose(condition, a, b)),
        }
    }
}
