//! Simplification of owned expressions.

use std::sync::OnceLock;

use super::facts::{Assumptions, Facts, conditions_of, lost_conditions};
use super::rules::RuleSet;
use super::{Simplified, Simplify};
use crate::expr::{Arena, CanonicalError, Expr, Flags, Id, Node, Number};

impl Expr {
    /// A simpler form: the one that is shortest to read, of those that rules and algebra find.
    /// Where this expression is real, that one has the same value; it may be real at more points.
    ///
    /// # Errors
    /// [`CanonicalError`] if it has no canonical form.
    ///
    /// # Examples
    /// ```
    /// use gradus::Expr;
    ///
    /// let f: Expr = "x/(x^2 - 1) - 1/(x^2 - 1)".parse()?;
    /// assert_eq!(f.simplify()?.to_string(), "1/(x + 1)");
    /// let g: Expr = "sin(x)^2 + cos(x)^2".parse()?;
    /// assert_eq!(g.simplify()?.to_string(), "1");
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn simplify(&self) -> Result<Expr, CanonicalError> {
        let (expr, _) = self.simplified(
            &Simplify::default(),
            RuleSet::standard(),
            &Assumptions::new(),
        )?;
        Ok(expr)
    }

    /// Whether it is made of numbers, constants and symbols by additions, multiplications and
    /// integer powers only.
    pub fn is_rational(&self) -> bool {
        self.with(|arena, id| is_rational(arena, id))
    }

    /// A simpler form by chosen rules, with what is assumed of its symbols, and what the search has
    /// to say.
    ///
    /// # Errors
    /// As [`Expr::simplify`].
    pub fn simplified(
        &self,
        how: &Simplify,
        rules: &RuleSet,
        assumptions: &Assumptions,
    ) -> Result<(Expr, Simplified), CanonicalError> {
        // The forms on the way are left behind with the arena they are in.
        let working = self.compact();
        let simplified = working.with(|arena, id| {
            let facts = Facts::new(arena, assumptions).unwrap_or_default();
            how.run(arena, id, rules, &facts)
        })?;
        let found = working.sibling(simplified.id, Flags::default());
        Ok((found.compact().with_form_chosen(true), simplified))
    }

    /// The conditions under which it is real, but those that are assumed.
    ///
    /// # Examples
    /// ```
    /// use gradus::{Expr, simplify::facts::Assumptions};
    ///
    /// let f: Expr = "log(x)/(x - 2)".parse()?;
    /// let conditions: Vec<String> =
    ///     f.domain(&Assumptions::new()).iter().map(Expr::to_string).collect();
    /// assert_eq!(conditions, ["x > 0", "x != 2"]);
    /// # Ok::<(), gradus::Error>(())
    /// ```
    pub fn domain(&self, assumptions: &Assumptions) -> Vec<Expr> {
        let working = self.compact();
        let found = working.with(|arena, id| {
            let facts = Facts::new(arena, assumptions).unwrap_or_default();
            conditions_of(arena, &[id], &facts)
        });
        let siblings = found
            .into_iter()
            .map(|id| working.sibling(id, Flags::default()));
        siblings.collect()
    }

    /// The conditions under which it is real that do not follow from the domain of another
    /// expression: what was lost where that one has come from this one.
    pub fn domain_lost_in(&self, after: &Expr, assumptions: &Assumptions) -> Vec<Expr> {
        let (home, found) = self
            .compact()
            .with_all(&[&after.compact()], |arena, id, others| {
                let facts = Facts::new(arena, assumptions).unwrap_or_default();
                let before = conditions_of(arena, &[id], &facts);
                match others {
                    [after] if !before.is_empty() => {
                        lost_conditions(arena, &before, *after, &facts)
                    }
                    _ => Vec::new(),
                }
            });
        let siblings = found
            .into_iter()
            .map(|id| home.sibling(id, Flags::default()));
        siblings.collect()
    }
}

/// Whether a node is made of numbers, constants and symbols by additions, multiplications and
/// integer powers only.
fn is_rational(arena: &Arena, id: Id) -> bool {
    arena
        .reachable(&[id])
        .into_iter()
        .all(|id| match arena.node(id) {
            Node::Number(_)
            | Node::Constant(_)
            | Node::Symbol(_)
            | Node::Add(..)
            | Node::Mul(..)
            | Node::Sum(_) => true,
            Node::Pow(_, exponent) => arena.as_number(exponent).is_some_and(Number::is_integer),
            Node::Product(run) => arena.operands(run).chunks_exact(2).all(|pair| {
                let exponent = arena.as_number(pair[1]);
                exponent.is_some_and(Number::is_integer)
            }),
            _ => false,
        })
}

/// The rules for an expression: one's own, or else the standard ones, which polynomials and their
/// quotients do without, because reading them takes some milliseconds.
pub fn rules_for<'a>(own: Option<&'a RuleSet>, arena: &Arena, id: Id) -> &'a RuleSet {
    static NONE: OnceLock<RuleSet> = OnceLock::new();
    match own {
        Some(own) => own,
        None if is_rational(arena, id) => NONE.get_or_init(RuleSet::empty),
        None => RuleSet::standard(),
    }
}
