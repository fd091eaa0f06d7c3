//! How a walk came to its end: value, gradient and variables, step by step.

use super::curves::shown;
use crate::optimize::{Iterate, Minimum};
use crate::plot::PlotError;
use crate::plot::figure::{Axis, Figure, Mark, Panel, Scale, Series, Tint};
use crate::plot::live::{Along, Live, Rule};

/// The axis of steps has room for so many at least, so that its marks are whole.
const LEAST: usize = 5;
/// Up to so many steps have dots: the curve of a single one is none.
const DOTTED: usize = 30;
/// Values that are so many times as large as others are drawn on a logarithmic axis.
const FAR: f64 = 1e3;
/// The most variables that are shown.
const MOST: usize = 8;

/// A figure of the steps of a walk, which must have kept its trace.
///
/// # Errors
/// [`PlotError::Kind`] for a walk without trace.
pub fn convergence(minimum: &Minimum) -> Result<Figure, PlotError> {
    let Some(trace) = minimum
        .trajectory
        .as_ref()
        .filter(|trace| !trace.is_empty())
    else {
        return Err(PlotError::Kind {
            kind: "convergence",
            needs: "a walk that has kept its trace",
        });
    };
    let line = |read: &dyn Fn(&Iterate) -> Option<f64>| -> Vec<[f64; 2]> {
        let steps = trace.iter().enumerate();
        steps
            .filter_map(|(step, iterate)| Some([step as f64, read(iterate)?]))
            .filter(|[_, y]| y.is_finite())
            .collect()
    };
    let steps = || Axis {
        title: "step".to_owned(),
        range: Some([0.0, (trace.len() - 1).max(LEAST) as f64]),
        ..Axis::default()
    };
    let panel = |title: &str, scale: Scale, mut series: Vec<Series>, along: &[Along]| Panel {
        live: (along.iter().cycle().enumerate())
            .take(with_dots(&mut series))
            .map(|(series, along)| Live {
                series,
                rule: Rule::Walk(vec![Along::Step, *along]),
            })
            .collect(),
        title: title.to_owned(),
        x: steps(),
        y: Axis {
            scale,
            ..Axis::default()
        },
        series,
        ..Panel::default()
    };
    let curve = |label: String, at: usize, points: Vec<[f64; 2]>| {
        let mark = Mark::Curve {
            pieces: vec![points],
            dashed: false,
        };
        Series::new(label, Tint::Palette(at), mark)
    };
    let value = line(&|iterate| Some(iterate.f));
    let gradient = line(&|iterate| Some(iterate.gradient_norm).filter(|norm| *norm > 0.0));
    let variables = (minimum.names.iter().take(MOST).enumerate())
        .map(|(at, name)| curve(shown(name), at, line(&|iterate| iterate.x.get(at).copied())));
    let places: Vec<Along> = (0..minimum.names.len().min(MOST))
        .map(Along::Variable)
        .collect();
    // Small values would lie on the axis.
    let values = value.iter().map(|[_, y]| *y);
    let [low, high] = [
        values.clone().fold(f64::INFINITY, f64::min),
        values.fold(0.0, f64::max),
    ];
    let scale = match low > 0.0 && high / low > FAR {
        true => Scale::Log,
        false => Scale::Linear,
    };
    Ok(Figure {
        panels: vec![
            panel(
                "value",
                scale,
                vec![curve(String::new(), 0, value)],
                &[Along::Value],
            ),
            panel(
                "norm of the gradient",
                Scale::Log,
                vec![curve(String::new(), 1, gradient)],
                &[Along::Gradient],
            ),
            panel("variables", Scale::Linear, variables.collect(), &places),
        ],
        columns: 3,
        ..Figure::default()
    })
}

/// Adds dots to curves of few steps. Gives how many series there are then.
fn with_dots(series: &mut Vec<Series>) -> usize {
    let dots: Vec<Series> = (series.iter())
        .filter_map(|one| match &one.mark {
            Mark::Curve { pieces, .. } if pieces.iter().all(|piece| piece.len() <= DOTTED) => {
                let (points, shape) = (pieces.concat(), 0);
                Some(Series::quiet(one.tint, Mark::Points { points, shape }))
            }
            _ => None,
        })
        .collect();
    // Dots of some curves only would be taken for those of others.
    if dots.len() == series.len() {
        series.extend(dots);
    }
    series.len()
}
