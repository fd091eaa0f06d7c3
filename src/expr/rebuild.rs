//! Rebuilding: substitution, import from another arena, and canonical forms back into built ones.
//!
//! All three are the same loop: every reachable node again, children first, from the new forms of
//! its children.

use hashbrown::HashMap;

use super::arena::Arena;
use super::node::{Constant, Id, Node};
use super::print::natural_order;
use crate::function::FunctionId;

/// New nodes by old ones.
pub(crate) type Renamed = HashMap<Id, Id, foldhash::fast::FixedState>;

/// What stands for a node now: itself, if it has no new one.
fn renamed_to(renamed: &Renamed, id: Id) -> Id {
    renamed.get(&id).copied().unwrap_or(id)
}

impl Arena {
    /// Replaces nodes by others, everywhere at once (what is put in is not searched again).
    /// The index of a sum is not a free symbol and is left alone.
    ///
    /// # Cost
    /// Linear in the reachable nodes.
    pub fn substitute(&mut self, root: Id, replacements: &[(Id, Id)]) -> Id {
        self.substitute_all(&[root], replacements)[0]
    }

    /// [`Arena::substitute`] in several roots that share nodes.
    pub fn substitute_all(&mut self, roots: &[Id], replacements: &[(Id, Id)]) -> Vec<Id> {
        let mut indices: Vec<Id> = Vec::new();
        for id in self.reachable(roots) {
            if let Node::IndexSum(run) = self.node(id) {
                indices.push(self.operand(run, 1));
            }
        }
        if indices.is_empty() {
            return self.replace(roots, replacements);
        }
        indices.sort_unstable();
        indices.dedup();
        let free: Vec<(Id, Id)> = replacements
            .iter()
            .copied()
            .filter(|(from, _)| {
                indices.binary_search(from).is_err() || self.occurs_free(roots, *from)
            })
            .collect();
        let put_in: Vec<Id> = free.iter().map(|&(_, to)| to).collect();
        let mentioned = self.reachable(&put_in);
        indices.retain(|index| {
            mentioned.binary_search(index).is_ok() || free.iter().any(|(from, _)| from == index)
        });
        let renamed = self.rename_indices(roots, &indices);
        self.replace(&renamed, &free)
    }

    /// Gives the sums over these indices indices of new names, so that a substitution neither
    /// captures nor replaces them.
    fn rename_indices(&mut self, roots: &[Id], indices: &[Id]) -> Vec<Id> {
        if indices.is_empty() {
            return roots.to_vec();
        }
        let mut renamed = Renamed::default();
        for id in self.reachable(roots) {
            let mut new = self.rebuild(id, |child| renamed_to(&renamed, child));
            if let Node::IndexSum(run) = self.node(new) {
                let [body, index, from, to] = [0, 1, 2, 3].map(|at| self.operand(run, at));
                if indices.binary_search(&index).is_ok() {
                    let fresh = self.fresh_symbol(index);
                    // Inner sums over the same name have been renamed, so all that is left of it
                    // in the body belongs to this sum.
                    let body = self.replace(&[body], &[(index, fresh)])[0];
                    new = self.index_sum_node([body, fresh, from, to]);
                }
            }
            if new != id {
                renamed.insert(id, new);
            }
        }
        roots
            .iter()
            .map(|&root| renamed_to(&renamed, root))
            .collect()
    }

    /// A symbol of a name that the arena doesn't have yet: the old one's with a number.
    fn fresh_symbol(&mut self, like: Id) -> Id {
        let stem = self.name(like).to_owned();
        let mut number = 1u32;
        loop {
            let name = format!("{stem}{number}");
            if self.find_symbol(&name).is_none() {
                return self.symbol(&name);
            }
            number += 1;
        }
    }

    /// Replaces nodes wherever they stand, bound or free.
    fn replace(&mut self, roots: &[Id], replacements: &[(Id, Id)]) -> Vec<Id> {
        let mut renamed = Renamed::default();
        for &(from, to) in replacements {
            renamed.insert(from, to);
        }
        for id in self.reachable(roots) {
            if renamed.contains_key(&id) {
                continue;
            }
            let mut changed = false;
            self.for_each_child(id, |child| changed |= renamed.contains_key(&child));
            if changed {
                let new = self.rebuild(id, |child| renamed_to(&renamed, child));
                renamed.insert(id, new);
            }
        }
        roots
            .iter()
            .map(|&root| renamed_to(&renamed, root))
            .collect()
    }

