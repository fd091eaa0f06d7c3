//! What one row of the function table holds.

pub use super::kernels::dispatch::Lanes;

/// How a function is computed in doubles.
///
/// The kernel is the definition: every backend calls it, so all return the same bits. It has the
/// calling convention of C, so that native code can call it.
#[derive(Clone, Copy, Debug)]
pub enum Kernel {
    /// One real argument.
    Unary(extern "C" fn(f64) -> f64),
    /// Two real arguments, in the order of [`Row::parameters`].
    Binary(extern "C" fn(f64, f64) -> f64),
    /// Three real arguments, in the order of [`Row::parameters`].
    Ternary(extern "C" fn(f64, f64, f64) -> f64),
    /// A literal nonnegative integer, then a real argument (`polygamma(n, x)`).
    Indexed(extern "C" fn(u32, f64) -> f64),
}

/// Symmetry of a function of one argument under a change of sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parity {
    /// No symmetry.
    None,
    /// `f(-x) = f(x)`.
    Even,
    /// `f(-x) = -f(x)`.
    Odd,
}

/// How a call is written in text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// `name(x, y)`.
    Call,
    /// The operand, then this mark (`x!`).
    Postfix(&'static str),
}

/// The real values that a function can take: `lower` to `upper`, each end included or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The smallest value (or minus infinity).
    pub lower: f64,
    /// Whether `lower` itself is a value.
    pub lower_included: bool,
    /// The largest value (or infinity).
    pub upper: f64,
    /// Whether `upper` itself is a value.
    pub upper_included: bool,
}

/// A step: a jump at which the derivative engine's kink policy decides the value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The value just left of the jump at argument 0.
    pub left: f64,
    /// The value just right of the jump at argument 0.
    pub right: f64,
}

/// One named function: everything gradus knows about it.
///
/// Formulas are in gradus's own grammar and use the names in [`Row::parameters`].
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The name it prints under.
    pub name: &'static str,
    /// Other names that are read as this one.
    pub aliases: &'static [&'static str],
    /// LaTeX with `#1`, `#2`, … for the arguments, brackets included.
    pub latex: &'static str,
    /// How a call is written in text.
    pub notation: Notation,
    /// Names of the arguments, in order.
    pub parameters: &'static [&'static str],
    /// Whether any number (at least one) of arguments is folded over two (`min`, `max`, `hypot`).
    pub variadic: bool,
    /// How it is computed.
    pub kernel: Kernel,
    /// The same kernel over many numbers at once, if it is made for that.
    pub lanes: Lanes,
    /// The partial in each argument; empty text where there is none (an index).
    pub partials: &'static [&'static str],
    /// The real domain as a condition; empty for all reals.
    pub domain: &'static str,
    /// Formulas that vanish exactly where the function has a kink or jump.
    pub kinks: &'static [&'static str],
    /// The values where the first kink formula is negative, zero and positive (`["-x", "0", "x"]`
    /// for abs); empty if they are no formulas of the arguments.
    pub by_sign: &'static [&'static str],
    /// The jump at 0 of a step function, which the kink policy decides in derivatives.
    pub step: Option<Step>,
    /// Symmetry (functions of one argument).
    pub parity: Parity,
    /// The period as a formula; empty for none.
    pub period: &'static str,
    /// The values it can take on its real domain.
    pub range: Range,
    /// Exact values: (arguments separated by commas, value). An argument that is a parameter's
    /// name stands for anything.
    pub special: &'static [(&'static str, &'static str)],
    /// The form that the canonical pass writes instead (`x^(1/2)` for sqrt); empty for none.
    pub canonical: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// Where the definition or the formulas are from.
    pub source: &'static str,
}
