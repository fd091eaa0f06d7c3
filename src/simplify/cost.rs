//! What an expression costs, by the goal: to read, or to compute.

use hashbrown::HashMap;

use super::Goal;
use crate::expr::{Arena, Constant, Id, Node, Number};
use crate::function::FunctionId;

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// Costs of canonical nodes, remembered from question to question.
///
/// To read: operators, signs and calls of the printed text, with a little for the length of names
/// and numbers. To compute: operations weighted by how long they take, shared nodes once.
#[derive(Debug, Default)]
pub struct Costs {
    read: Map<Id, u64>,
    stack: Vec<Id>,
}

/// An operator, a sign or a call.
const OPERATION: u64 = 8;
/// Operations whose result takes long to compute.
const CALL: u64 = 160;
const ROOT: u64 = 80;
const DIVISION: u64 = 32;

impl Costs {
    /// The cost of a canonical node.
    pub fn of(&mut self, arena: &Arena, id: Id, goal: Goal) -> u64 {
        match goal {
            Goal::Read | Goal::Stable => self.read(arena, id),
            Goal::Compute => compute(arena, id),
        }
    }

    fn read(&mut self, arena: &Arena, id: Id) -> u64 {
        if let Some(&known) = self.read.get(&id) {
            return known;
        }
        let mut stack = std::mem::take(&mut self.stack);
        stack.push(id);
        while let Some(&top) = stack.last() {
            if self.read.contains_key(&top) {
                stack.pop();
                continue;
            }
            let height = stack.len();
            arena.for_each_child(top, |child| {
                if !self.read.contains_key(&child) {
                    stack.push(child);
                }
            });
            if stack.len() == height {
                let cost = self.node(arena, top);
                self.read.insert(top, cost);
                stack.pop();
            }
        }
        self.stack = stack;
        self.read.get(&id).copied().unwrap_or(u64::MAX)
    }

    fn known(&self, id: Id) -> u64 {
        self.read.get(&id).copied().unwrap_or(0)
    }

    /// The cost of a node whose children's are known.
    fn node(&self, arena: &Arena, id: Id) -> u64 {
        let mut cost = 0_u64;
        match arena.node(id) {
            Node::Number(number) => cost = number_cost(arena.number(number)),
            Node::Constant(_) | Node::Symbol(_) => cost = 1,
            Node::Sum(run) => {
                let pairs = arena.operands(run).chunks_exact(2);
                let mut all_negative = true;
                for pair in pairs {
                    let number = arena.as_number(pair[0]);
                    all_negative &= number.is_some_and(Number::is_negative);
                    let term = match number {
                        Some(number) if pair[1] == Id::ONE => magnitude_cost(number),
                        Some(number) => self.term(arena, number, pair[1]),
                        None => 0,
                    };
                    cost = cost.saturating_add(term).saturating_add(OPERATION);
                }
                cost = cost.saturating_sub(OPERATION);
                if all_negative {
                    cost = cost.saturating_add(OPERATION);
                }
            }
            Node::Product(_) | Node::Pow(..) => {
                cost = self.term(arena, &Number::ONE, id);
            }
            _ => {
                arena.for_each_child(id, |child| cost = cost.saturating_add(self.known(child)));
                cost = cost.saturating_add(OPERATION);
            }
        }
        cost
    }

    /// A rational coefficient times a term, without the sign.
    fn term(&self, arena: &Arena, coefficient: &Number, term: Id) -> u64 {
        let (mut above, mut below, mut cost) = (0_u64, 0_u64, 0_u64);
        let size = coefficient.abs();
        if !size.numerator().is_one() {
            above += 1;
            cost += number_cost(&size.numerator());
        }
        if !size.denominator().is_one() {
            below += 1;
            cost += number_cost(&size.denominator());
        }
        let mut factor = |base: Id, exponent: Id| {
            let (power, negative) = self.power(arena, base, exponent);
            cost = cost.saturating_add(power);
            if negative {
                below += 1;
            } else {
                above += 1;
            }
        };
        match arena.node(term) {
            Node::Product(run) => {
                for pair in arena.operands(run).chunks_exact(2) {
                    factor(pair[0], pair[1]);
                }
            }
            Node::Pow(base, exponent) => factor(base, exponent),
            _ => factor(term, Id::ONE),
        }
        let operations = above.saturating_sub(1) + below;
        if above == 0 {
            // The 1 above the bar.
            cost += 1;
        }
        cost.saturating_add(OPERATION * operations)
    }

