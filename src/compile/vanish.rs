//! Products in derivatives that are 0 though a factor has no value.
//!
//! The chain rule multiplies slopes. Where the slope of the outer function is 0, or the branch of
//! an inner `max` is not taken, the product is 0 whatever the other factor is; in IEEE arithmetic
//! 0 times an infinity or NaN is NaN. These products are found by their shape here, and computed
//! with a choice.

use crate::expr::{Arena, Id, Node, Number};
use crate::function::{FunctionId, Kernel};

/// Why a product is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vanishing {
    /// `n*x^(n - 1)` is 0 for `n` = 0, where `x^(n - 1)` may be infinite.
    Exponent(Id),
    /// `x^y*log(x)`, the slope of `x^y` in `y`, is 0 for `x` = 0 and `y` > 0.
    Logarithm {
        /// The base `x`.
        base: Id,
        /// The exponent `y`.
        exponent: Id,
    },
    /// A factor that is a slope at a kink: where the other is 0, so is the product. `bounded`
    /// says which of the two is the slope.
    Step {
        /// Whether the first factor is a slope at kinks and nothing worse.
        first: bool,
        /// Whether the second one is.
        second: bool,
    },
    /// The slope of a branch that may not be taken, and the infinite slope of a root around it.
    Branch {
        /// 0 where the branch is not taken.
        taken: Id,
        /// Whether `taken` is a factor of the first of the two.
        first: bool,
    },
}

/// How many factors of a product are looked at; longer ones are computed as they stand.
const MOST: usize = 32;

/// What a program is, as far as it matters for its products.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// Whether it computes derivatives: elsewhere steps have their own values.
    pub(crate) derivative: bool,
    /// Whether there are steps at all, so that the factors need a look.
    pub(crate) steps: bool,
}

impl Kind {
    /// `top` is beyond all nodes of the program.
    pub(crate) fn new(arena: &Arena, top: usize, derivative: bool) -> Self {
        let is_step = |at: usize| match arena.node(Id(at as u32)) {
            Node::Call(function, _) => function.row().step.is_some(),
            _ => false,
        };
        Kind {
            derivative,
            steps: derivative && (0..top.min(arena.len())).any(is_step),
        }
    }
}

/// The reason why a product of two may be 0 without its factors saying so.
pub(crate) fn vanishing(arena: &Arena, a: Id, b: Id, kind: Kind) -> Option<Vanishing> {
    if let Some(exponent) = slope_of_power(arena, a, b) {
        return Some(Vanishing::Exponent(exponent));
    }
    if !kind.derivative {
        return None;
    }
    if let Some((base, exponent)) = power_times_logarithm(arena, a, b) {
        return Some(Vanishing::Logarithm { base, exponent });
    }
    if !kind.steps {
        return None;
    }
    let (of_a, of_b) = (Factors::of(arena, a), Factors::of(arena, b));
    let (of_a, of_b) = (of_a?, of_b?);
    if of_a.steps.is_empty() && of_b.steps.is_empty() {
        return None;
    }
    if let Some(taken) = branch(arena, &of_a, &of_b) {
        return Some(Vanishing::Branch { taken, first: true });
    }
    if let Some(taken) = branch(arena, &of_b, &of_a) {
        let first = false;
        return Some(Vanishing::Branch { taken, first });
    }
    let (first, second) = (of_a.is_slope_at_kink(), of_b.is_slope_at_kink());
    (first || second).then_some(Vanishing::Step { first, second })
}

/// The exponent `n`, if the factors are `n` and `x^(n - 1)`.
fn slope_of_power(arena: &Arena, a: Id, b: Id) -> Option<Id> {
    [(a, b), (b, a)].into_iter().find_map(|(exponent, power)| {
        let Node::Pow(_, lower) = arena.node(power) else {
            return None;
        };
        match arena.node(lower) {
            Node::Add(Id::MINUS_ONE, upper) | Node::Add(upper, Id::MINUS_ONE) => {
                (upper == exponent).then_some(exponent)
            }
            _ => None,
        }
    })
}

/// Base and exponent, if the factors are `x^y` and `log(x)`.
fn power_times_logarithm(arena: &Arena, a: Id, b: Id) -> Option<(Id, Id)> {
    [(a, b), (b, a)].into_iter().find_map(|(power, logarithm)| {
        let Node::Pow(base, exponent) = arena.node(power) else {
            return None;
        };
        let Node::Call(FunctionId::LOG, run) = arena.node(logarithm) else {
            return None;
        };
        let same = run.len() == 1 && arena.operand(run, 0) == base;
        (same && arena.as_number(exponent).is_none()).then_some((base, exponent))
    })
}

