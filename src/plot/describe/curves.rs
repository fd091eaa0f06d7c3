//! Pictures of functions of one variable.

use super::scales::Scales;
use super::{Plot, Side, Subject, With, data, written};
use crate::expr::Expr;
use crate::optimize::{SolutionKind, all_critical_points};
use crate::plot::figure::{Axis, Figure, Mark, Panel, Series, Tint};
use crate::plot::live::{Live, Rule};
use crate::plot::{PlotError, rounded};

/// The most poles that get a line.
const MOST_POLES: usize = 12;

impl Plot {
    /// Curves over one variable.
    pub(super) fn curves(
        &self,
        (name, [lower, upper]): Side,
        upwards: Option<[f64; 2]>,
    ) -> Result<Figure, PlotError> {
        let mut panel = Panel {
            x: Axis {
                title: shown(name),
                range: Some([*lower, *upper]),
                ..Axis::default()
            },
            ..Panel::default()
        };
        let mut reach = Reach::default();
        let scales = Scales::of(name, &self.logarithmic);
        (panel.x.scale, panel.y.scale) = scales.of_axes();
        let wanted = self.functions(name)?;
        let single = wanted.len() == 1;
        for (at, (expr, label)) in wanted.iter().enumerate() {
            let sampled = match self.table_of(expr) {
                Some(data) => self.sampled_rows(expr, data, name, [*lower, *upper])?,
                None => scales.sampled(self, expr, [*lower, *upper])?,
            };
            if sampled.pieces.is_empty() {
                // Another one may have values: only if none has is there nothing to see.
                continue;
            }
            reach.extend(sampled.range.into_iter().flatten().map(|y| scales.up(y)));
            let first = panel.series.len();
            if sampled.poles.len() <= MOST_POLES {
                let poles = sampled
                    .poles
                    .iter()
                    .filter(|x| **x > *lower && **x < *upper);
                panel
                    .series
                    .extend(poles.map(|x| Series::quiet(Tint::Faint, Mark::Upright { x: *x })));
            }
            // Lines at poles follow from the curve.
            panel
                .live
                .extend((first..panel.series.len()).map(|series| Live {
                    series,
                    rule: Rule::Pole,
                }));
            if scales.are_even() && !expr.has_row_sums() {
                panel.live.push(Live {
                    series: panel.series.len(),
                    rule: Rule::Values {
                        expr: expr.clone(),
                        names: vec![name.clone()],
                    },
                });
            }
            panel.series.push(Series::new(
                label,
                Tint::Palette(at),
                Mark::Curve {
                    pieces: sampled.pieces,
                    dashed: false,
                },
            ));
        }
        if panel.series.is_empty() && !self.subjects.is_empty() {
            let what = self.subjects.first().map(Subject::plain);
            let what = what.unwrap_or_default();
            return Err(PlotError::NothingFinite { what });
        }
        let mut others = wanted.len();
        for what in &self.with {
            match what {
                With::Tangent(at) => {
                    for (expr, _) in wanted.iter().take(self.subjects.len()) {
                        let series = panel.series.len();
                        panel.series.extend(self.tangent(expr, name, *at, others)?);
                        others += 1;
                        // A page has no table to go through.
                        if expr.has_row_sums() {
                            continue;
                        }
                        let rule = Rule::Tangent {
                            expr: expr.clone(),
                            slope: expr.diff(name)?,
                            name: name.clone(),
                        };
                        panel.live.push(Live { series, rule });
                    }
                }
                With::Critical => {
                    for (expr, _) in wanted.iter().take(self.subjects.len()) {
                        let range = [*lower, *upper];
                        let (found, note) = critical(&self.settled(expr), name, range)?;
                        panel.series.extend(found);
                        panel.notes.extend(note);
                    }
                }
                With::Taylor(at) => {
                    for (expr, _) in wanted.iter().take(self.subjects.len()) {
                        others += self.taylor(&mut panel, expr, name, *at, others)?;
                    }
                }
                With::Derivative | With::Derivatives => {}
            }
        }
        self.ways_on_curves(&mut panel);
        if let Some(table) = &self.points {
            let found = data::flat(table, name, others)?;
            for series in &found {
                if let Mark::Points { points, .. } = &series.mark {
                    let inside = points.iter().filter(|[x, _]| (*lower..=*upper).contains(x));
                    reach.extend(inside.map(|[_, y]| scales.up(*y)));
                }
            }
            // Below the curves, which many points would hide.
            for live in &mut panel.live {
                live.series += found.len();
            }
            panel.series.splice(0..0, found);
            panel.notes.extend(data::note(table));
        }
        let marks = panel
            .series
            .iter()
            .filter(|series| !series.label.is_empty())
            .count();
        if single && let Some((_, label)) = wanted.first() {
            panel.title.clone_from(label);
            if marks == 1 {
                panel
                    .series
                    .iter_mut()
                    .for_each(|series| series.label.clear());
            }
        }
        if !self.slides.is_empty() {
            self.reach_of_slides(&mut reach, &wanted, (name, [*lower, *upper]))?;
        }
        panel.y.range = upwards.or_else(|| Some(reach.padded()?.map(|y| scales.down(y))));
        if let Some(Subject::Values(_, Some(name))) = self.subjects.first() {
            panel.y.title = shown(name);
        }
        Ok(Figure::one(panel))
    }

