//! Fits as pictures: data and model with its bands, and what the model leaves of the data.

use std::sync::Arc;

use super::curves::{Reach, shown};
use super::{data, plain, written};
use crate::compile::{CompileOptions, Function};
use crate::data::Data;
use crate::expr::Expr;
use crate::optimize::{Fit, Termination};
use crate::plot::color::ColorMap;
use crate::plot::figure::{Axis, Figure, Mark, Panel, Place, Series, Tint};
use crate::plot::ticks::signed;
use crate::plot::{Camera, Grid, PlotError, rounded, sample};

/// The most rows that are drawn; of a longer table a sample is.
const MOST: usize = 5_000;
/// Up to so many points have bars of error.
const MOST_BARS: usize = 400;
/// At so many places the bands are computed.
const BAND: usize = 201;
/// How many points a fitted surface has on each side.
const SURFACE: usize = 41;
/// The room beside the data, as a share of their range.
const ROOM: f64 = 0.04;

/// A picture of a fit to the data that it was made from.
///
/// A model of one column is drawn as a curve through the data, with the bands that cover the
/// model's true value and a new observation; below are the residuals. One of two columns is a
/// surface among points, with the residuals beside it. For more columns the predicted values stand
/// against the observed ones. Residuals of weighted fits are in standard deviations. Of a table of
/// more than 5,000 rows a sample is drawn, which the legend says.
///
/// # Errors
/// [`PlotError::Column`] for data without a column of the fit, [`PlotError::NothingFinite`].
///
/// # Examples
/// ```
/// use gradus::data::Data;
/// let data = Data::from_columns([("x", vec![0.0, 1.0, 2.0, 3.0]), ("y", vec![1.1, 2.9, 5.2, 6.8])])?;
/// let line = gradus::optimize::fit(&"y".parse()?, &"m*x + c".parse()?, &data).run()?;
/// let figure = gradus::plot::fit(&line, &data)?;
/// assert_eq!(figure.panels.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fit(fit: &Fit, data: &Data) -> Result<Figure, PlotError> {
    let seen = Seen::read(fit, data)?;
    match fit.columns() {
        [] => seen.curve(None),
        [column] => seen.curve(Some(column)),
        [x, y] => seen.surface([x, y]),
        _ => seen.observed(),
    }
}

/// The rows that are drawn.
struct Seen<'a> {
    fit: &'a Fit,
    data: &'a Data,
    /// The response as it is written.
    response: String,
    /// The model as it is written.
    formula: String,
    /// For each row that is drawn the numbers of the model's columns.
    inputs: Vec<Vec<f64>>,
    observed: Vec<f64>,
    predicted: Vec<f64>,
    /// The standard deviation of each observation.
    deviations: Vec<f64>,
}

impl<'a> Seen<'a> {
    fn read(fit: &'a Fit, data: &'a Data) -> Result<Self, PlotError> {
        let missing = || PlotError::Column {
            needs: "the columns of the fit",
            found: data.names().to_vec(),
        };
        let response = fit.response().free_symbols();
        let names: Vec<&str> = (fit.columns().iter())
            .chain(&response)
            .map(String::as_str)
            .chain(fit.weighting())
            .collect();
        let places = names.iter().map(|name| data::column(data, name));
        let places = places.collect::<Option<Vec<usize>>>().ok_or_else(missing)?;
        let mut columns = data::rows(data, &places, MOST)?;
        let count = columns.first().map_or(0, Vec::len);
        let weights = fit.weighting().and_then(|_| columns.pop());
        let of_response = columns.split_off(fit.columns().len());
        let options = CompileOptions::default();
        let left = fit.response().compile_with(&response, &options)?;
        let inputs: Vec<Vec<f64>> = (0..count).map(|row| at(&columns, row)).collect();
        let observed = (0..count).map(|row| left.value(&at(&of_response, row)));
        let predicted = inputs.iter().map(|row| predict(fit, row).0);
        Ok(Seen {
            observed: observed.collect(),
            predicted: predicted.collect(),
            deviations: match weights {
                Some(weights) => weights.iter().map(|own| fit.deviation_of(*own)).collect(),
                None => vec![fit.deviation(); count],
            },
            inputs,
            response: written(fit.response()),
            formula: written(fit.formula()),
            fit,
            data,
        })
    }

