//! Derivations of derivatives, gradients, Hessians and Jacobians.

use super::build::{Draft, Seams, differentiate};
use super::pending::{Map, pending, pending_in, replaced};
use super::tidy::tidy;
use super::{Depth, Derivation, Part, Shape, Step};
use crate::diff::DiffError;
use crate::diff::variables;
use crate::expr::{Arena, Expr, Flags, Id};
use crate::simplify::facts::Assumptions;
use crate::simplify::rules::RuleSet;

/// A derivative with more nodes than this is differentiated again as it is, not in the form in
/// which it is shown.
pub const MOST_BETWEEN: usize = 500;

/// By which rules, and under which assumptions, results are brought into the form in which they
/// are shown.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// One's own rules of simplification; nothing for the standard ones.
    pub rules: Option<&'a RuleSet>,
    /// What is assumed of symbols.
    pub assumptions: &'a Assumptions,
    /// What knows derivatives where pieces meet.
    pub seams: fn() -> Box<dyn Seams>,
}

/// A problem under way, in a working arena.
pub(super) struct Work<'a> {
    pub arena: Arena,
    context: Context<'a>,
    flags: Flags,
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
    pub(super) fn new(functions: &[&Expr], context: Context<'a>) -> (Self, Vec<Id>) {
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
            context,
            flags,
            parts: Vec::new(),
        };
        (work, ids)
    }

    /// A working arena with expressions and variables in it.
    pub(super) fn begin<N: AsRef<str>>(
        functions: &[&Expr],
        names: impl IntoIterator<Item = N>,
        context: Context<'a>,
    ) -> Result<(Self, Vec<Id>, Vec<Id>), DiffError> {
        let (mut work, ids) = Work::new(functions, context);
        let variables = variables(&mut work.arena, names)?;
        Ok((work, ids, variables))
    }

    /// Takes one derivative: the steps by rules and those that tidy up. One that is
    /// differentiated `again` stays as it is if it is large.
    fn once(
        &mut self,
        shown: Id,
        variable: Id,
        again: bool,
        at: (usize, Depth),
        out: &mut Vec<Draft>,
    ) -> Result<Id, DiffError> {
        let arena = &mut self.arena;
        let function = arena.unflatten(&[shown])[0];
        let mut seams = (self.context.seams)();
        let raw = differentiate(arena, (function, shown), variable, &mut *seams, at, out)?;
        if again && arena.node_count(&[raw]) > MOST_BETWEEN {
            return Ok(raw);
        }
        Ok(tidy(arena, raw, &self.context, at, out))
    }

    /// A derivative in the form in which it is shown, its steps forgotten.
    pub(super) fn without_steps(&mut self, function: Id, variable: Id) -> Result<Id, DiffError> {
        let at = (0, Depth::Summary);
        self.once(function, variable, false, at, &mut Vec::new())
    }

    /// Takes one of the derivatives in an expression, as a step that consists of steps. Returns
    /// what it is.
    fn put_in(
        &mut self,
        current: &mut Id,
        (function, variable): (Id, Id),
        rule: String,
        again: bool,
        drafts: &mut Vec<Draft>,
    ) -> Result<Id, DiffError> {
        let before = pending(&mut self.arena, function, variable);
        let head = drafts.len();
        let after = self.once(function, variable, again, (1, Depth::Textbook), drafts)?;
        let from = *current;
        *current = replaced(&mut self.arena, from, before, after);
        let at = (0, Depth::Summary);
        let step = Draft::new(rule, at, (before, after), (from, *current));
        drafts.insert(head, step);
        Ok(after)
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
            &[variable] => {
                self.once(function, variable, false, (0, Depth::Summary), &mut drafts)?
            }
            _ => {
                let (mut current, mut function) = (problem, function);
                for (order, &variable) in variables.iter().enumerate() {
                    let rule = match same(variables) {
                        true => ordinal(order + 1),
                        false => first_label(&self.arena, variable),
                    };
                    let again = order + 1 < variables.len();
                    let next = (function, variable);
                    function = self.put_in(&mut current, next, rule, again, &mut drafts)?;
                }
                function
            }
        };
        self.finish(label, problem, drafts, result);
        Ok(result)
    }

    /// The partial of a function in a variable, and those of the partial in others, a part each.
    pub(super) fn second_partials(
        &mut self,
        function: Id,
        first: Id,
        others: &[Id],
    ) -> Result<(Id, Vec<Id>), DiffError> {
        let label = first_label(&self.arena, first);
        let partial = self.derivative(Some(label), function, &[first])?;
        let mut entries = Vec::new();
        for &variable in others {
            let label = second_label(&self.arena, first, variable);
            entries.push(self.derivative(Some(label), partial, &[variable])?);
        }
        Ok((partial, entries))
    }

    /// Takes the derivatives in a formula, innermost first, and tidies up.
    pub(super) fn resolve(
        &mut self,
        mut current: Id,
        drafts: &mut Vec<Draft>,
    ) -> Result<Id, DiffError> {
        while let Some((_, function, variable)) = pending_in(&self.arena, current) {
            let rule = first_label(&self.arena, variable);
            self.put_in(&mut current, (function, variable), rule, false, drafts)?;
        }
        let (arena, at) = (&mut self.arena, (0, Depth::Summary));
        Ok(tidy(arena, current, &self.context, at, drafts))
    }

    /// A formula with derivatives in it: these are taken, each as a step, and the result is
    /// tidied up.
    pub(super) fn formula(&mut self, label: Option<String>, problem: Id) -> Result<Id, DiffError> {
        let mut drafts = Vec::new();
        let result = self.resolve(problem, &mut drafts)?;
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

/// What a first partial is called.
pub(super) fn first_label(arena: &Arena, variable: Id) -> String {
    format!("derivative in {}", arena.name(variable))
}

/// What a second partial is called.
fn second_label(arena: &Arena, first: Id, second: Id) -> String {
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
        context: Context<'_>,
    ) -> Result<Derivation, DiffError> {
        let (mut work, ids, variables) = Work::begin(&[function], names, context)?;
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
        context: Context<'_>,
    ) -> Result<Derivation, DiffError> {
        let (mut work, ids, variables) = Work::begin(&[function], names, context)?;
        for &variable in &variables {
            let label = first_label(&work.arena, variable);
            work.derivative(Some(label), ids[0], &[variable])?;
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
        context: Context<'_>,
    ) -> Result<Derivation, DiffError> {
        let (mut work, ids, variables) = Work::begin(&[function], names, context)?;
        for (row, &variable) in variables.iter().enumerate() {
            work.second_partials(ids[0], variable, &variables[..=row])?;
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
        context: Context<'_>,
    ) -> Result<Derivation, DiffError> {
        let functions: Vec<&Expr> = functions.iter().collect();
        let (mut work, ids, variables) = Work::begin(&functions, names, context)?;
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
