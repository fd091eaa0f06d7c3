//! A kernel gives the same bits one by one and over slices, at every width of vectors.

use crate::support::Samples;
use gradus::function::kernels::dispatch::{Lanes, Level};
use gradus::function::{Kernel, all, kernels};
use std::f64::consts::LN_2;

const SEED: u64 = 0x1A_4E5;
const COUNT: usize = 6000;
/// Lengths of slices: none, one, odd, a block, many.
const LENGTHS: [usize; 5] = [0, 1, 7, 128, 1000];
/// How many units in the last place a machine without fused arithmetic may be away.
const BASELINE: u64 = 3;

/// Where kernels change their ways.
const SPECIAL: [f64; 44] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    2.0,
    -2.0,
    3.0,
    -3.0,
    1.5,
    -2.5,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    f64::MIN_POSITIVE,
    -f64::MIN_POSITIVE,
    5e-324,
    -5e-324,
    1e-310,
    -1e-310,
    f64::MAX,
    f64::MIN,
    1e308,
    709.782_712_893_384,
    709.782_712_893_384_1,
    -708.396_418_532_264_1,
    -745.133_219_101_941_1,
    -745.133_219_101_941_2,
    -746.5,
    -800.0,
    1024.0,
    -1074.0,
    -1075.5,
    1e-17,
    -1e-17,
    1e22,
    -1e22,
    40.0,
    -40.0,
    std::f64::consts::FRAC_1_SQRT_2,
    std::f64::consts::SQRT_2,
    std::f64::consts::PI,
    4_503_599_627_370_497.0,
];

/// Ordinary numbers, numbers of any size, and special ones.
fn argument(samples: &mut Samples) -> f64 {
    match samples.bits() % 8 {
        0 => samples.between(-1.0, 1.0),
        1 => samples.between(-12.0, 12.0),
        2 => samples.between(-800.0, 800.0),
        3 => samples.between(0.0, 4.0),
        4 => samples.between(-20.0, 20.0).round(),
        5 => samples.pick(&SPECIAL),
        _ => f64::from_bits(samples.bits()),
    }
}

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

/// Neighbours up to a few units: what arithmetic that is not fused may give.
fn near(a: f64, b: f64) -> bool {
    same(a, b) || (a == b && a != 0.0) || a.to_bits().abs_diff(b.to_bits()) <= BASELINE
}

/// The scalar function and the slice function of a level, of one or two arguments.
fn at_level(lanes: Lanes, level: Level, xs: &[f64], ys: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
    let (mut ones, mut manys) = (Vec::new(), vec![f64::NAN; xs.len()]);
    // Slices of different lengths, so that numbers are in vectors and in what is left of them.
    let mut start = 0;
    let mut lengths = LENGTHS.iter().cycle();
    while start < xs.len() {
        let end = xs.len().min(start + lengths.next().expect("a cycle"));
        let (x, y, out) = (&xs[start..end], &ys[start..end], &mut manys[start..end]);
        match lanes {
            Lanes::None => return None,
            Lanes::Unary { many, .. } => many(level)(x, out),
            Lanes::Binary { many, .. } => many(level)(x, y, out),
        }
        start = end;
    }
    for (&x, &y) in xs.iter().zip(ys) {
        ones.push(match lanes {
            Lanes::None => return None,
            Lanes::Unary { one, .. } => one(level)(x),
            Lanes::Binary { one, .. } => one(level)(x, y),
        });
    }
    Some((ones, manys))
}

/// Every kernel that has lanes: its name, the scalar kernel, the lanes.
fn laned() -> Vec<(&'static str, Kernel, Lanes)> {
    let mut kernels: Vec<_> = all()
        .map(|id| (id.row().name, id.row().kernel, id.row().lanes))
        .collect();
    kernels.push(("pow", Kernel::Binary(kernels::pow::pow), kernels::pow::POW));
    kernels.push((
        "exp2",
        Kernel::Unary(kernels::exp::exp2),
        kernels::exp::EXP2,
    ));
    kernels.retain(|(_, _, lanes)| !matches!(lanes, Lanes::None));
    kernels
}

