//! All complex roots as doubles, by simultaneous iteration with as many digits as it takes.
//!
//! # Source
//! Aberth, Iteration Methods for Finding all Zeros of a Polynomial Simultaneously (1973); where to
//! start: Bini, Numerical Computation of Polynomial Zeros by Means of Aberth's Method (1996); the
//! discs that hold the roots: Smith, Error Bounds for Zeros of a Polynomial (1970).

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::dense::{degree, divide_exact, primitive};
use super::gcd::square_free;
use super::rational_roots::linear;
use super::real::{Isolated, isolate_real_roots};
use crate::algebra::{AlgebraError, Fuel};

const SOLVING: &str = "finding the complex roots";

/// A complex root.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComplexRoot {
    /// The real part.
    pub re: f64,
    /// The imaginary part: 0 exactly if the root is real.
    pub im: f64,
    /// How often the root counts.
    pub multiplicity: u32,
}

/// A complex number in doubles.
type Pair = (f64, f64);

fn times(a: Pair, b: Pair) -> Pair {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// a/b, without overflow on the way.
fn over(a: Pair, b: Pair) -> Pair {
    let size = b.0.abs().max(b.1.abs());
    let (c, d) = (b.0 / size, b.1 / size);
    let norm = (c * c + d * d) * size;
    ((a.0 * c + a.1 * d) / norm, (a.1 * c - a.0 * d) / norm)
}

/// `x*2^exponent`, 0 or infinite where that is out of range.
fn scaled(x: f64, exponent: i64) -> f64 {
    let half = (exponent / 2).clamp(-1100, 1100) as i32;
    let rest = (exponent - exponent / 2).clamp(-1100, 1100) as i32;
    x * 2f64.powi(half) * 2f64.powi(rest)
}

/// A fixed-point complex number: the parts times 2^P.
#[derive(Clone, Debug)]
struct Fixed {
    re: BigInt,
    im: BigInt,
}

impl Fixed {
    fn zero() -> Self {
        Fixed {
            re: BigInt::zero(),
            im: BigInt::zero(),
        }
    }

    fn from_pair(z: Pair, precision: i64) -> Self {
        Fixed {
            re: fixed(z.0, precision),
            im: fixed(z.1, precision),
        }
    }

    /// Bits of the larger part.
    fn bits(&self) -> i64 {
        self.re.bits().max(self.im.bits()) as i64
    }

    /// Two doubles and the exponent of two that goes with them.
    fn doubles(&self) -> (Pair, i64) {
        let shift = (self.bits() - 60).max(0);
        let part = |c: &BigInt| (c >> shift).to_f64().unwrap_or(0.0);
        ((part(&self.re), part(&self.im)), shift)
    }

    fn to_pair(&self, precision: i64) -> Pair {
        let ((re, im), shift) = self.doubles();
        (scaled(re, shift - precision), scaled(im, shift - precision))
    }

    /// The logarithm of the size to the base 2, without the scaling; minus infinity for 0.
    fn log2(&self) -> f64 {
        let ((re, im), shift) = self.doubles();
        re.hypot(im).log2() + shift as f64
    }

    fn minus(&self, other: &Fixed) -> Fixed {
        Fixed {
            re: &self.re - &other.re,
            im: &self.im - &other.im,
        }
    }

    /// The product, its digits after the point cut off.
    fn times(&self, other: &Fixed, precision: i64) -> Fixed {
        Fixed {
            re: (&self.re * &other.re - &self.im * &other.im) >> precision,
            im: (&self.re * &other.im + &self.im * &other.re) >> precision,
        }
    }

    fn add(&mut self, other: &Fixed) {
        self.re += &other.re;
        self.im += &other.im;
    }
}

/// The double times 2^precision, rounded.
fn fixed(x: f64, precision: i64) -> BigInt {
    if !x.is_finite() || x == 0.0 {
        return BigInt::zero();
    }
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i64;
    let fraction = (bits & ((1 << 52) - 1)) as i64;
    let (mantissa, exponent) = match exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, exponent - 1075),
    };
    let shift = exponent + precision;
    let size = BigInt::from(if x < 0.0 { -mantissa } else { mantissa });
    if shift >= 0 {
        size << shift
    } else {
        size >> -shift
    }
}

