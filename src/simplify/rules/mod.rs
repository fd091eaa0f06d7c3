//! Rewrite rules as data: read from text, matched with canonical forms.
//!
//! A rule is one line of a file in `grammar/rules/`, `name: left => right where … noting …` (see
//! [`RuleSet::with_text`]). `read.rs` makes a [`Rule`] of it: the canonical form of the left side is
//! taken apart into a pattern (`pattern.rs`), the right side and the conditions become templates.
//! At a node, rules are found by the kind of node and the functions at its top (`functions.rs`);
//! `root.rs` looks for the left side among the terms or factors there and makes the result;
//! `matcher.rs`, `parts.rs` and `share.rs` match what lies below. `sample.rs` holds both sides of a
//! rule against each other in numbers.

mod error;
mod functions;
mod matcher;
mod parts;
mod pattern;
mod read;
mod root;
mod rule;
mod sample;
mod share;
#[cfg(test)]
mod tests;
mod value;

use std::sync::{Arc, OnceLock};

pub use error::{RuleError, RuleErrorKind};
pub use functions::FunctionSet;
pub use root::Rewrite;
pub use rule::{Arrow, Rule};
pub use sample::{Counterexample, Fault};

pub use super::facts::Facts;
use crate::expr::{Arena, Id, Node};
use crate::function::FunctionId;
use pattern::Pattern;
use root::Application;

/// The families of rules, a file each.
const FAMILIES: [&str; 10] = [
    include_str!("../../../grammar/rules/powers.rules"),
    include_str!("../../../grammar/rules/exponentials.rules"),
    include_str!("../../../grammar/rules/trigonometric.rules"),
    include_str!("../../../grammar/rules/hyperbolic.rules"),
    include_str!("../../../grammar/rules/inverse.rules"),
    include_str!("../../../grammar/rules/sign.rules"),
    include_str!("../../../grammar/rules/sigmoid.rules"),
    include_str!("../../../grammar/rules/special.rules"),
    include_str!("../../../grammar/rules/piecewise.rules"),
    include_str!("../../../grammar/rules/stable.rules"),
];

/// Rules, found by what stands at the top of their left sides. Cloning shares them.
#[derive(Clone, Debug)]
pub struct RuleSet {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    rules: Vec<Arc<Rule>>,
    index: Index,
}

/// Rules by the kind of node that they can match.
#[derive(Debug, Default)]
struct Index {
    sums: Vec<Entry>,
    products: Vec<Entry>,
    /// Those of `products` that have a coefficient, which only a sum's term has.
    multiples: Vec<Entry>,
    /// By the place of the function's row.
    calls: Vec<Vec<Entry>>,
    others: Vec<Entry>,
}

/// What is looked at before a rule is tried.
#[derive(Clone, Copy, Debug)]
struct Entry {
    heads: FunctionSet,
    /// A bit of [`Selection::kinds`].
    kind: u8,
    place: usize,
}

/// One bit for each kind of rule: proposal or not, angles or not, stable or not.
fn kind(proposal: bool, angles: bool, stable: bool) -> u8 {
    1 << (u8::from(proposal) | u8::from(angles) << 1 | u8::from(stable) << 2)
}

/// Which rules take part.
///
/// # Examples
/// ```
/// use gradus::simplify::rules::Selection;
/// let for_derivatives = Selection::default();
/// let for_simplify = Selection::default().angles(true).proposals(true);
/// # let _ = (for_derivatives, for_simplify);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    always: bool,
    proposals: bool,
    angles: bool,
    reading: bool,
    stable: bool,
}

impl Default for Selection {
    /// The rules `=>` of the families for reading that leave angles as they are.
    fn default() -> Self {
        Selection {
            always: true,
            proposals: false,
            angles: false,
            reading: true,
            stable: false,
        }
    }
}

impl Selection {
    /// With or without the rules `=>`.
    pub fn always(self, always: bool) -> Self {
        Selection { always, ..self }
    }

    /// With or without the rules `~>`.
    pub fn proposals(self, proposals: bool) -> Self {
        Selection { proposals, ..self }
    }

    /// With or without the rules that change angles.
    pub fn angles(self, angles: bool) -> Self {
        Selection { angles, ..self }
    }

    /// With or without the families for reading: all but `stable`.
    pub fn reading(self, reading: bool) -> Self {
        Selection { reading, ..self }
    }

