//! Expressions into values: the first pass.
//!
//! A walk with its own stack makes the value of each node after those of its operands. The body of
//! a sum over an index is a scope with a memo of its own, because a node that holds the index has
//! another value in each sum; what does not depend on the index falls together with the value
//! outside by itself, and so leaves the loop.
//!
//! The file is long because every kind of node has its case in it.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::error::CompileError;
use super::graph::{Graph, Scope, Value};
use super::memo::Memo;
use super::numbers::{Exact, ExactConstants};
use super::options::{Accuracy, CompileOptions, KinkPolicy};
use super::orient;
use super::stable::Stable;
use super::vanish::{self, Vanishing};
use crate::expr::{Arena, Constant, Id, Node, Number, Operands, Relation};
use crate::function::{FunctionId, Kernel};

/// Makes the values of `outputs`; returns them with the graph that holds them, and with what is
/// known of the stable forms, if any were looked for. `alone` says whether to take forms that save
/// work only if nothing else needs what they replace.
pub(crate) fn lower(
    arena: &Arena,
    outputs: &[Id],
    inputs: &[Id],
    options: &CompileOptions,
    alone: bool,
) -> Result<(Graph, Option<Stable>, Vec<Value>), CompileError> {
    let mut lowering = Lowering::new(arena, outputs, inputs, options)?;
    if let Some(stable) = lowering.stable.as_mut().filter(|_| alone) {
        stable.take_alone();
    }
    let values = lowering.run(outputs)?;
    Ok((lowering.graph, lowering.stable, values))
}

/// As [`lower`], but the numbers of the expression are inputs behind the others, so that none of
/// them is rounded to a double, and nothing is computed from them. Returns which they are.
pub(crate) fn lower_exact(
    arena: &Arena,
    outputs: &[Id],
    inputs: &[Id],
    options: &CompileOptions,
) -> Result<(Graph, Vec<Value>, Vec<Exact>), CompileError> {
    let mut lowering = Lowering::new(arena, outputs, inputs, options)?;
    lowering.exact = Some(ExactConstants::new(inputs.len()));
    // Stable forms are made for doubles: some are series that are cut off.
    lowering.stable = None;
    let values = lowering.run(outputs)?;
    let exact = lowering.exact.map(ExactConstants::into_list);
    Ok((lowering.graph, values, exact.unwrap_or_default()))
}

/// [`lower`] for printing: powers are written as products.
pub(crate) fn lower_for_print(
    arena: &Arena,
    outputs: &[Id],
    inputs: &[Id],
    options: &CompileOptions,
) -> Result<(Graph, Vec<Value>), CompileError> {
    let mut lowering = Lowering::new(arena, outputs, inputs, options)?;
    lowering.graph.write_powers_as_products();
    let values = lowering.run(outputs)?;
    Ok((lowering.graph, values))
}

/// A condition with more comparisons does not hold beside a seam.
const MOST_COMPARISONS: usize = 10_000;

/// How far a node on the stack has come.
#[derive(Clone, Copy)]
enum Stage {
    /// Its operands are yet to be lowered.
    Enter,
    /// Its operands are lowered.
    Leave,
}

/// The program, or the body of a sum that is being lowered.
struct Frame {
    scope: Scope,
    /// The index symbol and its value (not in the program).
    index: Option<(Id, Value)>,
    /// The sum and its bounds (not in the program).
    sum: Option<(Id, Value, Value)>,
    body: Id,
    memo: Memo,
    stack: Vec<(Id, Stage)>,
}

struct Lowering<'a> {
    arena: &'a Arena,
    options: &'a CompileOptions,
    inputs: HashMap<Id, u32, FixedState>,
    graph: Graph,
    frames: Vec<Frame>,
    top: usize,
    kind: vanish::Kind,
    /// Whether what is being lowered is a derivative.
    derivative: bool,
    stable: Option<Stable>,
    /// The numbers that are inputs, where they are not rounded.
    exact: Option<ExactConstants>,
}

