//! The arena: hash-consed nodes in one append-only table, children before parents.

use hashbrown::HashTable;

use super::hash;
use super::node::{Constant, Id, Node, NumberId, Operands, SymbolId};
use super::number::Number;
use crate::function::FunctionId;
use crate::syntax::{Relation, normalise_name};

/// A symbol: what it is called.
#[derive(Clone, Debug)]
struct Symbol {
    /// The name that decides equality (`x1` for `x_1` and `x₁`).
    key: Box<str>,
    /// The spelling that was typed first.
    spelling: Box<str>,
    hash: u64,
}

/// Marks a node whose canonical form has not been made.
const UNKNOWN: u32 = u32::MAX;

/// Hash-consed nodes. Equal nodes have equal [`Id`]s.
#[derive(Clone, Debug)]
pub struct Arena {
    nodes: Vec<Node>,
    hashes: Vec<u64>,
    index: HashTable<u32>,
    operands: Vec<Id>,
    numbers: Vec<Number>,
    number_index: HashTable<u32>,
    symbols: Vec<Symbol>,
    /// The node of each symbol.
    symbol_nodes: Vec<Id>,
    /// For each node the node of its canonical form, or `UNKNOWN`.
    canonical: Vec<u32>,
    /// How many operands the canonical passes have looked at: their fuel.
    pub(super) operands_seen: usize,
    /// Whether any node is a choice of pieces, which few are.
    has_pieces: bool,
}

impl Default for Arena {
    fn default() -> Self {
        Self::new()
    }
}

impl Arena {
    /// The number of nodes beyond which engines refuse to go on.
    pub const MAX_NODES: usize = 20_000_000;

    /// An arena that holds the numbers 0, 1, -1, 2 and 1/2.
    pub fn new() -> Self {
        let mut arena = Arena {
            nodes: Vec::with_capacity(64),
            hashes: Vec::with_capacity(64),
            index: HashTable::with_capacity(112),
            operands: Vec::with_capacity(64),
            numbers: Vec::with_capacity(8),
            number_index: HashTable::with_capacity(14),
            symbols: Vec::new(),
            symbol_nodes: Vec::new(),
            canonical: Vec::with_capacity(64),
            operands_seen: 0,
            has_pieces: false,
        };
        for value in [
            Number::ZERO,
            Number::ONE,
            Number::MINUS_ONE,
            Number::integer(2),
        ] {
            arena.number_node(value);
        }
        if let Some(half) = Number::ratio(1, 2) {
            arena.number_node(half);
        }
        arena
    }