    /// With or without the family `stable`: forms that lose fewer digits.
    pub fn stable(self, stable: bool) -> Self {
        Selection { stable, ..self }
    }

    /// The kinds of rules that take part, a bit each.
    fn kinds(self) -> u8 {
        let mut kinds = 0;
        for (proposal, wanted) in [(false, self.always), (true, self.proposals)] {
            for (stable, also) in [(false, self.reading), (true, self.stable)] {
                if wanted && also {
                    kinds |= kind(proposal, false, stable);
                    if self.angles {
                        kinds |= kind(proposal, true, stable);
                    }
                }
            }
        }
        kinds
    }
}

impl RuleSet {
    /// The rules of `grammar/rules/`, read once. (A test holds that they can be read.)
    pub fn standard() -> &'static RuleSet {
        static STANDARD: OnceLock<RuleSet> = OnceLock::new();
        STANDARD.get_or_init(|| {
            let mut rules: Vec<Arc<Rule>> = Vec::new();
            for text in FAMILIES {
                let known: Vec<&Rule> = rules.iter().map(|rule| &**rule).collect();
                let read = read::read(text, None, &known).unwrap_or_default();
                rules.extend(read.into_iter().map(|(rule, _)| Arc::new(rule)));
            }
            RuleSet::from_rules(rules)
        })
    }

    /// The rules that name functions by the exponential, the logarithm, sine and cosine.
    pub fn elementary() -> &'static RuleSet {
        static ELEMENTARY: OnceLock<RuleSet> = OnceLock::new();
        ELEMENTARY.get_or_init(|| {
            let text = include_str!("../../../grammar/rules/elementary.rules");
            let rules = read::read(text, None, &[]).unwrap_or_default().into_iter();
            RuleSet::from_rules(rules.map(|(rule, _)| Arc::new(rule)).collect())
        })
    }

    /// No rules.
    pub fn empty() -> RuleSet {
        RuleSet::from_rules(Vec::new())
    }

    fn from_rules(rules: Vec<Arc<Rule>>) -> RuleSet {
        let mut index = Index {
            calls: vec![Vec::new(); crate::function::all().len()],
            ..Index::default()
        };
        for (place, rule) in rules.iter().enumerate() {
            let entry = Entry {
                heads: rule.heads,
                kind: rule.kind(),
                place,
            };
            match &rule.left {
                Pattern::Sum(_) => index.sums.push(entry),
                Pattern::Product(product) => {
                    index.products.push(entry);
                    if !product.coefficient.is_one() {
                        index.multiples.push(entry);
                    }
                }
                Pattern::Call(function, _) => {
                    if let Some(list) = index.calls.get_mut(function.index()) {
                        list.push(entry);
                    }
                }
                _ => index.others.push(entry),
            }
        }
        RuleSet {
            inner: Arc::new(Inner { rules, index }),
        }
    }

    /// These rules and those of a text, one a line:
    ///
    /// ```text
    /// name: left => right where condition and condition noting condition
    /// ```
    ///
    /// `?a` is a wildcard: the same expression wherever it stands. `?a...` takes all the terms or
    /// factors that remain, and `?n:1` is 1 where the term, factor or exponent is missing. With
    /// `=>` the rule is applied wherever it matches, with `~>` where the result is better. `where`
    /// has conditions that must be proved: comparisons, `integer(?n)`, `even(?n)`, `odd(?n)`,
    /// `number(?n)`, `symbolic(?n)`, `free(?a, ?b)`. `noting` has conditions without which the
    /// left side is not real, and which the right side has lost.
    ///
    /// # Errors
    /// A [`RuleError`] with its line and place.
    ///
    /// # Examples
    /// ```
    /// use gradus::expr::Arena;
    /// use gradus::simplify::rules::RuleSet;
    ///
    /// let rules = RuleSet::empty().with_text("linear: f(?a + ?b) => f(?a) + f(?b)")?;
    /// assert_eq!(rules.rules().next().unwrap().name(), "linear");
    ///
    /// let error = rules.with_text("odd: f(-?x) => -f(?y)").unwrap_err();
    /// assert_eq!(error.to_string(), "`?y` does not occur on the left side, so it has no value here");
    /// # Ok::<(), gradus::simplify::rules::RuleError>(())
    /// ```
    pub fn with_text(&self, text: &str) -> Result<RuleSet, RuleError> {
        let known: Vec<&Rule> = self.rules().collect();
        let read = read::read(text, Some("own"), &known)?;
        let mut rules = self.inner.rules.clone();
        for (rule, place) in read {
            if rule.arrow == Arrow::Always && rule.matches_its_result() {
                return Err(RuleError {
                    kind: RuleErrorKind::Endless,
                    ..place
                });
            }
            rules.push(Arc::new(rule));
        }
        Ok(Self::from_rules(rules))
    }

    /// The rules in order.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Rule> {
        self.inner.rules.iter().map(|rule| &**rule)
    }

    /// A rule by its place ([`Rewrite::rule`]).
    pub fn rule(&self, place: usize) -> Option<&Rule> {
        self.inner.rules.get(place).map(|rule| &**rule)
    }

    /// Whether any rule could apply somewhere in an expression, by the functions in it.
    ///
    /// # Cost
    /// Linear in the reachable nodes. `false` is certain, `true` is not.
    pub fn could_apply(&self, arena: &Arena, root: Id, selection: &Selection) -> bool {
        let functions = FunctionSet::of(arena, &[root]);
        let kinds = selection.kinds();
        (self.rules()).any(|rule| kinds & rule.kind() != 0 && functions.contains(rule.functions))
    }

    /// Rewrites of a canonical node at its root, in the order of the rules: one for a rule `=>`, a
    /// few for a rule `~>`.
    ///
    /// # Cost
    /// Linear in the operands of the node where no rule applies; at most `fuel` steps.
    pub fn rewrites(
        &self,
        arena: &mut Arena,
        id: Id,
        selection: &Selection,
        facts: &Facts,
        fuel: &mut u64,
        out: &mut Vec<Rewrite>,
    ) {
        let index = &self.inner.index;
        let none: &[Entry] = &[];
        let (entries, more, heads) = match arena.node(id) {
            Node::Sum(run) => {
                let mut heads = FunctionSet::default();
                for pair in arena.operands(run).chunks_exact(2) {
                    heads = heads.union(heads_of_term(arena, pair[1]));
                }
                (&index.sums, &*index.multiples, heads)
            }
            Node::Product(_) | Node::Pow(..) | Node::Call(FunctionId::EXP, _) => {
                (&index.products, none, heads_of_term(arena, id))
            }
            Node::Call(function, _) => match index.calls.get(function.index()) {
                Some(list) => (list, none, FunctionSet::default()),
                None => return,
            },
            Node::Number(_) => return,
            _ => (&index.others, none, FunctionSet::default()),
        };
        let kinds = selection.kinds();
        for entry in entries.iter().chain(more) {
            if kinds & entry.kind != 0
                && heads.contains(entry.heads)
                && let Some(rule) = self.inner.rules.get(entry.place)
            {
                Application::new(rule, entry.place, facts, out).run(arena, id, fuel);
            }
        }
    }
}