/// Logarithm of the size of an integer to the base 2.
fn log2(c: &BigInt) -> f64 {
    let shift = c.bits().saturating_sub(60);
    (c >> shift).to_f64().map_or(0.0, |x| x.abs().log2()) + shift as f64
}

/// Points to start from: on circles whose radii are the slopes of Newton's polygon.
fn starts(f: &[BigInt]) -> Vec<Pair> {
    // The upper hull of (i, log |c_i|).
    let mut hull: Vec<(usize, f64)> = Vec::new();
    for (i, c) in f.iter().enumerate().filter(|(_, c)| !c.is_zero()) {
        let point = (i, log2(c));
        while let [.., a, b] = hull.as_slice() {
            let turn = (b.0 - a.0) as f64 * (point.1 - a.1) - (b.1 - a.1) * (i - a.0) as f64;
            if turn < 0.0 {
                break;
            }
            hull.pop();
        }
        hull.push(point);
    }
    let n = degree(f) as f64;
    let mut points = Vec::with_capacity(f.len());
    for (side, pair) in hull.windows(2).enumerate() {
        let [(i, low), (k, high)] = pair else {
            continue;
        };
        let count = k - i;
        let radius = ((low - high) / count as f64).clamp(-1000.0, 1000.0).exp2();
        for at in 0..count {
            let turn = at as f64 / count as f64 + side as f64 / n + 0.11;
            let angle = std::f64::consts::TAU * turn;
            points.push((radius * angle.cos(), radius * angle.sin()));
        }
    }
    points
}

/// Rounds of the iteration in doubles.
const QUICK_ROUNDS: usize = 40;

/// The iteration in doubles, as far as it goes. Coefficients out of range leave the points alone.
fn iterate_quickly(f: &[BigInt], points: &mut [Pair]) {
    let n = degree(f);
    let top = f.iter().map(BigInt::bits).max().unwrap_or(0);
    if top > 900 {
        return;
    }
    let c: Vec<f64> = f.iter().map(|c| c.to_f64().unwrap_or(0.0)).collect();
    for _ in 0..QUICK_ROUNDS {
        let mut moved = 0.0f64;
        for i in 0..n {
            let z = points[i];
            let size = z.0.hypot(z.1);
            // f(z)/f'(z); outside the unit circle by the reversed polynomial, so nothing overflows.
            let newton = if size <= 1.0 {
                let (mut value, mut slope) = ((0.0, 0.0), (0.0, 0.0));
                for &c in c.iter().rev() {
                    slope = times(slope, z);
                    slope = (slope.0 + value.0, slope.1 + value.1);
                    value = times(value, z);
                    value.0 += c;
                }
                over(value, slope)
            } else {
                let w = over((1.0, 0.0), z);
                let (mut value, mut slope) = ((0.0, 0.0), (0.0, 0.0));
                for &c in &c {
                    slope = times(slope, w);
                    slope = (slope.0 + value.0, slope.1 + value.1);
                    value = times(value, w);
                    value.0 += c;
                }
                // f = z^n*r(1/z), so f'/f = (n - w*r'(w)/r(w))/z.
                let q = times(w, over(slope, value));
                over(z, (n as f64 - q.0, -q.1))
            };
            let mut sum = (0.0, 0.0);
            for (j, other) in points.iter().enumerate() {
                if j != i {
                    let r = over((1.0, 0.0), (z.0 - other.0, z.1 - other.1));
                    sum = (sum.0 + r.0, sum.1 + r.1);
                }
            }
            let denominator = times(newton, sum);
            let step = over(newton, (1.0 - denominator.0, -denominator.1));
            if step.0.is_finite() && step.1.is_finite() {
                points[i] = (z.0 - step.0, z.1 - step.1);
                moved = moved.max(step.0.hypot(step.1) / size);
            }
        }
        if moved < 1e-13 {
            return;
        }
    }
}

/// Rounds of the iteration before more digits are added.
const ROUNDS: usize = 50;

