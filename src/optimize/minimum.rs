//! The outcome of a search on an expression, by name.

use std::fmt;
use std::ops::Deref;

use super::constraints::Held;
use super::{Report, Termination};
use crate::expr::double;

/// A solver's report, with the names of the variables.
#[derive(Clone, Debug, PartialEq)]
pub struct Minimum {
    /// The variables, in natural order: the order of all points in the report.
    pub names: Vec<String>,
    /// The report.
    pub report: Report,
    /// How each constraint stands, in the order given.
    pub constraints: Vec<Held>,
    /// Remarks on the problem, such as kinks of the function.
    pub notes: Vec<String>,
}

impl Minimum {
    /// The value that a variable ended at.
    pub fn at(&self, name: &str) -> Option<f64> {
        let place = self.names.iter().position(|known| known == name)?;
        self.report.x.get(place).copied()
    }
}

impl Minimum {
    /// What happened, in plain words and by name: how the run ended, which variables stand at a
    /// bound, which are not determined, and what to try.
    pub fn explanation(&self) -> String {
        let mut parts = vec![self.report.explanation()];
        let held = self.names.iter().zip(&self.report.held);
        let held: Vec<&str> = held
            .filter(|(_, held)| **held)
            .map(|(name, _)| name.as_str())
            .collect();
        if !held.is_empty() {
            parts.push(format!("at a bound: {}", held.join(", ")));
        }
        let settled = matches!(
            self.report.termination,
            Termination::Converged | Termination::Step | Termination::Value
        );
        for direction in self.report.flat.iter().filter(|_| settled) {
            let names: Vec<&str> = direction
                .iter()
                .filter_map(|&at| self.names.get(at).map(String::as_str))
                .collect();
            parts.push(match names.as_slice() {
                [only] => {
                    format!("{only} hardly matters here: the function does not curve with it")
                }
                several => format!(
                    "{} are not told apart: changing them together hardly changes the function",
                    several.join(", ")
                ),
            });
        }
        parts.extend(self.notes.iter().cloned());
        parts.join("; ")
    }
}

impl Deref for Minimum {
    type Target = Report;

    fn deref(&self) -> &Report {
        &self.report
    }
}

impl fmt::Display for Minimum {
    /// Lines `name = value`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in self.names.iter().zip(&self.report.x) {
            writeln!(f, "{name} = {}", double(*value))?;
        }
        writeln!(f, "f = {}", double(self.report.f))?;
        writeln!(f, "status = {}", self.report.termination)?;
        if let Some(kind) = self.report.kind {
            writeln!(f, "kind = {kind}")?;
        }
        writeln!(f, "gradient_norm = {}", double(self.report.gradient_norm))?;
        writeln!(f, "iterations = {}", self.report.iterations)?;
        let evaluations = self.report.evaluations;
        write!(
            f,
            "evaluations = value {}, gradient {}, hessian {}",
            evaluations.value, evaluations.gradient, evaluations.hessian
        )?;
        for (at, held) in self.constraints.iter().enumerate() {
            let binds = if held.active { "" } else { ", does not bind" };
            // A sum with 0 has no -0.
            let [value, multiplier] =
                [held.value, held.multiplier].map(|number| double(number + 0.0));
            write!(
                f,
                "\nconstraint {} = {value}, multiplier {multiplier}{binds}",
                at + 1
            )?;
        }
        Ok(())
    }
}
