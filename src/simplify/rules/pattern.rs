//! Patterns: the left sides of rules, taken apart once for the matcher.
//!
//! A pattern is made from a canonical form, because subjects are canonical: what the canonical pass
//! does to an expression it has then done to the pattern as well. Everything multiplicative (a
//! power, a product, an exponential, a term of a sum) is one shape, [`Product`], as the same
//! factors stand in all of them.

use super::functions::FunctionSet;
use crate::expr::template::Template;
use crate::expr::{Arena, Constant, Id, Node, Number, Relation};
use crate::function::FunctionId;

/// The most wildcards of one rule.
pub(super) const MOST_WILDCARDS: usize = 12;

/// The most factors or terms of one product or sum of a pattern.
pub(super) const MOST_PARTS: usize = 8;

/// The most nodes of a pattern; it bounds every recursion over patterns.
pub(super) const MOST_NODES: usize = 200;

/// A wildcard of a rule.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wildcard {
    /// Its name with the question mark.
    pub name: Box<str>,
    /// What it stands for where nothing is (`?n:1`).
    pub default: Option<Number>,
    /// Whether it takes all that remains (`?a...`).
    pub many: bool,
}

/// What a subject is held against.
#[derive(Debug)]
pub(super) enum Pattern {
    /// Anything; the same everywhere in one match.
    Wild(u8),
    /// Exactly the node of this structural hash: a part without wildcards.
    Exact(u64),
    /// A call of a function.
    Call(FunctionId, Vec<Pattern>),
    /// An unknown function, by its name, with orders of differentiation as hashes.
    Unknown(Box<str>, Vec<u64>, Vec<Pattern>),
    /// Powers, products, exponentials.
    Product(Product),
    /// Sums of several terms.
    Sum(Sum),
    /// Pieces.
    Piecewise(Vec<Pattern>),
    /// A comparison.
    Compare(Relation, Box<[Pattern; 2]>),
}

/// A rational number times factors.
#[derive(Debug)]
pub(super) struct Product {
    pub coefficient: Number,
    /// All but `wilds`, the most telling first.
    pub factors: Vec<Factor>,
    /// Wildcards that are factors themselves; the one that takes what remains last.
    pub wilds: Vec<u8>,
    /// Which wildcards occur.
    pub uses: u32,
    /// Builds it when all its wildcards are known.
    pub form: Template,
    /// The functions that stand as bases of its factors.
    pub heads: FunctionSet,
}

/// A power.
#[derive(Debug)]
pub(super) struct Factor {
    pub base: Pattern,
    pub exponent: Exponent,
}

#[derive(Debug)]
pub(super) enum Exponent {
    Number(Number),
    Pattern(Pattern),
}

/// A sum of several terms.
#[derive(Debug)]
pub(super) struct Sum {
    /// All but `wilds`, the most telling first.
    pub terms: Vec<Product>,
    /// Wildcards that are terms themselves, with their coefficients.
    pub wilds: Vec<(Number, u8)>,
    pub uses: u32,
    pub form: Template,
    /// The functions that stand as bases of factors of its terms.
    pub heads: FunctionSet,
    /// Whether the terms can have no common factor more: one is only a wildcard or its power.
    pub rigid: bool,
}

/// Why a left side makes no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Lists, sums over an index and the like.
    Kind,
    /// More parts than the matcher takes.
    TooLarge,
}

/// The left side of a rule: a canonical node of an arena of its own.
pub(super) struct Reader<'a> {
    pub arena: &'a mut Arena,
    /// Symbols that are wildcards, by place.
    pub names: &'a [&'a str],
    pub wildcards: &'a [Wildcard],
}

