//! Natural domains: under which conditions an expression is real.

use hashbrown::HashSet;

use super::known::{Facts, opposite, total};
use super::readable;
use crate::expr::{Arena, Id, Node, Relation, template};

/// How many nodes are looked at.
const FUEL: usize = 100_000;

/// How deep pieces in pieces, and conditions in conditions, are looked at.
const DEPTH: u32 = 8;

/// The conditions under which an expression is real, in the order in which they are met; each
/// simple where it can be (`x != 0` for `x^2 > 0`), none of them following from the others.
///
/// A power with a real variable exponent is taken to need a positive base.
///
/// # Examples
/// ```
/// use gradus::{Expr, simplify::facts::conditions};
/// let f: Expr = "log(x)/(x - 2)".parse()?;
/// let found: Vec<String> = f.with(|arena, id| {
///     let conditions = conditions(arena, id);
///     (conditions.iter()).map(|id| gradus::expr::print(arena, *id, &Default::default()).unwrap()).collect()
/// });
/// assert_eq!(found, ["x > 0", "x != 2"]);
/// # Ok::<(), gradus::Error>(())
/// ```
pub fn conditions(arena: &mut Arena, id: Id) -> Vec<Id> {
    conditions_of(arena, &[id], &Facts::none())
}

/// The conditions under which several expressions are all real, without those that the facts
/// prove.
pub fn conditions_of(arena: &mut Arena, roots: &[Id], facts: &Facts) -> Vec<Id> {
    let raw = Walk::new(facts).run(arena, roots);
    readable::readable(arena, &raw, facts)
}

/// Those of the conditions `before` that don't follow from the domain of `after`: what a rewrite
/// has to note (`x != 0` when `x/x` has become 1).
pub fn lost_conditions(arena: &mut Arena, before: &[Id], after: Id, facts: &Facts) -> Vec<Id> {
    let kept = conditions_of(arena, &[after], facts);
    let mut known = facts.clone();
    for &condition in &kept {
        // Where the result is real nowhere, nothing is lost.
        if known.assume(arena, condition).is_err() {
            return Vec::new();
        }
    }
    let mut lost = Vec::new();
    let mut parts = before.to_vec();
    parts.reverse();
    while let Some(part) = parts.pop() {
        if let Node::And(a, b) = arena.node(part) {
            parts.extend([b, a]);
        } else if known.holds(arena, part) != Some(true) {
            lost.push(part);
        }
    }
    readable::readable(arena, &lost, facts)
}

/// Where a node is looked at: under a condition, or always.
type Guard = Option<Id>;

struct Walk<'a> {
    facts: &'a Facts,
    seen: HashSet<(Id, Guard), foldhash::fast::FixedState>,
    found: Vec<Id>,
    /// Indices of the sums around what is looked at.
    indices: Vec<Id>,
}

impl<'a> Walk<'a> {
    fn new(facts: &'a Facts) -> Self {
        Walk {
            facts,
            seen: HashSet::default(),
            found: Vec::new(),
            indices: Vec::new(),
        }
    }

    fn run(mut self, arena: &mut Arena, roots: &[Id]) -> Vec<Id> {
        let mut stack: Vec<(Id, Guard, u32)> =
            roots.iter().rev().map(|id| (*id, None, 0)).collect();
        let mut fuel = FUEL;
        let mut children = Vec::new();
        while let Some((id, guard, depth)) = stack.pop() {
            if self.seen.contains(&(id, None)) || !self.seen.insert((id, guard)) {
                continue;
            }
            if fuel == 0 {
                break;
            }
            fuel -= 1;
            self.node(arena, id, guard);
            children.clear();
            match arena.node(id) {
                Node::Piecewise(run) => {
                    let operands = arena.operands(run).to_vec();
                    self.pieces(arena, &operands, guard, depth, &mut children);
                }
                Node::IndexSum(run) => {
                    let operands = arena.operands(run).to_vec();
                    if let [body, index, from, to] = operands[..] {
                        if !self.indices.contains(&index) {
                            self.indices.push(index);
                        }
                        children.extend([body, from, to].map(|id| (id, guard, depth)));
                    }
                }
                _ => arena.for_each_child(id, |child| children.push((child, guard, depth))),
            }
            stack.extend(children.drain(..).rev());
        }
        // What is said of an index is said of all its values; there are no words for that.
        let indices = std::mem::take(&mut self.indices);
        self.found.retain(|id| {
            !indices
                .iter()
                .any(|index| arena.occurs_free(&[*id], *index))
        });
        self.found
    }

    fn pieces(
        &mut self,
        arena: &mut Arena,
        operands: &[Id],
        guard: Guard,
        depth: u32,
        children: &mut Vec<(Id, Guard, u32)>,
    ) {
        if depth >= DEPTH {
            return;
        }
        let mut rest = guard;
        let pairs = operands.chunks_exact(2);
        let otherwise = pairs.remainder().first().copied();
        let mut any = None;
        for pair in pairs {
            let (condition, value) = (pair[0], pair[1]);
            children.push((condition, rest, depth + 1));
            let within = both(arena, rest, Some(condition));
            children.push((value, within, depth + 1));
            let not = negation(arena, condition, 0);
            rest = both(arena, rest, not);
            any = Some(match any {
                None => condition,
                Some(any) => arena.or_node(any, condition),
            });
        }
        match otherwise {
            Some(value) => children.push((value, rest, depth + 1)),
            None => {
                if let Some(any) = any {
                    self.push(arena, any, guard);
                }
            }
        }
    }

