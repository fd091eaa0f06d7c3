//! What is to be evaluated, and in which order: derivatives that are pending become inputs of the
//! functions in which they stand.

use hashbrown::HashMap;

use super::agreement::Unsupported;
use super::formula::{add_order, is_condition, is_named_derivative};
use super::prepare::{Pair, joined};
use super::random::Random;
use crate::compile::{Accuracy, CompileOptions, Function};
use crate::expr::{Arena, Id, Node, Number, Relation};

/// How deep derivatives of derivatives may be nested, when nothing joins them.
const DEEPEST: usize = 3;

/// The highest order of a difference.
const HIGHEST_ORDER: u32 = 6;

/// The most comparisons on both sides of which points are taken.
const MOST_SEAMS: usize = 16;

/// The most derivatives that stand in one step.
const MOST_SLOTS: usize = 200;

/// A function of the inputs and of some of the derivatives.
#[derive(Clone, Debug)]
pub(super) struct Code {
    /// Of the inputs, then of every derivative that is pending.
    pub function: Function,
    /// The derivatives that it reads.
    pub needs: Vec<usize>,
    /// What a run costs.
    pub cost: u64,
    /// Every value on the way to its own; nothing if they can't be told apart.
    pub inside: Option<Function>,
    /// The same function with a further input, by which every operation on the way is off,
    /// relative to its result and more or less; nothing where that has no meaning.
    pub noisy: Option<Function>,
}

/// A derivative that is pending.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// What is derived.
    pub code: Code,
    /// The inputs in which it is derived, and how often.
    pub orders: Vec<(usize, u32)>,
}

/// All that is evaluated for a pair.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The names of the inputs.
    pub names: Vec<String>,
    /// The derivatives; each reads earlier ones only.
    pub slots: Vec<Slot>,
    /// What is rewritten.
    pub before: Code,
    /// What becomes of it.
    pub after: Code,
    /// Where the two are to agree; 1 is true.
    pub conditions: Vec<Code>,
    /// Inputs that a condition sets to a value.
    pub fixed: Vec<(usize, f64)>,
    /// Inputs that are compared with a number somewhere: on either side of it another piece may
    /// hold.
    pub seams: Vec<(usize, f64)>,
}

/// A derivative before it is compiled.
struct Draft {
    body: Id,
    orders: Vec<(Id, u32)>,
    /// The symbols that its value depends on, and the drafts that it reads.
    reach: Vec<Id>,
    depth: usize,
}

type Result<T> = std::result::Result<T, Unsupported>;

impl Plan {
    /// The plan of a pair whose sums are written out.
    pub fn new(pair: &Pair) -> Result<Plan> {
        let mut arena = pair.arena.clone();
        let mut roots = vec![pair.before, pair.after];
        roots.extend_from_slice(&pair.conditions);
        for &root in &roots[..2] {
            if is_equation(&arena, root) {
                return Err(Unsupported::Equation);
            }
        }
        let mut drafts = Drafts::default();
        let order = arena.reachable(&roots);
        let mut renamed: HashMap<Id, Id, foldhash::fast::FixedState> = HashMap::default();
        for &id in &order {
            let now = |child: Id| renamed.get(&child).copied().unwrap_or(child);
            let new = if is_named_derivative(&arena, id) {
                let derivative = joined(&pair.arena, id).ok_or(Unsupported::Derivative)?;
                let body = now(derivative.function);
                drafts.slot(&mut arena, body, derivative.orders)?
            } else {
                let new = arena.rebuild(id, now);
                if let Node::IndexSum(run) = arena.node(new)
                    && let Some(&body) = arena.operands(run).first()
                    && !drafts.read_by(&arena, body).is_empty()
                {
                    return Err(Unsupported::DerivativeInSum);
                }
                new
            };
            if new != id {
                renamed.insert(id, new);
            }
        }
        for root in &mut roots {
            *root = renamed.get(root).copied().unwrap_or(*root);
        }
        drafts.compiled(&mut arena, &roots)
    }
}

fn is_equation(arena: &Arena, id: Id) -> bool {
    matches!(
        arena.node(id),
        Node::Compare(Relation::Equal | Relation::NotEqual, ..)
    )
}

#[derive(Default)]
struct Drafts {
    drafts: Vec<Draft>,
    /// The symbol that stands for each.
    symbols: Vec<Id>,
}

