//! Is a rule sound? Both its sides in numbers, at many points.
//!
//! Values are computed in doubles with a bound of their rounding error, so that a difference that
//! rounding explains is no counterexample. A point at which rounding hides the answer says
//! nothing; a rule for which no point says anything is reported as untested.

use std::fmt;

use super::rule::{Condition, Rule};
use super::value::{Value, evaluate, value_of};
use crate::expr::template::Template;
use crate::expr::{Arena, Id, Node, Relation};

/// Where a rule is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterexample {
    /// The values of the wildcards.
    pub values: Vec<(String, f64)>,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with a rule at a point.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// The sides differ.
    Differs {
        /// The left side's value.
        left: f64,
        /// The right side's value.
        right: f64,
    },
    /// The left side is real and the right side isn't.
    RightUndefined {
        /// The left side's value.
        left: f64,
    },
    /// The right side is real, the left side isn't, and no condition after `noting` says so.
    LeftUndefined {
        /// The right side's value.
        right: f64,
    },
    /// The left side is real although a condition after `noting` does not hold.
    NotedWrongly {
        /// The left side's value.
        left: f64,
    },
    /// No point was found at which the sides can be compared.
    Untested,
}

impl fmt::Display for Counterexample {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fault == Fault::Untested {
            return out.write_str("no point was found at which both sides can be compared");
        }
        out.write_str("with ")?;
        for (at, (name, value)) in self.values.iter().enumerate() {
            let join = if at == 0 { "" } else { ", " };
            write!(out, "{join}{name} = {value}")?;
        }
        match self.fault {
            Fault::Differs { left, right } => {
                write!(out, " the left side is {left} and the right side {right}")
            }
            Fault::RightUndefined { left } => {
                write!(
                    out,
                    " the left side is {left} and the right side is not real"
                )
            }
            Fault::LeftUndefined { right } => write!(
                out,
                " the right side is {right} and the left side is not real; say so with `noting`"
            ),
            Fault::NotedWrongly { left } => write!(
                out,
                " the left side is {left} though a condition after `noting` does not hold"
            ),
            Fault::Untested => Ok(()),
        }
    }
}

impl std::error::Error for Counterexample {}

/// How many points are tried, and how many must say something.
const POINTS: usize = 4_000;
const TELLING: usize = 12;

/// How many points that say something are enough.
const ENOUGH: usize = 500;

/// How far the sides may be apart beyond what rounding explains, as a share of their size.
const TOLERANCE: f64 = 1e-9;

/// Values are multiples of one over this.
const GRAIN: f64 = 16_777_216.0;

/// Values at which something often happens.
const SPECIAL: [f64; 17] = [
    0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, -3.0, 4.0, 5.0, -4.0, 10.0, 0.25, 1.5, -1.5, 6.0,
];

impl Rule {
    /// Holds the sides against each other at random points at which the conditions hold: where the
    /// left side is real the right side must have the same value, and where it isn't the right side
    /// must not be real either, unless `noting` says so.
    ///
    /// A rule about unknown functions can't be tested and passes.
    ///
    /// # Errors
    /// A [`Counterexample`].
    ///
    /// # Examples
    /// ```
    /// use gradus::simplify::rules::RuleSet;
    /// let rules = RuleSet::empty().with_text("careless: sqrt(?x*?y) => sqrt(?x)*sqrt(?y)")?;
    /// let wrong = rules.rule(0).unwrap().sample(1).unwrap_err();
    /// assert!(wrong.to_string().contains("the right side is not real"), "{wrong}");
    /// # Ok::<(), gradus::simplify::rules::RuleError>(())
    /// ```
    pub fn sample(&self, seed: u64) -> Result<(), Counterexample> {
        let mut arena = Arena::new();
        let symbols: Vec<Id> = (self.wildcards.iter())
            .map(|wildcard| arena.symbol(&wildcard.name))
            .collect();
        let left = self.subject.build(&mut arena, &symbols);
        let right = self.right.build(&mut arena, &symbols);
        let noting: Vec<Id> = (self.noting.iter())
            .map(|form| form.build(&mut arena, &symbols))
            .collect();
        let tests: Vec<Test> = (self.conditions.iter())
            .map(|condition| Test::of(condition, &mut arena, &symbols))
            .collect();
        let mut roots = vec![left, right];
        roots.extend(&noting);
        roots.extend(tests.iter().flat_map(Test::ids));
        let order = arena.reachable(&roots);
        let unknown = |id: &Id| match arena.node(*id) {
            Node::Unknown(..) | Node::IndexSum(_) | Node::RowSum(_) | Node::RowMean(_) => true,
            Node::Symbol(_) => !symbols.contains(id),
            _ => false,
        };
        if order.iter().any(unknown) {
            return Ok(());
        }
        let mut random = Random(seed);
        let mut telling = 0;
        for _ in 0..POINTS {
            let mut values: Vec<f64> = symbols.iter().map(|_| random.value()).collect();
            for test in &tests {
                test.adjust(&arena, &order, &symbols, &mut values, &mut random);
            }
            let point = evaluate(&arena, &order, &symbols, &values);
            let at = |id: Id| value_of(&order, &point, id);
            if !tests.iter().all(|test| test.holds(&at)) {
                continue;
            }
            let noted = noting.iter().map(|&id| at(id));
            match check(at(left), at(right), noted) {
                Ok(true) if telling == ENOUGH => return Ok(()),
                Ok(true) => telling += 1,
                Ok(false) => {}
                Err(fault) => {
                    let names = self
                        .wildcards
                        .iter()
                        .map(|wildcard| wildcard.name.to_string());
                    return Err(Counterexample {
                        values: names.zip(values).collect(),
                        fault,
                    });
                }
            }
        }
        // A rule without wildcards has one point.
        if telling >= TELLING {
            return Ok(());
        }
        Err(Counterexample {
            values: Vec::new(),
            fault: Fault::Untested,
        })
    }
}