    /// The equation as messages have it.
    fn plain(&self) -> String {
        let [response, formula] = [self.fit.response(), self.fit.formula()].map(plain);
        format!("{response} = {formula}")
    }

    /// Whether residuals are told in standard deviations.
    fn is_weighted(&self) -> bool {
        self.fit.weighting().is_some()
    }

    fn residual(&self, row: usize) -> f64 {
        let residual = self.observed[row] - self.predicted[row];
        match self.is_weighted() {
            true => residual / self.deviations[row],
            false => residual,
        }
    }

    /// The parameters with their errors, and what else is to be said.
    fn notes(&self) -> Vec<String> {
        const SHOWN: usize = 8;
        let parameters = self.fit.names.iter().zip(&self.fit.x).zip(&self.fit.errors);
        let mut notes = Vec::new();
        if !self.is_found() {
            notes.push(format!("no fit ({}); last values:", self.fit.termination));
        }
        notes.extend(parameters.take(SHOWN).map(|((name, value), error)| {
            let told = match self.is_found() {
                true => told(*value, *error),
                // Errors are those at a minimum.
                false => rounded(*value, 6),
            };
            format!("{} = {told}", shown(name))
        }));
        if self.fit.names.len() > SHOWN {
            notes.push(format!("and {} more", self.fit.names.len() - SHOWN));
        }
        let fixed = self.fit.fixed.iter().take(SHOWN);
        notes.extend(
            fixed.map(|(name, value)| format!("{} = {} (fixed)", shown(name), rounded(*value, 6))),
        );
        notes
    }

    /// Whether the search came to a minimum, or to where it could not be told from one.
    fn is_found(&self) -> bool {
        use Termination::{Bound, Converged, Step, Value};
        matches!(self.fit.termination, Converged | Step | Value | Bound)
    }

