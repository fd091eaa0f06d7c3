//! The forward engine: the derivative in one variable, operands first.

use super::{DiffError, rules};
use crate::expr::{Arena, Id, Node};

/// Marks a node whose derivative is not known.
const UNKNOWN: u32 = u32::MAX;

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
            match self.node(arena, id) {
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

    fn node(&self, arena: &mut Arena, id: Id) -> Result<Id, DiffError> {
        Ok(match arena.node(id) {
            Node::Number(_)
            | Node::Constant(_)
            | Node::Symbol(_)
            | Node::Compare(..)
            | Node::And(..)
            | Node::Or(..)
            | Node::Not(_) => Id::ZERO,
            Node::Add(a, b) => arena.add(self.known(a), self.known(b)),
            Node::Mul(a, b) => {
                let (da, db) = (self.known(a), self.known(b));
                let left = arena.mul(da, b);
                let right = arena.mul(a, db);
                arena.add(left, right)
            }
            Node::Pow(base, exponent) => {
                let (inner, outer) = (self.known(base), self.known(exponent));
                let mut sum = Id::ZERO;
                if inner != Id::ZERO {
                    let slope = rules::power_in_base(arena, base, exponent);
                    sum = arena.mul(slope, inner);
                }
                if outer != Id::ZERO {
                    let slope = rules::power_in_exponent(arena, id, base);
                    let term = arena.mul(slope, outer);
                    sum = arena.add(sum, term);
                }
                sum
            }
            Node::Call(function, run) => {
                let count = run.len();
                if count == 1 {
                    let argument = arena.operand(run, 0);
                    let inner = self.known(argument);
                    if inner == Id::ZERO {
                        return Ok(Id::ZERO);
                    }
                    let slope = rules::partial(arena, id, function, &[argument], 0)?;
                    return Ok(arena.mul(slope, inner));
                }
                let arguments = arena.operands(run).to_vec();
                let mut sum = Id::ZERO;
                for (at, &argument) in arguments.iter().enumerate() {
                    let inner = self.known(argument);
                    if inner != Id::ZERO {
                        let slope = rules::partial(arena, id, function, &arguments, at)?;
                        let term = arena.mul(slope, inner);
                        sum = arena.add(sum, term);
                    }
                }
                sum
            }
            Node::Unknown(_, run) => {
                let operands = arena.operands(run).to_vec();
                let mut sum = Id::ZERO;
                for (at, &argument) in operands[operands.len() / 2..].iter().enumerate() {
                    let inner = self.known(argument);
                    if inner != Id::ZERO {
                        let slope = rules::unknown_partial(arena, id, at);
                        let term = arena.mul(slope, inner);
                        sum = arena.add(sum, term);
                    }
                }
                sum
            }
            Node::Piecewise(run) => {
                let mut operands = arena.operands(run).to_vec();
                let count = operands.len();
                let mut constant = true;
                for (at, operand) in operands.iter_mut().enumerate() {
                    // The last of an odd number is the value otherwise.
                    if at % 2 == 1 || at + 1 == count {
                        *operand = self.known(*operand);
                        constant &= *operand == Id::ZERO;
                    }
                }
                if constant && count % 2 == 1 {
                    Id::ZERO
                } else {
                    arena.piecewise_node(&operands)
                }
            }
            Node::IndexSum(run) => {
                let [body, index, from, to] = [0, 1, 2, 3].map(|at| arena.operand(run, at));
                if self.known(from) != Id::ZERO || self.known(to) != Id::ZERO {
                    return Err(DiffError::BoundDepends {
                        variable: arena.name(self.variable).to_owned(),
                    });
                }
                let inner = self.known(body);
                if index == self.variable || inner == Id::ZERO {
                    Id::ZERO
                } else {
                    arena.index_sum_node([inner, index, from, to])
                }
            }
            Node::RowSum(body) => match self.known(body) {
                Id::ZERO => Id::ZERO,
                inner => arena.row_sum_node(inner),
            },
            Node::RowMean(body) => match self.known(body) {
                Id::ZERO => Id::ZERO,
                inner if inner == Id::ONE => Id::ONE,
                inner => arena.row_mean_node(inner),
            },
            Node::Sum(_) | Node::Product(_) => {
                // Canonical nodes are made built before (see `derivative`); one that is met all
                // the same is differentiated through its built form.
                let built = arena.unflatten(&[id])[0];
                Forward::new(self.variable).derivative(arena, built)?
            }
        })
    }
}
