//! How a run ended, and where.

use std::fmt;
use std::time::Duration;

use super::{Direction, Kind, Method};

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Termination {
    /// The gradient is small enough.
    Converged,
    /// The next step would be shorter than its tolerance, or too short to
    /// change `x` in double precision.
    Step,
    /// The last step changed f by no more than its tolerance, or f cannot be
    /// improved in double precision.
    Value,
    /// The budget of steps is spent.
    Iterations,
    /// The Hessian is singular and the method cannot go on.
    Singular,
    /// The function, or a derivative the method needs, is not finite.
    NotFinite,
    /// The function has no minimum (maximum) on this way: it goes on falling
    /// (rising) as far as the walk was followed.
    Unbounded,
    /// A minimum (maximum) within the bounds, at which at least one of them holds the walk.
    Bound,
    /// The constraints do not hold at the point that was found.
    Infeasible,
    /// The interrupt flag was set.
    Interrupted,
}

impl fmt::Display for Termination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Converged => "converged",
            Self::Step => "step",
            Self::Value => "value",
            Self::Iterations => "iterations",
            Self::Singular => "singular",
            Self::NotFinite => "not-finite",
            Self::Unbounded => "unbounded",
            Self::Bound => "bound",
            Self::Infeasible => "infeasible",
            Self::Interrupted => "interrupted",
        })
    }
}

/// How often the objective was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Evaluations {
    /// Values.
    pub value: usize,
    /// Gradients.
    pub gradient: usize,
    /// Hessians.
    pub hessian: usize,
    /// Products of a Hessian with a vector.
    pub product: usize,
}

impl Evaluations {
    /// Adds those of another run.
    pub(super) fn add(&mut self, other: &Evaluations) {
        self.value += other.value;
        self.gradient += other.gradient;
        self.hessian += other.hessian;
        self.product += other.product;
    }
}

/// One point of a walk.
#[derive(Debug, Clone, PartialEq)]
pub struct Iterate {
    /// The point.
    pub x: Vec<f64>,
    /// The value there.
    pub f: f64,
    /// The Euclidean norm of the gradient there.
    pub gradient_norm: f64,
}

/// The outcome of a run: the answer, and how far it can be trusted.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// Why the run ended.
    pub termination: Termination,
    /// The last point at which value and gradient were finite; the start,
    /// where there is none. Methods that take only improving steps have their
    /// best point here, and so have momentum, Nesterov's method and Adam where
    /// their walk was cut short; gradient descent with a fixed rate has its
    /// last point here, whatever it is.
    pub x: Vec<f64>,
    /// The value at `x`, of the function as it was given.
    pub f: f64,
    /// The Euclidean norm of the gradient at `x`.
    pub gradient_norm: f64,
    /// What the eigenvalues of the Hessian at `x` say, of the function as it
    /// was given. `None` where `x` is not taken for a stationary point, where
    /// the Hessian is not finite, and beyond 512 variables.
    pub kind: Option<Kind>,
    /// The eigenvalues of the Hessian at `x`, ascending; empty where they were
    /// not computed.
    pub eigenvalues: Vec<f64>,
    /// Directions in which the Hessian at `x` is 0: for each the variables that take part, by their
    /// places. Where `x` is a minimum they can change together without changing the value.
    pub flat: Vec<Vec<usize>>,
    /// The number of steps taken.
    pub iterations: usize,
    /// What the run cost.
    pub evaluations: Evaluations,
    /// All iterates from the start on, one more than `iterations`, where the
    /// settings ask for them.
    pub trajectory: Option<Vec<Iterate>>,
    /// The method that ran; never [`Method::Auto`].
    pub method: Method,
    /// Down or up.
    pub direction: Direction,
    /// Which variables stand at a bound beyond which the function improves.
    pub held: Vec<bool>,
    /// How long the run took.
    pub duration: Duration,
}

impl Report {
    /// What happened, in plain words, with what to try next where there is
    /// something to try.
    pub fn explanation(&self) -> String {
        let steps = match self.iterations {
            0 => "without a step".to_owned(),
            1 => "after 1 step".to_owned(),
            n => format!("after {n} steps"),
        };
        let (extremum, better) = match self.direction {
            Direction::Minimize => ("minimum", "falling"),
            Direction::Maximize => ("maximum", "rising"),
        };
        match self.termination {
            // Second derivatives are known, and tell of no stationary point near.
            Termination::Converged if self.kind.is_none() && !self.eigenvalues.is_empty() => {
                format!(
                    "converged {steps}: the slope is within the tolerance, but no {extremum} is \
                     near; the function goes on {better}, ever more slowly"
                )
            }
            Termination::Converged => format!("converged {steps}{}", self.verdict(extremum)),
            Termination::Step => format!(
                "stopped {steps}: the next step would be too short to matter{}",
                self.verdict(extremum)
            ),
            Termination::Value => format!(
                "stopped {steps}: the function no longer changes enough to matter{}",
                self.verdict(extremum)
            ),
            Termination::Iterations => format!(
                "not converged {steps}: the allowed number of steps is spent; allow more \
                 iterations to go on from here"
            ),
            Termination::Singular => format!(
                "stopped {steps}: the Hessian is singular here, or nearly so; plain Newton \
                 cannot go on; try {}",
                Method::NewtonSafe
            ),
            Termination::NotFinite => self.not_finite(&steps),
            Termination::Unbounded => format!(
                "stopped {steps}: the function goes on {better} without end; there is no \
                 {extremum} this way"
            ),
            Termination::Bound => format!(
                "converged {steps}: the {extremum} within the bounds stands at a bound, beyond which \
                 the function goes on {better}"
            ),
            Termination::Infeasible => format!(
                "stopped {steps}: the constraints do not hold here, and nothing nearby makes them \
                 hold better; check that they do not contradict one another, or start elsewhere"
            ),
            Termination::Interrupted => {
                format!("interrupted {steps}; this is the point reached so far")
            }
        }
    }

    fn verdict(&self, extremum: &str) -> String {
        match self.kind {
            None => String::new(),
            Some(Kind::Degenerate) => "; an eigenvalue of the Hessian is zero here, so second \
                                       derivatives leave the kind of point undecided"
                .to_owned(),
            Some(kind) if kind.to_string() == extremum => format!("; a {kind}"),
            Some(kind) if self.method == Method::Newton => format!(
                "; this is a {kind}, not a {extremum}; plain Newton goes to any stationary \
                 point; try {}",
                Method::NewtonSafe
            ),
            Some(kind) => format!("; this is a {kind}, not a {extremum}; try another start"),
        }
    }

    fn not_finite(&self, steps: &str) -> String {
        if self.f.is_nan() {
            return "the function has no value at the start; start inside the domain".to_owned();
        }
        if !self.f.is_finite() {
            return "the function is infinite at the start, or too large for doubles; start \
                    elsewhere"
                .to_owned();
        }
        if !self.gradient_norm.is_finite() {
            return "the function has a value at the start, but no derivative: a kink, or the edge \
                    of the domain; start beside it, or choose a value for derivatives at kinks"
                .to_owned();
        }
        let hint = match self.method {
            Method::GradientDescent | Method::Momentum | Method::Nesterov | Method::Adam => {
                "a smaller rate may help".to_owned()
            }
            _ => format!("try {}", Method::NewtonSafe),
        };
        format!(
            "stopped {steps}: the function or a derivative is not finite beyond this point; {hint}"
        )
    }
}
