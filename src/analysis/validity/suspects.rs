//! Where a derivative may be missing: what must not vanish for the rules of derivatives to hold.

use hashbrown::HashSet;

use super::slopes::{Need, slopes};
use crate::expr::{Arena, Constant, Id, Node, Number, Relation};
use crate::function::FunctionId;
use crate::simplify::facts::{Facts, contrary};

/// How many nodes are looked at.
const FUEL: usize = 100_000;

/// How deep pieces in pieces, and conditions in conditions, are looked at.
const DEPTH: u32 = 8;

/// The terms of a sum over an index are looked at one by one if there are no more.
const MOST_TERMS: i64 = 20;

/// An expression at whose zeros the derivative may be missing.
#[derive(Clone, Debug)]
pub(super) struct Suspect {
    /// The expression, in canonical form.
    pub(super) zero: Id,
    /// Whether the function is real on both sides as far as this part is concerned: a kink or a
    /// seam, and no end of a domain.
    pub(super) inner: bool,
    /// The calls, powers and pieces that are the reason.
    pub(super) nodes: Vec<Id>,
}

/// What a walk has found.
#[derive(Debug, Default)]
pub(super) struct Suspects {
    pub(super) list: Vec<Suspect>,
    /// Other conditions under which the rules hold.
    pub(super) conditions: Vec<Id>,
    /// Whether everything could be said.
    pub(super) complete: bool,
}

type Seen = HashSet<(Id, Option<Id>), foldhash::fast::FixedState>;

/// Where the walk is.
#[derive(Clone, Copy)]
struct Place {
    id: Id,
    /// The conditions of the pieces around it.
    guard: Option<Id>,
    depth: u32,
    /// It stands for many: in a sum over rows, or over an index whose values are not listed.
    repeated: bool,
}

struct Walk<'a> {
    variables: &'a [Id],
    facts: &'a Facts,
    moving: HashSet<Id, foldhash::fast::FixedState>,
    found: Suspects,
}

/// What stands in the way of the derivatives of a canonical node in the variables.
pub(super) fn suspects(arena: &mut Arena, root: Id, variables: &[Id], facts: &Facts) -> Suspects {
    let mut walk = Walk {
        variables,
        facts,
        moving: HashSet::default(),
        found: Suspects {
            complete: true,
            ..Suspects::default()
        },
    };
    walk.mark(arena, root);
    walk.run(arena, root);
    walk.found
}

