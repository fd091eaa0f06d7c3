//! Answers, and how they are written as JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use gradus::Expr;
use gradus::optimize::Solutions;
use gradus::session::{Point, Points, number};
use gradus::syntax::Span;

use super::check::Checked;
use super::failure::Failure;
use super::fields::Real;
use super::solutions;

impl Serialize for Real {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Real(value) = *self;
        if value.is_finite() {
            serializer.serialize_f64(value)
        } else if value.is_nan() {
            serializer.serialize_str("nan")
        } else {
            serializer.serialize_str(if value > 0.0 { "inf" } else { "-inf" })
        }
    }
}

/// Something for each result of an operation, in the operation's shape.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Shaped<T> {
    /// One.
    One(T),
    /// A list.
    List(Vec<T>),
    /// A matrix, row by row.
    Rows(Vec<Vec<T>>),
    /// The entries of a matrix that are not zero: row, column, entry.
    Entries(Vec<(usize, usize, T)>),
}

impl<T> Shaped<T> {
    /// All of them, row by row.
    pub fn iter(&self) -> Box<dyn Iterator<Item = &T> + '_> {
        match self {
            Shaped::One(one) => Box::new(std::iter::once(one)),
            Shaped::List(list) => Box::new(list.iter()),
            Shaped::Rows(rows) => Box::new(rows.iter().flatten()),
            Shaped::Entries(entries) => Box::new(entries.iter().map(|(_, _, entry)| entry)),
        }
    }

    /// The same shape of something else.
    ///
    /// # Errors
    /// The first that `make` gives.
    pub fn try_map<U, E>(&self, mut make: impl FnMut(&T) -> Result<U, E>) -> Result<Shaped<U>, E> {
        Ok(match self {
            Shaped::One(one) => Shaped::One(make(one)?),
            Shaped::List(list) => Shaped::List(list.iter().map(make).collect::<Result<_, E>>()?),
            Shaped::Rows(rows) => Shaped::Rows(
                rows.iter()
                    .map(|row| row.iter().map(&mut make).collect())
                    .collect::<Result<_, E>>()?,
            ),
            Shaped::Entries(entries) => Shaped::Entries(
                entries
                    .iter()
                    .map(|(row, column, entry)| Ok((*row, *column, make(entry)?)))
                    .collect::<Result<_, E>>()?,
            ),
        })
    }

    /// The same shape filled with numbers, which are taken in order.
    pub fn filled(&self, numbers: &[f64]) -> Shaped<Real> {
        let mut numbers = numbers.iter();
        let mut next = || Real(numbers.next().copied().unwrap_or(f64::NAN));
        match self {
            Shaped::One(_) => Shaped::One(next()),
            Shaped::List(list) => Shaped::List(list.iter().map(|_| next()).collect()),
            Shaped::Rows(rows) => Shaped::Rows(
                rows.iter()
                    .map(|row| row.iter().map(|_| next()).collect())
                    .collect(),
            ),
            Shaped::Entries(entries) => Shaped::Entries(
                entries
                    .iter()
                    .map(|(row, column, _)| (*row, *column, next()))
                    .collect(),
            ),
        }
    }
}

/// The texts of the results.
#[derive(Clone, Debug, PartialEq)]
pub enum Texts {
    /// The texts.
    Printed(Shaped<String>),
    /// Texts that are longer than a reply may be.
    Omitted {
        /// How many characters they have.
        characters: u128,
    },
}

/// Distinct nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Nodes {
    /// Of the expression.
    pub input: usize,
    /// Of all results together.
    pub result: usize,
}

/// Nanoseconds by stage, in the order in which they ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stages(pub Vec<(&'static str, u64)>);

impl Serialize for Stages {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// Values by name, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Named(pub Vec<(String, Real)>);

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// How often a solver asked the objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    pub value: usize,
    pub gradient: usize,
    pub hessian: usize,
}

/// Where a solver came to.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Solution {
    pub x: Named,
    pub f: Real,
    pub status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    pub iterations: usize,
    pub evaluations: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trajectory: Option<Vec<Named>>,
    pub method: String,
    /// For each constraint its multiplier, and how far it is from holding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constraints: Option<(Vec<Real>, Vec<Real>)>,
}

/// An answer of fields that only one operation has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entries {
    /// As lines for a person.
    pub lines: Vec<String>,
    /// As fields of a reply.
    pub fields: Vec<(&'static str, serde_json::Value)>,
}

/// How long many points took.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Measured {
    pub nanoseconds: Vec<u64>,
    pub sum: Real,
    pub sample: Vec<(Real, Real)>,
}

/// A step of a derivation.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct StepReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    pub rule: String,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "by_name")]
    pub named: Vec<(String, String)>,
    pub before: String,
    pub after: String,
    pub depth: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

fn by_name<S: Serializer>(named: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(named.iter().map(|(name, text)| (name, text)))
}

/// What an operation gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The results as texts.
    pub result: Option<Texts>,
    /// The results' values, point by point.
    pub values: Option<Vec<Shaped<Real>>>,
    /// Whether every step of a derivation was found right.
    pub verified: Option<bool>,
    /// The steps of a derivation.
    pub steps: Option<Vec<StepReply>>,
    /// Where a solver came to.
    pub solution: Option<Solution>,
    /// Fields that only one operation has.
    pub entries: Option<Entries>,
    /// A fit, field by field.
    pub fit: Option<Vec<(&'static str, serde_json::Value)>>,
    /// Critical points.
    pub points: Option<Points>,
    /// All solutions in a box.
    pub found: Option<Solutions>,
    /// What became of a person's lines.
    pub check: Option<Checked>,
    /// How long many points took.
    pub measured: Option<Measured>,
    /// Nanoseconds by stage.
    pub stages: Option<Stages>,
    /// Distinct nodes.
    pub nodes: Option<Nodes>,
    /// For each solution of an equation the conditions under which it is one.
    pub conditions: Option<Vec<Vec<String>>>,
    /// Conditions that a result has lost.
    pub domain: Vec<String>,
    /// Remarks.
    pub notes: Vec<String>,
}

