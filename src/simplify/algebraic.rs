//! The forms that algebra has for a rational expression.
//!
//! Algebra takes calls and roots for independent of one another. Before it is asked, what is not
//! so independent is brought to the same terms, each way giving forms of its own: roots of
//! proportional expressions, functions that are quotients of others, squares of sines and cosines.

use hashbrown::HashMap;

use super::Goal;
use super::cost::Costs;
use super::facts::Facts;
use super::rules::{RuleSet, Selection};
use crate::algebra::forms::{Fraction, Identities, Limits, Way, shapes};
use crate::expr::{Arena, Id, Node};
use crate::function::FunctionId;

/// How many terms a polynomial may have on the way.
const TERMS: usize = 3000;

/// The search for forms of one expression.
pub(super) struct Search<'a> {
    pub arena: &'a mut Arena,
    pub costs: &'a mut Costs,
    pub fuel: &'a mut u64,
    /// Whether every way was gone to its end.
    pub complete: bool,
    /// The forms, and how each was made.
    pub out: Vec<(Id, Way)>,
}

/// What occurs in an expression that is worth a way of its own.
#[derive(Clone, Copy, Default)]
struct Features {
    sums: bool,
    roots: usize,
    sine: bool,
    cosine: bool,
    quotients: bool,
    composed: bool,
}