/// Whether a point says something, or what is wrong there.
fn check(left: Value, right: Value, noted: impl Iterator<Item = Value>) -> Result<bool, Fault> {
    let mut lost = false;
    for condition in noted {
        match condition {
            Value::Truth(true) => {}
            Value::Truth(false) => lost = true,
            // A condition about something that isn't real does not hold.
            Value::Undefined => lost = true,
            _ => return Ok(false),
        }
    }
    match (left, right) {
        (Value::Real { value, error }, _) if lost => match error <= TOLERANCE * value.abs() {
            true => Err(Fault::NotedWrongly { left: value }),
            false => Ok(false),
        },
        (
            Value::Real {
                value: left,
                error: e,
            },
            Value::Real {
                value: right,
                error: f,
            },
        ) => {
            let size = left.abs().max(right.abs());
            let slack = 4.0 * (e + f);
            if (left - right).abs() > TOLERANCE * size + slack {
                return Err(Fault::Differs { left, right });
            }
            Ok(slack <= 1e-6 * size.max(1e-3))
        }
        (Value::Real { value, error }, Value::Undefined) => {
            match error <= TOLERANCE * value.abs() {
                true => Err(Fault::RightUndefined { left: value }),
                false => Ok(false),
            }
        }
        (Value::Undefined, Value::Real { value, .. }) if !lost => {
            Err(Fault::LeftUndefined { right: value })
        }
        _ => Ok(false),
    }
}

/// A condition at a point.
enum Test {
    Holds(Id),
    Equal(Id, Id),
    Integer(Id),
    Even(Id),
    Odd(Id),
    Always,
}

impl Test {
    fn of(condition: &Condition, arena: &mut Arena, symbols: &[Id]) -> Test {
        let mut make = |form: &Template| form.build(arena, symbols);
        match condition {
            Condition::Holds(form) => {
                let id = make(form);
                match arena.node(id) {
                    Node::Compare(Relation::Equal, a, b) => Test::Equal(a, b),
                    _ => Test::Holds(id),
                }
            }
            Condition::Integer(form) => Test::Integer(make(form)),
            Condition::Even(form) => Test::Even(make(form)),
            Condition::Odd(form) => Test::Odd(make(form)),
            _ => Test::Always,
        }
    }

    fn ids(&self) -> Vec<Id> {
        match *self {
            Test::Holds(id) | Test::Integer(id) | Test::Even(id) | Test::Odd(id) => vec![id],
            Test::Equal(a, b) => vec![a, b],
            Test::Always => Vec::new(),
        }
    }

    /// Makes a condition likely that chance rarely meets: `?a = ?b + 1`, `integer(?n)`.
    fn adjust(
        &self,
        arena: &Arena,
        order: &[Id],
        symbols: &[Id],
        values: &mut [f64],
        random: &mut Random,
    ) {
        let set = |id: Id, value: f64, values: &mut [f64]| {
            let place = symbols.iter().position(|&symbol| symbol == id);
            if let Some(slot) = place.and_then(|place| values.get_mut(place)) {
                *slot = value;
            }
        };
        match *self {
            Test::Equal(a, b) => {
                let point = evaluate(arena, order, symbols, values);
                if let Value::Real { value, .. } = value_of(order, &point, b) {
                    set(a, value, values);
                }
            }
            Test::Integer(id) => set(id, random.whole(), values),
            Test::Even(id) => set(id, 2.0 * random.whole(), values),
            Test::Odd(id) => set(id, 2.0 * random.whole() + 1.0, values),
            Test::Holds(_) | Test::Always => {}
        }
    }

    fn holds(&self, at: &impl Fn(Id) -> Value) -> bool {
        let whole = |id: Id, by: f64| match at(id) {
            Value::Real { value, .. } => Some((value / by).fract() == 0.0),
            _ => None,
        };
        match *self {
            Test::Holds(id) => matches!(at(id), Value::Truth(true)),
            Test::Equal(a, b) => match (at(a), at(b)) {
                (Value::Real { value: a, error: e }, Value::Real { value: b, error: f }) => {
                    (a - b).abs() <= e + f
                }
                _ => false,
            },
            Test::Integer(id) => whole(id, 1.0) == Some(true),
            Test::Even(id) => whole(id, 2.0) == Some(true),
            Test::Odd(id) => whole(id, 1.0) == Some(true) && whole(id, 2.0) == Some(false),
            Test::Always => true,
        }
    }
}

/// Numbers by chance, the same for the same seed (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn whole(&mut self) -> f64 {
        (self.next() % 13) as f64 - 6.0
    }

    fn value(&mut self) -> f64 {
        // A short fraction, so that sums and differences with small numbers are exact.
        let unit = (self.unit() * GRAIN).floor() / GRAIN;
        match self.next() % 8 {
            0 | 1 => SPECIAL[(self.next() % SPECIAL.len() as u64) as usize],
            2 => unit,
            3 => 2.0 * unit - 1.0,
            4 => 10.0 * unit,
            5 => 20.0 * unit - 10.0,
            6 => 1.0 + 3.0 * unit,
            _ => 6.0 * unit - 3.0,
        }
    }
}