impl Drafts {
    /// The drafts that an expression reads.
    fn read_by(&self, arena: &Arena, id: Id) -> Vec<usize> {
        if self.drafts.is_empty() {
            return Vec::new();
        }
        let order = arena.reachable(&[id]);
        (self.symbols.iter().enumerate())
            .filter(|(_, symbol)| order.binary_search(symbol).is_ok())
            .map(|(at, _)| at)
            .collect()
    }

    /// What stands for a derivative: 0 where nothing depends on its variable, else a symbol.
    fn slot(&mut self, arena: &mut Arena, body: Id, mut orders: Vec<(Id, u32)>) -> Result<Id> {
        let (mut body, mut own) = (body, self.read_by(arena, body));
        // What a draft was folded to may be a derivative itself.
        if let Some(inner) = self.symbols.iter().position(|&symbol| symbol == body)
            && let Some(draft) = self.drafts.get(inner)
        {
            for &(symbol, times) in &draft.orders {
                add_order(&mut orders, symbol, times);
            }
            body = draft.body;
            own = self.read_by(arena, body);
        }
        let mut reach: Vec<Id> = arena.free_symbols(&[body]);
        let mut depth = 1;
        for &inner in &own {
            if let Some(draft) = self.drafts.get(inner) {
                reach.extend_from_slice(&draft.reach);
                depth = depth.max(draft.depth + 1);
            }
        }
        reach.sort_unstable();
        reach.dedup();
        if orders
            .iter()
            .any(|(symbol, _)| reach.binary_search(symbol).is_err())
        {
            return Ok(Id::ZERO);
        }
        orders.sort_unstable();
        let same = |draft: &Draft| draft.body == body && draft.orders == orders;
        if let Some(at) = self.drafts.iter().position(same) {
            return Ok(self.symbols.get(at).copied().unwrap_or(Id::ZERO));
        }
        if depth > DEEPEST {
            return Err(Unsupported::Nested);
        }
        if orders
            .iter()
            .map(|&(_, order)| u64::from(order))
            .sum::<u64>()
            > HIGHEST_ORDER.into()
        {
            return Err(Unsupported::HighOrder);
        }
        if self.drafts.len() >= MOST_SLOTS {
            return Err(Unsupported::TooLarge);
        }
        // No name that can be typed has blanks.
        let name = format!("derivative {}", self.drafts.len());
        let symbol = arena.symbol(&name);
        self.symbols.push(symbol);
        self.drafts.push(Draft {
            body,
            orders,
            reach,
            depth,
        });
        Ok(symbol)
    }

    fn compiled(self, arena: &mut Arena, roots: &[Id]) -> Result<Plan> {
        let mut all = roots.to_vec();
        for draft in &self.drafts {
            all.push(draft.body);
            all.extend(draft.orders.iter().map(|&(symbol, _)| symbol));
        }
        let mut inputs = arena.free_symbols(&all);
        inputs.retain(|input| !self.symbols.contains(input));
        let names = inputs.iter().map(|&id| arena.name(id).to_owned()).collect();
        let place = |symbol: Id| inputs.iter().position(|&input| input == symbol);
        let mut everything = inputs.clone();
        everything.extend_from_slice(&self.symbols);
        let size = arena.symbol("size of rounding");
        let mut with_size = everything.clone();
        with_size.push(size);
        let mut noisy: Vec<(Id, Function)> = Vec::new();
        let rounded =
            (self.drafts.iter().map(|draft| draft.body)).chain(roots.iter().copied().take(2));
        for id in rounded {
            let function =
                moved(arena, id, size).and_then(|id| compile(arena, &[id], &with_size).ok());
            noisy.extend(function.map(|function| (id, function)));
        }
        let arena = &*arena;
        let code = |id: Id| -> Result<Code> {
            let function = compile(arena, &[id], &everything)?;
            let cost = run_cost(&function);
            let needs = self.read_by(arena, id);
            Ok(Code {
                function,
                needs,
                cost,
                inside: None,
                noisy: None,
            })
        };
        let with_inside = |id: Id| -> Result<Code> {
            let inside: Vec<Id> = (arena.reachable(&[id]).into_iter())
                .filter(|&id| !is_condition(arena, id))
                .collect();
            let loops = (inside.iter()).any(|&id| matches!(arena.node(id), Node::IndexSum(_)));
            let own = noisy.iter().find(|(of, _)| *of == id);
            Ok(Code {
                noisy: own.map(|(_, function)| function.clone()),
                inside: match loops {
                    true => None,
                    false => compile(arena, &inside, &everything).ok(),
                },
                ..code(id)?
            })
        };
        let mut slots = Vec::new();
        for draft in &self.drafts {
            let orders = (draft.orders.iter())
                .filter_map(|&(symbol, times)| Some((place(symbol)?, times)))
                .collect();
            slots.push(Slot {
                code: with_inside(draft.body)?,
                orders,
            });
        }
        let [before, after, conditions @ ..] = roots else {
            return Err(Unsupported::Derivative);
        };
        let (mut fixed, mut rest) = (Vec::new(), Vec::new());
        for &condition in conditions {
            match setting(arena, condition, |relation| relation == Relation::Equal) {
                Some((symbol, value)) if place(symbol).is_some() => {
                    fixed.extend(place(symbol).map(|at| (at, value)));
                }
                _ => rest.push(code(condition)?),
            }
        }
        let mut seams = Vec::new();
        for id in arena.reachable(&all) {
            if let Some((symbol, value)) = setting(arena, id, |_| true)
                && let Some(at) = place(symbol)
                && !seams.contains(&(at, value))
                && seams.len() < MOST_SEAMS
            {
                seams.push((at, value));
            }
        }
        Ok(Plan {
            names,
            slots,
            before: with_inside(*before)?,
            after: with_inside(*after)?,
            conditions: rest,
            fixed,
            seams,
        })
    }
}