impl Walk<'_> {
    /// Notes which nodes depend on the variables.
    fn mark(&mut self, arena: &Arena, root: Id) {
        for id in arena.reachable(&[root]) {
            if self.moves(arena, id) {
                self.moving.insert(id);
            }
        }
    }

    fn moves(&self, arena: &Arena, id: Id) -> bool {
        let mut moves = self.variables.contains(&id);
        arena.for_each_child(id, |child| moves |= self.moving.contains(&child));
        moves
    }

    fn run(&mut self, arena: &mut Arena, root: Id) {
        let mut seen = Seen::default();
        let mut fuel = FUEL;
        let mut stack = vec![Place {
            id: root,
            guard: None,
            depth: 0,
            repeated: false,
        }];
        while let Some(place) = stack.pop() {
            let known = seen.contains(&(place.id, None)) && !place.repeated;
            if known || !self.moving.contains(&place.id) || !seen.insert((place.id, place.guard)) {
                continue;
            }
            if fuel == 0 {
                self.found.complete = false;
                return;
            }
            fuel -= 1;
            self.node(arena, place);
            match arena.node(place.id) {
                Node::Piecewise(run) => {
                    let operands = arena.operands(run).to_vec();
                    self.pieces(arena, &operands, place, &mut stack);
                }
                Node::IndexSum(run) => {
                    let operands = arena.operands(run).to_vec();
                    self.terms(arena, &operands, place, &mut stack);
                }
                Node::RowSum(body) | Node::RowMean(body) => stack.push(Place {
                    id: body,
                    repeated: true,
                    ..place
                }),
                _ => arena.for_each_child(place.id, |id| stack.push(Place { id, ..place })),
            }
        }
    }

    fn pieces(&mut self, arena: &mut Arena, operands: &[Id], place: Place, stack: &mut Vec<Place>) {
        if place.depth >= DEPTH {
            self.found.complete = false;
            return;
        }
        let depth = place.depth + 1;
        let mut rest = place.guard;
        let pairs = operands.chunks_exact(2);
        let otherwise = pairs.remainder().first().copied();
        for pair in pairs {
            let (condition, value) = (pair[0], pair[1]);
            for (a, b) in atoms(arena, condition) {
                let difference = arena.sub(a, b);
                self.push(arena, difference, true, place);
            }
            // The condition's own parts may jump.
            stack.push(Place {
                id: condition,
                guard: rest,
                depth,
                ..place
            });
            let guard = both(arena, rest, Some(condition));
            stack.push(Place {
                id: value,
                guard,
                depth,
                ..place
            });
            let not = contrary(arena, condition);
            rest = both(arena, rest, not);
        }
        if let Some(value) = otherwise {
            stack.push(Place {
                id: value,
                guard: rest,
                depth,
                ..place
            });
        }
    }

    /// The terms of a sum over an index, one by one where they are few.
    fn terms(&mut self, arena: &mut Arena, operands: &[Id], place: Place, stack: &mut Vec<Place>) {
        let &[body, index, from, to] = operands else {
            return;
        };
        let ends = (
            arena.as_number(from).and_then(Number::to_i64),
            arena.as_number(to).and_then(Number::to_i64),
        );
        let few = match ends {
            (Some(from), Some(to)) if to.saturating_sub(from) < MOST_TERMS => Some(from..=to),
            _ => None,
        };
        let Some(values) = few else {
            stack.push(Place {
                id: body,
                repeated: true,
                ..place
            });
            return;
        };
        for value in values {
            let value = arena.integer(value);
            let term = arena.substitute(body, &[(index, value)]);
            match arena.canonical(term) {
                Ok(term) => {
                    self.mark(arena, term);
                    stack.push(Place { id: term, ..place });
                }
                Err(_) => self.found.complete = false,
            }
        }
    }

    /// What one node needs for the rules of derivatives to hold.
    fn node(&mut self, arena: &mut Arena, place: Place) {
        match arena.node(place.id) {
            Node::Pow(base, exponent) => self.power(arena, base, exponent, place),
            Node::Product(run) => {
                for pair in arena.operands(run).to_vec().chunks_exact(2) {
                    self.power(arena, pair[0], pair[1], place);
                }
            }
            Node::Call(function, run) => {
                let arguments = arena.operands(run).to_vec();
                self.call(arena, function, &arguments, place);
            }
            _ => {}
        }
    }

    fn power(&mut self, arena: &mut Arena, base: Id, exponent: Id, place: Place) {
        let moving = [base, exponent].map(|id| self.moving.contains(&id));
        if moving == [false, false] || matches!(arena.node(base), Node::Constant(Constant::E)) {
            return;
        }
        let whole = match arena.as_number(exponent) {
            Some(power) => power.is_integer(),
            None => !moving[1] && self.facts.integer(arena, exponent) == Some(true),
        };
        // A constant base is positive where the power is real, or the power is 0.
        if !whole {
            self.push(arena, base, false, place);
        }
    }

    fn call(&mut self, arena: &mut Arena, function: FunctionId, arguments: &[Id], place: Place) {
        let Some(slopes) = slopes(function) else {
            return;
        };
        let row = function.row();
        if row.variadic && arguments.len() > 2 {
            // Of many the first two, then the result and the next.
            let mut folded = arguments[0];
            for &next in &arguments[1..] {
                self.needs(arena, slopes, &[folded, next], place);
                let call = arena.call(function, &[folded, next]);
                folded = arena.canonical(call).unwrap_or(call);
                self.mark(arena, folded);
            }
            return;
        }
        self.needs(arena, slopes, arguments, place);
    }

    fn needs(
        &mut self,
        arena: &mut Arena,
        slopes: &super::slopes::Slopes,
        arguments: &[Id],
        place: Place,
    ) {
        for kink in &slopes.kinks {
            let formula = kink.build(arena, arguments);
            self.push(arena, formula, true, place);
        }
        for (needs, argument) in slopes.needs.iter().zip(arguments) {
            if !self.moving.contains(argument) {
                continue;
            }
            for need in needs {
                match need {
                    Need::Nonzero(formula) => {
                        let formula = formula.build(arena, arguments);
                        self.push(arena, formula, false, place);
                    }
                    Need::Holds(condition) => {
                        let condition = condition.build(arena, arguments);
                        self.hold(arena, condition, place);
                    }
                }
            }
        }
    }

    /// A condition of the rules, where the conditions around it do not prove it.
    fn hold(&mut self, arena: &mut Arena, condition: Id, place: Place) {
        let Ok(condition) = arena.canonical(condition) else {
            self.found.complete = false;
            return;
        };
        if self.proved(arena, condition, place.guard) {
            return;
        }
        if place.repeated {
            self.found.complete = false;
            return;
        }
        let condition = match place.guard {
            None => Some(condition),
            Some(guard) => {
                // It counts only where the guard holds.
                let not = contrary(arena, guard).unwrap_or_else(|| arena.not_node(guard));
                Some(arena.or_node(not, condition))
            }
        };
        self.found.conditions.extend(condition);
    }

    fn proved(&self, arena: &mut Arena, condition: Id, guard: Option<Id>) -> bool {
        match guard {
            None => self.facts.holds(arena, condition) == Some(true),
            Some(guard) => match self.facts.with(arena, guard) {
                Ok(facts) => facts.holds(arena, condition) == Some(true),
                // Nothing is ever there.
                Err(_) => true,
            },
        }
    }

    /// An expression that must not vanish.
    fn push(&mut self, arena: &mut Arena, zero: Id, inner: bool, place: Place) {
        let Ok(zero) = arena.canonical(zero) else {
            self.found.complete = false;
            return;
        };
        let symbols = arena.free_symbols(&[zero]);
        if !symbols.iter().any(|symbol| self.variables.contains(symbol)) {
            return;
        }
        let nonzero = arena.compare_node(Relation::NotEqual, zero, Id::ZERO);
        if self.proved(arena, nonzero, place.guard) {
            return;
        }
        if place.repeated {
            self.found.complete = false;
            return;
        }
        let opposite = arena.neg(zero);
        let opposite = arena.canonical(opposite).unwrap_or(zero);
        let known =
            (self.found.list.iter_mut()).find(|known| known.zero == zero || known.zero == opposite);
        match known {
            Some(known) => {
                known.inner |= inner;
                if !known.nodes.contains(&place.id) {
                    known.nodes.push(place.id);
                }
            }
            None => self.found.list.push(Suspect {
                zero,
                inner,
                nodes: vec![place.id],
            }),
        }
    }
}