    /// Makes a node again from new children, by the folding constructors.
    pub(crate) fn rebuild(&mut self, id: Id, mut new: impl FnMut(Id) -> Id) -> Id {
        match self.node(id) {
            Node::Number(_) | Node::Constant(_) | Node::Symbol(_) => id,
            Node::Add(a, b) => {
                let (a, b) = (new(a), new(b));
                self.add(a, b)
            }
            Node::Mul(a, b) => {
                let (a, b) = (new(a), new(b));
                self.mul(a, b)
            }
            Node::Pow(a, b) => {
                let (a, b) = (new(a), new(b));
                self.pow(a, b)
            }
            Node::Compare(relation, a, b) => {
                let (a, b) = (new(a), new(b));
                self.compare_node(relation, a, b)
            }
            Node::And(a, b) => {
                let (a, b) = (new(a), new(b));
                self.and_node(a, b)
            }
            Node::Or(a, b) => {
                let (a, b) = (new(a), new(b));
                self.or_node(a, b)
            }
            Node::Not(a) => {
                let a = new(a);
                self.not_node(a)
            }
            Node::RowSum(a) => {
                let a = new(a);
                self.row_sum_node(a)
            }
            Node::RowMean(a) => {
                let a = new(a);
                self.row_mean_node(a)
            }
            Node::Sum(run) => {
                let pairs: Vec<Id> = self.operands(run).to_vec();
                let mut sum = Id::ZERO;
                for pair in pairs.chunks_exact(2) {
                    let (factor, term) = (new(pair[0]), new(pair[1]));
                    let term = self.mul(factor, term);
                    sum = self.add(sum, term);
                }
                sum
            }
            Node::Product(run) => {
                let pairs: Vec<Id> = self.operands(run).to_vec();
                let mut product = Id::ONE;
                for pair in pairs.chunks_exact(2) {
                    let (base, exponent) = (new(pair[0]), new(pair[1]));
                    let power = if matches!(self.node(base), Node::Constant(Constant::E)) {
                        self.call(FunctionId::EXP, &[exponent])
                    } else {
                        self.pow(base, exponent)
                    };
                    product = self.mul(product, power);
                }
                product
            }
            Node::Call(function, run) => {
                let operands = self.new_operands(run, new);
                self.call(function, &operands)
            }
            Node::Unknown(name, run) => {
                let operands = self.new_operands(run, new);
                let (orders, arguments) = operands.split_at(operands.len() / 2);
                self.unknown_node(name, orders, arguments)
            }
            Node::Piecewise(run) => {
                let operands = self.new_operands(run, new);
                self.piecewise_node(&operands)
            }
            Node::IndexSum(run) => {
                let operands = [0, 1, 2, 3].map(|at| new(self.operand(run, at)));
                self.index_sum_node(operands)
            }
        }
    }

    fn new_operands(&self, run: super::Operands, new: impl FnMut(Id) -> Id) -> Vec<Id> {
        self.operands(run).iter().copied().map(new).collect()
    }

    /// The same expressions without canonical nodes: sums and products of two.
    ///
    /// # Cost
    /// Linear in the reachable nodes and operands; nothing if there is no canonical node.
    pub fn unflatten(&mut self, roots: &[Id]) -> Vec<Id> {
        let order = self.reachable(roots);
        if !order
            .iter()
            .any(|&id| matches!(self.node(id), Node::Sum(_) | Node::Product(_)))
        {
            return roots.to_vec();
        }
        let mut renamed = Renamed::default();
        for id in order {
            let new = self.rebuild(id, |child| renamed_to(&renamed, child));
            if new != id {
                renamed.insert(id, new);
            }
        }
        roots
            .iter()
            .map(|&root| renamed_to(&renamed, root))
            .collect()
    }

