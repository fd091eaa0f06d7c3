//! A function of one variable as a broken line that looks like it.
//!
//! Even samples first. Then, round by round and a batch of points at a time, the middle of every
//! stretch in which the line turns visibly, until it does not. Where neighbours differ by much, or
//! one of them has no value, bisection tells a steep stretch from a jump, a pole and the edge of
//! the domain; at those the line is broken.

use super::PlotError;
use super::figure::Place;
use crate::compile::Function;

/// A function of one variable in a range.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Sampled {
    /// The line, piece by piece.
    pub pieces: Vec<Vec<Place>>,
    /// Where it is broken because the value goes beyond all bounds.
    pub poles: Vec<f64>,
    /// Where it is broken between two finite values.
    pub jumps: Vec<f64>,
    /// Stretches without a value.
    pub gaps: Vec<[f64; 2]>,
    /// The range of values that shows it well.
    pub range: Option<[f64; 2]>,
}

/// How many even samples there are at first.
const EVEN: usize = 601;
/// How many points a line has at most.
const MOST: usize = 20_000;
/// How many rounds of middles there are.
const ROUNDS: usize = 9;
/// How many breaks are looked for.
const MOST_BREAKS: usize = 600;
/// Halvings after which neighbours are next to each other among the doubles.
const HALVINGS: usize = 64;
/// A turn between stretches that nobody sees, in heights of the picture.
const FLAT: f64 = 4e-4;

/// Samples a function of one variable.
///
/// # Errors
/// [`PlotError::Range`] for an empty range. A function without a finite value gives no piece.
pub fn sample(
    function: &Function,
    name: &str,
    lower: f64,
    upper: f64,
) -> Result<Sampled, PlotError> {
    let width = upper - lower;
    if !(width > 0.0 && width.is_finite() && function.input_count() <= 1) {
        return Err(PlotError::Range {
            name: name.to_owned(),
            found: format!("{lower}..{upper}"),
        });
    }
    let values = |xs: &[f64]| -> Vec<f64> {
        let mut out = vec![f64::NAN; xs.len()];
        let columns: &[&[f64]] = if function.input_count() == 0 {
            &[]
        } else {
            &[xs]
        };
        if function.values(columns, &mut out).is_err() {
            // A constant has no column: its value is the same everywhere.
            out.fill(function.value(&[]));
        }
        out
    };
    let last = EVEN - 1;
    let mut xs: Vec<f64> = (0..EVEN)
        .map(|at| {
            if at == last {
                upper
            } else {
                lower + width * (at as f64 / last as f64)
            }
        })
        .collect();
    xs.dedup();
    let ys = values(&xs);
    let (climbed, highest, lowest) = peaks(&xs, &ys, &values);
    let even = ordinary(&ys);
    let mut line: Vec<Place> = xs.into_iter().zip(ys).map(|(x, y)| [x, y]).collect();
    line.extend(climbed);
    sort(&mut line);
    let mut reach = [lowest, highest];
    let scale =
        visible(&even, &reach, &[]).map_or(1.0, |[low, high]| (high - low).max(f64::MIN_POSITIVE));
    refine(
        &mut line,
        width,
        scale,
        &visible(&even, &reach, &[]),
        &values,
    );
    let breaks = breaks(&mut line, scale, &values);
    for point in line.iter().filter(|point| point[1].is_finite()) {
        reach = [reach[0].min(point[1]), reach[1].max(point[1])];
    }
    let overflow = line.iter().any(|point| point[1].is_infinite());
    let infinite: Vec<f64> = match overflow {
        true => line
            .iter()
            .map(|point| point[1])
            .filter(|y| y.is_infinite())
            .collect(),
        false => Vec::new(),
    };
    let range = visible(&even, &reach, &infinite);
    Ok(assemble(line, &breaks, [lower, upper], range))
}

/// The finite values but those that stand alone so far out that a sample has hit a pole but for a
/// rounding error, as those of the tangent do at multiples of π/2.
fn ordinary(ys: &[f64]) -> Vec<f64> {
    const FAR: f64 = 1e6;
    let size = |at: usize| ys.get(at).map_or(0.0, |y| y.abs());
    let alone = |at: usize| {
        let beside = size(at.wrapping_sub(1)).max(size(at + 1));
        beside > 0.0 && size(at) > FAR * beside
    };
    let kept = (0..ys.len()).filter(|at| !alone(*at));
    let finite: Vec<f64> = kept.map(|at| ys[at]).filter(|y| y.is_finite()).collect();
    match finite.is_empty() {
        true => ys.iter().copied().filter(|y| y.is_finite()).collect(),
        false => finite,
    }
}

