//! The rules: how a node's derivative is made of those of its operands.
//!
//! A rule is applied to whatever its [`Operands`] give for the derivatives of the operands: known
//! ones when a derivative is worked out, `diff(u, x)` when a step is written down. So a step and
//! the result can't disagree.

use super::DiffError;
use crate::expr::{Arena, Constant, Id, Node, template};
use crate::function::FunctionId;

/// A rule of differentiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// What does not depend on the variable has the derivative 0.
    Constant,
    /// The variable itself has the derivative 1.
    Variable,
    /// `(u + v)' = u' + v'`
    Sum,
    /// `(c*u)' = c*u'`
    ConstantMultiple,
    /// `(u*v)' = u'*v + u*v'`
    Product,
    /// `(u/v^n)' = (u'*v - n*u*v')/v^(n + 1)`
    Quotient,
    /// `(1/v)' = -v'/v^2`
    Reciprocal,
    /// `(u^n)' = n*u^(n - 1)*u'`
    Power,
    /// `(a^v)' = a^v*log(a)*v'`
    Exponential,
    /// `(u^v)' = v*u^(v - 1)*u' + u^v*log(u)*v'`
    GeneralPower,
    /// `f(u)' = f'(u)*u'`, for every argument.
    Function(FunctionId),
    /// `(log(abs(u)))' = u'/u`
    LogarithmOfSize,
    /// The same for a function that is not known.
    Unknown,
    /// Each piece by itself.
    Pieces,
    /// A sum over an index or the rows of data, term by term.
    Termwise,
}

impl Rule {
    /// Its name in textbooks.
    pub fn name(self) -> String {
        match self {
            Rule::Constant => "constant rule",
            Rule::Variable => "identity rule",
            Rule::Sum => "sum rule",
            Rule::ConstantMultiple => "constant multiple rule",
            Rule::Product => "product rule",
            Rule::Quotient => "quotient rule",
            Rule::Reciprocal => "reciprocal rule",
            Rule::Power => "power rule",
            Rule::Exponential => "exponential rule",
            Rule::GeneralPower => "generalized power rule",
            Rule::Function(function) => return format!("derivative of {}", function.name()),
            Rule::LogarithmOfSize => "derivative of the logarithm of a size",
            Rule::Unknown => "chain rule",
            Rule::Pieces => "piece by piece",
            Rule::Termwise => "sum rule",
        }
        .to_owned()
    }
}

/// The derivatives of the operands that a rule is applied to.
pub(super) trait Operands {
    /// The derivative of an operand; [`Id::ZERO`] if it does not change.
    fn derivative(&mut self, arena: &mut Arena, operand: Id) -> Id;

    /// The same for a term of a sum, which is written down even if it does not change.
    fn term(&mut self, arena: &mut Arena, operand: Id) -> Id {
        self.derivative(arena, operand)
    }
}

