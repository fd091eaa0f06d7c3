//! The operation `steps`: how a derivative comes about.

use gradus::Expr;
use gradus::diff::derivation::{Depth, Derivation};
use gradus::session::{Problem, Remarks, Strategy, Value};
use gradus::verify::Verdict;

use super::failure::Failure;
use super::fields::{Point, Text};
use super::operate::shaped;
use super::operations::{points, variables};
use super::options::Options;
use super::reply::{Answer, Shaped, StepReply};
use super::request::Request;
use super::task::Task;
use super::verified::verdict;

/// What of a derivation is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// How much of it is shown.
    pub depth: Depth,
    /// How the derivative is taken.
    pub strategy: Strategy,
    /// Whether every step is checked.
    pub verify: bool,
}

/// Answers a request.
///
/// # Errors
/// A [`Failure`] with its kind.
pub fn run(request: &Request, options: &Options) -> Result<Answer, Failure> {
    let Text(text) = request.expr.required("expr")?;
    let wrt = variables(request)?.unwrap_or_default();
    let at = points(request)?;
    let wanted = Wanted {
        depth: request
            .depth
            .choice("depth", &Depth::ALL)?
            .unwrap_or_default(),
        strategy: request
            .strategy
            .choice("strategy", &Strategy::ALL)?
            .unwrap_or_default(),
        verify: request.verify.switch("verify", false)?,
    };
    let mut task = Task::new(options)?;
    let (_, derivation) = derive(&mut task, &text, &wrt, wanted.strategy)?;
    answer(task, &derivation, at.as_deref(), wanted)
}

/// The derivation of a call such as `diff(f, x)`, or of an expression's derivative.
///
/// # Errors
/// If the text is none, or there is no derivative.
pub fn derive(
    task: &mut Task,
    text: &str,
    wrt: &[String],
    strategy: Strategy,
) -> Result<(Problem, Derivation), Failure> {
    let problem = task.problem(text, wrt)?;
    let derivation = task.timed("diff", |task| task.derivation(&problem, strategy))?;
    if let Some(derived) = problem.derived() {
        task.say_where(derived);
    }
    Ok((problem, derivation))
}

/// The steps and the result.
fn answer(
    mut task: Task,
    derivation: &Derivation,
    at: Option<&[Point]>,
    wanted: Wanted,
) -> Result<Answer, Failure> {
    let steps = written(&derivation.at(wanted.depth));
    if steps.is_none() {
        let mut remarks = Remarks::default();
        remarks.notes.push(TOO_LONG.to_owned());
        task.note(remarks);
    }
    let results = shaped(&Value::from(derivation)).unwrap_or(Shaped::List(Vec::new()));
    let functions: Vec<Expr> = (derivation.parts.iter())
        .map(|part| part.problem.clone())
        .collect();
    let verified = match wanted.verify {
        true => {
            let verdict = task.timed("verify", |_| verdict(derivation))?;
            let mut remarks = Remarks::default();
            if let Some(fault) = &verdict.fault {
                remarks.notes.push(fault.to_string());
            }
            remarks.notes.extend(undecided(&verdict));
            task.note(remarks);
            // What could not be decided is not verified.
            Some(verdict.holds() && verdict.undecided().next().is_none())
        }
        false => None,
    };
    let mut answer = task.answer(&functions, &results, at)?;
    answer.steps = steps;
    answer.verified = verified;
    Ok(answer)
}

/// What the check could not decide, in words.
pub fn undecided(verdict: &Verdict) -> impl Iterator<Item = String> {
    verdict.undecided().map(|(outcome, why)| {
        format!(
            "step {} ({}) is undecided: {why}",
            outcome.step, outcome.rule
        )
    })
}

/// Said where the steps are left out.
const TOO_LONG: &str =
    "the steps are left out: their texts are longer than a reply may be; ask for a lesser depth";

/// The longest texts of steps, in bytes.
const LONGEST: usize = 16 << 20;

/// The steps as texts; nothing if they are too long.
fn written(shown: &Derivation) -> Option<Vec<StepReply>> {
    let mut steps = Vec::new();
    let mut length = 0;
    let mut text = |expr: &Expr| {
        let text = expr.print_raw(gradus::Style::Text).ok()?;
        length += text.len();
        (length <= LONGEST).then_some(text)
    };
    for part in &shown.parts {
        for step in &part.steps {
            let conditions: Option<Vec<String>> = step.conditions.iter().map(&mut text).collect();
            let conditions = conditions?;
            let mut named = Vec::new();
            for (name, expr) in &step.parts {
                named.push(((*name).to_owned(), text(expr)?));
            }
            steps.push(StepReply {
                part: part.label.clone(),
                rule: step.rule.to_string(),
                named,
                before: text(&step.before)?,
                after: text(&step.after)?,
                depth: step.level,
                condition: (!conditions.is_empty()).then(|| conditions.join(" and ")),
            });
        }
    }
    Some(steps)
}
