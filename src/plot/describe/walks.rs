//! The ways that searches went, as lines in a panel.

use super::Plot;
use crate::optimize::{Iterate, Minimum};
use crate::plot::PlotError;
use crate::plot::figure::{Mark, Panel, Series, Tint};
use crate::plot::live::{Along, Live, Rule};
use crate::plot::rounded;

/// What of a step stands along an axis.
fn place(iterate: &Iterate, along: Along) -> Option<f64> {
    match along {
        Along::Variable(at) => iterate.x.get(at).copied(),
        Along::Value => Some(iterate.f),
        Along::Gradient => Some(iterate.gradient_norm),
        Along::Step => None,
    }
}

/// The steps of a way as points of so many numbers.
fn steps<const N: usize>(minimum: &Minimum, along: [Along; N]) -> Vec<[f64; N]> {
    let iterates = minimum.trajectory.iter().flatten();
    iterates
        .filter_map(|iterate| {
            let mut point = [0.0; N];
            for (entry, along) in point.iter_mut().zip(along) {
                *entry = place(iterate, along)?;
            }
            Some(point)
        })
        .collect()
}

impl Plot {
    /// The ways over one variable.
    pub(super) fn ways_on_curves(&self, panel: &mut Panel) {
        for (at, minimum) in self.paths.iter().enumerate() {
            let along = [Along::Variable(0), Along::Value];
            self.way(panel, (at, minimum), along, flat);
        }
    }

    /// The ways in the plane.
    ///
    /// # Errors
    /// [`PlotError::Kind`] for a way in other variables.
    pub(super) fn ways_in_plane(
        &self,
        panel: &mut Panel,
        names: [&str; 2],
    ) -> Result<(), PlotError> {
        for (at, minimum) in self.paths.iter().enumerate() {
            self.way(panel, (at, minimum), variables(minimum, names)?, flat);
        }
        Ok(())
    }

    /// The ways on a surface.
    ///
    /// # Errors
    /// As [`Plot::ways_in_plane`].
    pub(super) fn ways_in_space(
        &self,
        panel: &mut Panel,
        names: [&str; 2],
    ) -> Result<(), PlotError> {
        for (at, minimum) in self.paths.iter().enumerate() {
            let [x, y] = variables(minimum, names)?;
            let along = [x, y, Along::Value];
            self.way(panel, (at, minimum), along, |points, _| Mark::Way {
                points,
            });
        }
        Ok(())
    }

    /// Adds one way. The first is the one that a page walks again.
    fn way<const N: usize>(
        &self,
        panel: &mut Panel,
        (at, minimum): (usize, &Minimum),
        along: [Along; N],
        mark: impl Fn(Vec<[f64; N]>, bool) -> Mark,
    ) {
        let alone = self.paths.len() == 1;
        let points = steps(minimum, along);
        let count = points.len().saturating_sub(1);
        let steps = if count == 1 { "step" } else { "steps" };
        let label = match minimum.trajectory.iter().flatten().next() {
            Some(first) if !alone => {
                let start: Vec<String> = first.x.iter().map(|x| rounded(*x, 4)).collect();
                format!("from ({}), {count} {steps}", start.join(", "))
            }
            _ => format!("{}, {count} {steps}", minimum.method),
        };
        if at == 0 {
            panel.live.push(Live {
                series: panel.series.len(),
                rule: Rule::Walk(along.to_vec()),
            });
        }
        let tint = match at {
            0 => Tint::Path,
            at => Tint::Palette(at - 1),
        };
        panel
            .series
            .push(Series::new(label, tint, mark(points, alone)));
    }
}

fn flat(points: Vec<[f64; 2]>, numbered: bool) -> Mark {
    Mark::Path { points, numbered }
}

/// The places of two variables in a way.
fn variables(minimum: &Minimum, names: [&str; 2]) -> Result<[Along; 2], PlotError> {
    let places = names.map(|name| minimum.names.iter().position(|known| known == name));
    match places {
        [Some(x), Some(y)] => Ok([x, y].map(Along::Variable)),
        _ => Err(PlotError::Kind {
            kind: "path",
            needs: "a walk in the variables of both ranges",
        }),
    }
}
