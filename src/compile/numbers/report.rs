//! How far a compiled function is off over a box, measured against many more bits.

use std::fmt;

use super::big::{Big, Round};
use super::exact::ExactProgram;
use super::interval::{Endpoint, Interval};
use super::run::RunError;
use crate::compile::{Accuracy, CompileError, CompileOptions, Function};
use crate::expr::{Arena, Expr, Id, double};

/// How to measure.
///
/// # Examples
/// ```
/// let options = gradus::compile::AccuracyOptions { points: 100, ..Default::default() };
/// assert_eq!(options.seed, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccuracyOptions {
    /// How many points are tried, at most 1,000,000.
    pub points: usize,
    /// What the points depend on.
    pub seed: u64,
    /// How much work all points together may take, in instructions at 256 bits; further points are
    /// skipped. The default takes some 10 seconds.
    pub work: u64,
}

impl Default for AccuracyOptions {
    fn default() -> Self {
        AccuracyOptions {
            points: 1000,
            seed: 1,
            work: 40_000_000,
        }
    }
}

/// Why nothing can be measured.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AccuracyError {
    /// The expression can't be compiled.
    Compile(CompileError),
    /// A range of the box is none, or not finite.
    Range {
        /// The variable.
        name: String,
    },
    /// No points, or too many.
    Points {
        /// The most there can be.
        limit: usize,
    },
}

impl fmt::Display for AccuracyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AccuracyError::Compile(error) => error.fmt(f),
            AccuracyError::Range { name } => write!(
                f,
                "the range of `{name}` must be two finite numbers, the first not above the second"
            ),
            AccuracyError::Points { limit } => {
                write!(f, "the number of points must be between 1 and {limit}")
            }
        }
    }
}

impl std::error::Error for AccuracyError {}

impl From<CompileError> for AccuracyError {
    fn from(error: CompileError) -> Self {
        AccuracyError::Compile(error)
    }
}

const MOST_POINTS: usize = 1_000_000;

/// The bits of the reference, and more of them where they do not decide.
const BITS: [u64; 3] = [256, 1024, 2600];

/// What a point takes besides its instructions.
const POINT: u64 = 10;

/// The errors of one way to compute, in units in the last place of the exact value.
#[derive(Clone, Debug, PartialEq)]
pub struct Errors {
    /// The largest.
    pub most: f64,
    /// The mean of those that are finite.
    pub mean: f64,
    /// The median.
    pub median: f64,
    /// The share of points within 1 unit.
    pub within_1: f64,
    /// The share of points within 8 units.
    pub within_8: f64,
    /// The worst point, the value there, and the exact one rounded.
    #[allow(clippy::type_complexity)]
    pub worst: Option<(Vec<(String, f64)>, f64, f64)>,
}

/// How far a function is off over a box.
#[derive(Clone, Debug, PartialEq)]
pub struct AccuracyReport {
    /// At how many points there is a real value to compare with.
    pub points: usize,
    /// At how many points there is no real value.
    pub undefined: usize,
    /// At how many points the exact value was not found.
    pub undecided: usize,
    /// How many points were not tried, because the work that a report may take was spent.
    pub skipped: usize,
    /// The operations as they were written.
    pub naive: Errors,
    /// The forms that lose fewer digits, as functions are compiled by default.
    pub stable: Errors,
}

impl fmt::Display for AccuracyReport {
    /// Lines `name = value`; errors are in units in the last place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "points = {}", self.points)?;
        if self.undefined > 0 {
            write!(f, "\nundefined = {}", self.undefined)?;
        }
        if self.undecided > 0 {
            write!(f, "\nundecided = {}", self.undecided)?;
        }
        if self.skipped > 0 {
            let why = "the work of one report was spent";
            write!(f, "\nskipped = {} ({why})", self.skipped)?;
        }
        if self.points == 0 {
            return Ok(());
        }
        for (name, errors) in [("stable", &self.stable), ("naive", &self.naive)] {
            writeln!(f)?;
            writeln!(f, "{name} max = {}", ulps(errors.most))?;
            writeln!(f, "{name} mean = {}", ulps(errors.mean))?;
            writeln!(f, "{name} median = {}", ulps(errors.median))?;
            writeln!(f, "{name} within 1 = {:.1} %", 100.0 * errors.within_1)?;
            write!(f, "{name} within 8 = {:.1} %", 100.0 * errors.within_8)?;
            if let Some((point, value, exact)) = &errors.worst {
                let place: Vec<String> = point
                    .iter()
                    .map(|(name, value)| format!("{name} = {}", double(*value)))
                    .collect();
                write!(
                    f,
                    "\n{name} worst = {} at {}",
                    double(*value),
                    place.join(", ")
                )?;
                write!(f, "\n{name} exact = {}", double(*exact))?;
            }
        }
        Ok(())
    }
}

