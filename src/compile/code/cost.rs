//! What functions and their derivatives cost, before they are compiled.

use std::collections::BTreeMap;
use std::fmt;

use super::super::allocate::allocate;
use super::super::graph::{Graph, Op, Value};
use super::super::schedule::{Line, schedule};

/// The operations of one program. The body of a sum counts once, and so does each branch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    /// Sums, differences and changes of sign.
    pub additions: usize,
    /// Products, those of small integer powers included.
    pub multiplications: usize,
    /// Quotients and reciprocals.
    pub divisions: usize,
    /// General powers.
    pub powers: usize,
    /// Comparisons, and what joins them.
    pub comparisons: usize,
    /// Choices between two values.
    pub choices: usize,
    /// Sums over an index.
    pub sums: usize,
    /// Calls of functions, by name.
    pub calls: BTreeMap<&'static str, usize>,
    /// The numbers that the program keeps at once, inputs and constants included.
    pub slots: usize,
}

impl Operations {
    pub(super) fn of(graph: &Graph, outputs: &[Value], inputs: usize) -> Self {
        let schedule = schedule(graph, outputs);
        let mut counts = Operations {
            slots: allocate(graph, &schedule, outputs, inputs).slot_count(),
            ..Operations::default()
        };
        for &line in &schedule.lines {
            match line {
                Line::Compute(value) => counts.add(graph.op(value)),
                Line::Test(_) => counts.choices += 1,
                Line::Open(_) => counts.sums += 1,
                Line::Otherwise(_) | Line::Join(_) | Line::Close(_) => {}
            }
        }
        counts
    }

    fn add(&mut self, op: Op) {
        match op {
            Op::Constant(_) | Op::Input(_) | Op::Index(_) | Op::Loop(..) => {}
            Op::Add(..) | Op::Sub(..) | Op::Neg(_) => self.additions += 1,
            Op::Mul(..) => self.multiplications += 1,
            Op::PowInt(_, n) => {
                let bits = n.checked_ilog2().unwrap_or(0) + n.count_ones().saturating_sub(1);
                self.multiplications += bits as usize;
            }
            Op::Div(..) | Op::Recip(_) => self.divisions += 1,
            Op::Pow(..) => self.powers += 1,
            Op::Compare(..) | Op::And(..) | Op::Or(..) | Op::Not(_) => self.comparisons += 1,
            Op::Choose(..) => self.choices += 1,
            Op::Sqrt(_) => self.call(crate::function::FunctionId::SQRT.name()),
            Op::Unary(function, _)
            | Op::Binary(function, ..)
            | Op::Ternary(function, ..)
            | Op::Indexed(function, ..)
            | Op::Step(function, ..) => self.call(function.name()),
        }
    }

    fn call(&mut self, name: &'static str) {
        *self.calls.entry(name).or_default() += 1;
    }

    /// All of them together.
    pub fn total(&self) -> usize {
        self.additions
            + self.multiplications
            + self.divisions
            + self.powers
            + self.comparisons
            + self.choices
            + self.sums
            + self.calls.values().sum::<usize>()
    }
}

impl fmt::Display for Operations {
    /// On one line: `7 operations in 5 slots: 2 additions, 3 multiplications, 2 exp`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.total();
        write!(
            f,
            "{total} operation{} in {} slot{}",
            plural(total),
            self.slots,
            plural(self.slots)
        )?;
        let kinds = [
            (self.additions, "addition"),
            (self.multiplications, "multiplication"),
            (self.divisions, "division"),
            (self.powers, "power"),
            (self.comparisons, "comparison"),
            (self.choices, "choice"),
            (self.sums, "sum"),
        ];
        let mut separator = ": ";
        for (count, kind) in kinds {
            if count > 0 {
                write!(f, "{separator}{count} {kind}{}", plural(count))?;
                separator = ", ";
            }
        }
        for (name, count) in &self.calls {
            write!(f, "{separator}{count} {name}")?;
            separator = ", ";
        }
        Ok(())
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// What a function and its derivatives cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The variables.
    pub variables: usize,
    /// The value.
    pub value: Operations,
    /// The value and the gradient, in one program.
    pub gradient: Operations,
    /// The value, the gradient and the Hessian, in one program.
    pub hessian: Operations,
    /// The entries of the Hessian that are not 0 everywhere, both triangles counted.
    pub nonzeros: usize,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "value = {}", self.value)?;
        writeln!(f, "value and gradient = {}", self.gradient)?;
        writeln!(f, "value, gradient and Hessian = {}", self.hessian)?;
        writeln!(
            f,
            "nonzero entries of the Hessian = {} of {}",
            self.nonzeros,
            self.variables.saturating_mul(self.variables)
        )
    }
}
