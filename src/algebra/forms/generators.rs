//! The variables of an expression that is seen as a rational function, and which powers are powers
//! of one of them.
//!
//! What addition, multiplication and integer powers combine is rational; everything else is a
//! *generator*, whose inside is left as it is. Powers of one base share generators: `sqrt(x)` and
//! `x` are powers of `x^(1/2)`, `exp(2*u)` and `exp(-u)` powers of `exp(u)`, `p^(2*k - 1)` is a
//! power of `p^k` times one of `p`.
//!
//! Splitting a symbolic exponent is the law of powers for complex numbers, so that whatever is
//! joined again has its old value wherever that was real.

use hashbrown::{HashMap, HashSet};

use crate::algebra::AlgebraError;
use crate::algebra::polynomial::MAX_VARIABLES;
use crate::expr::{Arena, Constant, Id, Node, Number};
use crate::function::FunctionId;

pub(super) type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// What a variable of the polynomials stands for: `base^exponent`.
#[derive(Clone, Debug)]
pub struct Generator {
    /// A symbol, a constant, a call, or whatever else is raised to a symbolic exponent.
    pub base: Id,
    /// 1, a fraction `1/n`, or a symbolic exponent.
    pub exponent: Id,
    /// How many times it stands in a product that is the base itself: 2 for `x^(1/2)`. Nothing for
    /// a symbolic exponent.
    pub whole: Option<u32>,
    /// Whether one of its powers is an expression in generators before it.
    pub root: bool,
}

/// A linear combination of exponents, sorted by term.
type Vector = Vec<(Id, Number)>;

/// What is known of one base that is no rational expression by itself, or under a root.
#[derive(Default)]
struct Base {
    /// Least common multiple of the denominators of its numeric exponents; 0 if it has none.
    roots: u32,
    /// Whether it is an expression in other generators.
    composite: bool,
    /// Its symbolic exponents, without the numeric part.
    vectors: Vec<Vector>,
}

/// A power with an exponent that is no integer: numeric part of the exponent, and generators with
/// exponents.
#[derive(Clone, Debug)]
pub(super) struct Power {
    pub plain: Number,
    pub symbolic: Vec<(usize, i32)>,
}

/// The generators of some expressions.
#[derive(Debug, Default)]
pub(super) struct Generators {
    pub list: Vec<Generator>,
    /// The rational nodes, children before parents.
    pub order: Vec<Id>,
    /// The generator that numeric powers of a base are powers of.
    pub plain: Map<Id, usize>,
    /// Powers with exponents that are no integers.
    pub powers: Map<(Id, Id), Power>,
}

enum Task {
    Enter(Id),
    Leave(Id),
}

struct Analysis<'a> {
    arena: &'a mut Arena,
    seen: HashSet<Id, foldhash::fast::FixedState>,
    stack: Vec<Task>,
    order: Vec<Id>,
    /// In the order of first use, so that a root comes after what its base is made of.
    bases: Vec<(Id, Base)>,
    places: Map<Id, usize>,
    /// Exponents that are not numbers, taken apart.
    split: Map<(Id, Id), (Number, Vector)>,
}

/// Whether a node is a generator by itself.
pub(super) fn is_atom(arena: &Arena, id: Id) -> bool {
    match arena.node(id) {
        Node::Number(_) | Node::Sum(_) | Node::Product(_) | Node::Pow(..) => false,
        Node::Constant(constant) => constant != Constant::E,
        Node::Call(function, _) => function != FunctionId::EXP,
        _ => true,
    }
}

/// Whether a node is `abs(u)`, whose square is that of `u`.
pub(super) fn is_size(arena: &Arena, id: Id) -> bool {
    matches!(arena.node(id), Node::Call(FunctionId::ABS, _))
}

/// The base and exponent that a node is a power of, if it is written as one.
pub(super) fn as_power(arena: &mut Arena, id: Id) -> Option<(Id, Id)> {
    match arena.node(id) {
        Node::Pow(base, exponent) => Some((base, exponent)),
        Node::Constant(Constant::E) => Some((id, Id::ONE)),
        Node::Call(FunctionId::EXP, run) => {
            let exponent = arena.operand(run, 0);
            Some((arena.constant(Constant::E), exponent))
        }
        _ => None,
    }
}

/// Whether a power is left whole because the laws of powers say little about it.
pub(super) fn stays_whole(arena: &Arena, base: Id, exponent: Id) -> bool {
    arena
        .as_number(base)
        .is_some_and(|base| !base.is_positive())
        && !arena.as_number(exponent).is_some_and(Number::is_integer)
}