/// The roots above the real axis of a square-free polynomial with these real roots, of which none
/// is a fraction.
///
/// # Errors
/// When the fuel is spent.
fn upper_roots(
    f: &[BigInt],
    real: &[&Isolated],
    fuel: &mut Fuel,
) -> Result<Vec<Pair>, AlgebraError> {
    let n = degree(f);
    if real.len() >= n {
        return Ok(Vec::new());
    }
    fuel.spend((n * n * 10 * QUICK_ROUNDS) as u64, SOLVING)?;
    let mut points = starts(f);
    iterate_quickly(f, &mut points);
    let smallest = (points.iter()).fold(f64::INFINITY, |least, z| least.min(z.0.hypot(z.1)));
    let tiny = (-smallest.log2()).clamp(0.0, 1100.0) as i64;
    let mut precision = 128 + tiny;
    // The real roots are known: they take the place of the points next to them.
    for root in real {
        let x = root.to_f64(fuel)?;
        let distance = |z: &Pair| (z.0 - x).hypot(z.1);
        let nearest = (points.iter().enumerate())
            .min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)));
        if let Some((at, _)) = nearest {
            points.swap_remove(at);
        }
    }
    let mut z: Vec<Fixed> = (points.iter())
        .map(|&z| Fixed::from_pair(z, precision))
        .collect();
    let moving = z.len();
    loop {
        z.truncate(moving);
        for root in real {
            let bounds = root.refine(precision, fuel)?.lower() * (BigInt::one() << precision);
            z.push(Fixed {
                re: bounds.to_integer(),
                im: BigInt::zero(),
            });
        }
        // Steps below the last digits: nothing more can be found.
        let still = ((16 + tiny - precision) as f64).exp2();
        for round in 1..=ROUNDS {
            let moved = iterate(f, &mut z, moving, precision, fuel)?;
            if moved > 1e-6 && round < ROUNDS {
                continue;
            }
            if let Some(roots) = separated(f, &z, real.len(), precision, fuel)? {
                return Ok(roots);
            }
            if moved <= still {
                break;
            }
        }
        for z in &mut z {
            z.re <<= precision;
            z.im <<= precision;
        }
        precision *= 2;
    }
}

/// The value and the slope at z.
fn horner(f: &[BigInt], z: &Fixed, precision: i64) -> (Fixed, Fixed) {
    let mut value = Fixed::zero();
    let mut slope = Fixed::zero();
    for c in f.iter().rev() {
        slope = slope.times(z, precision);
        slope.add(&value);
        value = value.times(z, precision);
        value.re += c << precision;
    }
    (value, slope)
}

fn horner_cost(f: &[BigInt], z: &Fixed) -> u64 {
    let words = z.bits().unsigned_abs() / 64 + super::dense::height_bits(f) / 64 + 2;
    f.len() as u64 * (words * words * 4 + 500)
}

/// One round of the iteration for the first so many points. Gives the largest relative step.
fn iterate(
    f: &[BigInt],
    z: &mut [Fixed],
    moving: usize,
    precision: i64,
    fuel: &mut Fuel,
) -> Result<f64, AlgebraError> {
    let mut moved = 0.0f64;
    for i in 0..moving {
        fuel.spend(horner_cost(f, &z[i]) + 100 * z.len() as u64, SOLVING)?;
        let (value, slope) = horner(f, &z[i], precision);
        let ((value, value_shift), (slope, slope_shift)) = (value.doubles(), slope.doubles());
        if value == (0.0, 0.0) {
            continue;
        }
        let newton = over(value, slope);
        let shift = value_shift - slope_shift;
        let newton = (scaled(newton.0, shift), scaled(newton.1, shift));
        let mut sum = (0.0, 0.0);
        for (j, other) in z.iter().enumerate() {
            if j != i {
                let difference = z[i].minus(other).to_pair(precision);
                let r = over((1.0, 0.0), difference);
                sum = (sum.0 + r.0, sum.1 + r.1);
            }
        }
        let product = times(newton, sum);
        let mut step = over(newton, (1.0 - product.0, -product.1));
        let size = z[i].to_pair(precision);
        let size = size.0.hypot(size.1);
        if !step.0.is_finite() || !step.1.is_finite() {
            // Two points meet, or the slope is 0: move away.
            step = (size / 64.0, size / 128.0 + f64::MIN_POSITIVE);
        }
        moved = moved.max(step.0.hypot(step.1) / size);
        z[i] = z[i].minus(&Fixed::from_pair(step, precision));
    }
    Ok(moved)
}

