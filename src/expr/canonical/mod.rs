//! The canonical form: flattened, like terms and powers collected, ordered by structural hash.
//!
//! One memoised pass over the nodes that are reachable, each after its children. A run of built
//! additions is gathered at once, with the multiplicity of every shared operand, so that neither a
//! long chain nor a doubling DAG costs more than its own length; likewise a run of products.
//!
//! Every law used here holds on the real domain: where the old form is real, the new one has the
//! same value. The new one may be real at more points (`x/x` becomes 1).

mod call;
mod known;
mod product;
mod sign;
mod sum;

use std::collections::BinaryHeap;
use std::fmt;

use super::arena::Arena;
use super::node::{Id, Node, Operands};
use super::number::Number;

pub use sign::Sign;
pub(crate) use sign::sign;

/// Why an expression has no canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CanonicalError {
    /// An exact 0 is raised to a negative power: `1/0`, `0/0`, or a form that is exactly that.
    DivisionByZero,
    /// The flattened form would be larger than the pass is willing to write.
    TooLarge {
        /// How many operands it may write.
        limit: usize,
    },
}

impl fmt::Display for CanonicalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CanonicalError::DivisionByZero => {
                f.write_str("this divides by an expression that is exactly zero")
            }
            CanonicalError::TooLarge { limit } => write!(
                f,
                "the flattened form has more than {limit} operands; ask for the raw form"
            ),
        }
    }
}

impl std::error::Error for CanonicalError {}

type Result<T> = std::result::Result<T, CanonicalError>;

/// How many operands of flattened sums and products an arena's passes look at, all together,
/// before they give up: so many, and some more for each node that the arena holds; but never more
/// than fit into memory and patience.
const MAX_OPERANDS: usize = 16_000_000;
const MAX_OPERANDS_PER_NODE: usize = 64;
const MOST_OPERANDS: usize = 64_000_000;

impl Arena {
    /// The canonical form of a node.
    ///
    /// # Cost
    /// Linear in the reachable nodes that have none yet, up to sorting, plus the length of the
    /// result's flattened sums and products.
    ///
    /// # Errors
    /// [`CanonicalError::DivisionByZero`] if an exact zero is divided by, and
    /// [`CanonicalError::TooLarge`] if flattening would write millions of operands (the gradient
    /// of a product of many thousand factors).
    pub fn canonical(&mut self, id: Id) -> Result<Id> {
        if let Some(known) = self.known_canonical(id) {
            return Ok(known);
        }
        Pass {
            arena: self,
            stack: Vec::new(),
            leaves: Vec::new(),
        }
        .run(id)
    }
}

impl Arena {
    /// The form in which an expression without symbols is computed best: the canonical one, in
    /// which what is known exactly (`sin(pi/6)`) is a number. Sums over an index stay as they were
    /// built, because their terms are computed in floating point anyway.
    pub fn constant_form(&mut self, id: Id) -> Id {
        match self.canonical(id) {
            Ok(form) => {
                let order = self.reachable(&[form]);
                let sums = order
                    .iter()
                    .any(|&id| matches!(self.node(id), Node::IndexSum(_)));
                if sums { id } else { form }
            }
            Err(_) => id,
        }
    }
}

/// A task of the pass.
enum Task {
    /// Make sure that this node's canonical form is known.
    Visit(Id),
    /// The conditions of pieces are known: go on with the pieces that may be chosen. In the others
    /// anything may stand, a division by 0 too.
    Choose(Id),
    /// The children are known: make this node's form.
    Finish(Id),
    /// The leaves from this place on are known: make the sum.
    FinishSum(Id, usize),
    /// The leaves from this place on are known: make the product.
    FinishProduct(Id, usize),
}

struct Pass<'a> {
    arena: &'a mut Arena,
    stack: Vec<Task>,
    /// Operands of the sums and products under way, with multiplicities.
    leaves: Vec<(Id, Number)>,
}

