//! Lines cut to a rectangle, and points that nobody would miss left out.

use crate::plot::draw::Rect;
use crate::plot::draw::scene::Point;

/// What is infinite is brought here before it is cut. What is finite stays where it is, or its line
/// would get another direction; steps between these are still finite.
const FAR: f64 = 1e300;
/// How far a line may be from the points that it leaves out, in pixels.
const NEAR: f64 = 0.06;

/// The parts of a line within a rectangle.
pub fn line(points: impl IntoIterator<Item = Point>, frame: &Rect) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut part: Vec<Point> = Vec::new();
    let mut last: Option<Point> = None;
    for point in points {
        let point = point.map(|part| {
            if part.is_nan() {
                0.0
            } else {
                part.clamp(-FAR, FAR)
            }
        });
        let Some(from) = last.replace(point) else {
            continue;
        };
        match segment(from, point, frame) {
            Some([a, b]) => {
                if part.last() != Some(&a) {
                    flush(&mut part, &mut parts);
                    part.push(a);
                }
                part.push(b);
                if b != point {
                    flush(&mut part, &mut parts);
                }
            }
            None => flush(&mut part, &mut parts),
        }
    }
    // A line of one point is a dot.
    if let (true, true, Some(only)) = (parts.is_empty(), part.is_empty(), last)
        && frame.contains(only)
    {
        part.push(only);
    }
    flush(&mut part, &mut parts);
    parts
}

fn flush(part: &mut Vec<Point>, parts: &mut Vec<Vec<Point>>) {
    if !part.is_empty() {
        parts.push(thinned(std::mem::take(part)));
    }
}

/// The part of a segment within a rectangle, by Y.-D. Liang and B. Barsky.
fn segment(from: Point, to: Point, frame: &Rect) -> Option<[Point; 2]> {
    let (mut enter, mut leave) = (Cut::START, Cut::END);
    // How far both ends are inside of each side.
    for (first, second) in [
        (from[0] - frame.left, to[0] - frame.left),
        (frame.right() - from[0], frame.right() - to[0]),
        (from[1] - frame.top, to[1] - frame.top),
        (frame.bottom() - from[1], frame.bottom() - to[1]),
    ] {
        if first < 0.0 && second < 0.0 {
            return None;
        }
        let cut = || Cut {
            share: first / (first - second),
            rest: second / (second - first),
        };
        if first < 0.0 && enter.before(&cut()) {
            enter = cut();
        } else if second < 0.0 && cut().before(&leave) {
            leave = cut();
        }
    }
    if leave.before(&enter) {
        return None;
    }
    Some([enter.place(from, to, frame), leave.place(from, to, frame)])
}

/// A place on a segment: its shares of the way from the start and from the end. Each is exact where
/// it is small, which one of them alone is not on lines that are far longer than the frame.
#[derive(Clone, Copy)]
struct Cut {
    share: f64,
    rest: f64,
}

impl Cut {
    const START: Cut = Cut {
        share: 0.0,
        rest: 1.0,
    };
    const END: Cut = Cut {
        share: 1.0,
        rest: 0.0,
    };

    fn before(&self, other: &Cut) -> bool {
        match self.share < 0.5 {
            true => self.share < other.share,
            false => self.rest > other.rest,
        }
    }

    fn place(&self, from: Point, to: Point, frame: &Rect) -> Point {
        if self.share == 0.0 {
            return from;
        }
        if self.rest == 0.0 {
            return to;
        }
        // A cut lies on the frame; rounding must not bring it out.
        let between = |side: usize| from[side] * self.rest + to[side] * self.share;
        [
            between(0).clamp(frame.left, frame.right().max(frame.left)),
            between(1).clamp(frame.top, frame.bottom().max(frame.top)),
        ]
    }
}

/// The line without the points that lie on it: from each kept point as far as a straight line is
/// near all that it passes, by the cone that K. Reumann and A. Witkam, and later I. Dunham, used.
pub fn thinned(points: Vec<Point>) -> Vec<Point> {
    if points.len() < 3 {
        return points;
    }
    let mut kept = vec![points[0]];
    let mut anchor = points[0];
    let mut cone: Option<[f64; 2]> = None;
    let mut reach = 0.0_f64;
    for pair in points.windows(2).skip(1) {
        let (middle, next) = (pair[0], pair[1]);
        let direction = |to: Point| {
            let step = [to[0] - anchor[0], to[1] - anchor[1]];
            (step[1].atan2(step[0]), step[0].hypot(step[1]))
        };
        let (angle, length) = direction(middle);
        if length > NEAR {
            let half = (NEAR / length).asin();
            cone = Some(match cone {
                None => [angle - half, angle + half],
                Some([low, high]) => {
                    let near = nearest(angle, (low + high) / 2.0);
                    [low.max(near - half), high.min(near + half)]
                }
            });
            reach = reach.max(length);
        }
        let (angle, length) = direction(next);
        let inside = cone.is_none_or(|[low, high]| {
            let near = nearest(angle, (low + high) / 2.0);
            low <= near && near <= high && length >= reach - NEAR
        });
        if !inside {
            kept.push(middle);
            anchor = middle;
            cone = None;
            reach = 0.0;
        }
    }
    kept.extend(points.last());
    kept
}

/// The angle that is the same direction and nearest to another.
fn nearest(angle: f64, to: f64) -> f64 {
    let turn = std::f64::consts::TAU;
    angle + ((to - angle) / turn).round() * turn
}