fn sort(line: &mut Vec<Place>) {
    line.sort_by(|a, b| a[0].total_cmp(&b[0]));
    line.dedup_by(|a, b| a[0] == b[0]);
}

/// Climbs the sharpest peaks and descends the sharpest valleys between samples, so that a pole is
/// seen that no sample hits. Gives the points on the way, and the largest and smallest value.
fn peaks(xs: &[f64], ys: &[f64], values: &impl Fn(&[f64]) -> Vec<f64>) -> (Vec<Place>, f64, f64) {
    const MOST_PEAKS: usize = 200;
    const ZOOMS: usize = 40;
    let finite = ys.iter().copied().filter(|y| y.is_finite());
    let (mut low, mut high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| {
        (low.min(y), high.max(y))
    });
    let mut found = Vec::new();
    let mut windows: Vec<(f64, f64, f64, f64, f64)> = Vec::new();
    for at in 1..xs.len().saturating_sub(1) {
        let [a, b, c] = [ys[at - 1], ys[at], ys[at + 1]];
        if !(a.is_finite() && b.is_finite() && c.is_finite()) {
            continue;
        }
        for sign in [1.0, -1.0] {
            // The outer stretches matter: a hill that is round needs no climbing.
            let outer = (ys.get(at.wrapping_sub(2)).copied().unwrap_or(a) - a)
                .abs()
                .max((ys.get(at + 2).copied().unwrap_or(c) - c).abs());
            let rise = (sign * (b - a)).min(sign * (b - c));
            let steepest = (b - a).abs().max((b - c).abs());
            if rise >= 0.0 && steepest > 2.0 * outer.max((high - low) * 0.01) {
                windows.push((xs[at - 1], xs[at], xs[at + 1], b, sign));
            }
        }
    }
    windows.sort_by(|a, b| b.3.abs().total_cmp(&a.3.abs()));
    windows.truncate(MOST_PEAKS);
    for _ in 0..ZOOMS {
        if windows.is_empty() {
            break;
        }
        let inner: Vec<f64> = (windows.iter())
            .flat_map(|(left, middle, right, ..)| [(left + middle) / 2.0, (middle + right) / 2.0])
            .collect();
        let tried = values(&inner);
        for (at, window) in windows.iter_mut().enumerate() {
            let (&[m, n], &[f, g]) = (
                &[inner[2 * at], inner[2 * at + 1]],
                &[tried[2 * at], tried[2 * at + 1]],
            );
            let (left, middle, right, best, sign) = *window;
            found.extend([[m, f], [n, g]]);
            *window = if sign * f > sign * best && sign * f >= sign * g {
                (left, m, middle, f, sign)
            } else if sign * g > sign * best {
                (middle, n, right, g, sign)
            } else {
                (m, middle, n, best, sign)
            };
            for y in [f, g].into_iter().filter(|y| y.is_finite()) {
                low = low.min(y);
                high = high.max(y);
            }
        }
        windows.retain(|(left, middle, right, best, _)| {
            best.is_finite() && left < middle && middle < right
        });
    }
    (found, high, low)
}