impl Pass<'_> {
    fn run(mut self, root: Id) -> Result<Id> {
        self.stack.push(Task::Visit(root));
        while let Some(task) = self.stack.pop() {
            let limit = MOST_OPERANDS.min(MAX_OPERANDS + MAX_OPERANDS_PER_NODE * self.arena.len());
            if self.arena.operands_seen > limit || self.arena.len() > Arena::MAX_NODES {
                return Err(CanonicalError::TooLarge { limit });
            }
            match task {
                Task::Visit(id) => {
                    if self.arena.known_canonical(id).is_none() {
                        self.visit(id);
                    }
                }
                Task::Choose(id) => self.choose(id),
                Task::Finish(id) => {
                    let form = self.finish(id)?;
                    self.arena.set_canonical(id, form);
                }
                Task::FinishSum(id, start) => {
                    let form = self.finish_sum(start)?;
                    self.arena.set_canonical(id, form);
                }
                Task::FinishProduct(id, start) => {
                    let form = self.finish_product(start)?;
                    self.arena.set_canonical(id, form);
                }
            }
        }
        // The loop ends with every visited node's form recorded.
        Ok(self.arena.known_canonical(root).unwrap_or(root))
    }

    fn visit(&mut self, id: Id) {
        match self.arena.node(id) {
            Node::Number(_)
            | Node::Constant(_)
            | Node::Symbol(_)
            | Node::Sum(_)
            | Node::Product(_) => self.arena.set_canonical(id, id),
            Node::Add(..) => self.visit_run(id, Region::Sum),
            Node::Mul(..) => match self.negated(id) {
                Some(_) => self.visit_run(id, Region::Sum),
                None => self.visit_run(id, Region::Product),
            },
            Node::Piecewise(run) => {
                self.stack.push(Task::Choose(id));
                let operands = self.arena.operands(run);
                let conditions = operands.chunks_exact(2).map(|piece| piece[0]);
                self.stack.extend(conditions.map(Task::Visit));
            }
            _ => {
                self.stack.push(Task::Finish(id));
                let (arena, stack) = (&*self.arena, &mut self.stack);
                arena.for_each_child(id, |child| {
                    if arena.known_canonical(child).is_none() {
                        stack.push(Task::Visit(child));
                    }
                });
            }
        }
    }

    fn choose(&mut self, id: Id) {
        let Node::Piecewise(run) = self.arena.node(id) else {
            return;
        };
        self.stack.push(Task::Finish(id));
        let operands = self.arena.operands(run);
        let pieces = operands.chunks_exact(2);
        let otherwise = pieces.remainder().first().copied();
        let mut wanted = Vec::new();
        let mut open = true;
        for piece in pieces {
            let condition = self.arena.known_canonical(piece[0]).unwrap_or(piece[0]);
            match call::decide(self.arena, condition) {
                Some(false) => continue,
                known => {
                    wanted.push(piece[1]);
                    open = known.is_none();
                }
            }
            if !open {
                break;
            }
        }
        wanted.extend(otherwise.filter(|_| open));
        // An undefined value, of which nothing is left, is kept as it was typed.
        if wanted.is_empty() {
            wanted.extend(operands.chunks_exact(2).map(|piece| piece[1]));
        }
        self.stack.extend(wanted.into_iter().map(Task::Visit));
    }

    /// The sum that a built node is the negative of, if it is one.
    fn negated(&self, id: Id) -> Option<Id> {
        match self.arena.node(id) {
            Node::Mul(Id::MINUS_ONE, rest) if matches!(self.arena.node(rest), Node::Add(..)) => {
                Some(rest)
            }
            _ => None,
        }
    }

    fn visit_run(&mut self, id: Id, region: Region) {
        let start = self.leaves.len();
        self.gather(id, region);
        self.arena.operands_seen += self.leaves.len() - start;
        self.stack.push(match region {
            Region::Sum => Task::FinishSum(id, start),
            Region::Product => Task::FinishProduct(id, start),
        });
        for (leaf, _) in &self.leaves[start..] {
            if self.arena.known_canonical(*leaf).is_none() {
                self.stack.push(Task::Visit(*leaf));
            }
        }
    }

    /// What a node of a region consists of: operands with the sign they enter with.
    fn parts(&self, id: Id, region: Region) -> Option<[(Id, bool); 2]> {
        match (region, self.arena.node(id)) {
            (Region::Sum, Node::Add(a, b)) => Some([(a, false), (b, false)]),
            (Region::Sum, Node::Mul(..)) => self
                .negated(id)
                .map(|rest| [(rest, true), (Id::ZERO, false)]),
            (Region::Product, Node::Mul(a, b)) if self.negated(id).is_none() => {
                Some([(a, false), (b, false)])
            }
            _ => None,
        }
    }

    /// Pushes the operands of a run of additions or multiplications, with multiplicities.
    fn gather(&mut self, root: Id, region: Region) {
        const FEW: usize = 64;
        let start = self.leaves.len();
        let mut pending = [(root, false); FEW];
        let (mut open, mut steps) = (1, 0);
        while open > 0 && open + 2 <= FEW && steps < FEW {
            open -= 1;
            steps += 1;
            let (id, negative) = pending[open];
            match self.parts(id, region) {
                Some(parts) if id == root || self.arena.known_canonical(id).is_none() => {
                    for (part, flipped) in parts.into_iter().rev() {
                        if part != Id::ZERO || region == Region::Product {
                            pending[open] = (part, negative ^ flipped);
                            open += 1;
                        }
                    }
                }
                _ => {
                    let sign = if negative {
                        Number::MINUS_ONE
                    } else {
                        Number::ONE
                    };
                    self.leaves.push((id, sign));
                }
            }
        }
        if open > 0 {
            self.leaves.truncate(start);
            self.gather_many(root, region);
        }
    }

    /// The same for long runs and runs with shared parts: nodes leave a heap in falling order, so
    /// that each is met once, when all that use it have added their share to its multiplicity.
    fn gather_many(&mut self, root: Id, region: Region) {
        let mut heap: BinaryHeap<(Id, Number)> = BinaryHeap::new();
        heap.push((root, Number::ONE));
        while let Some((id, mut count)) = heap.pop() {
            while heap.peek().is_some_and(|(next, _)| *next == id) {
                if let Some((_, more)) = heap.pop() {
                    count = count.add(&more);
                }
            }
            match self.parts(id, region) {
                Some(parts) => {
                    for (part, flipped) in parts {
                        if part != Id::ZERO || region == Region::Product {
                            heap.push((
                                part,
                                if flipped {
                                    count.negate()
                                } else {
                                    count.clone()
                                },
                            ));
                        }
                    }
                }
                None => self.leaves.push((id, count)),
            }
        }
    }

    fn known(&self, id: Id) -> Id {
        // Children are finished before parents, so the form is there.
        self.arena.known_canonical(id).unwrap_or(id)
    }

    fn known_operands(&self, run: Operands) -> Vec<Id> {
        let operands = self.arena.operands(run).iter();
        operands.map(|&operand| self.known(operand)).collect()
    }

    fn finish_sum(&mut self, start: usize) -> Result<Id> {
        let mut sum = sum::SumBuilder::default();
        for at in start..self.leaves.len() {
            let leaf = self.known(self.leaves[at].0);
            sum.push(self.arena, leaf, &self.leaves[at].1);
        }
        self.leaves.truncate(start);
        sum.finish(self.arena)
    }

    fn finish_product(&mut self, start: usize) -> Result<Id> {
        let mut product = product::ProductBuilder::default();
        for at in start..self.leaves.len() {
            let leaf = self.known(self.leaves[at].0);
            let count = self.leaves[at].1.clone();
            product.push_power(self.arena, leaf, &count)?;
        }
        self.leaves.truncate(start);
        product.finish(self.arena)
    }

    fn finish(&mut self, id: Id) -> Result<Id> {
        match self.arena.node(id) {
            Node::Pow(base, exponent) => {
                let (base, exponent) = (self.known(base), self.known(exponent));
                product::power(self.arena, base, exponent)
            }
            Node::Call(function, run) => {
                let arguments = self.known_operands(run);
                call::call(self.arena, function, &arguments)
            }
            Node::Unknown(name, run) => {
                let operands = self.known_operands(run);
                let (orders, arguments) = operands.split_at(operands.len() / 2);
                Ok(self.arena.unknown_node(name, orders, arguments))
            }
            Node::Compare(relation, a, b) => {
                let (a, b) = (self.known(a), self.known(b));
                Ok(self.arena.compare_node(relation, a, b))
            }
            Node::And(a, b) => {
                let (a, b) = (self.known(a), self.known(b));
                Ok(self.arena.and_node(a, b))
            }
            Node::Or(a, b) => {
                let (a, b) = (self.known(a), self.known(b));
                Ok(self.arena.or_node(a, b))
            }
            Node::Not(a) => {
                let a = self.known(a);
                Ok(self.arena.not_node(a))
            }
            Node::Piecewise(run) => {
                let operands = self.known_operands(run);
                Ok(call::piecewise(self.arena, &operands))
            }
            Node::IndexSum(run) => {
                let [body, index, from, to] =
                    [0, 1, 2, 3].map(|at| self.known(self.arena.operand(run, at)));
                let (factor, body) = sum::content(self.arena, body);
                let sum = self.arena.index_sum_node([body, index, from, to]);
                sum::scale(self.arena, sum, &factor)
            }
            Node::RowSum(body) => {
                let body = self.known(body);
                let (factor, body) = sum::content(self.arena, body);
                let sum = self.arena.row_sum_node(body);
                sum::scale(self.arena, sum, &factor)
            }
            Node::RowMean(body) => {
                let body = self.known(body);
                let (factor, body) = sum::content(self.arena, body);
                // The mean of a constant is the constant.
                let mean = match body {
                    Id::ONE => Id::ONE,
                    body => self.arena.row_mean_node(body),
                };
                sum::scale(self.arena, mean, &factor)
            }
            // The rest is its own form or was sent to a region.
            _ => Ok(id),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Region {
    Sum,
    Product,
}
