//! What a row claims about the values of its kernel, sampled.

use super::{Samples, call};
use gradus::function::{FunctionId, Kernel, Parity, all, kernels};
use std::f64::consts::PI;

const SEED: u64 = 0x5EED_0001;
const COUNT: usize = 4000;

/// Arguments of every size, in the range where a function does something most of the time.
fn argument(samples: &mut Samples) -> f64 {
    match samples.bits() % 5 {
        0 => samples.between(-1.0, 1.0),
        1 => samples.between(-12.0, 12.0),
        2 => samples.between(-200.0, 200.0),
        // Near 1 and -1, where many domains end.
        3 => {
            (1.0 + samples.between(-1.0, 1.0).powi(31))
                * if samples.bits().is_multiple_of(2) {
                    1.0
                } else {
                    -1.0
                }
        }
        _ => {
            let x = f64::from_bits(samples.bits());
            if x.is_nan() { 0.5 } else { x }
        }
    }
}

#[test]
fn parity_is_exact() {
    let mut samples = Samples(SEED);
    for id in all() {
        let (row, Kernel::Unary(f)) = (id.row(), id.row().kernel) else {
            continue;
        };
        let mirrored = |y: f64| if row.parity == Parity::Odd { -y } else { y };
        let mut asymmetric = false;
        for _ in 0..COUNT {
            let x = argument(&mut samples);
            let (right, left) = (f(x), f(-x));
            match row.parity {
                Parity::None => asymmetric |= left.abs() != right.abs() && !left.is_nan(),
                _ => assert!(
                    left == mirrored(right) || (left.is_nan() && right.is_nan()),
                    "{}({x:e}) = {right:e}, at -x {left:e}, seed {SEED:#x}",
                    row.name
                ),
            }
        }
        // A symmetry that is there must be stated. (Where f(-x) is never defined there is none.)
        let one_sided = !(0..COUNT).any(|_| {
            let x = argument(&mut samples);
            x != 0.0 && f(x).is_finite() && f(-x).is_finite()
        });
        assert!(
            row.parity != Parity::None || asymmetric || one_sided,
            "{} has a parity",
            row.name
        );
    }
}

#[test]
fn periods_hold() {
    let mut samples = Samples(SEED);
    for id in all() {
        let (row, Kernel::Unary(f)) = (id.row(), id.row().kernel) else {
            continue;
        };
        let period = match row.period {
            "" => continue,
            "pi" => PI,
            "2*pi" => 2.0 * PI,
            other => panic!("{}: period {other}", row.name),
        };
        for _ in 0..COUNT {
            let x = samples.between(-10.0, 10.0);
            let (here, there, half) = (f(x), f(x + period), f(x + 0.5 * period));
            // The rounding of the argument, times a slope that is at most the square near a pole.
            let allowed = 1e-14 * (1.0 + here * here);
            assert!(
                (here - there).abs() <= allowed,
                "{}({x}): {here}, {there}",
                row.name
            );
            // No shorter period, except by accident at a point.
            assert!(
                (here - half).abs() > allowed || here.abs() < 1e-2,
                "{}({x})",
                row.name
            );
        }
    }
}

#[test]
fn values_are_in_range() {
    let mut samples = Samples(SEED);
    for id in all() {
        let row = id.row();
        let arity = row.parameters.len();
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for _ in 0..COUNT {
            let mut arguments: Vec<f64> = (0..arity).map(|_| argument(&mut samples)).collect();
            if let Kernel::Indexed(_) = row.kernel {
                arguments[0] = (samples.bits() % 8) as f64;
            }
            let value = call(row.kernel, &arguments);
            // An open end can be reached by rounding.
            assert!(
                value.is_nan() || (row.range.lower..=row.range.upper).contains(&value),
                "{}({arguments:?}) = {value:e}",
                row.name
            );
            (least, most) = (least.min(value), most.max(value));
        }
        // The range is not only a bound: the samples come near its ends.
        let near = |value: f64, end: f64| {
            if end.is_infinite() {
                value.abs() > 5.0
            } else {
                (value - end).abs() < 0.1
            }
        };
        assert!(
            near(least, row.range.lower),
            "{}: no value below {least}",
            row.name
        );
        assert!(
            near(most, row.range.upper),
            "{}: no value above {most}",
            row.name
        );
    }
}

#[test]
fn steps_jump_at_zero_by_what_they_say() {
    for id in all() {
        let (row, Kernel::Unary(f)) = (id.row(), id.row().kernel) else {
            continue;
        };
        if let Some(step) = row.step {
            assert_eq!(
                (f(-5e-324), f(5e-324)),
                (step.left, step.right),
                "{}",
                row.name
            );
            assert_eq!(f(0.0), 0.5 * (step.left + step.right), "{}", row.name);
        }
    }
}

#[test]
fn no_argument_panics_or_hangs() {
    const ODD: [f64; 14] = [
        0.0,
        -0.0,
        5e-324,
        -5e-324,
        1.0,
        -1.0,
        -0.5,
        171.5,
        -1e9 - 0.5,
        1e300,
        -1e300,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    for id in all() {
        let kernel = id.row().kernel;
        for x in ODD {
            match kernel {
                Kernel::Unary(f) => _ = f(x),
                Kernel::Binary(f) => ODD.iter().for_each(|&y| _ = f(x, y)),
                Kernel::Ternary(f) => ODD.iter().for_each(|&y| _ = f(x, y, 1.0)),
                Kernel::Indexed(f) => [0, 1, 2, 169, 170, 171, 5000, u32::MAX]
                    .iter()
                    .for_each(|&n| _ = f(n, x)),
            }
        }
    }
}

#[test]
fn a_nan_stays() {
    for id in all() {
        // IEEE: an infinite side makes the length infinite whatever the other is; no other
        // function forgets a NaN.
        let row = id.row();
        for place in 0..row.parameters.len() {
            if matches!(row.kernel, Kernel::Indexed(_)) && place == 0 {
                continue;
            }
            let mut arguments = vec![1.0; row.parameters.len()];
            arguments[place] = f64::NAN;
            assert!(
                call(row.kernel, &arguments).is_nan(),
                "{}({arguments:?})",
                row.name
            );
        }
    }
}

#[test]
fn integers_stay_exact() {
    let mut factorial = 1u128;
    for n in 1..=34u32 {
        factorial *= u128::from(n);
        assert_eq!(
            kernels::combinatorial::factorial(f64::from(n)),
            factorial as f64,
            "{n}!"
        );
    }
    let mut line = vec![1u128];
    for n in 0..=120usize {
        for (k, &exact) in line.iter().enumerate() {
            let value = kernels::combinatorial::binomial(n as f64, k as f64);
            assert_eq!(value, exact as f64, "binomial({n}, {k})");
        }
        let inner = line.windows(2).map(|pair| pair[0] + pair[1]);
        line = [1].into_iter().chain(inner).chain([1]).collect();
    }
}

#[test]
fn polygamma_begins_with_digamma_and_trigamma() {
    let Kernel::Indexed(polygamma) = FunctionId::POLYGAMMA.row().kernel else {
        panic!()
    };
    let mut samples = Samples(SEED);
    for _ in 0..COUNT {
        let x = argument(&mut samples);
        for (n, id) in [(0, FunctionId::DIGAMMA), (1, FunctionId::TRIGAMMA)] {
            let value = call(id.row().kernel, &[x]);
            assert_eq!(
                polygamma(n, x).to_bits(),
                value.to_bits(),
                "order {n} at {x:e}"
            );
        }
    }
}
