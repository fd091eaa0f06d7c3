//! The walk: the value of each part of an expression at a point, in the order of evaluation.
//!
//! It is the slow and talkative sibling of a compiled function: of pieces only the chosen one is
//! looked at, the terms of a sum come one after the other, and what went wrong is remembered. All
//! stacks are its own.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::fault::{self, Found};
use super::formulas;
use crate::compile::arithmetic::{compare, number, power, power_integer, terms, truth};
use crate::compile::vanish::{self, Vanishing};
use crate::expr::{Arena, Constant, Id, Node, Number, Operands};
use crate::function::FunctionId;

/// Values by node.
pub(super) type Values = HashMap<Id, f64, FixedState>;

/// How many parts are looked at before the walk gives up.
const FUEL: u64 = 20_000_000;

/// Where and how an expression is evaluated.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    /// The values of its symbols.
    pub(super) values: &'a [(Id, f64)],
    /// Whether it is a derivative, in which steps have no value at their jump.
    pub(super) derivative: bool,
    /// Whether to note kinks and places where the expression may not be continuous.
    pub(super) watch: bool,
}

impl<'a> Setting<'a> {
    /// The values of a function, and nothing else.
    pub(super) fn plain(values: &'a [(Id, f64)]) -> Self {
        Setting {
            values,
            derivative: false,
            watch: false,
        }
    }

    /// The values of a function, with its kinks.
    pub(super) fn watching(values: &'a [(Id, f64)]) -> Self {
        Setting {
            watch: true,
            ..Self::plain(values)
        }
    }
}

/// What a walk has found.
pub(super) struct Trace {
    /// The value.
    pub(super) value: f64,
    /// The values of the parts that were looked at, but for those inside sums.
    pub(super) values: Values,
    /// Calls that are at a kink or jump, each once.
    pub(super) kinks: Vec<Id>,
    /// Whether the expression may be discontinuous here, or end here.
    pub(super) irregular: bool,
    /// Whether all parts that were looked at are finite, so that nothing went through an infinity.
    pub(super) clean: bool,
    /// The first part that left its domain, if the value is no finite number.
    pub(super) found: Option<Found>,
}

impl Trace {
    /// Whether the expression has no values around the point either.
    pub(super) fn is_outside(&self) -> bool {
        self.found.as_ref().is_some_and(Found::is_outside)
    }

    /// Whether the expression surely has this value as its limit.
    pub(super) fn is_regular(&self) -> bool {
        self.value.is_finite() && self.clean && !self.irregular
    }
}

enum Task {
    Visit(Id),
    Finish(Id),
    /// The condition at this place of a choice is known.
    Piece(Id, usize),
    /// The piece of a choice is known.
    Chosen(Id, Id),
}

/// The expression, or the body of a sum.
pub(super) struct Frame {
    pub(super) values: Values,
    /// Why a sum has no value.
    pub(super) blamed: HashMap<Id, Found, FixedState>,
    stack: Vec<Task>,
    sum: Option<Running>,
}

/// A sum under way.
struct Running {
    sum: Id,
    body: Id,
    index: Id,
    at: f64,
    left: u32,
    total: f64,
    found: Option<Found>,
}

impl Frame {
    fn new(root: Id, sum: Option<Running>) -> Self {
        Frame {
            values: Values::default(),
            blamed: HashMap::default(),
            stack: vec![Task::Visit(root)],
            sum,
        }
    }

    /// The value of a part that was looked at.
    pub(super) fn get(&self, id: Id) -> f64 {
        self.values.get(&id).copied().unwrap_or(f64::NAN)
    }
}

/// The value alone.
pub(super) fn value_of(arena: &Arena, root: Id, setting: &Setting<'_>) -> f64 {
    trace(arena, root, setting).value
}

/// Walks over an expression.
///
/// # Cost
/// Linear in the parts, times the terms of the sums around them; after 20 million parts the value
/// is NaN.
pub(super) fn trace(arena: &Arena, root: Id, setting: &Setting<'_>) -> Trace {
    let mut walk = Walk {
        arena,
        setting: *setting,
        outer: Vec::new(),
        kinks: Vec::new(),
        irregular: false,
        infinite: Vec::new(),
        forgiven: Vec::new(),
    };
    let mut current = Frame::new(root, None);
    let mut fuel = FUEL;
    loop {
        while let Some(task) = current.stack.pop() {
            fuel = fuel.saturating_sub(1);
            if fuel == 0 {
                return Trace {
                    value: f64::NAN,
                    values: Values::default(),
                    kinks: walk.kinks,
                    irregular: true,
                    clean: false,
                    found: None,
                };
            }
            if let Some(body) = walk.step(&mut current, task) {
                walk.outer.push(std::mem::replace(&mut current, body));
            }
        }
        let Some(mut running) = current.sum.take() else {
            break;
        };
        let term = current.get(running.body);
        running.total += term;
        if !running.total.is_finite() && running.found.is_none() {
            let mut found = fault::blame(&walk, &current, running.body);
            found.index.push((running.index, running.at));
            running.found = Some(found);
        }
        running.left = running.left.saturating_sub(1);
        if running.left > 0 {
            running.at += 1.0;
            let body = running.body;
            current = Frame::new(body, Some(running));
            continue;
        }
        let Some(mut outer) = walk.outer.pop() else {
            break;
        };
        outer.values.insert(running.sum, running.total);
        if let Some(found) = running.found {
            outer.blamed.insert(running.sum, found);
        }
        current = outer;
    }
    let value = current.get(root);
    let found = (!value.is_finite()).then(|| fault::blame(&walk, &current, root));
    Trace {
        value,
        values: current.values,
        kinks: walk.kinks,
        irregular: walk.irregular,
        clean: (walk.infinite.iter()).all(|part| walk.forgiven.contains(part)),
        found,
    }
}