    /// Copies nodes of another arena into this one, as they are.
    ///
    /// # Cost
    /// Linear in the reachable nodes of the other arena.
    pub fn import(&mut self, other: &Arena, roots: &[Id]) -> Vec<Id> {
        let order = other.reachable(roots);
        let mut renamed = Renamed::with_capacity_and_hasher(order.len(), Default::default());
        for id in order {
            let at = |child: Id| renamed_to(&renamed, child);
            let run = |run| {
                other
                    .operands(run)
                    .iter()
                    .map(|&child| at(child))
                    .collect::<Vec<Id>>()
            };
            let new = match other.node(id) {
                Node::Number(number) => self.number_node(other.number(number).clone()),
                Node::Constant(constant) => self.constant(constant),
                Node::Symbol(symbol) => self.symbol(other.symbol_spelling(symbol)),
                Node::Add(a, b) => self.add_node(at(a), at(b)),
                Node::Mul(a, b) => self.mul_node(at(a), at(b)),
                Node::Pow(a, b) => self.pow_node(at(a), at(b)),
                Node::Compare(relation, a, b) => self.compare_node(relation, at(a), at(b)),
                Node::And(a, b) => self.and_node(at(a), at(b)),
                Node::Or(a, b) => self.or_node(at(a), at(b)),
                Node::Not(a) => self.not_node(at(a)),
                Node::RowSum(a) => self.row_sum_node(at(a)),
                Node::RowMean(a) => self.row_mean_node(at(a)),
                Node::Sum(operands) => {
                    let operands = run(operands);
                    self.sum_node(&operands)
                }
                Node::Product(operands) => {
                    let operands = run(operands);
                    self.product_node(&operands)
                }
                Node::Call(function, operands) => {
                    let operands = run(operands);
                    self.call_node(function, &operands)
                }
                Node::Unknown(name, operands) => {
                    let operands = run(operands);
                    let (orders, arguments) = operands.split_at(operands.len() / 2);
                    let name = self.symbol_id(other.symbol_spelling(name));
                    self.unknown_node(name, orders, arguments)
                }
                Node::Piecewise(operands) => {
                    let operands = run(operands);
                    self.piecewise_node(&operands)
                }
                Node::IndexSum(operands) => {
                    let operands =
                        [0, 1, 2, 3].map(|position| at(other.operand(operands, position)));
                    self.index_sum_node(operands)
                }
            };
            if other.known_canonical(id) == Some(id) {
                self.set_canonical(new, new);
            }
            renamed.insert(id, new);
        }
        roots
            .iter()
            .map(|&root| renamed_to(&renamed, root))
            .collect()
    }

    /// The symbols that occur free, in natural order of their names.
    pub fn free_symbols(&self, roots: &[Id]) -> Vec<Id> {
        let order = self.reachable(roots);
        let mut bound_somewhere = Vec::new();
        for &id in &order {
            if let Node::IndexSum(run) = self.node(id) {
                bound_somewhere.push(self.operand(run, 1));
            }
        }
        let mut symbols: Vec<Id> = order
            .iter()
            .copied()
            .filter(|id| matches!(self.node(*id), Node::Symbol(_)))
            .filter(|id| !bound_somewhere.contains(id) || self.occurs_free(roots, *id))
            .collect();
        symbols.sort_by(|a, b| natural_order(self.key(*a), self.key(*b)));
        symbols
    }

    fn key(&self, id: Id) -> &str {
        match self.node(id) {
            Node::Symbol(symbol) => self.symbol_key(symbol),
            _ => "",
        }
    }

    /// Whether a symbol that is some sum's index also occurs outside such sums' bodies.
    pub(crate) fn occurs_free(&self, roots: &[Id], symbol: Id) -> bool {
        let mut seen = Renamed::default();
        let mut stack = roots.to_vec();
        while let Some(id) = stack.pop() {
            if id == symbol {
                return true;
            }
            if seen.insert(id, id).is_some() {
                continue;
            }
            match self.node(id) {
                Node::IndexSum(run) if self.operand(run, 1) == symbol => {
                    stack.extend([self.operand(run, 2), self.operand(run, 3)]);
                }
                Node::IndexSum(run) => {
                    stack.extend([0, 2, 3].map(|at| self.operand(run, at)));
                }
                _ => self.for_each_child(id, |child| stack.push(child)),
            }
        }
        false
    }
}