#[test]
fn scalars_and_slices_give_the_same_bits_at_every_level() {
    let mut samples = Samples(SEED);
    let mut xs: Vec<f64> = SPECIAL
        .iter()
        .flat_map(|&x| std::iter::repeat_n(x, SPECIAL.len()))
        .collect();
    let mut ys: Vec<f64> = SPECIAL.repeat(SPECIAL.len());
    for _ in 0..COUNT {
        xs.push(argument(&mut samples));
        ys.push(argument(&mut samples));
    }
    let kernels = laned();
    assert!(kernels.len() >= 12, "{} kernels with lanes", kernels.len());
    for (name, kernel, lanes) in kernels {
        let scalar = |k: usize| match kernel {
            Kernel::Unary(f) => f(xs[k]),
            Kernel::Binary(f) => f(xs[k], ys[k]),
            _ => panic!("{name} has lanes of another arity"),
        };
        for level in Level::available() {
            let (ones, manys) = at_level(lanes, level, &xs, &ys).expect("lanes");
            let fused = level != Level::Baseline || Level::best() == Level::Baseline;
            for k in 0..xs.len() {
                let (one, many, value) = (ones[k], manys[k], scalar(k));
                let agree = if fused {
                    same(one, value)
                } else {
                    near(one, value)
                };
                assert!(
                    same(one, many) && agree,
                    "{name} at {:e} ({:e}) {level:?}: one {one:e}, many {many:e}, kernel \
                     {value:e}, seed {SEED:#x}",
                    xs[k],
                    ys[k]
                );
            }
        }
    }
}

#[test]
fn a_slice_function_stops_at_the_shorter_slice() {
    for (name, _, lanes) in laned() {
        for level in Level::available() {
            let mut out = [7.0; 9];
            match lanes {
                Lanes::Unary { many, .. } => many(level)(&[0.5; 5], &mut out),
                Lanes::Binary { many, .. } => many(level)(&[0.5; 8], &[0.5; 5], &mut out),
                Lanes::None => continue,
            }
            assert!(out[..5].iter().all(|&v| v != 7.0), "{name} {level:?}");
            assert!(out[5..].iter().all(|&v| v == 7.0), "{name} {level:?}");
        }
    }
}

#[test]
fn powers_are_those_of_ieee_754() {
    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;
    let cases: &[(f64, f64, f64)] = &[
        (0.0, 0.0, 1.0),
        (NAN, 0.0, 1.0),
        (INF, -0.0, 1.0),
        (1.0, NAN, 1.0),
        (1.0, INF, 1.0),
        (-1.0, INF, 1.0),
        (-1.0, -INF, 1.0),
        (NAN, 1.0, NAN),
        (2.0, NAN, NAN),
        (-8.0, 1.0 / 3.0, NAN),
        (-1e-310, 0.5, NAN),
        (-INF, 0.5, INF),
        (0.0, -1.0, INF),
        (-0.0, -1.0, -INF),
        (-0.0, -2.0, INF),
        (-0.0, 3.0, -0.0),
        (-0.0, 2.0, 0.0),
        (0.0, 0.5, 0.0),
        (-0.0, 0.5, 0.0),
        (INF, 2.0, INF),
        (INF, -2.0, 0.0),
        (-INF, 3.0, -INF),
        (-INF, -3.0, -0.0),
        (-INF, 2.0, INF),
        (2.0, INF, INF),
        (0.5, INF, 0.0),
        (0.5, -INF, INF),
        (2.0, -INF, 0.0),
        (0.0, -INF, INF),
        (0.0, INF, 0.0),
        (-2.0, 3.0, -8.0),
        (-2.0, 4.0, 16.0),
        (-3.0, -1.0, -1.0 / 3.0),
        (2.0, 1023.0, 8.98846567431158e307),
        (2.0, 1024.0, INF),
        (-2.0, 1025.0, -INF),
        (2.0, -1074.0, 5e-324),
        (-2.0, -1077.0, -0.0),
        (2.0, 1e300, INF),
        (2.0, f64::MAX, INF),
        (0.5, f64::MAX, 0.0),
        (-1.0, 9_007_199_254_740_991.0, -1.0),
        (-1.0, 9_007_199_254_740_992.0, 1.0),
        (-1.0, 2_251_799_813_685_249.0, -1.0),
        (-1.0, 2_251_799_813_685_248.5, NAN),
        (5e-324, 0.5, 2.222_758_749_485_077_5e-162),
        (5e-324, -1.0, INF),
        (
            1.0 + f64::EPSILON,
            4_503_599_627_370_496.0,
            std::f64::consts::E,
        ),
        (3.0, 5.0, 243.0),
        (10.0, 22.0, 1e22),
        (1.5, 2.0, 2.25),
    ];
    for &(x, y, value) in cases {
        let found = kernels::pow::pow(x, y);
        assert!(same(found, value), "{x:e}^{y:e} = {found:e}, not {value:e}");
    }
}

