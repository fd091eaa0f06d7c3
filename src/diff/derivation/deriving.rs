//! Derivations of derivatives, gradients, Hessians and Jacobians.

use super::build::{Draft, Seams, differentiate};
use super::pending::{Map, pending, replaced};
use super::tidy::tidy;
use super::{Depth, Derivation, Part, Shape, Step};
use crate::diff::DiffError;
use crate::diff::variables;
use crate::expr::{Arena, Expr, Flags, Id};
use crate::simplify::facts::Assumptions;
use crate::simplify::is_rational;
use crate::simplify::rules::RuleSet;

/// A derivative with more nodes than this is differentiated again as it is, not in the form in
/// which it is shown.
pub const MOST_BETWEEN: usize = 500;

/// By which rules, and under which assumptions, results are brought into the form in which they
/// are shown.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The rules of simplification.
    pub rules: &'a RuleSet,
    /// Whether the rules are the standard ones, which polynomials can do without.
    pub standard: bool,
    /// What is assumed of symbols.
    pub assumptions: &'a Assumptions,
    /// What knows derivatives where pieces meet.
    pub seams: fn() -> Box<dyn Seams>,
}

impl Settings<'_> {
    pub(super) fn rules_for(&self, arena: &Arena, id: Id) -> &RuleSet {
        static NONE: std::sync::OnceLock<RuleSet> = std::sync::OnceLock::new();
        match self.standard && is_rational(arena, id) {
            true => NONE.get_or_init(RuleSet::empty),
            false => self.rules,
        }
    }
}

/// A problem under way, in a working arena.
pub(super) struct Work<'a> {
    pub arena: Arena,
    pub settings: Settings<'a>,
    pub flags: Flags,
    parts: Vec<Finished>,
}

struct Finished {
    label: Option<String>,
    problem: Id,
    drafts: Vec<Draft>,
    result: Id,
}

impl<'a> Work<'a> {
    /// A working arena with expressions in it, as built nodes.
    pub(super) fn new(functions: &[&Expr], settings: Settings<'a>) -> (Self, Vec<Id>) {
        let mut arena = Arena::new();
        let mut flags = Flags {
            derivative: true,
            ..Flags::default()
        };
        let mut ids = Vec::new();
        for function in functions {
            let copy = function.compact();
            flags = flags.or(copy.flags());
            ids.extend(copy.with(|source, id| arena.import(source, &[id])));
        }
        flags.chosen = false;
        let ids = arena.unflatten(&ids);
        let work = Work {
            arena,
            settings,
            flags,
            parts: Vec::new(),
        };
        (work, ids)
    }

    /// Takes one derivative: the steps by rules and those that tidy up.
    pub(super) fn once(
        &mut self,
        shown: Id,
        variable: Id,
        level: usize,
        depth: Depth,
        out: &mut Vec<Draft>,
    ) -> Result<Id, DiffError> {
        let function = self.arena.unflatten(&[shown])[0];
        let raw = self.raw((function, shown), variable, (level, depth), out)?;
        Ok(tidy(
            &mut self.arena,
            raw,
            &self.settings,
            level,
            depth,
            out,
        ))
    }

    fn raw(
        &mut self,
        function: (Id, Id),
        variable: Id,
        at: (usize, Depth),
        out: &mut Vec<Draft>,
    ) -> Result<Id, DiffError> {
        let mut seams = (self.settings.seams)();
        differentiate(&mut self.arena, function, variable, &mut *seams, at, out)
    }

    /// The same for a derivative that is differentiated once more.
    fn between(&mut self, shown: Id, variable: Id, out: &mut Vec<Draft>) -> Result<Id, DiffError> {
        let depth = Depth::Textbook;
        let function = self.arena.unflatten(&[shown])[0];
        let raw = self.raw((function, shown), variable, (1, depth), out)?;
        let arena = &mut self.arena;
        if arena.node_count(&[raw]) > MOST_BETWEEN {
            return Ok(raw);
        }
        Ok(tidy(arena, raw, &self.settings, 1, depth, out))
    }

    /// The derivative in several variables, one after the other, as a part.
    pub(super) fn derivative(
        &mut self,
        label: Option<String>,
        function: Id,
        variables: &[Id],
    ) -> Result<Id, DiffError> {
        let mut problem = function;
        for &variable in variables {
            problem = pending(&mut self.arena, problem, variable);
        }
        let mut drafts = Vec::new();
        let result = match variables {
            &[variable] => self.once(function, variable, 0, Depth::Summary, &mut drafts)?,
            _ => {
                let mut current = problem;
                let mut function = function;
                for (order, &variable) in variables.iter().enumerate() {
                    let before = pending(&mut self.arena, function, variable);
                    let head = drafts.len();
                    let after = match order + 1 == variables.len() {
                        true => self.once(function, variable, 1, Depth::Textbook, &mut drafts)?,
                        false => self.between(function, variable, &mut drafts)?,
                    };
                    let from = current;
                    current = replaced(&mut self.arena, from, before, after);
                    let rule = match same(variables) {
                        true => ordinal(order + 1).into(),
                        false => format!("derivative in {}", self.arena.name(variable)).into(),
                    };
                    drafts.insert(
                        head,
                        Draft {
                            rule,
                            parts: Vec::new(),
                            level: 0,
                            depth: Depth::Summary,
                            before,
                            after,
                            from,
                            current,
                            conditions: Vec::new(),
                        },
                    );
                    function = after;
                }
                function
            }
        };
        self.finish(label, problem, drafts, result);
        Ok(result)
    }

    pub(super) fn finish(
        &mut self,
        label: Option<String>,
        problem: Id,
        drafts: Vec<Draft>,
        result: Id,
    ) {
        self.parts.push(Finished {
            label,
            problem,
            drafts,
            result,
        });
    }