/// The symbol and the number that a condition such as `x = 2` compares.
fn setting(arena: &Arena, condition: Id, wanted: impl Fn(Relation) -> bool) -> Option<(Id, f64)> {
    let Node::Compare(relation, a, b) = arena.node(condition) else {
        return None;
    };
    if !wanted(relation) {
        return None;
    }
    [(a, b), (b, a)].into_iter().find_map(|(symbol, value)| {
        let number = arena.as_number(value)?.to_f64();
        matches!(arena.node(symbol), Node::Symbol(_)).then_some((symbol, number))
    })
}

fn compile(arena: &Arena, outputs: &[Id], inputs: &[Id]) -> Result<Function> {
    let options = CompileOptions {
        operation_limit: 2_000_000,
        // What is checked must not be computed by rules that it may have been made with.
        accuracy: Accuracy::Naive,
        ..CompileOptions::default()
    };
    Function::compile(arena, outputs, inputs, &options).map_err(Unsupported::Evaluation)
}

/// What a run costs: its operations, or many of them where there are loops.
fn run_cost(function: &Function) -> u64 {
    let program = function.program();
    let rounds = if program.loops().is_empty() { 1 } else { 1000 };
    (program.operations() as u64 + 4).saturating_mul(rounds)
}

/// An expression in which the result of every operation is off by a share of `size`.
fn moved(arena: &mut Arena, root: Id, size: Id) -> Option<Id> {
    let order = arena.reachable(&[root]);
    // The bounds of a sum are integers or nothing.
    if order
        .iter()
        .any(|&id| matches!(arena.node(id), Node::IndexSum(_)))
    {
        return None;
    }
    let mut random = Random::new(order.len() as u64);
    let mut renamed: HashMap<Id, Id, foldhash::fast::FixedState> = HashMap::default();
    for id in order {
        let now = |child: Id| renamed.get(&child).copied().unwrap_or(child);
        let mut new = arena.rebuild(id, now);
        let is_operation = match arena.node(id) {
            // A factor that is a number must not undo what its operand is off by.
            Node::Mul(a, b) => arena.as_number(a).is_none() && arena.as_number(b).is_none(),
            node => matches!(node, Node::Add(..) | Node::Pow(..) | Node::Call(..)),
        };
        if is_operation {
            let part = 65 + random.below(63) as i64;
            let sign = if random.below(2) == 0 { 1 } else { -1 };
            let share = arena.number_node(Number::ratio(sign * part, 64)?);
            let off = arena.mul(share, size);
            let factor = arena.add(Id::ONE, off);
            new = arena.mul(factor, new);
        }
        renamed.insert(id, new);
    }
    renamed.get(&root).copied()
}
