//! Functions in terms of fewer functions, as formulas of the language.

use crate::expr::template::Template;
use crate::expr::{Arena, Id, Number};
use crate::function::FunctionId;

/// Functions that are simple expressions of others: name, formula in the row's parameters.
///
/// With these, limits need to know exponentials, logarithms, powers, sine, cosine, and the inverse
/// functions of the circle, the error and the gamma functions alone.
#[rustfmt::skip]
const DEFINITIONS: &[(FunctionId, &str)] = &[
    (FunctionId::EXPM1,     "exp(x) - 1"),
    (FunctionId::LOG1P,     "log(1 + x)"),
    (FunctionId::LOG2,      "log(x)/log(2)"),
    (FunctionId::LOG10,     "log(x)/log(10)"),
    (FunctionId::SIGMOID,   "1/(1 + exp(-x))"),
    (FunctionId::SOFTPLUS,  "log(1 + exp(x))"),
    (FunctionId::TAN,       "sin(x)/cos(x)"),
    (FunctionId::COT,       "cos(x)/sin(x)"),
    (FunctionId::SEC,       "1/cos(x)"),
    (FunctionId::CSC,       "1/sin(x)"),
    (FunctionId::ACOS,      "pi/2 - asin(x)"),
    (FunctionId::ACOT,      "atan(1/x)"),
    (FunctionId::ASEC,      "pi/2 - asin(1/x)"),
    (FunctionId::ACSC,      "asin(1/x)"),
    (FunctionId::SINH,      "(exp(x) - exp(-x))/2"),
    (FunctionId::COSH,      "(exp(x) + exp(-x))/2"),
    (FunctionId::TANH,      "(exp(2*x) - 1)/(exp(2*x) + 1)"),
    (FunctionId::COTH,      "(exp(2*x) + 1)/(exp(2*x) - 1)"),
    (FunctionId::SECH,      "2/(exp(x) + exp(-x))"),
    (FunctionId::CSCH,      "2/(exp(x) - exp(-x))"),
    (FunctionId::ASINH,     "log(x + sqrt(x^2 + 1))"),
    (FunctionId::ACOSH,     "log(x + sqrt(x^2 - 1))"),
    (FunctionId::ATANH,     "log((1 + x)/(1 - x))/2"),
    (FunctionId::ACOTH,     "log((x + 1)/(x - 1))/2"),
    (FunctionId::ASECH,     "log(1/x + sqrt(1/x^2 - 1))"),
    (FunctionId::ACSCH,     "log(1/x + sqrt(1/x^2 + 1))"),
    (FunctionId::HYPOT,     "sqrt(x^2 + y^2)"),
    (FunctionId::ERFC,      "1 - erf(x)"),
    (FunctionId::FACTORIAL, "gamma(x + 1)"),
    (FunctionId::BINOMIAL,  "gamma(n + 1)/(gamma(k + 1)*gamma(n - k + 1))"),
    (FunctionId::CLAMP,     "min(max(x, low), high)"),
];

/// The functions `y` with `y' = a + b*y + c*y^2`, as `[a, b, c]`.
#[rustfmt::skip]
const RICCATI: &[(FunctionId, [i64; 3])] = &[
    (FunctionId::TAN,     [1, 0, 1]),
    (FunctionId::COT,     [-1, 0, -1]),
    (FunctionId::TANH,    [1, 0, -1]),
    (FunctionId::COTH,    [1, 0, -1]),
    (FunctionId::SIGMOID, [0, 1, -1]),
];

/// A call by its definition in simpler functions, if it has one here.
pub(in crate::analysis) fn definition(
    arena: &mut Arena,
    function: FunctionId,
    arguments: &[Id],
) -> Option<Id> {
    let (_, formula) = DEFINITIONS.iter().find(|(known, _)| *known == function)?;
    if function == FunctionId::HYPOT && arguments.len() != 2 {
        let mut squares = Id::ZERO;
        for &argument in arguments {
            let square = arena.pow(argument, Id::TWO);
            squares = arena.add(squares, square);
        }
        return Some(arena.call(FunctionId::SQRT, &[squares]));
    }
    let template = Template::read(formula, function.row().parameters)?;
    Some(template.build(arena, arguments))
}

/// The coefficients of the equation `y' = a + b*y + c*y^2`, if the function satisfies one.
pub(super) fn riccati(function: FunctionId) -> Option<[i64; 3]> {
    let found = RICCATI.iter().find(|(known, _)| *known == function)?;
    Some(found.1)
}

/// The steps that a recurrence is followed.
const STEPS: i64 = 64;

/// A function of the gamma family whose argument comes to a pole, the whole number `pole`, by its
/// values next to 1.
///
/// # Source
/// DLMF 5.5.1, 5.5.2, 5.15.5
pub(super) fn shifted(
    arena: &mut Arena,
    function: FunctionId,
    arguments: &[Id],
    pole: &Number,
) -> Option<Id> {
    let steps = pole.negate().to_i64()?.checked_add(1)?;
    if !(1..=STEPS).contains(&steps) {
        return None;
    }
    let &argument = arguments.last()?;
    let index = match (function, arguments) {
        (FunctionId::POLYGAMMA, [index, _]) => arena.as_number(*index)?.to_i64()?,
        _ => 1,
    };
    if !(0..=STEPS).contains(&index) {
        return None;
    }
    let shift = arena.integer(steps);
    let moved = arena.add(argument, shift);
    let mut product = Id::ONE;
    let mut sum = Id::ZERO;
    for k in 0..steps {
        let k = arena.integer(k);
        let factor = arena.add(argument, k);
        product = arena.mul(product, factor);
        let term = match function {
            FunctionId::LOGGAMMA => {
                let size = arena.call(FunctionId::ABS, &[factor]);
                arena.call(FunctionId::LOG, &[size])
            }
            FunctionId::TRIGAMMA | FunctionId::POLYGAMMA => {
                let order = arena.integer(index.checked_add(1)?);
                let power = arena.pow(factor, order);
                arena.recip(power)
            }
            _ => arena.recip(factor),
        };
        sum = arena.add(sum, term);
    }
    Some(match function {
        FunctionId::GAMMA => {
            let value = arena.call(function, &[moved]);
            arena.div(value, product)
        }
        FunctionId::LOGGAMMA | FunctionId::DIGAMMA => {
            let value = arena.call(function, &[moved]);
            arena.sub(value, sum)
        }
        FunctionId::TRIGAMMA | FunctionId::POLYGAMMA => {
            // polygamma(n, x) = polygamma(n, x + 1) - (-1)^n*n!/x^(n + 1)
            let mut factor = Number::MINUS_ONE;
            for k in 1..=index {
                factor = factor.multiply(&Number::integer(-k));
            }
            let order = arena.integer(index);
            let value = arena.call(FunctionId::POLYGAMMA, &[order, moved]);
            let factor = arena.number_node(factor);
            let poles = arena.mul(factor, sum);
            arena.add(value, poles)
        }
        _ => return None,
    })
}
