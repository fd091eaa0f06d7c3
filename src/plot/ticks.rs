//! Where an axis is marked, and with which numbers.
//!
//! Marks stand at whole multiples of 1, 2, 2.5 or 5 times a power of ten. They are kept as whole
//! numbers until they are written, so that no rounding error shows: 0.3 is never 0.30000000000000004.

use crate::expr::double;

/// The marks of an axis.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Ticks {
    /// Where they stand, in data units.
    pub values: Vec<f64>,
    /// What is written there.
    pub labels: Vec<String>,
    /// What all labels are multiplied with, such as `×10⁶`; empty for 1.
    pub factor: String,
}

/// From this power of ten on, labels are written with a common factor.
const LARGE: i32 = 5;
/// Down to this power of ten, labels are written without one.
const SMALL: i32 = -4;

/// The step between marks: `mantissa * 10^exponent`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    mantissa: i64,
    exponent: i32,
}

impl Step {
    /// The steps from the smallest that is at least `least`, upwards.
    fn ladder(least: f64) -> impl Iterator<Item = Step> {
        // The smallest double is 5e-324.
        let first = (least.log10().floor() as i32).max(-330) - 1;
        (first..)
            .flat_map(|exponent| {
                // 25 tenths are 2.5: the digit after the point is needed only there.
                [
                    (10, exponent - 1),
                    (20, exponent - 1),
                    (25, exponent - 1),
                    (50, exponent - 1),
                ]
                .map(|(mantissa, exponent)| match mantissa % 10 {
                    0 => Step {
                        mantissa: mantissa / 10,
                        exponent: exponent + 1,
                    },
                    _ => Step { mantissa, exponent },
                })
            })
            .skip_while(move |step| step.value(1) < least * (1.0 - 1e-9))
    }

    /// So many steps. One rounding: a product or quotient with an exact power of ten.
    fn value(self, count: i64) -> f64 {
        let whole = (self.mantissa.saturating_mul(count)) as f64;
        match self.exponent {
            0.. => whole * 10_f64.powi(self.exponent),
            -22.. => whole / 10_f64.powi(-self.exponent),
            _ => format!("{whole:e}")
                .split_once('e')
                .and_then(|(digits, power)| {
                    let power: i32 = power.parse().ok()?;
                    format!("{digits}e{}", power + self.exponent).parse().ok()
                })
                .unwrap_or(0.0),
        }
    }
}

/// The marks between two ends, at most `most` of them, and at least two where that is possible.
///
/// # Domain
/// `lower < upper`, both finite; otherwise there are none.
///
/// # Examples
/// ```
/// use gradus::plot::ticks;
/// let marks = ticks(-6.0, 6.0, 7);
/// assert_eq!(marks.labels, ["−6", "−4", "−2", "0", "2", "4", "6"]);
/// ```
pub fn ticks(lower: f64, upper: f64, most: usize) -> Ticks {
    let span = upper - lower;
    let most = most.max(2);
    // Between numbers so small that steps have lost digits nothing can be marked.
    if !(span.is_finite() && span / most as f64 >= f64::MIN_POSITIVE) {
        return Ticks::default();
    }
    for step in Step::ladder(span / most as f64).take(12) {
        let unit = step.value(1);
        // An end that misses a mark by a rounding error still has it.
        let slack = (span * 1e-10 + 4.0 * f64::EPSILON * lower.abs().max(upper.abs())) / unit;
        let (first, last) = (
            (lower / unit - slack).ceil(),
            (upper / unit + slack).floor(),
        );
        const EXACT: f64 = 1e15;
        if !(first.abs() < EXACT && last.abs() < EXACT && unit > 0.0) {
            break;
        }
        let (first, last) = (first as i64, last as i64);
        if last - first < most as i64 {
            return marks(step, first, last);
        }
    }
    // The ends are nearly one number: they are written as they are.
    Ticks {
        values: vec![lower, upper],
        labels: vec![signed(double(lower)), signed(double(upper))],
        factor: String::new(),
    }
}

/// The marks between two ends that are multiples of π/12, at multiples of π: `−π`, `π/2`. Nothing
/// for other ends.
pub fn of_pi(lower: f64, upper: f64, most: usize) -> Option<Ticks> {
    const PI: f64 = std::f64::consts::PI;
    /// The largest end, in twelfths.
    const FAR: f64 = 12_000.0;
    let twelfths = |end: f64| {
        let exact = end / PI * 12.0;
        let whole = exact.round();
        let is_whole = whole.abs() <= FAR && (exact - whole).abs() <= 1e-12 * whole.abs().max(1.0);
        is_whole.then_some(whole as i64)
    };
    let (first, last) = (twelfths(lower)?, twelfths(upper)?);
    if first >= last {
        return None;
    }
    // Quarters and halves where they meet the ends, otherwise thirds.
    let steps: &[i64] = match first % 3 == 0 && last % 3 == 0 {
        true => &[
            3, 6, 12, 24, 48, 60, 120, 240, 600, 1200, 2400, 6000, 12_000,
        ],
        false => &[
            2, 4, 12, 24, 48, 60, 120, 240, 600, 1200, 2400, 6000, 12_000,
        ],
    };
    let ends = |step: i64| (-(-first).div_euclid(step), last.div_euclid(step));
    let step = *steps.iter().find(|step| {
        let (from, to) = ends(**step);
        to - from < most.max(2) as i64
    })?;
    let (from, to) = ends(step);
    if from >= to {
        return None;
    }
    let counts = (from..=to).map(|count| count * step);
    Some(Ticks {
        values: counts.clone().map(|at| at as f64 / 12.0 * PI).collect(),
        labels: counts.map(part_of_pi).collect(),
        factor: String::new(),
    })
}