fn ulps(value: f64) -> String {
    if value.is_infinite() {
        "inf".to_owned()
    } else if value < 1e6 {
        format!("{value:.2}")
    } else {
        format!("{value:.2e}")
    }
}

/// Pseudo-random numbers (S. Vigna's splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// Between 0 and 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// The doubles in order as integers.
fn place(value: f64) -> i64 {
    let bits = value.to_bits() as i64;
    if bits < 0 {
        i64::MIN.wrapping_sub(bits)
    } else {
        bits
    }
}

fn at_place(place: i64) -> f64 {
    let bits = if place < 0 {
        i64::MIN.wrapping_sub(place)
    } else {
        place
    };
    f64::from_bits(bits as u64)
}

/// A point of the box: evenly spread, or, every second one, evenly over the doubles there are, so
/// that small numbers are met too.
fn draw(random: &mut Random, (low, high): (f64, f64), by_size: bool) -> f64 {
    let share = random.share();
    let value = match by_size {
        true => {
            let (first, last) = (place(low), place(high));
            let span = last.wrapping_sub(first) as u64 as f64;
            at_place(first.wrapping_add((share * span) as u64 as i64))
        }
        false => low * (1.0 - share) + high * share,
    };
    value.clamp(low, high)
}

/// The distance of a value from the exact one, in units in the last place of that.
fn distance(value: f64, exact: &Interval<Big>) -> f64 {
    let nearest = exact.lower().nearest();
    if value == nearest {
        // Below half a unit; how much below is known too, but for overflows.
        if value.is_infinite() {
            return 0.0;
        }
    }
    let Some(found) = Big::from_double(value) else {
        return f64::INFINITY;
    };
    if found.is_infinite() || nearest.is_infinite() {
        return f64::INFINITY;
    }
    let unit = (exact.lower().top() - 53).max(-1074);
    let off = found.sub(exact.lower(), 64, Round::Down).abs();
    off.scaled(-unit).to_f64()
}

impl Errors {
    fn of(measured: Vec<(f64, usize)>, samples: &[Sample], names: &[String], naive: bool) -> Self {
        let count = measured.len().max(1) as f64;
        let share = |limit: f64| {
            measured.iter().filter(|(error, _)| *error <= limit).count() as f64 / count
        };
        let finite: Vec<f64> = measured
            .iter()
            .map(|(error, _)| *error)
            .filter(|error| error.is_finite())
            .collect();
        let mut sorted: Vec<f64> = measured.iter().map(|(error, _)| *error).collect();
        sorted.sort_by(f64::total_cmp);
        let worst = measured
            .iter()
            .max_by(|(a, first), (b, second)| a.total_cmp(b).then(second.cmp(first)));
        Errors {
            most: sorted.last().copied().unwrap_or(0.0),
            mean: finite.iter().sum::<f64>() / finite.len().max(1) as f64,
            median: sorted.get(sorted.len() / 2).copied().unwrap_or(0.0),
            within_1: share(1.0),
            within_8: share(8.0),
            worst: worst.and_then(|(_, at)| samples.get(*at)).map(|sample| {
                let point = names.iter().cloned().zip(sample.point.iter().copied());
                let value = if naive { sample.naive } else { sample.stable };
                (point.collect(), value, sample.exact.lower().nearest())
            }),
        }
    }
}

struct Sample {
    point: Vec<f64>,
    naive: f64,
    stable: f64,
    exact: Interval<Big>,
}