impl Rule {
    /// Whether it applies somewhere in its own right side.
    fn matches_its_result(&self) -> bool {
        let mut arena = Arena::new();
        let values: Vec<Id> = (self.wildcards.iter())
            .map(|wildcard| arena.symbol(&wildcard.name))
            .collect();
        let right = self.right.build(&mut arena, &values);
        let Ok(right) = arena.canonical(right) else {
            return false;
        };
        let (facts, mut fuel, mut out) = (Facts::none(), 10_000, Vec::new());
        for id in arena.reachable(&[right]) {
            Application::new(self, 0, &facts, &mut out).run(&mut arena, id, &mut fuel);
        }
        !out.is_empty()
    }

    fn kind(&self) -> u8 {
        kind(self.arrow == Arrow::Proposal, self.angles, self.stable())
    }
}

/// The functions that a term's factors are applications of.
fn heads_of_term(arena: &Arena, term: Id) -> FunctionSet {
    let mut heads = FunctionSet::default();
    match arena.node(term) {
        Node::Product(run) => {
            for pair in arena.operands(run).chunks_exact(2) {
                heads.insert_head(arena, pair[0], pair[1]);
            }
        }
        Node::Pow(base, exponent) => heads.insert_head(arena, base, exponent),
        Node::Call(function, _) => heads.insert(function),
        _ => {}
    }
    heads
}