    /// The conditions of one node.
    fn node(&mut self, arena: &mut Arena, id: Id, guard: Guard) {
        match arena.node(id) {
            Node::Pow(base, exponent) => self.power(arena, base, exponent, guard),
            Node::Product(run) => {
                for pair in arena.operands(run).to_vec().chunks_exact(2) {
                    self.power(arena, pair[0], pair[1], guard);
                }
            }
            Node::Call(function, run) => {
                if let Some(domain) = template::domain(function) {
                    let arguments = arena.operands(run).to_vec();
                    let condition = domain.build(arena, &arguments);
                    self.push(arena, condition, guard);
                }
            }
            _ => {}
        }
    }

    fn power(&mut self, arena: &mut Arena, base: Id, exponent: Id, guard: Guard) {
        let zero = Id::ZERO;
        let relation = if let Some(power) = arena.as_number(exponent) {
            match (power.is_integer(), power.is_negative()) {
                (true, false) => return,
                (true, true) => Relation::NotEqual,
                (false, false) => Relation::GreaterEqual,
                (false, true) => Relation::Greater,
            }
        } else {
            let Ok(exponent) = arena.canonical(exponent) else {
                return;
            };
            let known = self.facts.enclosure(arena, exponent);
            match (known.integer, known.is_nonnegative()) {
                (true, true) => return,
                (true, false) if known.is_negative() => Relation::NotEqual,
                (true, false) => {
                    let nonzero = arena.compare_node(Relation::NotEqual, base, zero);
                    let counts = arena.compare_node(Relation::GreaterEqual, exponent, zero);
                    let either = arena.or_node(nonzero, counts);
                    self.push(arena, either, guard);
                    return;
                }
                (false, true) => Relation::GreaterEqual,
                (false, false) => Relation::Greater,
            }
        };
        let condition = arena.compare_node(relation, base, zero);
        self.push(arena, condition, guard);
    }

    fn push(&mut self, arena: &mut Arena, condition: Id, guard: Guard) {
        let Ok(condition) = arena.canonical(condition) else {
            return;
        };
        let Some(guard) = guard else {
            self.found.push(condition);
            return;
        };
        // It counts only where the guard holds.
        if let Ok(facts) = self.facts.with(arena, guard)
            && facts.holds_canonical(arena, condition) != Some(true)
        {
            let not = negation(arena, guard, 0);
            let not = not.unwrap_or_else(|| arena.not_node(guard));
            let either = arena.or_node(not, condition);
            self.found.push(either);
        }
    }
}

fn both(arena: &mut Arena, a: Guard, b: Guard) -> Guard {
    match (a, b) {
        (Some(a), Some(b)) => Some(arena.and_node(a, b)),
        (a, b) => a.or(b),
    }
}

/// The condition that holds where another does not; nothing if it is not plain, because parts of
/// it may be undefined.
pub fn contrary(arena: &mut Arena, condition: Id) -> Option<Id> {
    negation(arena, condition, 0)
}

/// The recursion is bounded by a constant.
fn negation(arena: &mut Arena, condition: Id, depth: u32) -> Guard {
    if depth > DEPTH {
        return None;
    }
    match arena.node(condition) {
        Node::Compare(relation, a, b) if total(arena, a) && total(arena, b) => {
            Some(arena.compare_node(opposite(relation), a, b))
        }
        Node::And(a, b) => {
            let (a, b) = (
                negation(arena, a, depth + 1)?,
                negation(arena, b, depth + 1)?,
            );
            Some(arena.or_node(a, b))
        }
        Node::Or(a, b) => {
            let (a, b) = (negation(arena, a, depth + 1), negation(arena, b, depth + 1));
            both(arena, a, b)
        }
        Node::Not(a) => Some(a),
        _ => None,
    }
}

impl Facts {
    /// Whether an expression is known to be real, or known not to be.
    pub fn defined(&self, arena: &mut Arena, id: Id) -> Option<bool> {
        let raw = Walk::new(self).run(arena, &[id]);
        let mut all = Some(true);
        for condition in raw {
            match self.holds(arena, condition) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        // Conditions on the indices of sums are not among them.
        let sums =
            (arena.reachable(&[id]).iter()).any(|id| matches!(arena.node(*id), Node::IndexSum(_)));
        all.filter(|_| !sums)
    }

    /// Conditions as a person would write them: simple, without what the facts prove or what
    /// follows from the others. (What is proved holds wherever the operands are real.)
    pub fn readable(&self, arena: &mut Arena, conditions: &[Id]) -> Vec<Id> {
        readable::readable(arena, conditions, self)
    }
}