/// Adds middles where the line turns.
fn refine(
    line: &mut Vec<Place>,
    width: f64,
    scale: f64,
    range: &Option<[f64; 2]>,
    values: &impl Fn(&[f64]) -> Vec<f64>,
) {
    // What is far outside of the picture need not be round.
    let [low, high] = range.map_or([f64::MIN, f64::MAX], |[low, high]| {
        [low - (high - low), high + (high - low)]
    });
    let finest = width / 20_000.0;
    for _ in 0..ROUNDS {
        let mut middles = Vec::new();
        let mut last_added = f64::NEG_INFINITY;
        for at in 1..line.len().saturating_sub(1) {
            let [a, b, c] = [line[at - 1], line[at], line[at + 1]];
            let known = [a, b, c].map(|point| point[1].is_finite());
            let turns = match known {
                [true, true, true] => {
                    let place = (b[0] - a[0]) / (c[0] - a[0]);
                    let straight =
                        a[1].clamp(low, high) * (1.0 - place) + c[1].clamp(low, high) * place;
                    let away = (b[1].clamp(low, high) - straight).abs() / scale;
                    away > FLAT
                }
                [false, false, false] => false,
                // At the edge of the domain the line often has its steepest part.
                _ => true,
            };
            if !turns {
                continue;
            }
            for [from, to] in [[a, b], [b, c]] {
                let middle = from[0] + (to[0] - from[0]) / 2.0;
                if to[0] - from[0] > finest && middle > last_added {
                    middles.push(middle);
                    last_added = middle;
                }
            }
        }
        if middles.is_empty() || line.len() + middles.len() > MOST {
            break;
        }
        let ys = values(&middles);
        line.extend(middles.into_iter().zip(ys).map(|(x, y)| [x, y]));
        sort(line);
    }
}

/// A stretch that was bisected: its ends, and how its ends differed at first.
struct Stretch {
    ends: [Place; 2],
    rise: f64,
    known: [bool; 2],
}

/// Where the line is broken.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Break {
    /// After the point at this place the value goes beyond all bounds.
    Pole(f64),
    /// Between two finite values.
    Jump(f64),
}

/// Finds jumps, poles and edges by bisection, and puts the last points before and after them in.
fn breaks(line: &mut Vec<Place>, scale: f64, values: &impl Fn(&[f64]) -> Vec<f64>) -> Vec<Break> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for at in 1..line.len() {
        let ends = [line[at - 1], line[at]];
        let known = ends.map(|point| point[1].is_finite());
        let rise = (ends[1][1] - ends[0][1]).abs();
        let steep = match known {
            [true, true] => rise > 0.01 * scale,
            [false, false] => false,
            _ => true,
        };
        if steep {
            stretches.push(Stretch { ends, rise, known });
        }
    }
    // Edges first, then the steepest.
    stretches.sort_by(|a, b| {
        let edge = |one: &Stretch| one.known == [true, true];
        edge(a).cmp(&edge(b)).then(b.rise.total_cmp(&a.rise))
    });
    stretches.truncate(MOST_BREAKS);
    for _ in 0..HALVINGS {
        let middles: Vec<f64> = (stretches.iter())
            .map(|stretch| stretch.ends[0][0] + (stretch.ends[1][0] - stretch.ends[0][0]) / 2.0)
            .collect();
        let ys = values(&middles);
        for ((stretch, x), y) in stretches.iter_mut().zip(middles).zip(ys) {
            let [left, right] = stretch.ends;
            if x <= left[0] || x >= right[0] {
                continue;
            }
            let lower = match stretch.known {
                // The part in which the line rises more.
                [true, true] if y.is_finite() => (y - left[1]).abs() >= (right[1] - y).abs(),
                [true, true] => {
                    // A hole in what seemed whole: its left edge will do.
                    stretch.known = [true, false];
                    true
                }
                [true, false] => !y.is_finite(),
                _ => y.is_finite(),
            };
            match lower {
                true => stretch.ends[1] = [x, y],
                false => stretch.ends[0] = [x, y],
            }
        }
    }
    let mut found = Vec::new();
    for stretch in &stretches {
        let [left, right] = stretch.ends;
        // The right end: of neighbouring doubles the middle is one of them.
        let place = right[0];
        let rise = (right[1] - left[1]).abs();
        match stretch.known {
            // A steep stretch has become flat by now; what has not is broken.
            [true, true] if rise > 0.5 * stretch.rise && rise > 10.0 * scale => {
                found.push(Break::Pole(place));
            }
            [true, true] if rise > 0.5 * stretch.rise => found.push(Break::Jump(place)),
            _ => {}
        }
        line.extend(stretch.ends);
    }
    sort(line);
    found
}