    /// A power without the sign of its exponent, and whether that is negative.
    fn power(&self, arena: &Arena, base: Id, exponent: Id) -> (u64, bool) {
        let inner = self.known(base);
        match arena.as_number(exponent) {
            Some(number) => {
                let negative = number.is_negative();
                let size = number.abs();
                let cost = if size.is_one() {
                    inner
                } else if size.to_ratio() == Some((1, 2)) {
                    inner.saturating_add(OPERATION)
                } else {
                    inner.saturating_add(OPERATION + number_cost(&size))
                };
                (cost, negative)
            }
            None if matches!(arena.node(base), Node::Constant(Constant::E)) => {
                (self.known(exponent).saturating_add(OPERATION), false)
            }
            None => (
                inner
                    .saturating_add(self.known(exponent))
                    .saturating_add(OPERATION),
                false,
            ),
        }
    }
}

fn magnitude_cost(number: &Number) -> u64 {
    number_cost(&number.abs())
}

/// A number as it is printed: a fraction has an operation.
fn number_cost(number: &Number) -> u64 {
    let sign = if number.is_negative() { OPERATION } else { 0 };
    let digits = number.bits() / 4 + 1;
    if number.is_integer() {
        sign + digits
    } else {
        sign + digits + OPERATION
    }
}

/// Operations weighted by their time, each distinct node once.
fn compute(arena: &Arena, root: Id) -> u64 {
    let mut cost = 0_u64;
    for id in arena.reachable(&[root]) {
        let own = match arena.node(id) {
            Node::Number(_) | Node::Constant(_) | Node::Symbol(_) => 0,
            Node::Sum(run) => {
                let pairs = arena.operands(run).chunks_exact(2);
                let scaled = pairs.clone().filter(|pair| {
                    let number = arena.as_number(pair[0]);
                    pair[1] != Id::ONE && !number.is_some_and(|number| number.abs().is_one())
                });
                OPERATION * (pairs.len() as u64 - 1 + scaled.count() as u64)
            }
            Node::Product(run) => {
                let pairs = arena.operands(run).chunks_exact(2);
                let powers = pairs.clone().map(|pair| power_time(arena, pair[1]));
                let below = pairs
                    .clone()
                    .filter(|pair| arena.as_number(pair[1]).is_some_and(Number::is_negative))
                    .count() as u64;
                let division = if below > 0 { DIVISION } else { 0 };
                OPERATION * (pairs.len() as u64 - 1) + division + powers.sum::<u64>()
            }
            Node::Pow(_, exponent) => {
                let negative = arena.as_number(exponent).is_some_and(Number::is_negative);
                power_time(arena, exponent) + if negative { DIVISION } else { 0 }
            }
            Node::Call(FunctionId::ABS | FunctionId::MIN | FunctionId::MAX, _) => OPERATION,
            Node::Call(..) | Node::Unknown(..) => CALL,
            _ => OPERATION,
        };
        cost = cost.saturating_add(own);
    }
    cost
}

/// The time of a power of a known size, without the division of a negative exponent.
fn power_time(arena: &Arena, exponent: Id) -> u64 {
    let Some(number) = arena.as_number(exponent) else {
        return CALL;
    };
    let size = number.abs();
    let squarings = |count: u64| {
        OPERATION
            * (u64::from(63 - count.max(1).leading_zeros()) + u64::from(count.count_ones()) - 1)
    };
    match size.to_ratio() {
        Some((count @ 1..=64, 1)) => squarings(count as u64),
        Some((count @ 1..=64, 2)) => ROOT + squarings(count as u64),
        _ => CALL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_counts_the_operations_of_the_text() {
        for (text, operations) in [
            ("x", 0),
            ("-x", 1),
            ("x + 1", 1),
            ("1 - x", 1),
            ("2*x - 3*y/4", 4),
            ("-x - y", 2),
            ("x/2", 1),
            ("1/x", 1),
            ("sqrt(x)/(2*y)", 3),
            ("x^(3/2)", 2),
            ("exp(-x)*y", 3),
            ("1/(x*sqrt(x^2 - 1))", 5),
            ("2*(x + 1)", 2),
            ("log(x)^2", 2),
            ("2^x", 1),
        ] {
            let expr: crate::Expr = text.parse().unwrap();
            let counted = expr.with(|arena, id| {
                let id = arena.canonical(id).unwrap();
                Costs::default().of(arena, id, Goal::Read) / OPERATION
            });
            assert_eq!(counted, operations, "{text}");
        }
    }

    #[test]
    fn computing_counts_shared_parts_once() {
        let cost = |text: &str| {
            let expr: crate::Expr = text.parse().unwrap();
            expr.with(|arena, id| {
                let id = arena.canonical(id).unwrap();
                Costs::default().of(arena, id, Goal::Compute)
            })
        };
        assert_eq!(cost("sin(x) + sin(x)^2"), CALL + 2 * OPERATION);
        assert!(cost("x^4") < cost("x^4.5"));
    }
}