impl Expr {
    /// Measures how far the compiled expression is off over a box: its values at points of the
    /// box against those in at least 256 bits.
    ///
    /// Half of the points are spread evenly, half evenly over the doubles in the box; which they
    /// are depends on the seed alone.
    ///
    /// # Cost
    /// At most the work that the options allow; the points that are left then are skipped, which
    /// the report says.
    ///
    /// # Errors
    /// What can't be compiled, and ranges or counts that make no sense.
    ///
    /// # Examples
    /// ```
    /// use gradus::compile::AccuracyOptions;
    /// let f = "sqrt(x + 1) - sqrt(x)".parse::<gradus::Expr>()?;
    /// let options = AccuracyOptions { points: 100, ..Default::default() };
    /// let report = f.accuracy(&[("x", 1.0, 1e12)], &options)?;
    /// assert!(report.naive.most > 100.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn accuracy<N: AsRef<str>>(
        &self,
        area: &[(N, f64, f64)],
        options: &AccuracyOptions,
    ) -> Result<AccuracyReport, AccuracyError> {
        if !(1..=MOST_POINTS).contains(&options.points) {
            return Err(AccuracyError::Points { limit: MOST_POINTS });
        }
        for (name, low, high) in area {
            if !(low.is_finite() && high.is_finite() && low <= high) {
                let name = name.as_ref().to_owned();
                return Err(AccuracyError::Range { name });
            }
        }
        let names: Vec<String> = area
            .iter()
            .map(|(name, ..)| name.as_ref().to_owned())
            .collect();
        let compiled = |accuracy: Accuracy| -> Result<Function, CompileError> {
            let options = CompileOptions {
                accuracy,
                ..CompileOptions::default()
            };
            self.compile_with(&names, &options)
        };
        let (naive, stable) = (compiled(Accuracy::Naive)?, compiled(Accuracy::Stable)?);
        let exact = self.with(|arena: &mut Arena, id: Id| {
            let inputs: Vec<Id> = names.iter().map(|name| arena.symbol(name)).collect();
            let options = CompileOptions {
                derivative: self.flags().derivative,
                ..CompileOptions::default()
            };
            ExactProgram::compile(arena, &[id], &inputs, &options)
        })?;
        let constants = BITS.map(|bits| exact.constants(bits));
        let mut random = Random(options.seed);
        let (mut samples, mut undefined, mut undecided) = (Vec::new(), 0, 0);
        let mut work = options.work;
        let mut skipped = 0;
        for at in 0..options.points {
            let point: Vec<f64> = (area.iter())
                .map(|&(_, low, high)| draw(&mut random, (low, high), at % 2 == 1))
                .collect();
            match reference(&exact, &constants, &point, &mut work) {
                Reference::Spent => {
                    skipped = options.points - at;
                    break;
                }
                Reference::Known(exact) if exact.is_empty() => undefined += 1,
                Reference::Known(exact) => samples.push(Sample {
                    naive: naive.value(&point),
                    stable: stable.value(&point),
                    point,
                    exact,
                }),
                Reference::Undecided => undecided += 1,
            }
        }
        let errors = |naive: bool| {
            let measured = samples.iter().enumerate().map(|(at, sample)| {
                let value = if naive { sample.naive } else { sample.stable };
                (distance(value, &sample.exact), at)
            });
            Errors::of(measured.collect(), &samples, &names, naive)
        };
        Ok(AccuracyReport {
            points: samples.len(),
            undefined,
            undecided,
            skipped,
            naive: errors(true),
            stable: errors(false),
        })
    }
}

/// What is known of an exact value.
enum Reference {
    /// It, to far more digits than a double has; an empty interval where there is none.
    Known(Interval<Big>),
    /// It can't be told.
    Undecided,
    /// Neither, because the work was spent.
    Spent,
}

/// The exact value at a point, for which `work` becomes less.
fn reference(
    exact: &ExactProgram,
    constants: &[Vec<Interval<Big>>],
    point: &[f64],
    work: &mut u64,
) -> Reference {
    for (&bits, constants) in BITS.iter().zip(constants) {
        let inputs = point.iter().map(|&value| match Big::exactly(value) {
            Some(value) => Interval::point(value),
            None => Interval::nothing(),
        });
        // Instructions with more bits take more work, in the proportion of the fuel of one run.
        let (base, here) = (Big::fuel(&BITS[0]), Big::fuel(&bits));
        let Some(left) = work.checked_sub(POINT) else {
            return Reference::Spent;
        };
        let given = scaled(left, here, base);
        let mut fuel = given;
        let found = exact.run_within(inputs, constants, bits, &mut fuel);
        *work = left.saturating_sub(scaled(given - fuel, base, here));
        let value = match found {
            Ok(found) => found.into_iter().next(),
            Err(RunError::TooLong) => return Reference::Spent,
            Err(_) => return Reference::Undecided,
        };
        let Some(value) = value else {
            return Reference::Undecided;
        };
        if value.is_empty() {
            return Reference::Known(value);
        }
        let width = value.upper().sub(value.lower(), 32, Round::Up);
        let enough = width.is_zero()
            || value.lower().top() == value.upper().top()
                && width.top() <= value.lower().top() - 90;
        if value.is_defined() && enough && !value.lower().is_infinite() {
            return Reference::Known(value);
        }
    }
    Reference::Undecided
}

/// `amount*above/below`
fn scaled(amount: u64, above: u64, below: u64) -> u64 {
    let product = u128::from(amount) * u128::from(above) / u128::from(below.max(1));
    u64::try_from(product).unwrap_or(u64::MAX)
}