/// The range of values in which the line is seen well: all of it, unless it goes beyond all
/// bounds, where quantiles of the even samples say what matters.
fn visible(even: &[f64], reach: &[f64; 2], infinite: &[f64]) -> Option<[f64; 2]> {
    let mut sorted = even.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (&low, &high) = (sorted.first()?, sorted.last()?);
    let quantile = |share: f64| {
        let at = (share * (sorted.len() - 1) as f64).round() as usize;
        sorted.get(at).copied().unwrap_or(low)
    };
    let [inner_low, inner_high] = [quantile(0.04), quantile(0.96)];
    let mut spread = inner_high - inner_low;
    if !spread.is_finite() {
        spread = f64::MAX / 4.0;
    }
    let full = high / 2.0 - low / 2.0;
    let room = (2.0 * full).max(spread);
    // Beyond all bounds: what was found between samples is far outside of them.
    let up = infinite.iter().any(|y| *y > 0.0) || reach[1] - high > 2.0 * room;
    let down = infinite.iter().any(|y| *y < 0.0) || low - reach[0] > 2.0 * room;
    let high = high.max(if up { high } else { reach[1] });
    let low = low.min(if down { low } else { reach[0] });
    if !up && !down {
        return Some([low, high]);
    }
    // Most of the line may be flat, and the rest immense: then the flat part is shown.
    let core = quantile(0.75) - quantile(0.25);
    let (inner_low, inner_high) = match spread > 1e4 * core {
        true => {
            let middle = quantile(0.5);
            let room = if core > 0.0 {
                3.0 * core
            } else {
                middle.abs().max(1.0)
            };
            (middle - room, middle + room)
        }
        false => (inner_low - 0.25 * spread, inner_high + 0.25 * spread),
    };
    let bottom = if down { inner_low.max(low) } else { low };
    let top = if up { inner_high.min(high) } else { high };
    (bottom < top)
        .then_some([bottom, top])
        .or(Some([low, high]))
}

/// The pieces of the line between its breaks.
fn assemble(
    line: Vec<Place>,
    breaks: &[Break],
    [lower, upper]: [f64; 2],
    range: Option<[f64; 2]>,
) -> Sampled {
    let mut cuts: Vec<f64> = (breaks.iter())
        .map(|found| match found {
            Break::Pole(x) | Break::Jump(x) => *x,
        })
        .collect();
    cuts.sort_by(f64::total_cmp);
    let mut cuts = cuts.into_iter().peekable();
    let mut sampled = Sampled {
        range,
        ..Sampled::default()
    };
    let mut piece: Vec<Place> = Vec::new();
    let mut missing: Option<f64> = None;
    let mut before = lower;
    for [x, y] in line {
        let mut cut = false;
        while cuts.next_if(|at| *at <= x).is_some() {
            cut = true;
        }
        if (cut || !y.is_finite()) && !piece.is_empty() {
            sampled.pieces.push(std::mem::take(&mut piece));
        }
        if y.is_finite() {
            if let Some(from) = missing.take() {
                sampled.gaps.push([from, x]);
            }
            piece.push([x, y]);
        } else if missing.is_none() {
            missing = Some(before);
        }
        before = x;
    }
    if !piece.is_empty() {
        sampled.pieces.push(piece);
    }
    sampled.gaps.extend(missing.map(|from| [from, upper]));
    // A hole of one point is none that anybody could see.
    let width = upper - lower;
    let mut poles = Vec::new();
    sampled.gaps.retain(|[from, to]| {
        let wide = to - from > 1e-6 * width;
        if !wide {
            poles.push(from + (to - from) / 2.0);
        }
        wide
    });
    // Where the line leaves the picture on both sides of such a hole, it is a pole.
    if let Some([low, high]) = range {
        let outside = |x: f64| {
            let near = 1e-6 * width;
            (sampled.pieces.iter()).any(|piece| {
                let ends = [piece.first(), piece.last()];
                (ends.into_iter().flatten())
                    .any(|end| (end[0] - x).abs() <= near && !(low..=high).contains(&end[1]))
            })
        };
        poles.retain(|x| outside(*x));
    }
    for found in breaks {
        match found {
            Break::Pole(x) => poles.push(*x),
            Break::Jump(x) => sampled.jumps.push(*x),
        }
    }
    poles.sort_by(f64::total_cmp);
    poles.dedup_by(|a, b| (*a - *b).abs() <= 1e-6 * width);
    sampled.jumps.sort_by(f64::total_cmp);
    sampled.poles = poles;
    sampled
}
