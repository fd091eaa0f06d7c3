//! Lines that go up and down so often that they would be blocks of colour.

use crate::plot::draw::scene::Point;

/// From how many times as long as it is wide on a stretch of a line is drawn thin, of so many in a
/// frame.
const DENSE: f64 = 25.0;
const STRETCHES: f64 = 60.0;
/// And how often it turns there.
const TURNS: usize = 5;

/// Lines in a frame of this width: as they are, and those stretches of them that go up and down
/// everywhere.
pub fn apart(lines: Vec<Vec<Point>>, width: f64) -> (Vec<Vec<Point>>, Vec<Vec<Point>>) {
    let wide = width / STRETCHES;
    let (mut whole, mut dense) = (Vec::new(), Vec::new());
    for line in lines {
        if length(&line) < wide * DENSE {
            whole.push(line);
            continue;
        }
        let stretch = |point: &Point| (point[0] / wide).floor();
        let mut last: Option<(bool, Vec<Point>)> = None;
        let mut from = 0;
        while from + 1 < line.len() {
            let here = stretch(&line[from]);
            let count = line[from..]
                .iter()
                .take_while(|point| stretch(point) == here)
                .count();
            // With the first point of the next stretch.
            let to = (from + count.max(1)).min(line.len() - 1);
            let part = &line[from..=to];
            let is_dense = turns(part) > TURNS && length(part) > wide * DENSE;
            match &mut last {
                Some((kind, joined)) if *kind == is_dense => joined.extend(&part[1..]),
                _ => match last.replace((is_dense, part.to_vec())) {
                    Some((true, joined)) => dense.push(joined),
                    Some((false, joined)) => whole.push(joined),
                    None => {}
                },
            }
            from = to;
        }
        match last {
            Some((true, joined)) => dense.push(joined),
            Some((false, joined)) => whole.push(joined),
            None => {}
        }
    }
    (whole, dense)
}

/// How often a line turns up or down.
fn turns(line: &[Point]) -> usize {
    let rises = line.windows(2).map(|pair| pair[1][1] > pair[0][1]);
    let rises: Vec<bool> = rises.collect();
    rises.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// How long a line is.
fn length(line: &[Point]) -> f64 {
    line.windows(2)
        .map(|pair| (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]))
        .sum()
}
