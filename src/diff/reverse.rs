//! The reverse engine: all partials at once, from the root to the symbols.

use hashbrown::HashMap;

use super::{DiffError, Forward, rules};
use crate::expr::{Arena, Id, Node};

/// The partials of sums over rows by symbol.
type Sums = HashMap<Id, Vec<(Id, Id)>, foldhash::fast::FixedState>;

/// Working space, kept between gradients of one arena so that a sparse Hessian's rows cost only
/// their own nodes.
#[derive(Default)]
pub(super) struct Reverse {
    /// For each node of the arena its place in `order`, plus one; 0 for none.
    places: Vec<u32>,
    order: Vec<Id>,
    adjoints: Vec<Id>,
    /// Whether a node depends on a wanted symbol.
    active: Vec<bool>,
    stack: Vec<Id>,
    operands: Vec<Id>,
    /// The partials of sums over rows, by symbol, which are sums over rows themselves.
    sums: Sums,
    /// The sums over rows that were met and whose partials are not known.
    unknown: Vec<Id>,
}

/// The partials of a node in the given symbols.
///
/// # Cost
/// A small constant times the reachable nodes, whatever the number of symbols; piecewise parts and
/// sums over an index are differentiated forward, symbol by symbol. A sum over rows has a sum for
/// each symbol in it.
///
/// # Errors
/// See [`DiffError`].
pub fn gradient(arena: &mut Arena, root: Id, symbols: &[Id]) -> Result<Vec<Id>, DiffError> {
    let mut rows = jacobian(arena, &[root], symbols)?;
    Ok(rows.pop().unwrap_or_default())
}

/// The gradients of several nodes: a row each.
///
/// # Cost
/// For each row a constant times the nodes that it reaches, and the length of the row.
///
/// # Errors
/// See [`DiffError`].
pub fn jacobian(
    arena: &mut Arena,
    roots: &[Id],
    symbols: &[Id],
) -> Result<Vec<Vec<Id>>, DiffError> {
    jacobian_with(arena, roots, symbols, &mut Vec::new())
}

/// The same with engines that know the derivatives of pieces already, one for each symbol at most.
/// The roots must be built ones for what the engines know to be found.
///
/// # Errors
/// See [`DiffError`].
pub fn jacobian_with(
    arena: &mut Arena,
    roots: &[Id],
    symbols: &[Id],
    engines: &mut Vec<Forward>,
) -> Result<Vec<Vec<Id>>, DiffError> {
    let roots = arena.unflatten(roots);
    let wanted = wanted(symbols);
    let mut reverse = Reverse::default();
    roots
        .iter()
        .map(|&root| {
            let mut partials = vec![Id::ZERO; symbols.len()];
            reverse.run(arena, root, &wanted, engines, |column, partial| {
                partials[column] = partial
            })?;
            if wanted.len() < symbols.len() {
                // A symbol that is named twice has the same partial twice.
                for (at, &symbol) in symbols.iter().enumerate() {
                    if let Some(first) = column(&wanted, symbol) {
                        partials[at] = partials[first];
                    }
                }
            }
            Ok(partials)
        })
        .collect()
}

/// Symbols with their columns, sorted by symbol.
pub(super) fn wanted(symbols: &[Id]) -> Vec<(Id, usize)> {
    let mut wanted: Vec<(Id, usize)> = symbols
        .iter()
        .copied()
        .enumerate()
        .map(|(at, id)| (id, at))
        .collect();
    wanted.sort_unstable();
    wanted.dedup_by_key(|(id, _)| *id);
    wanted
}

fn column(wanted: &[(Id, usize)], id: Id) -> Option<usize> {
    let at = wanted
        .binary_search_by_key(&id, |(symbol, _)| *symbol)
        .ok()?;
    Some(wanted[at].1)
}

/// The nodes that a derivative goes to: of a sum over rows the symbols that it has partials in.
fn for_each_child(arena: &Arena, sums: &Sums, id: Id, mut visit: impl FnMut(Id)) {
    match arena.node(id) {
        Node::RowSum(_) | Node::RowMean(_) => {
            let partials = sums.get(&id).map_or(&[][..], Vec::as_slice);
            partials.iter().for_each(|(symbol, _)| visit(*symbol));
        }
        _ => arena.for_each_child(id, visit),
    }
}

