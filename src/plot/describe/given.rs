//! What is asked for and a kind of picture does not have: it is refused, never left out.

use super::{Kind, Plot, Subject, With};
use crate::plot::PlotError;

/// What messages call a logarithmic axis and a slide.
const LOGARITHM: &str = "a logarithmic axis";
const SLIDE: &str = "a slide";

impl Plot {
    /// Whether everything that is asked for is drawn in a picture of a kind over the plane.
    ///
    /// # Errors
    /// [`PlotError::Together`].
    pub(super) fn check_plane(&self, kind: Kind) -> Result<(), PlotError> {
        self.check_slides_with()?;
        let of_plane = |what: &&With| matches!(what, With::Critical | With::TangentPlane(_));
        let of_curves = self.with.iter().find(|what| !of_plane(what)).map(called);
        let touched = self.plane_touched();
        let critical = self
            .with
            .contains(&With::Critical)
            .then_some("critical points");
        let logarithm = (!self.logarithmic.is_empty()).then_some(LOGARITHM);
        let path = self.track.is_some().then_some("a table of a way");
        let of_kind = match kind {
            Kind::Sections => {
                let walk = (!self.paths.is_empty()).then_some("a walk");
                let points = self.points.is_some().then_some("a table of points");
                together("cross sections", [path, walk, points, critical, touched])
            }
            Kind::Surface => together("a surface", [path]),
            Kind::Both => Ok(()),
            _ => together("a picture without a surface", [touched]),
        };
        of_kind?;
        together("a picture over two variables", [of_curves, logarithm])?;
        match self.subjects.first() {
            Some(Subject::Equal(..)) => together("an equation", [critical]),
            _ => Ok(()),
        }
    }

    /// Whether everything that is asked for is drawn with curves over a variable.
    ///
    /// # Errors
    /// [`PlotError::Together`], and [`PlotError::Axis`] for an axis that is not there.
    pub(super) fn check_curves(&self, variable: &str) -> Result<(), PlotError> {
        self.check_slides_with()?;
        let path = self.track.is_some().then_some("a table of a way");
        together("a curve", [path, self.plane_touched()])?;
        let values = self.subjects.iter().filter_map(|subject| match subject {
            Subject::Values(_, name) => name.as_deref(),
            Subject::Equal(..) => None,
        });
        let names: Vec<&str> = [variable, "y", "value"].into_iter().chain(values).collect();
        for axis in &self.logarithmic {
            if !names.contains(&axis.as_str()) {
                return Err(PlotError::Axis {
                    found: axis.clone(),
                    variable: variable.to_owned(),
                });
            }
            // A page samples curves evenly along axes that are not logarithmic.
            let tangent = self
                .with
                .iter()
                .find(|what| matches!(what, With::Tangent(_)));
            let slide = (!self.slides.is_empty()).then_some(SLIDE);
            together(LOGARITHM, [slide, tangent.map(called)])?;
        }
        Ok(())
    }

    /// Whether all that is marked follows the slides: a page finds no zeros, and turns no planes.
    ///
    /// # Errors
    /// [`PlotError::Together`].
    fn check_slides_with(&self) -> Result<(), PlotError> {
        let found = |what: &&With| {
            matches!(
                what,
                With::Critical | With::Inflections | With::TangentPlane(_)
            )
        };
        let fixed = self.with.iter().find(found).map(called);
        match self.slides.is_empty() {
            true => Ok(()),
            false => together(SLIDE, [fixed]),
        }
    }

    /// What messages call a tangent plane, if there is one.
    pub(super) fn plane_touched(&self) -> Option<&'static str> {
        let plane = |what: &&With| matches!(what, With::TangentPlane(_));
        self.with.iter().find(plane).map(called)
    }

    /// Whether everything that is asked for is drawn beside the steps of a walk.
    ///
    /// # Errors
    /// [`PlotError::Together`].
    pub(super) fn check_convergence(&self) -> Result<(), PlotError> {
        let given = [
            self.with.first().map(called),
            (!self.logarithmic.is_empty()).then_some(LOGARITHM),
            self.track.is_some().then_some("a table of a way"),
            self.points.is_some().then_some("a table of points"),
        ];
        together("the steps of a walk", given)
    }
}

/// What messages call an addition.
fn called(what: &With) -> &'static str {
    match what {
        With::Tangent(_) => "a tangent",
        With::TangentPlane(_) => "a tangent plane",
        With::Inflections => "inflections",
        With::Taylor(_) => "a Taylor polynomial",
        With::Derivative | With::Derivatives => "a derivative",
        With::Critical => "critical points",
    }
}

/// Whether none of these is given.
fn together<const N: usize>(
    first: &'static str,
    given: [Option<&'static str>; N],
) -> Result<(), PlotError> {
    match given.into_iter().flatten().next() {
        Some(second) => Err(PlotError::Together { first, second }),
        None => Ok(()),
    }
}