/// Applies the rule for a built node in a variable. Nothing for canonical sums and products.
#[inline(always)]
pub(super) fn apply(
    arena: &mut Arena,
    id: Id,
    variable: Id,
    operands: &mut impl Operands,
) -> Result<Option<(Rule, Id)>, DiffError> {
    Ok(Some(match arena.node(id) {
        Node::Symbol(_) if id == variable => (Rule::Variable, Id::ONE),
        Node::Number(_)
        | Node::Constant(_)
        | Node::Symbol(_)
        | Node::Compare(..)
        | Node::And(..)
        | Node::Or(..)
        | Node::Not(_) => (Rule::Constant, Id::ZERO),
        Node::Add(a, b) => {
            let (da, db) = (operands.term(arena, a), operands.term(arena, b));
            (Rule::Sum, arena.add(da, db))
        }
        Node::Mul(a, b) => product(arena, a, b, operands),
        Node::Pow(base, exponent) => power(arena, id, base, exponent, operands),
        Node::Call(function, run) => {
            if let Some(inner) = size_in_logarithm(arena, function, run) {
                let derivative = match operands.derivative(arena, inner) {
                    Id::ZERO => Id::ZERO,
                    slope => arena.div(slope, inner),
                };
                return Ok(Some((Rule::LogarithmOfSize, derivative)));
            }
            let derivative = if run.len() == 1 {
                let argument = arena.operand(run, 0);
                match operands.derivative(arena, argument) {
                    Id::ZERO => Id::ZERO,
                    inner => {
                        let slope = partial(arena, id, function, &[argument], 0)?;
                        arena.mul(slope, inner)
                    }
                }
            } else {
                let arguments = arena.operands(run).to_vec();
                chain(arena, &arguments, operands, |arena, at| {
                    partial(arena, id, function, &arguments, at)
                })?
            };
            (Rule::Function(function), derivative)
        }
        Node::Unknown(_, run) => {
            let arguments = arena.operands(run)[run.len() / 2..].to_vec();
            let derivative = chain(arena, &arguments, operands, |arena, at| {
                Ok(unknown_partial(arena, id, at))
            })?;
            (Rule::Unknown, derivative)
        }
        Node::Piecewise(run) => {
            let mut pieces = arena.operands(run).to_vec();
            let count = pieces.len();
            let mut constant = true;
            for (at, piece) in pieces.iter_mut().enumerate() {
                // The last of an odd number is the value otherwise.
                if at % 2 == 1 || at + 1 == count {
                    *piece = operands.derivative(arena, *piece);
                    constant &= *piece == Id::ZERO;
                }
            }
            let derivative = if constant && count % 2 == 1 {
                Id::ZERO
            } else {
                arena.piecewise_node(&pieces)
            };
            (Rule::Pieces, derivative)
        }
        Node::IndexSum(run) => {
            let [body, index, from, to] = [0, 1, 2, 3].map(|at| arena.operand(run, at));
            let bounds = [from, to].map(|bound| operands.derivative(arena, bound));
            if bounds != [Id::ZERO; 2] {
                return Err(DiffError::BoundDepends {
                    variable: arena.name(variable).to_owned(),
                });
            }
            let derivative = if index == variable {
                Id::ZERO
            } else {
                match operands.derivative(arena, body) {
                    Id::ZERO => Id::ZERO,
                    inner => arena.index_sum_node([inner, index, from, to]),
                }
            };
            (Rule::Termwise, derivative)
        }
        Node::RowSum(body) => {
            let derivative = match operands.derivative(arena, body) {
                Id::ZERO => Id::ZERO,
                inner => arena.row_sum_node(inner),
            };
            (Rule::Termwise, derivative)
        }
        Node::RowMean(body) => {
            let derivative = match operands.derivative(arena, body) {
                Id::ZERO => Id::ZERO,
                Id::ONE => Id::ONE,
                inner => arena.row_mean_node(inner),
            };
            (Rule::Termwise, derivative)
        }
        Node::Sum(_) | Node::Product(_) => return Ok(None),
    }))
}

/// The u of `log(abs(u))`.
#[inline(always)]
fn size_in_logarithm(
    arena: &Arena,
    function: FunctionId,
    run: crate::expr::Operands,
) -> Option<Id> {
    if function != FunctionId::LOG {
        return None;
    }
    match arena.node(arena.operand(run, 0)) {
        Node::Call(FunctionId::ABS, inner) => Some(arena.operand(inner, 0)),
        _ => None,
    }
}

/// A product: of a constant, of two functions, or a quotient.
#[inline(always)]
fn product(arena: &mut Arena, a: Id, b: Id, operands: &mut impl Operands) -> (Rule, Id) {
    let da = operands.derivative(arena, a);
    if da == Id::ZERO {
        let db = operands.derivative(arena, b);
        return (Rule::ConstantMultiple, arena.mul(a, db));
    }
    let db = operands.derivative(arena, b);
    if db == Id::ZERO {
        return (Rule::ConstantMultiple, arena.mul(da, b));
    }
    let (over, under) = match (below(arena, a), below(arena, b)) {
        (None, Some(under)) => ((a, da), under),
        (Some(under), None) => ((b, db), under),
        _ => {
            let left = arena.mul(da, b);
            let right = arena.mul(a, db);
            return (Rule::Product, arena.add(left, right));
        }
    };
    // (u/v^n)' = (u'*v - n*u*v')/v^(n + 1), where `exponent` is -n. A power of the denominator is
    // taken for what it is, so that denominators grow by one with each derivative and not twofold.
    let ((u, du), (v, exponent)) = (over, under);
    let dv = operands.derivative(arena, v);
    let left = arena.mul(du, v);
    let factor = arena.mul(exponent, u);
    let right = arena.mul(factor, dv);
    let above = arena.add(left, right);
    let lower = arena.add(exponent, Id::MINUS_ONE);
    let power = arena.pow(v, lower);
    (Rule::Quotient, arena.mul(above, power))
}

