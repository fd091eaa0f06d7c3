//! Values in doubles with an estimate of their rounding error: for checks and for searches.

use hashbrown::HashMap;

use crate::expr::{Arena, Id, Node, Relation};
use crate::function::Kernel;

/// A value and how far rounding may have moved it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Approximate {
    pub(crate) value: f64,
    pub(crate) error: f64,
}

/// What a computed value tells of the exact one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing but rounding is left.
    Zero,
    /// Certainly positive.
    Positive,
    /// Certainly negative.
    Negative,
    /// Not real.
    Undefined,
    /// Rounding hides it.
    Unclear,
}

impl Approximate {
    const UNDEFINED: Approximate = Approximate {
        value: f64::NAN,
        error: 0.0,
    };

    fn exact(value: f64) -> Self {
        Approximate { value, error: 0.0 }
    }

    fn rounded(value: f64, error: f64) -> Self {
        Approximate {
            value,
            error: error + value.abs() * f64::EPSILON,
        }
    }

    /// What it tells of the exact value.
    pub(crate) fn verdict(self) -> Verdict {
        const CERTAIN: f64 = 8.0;
        if self.value.is_nan() {
            return Verdict::Undefined;
        }
        if !self.error.is_finite() {
            return Verdict::Unclear;
        }
        if self.value.abs() > CERTAIN * self.error {
            return if self.value > 0.0 {
                Verdict::Positive
            } else {
                Verdict::Negative
            };
        }
        // An error that is large in itself hides everything.
        if self.error < 1e-6 {
            Verdict::Zero
        } else {
            Verdict::Unclear
        }
    }
}

/// An expression made ready to be evaluated at many points.
pub(crate) struct Sampler {
    order: Vec<Id>,
    places: HashMap<Id, usize, foldhash::fast::FixedState>,
    root: Id,
}

impl Sampler {
    /// Of this expression.
    pub(crate) fn new(arena: &Arena, root: Id) -> Self {
        let order = arena.reachable(&[root]);
        let places = order.iter().enumerate().map(|(at, &id)| (id, at)).collect();
        Sampler {
            order,
            places,
            root,
        }
    }

    /// The value at a point; nothing if the expression has parts without a value (unknown
    /// functions, rows of data, symbols that the point leaves out).
    pub(crate) fn at(&self, arena: &Arena, point: &[(Id, Approximate)]) -> Option<Approximate> {
        let mut values: Vec<Approximate> = Vec::with_capacity(self.order.len());
        for &id in &self.order {
            let place = |child: Id| -> Option<Approximate> {
                self.places
                    .get(&child)
                    .and_then(|&at| values.get(at))
                    .copied()
            };
            let value = match point.iter().find(|(symbol, _)| *symbol == id) {
                Some((_, value)) => *value,
                None => node(arena, id, place)?,
            };
            values.push(value);
        }
        self.places
            .get(&self.root)
            .and_then(|&at| values.get(at))
            .copied()
    }
}

/// The value of an expression at a point of doubles.
pub(crate) fn value_at(arena: &Arena, root: Id, point: &[(Id, f64)]) -> Option<Approximate> {
    let point: Vec<(Id, Approximate)> = point
        .iter()
        .map(|&(symbol, value)| (symbol, Approximate::exact(value)))
        .collect();
    Sampler::new(arena, root).at(arena, &point)
}

/// What doubles tell of an expression without symbols.
pub(crate) fn verdict(arena: &Arena, root: Id) -> Option<Verdict> {
    if let Some(number) = arena.as_number(root) {
        return Some(if number.is_zero() {
            Verdict::Zero
        } else if number.is_negative() {
            Verdict::Negative
        } else {
            Verdict::Positive
        });
    }
    value_at(arena, root, &[]).map(Approximate::verdict)
}

fn node(arena: &Arena, id: Id, value: impl Fn(Id) -> Option<Approximate>) -> Option<Approximate> {
    Some(match arena.node(id) {
        Node::Number(number) => Approximate::rounded(arena.number(number).to_f64(), 0.0),
        Node::Constant(constant) => Approximate::rounded(constant.value(), 0.0),
        Node::Add(a, b) => add(value(a)?, value(b)?),
        Node::Mul(a, b) => multiply(value(a)?, value(b)?),
        Node::Pow(a, b) => power(value(a)?, value(b)?, exponent(arena, b)),
        Node::Sum(run) => {
            let mut sum = Approximate::exact(0.0);
            for pair in arena.operands(run).chunks_exact(2) {
                sum = add(sum, multiply(value(pair[0])?, value(pair[1])?));
            }
            sum
        }
        Node::Product(run) => {
            let mut product = Approximate::exact(1.0);
            for pair in arena.operands(run).chunks_exact(2) {
                let factor = power(value(pair[0])?, value(pair[1])?, exponent(arena, pair[1]));
                product = multiply(product, factor);
            }
            product
        }
        Node::Call(function, run) => {
            let mut arguments = Vec::with_capacity(run.len());
            for &argument in arena.operands(run) {
                arguments.push(value(argument)?);
            }
            call(function.row().kernel, &arguments)?
        }
        Node::Compare(relation, a, b) => {
            let difference = add(value(a)?, multiply(value(b)?, Approximate::exact(-1.0)));
            if difference.value.is_nan() {
                return Some(Approximate::UNDEFINED);
            }
            let sign = match difference.verdict() {
                Verdict::Positive => 1,
                Verdict::Negative => -1,
                _ => 0,
            };
            truth(match relation {
                Relation::Less => sign < 0,
                Relation::LessEqual => sign <= 0,
                Relation::Greater => sign > 0,
                Relation::GreaterEqual => sign >= 0,
                Relation::Equal => sign == 0,
                Relation::NotEqual => sign != 0,
            })
        }
        Node::And(a, b) => truth(value(a)?.value == 1.0 && value(b)?.value == 1.0),
        Node::Or(a, b) => truth(value(a)?.value == 1.0 || value(b)?.value == 1.0),
        Node::Not(a) => truth(value(a)?.value == 0.0),
        Node::Piecewise(run) => {
            let pieces = arena.operands(run).chunks_exact(2);
            let otherwise = pieces.remainder().first().copied();
            let mut chosen = otherwise;
            for piece in pieces {
                if value(piece[0])?.value == 1.0 {
                    chosen = Some(piece[1]);
                    break;
                }
            }
            match chosen {
                Some(chosen) => value(chosen)?,
                None => Approximate::UNDEFINED,
            }
        }
        // The index of a sum has no value of its own, so sums over an index are not evaluated here.
        Node::Symbol(_)
        | Node::IndexSum(_)
        | Node::Unknown(..)
        | Node::RowSum(_)
        | Node::RowMean(_) => return None,
    })
}

