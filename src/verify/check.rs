//! The walk through a derivation: what is claimed where.

use std::collections::HashMap;
use std::sync::Arc;

use super::agreement::{Agreement, Settings, Undecided};
use super::formula::{Formula, formula};
use super::prepare::symbols_outside_rows;
use super::read::{Document, Part, Step};
use super::verdict::{Claim, Fault, FaultKind, Outcome, Verdict};
use super::{FUEL, agree_with};
use crate::expr::{Arena, Expr, Node};

/// The deepest level.
const DEEPEST: usize = 64;

impl Document {
    /// Checks every step, up to the first fault.
    ///
    /// # Domain
    /// A step is right if `before` and `after` agree wherever `before` is real and the conditions of
    /// the step, and of those it consists of, hold.
    ///
    /// # Cost
    /// Bounded; what is left when the work is spent is undecided.
    ///
    /// # Examples
    /// ```
    /// use gradus::verify::{Settings, read};
    /// let document = read(r#"{
    ///     "format": "gradus derivation", "version": 1,
    ///     "parts": [{"problem": "diff(x^2, x)", "result": "3*x", "steps": [
    ///         {"rule": "power rule", "level": 0, "before": "diff(x^2, x)", "after": "3*x", "current": "3*x"}
    ///     ]}]
    /// }"#)?;
    /// let verdict = document.verify(&Settings::default());
    /// assert_eq!(
    ///     verdict.to_string(),
    ///     "step 1 (power rule): before and after are not equal\n  \
    ///      before: diff(x^2, x)\n  after:  3*x\n  at x = 2: 4 and 6"
    /// );
    /// # Ok::<(), gradus::verify::VerifyError>(())
    /// ```
    pub fn verify(&self, settings: &Settings) -> Verdict {
        let mut walk = Walk {
            settings,
            fuel: FUEL,
            outcomes: Vec::new(),
            notes: Vec::new(),
            conditions: HashMap::new(),
            parameters: Vec::new(),
            part: 0,
            step: 0,
            rule: None,
        };
        let mut fault = None;
        for part in &self.parts {
            walk.part += 1;
            walk.rule = None;
            if let Err(kind) = walk.part(part) {
                fault = Some(Fault {
                    part: walk.part,
                    step: walk.rule.is_some().then_some(walk.step),
                    rule: walk.rule.take(),
                    kind: *kind,
                });
                break;
            }
        }
        Verdict {
            outcomes: walk.outcomes,
            fault,
            notes: walk.notes,
            seed: settings.seed,
        }
    }
}

/// A text and what it means.
#[derive(Clone)]
struct Line {
    text: String,
    formula: Arc<Formula>,
}

/// The steps at one level.
struct Level {
    /// The expression so far.
    so_far: Line,
    /// What it must become.
    goal: Line,
    /// The last step, by its place in the part.
    last: Option<usize>,
}

struct Walk<'a> {
    settings: &'a Settings,
    fuel: u64,
    outcomes: Vec<Outcome>,
    notes: Vec<String>,
    /// The conditions that were read.
    conditions: HashMap<String, Vec<Expr>>,
    /// Names that have one value for all rows of data.
    parameters: Vec<String>,
    part: usize,
    /// The number of the step that is looked at, over all parts.
    step: usize,
    rule: Option<String>,
}

/// Under more conditions than this nothing is compared.
const MOST_CONDITIONS: usize = 64;

type Result<T> = std::result::Result<T, Box<FaultKind>>;

fn line(field: &'static str, text: &str) -> Result<Line> {
    match formula(text) {
        Ok(formula) => Ok(Line {
            text: text.to_owned(),
            formula: Arc::new(formula),
        }),
        Err(error) => Err(Box::new(FaultKind::Unreadable {
            field,
            text: text.to_owned(),
            error,
        })),
    }
}

