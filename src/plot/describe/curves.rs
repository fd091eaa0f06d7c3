//! Pictures of functions of one variable.

use super::scales::Scales;
use super::{Plot, Side, Subject, With, data, written};
use crate::expr::Expr;
use crate::optimize::{Kind, SolutionKind, all_critical_points, all_roots};
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
            let ends = sampled.range.into_iter().flatten().map(|y| scales.up(y));
            match at % self.of_each() {
                0 => reach.extend(ends),
                // Where a derivative is far beyond its function it leaves the picture.
                _ => {
                    let common = common(&sampled.pieces, |share| {
                        scales.along([*lower, *upper], share)
                    });
                    reach.extend(common.into_iter().flatten().map(|y| scales.up(y)));
                    reach.extend_within(ends, BEYOND);
                }
            }
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
                    for (expr, _) in wanted.iter().step_by(self.of_each()) {
                        let series = panel.series.len();
                        panel.series.push(self.tangent(expr, name, *at, others)?);
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
                    for (expr, _) in wanted.iter().step_by(self.of_each()) {
                        let range = [*lower, *upper];
                        let settled = self.settled(expr);
                        let (found, note) = critical(&settled, name, range, reach.span())?;
                        panel.series.extend(found);
                        panel.notes.extend(note);
                    }
                }
                With::Taylor(at) => {
                    for (expr, _) in wanted.iter().step_by(self.of_each()) {
                        others += self.taylor(&mut panel, expr, name, *at, others)?;
                    }
                }
                With::Inflections => {
                    for (expr, _) in wanted.iter().step_by(self.of_each()) {
                        self.inflections(&mut panel, (expr, name), [*lower, *upper], reach.span())?;
                    }
                }
                With::Derivative | With::Derivatives | With::TangentPlane(_) => {}
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
        // Texts stand over the highest points and under the lowest.
        let noted = |series: &Series| matches!(series.mark, Mark::Note { .. });
        let room = if panel.series.iter().any(noted) {
            0.09
        } else {
            0.05
        };
        panel.y.range = upwards.or_else(|| Some(reach.with_room(room)?.map(|y| scales.down(y))));
        // Of several functions the axis has no one's name.
        if let [Subject::Values(_, Some(name))] = self.subjects.as_slice() {
            panel.y.title = shown(name);
        }
        Ok(Figure::one(panel))
    }

    /// How many functions are drawn of each expression: itself and its derivatives.
    fn of_each(&self) -> usize {
        let second = self.with.contains(&With::Derivatives);
        match self.with.contains(&With::Derivative) {
            _ if second => 3,
            true => 2,
            false => 1,
        }
    }

    /// The functions that are drawn, with what the legend says of them.
    pub(super) fn functions(&self, name: &str) -> Result<Vec<(Expr, String)>, PlotError> {
        let mut wanted = Vec::new();
        let count = self.of_each();
        let mut letters = ["f", "g", "h", "p", "q", "r"]
            .into_iter()
            .filter(|letter| *letter != name);
        for (at, subject) in self.subjects.iter().enumerate() {
            let Subject::Values(expr, _) = subject else {
                continue;
            };
            if count == 1 {
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
            if count == 3 {
                let bend = slope.diff(name)?;
                wanted.push((
                    bend.where_real(expr),
                    format!("{f}″({x}) = {}", written(&bend)),
                ));
            }
        }
        Ok(wanted)
    }
}

/// How far beyond what is there already a derivative is followed, as a share of it.
const BEYOND: f64 = 0.3;

/// Between which heights a curve is nearly everywhere, along the picture as `place` tells of a share
/// of it.
fn common(pieces: &[Vec<[f64; 2]>], place: impl Fn(f64) -> f64) -> Option<[f64; 2]> {
    const EVENLY: usize = 100;
    let mut heights: Vec<f64> = (0..=EVENLY)
        .filter_map(|at| {
            let x = place(at as f64 / EVENLY as f64);
            let piece = (pieces.iter()).find(|piece| {
                piece.first().is_some_and(|[from, _]| *from <= x)
                    && piece.last().is_some_and(|[to, _]| x <= *to)
            })?;
            let next = piece.partition_point(|[place, _]| *place < x);
            piece.get(next).map(|[_, y]| *y)
        })
        .filter(|y| y.is_finite())
        .collect();
    heights.sort_by(f64::total_cmp);
    let last = heights.len().checked_sub(1)?;
    let at = |share: f64| heights.get((last as f64 * share).round() as usize).copied();
    Some([at(0.12)?, at(0.88)?])
}

/// The most points of one kind that are marked.
const MOST: usize = 40;