fn truth(value: bool) -> Approximate {
    Approximate::exact(f64::from(u8::from(value)))
}

/// The exact exponent, where it is a fraction of small integers.
fn exponent(arena: &Arena, id: Id) -> Option<(i64, i64)> {
    arena.as_number(id).and_then(crate::expr::Number::to_ratio)
}

fn add(a: Approximate, b: Approximate) -> Approximate {
    Approximate::rounded(a.value + b.value, a.error + b.error)
}

fn multiply(a: Approximate, b: Approximate) -> Approximate {
    let error = a.value.abs() * b.error + b.value.abs() * a.error + a.error * b.error;
    Approximate::rounded(a.value * b.value, error)
}

/// The power of a real base: a negative one has integer powers only.
fn power(base: Approximate, exponent: Approximate, exact: Option<(i64, i64)>) -> Approximate {
    let raise = |base: f64, exponent: f64| match exact {
        Some((n, 1)) => match i32::try_from(n) {
            Ok(n) => base.powi(n),
            Err(_) => base.powf(exponent),
        },
        _ if exponent == 0.0 => 1.0,
        _ if base < 0.0 && exponent.fract() != 0.0 => f64::NAN,
        _ => base.powf(exponent),
    };
    if exact == Some((1, 1)) {
        return base;
    }
    let spread = [
        (base.value, exponent.value),
        (base.value - base.error, exponent.value),
        (base.value + base.error, exponent.value),
        (base.value, exponent.value - exponent.error),
        (base.value, exponent.value + exponent.error),
    ];
    // Rounding must not leave the domain: an exact exponent has no error that matters.
    let count = if exact.is_some() { 3 } else { 5 };
    let result = spread_of(spread[..count].iter().map(|&(b, e)| raise(b, e)));
    // A base that may be 0 has no reciprocal that is known.
    if base.value.abs() <= base.error && exponent.value < 0.0 {
        return Approximate {
            value: result.value,
            error: f64::INFINITY,
        };
    }
    result
}

fn call(kernel: Kernel, arguments: &[Approximate]) -> Option<Approximate> {
    Some(match (kernel, arguments) {
        (Kernel::Unary(kernel), [a]) => spread_of(
            [0.0, -1.0, 1.0]
                .map(|s| kernel(a.value + s * a.error))
                .into_iter(),
        ),
        (Kernel::Binary(kernel), [first, rest @ ..]) => {
            let mut folded = *first;
            for next in rest {
                let (a, b) = (folded, *next);
                folded = spread_of(
                    [(0.0, 0.0), (-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0)]
                        .map(|(s, t)| kernel(a.value + s * a.error, b.value + t * b.error))
                        .into_iter(),
                );
            }
            folded
        }
        (Kernel::Ternary(kernel), [a, b, c]) => Approximate::rounded(
            kernel(a.value, b.value, c.value),
            a.error + b.error + c.error,
        ),
        (Kernel::Indexed(kernel), [n, a]) => {
            if !(0.0..1e6).contains(&n.value) || n.value.fract() != 0.0 {
                return Some(Approximate::UNDEFINED);
            }
            let order = n.value as u32;
            spread_of(
                [0.0, -1.0, 1.0]
                    .map(|s| kernel(order, a.value + s * a.error))
                    .into_iter(),
            )
        }
        _ => return None,
    })
}

/// The first value, with the distance to the others as its error; another one if the first is not
/// real (a value just outside the domain by rounding).
fn spread_of(values: impl Iterator<Item = f64>) -> Approximate {
    let values: Vec<f64> = values.collect();
    let real = values.iter().copied().find(|value| !value.is_nan());
    let Some(nominal) = real else {
        return Approximate::UNDEFINED;
    };
    if nominal.is_infinite() {
        return Approximate {
            value: nominal,
            error: f64::INFINITY,
        };
    }
    let error = values
        .iter()
        .filter(|value| !value.is_nan())
        .map(|value| (value - nominal).abs())
        .fold(0.0, f64::max);
    // Kernels are accurate to a few units in the last place.
    Approximate::rounded(nominal, error + 4.0 * f64::EPSILON * nominal.abs())
}