impl<'a> Lowering<'a> {
    fn new(
        arena: &'a Arena,
        outputs: &[Id],
        inputs: &[Id],
        options: &'a CompileOptions,
    ) -> Result<Self, CompileError> {
        let mut places = HashMap::with_capacity_and_hasher(inputs.len(), FixedState::default());
        for (position, &input) in inputs.iter().enumerate() {
            let Node::Symbol(symbol) = arena.node(input) else {
                return Err(CompileError::NotASymbol { position });
            };
            if places.insert(input, position as u32).is_some() {
                let name = arena.symbol_spelling(symbol).to_owned();
                return Err(CompileError::RepeatedInput { name });
            }
        }
        let top = outputs.iter().map(|id| id.index() + 1).max().unwrap_or(0);
        Ok(Lowering {
            kind: vanish::Kind::new(arena, top, options.derivative),
            derivative: options.derivative,
            arena,
            options,
            inputs: places,
            graph: Graph::new(),
            frames: Vec::new(),
            top,
            stable: match options.accuracy {
                Accuracy::Naive => None,
                // What watches its own error starts from the stable forms.
                Accuracy::Stable | Accuracy::Accurate => Some(Stable::new()),
            },
            exact: None,
        })
    }

    /// The values of all outputs. Where the first ones are no derivatives, steps in them have
    /// their own values at kinks, and those in the others what is wanted there.
    fn run(&mut self, outputs: &[Id]) -> Result<Vec<Value>, CompileError> {
        if !self.options.derivative || self.options.values == 0 {
            return self.run_alike(outputs);
        }
        let (first, rest) = outputs.split_at(self.options.values.min(outputs.len()));
        self.set_derivative(false);
        let mut values = self.run_alike(first)?;
        self.set_derivative(true);
        values.append(&mut self.run_alike(rest)?);
        Ok(values)
    }

    fn set_derivative(&mut self, derivative: bool) {
        self.derivative = derivative;
        self.kind = vanish::Kind::new(self.arena, self.top, derivative);
    }

    fn run_alike(&mut self, outputs: &[Id]) -> Result<Vec<Value>, CompileError> {
        let mut current = Frame {
            scope: Scope::ROOT,
            index: None,
            sum: None,
            body: Id::ZERO,
            memo: Memo::new(self.top),
            stack: outputs.iter().rev().map(|&id| (id, Stage::Enter)).collect(),
        };
        loop {
            while let Some((id, stage)) = current.stack.pop() {
                if current.memo.get(id).is_some() {
                    continue;
                }
                let value = match stage {
                    Stage::Enter => match self.leaf(&current, id)? {
                        Some(leaf) => leaf,
                        None => {
                            current.stack.push((id, Stage::Leave));
                            self.push_operands(&mut current, id);
                            continue;
                        }
                    },
                    Stage::Leave => {
                        if let Node::IndexSum(run) = self.arena.node(id) {
                            let body = self.open(&current, id, run)?;
                            self.frames.push(std::mem::replace(&mut current, body));
                            continue;
                        }
                        self.value(&current.memo, id)?
                    }
                };
                if self.graph.len() > self.options.operation_limit {
                    let limit = self.options.operation_limit;
                    return Err(CompileError::TooLarge { limit });
                }
                current.memo.set(id, value);
            }
            let (Some(outer), Some((id, first, last))) = (self.frames.pop(), current.sum) else {
                return Ok(outputs
                    .iter()
                    .map(|&id| self.known(&current.memo, id))
                    .collect());
            };
            let body = self.known(&current.memo, current.body);
            let value = self.graph.close_scope(current.scope, first, last, body);
            current = outer;
            current.memo.set(id, value);
        }
    }

    /// Starts on the body of a sum whose bounds are lowered.
    fn open(&mut self, outer: &Frame, id: Id, run: Operands) -> Result<Frame, CompileError> {
        let [body, index, first, last] = [0, 1, 2, 3].map(|at| self.arena.operand(run, at));
        let (first, last) = (
            self.known(&outer.memo, first),
            self.known(&outer.memo, last),
        );
        let Some(scope) = self.graph.open_scope() else {
            let limit = Graph::MAX_DEPTH;
            return Err(CompileError::SumsTooDeep { limit });
        };
        let index_value = self.graph.loop_index(scope);
        Ok(Frame {
            scope,
            index: Some((index, index_value)),
            sum: Some((id, first, last)),
            body,
            memo: Memo::new(self.top),
            stack: vec![(body, Stage::Enter)],
        })
    }

    /// A number of the expression.
    fn number(&mut self, number: &Number) -> Value {
        match &mut self.exact {
            Some(exact) => self.graph.input(exact.place(Exact::Number(number.clone()))),
            None => self.graph.constant(number.to_f64()),
        }
    }