impl Walk<'_> {
    fn part(&mut self, part: &Part) -> Result<()> {
        let first = self.step;
        let problem = line("problem", &part.problem)?;
        let result = line("result", &part.result)?;
        self.parameters = parameters(part, &[&problem, &result]);
        let everywhere = conditions(&part.steps);
        let mut levels = vec![Level {
            so_far: problem,
            goal: result,
            last: None,
        }];
        let mut previous: Option<(Line, Line)> = None;
        for (at, step) in part.steps.iter().enumerate() {
            self.close(
                &mut levels,
                step.level.saturating_add(1),
                part,
                first,
                &everywhere,
            )?;
            (self.step, self.rule) = (first + at + 1, Some(step.rule.clone()));
            // A level opens only right after a step of the level above.
            let deeper = step.level == levels.len() && step.level < DEEPEST;
            if let (true, Some((before, after))) = (deeper, previous.take()) {
                levels.push(Level {
                    so_far: before,
                    goal: after,
                    last: None,
                });
            }
            let highest = levels.len() - 1;
            let Some(level) = levels.get_mut(step.level) else {
                let follows = usize::from(at > 0 && highest + 1 < DEEPEST);
                return Err(Box::new(FaultKind::Level {
                    found: step.level,
                    highest: highest + follows,
                }));
            };
            let own = conditions(part.steps.get(at..end_of(&part.steps, at)).unwrap_or(&[]));
            let (before, after) = self.step(step, level, own, &everywhere)?;
            level.last = Some(at);
            previous = Some((before, after));
        }
        self.close(&mut levels, 0, part, first, &everywhere)?;
        self.step = first + part.steps.len();
        Ok(())
    }

    /// Ends the levels above the lowest `keep`: each has come to what it must become.
    fn close(
        &mut self,
        levels: &mut Vec<Level>,
        keep: usize,
        part: &Part,
        first: usize,
        everywhere: &[String],
    ) -> Result<()> {
        while levels.len() > keep
            && let Some(level) = levels.pop()
        {
            if let Some(last) = level.last {
                self.step = first + last + 1;
                self.rule = part.steps.get(last).map(|step| step.rule.clone());
            }
            let claim = if levels.is_empty() {
                Claim::Result
            } else {
                Claim::Parent
            };
            self.same(claim, &level.so_far, &level.goal, everywhere)?;
        }
        Ok(())
    }

    /// Checks one step, and takes it. Returns its two sides.
    fn step(
        &mut self,
        step: &Step,
        level: &mut Level,
        conditions: Vec<String>,
        everywhere: &[String],
    ) -> Result<(Line, Line)> {
        let before = line("before", &step.before)?;
        let after = line("after", &step.after)?;
        let current = line("current", &step.current)?;
        for condition in &step.conditions {
            line("conditions", condition)?;
        }
        let mut named = Vec::new();
        for (name, text) in &step.parts {
            named.push((name, line("parts", text)?));
        }
        if step.place.is_empty() {
            self.same(Claim::Start, &level.so_far, &before, everywhere)?;
        }
        let own = self.compare(Claim::Step, &before, &after, &conditions)?;
        let repeated = level.so_far.text == before.text && current.text == after.text;
        let whole = match repeated {
            true => own.clone(),
            false => self.compare(Claim::Line, &level.so_far, &current, &conditions)?,
        };
        for (name, part) in named {
            if !(occurs(&part, &before) || occurs(&part, &after)) {
                self.notes.push(format!(
                    "step {}: {name} = {} occurs neither before nor after",
                    self.step, part.text
                ));
            }
        }
        self.outcomes.push(Outcome {
            part: self.part,
            step: self.step,
            rule: step.rule.clone(),
            agreement: own.and(whole),
        });
        level.so_far = current;
        Ok((before, after))
    }

    /// Two texts that must say the same, and as a rule are the same.
    fn same(&mut self, claim: Claim, a: &Line, b: &Line, conditions: &[String]) -> Result<()> {
        if a.text.trim() == b.text.trim() || same_nodes(a, b) {
            return Ok(());
        }
        // Steps that are not shown may stand between the two.
        match self.compare(claim, a, b, conditions)? {
            Agreement::Exact | Agreement::Sampled { .. } => Ok(()),
            _ => Err(Box::new(FaultKind::Reads {
                claim,
                before: a.text.clone(),
                after: b.text.clone(),
            })),
        }
    }

    /// Two texts that must mean the same. Never returns that they differ.
    fn compare(
        &mut self,
        claim: Claim,
        before: &Line,
        after: &Line,
        conditions: &[String],
    ) -> Result<Agreement> {
        let (a, b) = (&before.formula, &after.formula);
        if a.shape != b.shape {
            return Err(Box::new(FaultKind::Reads {
                claim,
                before: before.text.clone(),
                after: after.text.clone(),
            }));
        }
        if conditions.len() > MOST_CONDITIONS {
            return Ok(Agreement::Undecided {
                why: Undecided::TooCostly,
            });
        }
        let mut read: Vec<Expr> = Vec::new();
        for condition in conditions {
            if !self.conditions.contains_key(condition) {
                let entries = line("conditions", condition)?.formula.entries.clone();
                self.conditions.insert(condition.clone(), entries);
            }
            if let Some(entries) = self.conditions.get(condition) {
                read.extend_from_slice(entries);
            }
        }
        let mut whole = Agreement::Exact;
        for (a, b) in a.entries.iter().zip(&b.entries) {
            let agreement =
                agree_with(a, b, &read, &self.parameters, self.settings, &mut self.fuel);
            if let Agreement::Differs(counterexample) = agreement {
                return Err(Box::new(FaultKind::Differs {
                    claim,
                    before: before.text.clone(),
                    after: after.text.clone(),
                    counterexample,
                }));
            }
            whole = whole.and(agreement);
        }
        Ok(whole)
    }
}

