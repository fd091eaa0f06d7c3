//! The domain and the kinks of each function of the table, ready to be computed.

use std::sync::OnceLock;

use super::trace::{Setting, value_of};
use crate::expr::template::Template;
use crate::expr::{Arena, Id};
use crate::function::{self, FunctionId};

/// The formulas of one row, in an arena of their own.
#[derive(Default)]
struct Formulas {
    arena: Arena,
    parameters: Vec<Id>,
    domain: Option<Id>,
    kinks: Vec<Id>,
}

fn formulas(function: FunctionId) -> Option<&'static Formulas> {
    static ALL: OnceLock<Vec<OnceLock<Formulas>>> = OnceLock::new();
    let all = ALL.get_or_init(|| function::all().map(|_| OnceLock::new()).collect());
    Some(all.get(function.index())?.get_or_init(|| {
        let row = function.row();
        let mut arena = Arena::new();
        let names = row.parameters.iter();
        let parameters: Vec<Id> = names.map(|name| arena.symbol(name)).collect();
        let mut read = |text: &str| {
            let template = Template::read(text, row.parameters)?;
            Some(template.build(&mut arena, &parameters))
        };
        let domain = (!row.domain.is_empty()).then(|| read(row.domain)).flatten();
        let kinks = row.kinks.iter().filter_map(|text| read(text)).collect();
        Formulas {
            arena,
            parameters,
            domain,
            kinks,
        }
    }))
}

impl Formulas {
    fn value(&self, formula: Id, arguments: &[f64]) -> f64 {
        let parameters = self.parameters.iter().copied();
        let values: Vec<(Id, f64)> = parameters.zip(arguments.iter().copied()).collect();
        value_of(&self.arena, formula, &Setting::plain(&values))
    }
}

/// Whether a function is real at these arguments, as its row says.
pub(super) fn in_domain(function: FunctionId, arguments: &[f64]) -> bool {
    let Some(known) = formulas(function) else {
        return true;
    };
    let own = |arguments: &[f64]| {
        known
            .domain
            .is_none_or(|domain| known.value(domain, arguments) != 0.0)
    };
    // A function that folds many arguments has the domain of its two.
    if function.row().variadic && arguments.len() > 2 {
        return true;
    }
    own(arguments)
}

/// The values of the formulas that vanish at the kinks of a function.
pub(super) fn kinks(function: FunctionId, arguments: &[f64]) -> Vec<f64> {
    match formulas(function) {
        Some(known) if arguments.len() == known.parameters.len() => {
            let kinks = known.kinks.iter();
            kinks.map(|&kink| known.value(kink, arguments)).collect()
        }
        // Folded over many: a kink where two of them meet.
        Some(known) if !known.kinks.is_empty() && function.row().variadic => {
            let mut found = Vec::new();
            let mut rest = arguments.iter().copied();
            let Some(mut folded) = rest.next() else {
                return found;
            };
            for next in rest {
                let pair = [folded, next];
                found.extend(known.kinks.iter().map(|&kink| known.value(kink, &pair)));
                folded = function.value(&pair);
            }
            found
        }
        _ => Vec::new(),
    }
}