    /// What the legend calls the model's curve.
    fn model_label(&self) -> &'static str {
        match self.is_found() {
            true => "fit",
            false => "last values, no fit",
        }
    }

    /// What the legend calls the data.
    fn data_label(&self) -> String {
        match self.data.rows() > self.observed.len() {
            true => format!(
                "{} of {} rows, a sample",
                self.observed.len(),
                self.data.rows()
            ),
            false => "data".to_owned(),
        }
    }

    fn points(&self, x: impl Fn(usize) -> f64, y: impl Fn(usize) -> f64) -> Vec<Place> {
        let all = (0..self.observed.len()).map(|row| [x(row), y(row)]);
        all.filter(|[x, y]| x.is_finite() && y.is_finite())
            .collect()
    }

    /// Data and curve over the only column, or over the number of the row; residuals below.
    fn curve(&self, column: Option<&String>) -> Result<Figure, PlotError> {
        let fit = self.fit;
        let place = |row: usize| match column {
            Some(_) => self.inputs[row].first().copied().unwrap_or(f64::NAN),
            None => (row + 1) as f64,
        };
        let ends = match column {
            Some(name) => data::column(self.data, name).and_then(|at| data::ends(self.data, at)),
            None => Some([1.0, self.observed.len() as f64]),
        };
        let [lower, upper] = widened(ends.unwrap_or([0.0, 1.0]));
        let points = self.points(place, |row| self.observed[row]);
        let mut series = Vec::new();
        // The data say how high the picture is; curve and bands may reach out of it.
        let mut reach = Reach::default();
        reach.extend(points.iter().map(|[_, y]| *y));
        let within = self.predicted.iter().copied();
        reach.extend(within);
        let steps = (0..BAND).map(|at| lower + (upper - lower) * at as f64 / (BAND - 1) as f64);
        let bands: Vec<(f64, (f64, f64, f64))> = steps
            .map(|x| (x, predict(fit, &column.map_or(Vec::new(), |_| vec![x]))))
            .collect();
        let band = |half: &dyn Fn(&(f64, f64, f64)) -> f64| -> Vec<[f64; 3]> {
            let all = bands.iter().map(|(x, there)| {
                let half = half(there);
                [*x, there.0 - half, there.0 + half]
            });
            all.filter(|point| point.iter().all(|part| part.is_finite()))
                .collect()
        };
        let share = rounded(fit.confidence * 100.0, 4);
        let per_weight = match self.is_weighted() && !fit.has_deviations() {
            true => ", weight 1",
            false => "",
        };
        let prediction = format!("prediction{per_weight}");
        for (points, what, tint) in [
            (band(&|there| there.2), prediction.as_str(), Tint::Faint),
            (band(&|there| there.1), "confidence", Tint::Palette(0)),
        ] {
            // Bands are those around a minimum.
            if points.len() > 1 && self.is_found() {
                let inside = points.iter().flat_map(|[_, low, high]| [*low, *high]);
                reach.extend_within(inside, 0.35);
                let label = format!("{share} % {what}");
                series.push(Series::new(label, tint, Mark::Band { points }));
            }
        }
        let bars = self.bars(place);
        reach.extend(bars.iter().flat_map(|[_, y, half]| [y - half, y + half]));
        if !bars.is_empty() {
            series.push(Series::quiet(Tint::Palette(6), Mark::Bars { points: bars }));
        }
        let mark = Mark::Points {
            points: points.clone(),
            shape: 0,
        };
        series.push(Series::new(self.data_label(), Tint::Palette(6), mark));
        let pieces = match column {
            Some(name) => {
                let function = self.fitted(&[name])?;
                sample(&function, name, lower, upper)?.pieces
            }
            None => vec![bands.iter().map(|(x, there)| [*x, there.0]).collect()],
        };
        if points.is_empty() && pieces.is_empty() {
            return Err(PlotError::NothingFinite { what: self.plain() });
        }
        let curve = pieces.iter().flatten().map(|[_, y]| *y);
        reach.extend_within(curve, 0.35);
        let mark = Mark::Curve {
            pieces,
            dashed: false,
        };
        series.push(Series::new(self.model_label(), Tint::Palette(1), mark));
        let title = column.map_or("row".to_owned(), |name| shown(name));
        let axis = |title: &str| Axis {
            title: title.to_owned(),
            range: Some([lower, upper]),
            ..Axis::default()
        };
        let above = Panel {
            title: format!("{} = {}", self.response, self.formula),
            x: axis(""),
            y: Axis {
                title: self.response.clone(),
                range: reach.padded(),
                ..Axis::default()
            },
            series,
            notes: self.notes(),
            ..Panel::default()
        };
        let below = self.residuals(place, axis(&title));
        Ok(Figure {
            panels: vec![above, below],
            columns: 1,
            heights: vec![2.6, 1.0],
            ..Figure::default()
        })
    }

    /// Bars of error, where the deviations of single rows are known and few enough.
    fn bars(&self, x: impl Fn(usize) -> f64) -> Vec<[f64; 3]> {
        if !self.is_weighted() || self.observed.len() > MOST_BARS {
            return Vec::new();
        }
        let all =
            (0..self.observed.len()).map(|row| [x(row), self.observed[row], self.deviations[row]]);
        all.filter(|bar| bar.iter().all(|part| part.is_finite()))
            .collect()
    }

    /// Residuals, and the line where they vanish.
    fn residuals(&self, x: impl Fn(usize) -> f64, across: Axis) -> Panel {
        let points = self.points(x, |row| self.residual(row));
        let mut reach = Reach::default();
        reach.extend(points.iter().map(|[_, y]| *y));
        // As much room above as below.
        let high = reach
            .padded()
            .map(|[low, high]| low.abs().max(high.abs()) * 1.08);
        let [left, right] = across.range.unwrap_or_else(|| {
            let mut reach = Reach::default();
            reach.extend(points.iter().map(|[x, _]| *x));
            reach.padded().unwrap_or([0.0, 1.0])
        });
        let level = |y: f64, dashed: bool| Mark::Curve {
            pieces: vec![vec![[left, y], [right, y]]],
            dashed,
        };
        let mut series = vec![Series::quiet(Tint::Palette(1), level(0.0, false))];
        if self.is_weighted() {
            series.extend([-2.0, 2.0].map(|y| Series::quiet(Tint::Faint, level(y, true))));
        }
        let shape = 0;
        series.push(Series::quiet(
            Tint::Palette(6),
            Mark::Points { points, shape },
        ));
        let title = match self.is_weighted() {
            true => "r/σ",
            false => "residual",
        };
        Panel {
            x: Axis {
                range: Some([left, right]),
                ..across
            },
            y: Axis {
                title: title.to_owned(),
                range: high.map(|high| [-high, high]),
                ..Axis::default()
            },
            series,
            ..Panel::default()
        }
    }

    /// Residuals over what the model says.
    fn over_predicted(&self) -> Panel {
        let across = Axis {
            title: format!("predicted {}", self.response),
            ..Axis::default()
        };
        self.residuals(|row| self.predicted[row], across)
    }

    /// A surface among the data, residuals beside it.
    fn surface(&self, names: [&str; 2]) -> Result<Figure, PlotError> {
        let ends = |name: &str| {
            let found = data::column(self.data, name).and_then(|at| data::ends(self.data, at));
            widened(found.unwrap_or([0.0, 1.0]))
        };
        let ranges = names.map(ends);
        let function = self.fitted(&names)?;
        let grid = Arc::new(Grid::sample(&function, names, ranges, [SURFACE; 2])?);
        let points: Vec<[f64; 3]> = (self.inputs.iter().zip(&self.observed))
            .filter_map(|(row, y)| Some([*row.first()?, *row.get(1)?, *y]))
            .filter(|point| point.iter().all(|part| part.is_finite()))
            .collect();
        let mut reach = Reach::default();
        reach.extend(points.iter().map(|[_, _, z]| *z));
        reach.extend(self.predicted.iter().copied());
        reach.extend_within(grid.reach().into_iter().flatten(), 0.35);
        let [x, y] = [0, 1].map(|side| Axis {
            title: shown(names[side]),
            range: Some(ranges[side]),
            ..Axis::default()
        });
        let map = ColorMap::default();
        let shape = 0;
        let space = Panel {
            title: format!("{} = {}", self.response, self.formula),
            x,
            y,
            z: Axis {
                title: self.response.clone(),
                range: reach.padded(),
                ..Axis::default()
            },
            camera: Some(Camera::default()),
            series: vec![
                Series::quiet(Tint::Palette(0), Mark::Surface { grid, map }),
                Series::new(
                    self.data_label(),
                    Tint::Palette(1),
                    Mark::Scatter { points, shape },
                ),
            ],
            notes: self.notes(),
            ..Panel::default()
        };
        Ok(Figure {
            panels: vec![space, self.over_predicted()],
            columns: 2,
            ..Figure::default()
        })
    }

    /// Predicted against observed values, residuals beside.
    fn observed(&self) -> Result<Figure, PlotError> {
        let points = self.points(|row| self.predicted[row], |row| self.observed[row]);
        let mut reach = Reach::default();
        reach.extend(points.iter().flatten().copied());
        let Some([low, high]) = reach.padded() else {
            return Err(PlotError::NothingFinite { what: self.plain() });
        };
        let axis = |what: &str| Axis {
            title: format!("{what} {}", self.response),
            range: Some([low, high]),
            ..Axis::default()
        };
        let line = Mark::Curve {
            pieces: vec![vec![[low, low], [high, high]]],
            dashed: false,
        };
        let bars = self.bars(|row| self.predicted[row]);
        let shape = 0;
        let beside = Panel {
            title: format!("{} = {}", self.response, self.formula),
            x: axis("predicted"),
            y: axis("observed"),
            series: vec![
                Series::quiet(Tint::Palette(6), Mark::Bars { points: bars }),
                Series::new(
                    self.data_label(),
                    Tint::Palette(6),
                    Mark::Points { points, shape },
                ),
                Series::new("observed = predicted", Tint::Palette(1), line),
            ],
            notes: self.notes(),
            ..Panel::default()
        };
        let mut residuals = self.over_predicted();
        residuals.x.range = Some([low, high]);
        for series in &mut residuals.series {
            if let Mark::Curve { pieces, .. } = &mut series.mark {
                for [x, _] in pieces.iter_mut().flatten() {
                    *x = if *x < (low + high) / 2.0 { low } else { high };
                }
            }
        }
        Ok(Figure {
            panels: vec![beside, residuals],
            columns: 2,
            ..Figure::default()
        })
    }

    /// The model with the fitted parameters, of columns.
    fn fitted(&self, names: &[&str]) -> Result<Function, PlotError> {
        let values: Vec<(&str, Expr)> = (self.fit.names.iter().zip(&self.fit.x))
            .filter_map(|(name, value)| Some((name.as_str(), Expr::decimal(*value)?)))
            .collect();
        let formula = self.fit.formula().substitute(&values);
        Ok(formula.compile_with(names, &CompileOptions::default())?)
    }
}

