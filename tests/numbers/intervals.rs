//! Sampling inside boxes never leaves the enclosure.

use gradus::compile::{Interval, Intervals};
use gradus::function::{FunctionId, Kernel, all};

use super::parse;
use crate::support::rounds;

/// Pseudo-random numbers (xorshift), with the seed in every message.
struct Random(u64);

impl Random {
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        (low + (high - low) * self.share()).clamp(low, high)
    }

    /// An interval near 0, of any width.
    fn interval(&mut self) -> [f64; 2] {
        let size = 10f64.powf(self.between(-3.0, 1.3));
        let middle = self.between(-size, size);
        let width = match self.share() {
            share if share < 0.1 => 0.0,
            share => 10f64.powf(self.between(-9.0, 1.0)) * share,
        };
        [middle - width, middle + width]
    }
}

const SEED: u64 = 20_251_122;

/// How far a kernel may be off, which a sample is allowed besides.
fn slack(value: f64) -> f64 {
    16.0 * f64::EPSILON * value.abs().max(f64::MIN_POSITIVE)
}

#[test]
fn functions_are_enclosed() {
    let mut random = Random(SEED);
    let mut bounded = 0;
    for function in all() {
        let (count, index) = match function.row().kernel {
            Kernel::Unary(_) => (1, None),
            Kernel::Binary(_) => (2, None),
            Kernel::Ternary(_) => (3, None),
            Kernel::Indexed(_) => (1, Some(3)),
        };
        for _ in 0..rounds(120) {
            let area: Vec<[f64; 2]> = (0..count).map(|_| random.interval()).collect();
            let arguments: Vec<Interval<f64>> = area.iter().copied().map(Interval::from).collect();
            let references: Vec<&Interval<f64>> = arguments.iter().collect();
            use gradus::compile::Numbers;
            let found = Intervals::DOUBLE.call(function, index, &references);
            bounded += usize::from(found.lower().is_finite() && found.upper().is_finite());
            for sample in 0..40 {
                let point: Vec<f64> = area
                    .iter()
                    .map(|&[low, high]| match sample {
                        0 => low,
                        1 => high,
                        _ => random.between(low, high),
                    })
                    .collect();
                let all: Vec<f64> = index
                    .map(f64::from)
                    .into_iter()
                    .chain(point.clone())
                    .collect();
                let value = function.value(&all);
                if !value.is_finite() {
                    continue;
                }
                let off = slack(value)
                    + if [FunctionId::LOGGAMMA, FunctionId::DIGAMMA].contains(&function) {
                        16.0 * f64::EPSILON
                    } else {
                        0.0
                    };
                assert!(
                    *found.lower() <= value + off && value - off <= *found.upper(),
                    "seed {SEED}: {} at {point:?} is {value}, outside of {found:?} for {area:?}",
                    function.name()
                );
            }
        }
    }
    assert!(bounded > 1000, "most are bounded: {bounded}");
}

/// Where the enclosure says that every point has a value, every point has one.
#[test]
fn defined_means_defined() {
    let mut random = Random(SEED + 1);
    for function in all() {
        let Kernel::Unary(kernel) = function.row().kernel else {
            continue;
        };
        for _ in 0..rounds(100) {
            let [low, high] = random.interval();
            use gradus::compile::Numbers;
            let found = Intervals::DOUBLE.call(function, None, &[&Interval::from([low, high])]);
            if found.is_defined() {
                for _ in 0..20 {
                    let x = random.between(low, high);
                    assert!(
                        !kernel(x).is_nan(),
                        "seed {SEED}: {} at {x}",
                        function.name()
                    );
                }
            }
        }
    }
}