/// So many twelfths of π.
fn part_of_pi(twelfths: i64) -> String {
    let common = [12, 6, 4, 3, 2].into_iter().find(|by| twelfths % by == 0);
    let (over, under) = (twelfths / common.unwrap_or(1), 12 / common.unwrap_or(1));
    let sign = if over < 0 { "−" } else { "" };
    let over = match over.abs() {
        0 => return "0".to_owned(),
        1 => "π".to_owned(),
        many => format!("{many}π"),
    };
    match under {
        1 => format!("{sign}{over}"),
        under => format!("{sign}{over}/{under}"),
    }
}

/// Labels of more signs than this are written as differences from the first.
const LONG: usize = 9;

fn marks(step: Step, first: i64, last: i64) -> Ticks {
    let found = plain_marks(step, first, last);
    let longest = found.labels.iter().map(|label| label.chars().count()).max();
    if longest.unwrap_or(0) <= LONG {
        return found;
    }
    let steps = plain_marks(step, 0, last - first);
    let base = step.value(first);
    let sign = if base < 0.0 { "−" } else { "+" };
    let gap = if steps.factor.is_empty() { "" } else { " " };
    Ticks {
        factor: format!("{}{gap}{sign} {}", steps.factor, rounded(base.abs(), 16)),
        labels: steps.labels,
        values: found.values,
    }
}

fn plain_marks(step: Step, first: i64, last: i64) -> Ticks {
    let counts: Vec<i64> = (first..=last).collect();
    let values: Vec<f64> = counts.iter().map(|&count| step.value(count)).collect();
    let largest = values
        .iter()
        .fold(0.0_f64, |most, value| most.max(value.abs()));
    let size = if largest > 0.0 {
        (largest * (1.0 + 1e-12)).log10().floor() as i32
    } else {
        0
    };
    let power = if (SMALL..LARGE).contains(&size) {
        0
    } else {
        size
    };
    let exponent = step.exponent - power;
    let labels = (counts.iter())
        .map(|&count| decimal(step.mantissa.saturating_mul(count), exponent))
        .collect();
    Ticks {
        values,
        labels,
        factor: match power {
            0 => String::new(),
            power => format!("×10{}", superscript(power)),
        },
    }
}

/// `whole * 10^exponent`, with as many decimals as all of its axis.
fn decimal(whole: i64, exponent: i32) -> String {
    let sign = if whole < 0 { "−" } else { "" };
    let mut digits = whole.unsigned_abs().to_string();
    if whole == 0 {
        return "0".to_owned();
    }
    if exponent >= 0 {
        digits.extend(std::iter::repeat_n('0', exponent as usize));
        return format!("{sign}{digits}");
    }
    let places = exponent.unsigned_abs() as usize;
    if digits.len() <= places {
        let zeros = places + 1 - digits.len();
        digits.insert_str(0, &"0".repeat(zeros));
    }
    let point = digits.len() - places;
    format!("{sign}{}.{}", &digits[..point], &digits[point..])
}

/// A number as labels have it: with a real minus sign.
pub fn signed(text: String) -> String {
    text.replace('-', "−")
}

/// A number with so many significant digits, as people write it: `−1.5`, `2.3×10⁻⁷`.
pub fn rounded(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() {
        return signed(double(value)).replace("inf", "∞");
    }
    let text = format!("{value:.*e}", digits.saturating_sub(1));
    let Some((mantissa, power)) = text.split_once('e') else {
        return signed(text);
    };
    let power: i32 = power.parse().unwrap_or(0);
    let trimmed = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if (SMALL..=LARGE).contains(&power) {
        let places = (digits as i32 - 1 - power).max(0) as usize;
        let rounded: f64 = text.parse().unwrap_or(value);
        return signed(trimmed(&format!("{rounded:.places$}")));
    }
    format!("{}×10{}", signed(trimmed(mantissa)), superscript(power))
}

/// A whole number as an exponent.
pub fn superscript(number: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    (number.to_string().chars())
        .map(|sign| match sign.to_digit(10) {
            Some(digit) => DIGITS[digit as usize % 10],
            None => '⁻',
        })
        .collect()
}

/// The marks of an axis of powers of ten.
///
/// # Domain
/// `0 < lower < upper`; otherwise there are none.
pub fn powers(lower: f64, upper: f64, most: usize) -> Ticks {
    if !(lower > 0.0 && upper > lower && upper.is_finite()) {
        return Ticks::default();
    }
    let slack = 1e-9;
    let (first, last) = (
        (lower.log10() - slack).ceil() as i32,
        (upper.log10() + slack).floor() as i32,
    );
    if last - first < 1 {
        return ticks(lower, upper, most);
    }
    let mut stride = 1;
    while (last - first) / stride + 1 > most.max(2) as i32 {
        stride += 1;
    }
    let shown: Vec<i32> = (first..=last).filter(|power| power % stride == 0).collect();
    Ticks {
        values: shown.iter().map(|&power| 10_f64.powi(power)).collect(),
        labels: (shown.iter())
            .map(|&power| match power {
                0 => "1".to_owned(),
                1 => "10".to_owned(),
                power => format!("10{}", superscript(power)),
            })
            .collect(),
        factor: String::new(),
    }
}