/// The model's value at a row of its columns, and half the widths of its two bands.
fn predict(fit: &Fit, row: &[f64]) -> (f64, f64, f64) {
    let row: Vec<(&str, f64)> = (fit.columns().iter().map(String::as_str))
        .zip(row.iter().copied())
        .collect();
    fit.predict(&row)
        .map_or((f64::NAN, f64::NAN, f64::NAN), |there| {
            (there.value, there.confidence, there.prediction)
        })
}

fn at(columns: &[Vec<f64>], row: usize) -> Vec<f64> {
    let numbers = columns.iter().map(|column| column.get(row).copied());
    numbers.map(|number| number.unwrap_or(f64::NAN)).collect()
}

/// The range of a column with room at both ends.
fn widened([low, high]: [f64; 2]) -> [f64; 2] {
    // Halves, because the ends may be further apart than doubles go.
    let span = (high / 2.0 - low / 2.0) * 2.0;
    match span > 1e-12 * low.abs().max(high.abs()) && span.is_finite() {
        true => [low - span * ROOM, high + span * ROOM],
        false => [low - low.abs().max(1.0), high + low.abs().max(1.0)],
    }
}

/// A parameter with its error, both to the place of the error's second digit.
fn told(value: f64, error: f64) -> String {
    // The data do not say what it is.
    if error.is_infinite() {
        return format!("{} ± ∞", rounded(value, 6));
    }
    if !(error.is_finite() && error > 0.0 && value.is_finite()) {
        return rounded(value, 6);
    }
    let place = |number: f64| number.abs().log10().floor() as i64;
    let places = 1 - place(error);
    if (0..=8).contains(&places) && value.abs() < 1e6 {
        let places = places as usize;
        return signed(format!("{value:.places$} ± {error:.places$}"));
    }
    let digits = match value == 0.0 {
        true => 2,
        false => (place(value) - place(error) + 2).clamp(2, 12),
    };
    format!(
        "{} ± {}",
        rounded(value, digits as usize),
        rounded(error, 2)
    )
}
