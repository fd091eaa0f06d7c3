//! Comparison modulo a prime.
//!
//! Both sides are seen as rational expressions of *atoms*: symbols, constants, and whatever is no
//! sum, product or integer power. Residues are put in for the atoms, and for the derivatives of
//! atoms as if they had nothing to do with them. So `diff(x*sin(x), x)` and
//! `sin(x) + x*diff(sin(x), x)` agree whatever `sin` is; that its derivative is `cos` is a matter for
//! sampling. Derivatives of rational expressions are taken by truncated power series.

use hashbrown::{HashMap, HashSet};

use super::agreement::Counterexample;
use super::field::{self, PRIME};
use super::formula::derivative;
use super::jet::Shape;
use super::random::{Random, scramble};
use crate::expr::{Arena, Id, Node};

/// At how many points two sides are compared.
const POINTS: usize = 3;

/// How deep derivatives of derivatives may be nested, when nothing joins them.
const DEEPEST: usize = 8;

/// The longest numbers that are compared, in bits.
const LONGEST: u64 = 56;

/// The multiplications that a comparison may take.
const FUEL: u64 = 30_000_000;

/// What the comparison came to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// The two are one rational expression.
    Same,
    /// They are two: both sides are rational in symbols alone.
    Different(Counterexample),
    /// They may agree or not.
    Open,
}

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;
type Set<K> = HashSet<K, foldhash::fast::FixedState>;

/// Compares two expressions of an arena.
pub(super) fn compare(
    arena: &Arena,
    before: Id,
    after: Id,
    random: &mut Random,
    fuel: &mut u64,
) -> Outcome {
    // Numbers as long as the prime can be made to agree modulo it and to differ otherwise.
    let long = |id: &Id| (arena.as_number(*id)).is_some_and(|number| number.bits() > LONGEST);
    match compare_residues(arena, before, after, random, fuel) {
        Outcome::Same if arena.reachable(&[before, after]).iter().any(long) => Outcome::Open,
        outcome => outcome,
    }
}

fn compare_residues(
    arena: &Arena,
    before: Id,
    after: Id,
    random: &mut Random,
    fuel: &mut u64,
) -> Outcome {
    let (Some(own), Some(new)) = (atoms(arena, before), atoms(arena, after)) else {
        return Outcome::Open;
    };
    // An atom that comes in may be less often real than what it comes into.
    if !new.iter().all(|atom| own.contains(atom)) {
        return Outcome::Open;
    }
    for _ in 0..POINTS {
        let mut machine = Machine {
            arena,
            seed: random.bits(),
            depends: Map::default(),
            fuel: FUEL.min(*fuel),
        };
        let given = machine.fuel;
        let variables = Variables::default();
        let a = machine.series(before, &variables, 0);
        let b = machine.series(after, &variables, 0);
        *fuel = fuel.saturating_sub(given - machine.fuel);
        let (Some(a), Some(b)) = (a, b) else {
            return Outcome::Open;
        };
        if a != b {
            return match (own.is_empty(), a.first(), b.first()) {
                (true, Some(&before_value), Some(&after_value)) => {
                    let symbols = arena.free_symbols(&[before, after]);
                    let value = |&id: &Id| (arena.name(id).to_owned(), machine.residue(id, 0));
                    Outcome::Different(Counterexample::Residues {
                        point: symbols.iter().map(value).collect(),
                        before: before_value,
                        after: after_value,
                        modulus: PRIME,
                    })
                }
                _ => Outcome::Open,
            };
        }
    }
    Outcome::Same
}

/// What a node is here.
enum Kind {
    /// A number, or a symbol.
    Leaf,
    /// A sum, product, or integer power.
    Inner,
    /// A derivative to be taken.
    Derivative,
    /// Anything else.
    Atom,
}

fn kind(arena: &Arena, id: Id) -> Kind {
    match arena.node(id) {
        Node::Number(_) | Node::Symbol(_) => Kind::Leaf,
        Node::Add(..) | Node::Mul(..) => Kind::Inner,
        Node::Pow(_, exponent) => match arena.as_number(exponent).and_then(|n| n.to_i64()) {
            Some(_) => Kind::Inner,
            None => Kind::Atom,
        },
        Node::Unknown(..) if derivative(arena, id).is_some() => Kind::Derivative,
        _ => Kind::Atom,
    }
}

/// The nodes whose values an inner node or derivative is made of.
fn parts(arena: &Arena, id: Id) -> [Option<Id>; 2] {
    match arena.node(id) {
        Node::Add(a, b) | Node::Mul(a, b) => [Some(a), Some(b)],
        Node::Pow(base, _) => [Some(base), None],
        _ => [None, None],
    }
}

/// The atoms below a node; nothing if a derivative makes no sense.
fn atoms(arena: &Arena, root: Id) -> Option<Set<Id>> {
    let (mut seen, mut found) = (Set::<Id>::default(), Set::<Id>::default());
    let mut stack = vec![root];
    while let Some(id) = stack.pop() {
        if !seen.insert(id) {
            continue;
        }
        match kind(arena, id) {
            Kind::Leaf => {}
            Kind::Inner => stack.extend(parts(arena, id).into_iter().flatten()),
            Kind::Derivative => stack.push(derivative(arena, id)?.function),
            Kind::Atom => _ = found.insert(id),
        }
    }
    Some(found)
}