    /// How many nodes it holds.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether it holds nothing but the numbers every arena holds.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 5
    }

    /// A node.
    #[inline]
    pub fn node(&self, id: Id) -> Node {
        self.nodes[id.index()]
    }

    /// A run of operands.
    #[inline]
    pub fn operands(&self, run: Operands) -> &[Id] {
        &self.operands[run.start as usize..(run.start + run.len) as usize]
    }

    /// One operand of a run.
    #[inline]
    pub(crate) fn operand(&self, run: Operands, at: usize) -> Id {
        self.operands[run.start as usize + at]
    }

    /// A number.
    #[inline]
    pub fn number(&self, id: NumberId) -> &Number {
        &self.numbers[id.0 as usize]
    }

    /// The number that a node is, if it is one.
    #[inline]
    pub fn as_number(&self, id: Id) -> Option<&Number> {
        match self.node(id) {
            Node::Number(number) => Some(self.number(number)),
            _ => None,
        }
    }

    /// The name that decides a symbol's equality.
    pub fn symbol_key(&self, id: SymbolId) -> &str {
        &self.symbols[id.0 as usize].key
    }

    /// The spelling of a node that is a symbol.
    pub fn name(&self, id: Id) -> &str {
        match self.node(id) {
            Node::Symbol(symbol) => self.symbol_spelling(symbol),
            _ => "",
        }
    }

    /// The spelling of a symbol that was typed first.
    pub fn symbol_spelling(&self, id: SymbolId) -> &str {
        &self.symbols[id.0 as usize].spelling
    }

    /// The structural hash of a node: equal for equal nodes in any arena, run or machine.
    #[inline]
    pub fn hash(&self, id: Id) -> u64 {
        self.hashes[id.index()]
    }

    /// The canonical form of a node, if it has been made.
    #[inline]
    pub(crate) fn known_canonical(&self, id: Id) -> Option<Id> {
        match self.canonical[id.index()] {
            UNKNOWN => None,
            known => Some(Id(known)),
        }
    }

    /// Records the canonical form of a node, which is its own canonical form.
    #[inline]
    pub(crate) fn set_canonical(&mut self, id: Id, canonical: Id) {
        self.canonical[id.index()] = canonical.0;
        self.canonical[canonical.index()] = canonical.0;
    }

    /// The node of a number.
    pub fn number_node(&mut self, value: Number) -> Id {
        let hash = value.stable_hash();
        let numbers = &self.numbers;
        let found = self
            .number_index
            .find(hash, |&at| numbers[at as usize] == value)
            .copied();
        let number = match found {
            Some(at) => at,
            None => {
                let at = self.numbers.len() as u32;
                self.numbers.push(value);
                let numbers = &self.numbers;
                self.number_index
                    .insert_unique(hash, at, |&at| numbers[at as usize].stable_hash());
                at
            }
        };
        let id = self.intern(Node::Number(NumberId(number)), hash::mix(1, hash));
        self.canonical[id.index()] = id.0;
        id
    }

    /// The node of an integer.
    pub fn integer(&mut self, value: i64) -> Id {
        match value {
            0 => Id::ZERO,
            1 => Id::ONE,
            -1 => Id::MINUS_ONE,
            2 => Id::TWO,
            _ => self.number_node(Number::integer(value)),
        }
    }

    /// The node of a reserved constant.
    pub fn constant(&mut self, constant: Constant) -> Id {
        let id = self.intern(Node::Constant(constant), hash::mix(2, constant as u64));
        self.canonical[id.index()] = id.0;
        id
    }

    /// The node of a symbol, by the name as typed.
    pub fn symbol(&mut self, spelling: &str) -> Id {
        let symbol = self.symbol_id(spelling);
        self.symbol_node(symbol)
    }

    /// The node of a symbol of this arena.
    pub fn symbol_node(&mut self, symbol: SymbolId) -> Id {
        let known = self.symbol_nodes[symbol.0 as usize];
        if known != Id::ZERO {
            return known;
        }
        let id = self.intern(
            Node::Symbol(symbol),
            hash::mix(3, self.symbols[symbol.0 as usize].hash),
        );
        self.symbol_nodes[symbol.0 as usize] = id;
        self.canonical[id.index()] = id.0;
        id
    }

    /// The place of a name among the symbols, by the name as typed; made if it is new.
    pub fn symbol_id(&mut self, spelling: &str) -> SymbolId {
        let key = normalise_name(spelling);
        if let Some(found) = self.find_symbol_key(&key) {
            return found;
        }
        let hash = hash::text(&key);
        let at = self.symbols.len() as u32;
        self.symbols.push(Symbol {
            key: key.as_ref().into(),
            spelling: spelling.into(),
            hash,
        });
        self.symbol_nodes.push(Id::ZERO);
        self.insert_symbol(at);
        SymbolId(at)
    }

    /// The node of a symbol, if the arena has one of this name.
    pub fn find_symbol(&self, spelling: &str) -> Option<Id> {
        let symbol = self.find_symbol_key(&normalise_name(spelling))?;
        let id = self.symbol_nodes[symbol.0 as usize];
        (id != Id::ZERO).then_some(id)
    }

    // Few symbols are found by a look at each; many through the table of nodes.
    fn find_symbol_key(&self, key: &str) -> Option<SymbolId> {
        if self.symbols.len() <= 8 {
            return self
                .symbols
                .iter()
                .position(|symbol| &*symbol.key == key)
                .map(|at| SymbolId(at as u32));
        }
        let hash = hash::mix(3, hash::text(key));
        self.index
            .find(hash, |&at| match self.nodes[at as usize] {
                Node::Symbol(symbol) => &*self.symbols[symbol.0 as usize].key == key,
                _ => false,
            })
            .and_then(|&at| match self.nodes[at as usize] {
                Node::Symbol(symbol) => Some(symbol),
                _ => None,
            })
    }

    // The node is made together with the symbol, so that the node table finds symbols by name.
    fn insert_symbol(&mut self, at: u32) {
        self.symbol_node(SymbolId(at));
    }

    /// A function of the table at its arguments, as they are.
    pub(crate) fn call_node(&mut self, function: FunctionId, arguments: &[Id]) -> Id {
        let mut hash = hash::mix(4, function.stable_hash());
        for &argument in arguments {
            hash = hash::mix(hash, self.hash(argument));
        }
        self.intern_run(arguments, hash, |run| Node::Call(function, run))
    }

    /// An unknown function differentiated `orders` times at its arguments.
    pub fn unknown_node(&mut self, name: SymbolId, orders: &[Id], arguments: &[Id]) -> Id {
        debug_assert_eq!(orders.len(), arguments.len());
        let mut run = Vec::with_capacity(2 * orders.len());
        run.extend_from_slice(orders);
        run.extend_from_slice(arguments);
        let mut hash = hash::mix(5, self.symbols[name.0 as usize].hash);
        for &operand in &run {
            hash = hash::mix(hash, self.hash(operand));
        }
        self.intern_run(&run, hash, |run| Node::Unknown(name, run))
    }

    /// A binary node as it is: no folding.
    #[inline]
    pub(crate) fn binary_node(&mut self, tag: u64, a: Id, b: Id, node: Node) -> Id {
        let hash = hash::mix(hash::mix(tag, self.hash(a)), self.hash(b));
        self.intern(node, hash)
    }

    #[inline]
    pub(crate) fn add_node(&mut self, a: Id, b: Id) -> Id {
        self.binary_node(6, a, b, Node::Add(a, b))
    }

    #[inline]
    pub(crate) fn mul_node(&mut self, a: Id, b: Id) -> Id {
        self.binary_node(7, a, b, Node::Mul(a, b))
    }

    #[inline]
    pub(crate) fn pow_node(&mut self, a: Id, b: Id) -> Id {
        self.binary_node(8, a, b, Node::Pow(a, b))
    }

    pub(crate) fn compare_node(&mut self, relation: Relation, a: Id, b: Id) -> Id {
        self.binary_node(16 + relation as u64, a, b, Node::Compare(relation, a, b))
    }

    pub(crate) fn and_node(&mut self, a: Id, b: Id) -> Id {
        self.binary_node(9, a, b, Node::And(a, b))
    }

    pub(crate) fn or_node(&mut self, a: Id, b: Id) -> Id {
        self.binary_node(10, a, b, Node::Or(a, b))
    }

    pub(crate) fn not_node(&mut self, a: Id) -> Id {
        self.binary_node(11, a, a, Node::Not(a))
    }

    pub(crate) fn row_sum_node(&mut self, body: Id) -> Id {
        self.binary_node(12, body, body, Node::RowSum(body))
    }

    pub(crate) fn row_mean_node(&mut self, body: Id) -> Id {
        self.binary_node(13, body, body, Node::RowMean(body))
    }

    /// A canonical sum of sorted pairs, as they are.
    pub(crate) fn sum_node(&mut self, pairs: &[Id]) -> Id {
        self.operands_seen += pairs.len() / 2;
        self.run_node(24, pairs, Node::Sum)
    }

    /// A canonical product of sorted pairs, as they are.
    pub(crate) fn product_node(&mut self, pairs: &[Id]) -> Id {
        self.operands_seen += pairs.len() / 2;
        self.run_node(25, pairs, Node::Product)
    }

    /// Whether any node is a choice of pieces.
    pub(crate) fn has_pieces(&self) -> bool {
        self.has_pieces
    }

    pub(crate) fn piecewise_node(&mut self, run: &[Id]) -> Id {
        self.has_pieces = true;
        self.run_node(26, run, Node::Piecewise)
    }

    pub(crate) fn index_sum_node(&mut self, run: [Id; 4]) -> Id {
        self.run_node(27, &run, Node::IndexSum)
    }

    fn run_node(&mut self, tag: u64, run: &[Id], make: impl FnOnce(Operands) -> Node) -> Id {
        let mut hash = tag;
        for &operand in run {
            hash = hash::mix(hash, self.hash(operand));
        }
        self.intern_run(run, hash, make)
    }

    #[inline]
    fn intern(&mut self, node: Node, hash: u64) -> Id {
        let nodes = &self.nodes;
        if let Some(&found) = self.index.find(hash, |&at| same(nodes[at as usize], node)) {
            return Id(found);
        }
        self.push(node, hash)
    }

    fn intern_run(&mut self, run: &[Id], hash: u64, make: impl FnOnce(Operands) -> Node) -> Id {
        let probe = make(Operands {
            start: self.operands.len() as u32,
            len: run.len() as u32,
        });
        let (nodes, operands) = (&self.nodes, &self.operands);
        let found = self.index.find(hash, |&at| {
            same_head(nodes[at as usize], probe)
                && run_of(nodes[at as usize]).is_some_and(|stored| {
                    operands[stored.start as usize..(stored.start + stored.len) as usize] == *run
                })
        });
        if let Some(&found) = found {
            return Id(found);
        }
        self.operands.extend_from_slice(run);
        self.push(probe, hash)
    }

    fn push(&mut self, node: Node, hash: u64) -> Id {
        let at = self.nodes.len() as u32;
        self.nodes.push(node);
        self.hashes.push(hash);
        self.canonical.push(UNKNOWN);
        let hashes = &self.hashes;
        self.index
            .insert_unique(hash, at, |&at| hashes[at as usize]);
        Id(at)
    }

    /// Calls `visit` with each child of a node.
    #[inline]
    pub fn for_each_child(&self, id: Id, mut visit: impl FnMut(Id)) {
        match self.node(id) {
            Node::Number(_) | Node::Constant(_) | Node::Symbol(_) => {}
            Node::Add(a, b)
            | Node::Mul(a, b)
            | Node::Pow(a, b)
            | Node::Compare(_, a, b)
            | Node::And(a, b)
            | Node::Or(a, b) => {
                visit(a);
                visit(b);
            }
            Node::Not(a) | Node::RowSum(a) | Node::RowMean(a) => visit(a),
            Node::Sum(run)
            | Node::Product(run)
            | Node::Call(_, run)
            | Node::Unknown(_, run)
            | Node::Piecewise(run)
            | Node::IndexSum(run) => {
                for &operand in self.operands(run) {
                    visit(operand);
                }
            }
        }
    }

    /// How many distinct nodes are reachable, an operation of n operands counting n - 1.
    pub fn node_count(&self, roots: &[Id]) -> usize {
        let order = self.reachable(roots);
        order
            .iter()
            .map(|&id| match self.node(id) {
                // Coefficients of 1 and exponents of 1 stand for nothing that is computed.
                Node::Sum(run) => (run.len() / 2).saturating_sub(1).max(1),
                Node::Product(run) => (run.len() / 2).saturating_sub(1),
                _ => 1,
            })
            .sum()
    }

    /// Every node reachable from `roots`, each once, children before parents.
    ///
    /// # Cost
    /// Linear in the number of reachable nodes; one bit is kept and looked at per node below the
    /// largest root.
    pub fn reachable(&self, roots: &[Id]) -> Vec<Id> {
        let top = roots.iter().map(|root| root.index()).max().unwrap_or(0);
        let mut seen = vec![0u64; top / 64 + 1];
        let mut count = 0;
        let mut stack: Vec<Id> = Vec::new();
        let mut visit = |id: Id, stack: &mut Vec<Id>| {
            let (word, bit) = (id.index() / 64, 1u64 << (id.index() % 64));
            if seen[word] & bit == 0 {
                seen[word] |= bit;
                count += 1;
                stack.push(id);
            }
        };
        for &root in roots {
            visit(root, &mut stack);
        }
        while let Some(id) = stack.pop() {
            self.for_each_child(id, |child| visit(child, &mut stack));
        }
        // The bits are in the order of the nodes, so nothing needs to be sorted.
        let mut found = Vec::with_capacity(count);
        for (word, &bits) in seen.iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                found.push(Id(word as u32 * 64 + bits.trailing_zeros()));
                bits &= bits - 1;
            }
        }
        found
    }
}

