//! What the rows of the table say of where a function has a slope, worked out once.

use std::sync::OnceLock;

use crate::expr::template::{self, Template};
use crate::expr::{Arena, Id, Node, Relation};
use crate::function::{self, FunctionId};
use crate::simplify::facts::{Facts, conditions_of};

/// A condition on the arguments of a function.
#[derive(Debug)]
pub(super) enum Need {
    /// The formula must not be 0.
    Nonzero(Template),
    /// The condition must hold.
    Holds(Template),
}

/// What the slope of a function in each argument needs beside what the function itself needs, and
/// the formulas that vanish at its kinks.
#[derive(Debug, Default)]
pub(super) struct Slopes {
    pub(super) needs: Vec<Vec<Need>>,
    pub(super) kinks: Vec<Template>,
}

/// The needs of a function.
pub(super) fn slopes(function: FunctionId) -> Option<&'static Slopes> {
    static ALL: OnceLock<Vec<OnceLock<Slopes>>> = OnceLock::new();
    let all = ALL.get_or_init(|| function::all().map(|_| OnceLock::new()).collect());
    let slot = all.get(function.index())?;
    Some(slot.get_or_init(|| worked_out(function)))
}

fn worked_out(function: FunctionId) -> Slopes {
    let row = function.row();
    let mut arena = Arena::new();
    let arguments: Vec<Id> = (row.parameters.iter())
        .map(|name| arena.symbol(name))
        .collect();
    let mut facts = Facts::none();
    if let Some(domain) = template::domain(function) {
        let domain = domain.build(&mut arena, &arguments);
        if let Ok(within) = facts.with(&mut arena, domain) {
            facts = within;
        }
    }
    let kinks = (row.kinks.iter())
        .filter_map(|text| Template::read(text, row.parameters))
        .collect();
    let mut needs = Vec::with_capacity(arguments.len());
    for at in 0..arguments.len() {
        let mut found = Vec::new();
        if let Some(partial) = template::partial(function, at) {
            let partial = partial.build(&mut arena, &arguments);
            for condition in conditions_of(&mut arena, &[partial], &facts) {
                // The poles of a function of one argument are those of its derivative.
                if arguments.len() == 1 && matches!(arena.node(condition), Node::Or(..)) {
                    continue;
                }
                found.extend(taken_apart(&mut arena, condition, row.parameters));
            }
        }
        needs.push(found);
    }
    Slopes { needs, kinks }
}

/// A formula with the parameters as holes.
fn template_of(arena: &mut Arena, id: Id, parameters: &[&str]) -> Option<Template> {
    let built = arena.unflatten(&[id]);
    Template::from_node(arena, *built.first()?, parameters)
}

/// A condition as what must not vanish, and what must hold besides.
fn taken_apart(arena: &mut Arena, condition: Id, parameters: &[&str]) -> Vec<Need> {
    let mut needs = Vec::new();
    let mut stack = vec![condition];
    while let Some(condition) = stack.pop() {
        let (wide, difference) = match arena.node(condition) {
            Node::And(a, b) => {
                stack.extend([b, a]);
                continue;
            }
            Node::Compare(relation, a, b) => {
                let wide = match relation {
                    Relation::Less => Some(Relation::LessEqual),
                    Relation::Greater => Some(Relation::GreaterEqual),
                    Relation::NotEqual => None,
                    other => Some(other),
                };
                let strict = wide != Some(relation);
                let difference = strict.then(|| arena.sub(a, b));
                let wide = wide.map(|relation| arena.compare_node(relation, a, b));
                (wide, difference)
            }
            _ => (Some(condition), None),
        };
        if let Some(wide) = wide {
            needs.extend(template_of(arena, wide, parameters).map(Need::Holds));
        }
        if let Some(difference) = difference {
            needs.extend(template_of(arena, difference, parameters).map(Need::Nonzero));
        }
    }
    needs
}