/// The roots above the real axis, if each point has a disc around it that holds exactly one root
/// and is so small that the root is known as two doubles.
fn separated(
    f: &[BigInt],
    z: &[Fixed],
    real: usize,
    precision: i64,
    fuel: &mut Fuel,
) -> Result<Option<Vec<Pair>>, AlgebraError> {
    let n = z.len() as f64;
    let lead = f.last().map_or(0.0, log2);
    let scale = precision as f64;
    let mut radii = Vec::with_capacity(z.len());
    for (i, here) in z.iter().enumerate() {
        fuel.spend(horner_cost(f, here) + 100 * z.len() as u64, SOLVING)?;
        let (value, _) = horner(f, here, precision);
        let size = here.log2() - scale;
        // Cutting off loses this much; 4 more bits for the doubles here.
        let lost = (n + 4.0).log2() + 2.0 + n * size.max(0.0);
        let value = value.log2().max(lost) + 1.0 - scale;
        let mut apart = 0.0;
        for (j, other) in z.iter().enumerate() {
            if j != i {
                apart += here.minus(other).log2() - scale;
            }
        }
        radii.push(value + n.log2() + 0.5 - lead - apart);
    }
    let mut upper = Vec::new();
    let mut on_axis = 0;
    for (i, here) in z.iter().enumerate() {
        let size = here.log2() - scale;
        let small = radii[i] < size - 62.0;
        if !small {
            return Ok(None);
        }
        for (j, other) in z.iter().enumerate().skip(i + 1) {
            let distance = here.minus(other).log2() - scale;
            if distance < radii[i].max(radii[j]) + 1.5 {
                return Ok(None);
            }
        }
        let height = log2(&here.im) - scale;
        if here.im.is_zero() || height <= radii[i] + 0.5 {
            // The disc holds its mirror image, so its only root is real.
            on_axis += 1;
            continue;
        }
        if here.im.is_negative() {
            continue;
        }
        let (re, im) = here.to_pair(precision);
        // A part that is far below the other is 0 as far as can be seen.
        let clean = |part: f64| {
            if scaled(part.abs(), 60) < re.hypot(im) {
                0.0
            } else {
                part
            }
        };
        upper.push((clean(re), im));
    }
    Ok((on_axis == real && 2 * upper.len() + real == z.len()).then_some(upper))
}

/// All complex roots. First the real ones, rising, each the double nearest to it; then the others
/// in conjugate pairs with equal real parts, the one above the axis first, rising by real part,
/// then by imaginary part. Constants have none, and for 0 the list is empty.
///
/// The roots are accurate to a few times 1e-16 of their size, however close they are to each
/// other: digits are added until discs around them prove it.
///
/// # Errors
/// When the fuel is spent.
///
/// # Cost
/// For each round, quadratic in the degree; a few rounds usually do.
///
/// # Examples
/// ```
/// use gradus::algebra::{Fuel, univariate::{complex_roots, from_small}};
///
/// // (x - 2)*(x^2 + 1)
/// let roots = complex_roots(&from_small(&[-2, 1, -2, 1]), &mut Fuel::default())?;
/// let parts: Vec<_> = roots.iter().map(|root| (root.re, root.im)).collect();
/// assert_eq!(parts, [(2.0, 0.0), (0.0, 1.0), (0.0, -1.0)]);
/// # Ok::<(), gradus::algebra::AlgebraError>(())
/// ```
pub fn complex_roots(f: &[BigInt], fuel: &mut Fuel) -> Result<Vec<ComplexRoot>, AlgebraError> {
    let (_, mut f) = primitive(f);
    let mut roots = Vec::new();
    let isolated = isolate_real_roots(&f, fuel)?;
    for root in &isolated {
        roots.push(ComplexRoot {
            re: root.to_f64(fuel)?,
            im: 0.0,
            multiplicity: root.multiplicity(),
        });
    }
    let zeros = f.iter().take_while(|c| c.is_zero()).count();
    f.drain(..zeros);
    let mut upper = Vec::new();
    for (mut part, multiplicity) in square_free(&f, fuel)? {
        let mut real = Vec::new();
        for root in isolated.iter().filter(|r| r.multiplicity() == multiplicity) {
            match root.exact() {
                Some(root) if root.is_zero() => {}
                Some(root) => part = divide_exact(&part, &linear(root)).unwrap_or(part),
                None => real.push(root),
            }
        }
        for (re, im) in upper_roots(&part, &real, fuel)? {
            upper.push((re, im, multiplicity));
        }
    }
    upper.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    for (re, im, multiplicity) in upper {
        for im in [im, -im] {
            roots.push(ComplexRoot {
                re,
                im,
                multiplicity,
            });
        }
    }
    Ok(roots)
}