    /// The value of a node without operands.
    fn leaf(&mut self, frame: &Frame, id: Id) -> Result<Option<Value>, CompileError> {
        Ok(Some(match self.arena.node(id) {
            Node::Number(number) => {
                let arena = self.arena;
                let number = arena.number(number);
                if let Some(stable) = &mut self.stable {
                    stable.note_number(number.to_f64());
                }
                self.number(number)
            }
            Node::Constant(constant) => match &mut self.exact {
                Some(exact) => self.graph.input(exact.place(Exact::Constant(constant))),
                None => self.graph.constant(constant.value()),
            },
            Node::Symbol(symbol) => {
                let bound = std::iter::once(frame)
                    .chain(self.frames.iter().rev())
                    .filter_map(|frame| frame.index)
                    .find(|&(index, _)| index == id);
                match (bound, self.inputs.get(&id)) {
                    (Some((_, value)), _) => value,
                    (None, Some(&at)) => self.graph.input(at),
                    (None, None) => {
                        let name = self.arena.symbol_spelling(symbol).to_owned();
                        return Err(CompileError::MissingValue { name });
                    }
                }
            }
            Node::RowSum(_) | Node::RowMean(_) => return Err(CompileError::NeedsData),
            Node::Unknown(name, _) => {
                let name = self.arena.symbol_spelling(name).to_owned();
                return Err(CompileError::UnknownFunction { name });
            }
            _ => return Ok(None),
        }))
    }

    /// Puts the operands that have no value yet on the stack, the first uppermost.
    fn push_operands(&self, frame: &mut Frame, id: Id) {
        let arena = self.arena;
        let start = frame.stack.len();
        let mut push = |id: Id| {
            if frame.memo.get(id).is_none() {
                frame.stack.push((id, Stage::Enter));
            }
        };
        let push_power = |base: Id, exponent: Id, push: &mut dyn FnMut(Id)| {
            if !matches!(arena.node(base), Node::Constant(Constant::E)) {
                push(base);
            }
            if arena.as_number(exponent).is_none() {
                push(exponent);
            }
        };
        match arena.node(id) {
            Node::Pow(base, exponent) => push_power(base, exponent, &mut push),
            Node::Product(run) => {
                for pair in arena.operands(run).chunks_exact(2) {
                    push_power(pair[0], pair[1], &mut push);
                }
            }
            Node::Sum(run) => {
                for pair in arena.operands(run).chunks_exact(2) {
                    push(pair[1]);
                }
            }
            Node::Call(function, run) => {
                let skip = usize::from(matches!(function.row().kernel, Kernel::Indexed(_)));
                for &operand in arena.operands(run).iter().skip(skip) {
                    push(operand);
                }
            }
            Node::IndexSum(run) => {
                push(arena.operand(run, 2));
                push(arena.operand(run, 3));
            }
            _ => arena.for_each_child(id, push),
        }
        frame.stack[start..].reverse();
    }

    /// The value of a node that is lowered.
    #[inline]
    fn known(&mut self, memo: &Memo, id: Id) -> Value {
        match memo.get(id) {
            Some(value) => value,
            // Not reached: operands come first. NaN is the honest value of what is not known.
            None => self.graph.constant(f64::NAN),
        }
    }

    /// The stable form of a value, if forms are looked for.
    #[inline]
    fn improved(&mut self, value: Value) -> Value {
        match &mut self.stable {
            Some(stable) => stable.improve(&mut self.graph, value),
            None => value,
        }
    }