fn both(arena: &mut Arena, a: Option<Id>, b: Option<Id>) -> Option<Id> {
    match (a, b) {
        (Some(a), Some(b)) => Some(arena.and_node(a, b)),
        (a, b) => a.or(b),
    }
}

/// The two sides of each comparison of a condition.
pub(super) fn atoms(arena: &Arena, condition: Id) -> Vec<(Id, Id)> {
    let mut found = Vec::new();
    let mut stack = vec![condition];
    while let Some(id) = stack.pop() {
        match arena.node(id) {
            Node::Compare(_, a, b) => found.push((a, b)),
            Node::And(a, b) | Node::Or(a, b) => stack.extend([b, a]),
            Node::Not(a) => stack.push(a),
            _ => {}
        }
    }
    found
}

/// What makes the points that meet a condition inner ones, as the variables move.
pub(super) fn interior(arena: &mut Arena, condition: Id, variables: &[Id]) -> Vec<Id> {
    match strict(arena, condition, variables, 0) {
        Some(strict) => vec![strict],
        // No point is an inner one.
        None => {
            let mut all = vec![condition];
            for (a, b) in atoms(arena, condition) {
                all.push(arena.compare_node(Relation::NotEqual, a, b));
            }
            all
        }
    }
}

/// The recursion is bounded by a constant; nothing if no point is an inner one, or if a condition
/// is too deep to tell.
fn strict(arena: &mut Arena, condition: Id, variables: &[Id], depth: u32) -> Option<Id> {
    let symbols = arena.free_symbols(&[condition]);
    if !symbols.iter().any(|symbol| variables.contains(symbol)) {
        return Some(condition);
    }
    if depth > DEPTH {
        return None;
    }
    match arena.node(condition) {
        Node::Compare(relation, a, b) => match relation {
            Relation::LessEqual => Some(arena.compare_node(Relation::Less, a, b)),
            Relation::GreaterEqual => Some(arena.compare_node(Relation::Greater, a, b)),
            Relation::Equal => None,
            _ => Some(condition),
        },
        Node::And(a, b) => {
            let a = strict(arena, a, variables, depth + 1)?;
            let b = strict(arena, b, variables, depth + 1)?;
            Some(arena.and_node(a, b))
        }
        Node::Or(a, b) => {
            let a = strict(arena, a, variables, depth + 1);
            let b = strict(arena, b, variables, depth + 1);
            match (a, b) {
                (Some(a), Some(b)) => Some(arena.or_node(a, b)),
                (a, b) => a.or(b),
            }
        }
        Node::Not(inner) => {
            let inner = contrary(arena, inner)?;
            strict(arena, inner, variables, depth + 1)
        }
        _ => None,
    }
}