    /// The derivation of the parts so far.
    pub(super) fn derivation(self, shape: Shape) -> Derivation {
        let arena = &self.arena;
        let mut places: Vec<Vec<Vec<u32>>> = Vec::new();
        for part in &self.parts {
            let of = |draft: &Draft| place(arena, draft.from, draft.before);
            places.push(part.drafts.iter().map(of).collect());
        }
        let home = Expr::from_arena(self.arena, Id::ZERO, self.flags);
        let expr = |id: Id| home.sibling(id, Flags::default());
        let mut places = places.into_iter();
        let parts = self.parts.into_iter().map(|part| Part {
            label: part.label,
            problem: expr(part.problem),
            result: expr(part.result),
            steps: part
                .drafts
                .into_iter()
                .zip(places.next().unwrap_or_default())
                .map(|(draft, place)| Step {
                    rule: draft.rule,
                    parts: (draft.parts.into_iter())
                        .map(|(name, id)| (name, expr(id)))
                        .collect(),
                    level: draft.level,
                    depth: draft.depth,
                    before: expr(draft.before),
                    after: expr(draft.after),
                    current: expr(draft.current),
                    place,
                    conditions: draft.conditions.into_iter().map(expr).collect(),
                })
                .collect(),
        });
        Derivation {
            parts: parts.collect(),
            shape,
        }
    }
}

fn same(variables: &[Id]) -> bool {
    variables.windows(2).all(|pair| pair[0] == pair[1])
}

/// What a second partial is called.
pub(super) fn second_label(arena: &Arena, first: Id, second: Id) -> String {
    let name = arena.name(first);
    match first == second {
        true => format!("second derivative in {name}"),
        false => format!("derivative in {name} and {}", arena.name(second)),
    }
}

fn ordinal(order: usize) -> String {
    const WORDS: [&str; 6] = ["first", "second", "third", "fourth", "fifth", "sixth"];
    match order.checked_sub(1).and_then(|at| WORDS.get(at)) {
        Some(word) => format!("{word} derivative"),
        None => format!("derivative of order {order}"),
    }
}

/// The way from an expression to the first place where another stands in it.
fn place(arena: &Arena, root: Id, wanted: Id) -> Vec<u32> {
    let mut from: Map<Id, (Id, u32)> = Map::default();
    let mut stack = vec![root];
    let mut found = root == wanted;
    while let Some(id) = stack.pop() {
        if found {
            break;
        }
        let mut at = 0;
        arena.for_each_child(id, |child| {
            if child >= wanted && child != root && !from.contains_key(&child) {
                from.insert(child, (id, at));
                stack.push(child);
                found |= child == wanted;
            }
            at += 1;
        });
    }
    let mut path = Vec::new();
    let mut id = wanted;
    while id != root
        && let Some(&(parent, at)) = from.get(&id)
    {
        path.push(at);
        id = parent;
    }
    path.reverse();
    path
}

impl Derivation {
    /// How a derivative comes about, in several variables one after the other.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn of_derivative<N: AsRef<str>>(
        function: &Expr,
        names: impl IntoIterator<Item = N>,
        settings: Settings<'_>,
    ) -> Result<Derivation, DiffError> {
        let (mut work, ids) = Work::new(&[function], settings);
        let variables = variables(&mut work.arena, names)?;
        work.derivative(None, ids[0], &variables)?;
        Ok(work.derivation(Shape::One))
    }

    /// How the partials in the given variables come about: a part each.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn of_gradient<N: AsRef<str>>(
        function: &Expr,
        names: impl IntoIterator<Item = N>,
        settings: Settings<'_>,
    ) -> Result<Derivation, DiffError> {
        let (mut work, ids) = Work::new(&[function], settings);
        let variables = variables(&mut work.arena, names)?;
        for &variable in &variables {
            let label = Some(format!("derivative in {}", work.arena.name(variable)));
            work.derivative(label, ids[0], &[variable])?;
        }
        Ok(work.derivation(Shape::List(variables.len())))
    }

    /// How the second partials come about: the lower triangle, a part each.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn of_hessian<N: AsRef<str>>(
        function: &Expr,
        names: impl IntoIterator<Item = N>,
        settings: Settings<'_>,
    ) -> Result<Derivation, DiffError> {
        let (mut work, ids) = Work::new(&[function], settings);
        let variables = variables(&mut work.arena, names)?;
        for (row, &second) in variables.iter().enumerate() {
            let name = work.arena.name(second).to_owned();
            let label = Some(format!("derivative in {name}"));
            let first = work.derivative(label, ids[0], &[second])?;
            for &variable in &variables[..=row] {
                let label = second_label(&work.arena, second, variable);
                work.derivative(Some(label), first, &[variable])?;
            }
        }
        Ok(work.derivation(Shape::Triangle(variables.len())))
    }

    /// How the partials of several functions come about, function by function.
    ///
    /// # Errors
    /// See [`DiffError`].
    pub fn of_jacobian<N: AsRef<str>>(
        functions: &[Expr],
        names: impl IntoIterator<Item = N>,
        settings: Settings<'_>,
    ) -> Result<Derivation, DiffError> {
        let functions: Vec<&Expr> = functions.iter().collect();
        let (mut work, ids) = Work::new(&functions, settings);
        let variables = variables(&mut work.arena, names)?;
        for (row, &function) in ids.iter().enumerate() {
            for &variable in &variables {
                let name = work.arena.name(variable);
                let label = format!("derivative of function {} in {name}", row + 1);
                work.derivative(Some(label), function, &[variable])?;
            }
        }
        Ok(work.derivation(Shape::Rows(ids.len(), variables.len())))
    }
}
