//! Tangents: the line at a curve, and the plane at a surface with the cuts through its point.

use super::curves::shown;
use super::{Plot, Side, evenly, written};
use crate::expr::{Expr, Style};
use crate::plot::figure::{Mark, Panel, Series, Tint};
use crate::plot::{PlotError, rounded};

/// How far a tangent plane goes to each side, as a share of the range.
const SHARE: f64 = 0.25;
/// How far it rises at most, as a share of how far the surface does.
const STEEPEST: f64 = 0.4;
/// How many points a tangent line in space has.
const FLAT: usize = 26;
/// The longest exact formula of a plane that a legend shows.
const LONGEST: u128 = 36;
/// How many a cut has.
const CUT: usize = 121;

impl Plot {
    /// The tangent at a place.
    pub(super) fn tangent(
        &self,
        expr: &Expr,
        name: &str,
        at: f64,
        number: usize,
    ) -> Result<Series, PlotError> {
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
        Ok(Series::new(label, Tint::Palette(number), mark))
    }

    /// The tangent plane at a point of a surface, the cuts through this point along both variables,
    /// and their tangents. `reach` is that of the surface.
    pub(super) fn tangent_plane(
        &self,
        panel: &mut Panel,
        expr: &Expr,
        (sides, reach): ([Side; 2], Option<[f64; 2]>),
        at: [f64; 2],
    ) -> Result<(), PlotError> {
        let names = sides.map(|(name, _)| name.as_str());
        let point = at.map(|place| rounded(place, 6)).join(", ");
        let shown_names = names.map(shown).join(", ");
        for side in 0..2 {
            let [lower, upper] = sides[side].1;
            if !(lower..=upper).contains(&at[side]) {
                return Err(PlotError::Outside {
                    point: format!("({shown_names}) = ({point})"),
                });
            }
        }
        let function = self.compiled(expr, &names)?;
        let mut slopes = [f64::NAN; 2];
        for (slope, name) in slopes.iter_mut().zip(names) {
            *slope = self.compiled(&expr.diff(name)?, &names)?.value(&at);
        }
        let value = function.value(&at);
        let plane = |place: [f64; 2]| {
            let along = [0, 1].map(|side| slopes[side] * (place[side] - at[side]));
            value + along[0] + along[1]
        };
        if !slopes
            .iter()
            .chain([&value])
            .all(|number| number.is_finite())
        {
            return Err(PlotError::NothingFinite {
                what: format!("the tangent plane at ({shown_names}) = ({point})"),
            });
        }
        // A steep plane is cut short, so that the surface stays what is seen.
        let half = sides.map(|(_, [lower, upper])| (upper - lower) * SHARE);
        let rise = slopes[0].abs() * half[0] + slopes[1].abs() * half[1];
        let short = match reach {
            Some([low, high]) if rise > 0.0 && high > low => {
                ((high - low) * STEEPEST / rise).min(1.0)
            }
            _ => 1.0,
        };
        let around = [0, 1].map(|side| {
            let [lower, upper] = sides[side].1;
            let half = half[side] * short;
            [(at[side] - half).max(lower), (at[side] + half).min(upper)]
        });
        let [[left, right], [front, back]] = around;
        let corners = [[left, front], [right, front], [right, back], [left, back]];
        let sheet = Mark::Sheet {
            corners: corners.map(|[x, y]| [x, y, plane([x, y])]),
        };
        // Each plane has three colours of its own.
        let planes = panel
            .series
            .iter()
            .filter(|one| matches!(one.mark, Mark::Sheet { .. }));
        let first = 2 + 3 * planes.count();
        let formula = self.formula_of_plane(expr, (names, at), [value, slopes[0], slopes[1]]);
        panel
            .series
            .push(Series::new(formula, Tint::Palette(first + 2), sheet));
        for side in 0..2 {
            let tint = Tint::Palette(first + side);
            let [lower, upper] = sides[side].1;
            let line = |places: Vec<f64>, height: &dyn Fn([f64; 2]) -> f64| {
                let point = |place: f64| {
                    let mut point = at;
                    point[side] = place;
                    [point[0], point[1], height(point)]
                };
                places.into_iter().map(point).collect::<Vec<_>>()
            };
            let cut = Mark::Line {
                points: line(evenly(lower, upper, CUT), &|point| function.value(&point)),
                dashed: false,
            };
            let fixed = format!("{} = {}", shown(names[1 - side]), rounded(at[1 - side], 4));
            panel
                .series
                .push(Series::new(format!("cut at {fixed}"), tint, cut));
            let tangent = Mark::Line {
                points: line(evenly(around[side][0], around[side][1], FLAT), &plane),
                dashed: true,
            };
            let slope = rounded(slopes[side], 4);
            panel.series.push(Series::new(
                format!("tangent there: slope {slope}"),
                tint,
                tangent,
            ));
        }
        let touched = Mark::Scatter {
            points: vec![[at[0], at[1], value]],
            shape: 0,
        };
        let label = format!("({point}, {})", rounded(value, 4));
        panel.series.push(Series::new(label, Tint::Ink, touched));
        Ok(())
    }

    /// The formula of a tangent plane: exact if that is short, otherwise with rounded numbers.
    fn formula_of_plane(
        &self,
        expr: &Expr,
        (names, at): ([&str; 2], [f64; 2]),
        [value, right, up]: [f64; 3],
    ) -> String {
        if let [Some(a), Some(b)] = at.map(Expr::decimal) {
            let exact = self.settled(expr).tangent(&[(names[0], a), (names[1], b)]);
            let short = |found: &Expr| found.characters(Style::Unicode) <= LONGEST;
            if let Some(exact) = exact.ok().filter(short) {
                return written(&exact);
            }
        }
        let foot = value - right * at[0] - up * at[1];
        let terms = [(right, Some(names[0])), (up, Some(names[1])), (foot, None)];
        let sum = terms
            .into_iter()
            .fold(Expr::from(0), |sum, (factor, name)| {
                let number = format!("{factor:.3e}").parse().ok().and_then(Expr::decimal);
                let number = number.unwrap_or_else(|| Expr::from(0));
                match name {
                    Some(name) => sum + number * Expr::symbol(name),
                    None => sum + number,
                }
            });
        format!("≈ {}", written(&sum))
    }
}
