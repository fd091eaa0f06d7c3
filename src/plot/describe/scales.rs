//! Curves on logarithmic axes: they are sampled as they are seen, evenly along the picture.

use super::{Plot, Side};
use crate::expr::{Expr, double};
use crate::plot::figure::Scale;
use crate::plot::{PlotError, Sampled, sample};

/// How numbers lie along the axes of a curve.
pub(super) struct Scales<'a> {
    name: &'a str,
    /// Whether the axis to the right is logarithmic, and the one upwards.
    logarithmic: [bool; 2],
}

impl<'a> Scales<'a> {
    /// The scales where these axes are logarithmic: that of the variable, by its name, and by any
    /// other name that of the values.
    pub fn of(name: &'a str, axes: &[String]) -> Self {
        Scales {
            name,
            logarithmic: [
                axes.iter().any(|axis| axis == name),
                axes.iter().any(|axis| axis != name),
            ],
        }
    }

    /// Whether neither is logarithmic.
    pub fn are_even(&self) -> bool {
        self.logarithmic == [false; 2]
    }

    /// As the axes are told.
    pub fn of_axes(&self) -> (Scale, Scale) {
        let [x, y] = self.logarithmic.map(|logarithmic| match logarithmic {
            true => Scale::Log,
            false => Scale::Linear,
        });
        (x, y)
    }

    /// A value as high as it is seen.
    pub fn up(&self, value: f64) -> f64 {
        match self.logarithmic[1] {
            true => value.ln(),
            false => value,
        }
    }

    /// The value that is seen so high.
    pub fn down(&self, height: f64) -> f64 {
        match self.logarithmic[1] {
            true => height.exp(),
            false => height,
        }
    }

    /// The place that is seen after a share of the axis to the right.
    pub fn along(&self, [lower, upper]: [f64; 2], share: f64) -> f64 {
        match self.logarithmic[0] {
            true => (lower.ln() * (1.0 - share) + upper.ln() * share).exp(),
            false => lower * (1.0 - share) + upper * share,
        }
    }

    /// Whether a logarithmic axis can have the range that is wanted of it: that of the variable and
    /// the one upwards.
    ///
    /// # Errors
    /// [`PlotError::Range`].
    pub fn check(&self, sides: [Option<Side>; 2]) -> Result<(), PlotError> {
        for (side, logarithmic) in sides.into_iter().zip(self.logarithmic) {
            if let Some((name, [lower, upper])) = side
                && logarithmic
                && *lower <= 0.0
            {
                return Err(PlotError::Range {
                    name: name.clone(),
                    found: format!(
                        "{}..{} on a logarithmic axis",
                        double(*lower),
                        double(*upper)
                    ),
                });
            }
        }
        Ok(())
    }

    /// The samples of an expression in a range that the axes can have.
    ///
    /// # Errors
    /// As [`sample`].
    pub fn sampled(
        &self,
        plot: &Plot,
        expr: &Expr,
        [lower, upper]: [f64; 2],
    ) -> Result<Sampled, PlotError> {
        let name = self.name;
        if self.are_even() {
            return sample(&plot.compiled(expr, &[name])?, name, lower, upper);
        }
        let [right, upwards] = self.logarithmic;
        let mut seen = expr.clone();
        let mut ends = [lower, upper];
        if right {
            seen = seen.substitute(&[(name, Expr::symbol(name).exp())]);
            ends = ends.map(f64::ln);
        }
        if upwards {
            seen = seen.log();
        }
        let mut sampled = sample(&plot.compiled(&seen, &[name])?, name, ends[0], ends[1])?;
        let across = |x: f64| match right {
            true => x.exp().clamp(lower, upper),
            false => x,
        };
        for [x, y] in sampled.pieces.iter_mut().flatten() {
            (*x, *y) = (across(*x), self.down(*y));
        }
        let breaks = sampled.poles.iter_mut().chain(&mut sampled.jumps);
        breaks.for_each(|x| *x = across(*x));
        sampled
            .gaps
            .iter_mut()
            .flatten()
            .for_each(|x| *x = across(*x));
        sampled.range = sampled.range.map(|ends| ends.map(|y| self.down(y)));
        Ok(sampled)
    }
}