    /// The value of a node whose operands are lowered.
    fn value(&mut self, memo: &Memo, id: Id) -> Result<Value, CompileError> {
        let arena = self.arena;
        Ok(match arena.node(id) {
            Node::Add(a, b) => {
                let (a, b) = (self.known(memo, a), self.known(memo, b));
                let sum = self.graph.add(a, b);
                self.improved(sum)
            }
            Node::Mul(a, b) => {
                let vanishing = vanish::vanishing(arena, a, b, self.kind);
                let (a, b) = (self.known(memo, a), self.known(memo, b));
                let product = self.graph.mul(a, b);
                let product = self.improved(product);
                match vanishing {
                    None => product,
                    Some(vanishing) => self.guarded(memo, vanishing, [a, b], product),
                }
            }
            Node::Pow(base, exponent) => {
                let (power, inverse) = self.factor(memo, base, exponent);
                if inverse {
                    let inverse = self.graph.recip(power);
                    self.improved(inverse)
                } else {
                    power
                }
            }
            Node::Sum(run) => {
                let sum = self.sum(memo, run);
                self.improved(sum)
            }
            Node::Product(run) => {
                let product = self.product(memo, run);
                self.improved(product)
            }
            Node::Call(function, run) => {
                let value = self.call(memo, function, run)?;
                self.improved(value)
            }
            Node::Compare(relation, a, b) => {
                let (a, b) = (self.known(memo, a), self.known(memo, b));
                self.graph.compare(relation, a, b)
            }
            Node::And(a, b) => {
                let (a, b) = (self.known(memo, a), self.known(memo, b));
                self.graph.and(a, b)
            }
            Node::Or(a, b) => {
                let (a, b) = (self.known(memo, a), self.known(memo, b));
                self.graph.or(a, b)
            }
            Node::Not(a) => {
                let a = self.known(memo, a);
                self.graph.not(a)
            }
            Node::Piecewise(run) => self.pieces(memo, run),
            // Leaves and sums over an index are dealt with before.
            Node::Number(_)
            | Node::Constant(_)
            | Node::Symbol(_)
            | Node::Unknown(..)
            | Node::IndexSum(_)
            | Node::RowSum(_)
            | Node::RowMean(_) => self.graph.constant(f64::NAN),
        })
    }

    /// A product that is 0 under a condition, whatever its factors are.
    fn guarded(
        &mut self,
        memo: &Memo,
        vanishing: Vanishing,
        [a, b]: [Value; 2],
        product: Value,
    ) -> Value {
        let zero = self.graph.constant(0.0);
        let condition = match vanishing {
            Vanishing::Exponent(exponent) => {
                let exponent = self.known(memo, exponent);
                self.graph.compare(Relation::Equal, exponent, zero)
            }
            Vanishing::Logarithm { base, exponent } => {
                let (base, exponent) = (self.known(memo, base), self.known(memo, exponent));
                let at_zero = self.graph.compare(Relation::Equal, base, zero);
                let positive = self.graph.compare(Relation::Greater, exponent, zero);
                self.graph.and(at_zero, positive)
            }
            // With another policy steps have a value everywhere.
            Vanishing::Step { .. } if self.options.kink != KinkPolicy::Nan => return product,
            Vanishing::Step { first, second } => {
                // Where the slope is that of the first, the second decides.
                let tests = [(first, b), (second, a)].map(|(slope, other)| {
                    slope.then(|| self.graph.compare(Relation::Equal, other, zero))
                });
                match tests {
                    [Some(one), Some(other)] => self.graph.or(one, other),
                    [Some(one), None] | [None, Some(one)] => one,
                    [None, None] => return product,
                }
            }
            Vanishing::Branch { taken, first } => {
                let taken = self.known(memo, taken);
                let (inner, outer) = if first { (a, b) } else { (b, a) };
                let not_taken = self.graph.compare(Relation::Equal, taken, zero);
                let vanishes = self.graph.compare(Relation::Equal, inner, zero);
                // Infinite or finite, but a number.
                let square = self.graph.mul(outer, outer);
                let number = self.graph.compare(Relation::GreaterEqual, square, zero);
                let inside = self.graph.and(not_taken, vanishes);
                self.graph.and(inside, number)
            }
        };
        self.graph.choose(condition, zero, product)
    }

    /// A power, and whether its reciprocal is meant.
    fn factor(&mut self, memo: &Memo, base: Id, exponent: Id) -> (Value, bool) {
        let arena = self.arena;
        let power = arena.as_number(exponent);
        if let Node::Constant(Constant::E) = arena.node(base) {
            let exponent = match power {
                Some(power) => self.number(power),
                None => self.known(memo, exponent),
            };
            let power = self.graph.unary(FunctionId::EXP, exponent);
            return (self.improved(power), false);
        }
        let base = self.known(memo, base);
        let Some(power) = power else {
            let exponent = self.known(memo, exponent);
            let power = self.graph.power(base, exponent);
            return (self.improved(power), false);
        };
        let limit = u64::from(self.options.power_limit.min(1024));
        match power.to_ratio() {
            Some((n, 1)) if n.unsigned_abs() <= limit => {
                let value = self.graph.power_integer(base, n.unsigned_abs() as u32);
                (value, n < 0)
            }
            Some((n @ (-1 | 1), 2)) => {
                let root = self.graph.sqrt(base);
                (self.improved(root), n < 0)
            }
            Some((n @ (-3 | 3), 2)) => {
                let root = self.graph.sqrt(base);
                (self.graph.mul(base, root), n < 0)
            }
            _ => {
                let exponent = self.number(power);
                (self.graph.power(base, exponent), false)
            }
        }
    }