const FORMULAS: [&str; 14] = [
    "x*y - y/x",
    "x^2 - 2*x*y + y^2",
    "exp(-x^2)*sin(3*y)",
    "sqrt(x^2 + y^2 + 1)",
    "x^3 - 3*x + 1/(y^2 + 1)",
    "if x < y then x^2 else sin(y)",
    "piecewise(x < 0, -x, x < 1, x^2, 2*x - 1)*y",
    "sum(sin(i*x)/i, i, 1, 5) + y",
    "x^y",
    "(x^2 + 1)^y",
    "atan2(y, x) + hypot(x, y)",
    "max(x, y)*min(x, 0) + abs(x - y)",
    "log(x^2 + 1)/cosh(y)",
    "floor(2*x) + round(y)",
];

#[test]
fn formulas_and_their_gradients_are_enclosed() {
    let mut random = Random(SEED + 2);
    for text in FORMULAS {
        let f = parse(text);
        let mut all = vec![f.clone()];
        all.extend(f.gradient(["x", "y"]).unwrap());
        let references: Vec<&gradus::Expr> = all.iter().collect();
        let options = gradus::compile::CompileOptions::default();
        let f = gradus::Expr::compile_all(&references, ["x", "y"], &options).unwrap();
        for _ in 0..rounds(60) {
            let area = [random.interval(), random.interval()];
            let inputs = area.map(Interval::from);
            let found = f.program().run_on(&Intervals::DOUBLE, &inputs).unwrap();
            for _ in 0..40 {
                let point = area.map(|[low, high]| random.between(low, high));
                let mut values = [0.0; 3];
                f.outputs_into(&point, &mut values).unwrap();
                for (value, found) in values.iter().zip(&found) {
                    if !value.is_finite() {
                        continue;
                    }
                    // What cancels in the doubles is not the enclosure's fault.
                    let off = 1e-12 * (1.0 + value.abs());
                    assert!(
                        *found.lower() <= value + off && value - off <= *found.upper(),
                        "seed {SEED}: {text} at {point:?}: {value} outside of {found:?}"
                    );
                }
            }
        }
    }
}

/// Both ways of an undecided condition are followed; a quotient through 0 is anything.
#[test]
fn enclosures_are_what_they_should_be() {
    let of = |text: &str, low: f64, high: f64| {
        let f = parse(text).compile(["x"]).unwrap();
        let inputs = [Interval::from([low, high])];
        let found = f.program().run_on(&Intervals::DOUBLE, &inputs).unwrap();
        (*found[0].lower(), *found[0].upper(), found[0].is_defined())
    };
    assert_eq!(of("if x < 0 then -1 else 2", -1.0, 1.0), (-1.0, 2.0, true));
    assert_eq!(of("x^2", -1.0, 2.0), (0.0, 4.0, true));
    assert_eq!(of("sin(x)", 1.0, 8.0), (-1.0, 1.0, true));
    assert_eq!(of("abs(x)", -3.0, 1.0), (0.0, 3.0, true));
    let (low, high, defined) = of("1/x", -1.0, 1.0);
    assert!(low.is_infinite() && high.is_infinite() && !defined);
    let (low, high, defined) = of("1/x", 0.0, 2.0);
    assert!(low == 0.5 && high.is_infinite() && !defined);
    let (low, high, defined) = of("sqrt(x)", -1.0, 4.0);
    assert_eq!((low, high, defined), (0.0, 2.0, false));
    let (low, high, _) = of("log(x)", -2.0, -1.0);
    assert!(low > high, "nothing is there");
    let (low, high, _) = of("cos(x)", 0.1, 0.2);
    assert!(low <= 0.2f64.cos() && high >= 0.1f64.cos() && high - low < 0.0151);
}