impl Reverse {
    /// Calls `found` with the column and partial of each wanted symbol that the node depends on.
    pub(super) fn run(
        &mut self,
        arena: &mut Arena,
        root: Id,
        wanted: &[(Id, usize)],
        engines: &mut Vec<Forward>,
        mut found: impl FnMut(usize, Id),
    ) -> Result<(), DiffError> {
        // The root, and sums over rows whose partials are needed first.
        let mut waiting = vec![root];
        while let Some(&id) = waiting.last() {
            let sum = match arena.node(id) {
                Node::RowSum(body) | Node::RowMean(body) => Some(body),
                _ => None,
            };
            if sum.is_some() && self.sums.contains_key(&id) && waiting.len() > 1 {
                waiting.pop();
                continue;
            }
            let target = match sum {
                Some(body) if !self.sums.contains_key(&id) => body,
                _ => id,
            };
            self.collect(arena, target);
            if !self.unknown.is_empty() {
                self.forget();
                waiting.append(&mut self.unknown);
                continue;
            }
            self.activate(arena, wanted);
            self.adjoints.clear();
            self.adjoints.resize(self.order.len(), Id::ZERO);
            if let Some(last) = self.adjoints.last_mut() {
                *last = Id::ONE;
            }
            let result = self.sweep(arena, wanted, engines);
            let mut partials = Vec::new();
            if result.is_ok() {
                for (at, &id) in self.order.iter().enumerate() {
                    if self.active[at] && matches!(arena.node(id), Node::Symbol(_)) {
                        partials.push((id, self.adjoints[at]));
                    }
                }
            }
            self.forget();
            result?;
            if target == id {
                for (symbol, partial) in partials {
                    if let Some(column) = column(wanted, symbol) {
                        found(column, partial);
                    }
                }
                return Ok(());
            }
            // A partial that is 0 stays: other parts of the root may have one in that symbol.
            let is_mean = matches!(arena.node(id), Node::RowMean(_));
            for (_, partial) in &mut partials {
                *partial = match (is_mean, *partial) {
                    (_, Id::ZERO) => Id::ZERO,
                    (true, Id::ONE) => Id::ONE,
                    (true, partial) => arena.row_mean_node(partial),
                    (false, partial) => arena.row_sum_node(partial),
                };
            }
            self.sums.insert(id, partials);
        }
        Ok(())
    }

    /// Lets go of the collected nodes.
    fn forget(&mut self) {
        for id in &self.order {
            self.places[id.index()] = 0;
        }
    }

    /// The reachable nodes in order, with their places; sums over rows are not entered.
    fn collect(&mut self, arena: &Arena, root: Id) {
        if self.places.len() <= root.index() {
            self.places.resize(arena.len().max(root.index() + 1), 0);
        }
        self.order.clear();
        self.stack.clear();
        self.stack.push(root);
        self.places[root.index()] = 1;
        while let Some(id) = self.stack.pop() {
            self.order.push(id);
            if matches!(arena.node(id), Node::RowSum(_) | Node::RowMean(_))
                && !self.sums.contains_key(&id)
            {
                self.unknown.push(id);
                continue;
            }
            let (places, stack) = (&mut self.places, &mut self.stack);
            for_each_child(arena, &self.sums, id, |child| {
                if places[child.index()] == 0 {
                    places[child.index()] = 1;
                    stack.push(child);
                }
            });
        }
        self.sort(root);
        for (at, id) in self.order.iter().enumerate() {
            self.places[id.index()] = at as u32 + 1;
        }
    }

    /// Puts the collected nodes in order: by a look at all places where most are taken, by
    /// sorting where few are.
    fn sort(&mut self, root: Id) {
        let first = self.order.iter().min().copied().unwrap_or(root);
        let spread = root.index() - first.index();
        if spread / 8 > self.order.len() {
            self.order.sort_unstable();
            return;
        }
        self.order.clear();
        for at in first.index()..=root.index() {
            if self.places[at] != 0 {
                self.order.push(Id(at as u32));
            }
        }
    }

    fn activate(&mut self, arena: &Arena, wanted: &[(Id, usize)]) {
        self.active.clear();
        for &id in &self.order {
            let active = match arena.node(id) {
                Node::Symbol(_) => column(wanted, id).is_some(),
                _ => {
                    let mut active = false;
                    for_each_child(arena, &self.sums, id, |child| {
                        active |= self.active[self.places[child.index()] as usize - 1];
                    });
                    active
                }
            };
            self.active.push(active);
        }
    }

    fn place(&self, id: Id) -> usize {
        self.places[id.index()] as usize - 1
    }

    fn is_active(&self, id: Id) -> bool {
        self.active[self.place(id)]
    }

    /// The parts `u`, `1/v` and `v` of a product that is a quotient by something active.
    fn quotient(&self, arena: &Arena, a: Id, b: Id) -> Option<(Id, Id, Id)> {
        [(a, b), (b, a)].into_iter().find_map(|(over, power)| {
            let Node::Pow(under, Id::MINUS_ONE) = arena.node(power) else {
                return None;
            };
            self.is_active(under).then_some((over, power, under))
        })
    }