impl Plot {
    /// Marks the points where the curve changes its bend.
    fn inflections(
        &self,
        panel: &mut Panel,
        (expr, name): (&Expr, &str),
        [lower, upper]: [f64; 2],
        span: f64,
    ) -> Result<(), PlotError> {
        let settled = self.settled(expr);
        let bend = settled.diff(name)?.diff(name)?;
        let found = all_roots(std::slice::from_ref(&bend))
            .range(name, lower, upper)
            .run()?;
        let [function, bend] = [&settled, &bend].map(|expr| self.compiled(expr, &[name]));
        let (function, bend) = (function?, bend?);
        let places = (found.points.iter()).filter_map(|point| point.x.first().copied());
        let mut zeros: Vec<f64> = places.collect();
        zeros.sort_by(f64::total_cmp);
        // A zero without a change of sign is a flat point. Signs are taken near it, compared with the
        // next zeros and with its own size.
        let changing = |at: usize, x: f64| {
            let before = at
                .checked_sub(1)
                .and_then(|at| zeros.get(at))
                .unwrap_or(&lower);
            let behind = zeros.get(at + 1).unwrap_or(&upper);
            let room = (x - before).min(behind - x);
            let step = match x == 0.0 {
                true => room.min(1.0),
                false => room.min(x.abs()),
            } * 1e-3;
            let [left, right] = [x - step, x + step].map(|x| bend.value(&[x]));
            (left < 0.0 && right > 0.0) || (left > 0.0 && right < 0.0)
        };
        let places = zeros
            .iter()
            .enumerate()
            .filter(|(at, x)| changing(*at, **x));
        let places: Vec<f64> = places.map(|(_, x)| *x).collect();
        for x in places.iter().take(MOST) {
            let at = [*x, function.value(&[*x])];
            let text = format!(
                "inflection ({}, {})",
                rounded(at[0], 4),
                height(at[1], span)
            );
            let shape = 0;
            panel
                .series
                .push(Series::quiet(Tint::Ink, Mark::Note { at, text, shape }));
        }
        panel.notes.extend(more("inflections", MOST, places.len()));
        if !found.is_complete() {
            let note = "there may be further inflections: the second derivative is 0 or unclear";
            panel.notes.push(note.to_owned());
        }
        Ok(())
    }
}

/// A height as texts have it, where curves reach over this span: what is 0 but for rounding is 0.
fn height(value: f64, span: f64) -> String {
    match value.abs() < span * 1e-12 {
        true => rounded(0.0, 4),
        false => rounded(value, 4),
    }
}

/// What is to be said where only the first of many points are drawn.
pub(super) fn more(what: &str, drawn: usize, found: usize) -> Option<String> {
    (found > drawn).then(|| format!("the first {drawn} of {found} {what}"))
}

/// The points where the slope vanishes, each with its kind; and what is to be said of them.
fn critical(
    expr: &Expr,
    name: &str,
    [lower, upper]: [f64; 2],
    span: f64,
) -> Result<(Vec<Series>, Option<String>), PlotError> {
    let found = all_critical_points(expr).range(name, lower, upper).run()?;
    let points = found.points.iter().take(MOST);
    let series = points
        .filter_map(|point| {
            let at = [*point.x.first()?, point.value];
            let text = format!(
                "{} ({}, {})",
                kind(point.kind),
                rounded(at[0], 4),
                height(at[1], span)
            );
            let shape = shape(point.kind);
            Some(Series::quiet(Tint::Ink, Mark::Note { at, text, shape }))
        })
        .collect();
    Ok((series, more("critical points", MOST, found.points.len())))
}

/// The shape that marks a critical point: triangles point up at maxima and down at minima.
pub(super) fn shape(kind: SolutionKind) -> usize {
    match kind {
        SolutionKind::Critical(Kind::Maximum) => 2,
        SolutionKind::Critical(Kind::Saddle) => 3,
        SolutionKind::Critical(Kind::Minimum) => 4,
        _ => 0,
    }
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

    /// How far it is from the least to the largest.
    pub fn span(&self) -> f64 {
        self.0.map_or(0.0, |[low, high]| high - low)
    }

    /// The range with some room at both ends.
    pub fn padded(&self) -> Option<[f64; 2]> {
        self.with_room(0.05)
    }

    /// The range with this share of it at both ends.
    pub fn with_room(&self, share: f64) -> Option<[f64; 2]> {
        let [low, high] = self.0?;
        let room = (high / 2.0 - low / 2.0) * 2.0 * share;
        let thin = high - low <= 1e-12 * low.abs().max(high.abs());
        match thin {
            true if low == 0.0 => Some([-1.0, 1.0]),
            true => Some([low - low.abs() * 0.5, high + high.abs() * 0.5]),
            false => Some([low - room, high + room]),
        }
    }
}