impl Reader<'_> {
    /// Takes the whole left side apart, also where it has no wildcards: sums and products match
    /// parts of longer ones.
    pub fn read_root(&mut self, id: Id) -> Result<Pattern, Unfit> {
        match self.arena.node(id) {
            Node::Call(FunctionId::EXP, _) | Node::Pow(..) | Node::Product(_) => {
                self.product(id).map(Pattern::Product)
            }
            Node::Sum(run) if run.len() > 2 => self.sum(id).map(Pattern::Sum),
            _ => self.read(id),
        }
    }

    /// Takes a canonical node apart. It recurses as deep as the pattern, which has at most
    /// [`MOST_NODES`] nodes.
    pub fn read(&mut self, id: Id) -> Result<Pattern, Unfit> {
        if let Some(slot) = self.wildcard(id) {
            return Ok(Pattern::Wild(slot));
        }
        if self.uses(id) == 0 {
            return Ok(Pattern::Exact(self.arena.hash(id)));
        }
        match self.arena.node(id) {
            Node::Call(FunctionId::EXP, _) | Node::Pow(..) | Node::Product(_) => {
                self.product(id).map(Pattern::Product)
            }
            Node::Sum(run) if run.len() == 2 => self.product(id).map(Pattern::Product),
            Node::Sum(_) => self.sum(id).map(Pattern::Sum),
            Node::Call(function, run) => {
                let arguments = self.arena.operands(run).to_vec();
                Ok(Pattern::Call(function, self.read_all(&arguments)?))
            }
            Node::Unknown(name, run) => {
                let operands = self.arena.operands(run).to_vec();
                let (orders, arguments) = operands.split_at(operands.len() / 2);
                Ok(Pattern::Unknown(
                    self.arena.symbol_key(name).into(),
                    orders.iter().map(|&order| self.arena.hash(order)).collect(),
                    self.read_all(arguments)?,
                ))
            }
            Node::Piecewise(run) => {
                let operands = self.arena.operands(run).to_vec();
                Ok(Pattern::Piecewise(self.read_all(&operands)?))
            }
            Node::Compare(relation, a, b) => {
                let sides = [self.read(a)?, self.read(b)?];
                Ok(Pattern::Compare(relation, Box::new(sides)))
            }
            _ => Err(Unfit::Kind),
        }
    }

    fn read_all(&mut self, ids: &[Id]) -> Result<Vec<Pattern>, Unfit> {
        ids.iter().map(|&id| self.read(id)).collect()
    }

    fn wildcard(&self, id: Id) -> Option<u8> {
        let name = match self.arena.node(id) {
            Node::Symbol(_) => self.arena.name(id),
            _ => return None,
        };
        let place = self.names.iter().position(|&known| known == name)?;
        u8::try_from(place).ok()
    }

    /// Which wildcards occur below a node, a bit each.
    fn uses(&self, id: Id) -> u32 {
        self.arena
            .reachable(&[id])
            .into_iter()
            .filter_map(|id| self.wildcard(id))
            .fold(0, |mask, slot| mask | 1 << slot)
    }

    fn form(&mut self, id: Id) -> Result<Template, Unfit> {
        let built = self.arena.unflatten(&[id])[0];
        Template::from_node(self.arena, built, self.names).ok_or(Unfit::Kind)
    }

    /// Anything as a number times factors.
    pub fn product(&mut self, id: Id) -> Result<Product, Unfit> {
        let (coefficient, term) = match self.arena.node(id) {
            Node::Sum(run) if run.len() == 2 => {
                let pair = self.arena.operands(run);
                (self.number(pair[0]), pair[1])
            }
            Node::Number(_) => (self.number(id), Id::ONE),
            _ => (Number::ONE, id),
        };
        self.term(coefficient, term)
    }

    fn number(&self, id: Id) -> Number {
        self.arena.as_number(id).cloned().unwrap_or(Number::ONE)
    }

    fn term(&mut self, coefficient: Number, term: Id) -> Result<Product, Unfit> {
        let pairs = pairs(self.arena, term);
        if pairs.len() > MOST_PARTS {
            return Err(Unfit::TooLarge);
        }
        let mut heads = FunctionSet::default();
        let (mut factors, mut wilds) = (Vec::new(), Vec::new());
        for (base, exponent) in pairs {
            heads.insert_head(self.arena, base, exponent);
            if let (Some(slot), Id::ONE) = (self.wildcard(base), exponent) {
                wilds.push(slot);
                continue;
            }
            let exponent = match self.arena.as_number(exponent) {
                Some(number) => Exponent::Number(number.clone()),
                None => Exponent::Pattern(self.read(exponent)?),
            };
            let base = match self.arena.node(base) {
                Node::Constant(Constant::E) => Pattern::Exact(self.arena.hash(base)),
                _ => self.read(base)?,
            };
            factors.push(Factor { base, exponent });
        }
        factors.sort_by_key(|factor| {
            let exponent = match &factor.exponent {
                Exponent::Number(_) => 0,
                Exponent::Pattern(exponent) => exponent.vagueness(),
            };
            (factor.base.vagueness() + exponent, factor.multiples())
        });
        wilds.sort_by_key(|&slot| self.wildcards.get(usize::from(slot)).map(|w| w.many));
        let coefficient_node = self.arena.number_node(coefficient.clone());
        let whole = self.arena.mul(coefficient_node, term);
        Ok(Product {
            coefficient,
            factors,
            wilds,
            uses: self.uses(term),
            form: self.form(whole)?,
            heads,
        })
    }

    fn sum(&mut self, id: Id) -> Result<Sum, Unfit> {
        let run = match self.arena.node(id) {
            Node::Sum(run) => self.arena.operands(run).to_vec(),
            _ => return Err(Unfit::Kind),
        };
        if run.len() > 2 * MOST_PARTS {
            return Err(Unfit::TooLarge);
        }
        let mut heads = FunctionSet::default();
        let (mut terms, mut wilds) = (Vec::new(), Vec::new());
        for pair in run.chunks_exact(2) {
            let coefficient = self.number(pair[0]);
            if let Some(slot) = self.wildcard(pair[1]) {
                wilds.push((coefficient, slot));
                continue;
            }
            let term = self.term(coefficient, pair[1])?;
            heads = heads.union(term.heads);
            terms.push(term);
        }
        let rigid = !wilds.is_empty() || terms.iter().any(Product::is_power_of_wildcard);
        order_terms(&mut terms);
        wilds.sort_by_key(|(_, slot)| self.wildcards.get(usize::from(*slot)).map(|w| w.many));
        Ok(Sum {
            terms,
            wilds,
            uses: self.uses(id),
            form: self.form(id)?,
            heads,
            rigid,
        })
    }
}

