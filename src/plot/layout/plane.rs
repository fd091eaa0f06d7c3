//! A panel in the plane.

use super::axes::{self, Bar};
use super::scale::{View, ranges};
use super::{Pen, legend, marks};
use crate::plot::draw::{Item, Rect};
use crate::plot::figure::{Mark, Panel};

/// How far the frame of a panel is from the left and the right of its cell. Nothing for one whose
/// frame has a shape of its own.
pub fn margins(panel: &Panel, cell: &Rect, pen: &Pen) -> Option<[f64; 2]> {
    if panel.equal || panel.camera.is_some() {
        return None;
    }
    let (frame, _) = axes::frame(
        panel,
        ranges(panel),
        cell,
        bar(panel).as_ref(),
        [0.0; 2],
        pen,
    );
    Some([frame.left - cell.left, cell.right() - frame.right()])
}

/// Draws a panel into its cell, at least so far from its left and right.
pub fn draw(panel: &Panel, cell: &Rect, margins: [f64; 2], pen: &Pen, items: &mut Vec<Item>) {
    legend::around(panel, cell, pen, items, |cell, items| {
        let drawing = frame(panel, cell, margins, pen, items);
        legend::Drawn {
            frame: drawing.view.frame,
            ink: drawing.ink,
            texts: drawing.taken,
        }
    });
}

/// Draws all of a panel but its legend.
fn frame(
    panel: &Panel,
    cell: &Rect,
    margins: [f64; 2],
    pen: &Pen,
    items: &mut Vec<Item>,
) -> marks::Drawing {
    let [x, y] = ranges(panel);
    let bar = bar(panel);
    let margins = if panel.equal { [0.0; 2] } else { margins };
    let (frame, ticks) = axes::frame(panel, [x, y], cell, bar.as_ref(), margins, pen);
    let view = View { frame, x, y };
    let covered = panel
        .series
        .iter()
        .any(|series| matches!(series.mark, Mark::Filled { .. }));
    if !covered {
        axes::grid(&view, &ticks, pen, items);
    }
    let mut drawing = marks::Drawing::new(view, *pen, covered);
    for series in &panel.series {
        drawing.draw(series);
    }
    items.append(&mut drawing.items);
    axes::outline(panel, &view, cell, &ticks, pen, items);
    if let Some(bar) = &bar {
        bar.draw(&frame, pen, items);
    }
    items.append(&mut drawing.notes());
    drawing
}

/// The bar of colours of the first marks that have one.
fn bar(panel: &Panel) -> Option<Bar> {
    let title = &panel.z.title;
    panel.series.iter().find_map(|series| match &series.mark {
        Mark::Filled { grid, levels, map } => {
            let [low, high] = grid.reach()?;
            let open = [
                levels.first().is_none_or(|first| low < *first),
                levels.last().is_none_or(|last| high > *last),
            ];
            Some(Bar::bands(*map, levels, open, title))
        }
        Mark::Arrows {
            arrows,
            map: Some(map),
        } => {
            let longest = crate::plot::levels::longest(arrows);
            (longest > 0.0).then(|| Bar::smooth(*map, [0.0, longest], title))
        }
        _ => None,
    })
}