#[test]
fn ends_and_zeros_are_those_of_ieee_754() {
    use kernels::exponential as kernel;
    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;
    const HUGE: f64 = f64::from_bits((1023 + 900) << 52);
    // The kernel at -inf, -0, 0, inf; all are NaN at NaN.
    type Ends = (&'static str, extern "C" fn(f64) -> f64, [f64; 4]);
    let cases: [Ends; 11] = [
        ("exp", kernel::exp, [0.0, 1.0, 1.0, INF]),
        ("exp2", kernel::exp2, [0.0, 1.0, 1.0, INF]),
        ("expm1", kernel::expm1, [-1.0, -0.0, 0.0, INF]),
        ("log", kernel::log, [NAN, -INF, -INF, INF]),
        ("log2", kernel::log2, [NAN, -INF, -INF, INF]),
        ("log10", kernel::log10, [NAN, -INF, -INF, INF]),
        ("log1p", kernel::log1p, [NAN, -0.0, 0.0, INF]),
        ("sigmoid", kernel::sigmoid, [0.0, 0.5, 0.5, 1.0]),
        ("softplus", kernel::softplus, [0.0, LN_2, LN_2, INF]),
        ("sqrt", kernel::sqrt, [NAN, -0.0, 0.0, INF]),
        ("cbrt", kernel::cbrt, [-INF, -0.0, 0.0, INF]),
    ];
    for (name, f, ends) in cases {
        for (x, value) in [-INF, -0.0, 0.0, INF].into_iter().zip(ends) {
            assert!(same(f(x), value), "{name}({x}) = {:e}, not {value:e}", f(x));
        }
        assert!(f(NAN).is_nan(), "{name} of NaN");
    }
    assert!(kernel::log(-1.0).is_nan());
    assert!(kernel::log1p(-1.5).is_nan());
    assert_eq!(kernel::log1p(-1.0), -INF);
    assert!(same(kernel::hypot(-0.0, -0.0), 0.0));
    assert_eq!(kernel::hypot(INF, NAN), INF);
    assert_eq!(kernel::hypot(NAN, -INF), INF);
    assert!(kernel::hypot(NAN, 0.0).is_nan());
    assert_eq!(kernel::hypot(3.0 * HUGE, 4.0 * HUGE), 5.0 * HUGE);
    let smallest = f64::from_bits;
    assert_eq!(kernel::hypot(smallest(3), smallest(4)), smallest(5));
    // Powers of the base are exact.
    for n in -300..=300 {
        let exact = 2f64.powi(n);
        assert_eq!(kernel::exp2(f64::from(n)), exact);
        assert_eq!(kernel::log2(exact), f64::from(n));
        assert_eq!(kernel::pow(2.0, f64::from(n)), exact);
        assert_eq!(kernel::cbrt(exact * exact * exact), exact);
    }
    for n in 0..=22 {
        let power: f64 = format!("1e{n}").parse().expect("a number");
        assert_eq!(kernel::log10(power), f64::from(n));
        assert_eq!(kernel::pow(10.0, f64::from(n)), power);
    }
}