    /// A linear combination. Negative coefficients are subtracted.
    fn sum(&mut self, memo: &Memo, run: Operands) -> Value {
        let arena = self.arena;
        let pairs = arena.operands(run).chunks_exact(2);
        let negative = |pair: &[Id]| arena.as_number(pair[0]).is_some_and(Number::is_negative);
        // A first term that is added saves a negation.
        let start = pairs.clone().position(|pair| !negative(pair)).unwrap_or(0);
        let mut total: Option<Value> = None;
        let mut rest = pairs.clone();
        for pair in pairs.clone().skip(start).take(1).chain(
            std::iter::from_fn(|| rest.next())
                .enumerate()
                .filter(|&(at, _)| at != start)
                .map(|(_, pair)| pair),
        ) {
            let coefficient = arena.as_number(pair[0]).map_or(f64::NAN, Number::to_f64);
            let term = self.known(memo, pair[1]);
            let size = match arena.as_number(pair[0]).map(Number::abs) {
                Some(size) if !size.is_one() => self.number(&size),
                _ => self.graph.constant(coefficient.abs()),
            };
            let term = self.graph.mul(size, term);
            total = Some(match (total, coefficient < 0.0) {
                (None, false) => term,
                (None, true) => self.graph.neg(term),
                (Some(total), false) => self.graph.add(total, term),
                (Some(total), true) => self.graph.sub(total, term),
            });
        }
        match total {
            Some(total) => total,
            None => self.graph.constant(0.0),
        }
    }

    /// A product of powers: those with negative exponents are divided by, together.
    fn product(&mut self, memo: &Memo, run: Operands) -> Value {
        let arena = self.arena;
        let (mut above, mut below): (Option<Value>, Option<Value>) = (None, None);
        for pair in arena.operands(run).chunks_exact(2) {
            let (power, inverse) = self.factor(memo, pair[0], pair[1]);
            let side = if inverse { &mut below } else { &mut above };
            *side = Some(match *side {
                None => power,
                Some(product) => self.graph.mul(product, power),
            });
        }
        match (above, below) {
            (Some(above), Some(below)) => self.graph.div(above, below),
            (Some(above), None) => above,
            (None, Some(below)) => self.graph.recip(below),
            (None, None) => self.graph.constant(1.0),
        }
    }

    /// Nested choices, the last piece innermost.
    fn pieces(&mut self, memo: &Memo, run: Operands) -> Value {
        let operands = self.arena.operands(run);
        let pairs = operands.chunks_exact(2);
        let mut value = match pairs.remainder() {
            [otherwise] => self.known(memo, *otherwise),
            _ if self.derivative => self.at_gap(memo, operands),
            _ => self.graph.constant(f64::NAN),
        };
        for pair in pairs.rev() {
            let (condition, piece) = (self.known(memo, pair[0]), self.known(memo, pair[1]));
            value = self.graph.choose(condition, piece, value);
        }
        value
    }

    /// The value of a derivative where none of its pieces holds: between two of them it is the kink
    /// policy's, as at the jump of a step function.
    fn at_gap(&mut self, memo: &Memo, operands: &[Id]) -> Value {
        let pairs = operands.chunks_exact(2);
        let mut value = self.graph.constant(f64::NAN);
        if self.options.kink == KinkPolicy::Nan {
            return value;
        }
        for pair in pairs.rev() {
            let piece = self.known(memo, pair[1]);
            let kink = self.options.kink;
            let (condition, piece) = match kink {
                KinkPolicy::Left | KinkPolicy::Right => {
                    (self.beside(memo, pair[0], kink == KinkPolicy::Left), piece)
                }
                KinkPolicy::Nan | KinkPolicy::Zero => {
                    let below = self.beside(memo, pair[0], true);
                    let above = self.beside(memo, pair[0], false);
                    (self.graph.or(below, above), self.graph.constant(0.0))
                }
            };
            value = self.graph.choose(condition, piece, value);
        }
        value
    }