/// The numerator and denominator of an exponent that is of reasonable size.
pub(super) fn small_ratio(number: &Number) -> Result<(i32, u32), AlgebraError> {
    let parts = number.to_ratio().and_then(|(n, d)| {
        let (n, d) = (i32::try_from(n).ok()?, u32::try_from(d).ok()?);
        (n.unsigned_abs() < 1 << 30 && d < 1 << 16).then_some((n, d))
    });
    parts.ok_or(AlgebraError::DegreeTooHigh {
        degree: number
            .abs()
            .floor()
            .to_i64()
            .map_or(u64::MAX, i64::unsigned_abs),
        limit: 1 << 30,
    })
}

impl Generators {
    /// The generators of canonical nodes.
    pub(super) fn of(arena: &mut Arena, roots: &[Id]) -> Result<Self, AlgebraError> {
        let mut analysis = Analysis {
            arena,
            seen: HashSet::default(),
            stack: roots.iter().rev().map(|&root| Task::Enter(root)).collect(),
            order: Vec::new(),
            bases: Vec::new(),
            places: Map::default(),
            split: Map::default(),
        };
        while let Some(task) = analysis.stack.pop() {
            match task {
                Task::Enter(id) => analysis.enter(id)?,
                Task::Leave(id) => analysis.leave(id)?,
            }
        }
        analysis.finish()
    }
}

