//! Values of expressions at many points, each with a bound of its rounding error.
//!
//! The values stand in a table beside the arena, a row for each node, so that what is built later
//! from known nodes costs its new nodes only: a search among many wrong results is then cheap.

use crate::expr::{Arena, Id, Node, Number, Relation};
use crate::function::FunctionId;

/// How many points are looked at together.
pub(super) const LANES: usize = 8;

/// How deep sums over an index are followed into one another, and how many terms they may have.
const MOST_NESTED: u32 = 1;
const MOST_TERMS: f64 = 64.0;

/// A value and a bound of its rounding error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Approx {
    pub(super) value: f64,
    pub(super) error: f64,
}

/// The values of one node at all points.
pub(super) type Row = [Approx; LANES];

impl Approx {
    /// Not real there.
    pub(super) const UNDEFINED: Approx = Approx {
        value: f64::NAN,
        error: 0.0,
    };
    /// Real or not: doubles can't tell.
    const UNCLEAR: Approx = Approx {
        value: f64::NAN,
        error: f64::INFINITY,
    };

    pub(super) fn exact(value: f64) -> Self {
        Approx { value, error: 0.0 }
    }

    fn new(value: f64, error: f64) -> Self {
        if value.is_finite() && error.is_finite() {
            Approx { value, error }
        } else {
            Self::UNCLEAR
        }
    }

    /// Whether there is a value.
    pub(super) fn is_real(self) -> bool {
        self.value.is_finite()
    }

    /// Whether there surely is none.
    pub(super) fn is_undefined(self) -> bool {
        self.value.is_nan() && self.error == 0.0
    }

    /// The truth of a condition.
    pub(super) fn truth(self) -> Option<bool> {
        self.is_real().then_some(self.value != 0.0)
    }
}

/// Whether two values are the same as far as doubles can tell; nothing where they can't.
pub(super) fn same(a: Approx, b: Approx) -> Option<bool> {
    if !a.is_real() || !b.is_real() {
        return None;
    }
    let scale = a.value.abs().max(b.value.abs());
    let rounding = 8.0 * (a.error + b.error);
    let difference = (a.value - b.value).abs();
    if difference > rounding + 1e-11 * scale {
        return Some(false);
    }
    (rounding <= 1e-6 * scale.max(1e-3)).then_some(true)
}

/// A table of values beside an arena.
#[derive(Clone, Debug)]
pub(super) struct Table {
    names: Vec<(String, Row)>,
    rows: Vec<Row>,
}

impl Table {
    /// A table for points that give these names these values; names are normalised.
    pub(super) fn new(names: Vec<(String, Row)>) -> Self {
        Table {
            names,
            rows: Vec::new(),
        }
    }

    /// The values of the names.
    pub(super) fn names(&self) -> &[(String, Row)] {
        &self.names
    }

    /// Works out the values of the nodes that are new in the arena.
    pub(super) fn extend(&mut self, arena: &Arena) {
        for at in self.rows.len()..arena.len() {
            let row = self.row_of(arena, Id(at as u32));
            self.rows.push(row);
        }
    }

    /// The values of a node.
    pub(super) fn row(&self, id: Id) -> Row {
        let known = self.rows.get(id.index()).copied();
        known.unwrap_or([Approx::UNCLEAR; LANES])
    }

    fn row_of(&self, arena: &Arena, id: Id) -> Row {
        if let Node::Symbol(symbol) = arena.node(id) {
            let key = arena.symbol_key(symbol);
            let found = self.names.iter().find(|(name, _)| name == key);
            return found.map_or([Approx::UNCLEAR; LANES], |(_, row)| *row);
        }
        std::array::from_fn(|lane| {
            let get = |child: Id| {
                let row = self.rows.get(child.index());
                row.map_or(Approx::UNCLEAR, |row| row[lane])
            };
            match arena.node(id) {
                Node::IndexSum(run) => {
                    let operands = arena.operands(run).to_vec();
                    self.index_sum(arena, &operands, lane, &get, &[], 0)
                }
                _ => node(arena, id, &get),
            }
        })
    }

    /// A sum over an index, term by term.
    fn index_sum(
        &self,
        arena: &Arena,
        operands: &[Id],
        lane: usize,
        get: &dyn Fn(Id) -> Approx,
        bound: &[(Id, f64)],
        depth: u32,
    ) -> Approx {
        let &[body, index, from, to] = operands else {
            return Approx::UNCLEAR;
        };
        let (first, last) = (get(from), get(to));
        if first.is_undefined() || last.is_undefined() {
            return Approx::UNDEFINED;
        }
        let whole = |end: Approx| end.is_real() && end.error == 0.0 && end.value.fract() == 0.0;
        if !whole(first) || !whole(last) {
            return Approx::UNDEFINED;
        }
        if last.value - first.value > MOST_TERMS || depth > MOST_NESTED {
            return Approx::UNCLEAR;
        }
        if !is_whole(first.value) || !is_whole(last.value) {
            return Approx::UNCLEAR;
        }
        let mut sum = Approx::exact(0.0);
        let mut bound = bound.to_vec();
        let (first, last) = (first.value as i64, last.value as i64);
        for at in first..=last {
            bound.push((index, at as f64));
            let term = self.at(arena, body, lane, &bound, depth + 1);
            bound.pop();
            sum = add(sum, term);
        }
        sum
    }

