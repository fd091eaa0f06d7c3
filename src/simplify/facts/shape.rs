//! What follows from a function's row: where it rises and falls, and exact values.
//!
//! A row has no word for monotone: its partial's sign says it, and that is found by the same
//! inference that uses it. So the shapes are worked out together, in rounds, until no round finds
//! more (`cosh` is positive, so `sinh` rises, so `sinh(x)` is positive for `x > 0`, so `cosh` rises
//! there).

use std::sync::{Arc, OnceLock};

use super::enclosure::{Enclosure, End, above, below, exact};
use super::known::Facts;
use crate::expr::{Arena, Id, Node, Number, Relation, Sign, lower};
use crate::function::{self, FunctionId, Kernel, Parity};

/// How the values go with the argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Direction {
    pub(super) rises: bool,
    /// Different arguments have different values.
    pub(super) strict: bool,
}

/// What is known of one function of one argument.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// The arguments for which it is real, or more.
    domain: Enclosure,
    /// Where the whole domain is an interval.
    pub(super) everywhere: Option<Direction>,
    /// For positive arguments.
    for_positive: Option<Direction>,
    /// Arguments and values that are rational.
    pub(super) points: Vec<(Number, Number)>,
    kernel: Option<extern "C" fn(f64) -> f64>,
    odd: bool,
    even: bool,
}

/// Rounds in which the shapes are worked out.
const ROUNDS: usize = 4;

/// How far a kernel's value may be off, relative to the larger of 1 and its size.
const SLACK: f64 = 1e-14;

/// The shape of a function.
pub(super) fn shape(function: FunctionId) -> &'static Shape {
    static ALL: OnceLock<Vec<Shape>> = OnceLock::new();
    static NONE: OnceLock<Shape> = OnceLock::new();
    ALL.get_or_init(work_out)
        .get(function.index())
        .unwrap_or_else(|| NONE.get_or_init(Shape::default))
}

/// One function on its way to a shape.
struct Draft {
    function: FunctionId,
    derivative: Id,
    everywhere: Option<Facts>,
    for_positive: Option<Facts>,
}

fn work_out() -> Vec<Shape> {
    let mut arena = Arena::new();
    let x = arena.symbol("x");
    let mut shapes: Vec<Shape> = function::all().map(|_| Shape::default()).collect();
    let mut drafts = Vec::new();
    for function in function::all() {
        let shape = &mut shapes[function.index()];
        if let Some(draft) = draft(&mut arena, x, function, shape) {
            drafts.push(draft);
        }
    }
    for _ in 0..ROUNDS {
        let mut changed = false;
        let so_far: Arc<[Shape]> = shapes.clone().into();
        for draft in &mut drafts {
            let at = draft.function.index();
            let derivative = draft.derivative;
            let direction = |facts: &mut Option<Facts>| {
                let facts = facts.as_mut()?;
                facts.forget();
                facts.shapes = Some(Arc::clone(&so_far));
                direction_of(facts.sign(&arena, derivative))
            };
            let everywhere = direction(&mut draft.everywhere);
            let for_positive = direction(&mut draft.for_positive);
            let shape = &mut shapes[at];
            changed |= shape.everywhere.is_none() && everywhere.is_some()
                || shape.for_positive.is_none() && for_positive.is_some();
            shape.everywhere = everywhere.or(shape.everywhere);
            shape.for_positive = for_positive.or(shape.for_positive);
        }
        if !changed {
            break;
        }
    }
    shapes
}

fn direction_of(sign: Sign) -> Option<Direction> {
    let (rises, strict) = match sign {
        Sign::Positive => (true, true),
        Sign::NonNegative => (true, false),
        Sign::Negative => (false, true),
        Sign::NonPositive => (false, false),
        Sign::Zero | Sign::Unknown => return None,
    };
    Some(Direction { rises, strict })
}

fn draft(arena: &mut Arena, x: Id, function: FunctionId, shape: &mut Shape) -> Option<Draft> {
    let row = function.row();
    let Kernel::Unary(kernel) = row.kernel else {
        return None;
    };
    shape.kernel = Some(kernel);
    shape.odd = row.parity == Parity::Odd;
    shape.even = row.parity == Parity::Even;
    for (argument, value) in row.special {
        let mut number = |text: &str| {
            let built = lower::formula(arena, text)?;
            let form = arena.canonical(built).ok()?;
            arena.as_number(form).cloned()
        };
        if let (Some(argument), Some(value)) = (number(argument), number(value)) {
            shape.points.push((argument, value));
        }
    }
    // Steps and whole numbers rise by jumps, of which the partial says nothing.
    let steps = row.step.is_some_and(|step| step.left < step.right);
    let whole = [FunctionId::FLOOR, FunctionId::CEIL, FunctionId::ROUND].contains(&function);
    if steps || whole {
        let direction = Some(Direction {
            rises: true,
            strict: false,
        });
        (shape.everywhere, shape.for_positive) = (direction, direction);
        return None;
    }
    let none = Facts {
        shapes: Some(Arc::new([])),
        ..Facts::none()
    };
    let mut everywhere = Some(none.clone());
    let mut for_positive = none.clone();
    let positive = arena.compare_node(Relation::Greater, x, Id::ZERO);
    for_positive.assume(arena, positive).ok()?;
    let mut connected_for_positive = true;
    if let Some(domain) = lower::formula(arena, row.domain) {
        let domain = arena.canonical(domain).ok()?;
        let within = none.with(arena, domain).ok()?;
        shape.domain = within.enclosure(arena, x);
        let connected = is_interval(arena, domain);
        everywhere = connected.then_some(within);
        connected_for_positive =
            connected || for_positive.holds_canonical(arena, domain) == Some(true);
        for_positive.assume(arena, domain).ok()?;
    }
    let built = lower::formula(arena, row.partials.first()?)?;
    let derivative = arena.canonical(built).ok()?;
    Some(Draft {
        function,
        derivative,
        everywhere,
        for_positive: connected_for_positive.then_some(for_positive),
    })
}

