//! The forward engine: the derivative in one variable, operands first.

use super::DiffError;
use super::rules::{self, Operands, Rule};
use crate::expr::{Arena, Id};

/// Marks a node whose derivative is not known.
const UNKNOWN: u32 = u32::MAX;

/// Is told of every rule that is applied.
pub trait Sink {
    /// The derivative of a node was made by a rule.
    fn applied(&mut self, rule: Rule, node: Id, derivative: Id);
}

/// The sink of those who want the result alone. It costs nothing.
impl Sink for () {
    #[inline(always)]
    fn applied(&mut self, _: Rule, _: Id, _: Id) {}
}

/// The derivatives in one variable, remembered node by node.
///
/// Differentiating a result again costs only its new nodes, because the derivatives of the old
/// ones are known.
pub struct Forward {
    variable: Id,
    known: Vec<u32>,
    order: Vec<Id>,
    stack: Vec<Id>,
}

/// The derivative of a node in the given variables, one after the other.
///
/// # Errors
/// See [`DiffError`].
pub fn derivative(arena: &mut Arena, root: Id, variables: &[Id]) -> Result<Id, DiffError> {
    let mut engines: Vec<Forward> = Vec::new();
    let mut result = arena.unflatten(&[root])[0];
    for &variable in variables {
        let at = match engines
            .iter()
            .position(|engine| engine.variable == variable)
        {
            Some(at) => at,
            None => {
                engines.push(Forward::new(variable));
                engines.len() - 1
            }
        };
        result = engines[at].derivative(arena, result)?;
    }
    Ok(result)
}

impl Forward {
    /// An engine for one variable: a symbol's node.
    pub fn new(variable: Id) -> Self {
        Forward {
            variable,
            known: Vec::new(),
            order: Vec::new(),
            stack: Vec::new(),
        }
    }

    /// The variable.
    pub fn variable(&self) -> Id {
        self.variable
    }

    fn get(&self, id: Id) -> Option<Id> {
        match self.known.get(id.index()) {
            Some(&known) if known != UNKNOWN => Some(Id(known)),
            _ => None,
        }
    }

    fn known(&self, id: Id) -> Id {
        // Children come before parents, so it is there.
        self.get(id).unwrap_or(Id::ZERO)
    }

    fn set(&mut self, id: Id, derivative: Id) {
        if self.known.len() <= id.index() {
            self.known.resize(id.index() + 1, UNKNOWN);
        }
        self.known[id.index()] = derivative.0;
    }

    /// Takes a derivative of a node from outside: what one-sided limits say of pieces, which the
    /// rules do not see. It counts for nodes whose derivatives are asked for afterwards.
    pub fn learn(&mut self, id: Id, derivative: Id) {
        self.set(id, derivative);
    }

    /// The derivative of a built node.
    ///
    /// # Cost
    /// Linear in the reachable nodes whose derivatives are not known.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn derivative(&mut self, arena: &mut Arena, root: Id) -> Result<Id, DiffError> {
        self.derivative_into(arena, root, &mut ())
    }

    /// The same, telling a sink of every rule that is applied, operands first.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn derivative_into<S: Sink>(
        &mut self,
        arena: &mut Arena,
        root: Id,
        sink: &mut S,
    ) -> Result<Id, DiffError> {
        if let Some(known) = self.get(root) {
            return Ok(known);
        }
        self.set(self.variable, Id::ONE);
        // ZERO marks nodes that wait, so that each is collected once.
        self.order.clear();
        if root != self.variable {
            self.set(root, Id::ZERO);
            self.stack.push(root);
        }
        while let Some(id) = self.stack.pop() {
            self.order.push(id);
            let (known, stack) = (&mut self.known, &mut self.stack);
            arena.for_each_child(id, |child| {
                if known.len() <= child.index() {
                    known.resize(child.index() + 1, UNKNOWN);
                }
                if known[child.index()] == UNKNOWN {
                    known[child.index()] = 0;
                    stack.push(child);
                }
            });
        }
        let mut order = std::mem::take(&mut self.order);
        order.sort_unstable();
        let mut failed = None;
        for &id in &order {
            let derivative = match rules::apply(arena, id, self.variable, &mut &*self) {
                Ok(Some((rule, derivative))) => {
                    sink.applied(rule, id, derivative);
                    Ok(derivative)
                }
                // Canonical nodes are made built before (see `derivative`); one that is met all
                // the same is differentiated through its built form.
                Ok(None) => {
                    let built = arena.unflatten(&[id])[0];
                    Forward::new(self.variable).derivative(arena, built)
                }
                Err(error) => Err(error),
            };
            match derivative {
                Ok(derivative) => self.set(id, derivative),
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
            if arena.len() > Arena::MAX_NODES {
                failed = Some(DiffError::TooLarge {
                    limit: Arena::MAX_NODES,
                });
                break;
            }
        }
        self.order = order;
        match failed {
            None => Ok(self.known(root)),
            Some(error) => {
                // What waits is not known after all.
                for &id in &self.order {
                    self.known[id.index()] = UNKNOWN;
                }
                Err(error)
            }
        }
    }
}

impl Operands for &Forward {
    #[inline(always)]
    fn derivative(&mut self, _: &mut Arena, operand: Id) -> Id {
        self.known(operand)
    }
}