/// Where the steps end that a step consists of.
fn end_of(steps: &[Step], at: usize) -> usize {
    let level = steps.get(at).map_or(0, |step| step.level);
    let inner = (steps.iter().skip(at + 1)).take_while(|step| step.level > level);
    at + 1 + inner.count()
}

/// The conditions of steps, each once.
fn conditions(steps: &[Step]) -> Vec<String> {
    let mut all: Vec<String> = (steps.iter())
        .flat_map(|step| step.conditions.iter().cloned())
        .collect();
    all.sort();
    all.dedup();
    all
}

/// The names that stand outside sums over rows in a whole expression of the part: they have one
/// value for all rows.
fn parameters(part: &Part, ends: &[&Line]) -> Vec<String> {
    let mut names = Vec::new();
    let mut add = |formula: &Formula| {
        for entry in &formula.entries {
            entry.with(|arena, id| {
                for symbol in symbols_outside_rows(arena, &[id]) {
                    if let Node::Symbol(symbol) = arena.node(symbol) {
                        names.push(arena.symbol_key(symbol).to_owned());
                    }
                }
            });
        }
    };
    for line in ends {
        add(&line.formula);
    }
    for step in part.steps.iter().filter(|step| step.level == 0) {
        if let Ok(current) = formula(&step.current) {
            add(&current);
        }
    }
    names.sort();
    names.dedup();
    names
}

/// Both in one arena.
fn together<T>(
    a: &Expr,
    b: &Expr,
    work: impl FnOnce(&Arena, crate::expr::Id, crate::expr::Id) -> T,
) -> Option<T> {
    let mut arena = Arena::new();
    let a = a.with(|source, id| arena.import(source, &[id]));
    let b = b.with(|source, id| arena.import(source, &[id]));
    Some(work(&arena, *a.first()?, *b.first()?))
}

/// Whether two texts are read as the same nodes.
fn same_nodes(a: &Line, b: &Line) -> bool {
    let (a, b) = (&a.formula, &b.formula);
    a.shape == b.shape
        && (a.entries.iter().zip(&b.entries))
            .all(|(a, b)| together(a, b, |_, a, b| a == b).unwrap_or(false))
}

/// Whether an expression stands in another.
fn occurs(inner: &Line, outer: &Line) -> bool {
    outer.text.contains(inner.text.trim())
        || inner.formula.entries.iter().all(|inner| {
            outer.formula.entries.iter().any(|outer| {
                let found = together(outer, inner, |arena, outer, inner| {
                    arena.reachable(&[outer]).binary_search(&inner).is_ok()
                });
                found.unwrap_or(false)
            })
        })
}