impl Analysis<'_> {
    /// Sends what a rational node consists of first.
    fn enter(&mut self, id: Id) -> Result<(), AlgebraError> {
        if !self.seen.insert(id) {
            return Ok(());
        }
        self.stack.push(Task::Leave(id));
        match self.arena.node(id) {
            Node::Sum(run) => {
                for at in (1..run.len()).step_by(2) {
                    let term = self.arena.operand(run, at);
                    self.stack.push(Task::Enter(term));
                }
            }
            Node::Product(run) => {
                for at in (0..run.len()).step_by(2) {
                    let pair = (self.arena.operand(run, at), self.arena.operand(run, at + 1));
                    self.enter_power(pair.0, pair.1);
                }
            }
            Node::Pow(base, exponent) => self.enter_power(base, exponent),
            Node::Call(FunctionId::ABS, run) => {
                let inner = self.arena.operand(run, 0);
                self.stack.push(Task::Enter(inner));
            }
            _ => {}
        }
        Ok(())
    }

    fn enter_power(&mut self, base: Id, exponent: Id) {
        if stays_whole(self.arena, base, exponent)
            || matches!(self.arena.node(base), Node::Constant(Constant::E))
        {
            return;
        }
        let numeric = self.arena.as_number(exponent).is_some();
        let needed = numeric || {
            let (plain, _) = self.split_exponent(base, exponent);
            !plain.is_zero()
        };
        if needed && (is_size(self.arena, base) || !is_atom(self.arena, base)) {
            self.stack.push(Task::Enter(base));
        }
    }

    /// Registers the generators that a node uses itself.
    fn leave(&mut self, id: Id) -> Result<(), AlgebraError> {
        self.order.push(id);
        match self.arena.node(id) {
            Node::Number(_) | Node::Sum(_) => Ok(()),
            Node::Product(run) => {
                for at in (0..run.len()).step_by(2) {
                    let pair = (self.arena.operand(run, at), self.arena.operand(run, at + 1));
                    self.use_power(pair.0, pair.1)?;
                }
                Ok(())
            }
            Node::Call(FunctionId::ABS, _) => {
                let base = self.base(id);
                base.composite = true;
                base.roots = base.roots.max(1);
                Ok(())
            }
            _ => match as_power(self.arena, id) {
                Some((base, exponent)) => self.use_power(base, exponent),
                None => {
                    let base = self.base(id);
                    base.roots = base.roots.max(1);
                    Ok(())
                }
            },
        }
    }

    fn use_power(&mut self, base: Id, exponent: Id) -> Result<(), AlgebraError> {
        if stays_whole(self.arena, base, exponent) {
            let whole = self.arena.pow(base, exponent);
            let whole = self.arena.canonical(whole)?;
            self.base(whole).roots = 1;
            return Ok(());
        }
        if let Some(power) = self.arena.as_number(exponent)
            && !matches!(self.arena.node(base), Node::Constant(Constant::E))
        {
            let power = power.clone();
            return self.use_plain(base, &power);
        }
        let (plain, vector) = self.split_exponent(base, exponent);
        if !plain.is_zero() {
            self.use_plain(base, &plain)?;
        }
        if !vector.is_empty() {
            let known = &mut self.base(base).vectors;
            if !known.contains(&vector) {
                known.push(vector);
            }
        }
        Ok(())
    }

    fn use_plain(&mut self, base: Id, power: &Number) -> Result<(), AlgebraError> {
        let (_, denominator) = small_ratio(power)?;
        let composite = !is_atom(self.arena, base);
        if composite && denominator == 1 {
            return Ok(());
        }
        let known = self.base(base);
        known.composite |= composite;
        known.roots = match known.roots {
            0 => denominator,
            roots => num_integer::lcm(roots, denominator),
        };
        if known.roots >= 1 << 16 {
            return Err(AlgebraError::DegreeTooHigh {
                degree: known.roots.into(),
                limit: 1 << 16,
            });
        }
        Ok(())
    }

    fn base(&mut self, id: Id) -> &mut Base {
        let place = *self.places.entry(id).or_insert_with(|| {
            self.bases.push((id, Base::default()));
            self.bases.len() - 1
        });
        &mut self.bases[place].1
    }

    /// An exponent as a number and a linear combination of terms. For the base of the natural
    /// logarithm the number is one of the terms.
    fn split_exponent(&mut self, base: Id, exponent: Id) -> (Number, Vector) {
        if let Some(known) = self.split.get(&(base, exponent)) {
            return known.clone();
        }
        let mut vector: Vector = Vec::new();
        let mut pending = vec![(exponent, Number::ONE)];
        while let Some((id, factor)) = pending.pop() {
            match self.arena.node(id) {
                Node::Number(number) => {
                    let value = self.arena.number(number).multiply(&factor);
                    vector.push((Id::ONE, value));
                }
                Node::Sum(run) => {
                    for pair in self.arena.operands(run).chunks_exact(2) {
                        if let Some(coefficient) = self.arena.as_number(pair[0]) {
                            pending.push((pair[1], coefficient.multiply(&factor)));
                        }
                    }
                }
                _ => vector.push((id, factor)),
            }
        }
        vector.sort_unstable_by_key(|(term, _)| *term);
        vector.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.add(&next.1);
            }
            same
        });
        vector.retain(|(_, factor)| !factor.is_zero());
        let mut plain = Number::ZERO;
        if !matches!(self.arena.node(base), Node::Constant(Constant::E))
            && let Some(at) = vector.iter().position(|(term, _)| *term == Id::ONE)
        {
            plain = vector.remove(at).1;
        }
        self.split
            .insert((base, exponent), (plain.clone(), vector.clone()));
        (plain, vector)
    }

    fn finish(mut self) -> Result<Generators, AlgebraError> {
        let mut made = Generators {
            order: std::mem::take(&mut self.order),
            ..Generators::default()
        };
        // For each base the directions of its exponents, with the generator of each.
        let mut units: Map<Id, Vec<Unit>> = Map::default();
        let bases = std::mem::take(&mut self.bases);
        for (id, base) in bases {
            if base.roots > 0 {
                made.plain.insert(id, made.list.len());
                let exponent = match Number::ratio(1, i64::from(base.roots)) {
                    Some(exponent) => self.arena.number_node(exponent),
                    None => Id::ONE,
                };
                made.list.push(Generator {
                    base: id,
                    exponent,
                    whole: Some(base.roots),
                    root: base.composite,
                });
            }
            if !base.vectors.is_empty() {
                // Roots of positive numbers are real, so that exp(2*x) may be a square.
                let positive = match self.arena.node(id) {
                    Node::Constant(_) => true,
                    _ => self.arena.as_number(id).is_some_and(Number::is_positive),
                };
                let found = find_units(&base.vectors, positive)?;
                let mut placed = Vec::with_capacity(found.len());
                for vector in found {
                    let exponent = self.exponent_node(&vector)?;
                    placed.push(Unit {
                        vector,
                        generator: made.list.len(),
                    });
                    made.list.push(Generator {
                        base: id,
                        exponent,
                        whole: None,
                        root: false,
                    });
                }
                units.insert(id, placed);
            }
        }
        if made.list.len() > MAX_VARIABLES {
            return Err(AlgebraError::TooManyVariables {
                given: made.list.len(),
                limit: MAX_VARIABLES,
            });
        }
        for ((base, exponent), (plain, vector)) in std::mem::take(&mut self.split) {
            let symbolic = match units.get(&base) {
                Some(units) => resolve(units, &vector)?,
                None => Vec::new(),
            };
            made.powers
                .insert((base, exponent), Power { plain, symbolic });
        }
        Ok(made)
    }

    /// The canonical node of an exponent.
    fn exponent_node(&mut self, vector: &Vector) -> Result<Id, AlgebraError> {
        let mut sum = Id::ZERO;
        for (term, factor) in vector {
            let factor = self.arena.number_node(factor.clone());
            let product = self.arena.mul(factor, *term);
            sum = self.arena.add(sum, product);
        }
        Ok(self.arena.canonical(sum)?)
    }
}

/// An exponent that others are integer multiples of, or sums of such.
struct Unit {
    vector: Vector,
    generator: usize,
}

