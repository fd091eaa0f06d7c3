//! Taylor polynomials beside their function.

use super::Plot;
use super::curves::shown;
use crate::analysis::series;
use crate::expr::{Expr, Style};
use crate::plot::figure::{Mark, Panel, Series, Tint};
use crate::plot::live::{Live, Rule, Taylor};
use crate::plot::{PlotError, rounded, sample};

/// The orders up to which a page has polynomials: the next one if the last is not too long.
const HIGHEST: [usize; 3] = [9, 15, 25];
const TOO_LONG: u128 = 2000;
/// How many polynomials a still picture shows.
const SHOWN: usize = 3;
/// The longest polynomials that legends show.
const LONGEST: usize = 60;
const LONGEST_IN_PAGE: usize = 320;

impl Plot {
    /// Adds the first polynomials that differ. Gives how many these are.
    pub(super) fn taylor(
        &self,
        panel: &mut Panel,
        expr: &Expr,
        name: &str,
        at: f64,
        first: usize,
    ) -> Result<usize, PlotError> {
        let Some(point) = Expr::decimal(at) else {
            return Err(PlotError::NothingFinite {
                what: format!("the Taylor polynomial at {} = {at}", shown(name)),
            });
        };
        let (series, highest) = Self::longest(expr, &[(name, point.clone())])?;
        let mut coefficients = vec![Expr::from(0); highest + 1];
        for (coefficient, powers) in series.terms() {
            let place = powers.first().map(|power| *power as usize);
            if let Some(entry) = place.and_then(|place| coefficients.get_mut(place)) {
                *entry = coefficient;
            }
        }
        let texts: Vec<String> = (0..=highest)
            .map(|order| series.truncated(order as u32).print(Style::Unicode))
            .map(|text| text.unwrap_or_default())
            .collect();
        // What is too long for a legend is named.
        let label = |order: usize, longest: usize| match &texts[order] {
            text if (1..=longest).contains(&text.chars().count()) => {
                format!("order {order}: {text}")
            }
            _ => format!("Taylor polynomial of order {order} at {}", rounded(at, 4)),
        };
        let differ = (1..=highest).filter(|order| texts[*order] != texts[order - 1]);
        let mut orders: Vec<usize> = differ.take(SHOWN).collect();
        if orders.is_empty() {
            orders.push(0);
        }
        let [lower, upper] = panel.x.range.unwrap_or([at - 1.0, at + 1.0]);
        let start = panel.series.len();
        let mut shift = Expr::symbol(name) - point;
        if at == 0.0 {
            shift = Expr::symbol(name);
        }
        for (number, order) in orders.iter().enumerate() {
            let polynomial = (coefficients.iter().take(order + 1).rev())
                .fold(Expr::from(0), |sum, coefficient| {
                    &(&sum * &shift) + coefficient
                });
            let sampled = sample(&self.compiled(&polynomial, &[name])?, name, lower, upper)?;
            panel.series.push(Series::new(
                label(*order, LONGEST),
                Tint::Palette(first + number),
                Mark::Curve {
                    pieces: sampled.pieces,
                    dashed: true,
                },
            ));
            panel.live.push(Live {
                series: start + number,
                rule: Rule::Absent,
            });
        }
        if let (Some(live), Some(order)) = (panel.live.last_mut(), orders.last()) {
            live.rule = Rule::Taylor(Taylor {
                name: name.to_owned(),
                at,
                coefficients,
                labels: (0..=highest)
                    .map(|order| label(order, LONGEST_IN_PAGE))
                    .collect(),
                order: *order,
            });
        }
        Ok(orders.len())
    }

    /// The polynomial of the highest order that can be had, with this order.
    fn longest(expr: &Expr, around: &[(&str, Expr)]) -> Result<(series::Series, usize), PlotError> {
        let [first, further @ ..] = HIGHEST;
        let mut longest = (expr.taylor(around, first as u64)?, first);
        for order in further {
            if longest.0.expression().characters(Style::Text) > TOO_LONG {
                break;
            }
            let Ok(series) = expr.taylor(around, order as u64) else {
                break;
            };
            longest = (series, order);
        }
        Ok(longest)
    }
}