    /// A condition just beside the point where two sides that it compares are equal: the left one
    /// counts as the smaller, or as the larger.
    fn beside(&mut self, memo: &Memo, condition: Id, below: bool) -> Value {
        // Shared parts are looked at again each time, so that there is a limit.
        let mut fuel = MOST_COMPARISONS;
        let mut tasks = vec![(condition, Stage::Enter)];
        let mut values: Vec<Value> = Vec::new();
        while let Some((id, stage)) = tasks.pop() {
            fuel -= 1;
            if fuel == 0 {
                return self.graph.constant(0.0);
            }
            match (self.arena.node(id), stage) {
                (Node::Compare(relation, a, b), _) => {
                    let (a, b) = (self.known(memo, a), self.known(memo, b));
                    values.push(match (relation, below) {
                        (Relation::Equal, _) => self.graph.constant(0.0),
                        (Relation::NotEqual, _) => self.graph.constant(1.0),
                        (Relation::Less | Relation::LessEqual, true) => {
                            self.graph.compare(Relation::LessEqual, a, b)
                        }
                        (Relation::Less | Relation::LessEqual, false) => {
                            self.graph.compare(Relation::Less, a, b)
                        }
                        (Relation::Greater | Relation::GreaterEqual, true) => {
                            self.graph.compare(Relation::Greater, a, b)
                        }
                        (Relation::Greater | Relation::GreaterEqual, false) => {
                            self.graph.compare(Relation::GreaterEqual, a, b)
                        }
                    });
                }
                (Node::And(a, b) | Node::Or(a, b), Stage::Enter) => {
                    tasks.extend([(id, Stage::Leave), (b, Stage::Enter), (a, Stage::Enter)]);
                }
                (Node::Not(a), Stage::Enter) => {
                    tasks.extend([(id, Stage::Leave), (a, Stage::Enter)]);
                }
                (node, _) => {
                    let last = values.pop();
                    let made = match (node, last) {
                        (Node::Not(_), Some(a)) => Some(self.graph.not(a)),
                        (Node::And(..), Some(b)) => values.pop().map(|a| self.graph.and(a, b)),
                        (Node::Or(..), Some(b)) => values.pop().map(|a| self.graph.or(a, b)),
                        (_, last) => {
                            values.extend(last);
                            Some(self.known(memo, id))
                        }
                    };
                    values.extend(made);
                }
            }
        }
        match values.pop() {
            Some(value) => value,
            None => self.graph.constant(0.0),
        }
    }

    fn call(
        &mut self,
        memo: &Memo,
        function: FunctionId,
        run: Operands,
    ) -> Result<Value, CompileError> {
        let row = function.row();
        let operands = self.arena.operands(run);
        let arity = |expected| {
            Err(CompileError::Arity {
                name: row.name,
                expected,
                found: operands.len(),
            })
        };
        match (row.kernel, operands) {
            (Kernel::Unary(_), &[argument]) => {
                let a = self.known(memo, argument);
                Ok(match row.step {
                    Some(step) if self.derivative => {
                        let falls = orient::falls(self.arena, argument);
                        let at_zero = match (self.options.kink, falls) {
                            (KinkPolicy::Nan, _) => f64::NAN,
                            (KinkPolicy::Left, false) | (KinkPolicy::Right, true) => step.left,
                            (KinkPolicy::Right, false) | (KinkPolicy::Left, true) => step.right,
                            (KinkPolicy::Zero, _) => 0.0,
                        };
                        self.graph.step(function, a, at_zero)
                    }
                    _ if function == FunctionId::SQRT => self.graph.sqrt(a),
                    _ => self.graph.unary(function, a),
                })
            }
            (Kernel::Binary(_), &[first, ref rest @ ..]) if row.variadic || rest.len() == 1 => {
                let mut value = self.known(memo, first);
                for &next in rest {
                    let next = self.known(memo, next);
                    value = self.graph.binary(function, value, next);
                }
                Ok(value)
            }
            (Kernel::Ternary(_), &[a, b, c]) => {
                let [a, b, c] = [a, b, c].map(|id| self.known(memo, id));
                Ok(self.graph.ternary(function, a, b, c))
            }
            (Kernel::Indexed(_), &[n, a]) => {
                let n = self.arena.as_number(n).and_then(Number::to_i64);
                let Some(n) = n.and_then(|n| u32::try_from(n).ok()) else {
                    return Err(CompileError::IndexNotLiteral { name: row.name });
                };
                let a = self.known(memo, a);
                Ok(self.graph.indexed(function, n, a))
            }
            (Kernel::Unary(_), _) => arity(1),
            (Kernel::Binary(_) | Kernel::Indexed(_), _) => arity(2),
            (Kernel::Ternary(_), _) => arity(3),
        }
    }
}