/// Exponents of which all the given ones are integer combinations: multiples of one that shares no
/// term with the others, and multiples of single terms.
fn find_units(vectors: &[Vector], positive: bool) -> Result<Vec<Vector>, AlgebraError> {
    // Directions, each with the multiples of it that occur.
    let mut directions: Vec<(Vector, Vec<Number>)> = Vec::new();
    for vector in vectors {
        let multiple = vector_unit(vector)?;
        let Some(inverse) = multiple.reciprocal() else {
            continue;
        };
        let direction = scaled(vector, &inverse);
        match directions.iter_mut().find(|known| known.0 == direction) {
            Some(known) => known.1.push(multiple),
            None => directions.push((direction, vec![multiple])),
        }
    }
    // Directions that share a term, themselves or through others, are taken apart.
    let mut made: Vec<(Vector, Vec<Number>)> = Vec::new();
    while let Some(first) = directions.pop() {
        let mut joined = vec![first];
        let mut next = 0;
        while let Some((vector, _)) = joined.get(next) {
            let vector = vector.clone();
            let touches = |other: &(Vector, Vec<Number>)| {
                let mut terms = other.0.iter();
                terms.any(|(term, _)| vector.iter().any(|(known, _)| known == term))
            };
            joined.extend(directions.extract_if(.., |other| touches(other)));
            next += 1;
        }
        if joined.len() == 1 {
            made.append(&mut joined);
            continue;
        }
        let start = made.len();
        for (direction, multiples) in &joined {
            for (term, factor) in direction {
                let values = multiples.iter().map(|multiple| multiple.multiply(factor));
                match made[start..].iter_mut().find(|known| known.0[0].0 == *term) {
                    Some(known) => known.1.extend(values),
                    None => made.push((vec![(*term, Number::ONE)], values.collect())),
                }
            }
        }
    }
    let mut directions = made;
    directions.sort_by(|a, b| a.0[0].0.cmp(&b.0[0].0));
    directions
        .iter()
        .map(|(direction, multiples)| Ok(scaled(direction, &common_unit(multiples, positive)?)))
        .collect()
}

/// The number that leaves integers without a common factor, the first of them positive, when the
/// coefficients are divided by it.
fn vector_unit(vector: &Vector) -> Result<Number, AlgebraError> {
    let values: Vec<Number> = vector.iter().map(|(_, value)| value.clone()).collect();
    let unit = common_unit(&values, false)?.abs();
    Ok(match values.first() {
        Some(first) if first.is_negative() => unit.negate(),
        _ => unit,
    })
}

fn scaled(vector: &Vector, factor: &Number) -> Vector {
    vector
        .iter()
        .map(|(term, value)| (*term, value.multiply(factor)))
        .collect()
}

/// The greatest number that all are integer multiples of, negative if all are. Of positive bases a
/// small integer multiple is not used where a fraction is possible too.
fn common_unit(multiples: &[Number], positive: bool) -> Result<Number, AlgebraError> {
    let (mut numerator, mut denominator) = (0i64, 1i64);
    for multiple in multiples {
        let (n, d) = small_ratio(multiple)?;
        numerator = num_integer::gcd(numerator, i64::from(n));
        denominator = num_integer::lcm(denominator, i64::from(d));
        if denominator >= 1 << 30 {
            return Err(AlgebraError::DegreeTooHigh {
                degree: denominator.unsigned_abs(),
                limit: 1 << 30,
            });
        }
    }
    const SMALL: i64 = 12;
    if positive && numerator <= SMALL {
        numerator = 1;
    }
    let unit = Number::ratio(numerator, denominator).unwrap_or(Number::ONE);
    if multiples.iter().all(Number::is_negative) {
        Ok(unit.negate())
    } else {
        Ok(unit)
    }
}

/// An exponent as multiples of units.
fn resolve(units: &[Unit], vector: &Vector) -> Result<Vec<(usize, i32)>, AlgebraError> {
    let multiple = |unit: &Unit, value: &Number| {
        let ratio = unit.vector.first()?.1.reciprocal()?.multiply(value);
        Some((unit.generator, ratio))
    };
    // A multiple of one unit, or of single terms.
    let whole = units.iter().find_map(|unit| {
        let (generator, ratio) = multiple(unit, &vector.first()?.1)?;
        (scaled(&unit.vector, &ratio) == *vector).then_some((generator, ratio))
    });
    let parts: Vec<(usize, Number)> = match whole {
        Some(part) => vec![part],
        None => vector
            .iter()
            .filter_map(|(term, value)| {
                let unit = units
                    .iter()
                    .find(|unit| unit.vector.len() == 1 && unit.vector[0].0 == *term)?;
                multiple(unit, value)
            })
            .collect(),
    };
    parts
        .into_iter()
        .map(|(generator, ratio)| Ok((generator, small_ratio(&ratio)?.0)))
        .collect()
}