/// First the term that ties down most wildcards by functions; then those that it has decided,
/// which are only looked up.
fn order_terms(terms: &mut Vec<Product>) {
    let mut waiting = std::mem::take(terms);
    let mut bound = 0;
    while !waiting.is_empty() {
        let key = |term: &Product| {
            let decided = term.uses & !bound == 0;
            (
                bound == 0 || !decided,
                term.heads.is_empty(),
                std::cmp::Reverse((term.uses & !bound).count_ones()),
                term.multiples(),
                term.coefficient.is_negative(),
            )
        };
        let best = (0..waiting.len())
            .min_by_key(|&at| key(&waiting[at]))
            .unwrap_or(0);
        let term = waiting.remove(best);
        bound |= term.uses;
        terms.push(term);
    }
}

impl Pattern {
    /// How little a pattern says: what says most is matched first.
    fn vagueness(&self) -> u32 {
        match self {
            Pattern::Exact(_) => 0,
            Pattern::Call(..) | Pattern::Unknown(..) => 1,
            Pattern::Piecewise(_) | Pattern::Compare(..) => 1,
            Pattern::Sum(_) => 2,
            Pattern::Product(_) => 3,
            Pattern::Wild(_) => 8,
        }
    }
}

impl Pattern {
    /// How many multiples of wildcards are in it. `?a` is what anything can be; `-?a` and `2*?a`
    /// are known for sure only when `?a` is.
    fn multiples(&self) -> usize {
        let all = |parts: &[Pattern]| parts.iter().map(Pattern::multiples).sum();
        match self {
            Pattern::Wild(_) | Pattern::Exact(_) => 0,
            Pattern::Call(_, arguments) | Pattern::Unknown(_, _, arguments) => all(arguments),
            Pattern::Piecewise(pieces) => all(pieces),
            Pattern::Compare(_, sides) => all(&**sides),
            Pattern::Product(product) => {
                product.multiples() + usize::from(!product.coefficient.is_one())
            }
            Pattern::Sum(sum) => sum.terms.iter().map(Product::multiples).sum(),
        }
    }
}

impl Factor {
    fn multiples(&self) -> usize {
        let exponent = match &self.exponent {
            Exponent::Number(_) => 0,
            Exponent::Pattern(exponent) => exponent.multiples(),
        };
        self.base.multiples() + exponent
    }
}

impl Product {
    fn multiples(&self) -> usize {
        self.factors.iter().map(Factor::multiples).sum()
    }

    /// `?a^2` and the like.
    pub fn is_power_of_wildcard(&self) -> bool {
        self.wilds.is_empty()
            && matches!(
                self.factors.as_slice(),
                [Factor {
                    base: Pattern::Wild(_),
                    exponent: Exponent::Number(power),
                }] if power.is_integer()
            )
    }
}

/// The factors of a canonical node without rational coefficient, as (base, exponent).
fn pairs(arena: &mut Arena, id: Id) -> Vec<(Id, Id)> {
    let e = arena.constant(Constant::E);
    match arena.node(id) {
        _ if id == Id::ONE => Vec::new(),
        Node::Product(run) => {
            let pairs = arena.operands(run).chunks_exact(2);
            pairs.map(|pair| (pair[0], pair[1])).collect()
        }
        Node::Pow(base, exponent) => vec![(base, exponent)],
        Node::Call(FunctionId::EXP, run) => vec![(e, arena.operands(run)[0])],
        _ => vec![(id, Id::ONE)],
    }
}
