//! What people ask to see, as figures: expressions, ranges, and what is drawn with them.

mod convergence;
mod curves;
mod data;
mod fit;
mod given;
mod grid;
mod plane;
mod request;
mod rows;
mod scales;
mod slides;
mod tangents;
mod taylor;
mod walks;

pub use convergence::convergence;
pub use fit::fit;
pub use request::{Kind, With, named};

use scales::Scales;

use super::PlotError;
use super::color::ColorMap;
use super::figure::Figure;
use super::live::{Controls, Slide, Walk};
use crate::compile::{CompileOptions, Function, KinkPolicy};
use crate::data::Data;
use crate::expr::{Expr, Style, natural_order};
use crate::optimize::Minimum;

/// A variable with its range.
type Side<'a> = &'a (String, [f64; 2]);

/// A picture of expressions: what is drawn, where, and how.
///
/// # Examples
/// ```
/// use gradus::plot::{Plot, layout, draw::svg, color::Tone};
/// let figure = Plot::new([&"sin(x)/x".parse()?]).range("x", -20.0, 20.0).figure()?;
/// let scene = layout(&figure, [800.0, 600.0], Tone::Light)?;
/// assert!(svg::write(&scene).starts_with("<svg"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Plot {
    subjects: Vec<Subject>,
    ranges: Vec<(String, [f64; 2])>,
    kind: Option<Kind>,
    with: Vec<With>,
    title: Option<String>,
    points: Option<Data>,
    paths: Vec<Minimum>,
    track: Option<Data>,
    rows: Option<Data>,
    logarithmic: Vec<String>,
    map: ColorMap,
    kink: KinkPolicy,
    count: Option<usize>,
    slides: Vec<Slide>,
    walk: Option<Walk>,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// The values of an expression; and what they are called, if they have a name.
    Values(Expr, Option<String>),
    /// Where two expressions are equal.
    Equal(Expr, Expr),
}

impl Subject {
    /// What messages call it.
    fn plain(&self) -> String {
        let sides: Vec<String> = self.expressions().into_iter().map(plain).collect();
        sides.join(" = ")
    }

    fn expressions(&self) -> Vec<&Expr> {
        match self {
            Subject::Values(expr, _) => vec![expr],
            Subject::Equal(left, right) => vec![left, right],
        }
    }

    fn label(&self) -> String {
        match self {
            Subject::Values(expr, None) => written(expr),
            // A long formula says less than its name.
            Subject::Values(expr, Some(name)) if expr.characters(Style::Unicode) > NAMED => {
                name.clone()
            }
            Subject::Values(expr, Some(name)) => format!("{name} = {}", written(expr)),
            Subject::Equal(left, right) => format!("{} = {}", written(left), written(right)),
        }
    }
}

/// From how many characters on a formula that has a name is only named.
const NAMED: u128 = 48;

/// So many numbers from one to another, at least two.
fn evenly(lower: f64, upper: f64, count: usize) -> Vec<f64> {
    let last = (count - 1) as f64;
    let share = |at: usize| at as f64 / last;
    (0..count)
        .map(|at| lower * (1.0 - share(at)) + upper * share(at))
        .collect()
}

/// A range that is taken where none is given.
const USUAL: [f64; 2] = [-5.0, 5.0];

/// An expression as people write it; one that is too long for a picture as dots.
pub(super) fn written(expr: &Expr) -> String {
    const LONGEST: u128 = 400;
    if expr.characters(Style::Unicode) > LONGEST {
        return "…".to_owned();
    }
    expr.print(Style::Unicode)
        .unwrap_or_else(|_| "…".to_owned())
}

/// An expression as messages have it; one that is too long as dots.
pub(super) fn plain(expr: &Expr) -> String {
    const LONGEST: u128 = 200;
    match expr.characters(Style::Text) > LONGEST {
        true => "the formula".to_owned(),
        false => expr.to_string(),
    }
}