/// At a pole an interval is open, and an infinity is no number that an interval could hold.
#[test]
fn poles_and_infinities() {
    let of = |text: &str, low: f64, high: f64| {
        let f = parse(text).compile(["x"]).unwrap();
        let inputs = [Interval::from([low, high])];
        let found = f.program().run_on(&Intervals::DOUBLE, &inputs).unwrap();
        found.into_iter().next().unwrap()
    };
    for zero in [-0.0, 0.0] {
        let right = of("cot(x)", zero, 1.0);
        assert!(*right.lower() <= 1.0 / 1f64.tan() && *right.lower() > 0.642);
        assert!(*right.upper() == f64::INFINITY && !right.is_defined());
        let left = of("cot(x)", -1.0, zero);
        assert!(*left.upper() >= -1.0 / 1f64.tan() && *left.upper() < -0.642);
        assert!(*left.lower() == f64::NEG_INFINITY && !left.is_defined());
        let at = of("cot(x)", zero, 0.0);
        assert!(at.is_empty() && !at.is_defined(), "{at:?}");
        let across = of("cot(x)", zero, 4.0);
        assert!(across.lower().is_infinite() && across.upper().is_infinite());
        assert!(!across.is_defined() && !across.is_empty());
    }
    let infinite = Interval::from([f64::INFINITY; 2]);
    assert!(infinite.is_empty() && Interval::from([f64::NEG_INFINITY; 2]).is_empty());
    use gradus::compile::Numbers;
    let product = Intervals::DOUBLE.mul(&infinite, &Interval::from([0.0; 2]));
    assert!(product.is_empty() && !product.is_defined(), "{product:?}");
    // All numbers above 1, on the other hand, times 0.
    let ray = Interval::from([1.0, f64::INFINITY]);
    let product = Intervals::DOUBLE.mul(&ray, &Interval::from([0.0; 2]));
    assert_eq!((*product.lower(), *product.upper()), (0.0, 0.0));
}

/// The sign of the gamma function is right where its size is below every double.
#[test]
fn signs_where_gamma_underflows() {
    use gradus::compile::{Big, Endpoint, Numbers};
    for floor in [-201.0, -202.0, -300.0, -1001.0, -3.0, -4.0] {
        for function in [FunctionId::GAMMA, FunctionId::FACTORIAL] {
            let shift = if function == FunctionId::GAMMA {
                0.0
            } else {
                1.0
            };
            let [low, high] = [floor + 0.4 - shift, floor + 0.6 - shift];
            let double = Intervals::DOUBLE.call(function, None, &[&Interval::from([low, high])]);
            let exact = |x: f64| Interval::point(Big::from_double(x).unwrap());
            let middle = Intervals::new(200).call(function, None, &[&exact(floor + 0.5 - shift)]);
            let negative = middle.upper().order(&Big::zero()).is_lt();
            assert_eq!(negative, floor % 2.0 != 0.0, "{floor}");
            let inside = match negative {
                true => *double.lower() < 0.0 && *double.upper() <= 0.0,
                false => *double.upper() > 0.0 && *double.lower() >= 0.0,
            };
            assert!(inside, "{}: [{low}, {high}]: {double:?}", function.name());
        }
    }
}

/// Angles beyond 1e15: narrow enough intervals are enclosed, others are cut by nothing.
#[test]
fn large_angles_are_enclosed() {
    let mut random = Random(SEED + 3);
    let mut narrow = 0;
    for text in ["sin(x)", "cos(x)", "tan(x)", "cot(x)"] {
        let f = parse(text).compile(["x"]).unwrap();
        for _ in 0..rounds(400) {
            let low = random.between(-1.0, 1.0).signum() * 10f64.powf(random.between(15.52, 17.0));
            let high = (0..3).fold(low, |high, _| match random.share() < 0.5 {
                true => high.next_up(),
                false => high,
            });
            let inputs = [Interval::from([low, high])];
            let found = f.program().run_on(&Intervals::DOUBLE, &inputs).unwrap();
            let size = found[0].upper() - found[0].lower();
            narrow += usize::from(low < high && size < 1.0);
            let mut x = low;
            while x <= high {
                let value = f.value(&[x]);
                assert!(
                    *found[0].lower() <= value + slack(value)
                        && value - slack(value) <= *found[0].upper(),
                    "seed {}: {text} at {x:e}: {value} outside of {:?}",
                    SEED + 3,
                    found[0]
                );
                x = x.next_up();
            }
        }
    }
    assert!(narrow > 100, "{narrow}");
}