/// The variables that series are in.
#[derive(Clone, Debug, Default)]
struct Variables {
    symbols: Vec<Id>,
    shape: Shape,
}

impl Variables {
    /// Those of no series: a single coefficient.
    fn none() -> Option<Self> {
        Some(Variables {
            symbols: Vec::new(),
            shape: Shape::new(Vec::new())?,
        })
    }

    /// The same with higher powers, and the orders by variable.
    fn with(&self, orders: &[(Id, u32)]) -> Option<(Variables, Vec<u32>)> {
        let mut symbols = self.symbols.clone();
        let mut limits = self.shape.limits().to_vec();
        let mut by_variable = vec![0; limits.len()];
        for &(symbol, order) in orders {
            match symbols.iter().position(|&own| own == symbol) {
                Some(at) => {
                    *limits.get_mut(at)? += order;
                    *by_variable.get_mut(at)? += order;
                }
                None => {
                    symbols.push(symbol);
                    limits.push(order);
                    by_variable.push(order);
                }
            }
        }
        let shape = Shape::new(limits)?;
        Some((Variables { symbols, shape }, by_variable))
    }
}

struct Machine<'a> {
    arena: &'a Arena,
    seed: u64,
    /// Whether an atom holds a symbol.
    depends: Map<(Id, Id), bool>,
    fuel: u64,
}

impl Machine<'_> {
    /// A residue for a symbol, or for the coefficient of an atom that `part` says.
    fn residue(&self, id: Id, part: u64) -> u64 {
        let bits = scramble(self.seed ^ scramble(u64::from(id.0) + 1));
        field::residue(scramble(bits ^ part))
    }

    /// The series of a node. The depth of the calls is that of derivatives in derivatives, which
    /// is bounded.
    fn series(&mut self, root: Id, variables: &Variables, depth: usize) -> Option<Vec<u64>> {
        let none;
        let variables = match variables.shape.len() {
            0 => {
                none = Variables::none()?;
                &none
            }
            _ => variables,
        };
        let size = variables.shape.len() as u64;
        let mut needed = Set::<Id>::default();
        let mut stack = vec![root];
        while let Some(id) = stack.pop() {
            if needed.insert(id) {
                stack.extend(parts(self.arena, id).into_iter().flatten());
            }
        }
        let mut order: Vec<Id> = needed.into_iter().collect();
        order.sort_unstable();
        let mut known: Map<Id, Vec<u64>> = Map::default();
        for id in order {
            self.fuel = self.fuel.checked_sub(size * size + 8)?;
            let shape = &variables.shape;
            let series = match (kind(self.arena, id), self.arena.node(id)) {
                (Kind::Derivative, _) => self.derived(id, variables, depth)?,
                (_, Node::Number(number)) => {
                    shape.constant(field::number(self.arena.number(number))?)
                }
                (_, Node::Symbol(_)) => {
                    let mut series = shape.constant(self.residue(id, 0));
                    let own = variables.symbols.iter().position(|&symbol| symbol == id);
                    if let Some(own) = own {
                        let unit = (0..variables.symbols.len()).map(|at| u32::from(at == own));
                        if let Some(slot) = shape.place(unit).and_then(|at| series.get_mut(at)) {
                            *slot = 1;
                        }
                    }
                    series
                }
                (Kind::Inner, Node::Add(a, b)) => shape.add(known.get(&a)?, known.get(&b)?),
                (Kind::Inner, Node::Mul(a, b)) => shape.multiply(known.get(&a)?, known.get(&b)?),
                (Kind::Inner, Node::Pow(base, exponent)) => {
                    let exponent = self.arena.as_number(exponent)?.to_i64()?;
                    self.fuel = self.fuel.checked_sub(128 * size * size)?;
                    shape.power(known.get(&base)?, exponent)?
                }
                _ => self.atom(id, variables),
            };
            known.insert(id, series);
        }
        known.remove(&root)
    }

    fn derived(&mut self, id: Id, variables: &Variables, depth: usize) -> Option<Vec<u64>> {
        if depth >= DEEPEST {
            return None;
        }
        let derivative = derivative(self.arena, id)?;
        let (wide, orders) = variables.with(&derivative.orders)?;
        let series = self.series(derivative.function, &wide, depth + 1)?;
        variables.shape.derivative(&wide.shape, &series, &orders)
    }

    /// The series of an atom: a residue for each derivative, by its orders in each symbol.
    fn atom(&mut self, id: Id, variables: &Variables) -> Vec<u64> {
        let holds: Vec<bool> = (variables.symbols.iter())
            .map(|&symbol| self.holds(id, symbol))
            .collect();
        let coefficient = |powers: &Vec<u32>| {
            let (mut part, mut zero) = (0u64, false);
            for ((&power, &holds), &symbol) in powers.iter().zip(&holds).zip(&variables.symbols) {
                zero |= power > 0 && !holds;
                if power > 0 {
                    // A sum, so that the order of the variables does not matter.
                    let own = scramble(u64::from(symbol.0) << 32 | u64::from(power));
                    part = part.wrapping_add(own);
                }
            }
            if zero { 0 } else { self.residue(id, part) }
        };
        variables.shape.powers().iter().map(coefficient).collect()
    }

    fn holds(&mut self, atom: Id, symbol: Id) -> bool {
        let arena = self.arena;
        *(self.depends.entry((atom, symbol)))
            .or_insert_with(|| arena.reachable(&[atom]).binary_search(&symbol).is_ok())
    }
}