    /// The value of a node where indices of sums have values.
    fn at(&self, arena: &Arena, root: Id, lane: usize, bound: &[(Id, f64)], depth: u32) -> Approx {
        let order = arena.reachable(&[root]);
        let mut values: Vec<Approx> = Vec::with_capacity(order.len());
        for &id in &order {
            let get = |child: Id| {
                let place = order.binary_search(&child).ok();
                let value = place.and_then(|place| values.get(place));
                value.copied().unwrap_or(Approx::UNCLEAR)
            };
            let index = bound.iter().rev().find(|(index, _)| *index == id);
            let value = match (index, arena.node(id)) {
                (Some(&(_, value)), _) => Approx::exact(value),
                (None, Node::Symbol(_)) => self.row_of(arena, id)[lane],
                (None, Node::IndexSum(run)) => {
                    let operands = arena.operands(run).to_vec();
                    self.index_sum(arena, &operands, lane, &get, bound, depth)
                }
                _ => node(arena, id, &get),
            };
            values.push(value);
        }
        values.last().copied().unwrap_or(Approx::UNCLEAR)
    }
}

fn node(arena: &Arena, id: Id, get: &dyn Fn(Id) -> Approx) -> Approx {
    match arena.node(id) {
        Node::Number(number) => of_number(arena.number(number)),
        Node::Constant(constant) => {
            let value = constant.value();
            Approx::new(value, value * f64::EPSILON)
        }
        Node::Add(a, b) => add(get(a), get(b)),
        Node::Mul(a, b) => multiply(get(a), get(b)),
        Node::Pow(a, b) => power(get(a), get(b)),
        Node::Sum(run) => (arena.operands(run).chunks_exact(2))
            .map(|pair| multiply(get(pair[0]), get(pair[1])))
            .fold(Approx::exact(0.0), add),
        Node::Product(run) => (arena.operands(run).chunks_exact(2))
            .map(|pair| power(get(pair[0]), get(pair[1])))
            .fold(Approx::exact(1.0), multiply),
        Node::Call(function, run) => {
            let arguments: Vec<Approx> = arena.operands(run).iter().map(|&a| get(a)).collect();
            call(function, &arguments)
        }
        Node::Compare(relation, a, b) => compare(relation, get(a), get(b)),
        Node::And(a, b) => match (get(a).truth(), get(b).truth()) {
            (Some(false), _) | (_, Some(false)) => Approx::exact(0.0),
            (Some(true), Some(true)) => Approx::exact(1.0),
            _ => Approx::UNCLEAR,
        },
        Node::Or(a, b) => match (get(a).truth(), get(b).truth()) {
            (Some(true), _) | (_, Some(true)) => Approx::exact(1.0),
            (Some(false), Some(false)) => Approx::exact(0.0),
            _ => Approx::UNCLEAR,
        },
        Node::Not(a) => match get(a).truth() {
            Some(truth) => Approx::exact(f64::from(u8::from(!truth))),
            None => Approx::UNCLEAR,
        },
        Node::Piecewise(run) => {
            for piece in arena.operands(run).chunks(2) {
                match *piece {
                    [condition, value] => match get(condition).truth() {
                        Some(true) => return get(value),
                        Some(false) => {}
                        None => return Approx::UNCLEAR,
                    },
                    [otherwise] => return get(otherwise),
                    _ => {}
                }
            }
            Approx::UNDEFINED
        }
        _ => Approx::UNCLEAR,
    }
}

fn of_number(number: &Number) -> Approx {
    let value = number.to_f64();
    let exact = number.is_integer() && value.abs() < 1e15;
    let error = if exact {
        0.0
    } else {
        value.abs() * f64::EPSILON
    };
    Approx::new(value, error)
}

/// What operands that are not real make of a result; nothing if all are real.
fn spoiled(operands: &[Approx]) -> Option<Approx> {
    if operands.iter().any(|operand| operand.is_undefined()) {
        return Some(Approx::UNDEFINED);
    }
    let real = operands.iter().all(|operand| operand.is_real());
    (!real).then_some(Approx::UNCLEAR)
}