impl Search<'_> {
    /// Collects the forms of a canonical node.
    pub(super) fn run(&mut self, id: Id) {
        let features = self.features(id);
        if !features.sums && !features.quotients {
            // A product of powers is in its form already.
            return;
        }
        self.shapes(id, Identities::None);
        if features.sine && features.cosine {
            self.shapes(id, Identities::Cosines);
            self.shapes(id, Identities::Sines);
        }
        let mut alike = id;
        if features.roots > 1
            && let Some(same) = self.roots_alike(id)
            && same != id
        {
            alike = same;
            self.shapes(alike, Identities::None);
        }
        if features.quotients || features.composed {
            let elementary = self.elementary(alike);
            if elementary != alike {
                let features = self.features(elementary);
                if features.sine && features.cosine {
                    self.shapes(elementary, Identities::Cosines);
                    self.shapes(elementary, Identities::Sines);
                } else {
                    self.shapes(elementary, Identities::None);
                }
            }
        }
    }

    fn shapes(&mut self, id: Id, identities: Identities) {
        let given = *self.fuel / 2;
        let mut limits = Limits {
            terms: TERMS,
            work: given,
        };
        let costs = &mut *self.costs;
        let mut weigh = |arena: &Arena, id: Id| costs.of(arena, id, Goal::Read);
        let result = shapes(
            self.arena,
            id,
            identities,
            &mut limits,
            &mut weigh,
            &mut self.out,
        );
        self.complete &= result.is_ok();
        *self.fuel = self.fuel.saturating_sub(given.saturating_sub(limits.work));
    }

    fn features(&self, id: Id) -> Features {
        let mut found = Features::default();
        let fractional = |exponent: Id| {
            self.arena
                .as_number(exponent)
                .is_some_and(|number| !number.is_integer())
        };
        for node in self.arena.reachable(&[id]) {
            match self.arena.node(node) {
                Node::Sum(run) => found.sums |= run.len() > 2,
                Node::Pow(_, exponent) => found.roots += usize::from(fractional(exponent)),
                Node::Product(run) => {
                    let pairs = self.arena.operands(run).chunks_exact(2);
                    found.roots += pairs.filter(|pair| fractional(pair[1])).count();
                }
                Node::Call(function, _) => match function {
                    FunctionId::SIN | FunctionId::SINH => found.sine = true,
                    FunctionId::COS | FunctionId::COSH => found.cosine = true,
                    FunctionId::TAN
                    | FunctionId::COT
                    | FunctionId::SEC
                    | FunctionId::CSC
                    | FunctionId::TANH
                    | FunctionId::COTH
                    | FunctionId::SECH
                    | FunctionId::CSCH => found.quotients = true,
                    FunctionId::HYPOT
                    | FunctionId::LOG1P
                    | FunctionId::EXPM1
                    | FunctionId::ERFC
                    | FunctionId::SIGMOID
                    | FunctionId::SOFTPLUS => found.composed = true,
                    _ => {}
                },
                _ => {}
            }
        }
        if found.quotients {
            // Squares of secants and tangents are related as those of sines and cosines are.
            found.sine = true;
            found.cosine = true;
        }
        found
    }

    /// Every node after a change of its own, operands first.
    fn mapped(&mut self, root: Id, mut change: impl FnMut(&mut Self, Id) -> Id) -> Id {
        let mut changed: HashMap<Id, Id, foldhash::fast::FixedState> = HashMap::default();
        for id in self.arena.reachable(&[root]) {
            let mut touched = false;
            self.arena
                .for_each_child(id, |child| touched |= changed.contains_key(&child));
            let mut new = id;
            if touched {
                let at = |child: Id| changed.get(&child).copied().unwrap_or(child);
                new = self.arena.rebuild(id, at);
                match self.arena.canonical(new) {
                    Ok(form) => new = form,
                    Err(_) => return root,
                }
            }
            new = change(self, new);
            if new != id {
                changed.insert(id, new);
            }
        }
        changed.get(&root).copied().unwrap_or(root)
    }

    /// The expression with functions that are composed of others written out.
    fn elementary(&mut self, root: Id) -> Id {
        let (selection, facts) = (Selection::default(), Facts::none());
        let mut found = Vec::new();
        self.mapped(root, |search, id| {
            if !matches!(search.arena.node(id), Node::Call(..)) {
                return id;
            }
            found.clear();
            let rules = RuleSet::elementary();
            rules.rewrites(
                search.arena,
                id,
                &selection,
                &facts,
                search.fuel,
                &mut found,
            );
            found.first().map_or(id, |rewrite| rewrite.result)
        })
    }

    /// The expression with what is under a root as one primitive fraction, so that proportional
    /// ones become equal. Nothing if that does not help.
    fn roots_alike(&mut self, root: Id) -> Option<Id> {
        let limits = Limits {
            terms: TERMS,
            work: *self.fuel / 4,
        };
        let new = self.mapped(root, |search, id| {
            let pairs: Vec<(Id, Id)> = match search.arena.node(id) {
                Node::Pow(base, exponent) => vec![(base, exponent)],
                Node::Product(run) => {
                    let pairs = search.arena.operands(run).chunks_exact(2);
                    pairs.map(|pair| (pair[0], pair[1])).collect()
                }
                _ => return id,
            };
            let mut product = Id::ONE;
            let mut touched = false;
            for (base, exponent) in pairs {
                let fractional = search
                    .arena
                    .as_number(exponent)
                    .is_some_and(|number| !number.is_integer());
                let mut better = base;
                if fractional
                    && matches!(search.arena.node(base), Node::Sum(_) | Node::Product(_))
                    && let Ok(form) = primitive(search.arena, base, &limits)
                {
                    *search.fuel = search.fuel.saturating_sub(5_000);
                    better = form;
                }
                touched |= better != base;
                let power = match search.arena.node(base) {
                    Node::Constant(crate::expr::Constant::E) => {
                        search.arena.call(FunctionId::EXP, &[exponent])
                    }
                    _ => search.arena.pow(better, exponent),
                };
                product = search.arena.mul(product, power);
            }
            if !touched {
                return id;
            }
            search.arena.canonical(product).unwrap_or(id)
        });
        Some(new)
    }
}

/// One fraction, its numerator one sum without a common factor of the coefficients.
fn primitive(
    arena: &mut Arena,
    id: Id,
    limits: &Limits,
) -> Result<Id, crate::algebra::AlgebraError> {
    let mut fraction = Fraction::of(arena, id, limits)?;
    fraction.cancel()?;
    fraction.to_expression(arena)
}