    /// The functions that are drawn, with what the legend says of them.
    pub(super) fn functions(&self, name: &str) -> Result<Vec<(Expr, String)>, PlotError> {
        let mut wanted = Vec::new();
        let second = self.with.contains(&With::Derivatives);
        let first = second || self.with.contains(&With::Derivative);
        let mut letters = ["f", "g", "h", "p", "q", "r"]
            .into_iter()
            .filter(|letter| *letter != name);
        for (at, subject) in self.subjects.iter().enumerate() {
            let Subject::Values(expr, _) = subject else {
                continue;
            };
            if !first {
                wanted.push((expr.clone(), subject.label()));
                continue;
            }
            let x = shown(name);
            let f = letters
                .next()
                .map_or_else(|| format!("f{}", at + 1), str::to_owned);
            wanted.push((expr.clone(), format!("{f}({x}) = {}", written(expr))));
            // The formula of a derivative may have values where the function has none, as that of
            // the logarithm has.
            let slope = expr.diff(name)?;
            wanted.push((
                slope.where_real(expr),
                format!("{f}′({x}) = {}", written(&slope)),
            ));
            if second {
                let bend = slope.diff(name)?;
                wanted.push((
                    bend.where_real(expr),
                    format!("{f}″({x}) = {}", written(&bend)),
                ));
            }
        }
        Ok(wanted)
    }

    /// The tangent at a place.
    fn tangent(
        &self,
        expr: &Expr,
        name: &str,
        at: f64,
        number: usize,
    ) -> Result<Option<Series>, PlotError> {
        let [value, slope] = self.value_and_slope(expr, name, at)?;
        if !(value.is_finite() && slope.is_finite()) {
            return Err(PlotError::NothingFinite {
                what: format!("the tangent at {} = {}", shown(name), rounded(at, 6)),
            });
        }
        let label = format!(
            "tangent at {} = {}: slope {}",
            shown(name),
            rounded(at, 4),
            rounded(slope, 4)
        );
        let mark = Mark::Tangent {
            at: [at, value],
            slope,
        };
        Ok(Some(Series::new(label, Tint::Palette(number), mark)))
    }
}

/// What is to be said where only the first of many critical points are drawn.
pub(super) fn more(drawn: usize, found: usize) -> Option<String> {
    (found > drawn).then(|| format!("the first {drawn} of {found} critical points"))
}

/// The points where the slope vanishes, each with its kind; and what is to be said of them.
fn critical(
    expr: &Expr,
    name: &str,
    [lower, upper]: [f64; 2],
) -> Result<(Vec<Series>, Option<String>), PlotError> {
    const MOST: usize = 40;
    let found = all_critical_points(expr).range(name, lower, upper).run()?;
    let points = found.points.iter().take(MOST);
    let series = points
        .filter_map(|point| {
            let at = [*point.x.first()?, point.value];
            let text = format!(
                "{} ({}, {})",
                kind(point.kind),
                rounded(at[0], 4),
                rounded(at[1], 4)
            );
            Some(Series::quiet(Tint::Ink, Mark::Note { at, text }))
        })
        .collect();
    Ok((series, more(MOST, found.points.len())))
}

/// What a critical point is called.
pub(super) fn kind(kind: SolutionKind) -> String {
    kind.to_string()
}

/// A name as pictures show it: Greek letters as such.
pub(super) fn shown(name: &str) -> String {
    written(&Expr::symbol(name))
}

/// How far values reach.
#[derive(Default)]
pub(super) struct Reach(pub(super) Option<[f64; 2]>);

impl Reach {
    /// Takes values in.
    pub fn extend(&mut self, values: impl IntoIterator<Item = f64>) {
        for value in values.into_iter().filter(|value| value.is_finite()) {
            let [low, high] = self.0.unwrap_or([value; 2]);
            self.0 = Some([low.min(value), high.max(value)]);
        }
    }

    /// Takes values in as far as they are not further beyond what is already there than this share
    /// of it.
    pub fn extend_within(&mut self, values: impl IntoIterator<Item = f64>, share: f64) {
        let Some([low, high]) = self.0 else {
            return self.extend(values);
        };
        let room = (high / 2.0 - low / 2.0) * 2.0 * share;
        let values = values.into_iter().filter(|value| value.is_finite());
        self.extend(values.map(|value| value.clamp(low - room, high + room)));
    }

    /// The range with some room at both ends.
    pub fn padded(&self) -> Option<[f64; 2]> {
        let [low, high] = self.0?;
        let room = (high / 2.0 - low / 2.0) * 0.1;
        let thin = high - low <= 1e-12 * low.abs().max(high.abs());
        match thin {
            true if low == 0.0 => Some([-1.0, 1.0]),
            true => Some([low - low.abs() * 0.5, high + high.abs() * 0.5]),
            false => Some([low - room, high + room]),
        }
    }
}
