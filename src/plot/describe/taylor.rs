//! Taylor polynomials beside their function.

use super::Plot;
use super::curves::shown;
use crate::expr::{Expr, Style};
use crate::plot::figure::{Mark, Panel, Series, Tint};
use crate::plot::live::{Live, Rule, Taylor};
use crate::plot::{PlotError, rounded, sample};

/// The highest order of a page.
const HIGHEST: usize = 15;
/// How many polynomials a still picture shows.
const SHOWN: usize = 3;
/// The longest polynomial that a legend shows.
const LONGEST: usize = 60;

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
        let series = expr.taylor(&[(name, point.clone())], HIGHEST as u64)?;
        let mut coefficients = vec![Expr::from(0); HIGHEST + 1];
        for (coefficient, powers) in series.terms() {
            let place = powers.first().map(|power| *power as usize);
            if let Some(entry) = place.and_then(|place| coefficients.get_mut(place)) {
                *entry = coefficient;
            }
        }
        let mut texts = Vec::new();
        for order in 0..=HIGHEST {
            let polynomial = expr.taylor(&[(name, point.clone())], order as u64)?;
            texts.push(
                polynomial
                    .print(Style::Unicode)
                    .unwrap_or_else(|_| "…".to_owned()),
            );
        }
        let differ = (1..=HIGHEST).filter(|order| texts[*order] != texts[order - 1]);
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
            let text = texts
                .get(*order)
                .filter(|text| text.chars().count() <= LONGEST);
            let label = match text {
                Some(text) => format!("order {order}: {text}"),
                None => format!("Taylor polynomial of order {order} at {}", rounded(at, 4)),
            };
            panel.series.push(Series::new(
                label,
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
                texts,
                order: *order,
            });
        }
        Ok(orders.len())
    }
}
