//! Each expression in a panel of its own.

use super::{Plot, Subject, With};
use crate::plot::PlotError;
use crate::plot::figure::{Figure, Panel};

/// Panels have the same axis upwards where the lowest is at least this share of the highest then.
const FLAT: f64 = 0.2;

impl Plot {
    /// A panel for each expression; of a single one with derivatives, a panel for each of them.
    pub(super) fn each(&self, variables: &[(String, [f64; 2])]) -> Result<Figure, PlotError> {
        let is_derivative = |what: &With| matches!(what, With::Derivative | With::Derivatives);
        let derivatives = self.subjects.len() == 1 && self.with.iter().any(is_derivative);
        let mut plain = Plot {
            kind: None,
            title: None,
            ..self.clone()
        };
        if derivatives {
            plain.with.retain(|what| !is_derivative(what));
        }
        let mut panels = Vec::new();
        let mut empty = None;
        for subject in &self.subjects {
            plain.subjects = vec![subject.clone()];
            plain.ranges = self.used(subject, variables);
            let parts = match (derivatives, variables, subject) {
                (false, ..) => vec![(subject.clone(), subject.label())],
                (true, [(name, _), ..], Subject::Values(..)) if plain.ranges.len() == 1 => {
                    let one = Plot {
                        with: self.with.clone(),
                        ..plain.clone()
                    };
                    let all = one.functions(name)?.into_iter();
                    all.map(|(expr, label)| (Subject::Values(expr, None), label))
                        .collect()
                }
                (true, ..) => {
                    return Err(PlotError::Kind {
                        kind: "grid",
                        needs: "one variable in each expression to show derivatives",
                    });
                }
            };
            for (at, (part, label)) in parts.into_iter().enumerate() {
                let mut one = plain.clone();
                one.subjects = vec![part];
                if at > 0 {
                    // Walks, data and tangents belong to the function itself.
                    (one.track, one.points) = (None, None);
                    one.paths.clear();
                    one.with.clear();
                }
                let panel = match one.figure() {
                    Ok(figure) => figure.panels.into_iter().next().unwrap_or_default(),
                    // Another one may have values: only if none has is there nothing to see.
                    Err(PlotError::NothingFinite { what }) => {
                        empty.get_or_insert(what);
                        hollow(&one, variables)
                    }
                    Err(error) => return Err(error),
                };
                panels.push(Panel {
                    title: label,
                    ..panel
                });
            }
        }
        if let Some(what) = empty
            && panels.iter().all(|panel| panel.series.is_empty())
        {
            return Err(PlotError::NothingFinite { what });
        }
        let columns = usize::from(derivatives);
        let mut figure = Figure {
            title: self.title.clone().unwrap_or_default(),
            panels,
            columns,
            ..Figure::default()
        };
        if !derivatives {
            let second = variables.get(1).map(|(name, _)| name.as_str());
            share(&mut figure.panels, second);
        }
        // What stands over each other has its variable named once.
        let columns = figure.columns();
        let last = figure.panels.len().saturating_sub(columns);
        let across: Vec<String> = (figure.panels.iter())
            .map(|panel| panel.x.title.clone())
            .collect();
        for at in 0..last {
            if let (Some(own), Some(below)) = (across.get(at), across.get(at + columns))
                && own == below
                && let Some(panel) = figure.panels.get_mut(at)
                && panel.camera.is_none()
                // A frame with a shape of its own would become another one.
                && !panel.equal
            {
                panel.x.title.clear();
            }
        }
        Ok(figure)
    }

    /// The ranges of a panel: those that were given, or of those that were not the ones whose
    /// variables the expression has.
    fn used(&self, subject: &Subject, variables: &[(String, [f64; 2])]) -> Vec<(String, [f64; 2])> {
        let free: Vec<String> = (subject.expressions().into_iter())
            .flat_map(|expr| expr.free_symbols())
            .collect();
        let mut used = variables.to_vec();
        if self.ranges.is_empty() {
            used.retain(|(name, _)| free.contains(name));
        }
        if used.is_empty() {
            used.extend(variables.first().cloned());
        }
        used
    }
}

/// A panel in which nothing is.
fn hollow(plot: &Plot, variables: &[(String, [f64; 2])]) -> Panel {
    let mut panel = Panel::default();
    let sides = [&mut panel.x, &mut panel.y];
    for (axis, (name, range)) in sides.into_iter().zip(variables) {
        axis.title = super::curves::shown(name);
        axis.range = Some(*range);
    }
    panel.notes = plot
        .subjects
        .iter()
        .map(|_| "no finite value here".to_owned())
        .collect();
    panel
}

/// Gives all panels of curves the same axis upwards, unless that makes one of them flat. Where the
/// axis upwards is that of a variable, a panel keeps its range.
fn share(panels: &mut [Panel], second: Option<&str>) {
    let second = second.map(super::curves::shown);
    let is_plane = |panel: &Panel| {
        panel.camera.is_some() || second.as_ref().is_some_and(|name| *name == panel.y.title)
    };
    let mut panels: Vec<&mut Panel> = (panels.iter_mut())
        .filter(|panel| !is_plane(panel))
        .collect();
    let ranges = panels.iter().map(|panel| panel.y.range);
    let Some(ranges) = ranges.collect::<Option<Vec<[f64; 2]>>>() else {
        return;
    };
    let low = ranges
        .iter()
        .map(|[low, _]| *low)
        .fold(f64::INFINITY, f64::min);
    let high = (ranges.iter().map(|[_, high]| *high)).fold(f64::NEG_INFINITY, f64::max);
    let whole = high - low;
    let fits = |[low, high]: &[f64; 2]| high - low >= FLAT * whole;
    if whole.is_finite() && ranges.iter().all(fits) {
        for panel in &mut panels {
            panel.y.range = Some([low, high]);
        }
    }
}