impl Plot {
    /// A picture of the values of expressions.
    pub fn new<'a>(expressions: impl IntoIterator<Item = &'a Expr>) -> Self {
        let values = |expr: &Expr| Subject::Values(expr.clone(), None);
        Plot {
            subjects: expressions.into_iter().map(values).collect(),
            ..Plot::default()
        }
    }

    /// Also where two expressions are equal; `y = x^2` shows `x^2` if nothing else depends on `y`.
    pub fn equation(mut self, left: &Expr, right: &Expr) -> Self {
        let subject = match left.as_symbol() {
            Some(name) if !right.free_symbols().contains(&name) => {
                Subject::Values(right.clone(), Some(name))
            }
            _ => Subject::Equal(left.clone(), right.clone()),
        };
        self.subjects.push(subject);
        self
    }

    /// Also the values of an expression.
    pub fn expression(mut self, expr: &Expr) -> Self {
        self.subjects.push(Subject::Values(expr.clone(), None));
        self
    }

    /// The range of a variable. The first is to the right, the second upwards.
    pub fn range(mut self, name: impl Into<String>, lower: f64, upper: f64) -> Self {
        self.ranges.push((name.into(), [lower, upper]));
        self
    }

    /// The kind of picture; without it that which suits the expressions.
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// What is drawn besides.
    pub fn with(mut self, what: With) -> Self {
        self.with.push(what);
        self
    }

    /// What stands over the picture, instead of the formula.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Points of a table: the columns of the variables, and where there is one called `class` (or
    /// a further column of few whole numbers) the class of each.
    pub fn points(mut self, data: &Data) -> Self {
        self.points = Some(data.clone());
        self
    }

    /// The way of a solver, which must have been told to keep its trace; there may be several.
    pub fn path(mut self, minimum: &Minimum) -> Self {
        self.paths.push(minimum.clone());
        self
    }

    /// The table over whose rows `sum(...)` and `mean(...)` run.
    pub fn rows(mut self, data: &Data) -> Self {
        self.rows = Some(data.clone());
        self
    }

    /// An axis of a curve on which equal ratios are equally long: by the variable's name its axis, as
    /// `y`, `value` or by the name left of an equation that of the values.
    pub fn logarithmic(mut self, axis: impl Into<String>) -> Self {
        self.logarithmic.push(axis.into());
        self
    }

    /// A way given by the rows of a table, which has a column for each variable.
    pub fn track(mut self, data: &Data) -> Self {
        self.track = Some(data.clone());
        self
    }

    /// The colours of numbers.
    pub fn map(mut self, map: ColorMap) -> Self {
        self.map = map;
        self
    }

    /// The value of derivatives at kinks.
    pub fn kink(mut self, kink: KinkPolicy) -> Self {
        self.kink = kink;
        self
    }

    /// How many points a grid has on each side.
    pub fn count(mut self, count: usize) -> Self {
        self.count = Some(count);
        self
    }

    /// The figure.
    ///
    /// # Errors
    /// A [`PlotError`] that says what to change.
    pub fn figure(&self) -> Result<Figure, PlotError> {
        let mut figure = self.described()?;
        figure.controls = Controls {
            slides: self.slides.clone(),
            walk: self.walk.clone(),
            kink: self.kink,
        };
        Ok(figure)
    }

    fn described(&self) -> Result<Figure, PlotError> {
        if self.subjects.is_empty() && self.points.is_none() {
            return Err(PlotError::Nothing);
        }
        if self.kind == Some(Kind::Convergence) {
            let Some(minimum) = self.paths.first() else {
                return Err(PlotError::Kind {
                    kind: "convergence",
                    needs: "a start, such as x=1",
                });
            };
            self.check_convergence()?;
            let mut figure = convergence(minimum)?;
            self.check_slides(&[])?;
            let formula = self.subjects.first().map(Subject::label);
            figure.title = self.title.clone().or(formula).unwrap_or_default();
            return Ok(figure);
        }
        let variables = self.variables()?;
        self.check_slides(&variables)?;
        self.check_sums()?;
        for (name, range) in &variables {
            check(name, *range)?;
        }
        if self.kind == Some(Kind::Grid) {
            return self.each(&variables);
        }
        let used = |name: &str| {
            let mut all = self.subjects.iter().flat_map(Subject::expressions);
            all.any(|expr| expr.free_symbols().iter().any(|symbol| symbol == name))
        };
        let implicit = (self.subjects.iter()).any(|one| matches!(one, Subject::Equal(..)));
        if let [_, (second, _)] = variables.as_slice()
            && (implicit || used(second))
            && let Some(plot) = self.with_equations(&variables)
        {
            return plot.described();
        }
        let touched = self
            .with
            .iter()
            .any(|what| matches!(what, With::TangentPlane(_)));
        let kind = self.kind.unwrap_or_else(|| match variables.as_slice() {
            [_, _] if touched => Kind::Surface,
            [_, (second, _)] if used(second) => Kind::Filled,
            _ => Kind::Curve,
        });
        let mut figure = match (kind, variables.as_slice()) {
            (Kind::Curve, [x, rest @ ..]) if !implicit => {
                let upwards = rest.first().map(|(_, range)| *range);
                if rest.iter().any(|(name, _)| used(name)) {
                    return Err(PlotError::Kind {
                        kind: "curve",
                        needs: "one variable in all expressions",
                    });
                }
                self.check_curves(&x.0)?;
                Scales::of(&x.0, &self.logarithmic).check([Some(x), rest.first()])?;
                self.curves(x, upwards)?
            }
            (kind, [x, y]) => {
                self.check_plane(kind)?;
                self.over_plane(kind, [x, y])?
            }
            (kind, _) => {
                return Err(PlotError::Kind {
                    kind: kind.name(),
                    needs: "the ranges of two variables",
                });
            }
        };
        if let Some(title) = &self.title {
            match figure.panels.as_mut_slice() {
                [only] => only.title.clone_from(title),
                _ => figure.title.clone_from(title),
            }
        }
        Ok(figure)
    }

    /// The same where `y = x^2` is an equation of two variables, if there is such a one.
    fn with_equations(&self, variables: &[(String, [f64; 2])]) -> Option<Plot> {
        let mut changed = false;
        let subjects = (self.subjects.iter())
            .map(|subject| match subject {
                Subject::Values(expr, Some(name))
                    if variables.iter().any(|(known, _)| known == name) =>
                {
                    changed = true;
                    Subject::Equal(Expr::symbol(name), expr.clone())
                }
                other => other.clone(),
            })
            .collect();
        changed.then(|| Plot {
            subjects,
            ..self.clone()
        })
    }

    /// The variables with their ranges, the first to the right.
    fn variables(&self) -> Result<Vec<(String, [f64; 2])>, PlotError> {
        let mut free: Vec<String> = (self.subjects.iter())
            .flat_map(Subject::expressions)
            .flat_map(Expr::free_symbols)
            .collect();
        free.sort_by(|a, b| natural_order(a, b));
        free.dedup();
        free.retain(|name| self.slides.iter().all(|slide| slide.name != *name));
        free.retain(|name| !self.is_column(name));
        if self.ranges.is_empty() {
            // From the data, or the usual ones.
            let mut names = free;
            if names.is_empty() {
                let columns = self.points.iter().flat_map(|data| data.names()).take(1);
                names = columns.cloned().collect();
            }
            if names.is_empty() {
                names.push("x".to_owned());
            }
            if let [.., extra] = names.as_slice()
                && names.len() > 2
            {
                return Err(PlotError::NoRange {
                    name: extra.clone(),
                });
            }
            let range = |name: String| {
                let range = self
                    .points
                    .as_ref()
                    .and_then(|data| data::range(data, &name));
                (name, range.unwrap_or(USUAL))
            };
            return Ok(names.into_iter().map(range).collect());
        }
        if self.ranges.len() > 2 {
            let names = self.ranges.iter().map(|(name, _)| name.clone()).collect();
            return Err(PlotError::TooManyRanges { names });
        }
        let mut variables: Vec<(String, [f64; 2])> = Vec::new();
        for (name, range) in &self.ranges {
            if variables.iter().any(|(known, _)| known == name) {
                let names = self.ranges.iter().map(|(name, _)| name.clone()).collect();
                return Err(PlotError::TooManyRanges { names });
            }
            variables.push((name.clone(), *range));
        }
        let known = |name: &String| variables.iter().any(|(known, _)| known == name);
        if let Some(name) = free.iter().find(|name| !known(name)) {
            return Err(PlotError::NoRange { name: name.clone() });
        }
        Ok(variables)
    }

    /// Whether a name is that of a column over whose rows sums run.
    fn is_column(&self, name: &str) -> bool {
        let known = self.rows.as_ref().map(|data| data.position(name));
        known.flatten().is_some()
    }

    /// A function of variables.
    pub(super) fn compiled(&self, expr: &Expr, names: &[&str]) -> Result<Function, PlotError> {
        Ok(self.settled(expr).compile_with(names, &self.options())?)
    }

    /// How functions are compiled.
    fn options(&self) -> CompileOptions {
        CompileOptions {
            kink: self.kink,
            ..CompileOptions::default()
        }
    }
}

/// Whether a range has a length that can be drawn.
fn check(name: &str, [lower, upper]: [f64; 2]) -> Result<(), PlotError> {
    let width = upper - lower;
    let fine = width > 0.0 && width.is_finite() && width > 1e-13 * lower.abs().max(upper.abs());
    match fine {
        true => Ok(()),
        false => {
            use crate::expr::double;
            Err(PlotError::Range {
                name: name.to_owned(),
                found: format!("{}..{}", double(lower), double(upper)),
            })
        }
    }
}
