//! The exponential family against references with more than 100 good bits, at many points.

use super::exact::{self, Scaled, Twofold, ulps};
use crate::support::Samples;
use gradus::function::kernels::dispatch::{Lanes, Level};
use gradus::function::kernels::{exponential as kernel, lanes};

const SEED: u64 = 0xACC_0BA7E;
/// Points of one kernel in each of its ranges.
const COUNT: usize = 25_000;
/// What machines without fused arithmetic may lose on top.
const BASELINE: f64 = 0.1;

/// The worst error of results, and where it is.
fn worst(points: &[(f64, f64)], results: &[f64], exact: &[Scaled]) -> (f64, (f64, f64)) {
    let mut worst = (0.0, (0.0, 0.0));
    for ((&point, &result), &exact) in points.iter().zip(results).zip(exact) {
        let error = ulps(result, exact);
        // NaN is the worst.
        if error > worst.0 || error.is_nan() {
            worst = (error, point);
        }
    }
    worst
}

/// Every level of a kernel at the points, against the bound.
fn check(name: &str, lanes: Lanes, bound: f64, points: &[(f64, f64)], exact: &[Scaled]) {
    let (xs, ys): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    let mut results = vec![0.0; points.len()];
    for level in Level::available() {
        match lanes {
            Lanes::Unary { many, .. } => many(level)(&xs, &mut results),
            Lanes::Binary { many, .. } => many(level)(&xs, &ys, &mut results),
            Lanes::None => panic!("{name} has no lanes"),
        }
        let (error, point) = worst(points, &results, exact);
        println!(
            "{name:9} {level:?}: {error:.4} ulp at {point:?}, {} points",
            points.len()
        );
        let extra = if level == Level::Baseline {
            BASELINE
        } else {
            0.0
        };
        assert!(
            error <= bound + extra,
            "{name} {level:?}: {error} ulp at {point:?}, seed {SEED:#x}"
        );
    }
}

/// A kernel of one argument: over its ranges, and over all doubles that `domain` accepts.
fn unary<K: lanes::Lane1>(
    name: &str,
    ranges: &[(f64, f64)],
    domain: impl Fn(f64) -> bool,
    exact: impl Fn(f64) -> Scaled,
) {
    let mut samples = Samples(SEED);
    let mut points = Vec::new();
    for &(lower, upper) in ranges {
        points.extend((0..COUNT).map(|_| (samples.between(lower, upper), 0.0)));
    }
    while points.len() < (ranges.len() + 1) * COUNT {
        let x = f64::from_bits(samples.bits());
        if domain(x) {
            points.push((x, 0.0));
        }
    }
    let exact: Vec<Scaled> = points.iter().map(|&(x, _)| exact(x)).collect();
    check(name, Lanes::unary::<K>(), 1.0, &points, &exact);
}

/// Where a logarithm is worth looking at.
const POSITIVE: [(f64, f64); 4] = [(0.0, 10.0), (0.5, 2.0), (0.999, 1.001), (0.0, 1e-307)];

fn positive(x: f64) -> bool {
    x > 0.0 && x < f64::INFINITY
}

#[test]
fn exponentials() {
    let ranges = [
        (-1.0, 1.0),
        (-750.0, 711.0),
        (-746.0, -705.0),
        // Around the smallest normal number and the largest one.
        (-708.396_418_532_3, -708.396_418_532_2),
        (709.782_712_893, 709.782_712_894),
    ];
    unary::<kernel::Exp>(
        "exp",
        &ranges,
        |x| x.abs() < 750.0,
        |x| exact::exp(x.into()),
    );
    let ranges = [(-1.0, 1.0), (-1080.0, 1025.0), (-1080.0, -1010.0)];
    unary::<kernel::Exp2>("exp2", &ranges, |x| x.abs() < 1080.0, exact::exp2);
    let ranges = [(-1.0, 1.0), (-60.0, 711.0), (-1e-3, 1e-3)];
    unary::<kernel::Expm1>("expm1", &ranges, |x| x.abs() < 711.0, exact::expm1);
}

#[test]
fn logarithms() {
    let plain = |f: fn(f64) -> Twofold| move |x| (f(x), 0);
    unary::<kernel::Log>("log", &POSITIVE, positive, plain(exact::log_of));
    unary::<kernel::Log2>("log2", &POSITIVE, positive, plain(exact::log2));
    unary::<kernel::Log10>("log10", &POSITIVE, positive, plain(exact::log10));
    let ranges = [(-1.0, 10.0), (-0.5, 1.0), (-1e-3, 1e-3)];
    let domain = |x: f64| x > -1.0 && x < f64::INFINITY;
    unary::<kernel::Log1p>("log1p", &ranges, domain, plain(exact::log1p));
}

#[test]
fn sigmoid_and_softplus() {
    let ranges = [(-1.0, 1.0), (-750.0, 50.0), (-746.0, -705.0), (-40.0, 40.0)];
    unary::<kernel::Sigmoid>("sigmoid", &ranges, |x| x.abs() < 750.0, exact::sigmoid);
    unary::<kernel::Softplus>("softplus", &ranges, |x| x.abs() < 750.0, exact::softplus);
}

#[test]
fn roots_and_lengths() {
    let ranges = [(-1.0, 1.0), (1.0, 8.0), (-1e-310, 1e-310)];
    let domain = |x: f64| x.is_finite() && x != 0.0;
    unary::<kernel::Cbrt>("cbrt", &ranges, domain, exact::cbrt);
    let mut samples = Samples(SEED);
    let mut points = Vec::new();
    while points.len() < 4 * COUNT {
        points.push((samples.between(-1.0, 1.0), samples.between(-1.0, 1.0)));
        let x = samples.between(0.5, 1.0);
        points.push((x, x * samples.between(0.5, 1.0)));
        let x = f64::from_bits(samples.bits());
        if x.is_finite() && x != 0.0 {
            points.push((x, x * samples.between(-1.0, 1.0)));
        }
    }
    let exact: Vec<Scaled> = points.iter().map(|&(x, y)| exact::hypot(x, y)).collect();
    check(
        "hypot",
        Lanes::binary::<kernel::Hypot>(),
        1.0,
        &points,
        &exact,
    );
}

#[test]
fn powers() {
    let mut samples = Samples(SEED);
    let mut points = Vec::new();
    while points.len() < 5 * COUNT {
        points.push((samples.between(0.0, 10.0), samples.between(-5.0, 5.0)));
        points.push((samples.between(0.0, 100.0), samples.below(7) as f64));
        // Results of every size, from bases of every size and from those near 1.
        let any = f64::from_bits(samples.bits() >> 1);
        let near = [samples.between(0.5, 2.0), samples.between(0.99, 1.01), any];
        for x in near {
            let around = [-708.396_418_532_3, 709.782_712_893];
            let exponent = if samples.below(4) == 0 {
                samples.pick(&around) + samples.between(0.0, 1e-9)
            } else {
                samples.between(-750.0, 720.0)
            };
            let y = exponent / x.ln();
            if x.is_finite() && y.is_finite() && x > 0.0 {
                points.push((x, y));
            }
        }
    }
    let exact: Vec<Scaled> = points.iter().map(|&(x, y)| exact::pow(x, y)).collect();
    check("pow", kernel::POW, 1.0, &points, &exact);
}