fn add(a: Approx, b: Approx) -> Approx {
    if let Some(spoiled) = spoiled(&[a, b]) {
        return spoiled;
    }
    let value = a.value + b.value;
    let exact = a.error == 0.0 && b.error == 0.0 && is_whole(value);
    let rounding = if exact {
        0.0
    } else {
        f64::EPSILON * value.abs()
    };
    Approx::new(value, a.error + b.error + rounding)
}

fn multiply(a: Approx, b: Approx) -> Approx {
    if let Some(spoiled) = spoiled(&[a, b]) {
        return spoiled;
    }
    let value = a.value * b.value;
    let exact = a.error == 0.0 && b.error == 0.0 && is_whole(value);
    let rounding = if exact {
        0.0
    } else {
        f64::EPSILON * value.abs()
    };
    let moved = a.value.abs() * b.error + b.value.abs() * a.error + a.error * b.error;
    Approx::new(value, moved + rounding)
}

fn power(base: Approx, exponent: Approx) -> Approx {
    if let Some(spoiled) = spoiled(&[base, exponent]) {
        return spoiled;
    }
    if base.value == 0.0 && base.error == 0.0 && exponent.value < 0.0 {
        return Approx::UNDEFINED;
    }
    if base.error > 0.0 && base.value.abs() <= 8.0 * base.error {
        return Approx::UNCLEAR;
    }
    moved(&[base, exponent], true, |x| x[0].powf(x[1]))
}

fn compare(relation: Relation, a: Approx, b: Approx) -> Approx {
    if let Some(spoiled) = spoiled(&[a, b]) {
        return spoiled;
    }
    let error = a.error + b.error;
    if error > 0.0 && (a.value - b.value).abs() <= 8.0 * error {
        return Approx::UNCLEAR;
    }
    let truth = match relation {
        Relation::Less => a.value < b.value,
        Relation::LessEqual => a.value <= b.value,
        Relation::Greater => a.value > b.value,
        Relation::GreaterEqual => a.value >= b.value,
        Relation::Equal => a.value == b.value,
        Relation::NotEqual => a.value != b.value,
    };
    Approx::exact(f64::from(u8::from(truth)))
}

fn call(function: FunctionId, arguments: &[Approx]) -> Approx {
    if let Some(spoiled) = spoiled(arguments) {
        return spoiled;
    }
    // At the jump of a step function conventions differ; nothing is said there.
    if function.row().step.is_some()
        && let [argument] = arguments
        && argument.value.abs() <= 8.0 * argument.error
    {
        return Approx::UNCLEAR;
    }
    // A smooth function may round to a whole number (`tanh(25)` to 1) and not be one.
    let rough = !function.row().kinks.is_empty();
    moved(arguments, rough, |x| function.value(x))
}

/// Whether a double is a whole number that every sum and product of its size could have been.
fn is_whole(value: f64) -> bool {
    value.fract() == 0.0 && value.abs() < 1e15
}

/// An operation's value, and how far it moves when each argument moves by its error. An operation
/// that is `arithmetic` gives whole numbers exactly.
fn moved(arguments: &[Approx], arithmetic: bool, operation: impl Fn(&[f64]) -> f64) -> Approx {
    let mut point: Vec<f64> = arguments.iter().map(|argument| argument.value).collect();
    let value = operation(&point);
    if value.is_nan() {
        // Outside the domain, unless the place is not known well enough.
        let inside = arguments.iter().enumerate().any(|(at, argument)| {
            let centre = argument.value;
            [-argument.error, argument.error].iter().any(|&shift| {
                let mut near = point.clone();
                near[at] = centre + 8.0 * shift;
                shift != 0.0 && !operation(&near).is_nan()
            })
        });
        return if inside {
            Approx::UNCLEAR
        } else {
            Approx::UNDEFINED
        };
    }
    if value.is_infinite() {
        // A pole if the arguments are exact; an overflow otherwise.
        let pole = arguments.iter().all(|argument| {
            argument.error == 0.0 && argument.value.fract() == 0.0 && argument.value.abs() < 4.0
        });
        return if pole {
            Approx::UNDEFINED
        } else {
            Approx::UNCLEAR
        };
    }
    let whole = arithmetic
        && (arguments.iter())
            .all(|argument| argument.error == 0.0 && argument.value.fract() == 0.0)
        && is_whole(value);
    let mut error = if whole {
        0.0
    } else {
        4.0 * f64::EPSILON * value.abs()
    };
    for (at, argument) in arguments.iter().enumerate() {
        if argument.error == 0.0 {
            continue;
        }
        let mut most: f64 = 0.0;
        for shift in [-argument.error, argument.error] {
            point[at] = argument.value + shift;
            let change = (operation(&point) - value).abs();
            most = if change.is_nan() {
                f64::INFINITY
            } else {
                most.max(change)
            };
        }
        point[at] = argument.value;
        error += most;
    }
    Approx::new(value, error)
}