/// What the frames of a walk share.
pub(super) struct Walk<'a> {
    pub(super) arena: &'a Arena,
    pub(super) setting: Setting<'a>,
    outer: Vec<Frame>,
    kinks: Vec<Id>,
    irregular: bool,
    /// Parts without a finite value, as far as they are counted.
    infinite: Vec<Id>,
    /// Those of them that a product is 0 beside.
    forgiven: Vec<Id>,
}

/// How many parts without a finite value are counted: more are as bad as these.
const MOST_COUNTED: usize = 16;

impl Walk<'_> {
    /// Does one task; the body of a sum that begins is a frame of its own.
    fn step(&mut self, frame: &mut Frame, task: Task) -> Option<Frame> {
        let arena = self.arena;
        match task {
            Task::Visit(id) => {
                if frame.values.contains_key(&id) {
                    return None;
                }
                match arena.node(id) {
                    Node::Piecewise(run) => self.piece(frame, id, run, 0),
                    Node::IndexSum(run) => {
                        let bounds = [3, 2].map(|at| Task::Visit(arena.operand(run, at)));
                        frame.stack.push(Task::Finish(id));
                        frame.stack.extend(bounds);
                    }
                    Node::Unknown(..) | Node::RowSum(_) | Node::RowMean(_) => {
                        frame.values.insert(id, f64::NAN);
                    }
                    _ => {
                        frame.stack.push(Task::Finish(id));
                        let start = frame.stack.len();
                        arena.for_each_child(id, |child| frame.stack.push(Task::Visit(child)));
                        frame.stack[start..].reverse();
                    }
                }
            }
            Task::Piece(id, at) => {
                let Node::Piecewise(run) = arena.node(id) else {
                    return None;
                };
                if truth(frame.get(arena.operand(run, at))) {
                    let piece = arena.operand(run, at + 1);
                    frame.stack.push(Task::Chosen(id, piece));
                    frame.stack.push(Task::Visit(piece));
                } else {
                    self.piece(frame, id, run, at + 2);
                }
            }
            Task::Chosen(id, piece) => {
                let value = frame.get(piece);
                frame.values.insert(id, value);
            }
            Task::Finish(id) => {
                if let Node::IndexSum(run) = arena.node(id) {
                    return self.begin(frame, id, run);
                }
                let value = self.value(frame, id);
                if !value.is_finite() && self.infinite.len() < MOST_COUNTED {
                    self.infinite.push(id);
                }
                frame.values.insert(id, value);
            }
        }
        None
    }

    /// Goes on with the condition at a place of a choice, or with what holds otherwise.
    fn piece(&self, frame: &mut Frame, id: Id, run: Operands, at: usize) {
        let count = run.len();
        if at + 1 < count {
            frame.stack.push(Task::Piece(id, at));
            let condition = self.arena.operand(run, at);
            frame.stack.push(Task::Visit(condition));
        } else if at < count {
            let otherwise = self.arena.operand(run, at);
            frame.stack.push(Task::Chosen(id, otherwise));
            frame.stack.push(Task::Visit(otherwise));
        } else {
            frame.values.insert(id, f64::NAN);
        }
    }

    fn begin(&self, frame: &mut Frame, sum: Id, run: Operands) -> Option<Frame> {
        let [body, index, from, to] = [0, 1, 2, 3].map(|at| self.arena.operand(run, at));
        let first = frame.get(from);
        match terms(first, frame.get(to)) {
            Some(0) => {
                frame.values.insert(sum, 0.0);
                None
            }
            Some(left) => Some(Frame::new(
                body,
                Some(Running {
                    sum,
                    body,
                    index,
                    at: first,
                    left,
                    total: 0.0,
                    found: None,
                }),
            )),
            None => {
                frame.values.insert(sum, f64::NAN);
                None
            }
        }
    }

    fn value(&mut self, frame: &Frame, id: Id) -> f64 {
        let arena = self.arena;
        match arena.node(id) {
            Node::Number(number) => arena.number(number).to_f64(),
            Node::Constant(constant) => constant.value(),
            Node::Symbol(_) => self.symbol(frame, id),
            Node::Add(a, b) => frame.get(a) + frame.get(b),
            Node::Mul(a, b) => self.product(frame, a, b),
            Node::Pow(base, exponent) => self.power(frame, base, exponent),
            Node::Sum(run) => {
                let pairs = arena.operands(run).chunks_exact(2);
                pairs.fold(0.0, |sum, pair| {
                    sum + frame.get(pair[0]) * frame.get(pair[1])
                })
            }
            Node::Product(run) => {
                let pairs = arena.operands(run).chunks_exact(2);
                let mut product = 1.0;
                for pair in pairs {
                    product *= self.power(frame, pair[0], pair[1]);
                }
                product
            }
            Node::Call(function, run) => self.call(frame, id, function, run),
            Node::Compare(relation, a, b) => {
                let (a, b) = (frame.get(a), frame.get(b));
                self.irregular |= self.setting.watch && a == b;
                compare(relation.into(), a, b)
            }
            Node::And(a, b) => number(truth(frame.get(a)) && truth(frame.get(b))),
            Node::Or(a, b) => number(truth(frame.get(a)) || truth(frame.get(b))),
            Node::Not(a) => number(!truth(frame.get(a))),
            Node::Unknown(..)
            | Node::Piecewise(_)
            | Node::IndexSum(_)
            | Node::RowSum(_)
            | Node::RowMean(_) => f64::NAN,
        }
    }

    fn symbol(&self, frame: &Frame, id: Id) -> f64 {
        let frames = std::iter::once(frame).chain(self.outer.iter().rev());
        let mut sums = frames.filter_map(|frame| frame.sum.as_ref());
        if let Some(running) = sums.find(|running| running.index == id) {
            return running.at;
        }
        let mut given = self.setting.values.iter();
        given
            .find(|(symbol, _)| *symbol == id)
            .map_or(f64::NAN, |(_, value)| *value)
    }

    /// A product of two; the slope of a power is 0 where compiled functions have it so.
    fn product(&mut self, frame: &Frame, a: Id, b: Id) -> f64 {
        let product = frame.get(a) * frame.get(b);
        if product.is_finite() {
            return product;
        }
        let kind = vanish::Kind {
            derivative: self.setting.derivative,
            steps: false,
        };
        let vanishes = match vanish::vanishing(self.arena, a, b, kind) {
            Some(Vanishing::Exponent(exponent)) => frame.get(exponent) == 0.0,
            Some(Vanishing::Logarithm { base, exponent }) => {
                frame.get(base) == 0.0 && frame.get(exponent) > 0.0
            }
            _ => false,
        };
        if !vanishes {
            return product;
        }
        let factors = [a, b].into_iter();
        self.forgiven
            .extend(factors.filter(|factor| !frame.get(*factor).is_finite()));
        0.0
    }

    fn power(&mut self, frame: &Frame, base: Id, exponent: Id) -> f64 {
        let (b, e) = (frame.get(base), frame.get(exponent));
        if matches!(self.arena.node(base), Node::Constant(Constant::E)) {
            return FunctionId::EXP.value(&[e]);
        }
        let fixed = self.arena.as_number(exponent);
        // 0^y jumps at y = 0, and roots end at 0.
        self.irregular |= self.setting.watch
            && b == 0.0
            && match fixed {
                Some(number) => !number.is_integer(),
                None => e <= 0.0 || self.arena.as_number(base).is_none(),
            };
        match fixed.and_then(Number::to_ratio) {
            Some((n, 1)) if n.unsigned_abs() <= 16 => {
                let value = power_integer(b, n.unsigned_abs() as u32);
                if n < 0 { 1.0 / value } else { value }
            }
            Some((1, 2)) => b.sqrt(),
            Some((-1, 2)) => 1.0 / b.sqrt(),
            _ => power(b, e),
        }
    }

    fn call(&mut self, frame: &Frame, id: Id, function: FunctionId, run: Operands) -> f64 {
        let operands = self.arena.operands(run);
        let arguments: Vec<f64> = operands.iter().map(|&operand| frame.get(operand)).collect();
        let row = function.row();
        if self.setting.derivative && row.step.is_some() && arguments == [0.0] {
            self.at_kink(id);
            return f64::NAN;
        }
        let value = function.value(&arguments);
        if self.setting.watch && value.is_finite() {
            self.watch(id, function, &arguments);
        }
        value
    }

    fn at_kink(&mut self, id: Id) {
        if !self.kinks.contains(&id) {
            self.kinks.push(id);
        }
    }

    /// Notes kinks, and edges of the domain.
    fn watch(&mut self, id: Id, function: FunctionId, arguments: &[f64]) {
        let row = function.row();
        if !row.kinks.is_empty() && formulas::kinks(function, arguments).contains(&0.0) {
            self.at_kink(id);
            self.irregular |= !is_continuous_at_kinks(function);
        }
        if !row.domain.is_empty() {
            for moved in fault::moved(arguments) {
                self.irregular |= !formulas::in_domain(function, &moved);
            }
        }
    }
}

/// Whether a function with kinks has no jump at them.
fn is_continuous_at_kinks(function: FunctionId) -> bool {
    let row = function.row();
    row.step.is_none() && !row.by_sign.is_empty()
}

/// Whether a function's slope is 0 but for its jumps: its derivative does not show them.
pub(super) fn is_jump(function: FunctionId) -> bool {
    let row = function.row();
    !row.kinks.is_empty() && row.partials.iter().all(|&partial| partial == "0")
}