/// The factors of a product, as far as they matter here.
#[derive(Default)]
struct Factors {
    /// Calls of step functions.
    steps: Vec<Id>,
    /// What is raised to powers below 0, with these powers; roots count as powers.
    below: Vec<(Id, f64)>,
    /// Powers above 0 of what also stands in `below`, perhaps.
    above: Vec<(Id, f64)>,
    /// Whether another factor may be infinite or no number somewhere.
    wild: bool,
}

impl Factors {
    /// Nothing for a product with too many factors.
    fn of(arena: &Arena, id: Id) -> Option<Self> {
        let mut found = Factors::default();
        let mut stack = vec![(id, 1.0)];
        let mut seen = 0;
        while let Some((id, power)) = stack.pop() {
            seen += 1;
            if seen > MOST {
                return None;
            }
            match arena.node(id) {
                Node::Number(_) | Node::Constant(_) => {}
                Node::Mul(a, b) => stack.extend([(a, power), (b, power)]),
                Node::Pow(base, exponent) => match arena.as_number(exponent).map(Number::to_f64) {
                    Some(exponent) if exponent.is_finite() => {
                        stack.push((base, power * exponent));
                    }
                    _ => found.wild = true,
                },
                Node::Call(FunctionId::SQRT, run) => {
                    stack.push((arena.operand(run, 0), power / 2.0));
                }
                Node::Call(FunctionId::CBRT, run) => {
                    stack.push((arena.operand(run, 0), power / 3.0));
                }
                Node::Call(function, _) if power == 1.0 && function.row().step.is_some() => {
                    found.steps.push(id);
                }
                node => {
                    if power < 0.0 {
                        found.below.push((id, power));
                    } else {
                        found.above.push((id, power));
                        found.wild |= match node {
                            Node::Symbol(_) => false,
                            // Sums of anything may hold quotients.
                            Node::Call(function, _) => !is_defined_everywhere(function),
                            _ => !is_tame(arena, id),
                        };
                    }
                }
            }
        }
        Some(found)
    }

    /// Whether it holds a step, and is finite but for the value that the step has at its jump.
    fn is_slope_at_kink(&self) -> bool {
        !self.steps.is_empty() && self.below.is_empty() && !self.wild
    }
}

fn is_defined_everywhere(function: FunctionId) -> bool {
    let row = function.row();
    row.domain.is_empty() && !matches!(row.kernel, Kernel::Indexed(_))
}

/// Whether an expression is finite wherever its symbols are, as far as a short look can tell.
fn is_tame(arena: &Arena, id: Id) -> bool {
    let mut stack = vec![id];
    let mut seen = 0;
    while let Some(id) = stack.pop() {
        seen += 1;
        if seen > MOST {
            return false;
        }
        match arena.node(id) {
            Node::Number(_) | Node::Constant(_) | Node::Symbol(_) => {}
            Node::Add(a, b) | Node::Mul(a, b) => stack.extend([a, b]),
            Node::Pow(base, exponent) => {
                let whole = arena.as_number(exponent);
                if !whole.is_some_and(|n| n.is_integer() && n.is_positive()) {
                    return false;
                }
                stack.push(base);
            }
            Node::Call(function, run) => {
                if !is_defined_everywhere(function) || function.row().step.is_some() {
                    return false;
                }
                stack.extend_from_slice(arena.operands(run));
            }
            _ => return false,
        }
    }
    true
}

/// The step that is 0 where a branch is not taken, if it is a factor of `inner`, and what may be
/// infinite beside it is the slope of a function that has a value there.
///
/// A slope that goes like `w^q` with `q` > -1 belongs to a function with a value at `w` = 0; with
/// `q` <= -1 (the slope `1/w` of a logarithm) the function itself is infinite there, and its
/// derivative is not 0 but undefined.
fn branch(arena: &Arena, inner: &Factors, outer: &Factors) -> Option<Id> {
    let mut exponents: Vec<(Id, f64)> = Vec::new();
    let below = inner.below.iter().chain(&outer.below);
    for &(base, power) in below.chain(inner.above.iter().chain(&outer.above)) {
        match exponents.iter_mut().find(|(known, _)| *known == base) {
            Some((_, total)) => *total += power,
            None => exponents.push((base, power)),
        }
    }
    let mut singular = exponents.iter().filter(|(_, total)| *total < 0.0);
    let (Some((_, total)), None) = (singular.next(), singular.next()) else {
        return None;
    };
    if *total <= -1.0 {
        return None;
    }
    inner.steps.iter().copied().find(|&step| {
        let Node::Call(function, _) = arena.node(step) else {
            return false;
        };
        let jump = function.row().step;
        jump.is_some_and(|jump| jump.left == 0.0 || jump.right == 0.0)
    })
}
