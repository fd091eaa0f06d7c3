//! The global minimum in a box, between two bounds.
//!
//! # Source
//! Hansen and Walster, *Global Optimization Using Interval Analysis* (2004), chapters 12 and 14.

use std::collections::BinaryHeap;

use super::area::{
    Area, center, is_bounded, measure, point, side, split_at, strictly_within, within,
};
use super::decorated::PLAIN;
use super::newton::Proved;
use super::solutions::GlobalMinimum;
use super::system::System;
use super::waiting::Waiting;
use crate::compile::{Interval, Numbers};

/// How close the bounds come, beside the size of the value.
const CLOSE: f64 = 1e-10;

/// So many boxes are looked at.
const MOST_BOXES: usize = 20_000;

/// The smallest value of a function in a box; `system` has its partials. Nothing for a box without
/// end, and where no value is found.
///
/// A minimum inside is a critical point; one where a partial does not vanish lies on a side. So a
/// box in which a partial has one sign is dropped, but for its face on that side, and a box in
/// which a proved critical point is the only one needs no splitting.
pub(super) fn minimum(
    system: &System,
    whole: &[Interval<f64>],
    proved: &[Proved],
    mut fuel: u64,
) -> Option<GlobalMinimum> {
    if !is_bounded(whole) {
        return None;
    }
    let size = system.size();
    let mut best: Option<(f64, Vec<f64>)> = None;
    let mut values = Vec::with_capacity(proved.len());
    for zero in proved {
        let outputs = system.values.run(&zero.tight, &mut fuel).ok()?;
        let value = outputs.get(size)?.interval.clone();
        if within(&zero.tight, whole) && value.is_defined() {
            improve(&mut best, *value.upper(), center(&zero.tight));
        }
        values.push(*value.lower());
    }
    let mut settled = f64::INFINITY;
    let mut queue = BinaryHeap::new();
    // Most urgent is the box with the lowest bound that no value in it lies below.
    queue.push(Waiting {
        urgency: f64::INFINITY,
        area: whole.to_vec(),
    });
    let mut looked = 0;
    let lower = loop {
        let Some(Waiting { urgency, area }) = queue.pop() else {
            break settled;
        };
        let bound = -urgency;
        let upper = best.as_ref().map_or(f64::INFINITY, |(value, _)| *value);
        looked += 1;
        if bound >= upper - CLOSE * upper.abs().max(1.0) || looked > MOST_BOXES {
            break bound.min(settled);
        }
        let Ok(outputs) = system.values.run(&area, &mut fuel) else {
            break bound.min(settled);
        };
        let Some(value) = outputs.get(size) else {
            break bound.min(settled);
        };
        if value.interval.is_empty() {
            continue;
        }
        let inside = strictly_within(&area, whole);
        if let Some(at) = proved.iter().position(|zero| within(&area, &zero.alone))
            && inside
            && outputs.iter().all(|output| output.is_regular())
        {
            settled = settled.min(values[at]);
            continue;
        }
        let Some(area) = to_faces(area, whole, &outputs, size) else {
            continue;
        };
        let middle = center(&area);
        let Ok(at_middle) = system.values.run(&point(&middle), &mut fuel) else {
            break bound.min(settled);
        };
        let here = at_middle.get(size).map(|value| &value.interval);
        if let Some(here) = here.filter(|here| here.is_defined() && !here.is_empty()) {
            improve(&mut best, *here.upper(), middle.clone());
        }
        let mut bound = bound.max(*value.interval.lower());
        if let Some(here) = here
            && outputs.iter().all(|output| output.is_regular())
        {
            // The mean value form.
            let mut sum = here.clone();
            for ((partial, area), &middle) in outputs.iter().zip(&area).zip(&middle) {
                let away = PLAIN.sub(area, &side(middle, middle));
                sum = PLAIN.add(&sum, &PLAIN.mul(&partial.interval, &away));
            }
            bound = bound.max(*sum.lower());
        }
        if best.as_ref().is_some_and(|(upper, _)| bound > *upper) {
            continue;
        }
        let widest = (0..size).max_by(|&a, &b| measure(&area[a]).total_cmp(&measure(&area[b])));
        let split = widest.and_then(|at| split_at(&area[at]).map(|middle| (at, middle)));
        let Some((at, middle)) = split else {
            settled = settled.min(bound);
            continue;
        };
        for [from, to] in [[*area[at].lower(), middle], [middle, *area[at].upper()]] {
            let mut part = area.clone();
            part[at] = side(from, to);
            queue.push(Waiting {
                urgency: -bound,
                area: part,
            });
        }
    };
    let (upper, x) = best?;
    let on_boundary = !strictly_within(&point(&x), whole);
    Some(GlobalMinimum {
        lower: lower.min(upper),
        upper,
        x,
        on_boundary,
    })
}

fn improve(best: &mut Option<(f64, Vec<f64>)>, value: f64, x: Vec<f64>) {
    if best.as_ref().is_none_or(|(upper, _)| value < *upper) {
        *best = Some((value, x));
    }
}

/// Where in a box a minimum can be: on the faces that the partials fall towards. Nothing if these
/// are not faces of the whole box.
fn to_faces(
    mut area: Area,
    whole: &[Interval<f64>],
    outputs: &[super::decorated::Decorated],
    size: usize,
) -> Option<Area> {
    if !outputs.iter().all(|output| output.is_regular()) {
        return Some(area);
    }
    for ((side_, whole), partial) in area.iter_mut().zip(whole).zip(outputs.iter().take(size)) {
        let partial = &partial.interval;
        let face = if *partial.lower() > 0.0 {
            *side_.lower()
        } else if *partial.upper() < 0.0 {
            *side_.upper()
        } else {
            continue;
        };
        let edge = if *partial.lower() > 0.0 {
            *whole.lower()
        } else {
            *whole.upper()
        };
        if face != edge && whole.lower() < whole.upper() {
            return None;
        }
        *side_ = side(face, face);
    }
    Some(area)
}