fn run_of(node: Node) -> Option<Operands> {
    match node {
        Node::Sum(run)
        | Node::Product(run)
        | Node::Call(_, run)
        | Node::Unknown(_, run)
        | Node::Piecewise(run)
        | Node::IndexSum(run) => Some(run),
        _ => None,
    }
}

fn same_head(a: Node, b: Node) -> bool {
    match (a, b) {
        (Node::Sum(_), Node::Sum(_))
        | (Node::Product(_), Node::Product(_))
        | (Node::Piecewise(_), Node::Piecewise(_))
        | (Node::IndexSum(_), Node::IndexSum(_)) => true,
        (Node::Call(f, _), Node::Call(g, _)) => f == g,
        (Node::Unknown(f, _), Node::Unknown(g, _)) => f == g,
        _ => false,
    }
}

/// Equality of nodes without operand runs.
#[inline]
fn same(a: Node, b: Node) -> bool {
    match (a, b) {
        (Node::Add(a, b), Node::Add(c, d))
        | (Node::Mul(a, b), Node::Mul(c, d))
        | (Node::Pow(a, b), Node::Pow(c, d))
        | (Node::And(a, b), Node::And(c, d))
        | (Node::Or(a, b), Node::Or(c, d)) => a == c && b == d,
        (Node::Number(a), Node::Number(b)) => a == b,
        (Node::Symbol(a), Node::Symbol(b)) => a == b,
        (Node::Constant(a), Node::Constant(b)) => a == b,
        (Node::Compare(r, a, b), Node::Compare(s, c, d)) => r == s && a == c && b == d,
        (Node::Not(a), Node::Not(b))
        | (Node::RowSum(a), Node::RowSum(b))
        | (Node::RowMean(a), Node::RowMean(b)) => a == b,
        _ => false,
    }
}
