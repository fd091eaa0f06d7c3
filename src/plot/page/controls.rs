//! What can be moved in a page, and the programs that follow it: JavaScript printed from the exact
//! formulas and their derivatives.

use hashbrown::HashMap;

use super::json::{List, Object, text, written};
use crate::compile::{Code, CodeError, CodeOptions, CompileOptions, Language, With};
use crate::expr::{Expr, Style};
use crate::optimize::{Direction, Method};
use crate::plot::PlotError;
use crate::plot::figure::Figure;
use crate::plot::live::{Along, Rule, Taylor, Walk};

/// The longest program of a page.
const LONGEST: usize = 400_000;
/// The most steps that a page keeps of a walk that it can't walk again.
const STEPS: usize = 5_000;

/// The controls of a page.
#[derive(Default)]
pub struct Controls {
    /// The symbols that slide, as JSON.
    pub slides: String,
    /// The walk, as JSON.
    pub walk: Option<String>,
    /// All programs, as JavaScript.
    pub source: String,
    /// What the reader is told.
    pub notes: Vec<String>,
    /// By panel and series, as JSON; and whether the values of a grid move.
    rules: HashMap<(usize, usize), (String, bool)>,
}

impl Controls {
    /// What a series follows, as JSON.
    pub fn rule(&self, panel: usize, series: usize) -> Option<&str> {
        self.rules
            .get(&(panel, series))
            .map(|(rule, _)| rule.as_str())
    }

    /// Whether a panel has grids that are computed again.
    pub fn moves_grids(&self, panel: usize) -> bool {
        let mut all = self.rules.iter();
        all.any(|((at, _), (_, moves))| *at == panel && *moves)
    }
}

/// Programs that are printed so far.
struct Programs<'a> {
    /// The names behind the variables.
    slides: Vec<&'a str>,
    options: CompileOptions,
    source: String,
    count: usize,
    known: HashMap<(Vec<Expr>, Vec<String>), usize>,
}

impl Programs<'_> {
    /// The number of the program that computes expressions.
    fn add(
        &mut self,
        expressions: &[&Expr],
        names: &[String],
        with: With,
    ) -> Result<usize, CodeError> {
        let slides = self.slides.iter().map(|name| (*name).to_owned());
        let inputs: Vec<String> = names.iter().cloned().chain(slides).collect();
        let options = CodeOptions {
            with,
            compile: self.options,
            ..CodeOptions::default()
        };
        let key = (
            expressions
                .iter()
                .map(|expr| (*expr).clone())
                .collect::<Vec<_>>(),
            names.to_vec(),
        );
        if let (With::Value, Some(known)) = (with, self.known.get(&key)) {
            return Ok(*known);
        }
        let code = match expressions {
            [one] => one.code(&inputs, Language::JavaScript, &options)?,
            several => Expr::code_all(several, &inputs, Language::JavaScript, &options)?,
        };
        let text = wrapped(&code);
        if text.len() > LONGEST {
            return Err(CodeError::TooLarge {
                what: "signs of JavaScript",
                limit: LONGEST,
            });
        }
        self.source.push_str(&text);
        self.count += 1;
        if with == With::Value {
            self.known.insert(key, self.count - 1);
        }
        Ok(self.count - 1)
    }
}

/// A program with its helpers as an item of a list. Nothing in it can end the element of a page
/// that holds it: a `<` before a sign that is neither blank nor `=` would be the only way.
fn wrapped(code: &Code) -> String {
    let mut text = String::from("(() => {\n");
    for helper in &code.helpers {
        text.push_str(&helper.text);
        text.push('\n');
    }
    text.push_str(&code.function);
    text.push_str("return f;\n})(),\n");
    text.replace("</", "< /").replace("<!", "< !")
}

/// Prints what a figure needs to follow its controls.
pub fn controls(figure: &Figure) -> Result<Controls, PlotError> {
    let given = &figure.controls;
    let mut programs = Programs {
        slides: given
            .slides
            .iter()
            .map(|slide| slide.name.as_str())
            .collect(),
        options: CompileOptions {
            kink: given.kink,
            ..CompileOptions::default()
        },
        source: String::new(),
        count: 0,
        known: HashMap::new(),
    };
    let mut found = Controls::default();
    let mut slides = List::default();
    for slide in &given.slides {
        let mut entry = Object::default();
        let shown = Expr::symbol(&slide.name).print(Style::Unicode);
        entry.text("name", &shown.unwrap_or_else(|_| slide.name.clone()));
        entry.number("lower", slide.range[0]);
        entry.number("upper", slide.range[1]);
        entry.number("start", slide.start);
        slides.raw(&entry.done());
    }
    found.slides = slides.done();
    let slid = !given.slides.is_empty();
    if let Some(walk) = &given.walk {
        let made = walk_of(walk, &mut programs, slid, &mut found.notes)?;
        found.walk = Some(made);
    }
    for (at, panel) in figure.panels.iter().enumerate() {
        for live in &panel.live {
            let made = rule_of(&live.rule, &mut programs, (slid, given.walk.is_some()));
            match made {
                Ok(Some(rule)) => {
                    let grid = matches!(&live.rule, Rule::Values { names, .. } if names.len() > 1);
                    found.rules.insert((at, live.series), (rule, grid));
                }
                Ok(None) => {}
                Err(error) if slid => return Err(error.into()),
                Err(error) => found
                    .notes
                    .push(format!("This has no slider here: {error}.")),
            }
        }
    }
    found.notes.dedup();
    found.source = format!("const programs = [\n{}];\n", programs.source);
    Ok(found)
}