/// Whether a condition is made of bounds of one side each, so that what fulfils it has no gap.
fn is_interval(arena: &Arena, condition: Id) -> bool {
    let mut stack = vec![condition];
    while let Some(id) = stack.pop() {
        match arena.node(id) {
            Node::And(a, b) => stack.extend([a, b]),
            Node::Compare(relation, a, b) if relation != Relation::NotEqual => {
                let simple = |id| matches!(arena.node(id), Node::Symbol(_) | Node::Number(_));
                if !simple(a) || !simple(b) {
                    return false;
                }
            }
            _ => return false,
        }
    }
    true
}

impl Shape {
    /// What the values are for arguments in an enclosure.
    pub(super) fn values(&self, argument: &Enclosure) -> Enclosure {
        let argument = argument.clone().refined(&self.domain);
        if let Some(direction) = self.everywhere {
            let mut values = self.along(direction, &argument);
            let vanishes_at_zero = self
                .points
                .iter()
                .any(|(at, value)| at.is_zero() && value.is_zero());
            if direction.strict && vanishes_at_zero && argument.nonzero {
                values.nonzero = true;
            }
            return values;
        }
        let Some(direction) = self.for_positive else {
            return Enclosure::reals();
        };
        if argument.is_positive() {
            self.along(direction, &argument)
        } else if self.even {
            // Continuous at 0 where 0 is in the domain; if it is not, it is no argument.
            let size = argument.abs();
            let values = self.along(direction, &size);
            if size.nonzero || self.value_at_zero().is_some() {
                values
            } else {
                Enclosure::reals()
            }
        } else if self.odd && argument.is_negative() {
            self.along(direction, &argument.negate()).negate()
        } else {
            Enclosure::reals()
        }
    }

    fn value_at_zero(&self) -> Option<&Number> {
        let mut points = self.points.iter();
        points.find(|(at, _)| at.is_zero()).map(|(_, value)| value)
    }

    fn along(&self, direction: Direction, argument: &Enclosure) -> Enclosure {
        let low = argument
            .lower
            .as_ref()
            .and_then(|end| self.bound(direction, end, false));
        let high = argument
            .upper
            .as_ref()
            .and_then(|end| self.bound(direction, end, true));
        let (lower, upper) = if direction.rises {
            (low, high)
        } else {
            (high, low)
        };
        Enclosure {
            lower,
            upper,
            ..Enclosure::reals()
        }
        .settled()
    }

    /// The bound of the values that an end of the arguments gives.
    fn bound(&self, direction: Direction, argument: &End, from_above: bool) -> Option<End> {
        let upward = from_above == direction.rises;
        // From an exact value between the end and the arguments.
        let mut best: Option<End> = None;
        for (at, value) in &self.points {
            let beyond = if from_above {
                *at >= argument.value
            } else {
                *at <= argument.value
            };
            let better = best.as_ref().is_none_or(|best| {
                if upward {
                    *value < best.value
                } else {
                    *value > best.value
                }
            });
            if beyond && better {
                let included = !direction.strict || *at == argument.value && argument.included;
                best = Some(End {
                    value: value.clone(),
                    included,
                });
            }
        }
        if best
            .as_ref()
            .is_some_and(|_| self.points.iter().any(|(at, _)| *at == argument.value))
        {
            return best;
        }
        let computed = self.computed(argument, from_above, upward);
        match (best, computed) {
            (Some(best), Some(computed)) => {
                let tighter = if upward {
                    computed.value < best.value
                } else {
                    computed.value > best.value
                };
                Some(if tighter { computed } else { best })
            }
            (best, computed) => best.or(computed),
        }
    }

    fn computed(&self, argument: &End, from_above: bool, upward: bool) -> Option<End> {
        let kernel = self.kernel?;
        let at = if from_above {
            above(&argument.value)
        } else {
            below(&argument.value)
        };
        let value = kernel(at);
        let slack = SLACK * value.abs().max(1.0);
        let value = if upward { value + slack } else { value - slack };
        if !value.is_finite() || value.abs() > 1e300 {
            return None;
        }
        Some(End {
            value: exact(value)?,
            included: true,
        })
    }
}

/// Where a function of one argument is monotone, for those who compute with intervals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Monotone {
    /// Whether it rises on its domain, or falls.
    pub(crate) everywhere: Option<bool>,
    /// Whether it rises for positive arguments, or falls.
    pub(crate) for_positive: Option<bool>,
    /// The lower end of its domain, and whether that belongs to it.
    pub(crate) lowest: (f64, bool),
    /// The upper end.
    pub(crate) highest: (f64, bool),
}

/// What is known of where a function is monotone.
pub(crate) fn monotone(function: FunctionId) -> Monotone {
    let shape = shape(function);
    let end = |end: &Option<End>, none: f64| match end {
        Some(end) => (end.value.to_f64(), end.included),
        None => (none, false),
    };
    Monotone {
        everywhere: shape.everywhere.map(|direction| direction.rises),
        for_positive: shape.for_positive.map(|direction| direction.rises),
        lowest: end(&shape.domain.lower, f64::NEG_INFINITY),
        highest: end(&shape.domain.upper, f64::INFINITY),
    }
}
