//! Values where computing gives none: limits, partials that are decided exactly, and the kink
//! policy; and what there is to say of them.

use gradus::Expr;
use gradus::compile::{CompileOptions, KinkPolicy};
use gradus::expr::double;
use gradus::point::place;

use super::fields::{Pairs, Point, Real};
use super::operations::Kind;
use super::reply::Shaped;

/// How many values of a request are decided exactly; the others stay what was computed.
const MOST_DECIDED: usize = 200;

/// Functions with more nodes are left to the doubles.
const LARGEST: usize = 2_000;

/// How many remarks on values a reply has.
const MOST_NOTES: usize = 8;

/// What the results are derivatives of, if they are.
#[derive(Debug, Default)]
pub struct Special {
    functions: Vec<Expr>,
    /// For each result the place of its function, and the variables.
    derivatives: Vec<(usize, Vec<String>)>,
    /// Whether a function has jumps, which no formula of a derivative shows.
    jumps: bool,
    /// Whether all functions are small enough for exact work.
    small: bool,
}

impl Special {
    /// Results that are no derivatives, or not known as such.
    pub fn none() -> Self {
        Special::default()
    }

    /// The results of deriving `functions`.
    pub fn new(kind: Kind, functions: &[Expr], wrt: &[String], results: &Shaped<Expr>) -> Self {
        let name = |at: usize| wrt.get(at).cloned().unwrap_or_default();
        let entry = |row: usize, column: usize| match kind {
            Kind::Diff => (0, wrt.to_vec()),
            Kind::Gradient => (0, vec![name(column)]),
            Kind::Hessian => (0, vec![name(row), name(column)]),
            Kind::Jacobian => (row, vec![name(column)]),
        };
        let derivatives = match results {
            Shaped::One(_) => vec![entry(0, 0)],
            Shaped::List(list) => (0..list.len()).map(|at| entry(0, at)).collect(),
            Shaped::Rows(rows) => (rows.iter().enumerate())
                .flat_map(|(row, list)| (0..list.len()).map(move |column| (row, column)))
                .map(|(row, column)| entry(row, column))
                .collect(),
            Shaped::Entries(entries) => (entries.iter())
                .map(|(row, column, _)| entry(*row, *column))
                .collect(),
        };
        Special {
            functions: functions.to_vec(),
            derivatives,
            small: functions
                .iter()
                .all(|function| function.node_count() <= LARGEST),
            jumps: functions.iter().any(Expr::has_jumps),
        }
    }

    /// Begins with the points.
    pub fn begin<'a>(&'a self, results: &'a [&'a Expr], policy: KinkPolicy) -> Work<'a> {
        Work {
            special: self,
            results,
            policy,
            decided: 0,
            left: false,
            notes: Vec::new(),
        }
    }
}

/// The work on the points of one request.
pub struct Work<'a> {
    special: &'a Special,
    results: &'a [&'a Expr],
    policy: KinkPolicy,
    decided: usize,
    left: bool,
    notes: Vec<String>,
}

impl Work<'_> {
    /// Whether there is anything to decide.
    pub fn looks(&self, outputs: &[f64]) -> bool {
        self.special.jumps || !outputs.iter().all(|value| value.is_finite())
    }

    /// Decides the values at a point that computing has not.
    pub fn decide(&mut self, point: &Point, outputs: &mut [f64], by_policy: &[f64]) {
        let Pairs(point) = point;
        let named = point.iter();
        let point: Vec<(&str, f64)> = named.map(|(name, Real(value))| (&**name, *value)).collect();
        for at in 0..outputs.len() {
            if let (Some(value), Some(by_policy)) = (outputs.get(at).copied(), by_policy.get(at)) {
                let decided = match self.special.derivatives.get(at) {
                    Some((function, variables)) => {
                        self.derivative(*function, variables, &point, value, *by_policy)
                    }
                    None => self.value(at, &point, value, *by_policy),
                };
                if let Some(slot) = outputs.get_mut(at) {
                    *slot = decided;
                }
            }
        }
    }

    /// Whether another value may be decided exactly.
    fn may_decide(&mut self) -> bool {
        self.decided += 1;
        self.left |= self.decided > MOST_DECIDED;
        self.decided <= MOST_DECIDED
    }

    fn value(&mut self, at: usize, point: &[(&str, f64)], value: f64, by_policy: f64) -> f64 {
        if value.is_finite() {
            return value;
        }
        if self.may_decide()
            && let Some(limit) = self
                .results
                .get(at)
                .and_then(|expr| expr.extended_at(point))
        {
            self.limit(point, limit);
            return limit;
        }
        if by_policy.is_nan() || !value.is_nan() {
            return value;
        }
        self.note(format!(
            "at {}: the derivative does not exist; {} by the policy {}",
            place(point),
            double(by_policy),
            self.policy
        ));
        by_policy
    }

    fn limit(&mut self, point: &[(&str, f64)], limit: f64) {
        let (place, limit) = (place(point), double(limit));
        self.note(format!("at {place}: removable, {limit} is the limit there"));
    }

    fn derivative(
        &mut self,
        function: usize,
        variables: &[String],
        point: &[(&str, f64)],
        value: f64,
        by_policy: f64,
    ) -> f64 {
        if value.is_finite() && !self.special.jumps {
            return value;
        }
        if !self.special.small {
            return if value.is_nan() { by_policy } else { value };
        }
        let Some(function) = self.special.functions.get(function) else {
            return value;
        };
        let mut kinks = function.kinks_at(point);
        kinks.retain(|kink| variables.iter().any(|name| kink.variables.contains(name)));
        let jumps = kinks.iter().any(|kink| kink.jump);
        if value.is_finite() && !jumps {
            return value;
        }
        if !self.may_decide() {
            return if value.is_nan() { by_policy } else { value };
        }
        if let Some(exact) = function.derivative_at(variables, point) {
            if self.is_removable(function, point) {
                self.limit(point, exact);
            }
            return exact;
        }
        // Without a kink of a function it can only be a seam between pieces.
        let what = match kinks.first() {
            Some(kink) => format!("derivative of {}", kink.part),
            None if value.is_nan() && !by_policy.is_nan() => "derivative".to_owned(),
            None => return value,
        };
        let sided = match variables {
            [only] => function.derivative_by(self.policy, only, point),
            _ => None,
        };
        let value = match (self.policy, sided) {
            (KinkPolicy::Nan, _) => f64::NAN,
            (_, Some(sided)) => sided,
            _ if value.is_finite() => value,
            _ => by_policy,
        };
        self.note(format!(
            "at {}: the {what} does not exist; {} by the policy {}",
            place(point),
            double(value),
            self.policy
        ));
        value
    }

    /// Whether a function has no value at a point but a limit.
    fn is_removable(&self, function: &Expr, point: &[(&str, f64)]) -> bool {
        let names = point.iter().map(|(name, _)| *name);
        let values: Vec<f64> = point.iter().map(|(_, value)| *value).collect();
        let options = CompileOptions::as_written();
        let computed = function
            .compile_with(names, &options)
            .map(|compiled| compiled.value(&values));
        computed.is_ok_and(|value| !value.is_finite())
    }

    fn note(&mut self, note: String) {
        if self.notes.len() < MOST_NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// What there is to say.
    pub fn notes(mut self) -> Vec<String> {
        if self.left {
            self.notes.push(format!(
                "only the first {MOST_DECIDED} values that could not be computed were decided by limits"
            ));
        }
        self.notes
    }
}