/// What stands below the line of a factor `v^-n`, and the exponent.
#[inline(always)]
pub(super) fn below(arena: &Arena, factor: Id) -> Option<(Id, Id)> {
    let Node::Pow(base, exponent) = arena.node(factor) else {
        return None;
    };
    let number = arena.as_number(exponent)?;
    (number.is_negative() && number.is_integer()).then_some((base, exponent))
}

#[inline(always)]
fn power(
    arena: &mut Arena,
    id: Id,
    base: Id,
    exponent: Id,
    operands: &mut impl Operands,
) -> (Rule, Id) {
    let inner = operands.derivative(arena, base);
    let outer = match base {
        // Where a power of 0 is real, it is 0 around there.
        Id::ZERO => Id::ZERO,
        _ => operands.derivative(arena, exponent),
    };
    let mut sum = Id::ZERO;
    if inner != Id::ZERO {
        let slope = power_in_base(arena, base, exponent);
        sum = arena.mul(slope, inner);
    }
    if outer != Id::ZERO {
        let slope = power_in_exponent(arena, id, base);
        let term = arena.mul(slope, outer);
        sum = arena.add(sum, term);
    }
    let rule = match (inner, outer) {
        (_, Id::ZERO) if exponent == Id::MINUS_ONE => Rule::Reciprocal,
        (_, Id::ZERO) => Rule::Power,
        (Id::ZERO, _) => Rule::Exponential,
        _ => Rule::GeneralPower,
    };
    (rule, sum)
}

/// The sum of the slopes in all arguments, each times the argument's derivative.
fn chain(
    arena: &mut Arena,
    arguments: &[Id],
    operands: &mut impl Operands,
    mut slope: impl FnMut(&mut Arena, usize) -> Result<Id, DiffError>,
) -> Result<Id, DiffError> {
    let mut sum = Id::ZERO;
    for (at, &argument) in arguments.iter().enumerate() {
        let inner = operands.derivative(arena, argument);
        if inner != Id::ZERO {
            let slope = slope(arena, at)?;
            let term = arena.mul(slope, inner);
            sum = arena.add(sum, term);
        }
    }
    Ok(sum)
}

/// `d(u^v)/du = v*u^(v - 1)`
pub(super) fn power_in_base(arena: &mut Arena, base: Id, exponent: Id) -> Id {
    let lower = arena.add(exponent, Id::MINUS_ONE);
    let power = arena.pow(base, lower);
    arena.mul(exponent, power)
}

/// `d(u^v)/dv = u^v*log(u)`
pub(super) fn power_in_exponent(arena: &mut Arena, power: Id, base: Id) -> Id {
    if matches!(arena.node(base), Node::Constant(Constant::E)) {
        return power;
    }
    let logarithm = arena.call(FunctionId::LOG, &[base]);
    arena.mul(power, logarithm)
}

/// The partial of a function of the table in one argument.
pub(super) fn partial(
    arena: &mut Arena,
    call: Id,
    function: FunctionId,
    arguments: &[Id],
    at: usize,
) -> Result<Id, DiffError> {
    if function == FunctionId::EXP {
        return Ok(call);
    }
    match template::partial(function, at) {
        Some(formula) => Ok(formula.build(arena, arguments)),
        None => Err(DiffError::IndexDepends {
            function: function.name(),
        }),
    }
}

/// The partial of an unknown function in one argument: its order there goes up by one.
pub(super) fn unknown_partial(arena: &mut Arena, call: Id, at: usize) -> Id {
    let Node::Unknown(name, run) = arena.node(call) else {
        return Id::ZERO;
    };
    let operands = arena.operands(run).to_vec();
    let (orders, arguments) = operands.split_at(operands.len() / 2);
    let mut orders = orders.to_vec();
    orders[at] = arena.add(orders[at], Id::ONE);
    arena.unknown_node(name, &orders, arguments)
}
