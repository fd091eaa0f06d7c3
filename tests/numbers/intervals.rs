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