/// What a series follows; nothing for one that stays as it is.
fn rule_of(
    rule: &Rule,
    programs: &mut Programs<'_>,
    (slid, walked): (bool, bool),
) -> Result<Option<String>, CodeError> {
    let mut made = Object::default();
    match rule {
        Rule::Values { .. } | Rule::Pole if !slid => return Ok(None),
        Rule::Values { expr, names } => {
            made.text("rule", "values");
            let program = programs.add(&[expr], names, With::Value)?;
            made.number("program", program as f64);
        }
        Rule::Tangent { expr, slope, name } => {
            made.text("rule", "tangent");
            let names = [name.clone()];
            let program = programs.add(&[expr, slope], &names, With::Value)?;
            made.number("program", program as f64);
            made.text("name", &shown(name));
        }
        Rule::Arrows { parts, names } => {
            made.text("rule", "arrows");
            let [right, up] = parts;
            let program = programs.add(&[right, up], names, With::Value)?;
            made.number("program", program as f64);
        }
        Rule::Walk(_) if !walked => return Ok(None),
        Rule::Walk(along) => {
            made.text("rule", "walk");
            let mut sides = List::default();
            for side in along {
                sides.raw(&match side {
                    Along::Step => text("step"),
                    Along::Value => text("value"),
                    Along::Gradient => text("gradient"),
                    Along::Variable(at) => at.to_string(),
                });
            }
            made.raw("along", &sides.done());
        }
        Rule::Taylor(taylor) => taylor_of(taylor, &mut made, programs, slid)?,
        Rule::Pole | Rule::Absent => made.text("rule", "absent"),
    }
    Ok(Some(made.done()))
}

fn shown(name: &str) -> String {
    let shown = Expr::symbol(name).print(Style::Unicode);
    shown.unwrap_or_else(|_| name.to_owned())
}

fn taylor_of(
    taylor: &Taylor,
    made: &mut Object,
    programs: &mut Programs<'_>,
    slid: bool,
) -> Result<(), CodeError> {
    made.text("rule", "taylor");
    made.text("name", &shown(&taylor.name));
    made.number("at", taylor.at);
    made.number("order", taylor.order as f64);
    let mut labels = List::default();
    for label in &taylor.labels {
        labels.raw(&text(label));
    }
    made.raw("labels", &labels.done());
    if slid {
        let all: Vec<&Expr> = taylor.coefficients.iter().collect();
        let program = programs.add(&all, &[], With::Value)?;
        made.number("program", program as f64);
    } else {
        // With all their digits: they are multiplied with high powers.
        let mut coefficients = List::default();
        for coefficient in &taylor.coefficients {
            let value = coefficient.at::<&str>([]).unwrap_or(f64::NAN);
            coefficients.raw(&match value.is_finite() {
                true => format!("{value:e}"),
                false => "null".to_owned(),
            });
        }
        made.raw("coefficients", &coefficients.done());
    }
    Ok(())
}

/// How many digits the numbers of a step have: it is not known which others they stand beside.
const TRACED: usize = 12;

fn walk_of(
    walk: &Walk,
    programs: &mut Programs<'_>,
    slid: bool,
    notes: &mut Vec<String>,
) -> Result<String, PlotError> {
    let mut made = Object::default();
    let mut names = List::default();
    for name in &walk.names {
        names.raw(&text(&shown(name)));
    }
    made.raw("names", &names.done());
    made.text("method", &walk.method.to_string());
    made.text("status", &walk.status);
    // Methods whose steps follow from derivatives and rate alone are walked again in the page.
    let with = match walk.method {
        Method::GradientDescent | Method::Momentum if walk.rate.is_some() => Some(With::Gradient),
        Method::Newton => Some(With::Hessian),
        _ => None,
    };
    let program = match (with, &walk.expr) {
        (Some(with), Some(expr)) => programs.add(&[expr], &walk.names, with).map(Some),
        _ => Ok(None),
    };
    let program = match program {
        Ok(program) => program,
        Err(error) if slid => return Err(error.into()),
        Err(error) => {
            notes.push(format!("The walk is as it was recorded: {error}."));
            None
        }
    };
    match program {
        Some(program) => made.number("program", program as f64),
        None if slid => {
            notes.push("The walk does not follow the sliders: it is as it was recorded.".to_owned())
        }
        None => {}
    }
    made.truth("up", walk.direction == Direction::Maximize);
    made.maybe("rate", walk.rate.filter(|_| walk.method != Method::Newton));
    if walk.method == Method::Momentum {
        made.number("momentum", walk.momentum.unwrap_or(0.9));
    }
    made.maybe("limit", walk.max_iterations.map(|steps| steps as f64));
    made.maybe("tolerance", walk.tolerance);
    made.maybe("step_tolerance", walk.step_tolerance);
    made.maybe("value_tolerance", walk.value_tolerance);
    let stride = walk.trace.len().div_ceil(STEPS).max(1);
    made.number("stride", stride as f64);
    let steps = walk.trace.iter().step_by(stride);
    if let Some(first) = walk.trace.first() {
        let mut start = List::default();
        for value in &first.x {
            start.raw(&format!("{value:e}"));
        }
        made.raw("start", &start.done());
    }
    // The end with all digits, so that it can be compared.
    if let Some(last) = walk.trace.last() {
        let mut end = List::default();
        for value in &last.x {
            end.raw(&format!("{value:e}"));
        }
        made.raw("end", &end.done());
        made.number("count", (walk.trace.len() - 1) as f64);
    }
    let mut trace = List::default();
    for step in steps {
        let rest = [step.f, step.gradient_norm];
        let row: Vec<f64> = step.x.iter().copied().chain(rest).collect();
        trace.raw(&written(&row, TRACED));
    }
    made.raw("trace", &trace.done());
    Ok(made.done())
}