/// A line of output: an answer or a failure, with the request's `id`.
pub struct Reply<'a> {
    /// The request's `id`; left out of what verbs print.
    pub id: Option<Option<&'a RawValue>>,
    /// What there is to say.
    pub outcome: Result<&'a Answer, &'a Failure>,
}

impl Serialize for Reply<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(id) = self.id {
            map.serialize_entry("id", &id)?;
        }
        map.serialize_entry("ok", &self.outcome.is_ok())?;
        match self.outcome {
            Ok(answer) => answer.write(&mut map)?,
            Err(failure) => map.serialize_entry("error", &FailureReply(failure))?,
        }
        map.end()
    }
}

impl Answer {
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        match &self.result {
            Some(Texts::Printed(texts)) => map.serialize_entry("result", texts)?,
            Some(Texts::Omitted { characters }) => {
                map.serialize_entry("result", &())?;
                map.serialize_entry(
                    "omitted",
                    &Omitted {
                        characters: *characters,
                    },
                )?;
            }
            None => {}
        }
        if let Some(conditions) = &self.conditions {
            map.serialize_entry("conditions", conditions)?;
        }
        if let Some(values) = &self.values {
            map.serialize_entry("values", values)?;
        }
        if let Some(verified) = &self.verified {
            map.serialize_entry("verified", verified)?;
        }
        if let Some(steps) = &self.steps {
            map.serialize_entry("steps", steps)?;
        }
        if let Some(Solution {
            x,
            f,
            status,
            kind,
            iterations,
            evaluations,
            trajectory,
            method,
            constraints,
        }) = &self.solution
        {
            map.serialize_entry("x", x)?;
            map.serialize_entry("f", f)?;
            map.serialize_entry("status", status)?;
            if let Some(kind) = kind {
                map.serialize_entry("kind", kind)?;
            }
            map.serialize_entry("iterations", iterations)?;
            map.serialize_entry("evaluations", evaluations)?;
            map.serialize_entry("method", method)?;
            if let Some((multipliers, violations)) = constraints {
                map.serialize_entry("multipliers", multipliers)?;
                map.serialize_entry("violations", violations)?;
            }
            if let Some(trajectory) = trajectory {
                map.serialize_entry("trajectory", trajectory)?;
            }
        }
        for (name, value) in self.entries.iter().flat_map(|entries| &entries.fields) {
            map.serialize_entry(name, value)?;
        }
        for (name, value) in self.fit.iter().flatten() {
            map.serialize_entry(name, value)?;
        }
        if let Some(points) = &self.points {
            let points: Vec<PointReply> = points.list.iter().map(PointReply).collect();
            map.serialize_entry("points", &points)?;
        }
        if let Some(found) = &self.found {
            solutions::write(found, map)?;
        }
        if let Some(check) = &self.check {
            check.write(map)?;
        }
        if let Some(Measured {
            nanoseconds,
            sum,
            sample,
        }) = &self.measured
        {
            map.serialize_entry("nanoseconds", nanoseconds)?;
            map.serialize_entry("sum", sum)?;
            map.serialize_entry("sample", sample)?;
        }
        if let Some(stages) = &self.stages {
            map.serialize_entry("nanoseconds", stages)?;
        }
        if let Some(nodes) = &self.nodes {
            map.serialize_entry("nodes", nodes)?;
        }
        if !self.domain.is_empty() {
            map.serialize_entry("domain", &self.domain)?;
        }
        if !self.notes.is_empty() {
            map.serialize_entry("notes", &self.notes)?;
        }
        Ok(())
    }
}

/// A critical point: numbers where it has numbers, and the exact values as texts.
struct PointReply<'a>(&'a Point);

impl Serialize for PointReply<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let point = self.0;
        let mut map = serializer.serialize_map(None)?;
        let values: Vec<(&String, NumberOrText)> = (point.x.iter())
            .map(|(name, value)| (name, NumberOrText(value)))
            .collect();
        map.serialize_entry("x", &Pairs(&values))?;
        if !point.free.is_empty() {
            map.serialize_entry("free", &point.free)?;
        }
        map.serialize_entry("f", &NumberOrText(&point.f))?;
        map.serialize_entry("kind", &point.kind.to_string())?;
        map.serialize_entry("certified", &point.certified)?;
        let exact: Vec<(&String, String)> = (point.x.iter())
            .map(|(name, value)| (name, value.to_string()))
            .collect();
        map.serialize_entry("exact", &Pairs(&exact))?;
        map.serialize_entry("value", &point.f.to_string())?;
        map.end()
    }
}

/// Entries of an object, in order.
struct Pairs<'a, T>(&'a [(&'a String, T)]);

impl<T: Serialize> Serialize for Pairs<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// The number that an expression is, or its text.
struct NumberOrText<'a>(&'a Expr);

impl Serialize for NumberOrText<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match number(self.0) {
            Some(number) => Real(number).serialize(serializer),
            None => serializer.serialize_str(&self.0.to_string()),
        }
    }
}

#[derive(serde::Serialize)]
struct Omitted {
    characters: u128,
}

struct FailureReply<'a>(&'a Failure);

impl Serialize for FailureReply<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let FailureReply(failure) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", failure.kind())?;
        map.serialize_entry("message", &failure.to_string())?;
        if let Some(Span { start, end }) = failure.span() {
            map.serialize_entry("span", &(start, end))?;
        }
        map.end()
    }
}
