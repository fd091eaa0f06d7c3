//! The rules: how a node's value changes with each of its operands.

use super::DiffError;
use crate::expr::{Arena, Id, Node, template};
use crate::function::FunctionId;

/// `d(u^v)/du = v*u^(v - 1)`
pub(super) fn power_in_base(arena: &mut Arena, base: Id, exponent: Id) -> Id {
    let lower = arena.add(exponent, Id::MINUS_ONE);
    let power = arena.pow(base, lower);
    arena.mul(exponent, power)
}

/// `d(u^v)/dv = u^v*log(u)`
pub(super) fn power_in_exponent(arena: &mut Arena, power: Id, base: Id) -> Id {
    if matches!(arena.node(base), Node::Constant(crate::expr::Constant::E)) {
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