    fn accumulate(&mut self, arena: &mut Arena, id: Id, contribution: Id) {
        let at = self.place(id);
        self.adjoints[at] = arena.add(self.adjoints[at], contribution);
    }

    /// The engines derive the parts that go forward, by symbol.
    fn sweep(
        &mut self,
        arena: &mut Arena,
        wanted: &[(Id, usize)],
        engines: &mut Vec<Forward>,
    ) -> Result<(), DiffError> {
        for at in (0..self.order.len()).rev() {
            let adjoint = self.adjoints[at];
            if !self.active[at] || adjoint == Id::ZERO {
                continue;
            }
            if arena.len() > Arena::MAX_NODES {
                return Err(DiffError::TooLarge {
                    limit: Arena::MAX_NODES,
                });
            }
            let id = self.order[at];
            match arena.node(id) {
                Node::Add(a, b) => {
                    for part in [a, b] {
                        if self.is_active(part) {
                            self.accumulate(arena, part, adjoint);
                        }
                    }
                }
                Node::Mul(a, b) if let Some((over, power, under)) = self.quotient(arena, a, b) => {
                    // The slope of u/v in v is -(1/v)*(u/v): both are there already.
                    let shared = arena.mul(adjoint, power);
                    if self.is_active(over) {
                        self.accumulate(arena, over, shared);
                    }
                    let contribution = arena.mul(shared, id);
                    let contribution = arena.mul(Id::MINUS_ONE, contribution);
                    self.accumulate(arena, under, contribution);
                }
                Node::Mul(a, b) => {
                    for (part, other) in [(a, b), (b, a)] {
                        if self.is_active(part) {
                            let contribution = arena.mul(adjoint, other);
                            self.accumulate(arena, part, contribution);
                        }
                    }
                }
                Node::Pow(base, exponent) => {
                    if self.is_active(base) {
                        let slope = rules::power_in_base(arena, base, exponent);
                        let contribution = arena.mul(adjoint, slope);
                        self.accumulate(arena, base, contribution);
                    }
                    if base != Id::ZERO && self.is_active(exponent) {
                        let slope = rules::power_in_exponent(arena, id, base);
                        let contribution = arena.mul(adjoint, slope);
                        self.accumulate(arena, exponent, contribution);
                    }
                }
                Node::Call(function, run) => {
                    let mut arguments = std::mem::take(&mut self.operands);
                    arguments.clear();
                    arguments.extend_from_slice(arena.operands(run));
                    for (position, &argument) in arguments.iter().enumerate() {
                        if self.is_active(argument) {
                            let slope = rules::partial(arena, id, function, &arguments, position)?;
                            let contribution = arena.mul(adjoint, slope);
                            self.accumulate(arena, argument, contribution);
                        }
                    }
                    self.operands = arguments;
                }
                Node::Unknown(_, run) => {
                    let operands = arena.operands(run).to_vec();
                    for (position, &argument) in operands[operands.len() / 2..].iter().enumerate() {
                        if self.is_active(argument) {
                            let slope = rules::unknown_partial(arena, id, position);
                            let contribution = arena.mul(adjoint, slope);
                            self.accumulate(arena, argument, contribution);
                        }
                    }
                }
                // What holds in one row only stays in the sum over rows.
                Node::RowSum(_) | Node::RowMean(_) => {
                    let partials = self.sums.remove(&id).unwrap_or_default();
                    for &(symbol, partial) in &partials {
                        let contribution = arena.mul(adjoint, partial);
                        self.accumulate(arena, symbol, contribution);
                    }
                    self.sums.insert(id, partials);
                }
                // What holds in one piece or for one index only can't be taken out of it: 0 times
                // an infinite slope of the piece not chosen would be undefined.
                Node::Piecewise(_) | Node::IndexSum(_) => {
                    let mut symbols = std::mem::take(&mut self.stack);
                    symbols.clear();
                    symbols.extend(
                        arena
                            .free_symbols(&[id])
                            .into_iter()
                            .filter(|symbol| column(wanted, *symbol).is_some()),
                    );
                    for &symbol in &symbols {
                        let engine = match engines
                            .iter()
                            .position(|engine| engine.variable() == symbol)
                        {
                            Some(known) => &mut engines[known],
                            None => {
                                engines.push(Forward::new(symbol));
                                let last = engines.len() - 1;
                                &mut engines[last]
                            }
                        };
                        let slope = engine.derivative(arena, id)?;
                        let contribution = arena.mul(adjoint, slope);
                        self.accumulate(arena, symbol, contribution);
                    }
                    self.stack = symbols;
                }
                // Leaves end a path, conditions have no slope, and canonical nodes were made
                // built before.
                _ => {}
            }
        }
        Ok(())
    }
}
