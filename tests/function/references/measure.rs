//! Kernels against the references: which points, and the worst of them.

use super::twofold::{Exact, power_of_two};
use super::{circular as c, elementary as e, special as s};
use gradus::function::{Kernel, kernels, lookup};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

/// A reference.
#[derive(Clone, Copy)]
pub enum Reference {
    One(fn(f64) -> Exact),
    Two(fn(f64, f64) -> Exact),
    /// Two arguments, of which half the pairs have a result in the range of the doubles.
    Power(fn(f64, f64) -> Exact),
}

/// A function that is measured.
pub struct Case {
    pub name: &'static str,
    pub reference: Reference,
    /// The arguments that are met most, densely.
    pub usual: (f64, f64),
    /// Hard arguments: near a multiple of the first, up to the second times it; or near a point.
    pub hard: &'static [Hard],
    /// The largest error allowed.
    pub ulps: f64,
    /// Errors of values below 1 count against 1 (near zeros).
    pub near_zeros: bool,
}

pub enum Hard {
    /// Doubles next to multiples of a number, up to so many.
    Multiples(f64, u64),
    /// Doubles around a point, at every distance from it.
    Around(f64),
    /// Evenly between two numbers.
    Between(f64, f64),
}

use Hard::{Around, Between, Multiples};
use Reference::{One, Power, Two};

const fn case(
    name: &'static str,
    reference: Reference,
    usual: (f64, f64),
    hard: &'static [Hard],
    ulps: f64,
) -> Case {
    Case {
        name,
        reference,
        usual,
        hard,
        ulps,
        near_zeros: false,
    }
}

/// Every measured function.
pub const CASES: &[Case] = &[
    case("sqrt", One(e::sqrt), (0.0, 10.0), &[], 0.51),
    case("cbrt", One(e::cbrt), (-10.0, 10.0), &[], 1.0),
    case(
        "exp",
        One(e::exp),
        (-10.0, 10.0),
        &[
            Between(-746.0, -707.0),
            Around(709.782712893384),
            Between(-710.0, 710.0),
        ],
        1.0,
    ),
    case(
        "expm1",
        One(e::expm1),
        (-2.0, 2.0),
        &[Between(-50.0, 50.0), Between(700.0, 711.0)],
        1.0,
    ),
    case("log", One(e::log), (0.0, 10.0), &[Around(1.0)], 1.0),
    case("log1p", One(e::log1p), (-1.0, 10.0), &[Around(-1.0)], 1.0),
    case("log2", One(e::log2), (0.0, 10.0), &[Around(1.0)], 1.0),
    case("log10", One(e::log10), (0.0, 10.0), &[Around(1.0)], 1.0),
    case(
        "sigmoid",
        One(e::sigmoid),
        (-10.0, 10.0),
        &[Between(-746.0, 40.0)],
        1.0,
    ),
    case(
        "softplus",
        One(e::softplus),
        (-10.0, 10.0),
        &[Between(-746.0, 40.0)],
        1.0,
    ),
    case(
        "sin",
        One(c::sin),
        (-10.0, 10.0),
        &[
            Multiples(FRAC_PI_2, 1 << 20),
            Multiples(FRAC_PI_4, 1 << 24),
            Between(-2e6, 2e6),
        ],
        1.0,
    ),
    case(
        "cos",
        One(c::cos),
        (-10.0, 10.0),
        &[
            Multiples(FRAC_PI_2, 1 << 20),
            Multiples(FRAC_PI_4, 1 << 24),
            Between(-2e6, 2e6),
        ],
        1.0,
    ),
    case(
        "tan",
        One(c::tan),
        (-10.0, 10.0),
        &[
            Multiples(FRAC_PI_2, 1 << 20),
            Multiples(FRAC_PI_4, 1 << 24),
            Between(-2e6, 2e6),
        ],
        1.0,
    ),
    case(
        "asin",
        One(c::asin),
        (-1.0, 1.0),
        &[Around(1.0), Around(-1.0), Around(0.5)],
        1.0,
    ),
    case(
        "acos",
        One(c::acos),
        (-1.0, 1.0),
        &[Around(1.0), Around(-1.0), Around(0.5)],
        1.0,
    ),
    case(
        "atan",
        One(c::atan),
        (-4.0, 4.0),
        &[Around(1.0), Between(-100.0, 100.0)],
        1.0,
    ),
    case(
        "sinh",
        One(e::sinh),
        (-5.0, 5.0),
        &[Between(-712.0, 712.0), Between(18.0, 20.0)],
        1.0,
    ),
    case(
        "cosh",
        One(e::cosh),
        (-5.0, 5.0),
        &[Between(-712.0, 712.0), Between(18.0, 20.0)],
        1.0,
    ),
    case(
        "tanh",
        One(e::tanh),
        (-4.0, 4.0),
        &[Between(-20.0, 20.0)],
        1.0,
    ),
    case(
        "asinh",
        One(e::asinh),
        (-4.0, 4.0),
        &[Around(0.5), Around(1e9)],
        1.0,
    ),
    case(
        "acosh",
        One(e::acosh),
        (1.0, 10.0),
        &[Around(1.0), Around(1e9)],
        1.0,
    ),
    case(
        "atanh",
        One(e::atanh),
        (-1.0, 1.0),
        &[Around(1.0), Around(-1.0), Between(0.16, 0.25)],
        1.0,
    ),
    case(
        "erf",
        One(s::erf),
        (-3.0, 3.0),
        &[Between(0.8, 1.2), Between(3.0, 6.5)],
        4.0,
    ),
    case(
        "erfc",
        One(s::erfc),
        (-6.0, 6.0),
        &[Between(0.0, 28.0), Between(26.0, 27.3), Around(0.5)],
        4.0,
    ),
    case(
        "gamma",
        One(s::gamma),
        (-10.0, 30.0),
        &[Between(-180.0, 172.0)],
        4.0,
    ),
    Case {
        near_zeros: true,
        ..case(
            "loggamma",
            One(s::loggamma),
            (-10.0, 30.0),
            &[Between(-200.0, 200.0), Around(1.0), Around(2.0)],
            4.0,
        )
    },
    Case {
        near_zeros: true,
        ..case(
            "digamma",
            One(s::digamma),
            (-10.0, 30.0),
            &[Between(-200.0, 200.0), Around(1.4616321449683622)],
            4.0,
        )
    },
    case("atan2", Two(c::atan2), (-2.0, 2.0), &[], 1.0),
    case("hypot", Two(e::hypot), (-10.0, 10.0), &[], 1.0),
    case("pow", Power(e::pow), (0.0, 10.0), &[Around(1.0)], 2.0),
];

/// Pseudo-random numbers (splitmix64).
pub struct Random(pub u64);

impl Random {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * power_of_two(-53)
    }

    fn between(&mut self, (a, b): (f64, f64)) -> f64 {
        a + (b - a) * self.unit()
    }

    /// Any double that is a number: all exponents alike, subnormals and both signs included.
    fn any(&mut self) -> f64 {
        loop {
            let x = f64::from_bits(self.bits());
            if x.is_finite() {
                return x;
            }
        }
    }

    /// Sizes from 2^-40 to 2^40.
    fn middling(&mut self) -> f64 {
        let size = power_of_two((self.bits() % 81) as i32 - 40);
        (1.0 + self.unit()) * size * if self.bits() & 1 == 0 { 1.0 } else { -1.0 }
    }

    fn hard(&mut self, hard: &Hard) -> f64 {
        match *hard {
            Multiples(step, count) => {
                let near = step * (self.bits() % count) as f64;
                let places = self.bits() % 9;
                f64::from_bits((near.to_bits() + places).saturating_sub(4))
            }
            Around(point) => {
                let distance = power_of_two(-((self.bits() % 54) as i32)) * self.unit();
                point
                    + if self.bits() & 1 == 0 {
                        distance
                    } else {
                        -distance
                    }
            }
            Between(a, b) => self.between((a, b)),
        }
    }

    /// An argument for a function: of every size, densely in the usual range, and hard ones.
    pub fn argument(&mut self, case: &Case) -> f64 {
        match self.bits() % 8 {
            0 | 1 => self.any(),
            2 => self.middling(),
            3 | 4 if !case.hard.is_empty() => {
                let which = self.bits() as usize % case.hard.len();
                self.hard(&case.hard[which])
            }
            _ => self.between(case.usual),
        }
    }
}

/// Arguments that every function is asked about.
const EDGES: &[f64] = &[
    0.0,
    5e-324,
    1e-310,
    f64::MIN_POSITIVE,
    1e-300,
    1e-20,
    0.25,
    0.5,
    1.0,
    1.5,
    2.0,
    3.0,
    22.0,
    171.0,
    710.0,
    1e22,
    1e154,
    1e300,
    1e308,
    f64::MAX,
    f64::INFINITY,
    f64::NAN,
];

/// The worst point of a function.
pub struct Worst {
    pub points: u64,
    pub ulps: f64,
    pub arguments: Vec<f64>,
    pub value: f64,
}

/// A function's kernel. Powers are an operation, not a row of the table.
fn kernel(name: &str) -> Kernel {
    if name == "pow" {
        return Kernel::Binary(kernels::exponential::pow);
    }
    let id = lookup(name).unwrap_or_else(|| panic!("{name} is no function"));
    id.row().kernel
}

/// Measures a function at so many points.
pub fn measure(case: &Case, points: u64, seed: u64) -> Worst {
    let mut random = Random(seed);
    let mut worst = Worst {
        points: 0,
        ulps: 0.0,
        arguments: Vec::new(),
        value: 0.0,
    };
    let mut note = |arguments: &[f64], value: f64, exact: Exact| {
        let mut ulps = exact.distance(value);
        if case.near_zeros
            && ulps.is_finite()
            && exact.value.high.abs() < 1.0
            && exact.exponent == 0
        {
            ulps *= 2f64.powi(super::twofold::split(exact.value.high).1);
        }
        worst.points += 1;
        if ulps > worst.ulps {
            worst.ulps = ulps;
            worst.arguments = arguments.to_vec();
            worst.value = value;
        }
    };
    match (kernel(case.name), case.reference) {
        (Kernel::Unary(kernel), One(reference)) => {
            let edges = EDGES.iter().flat_map(|&x| [x, -x]);
            let random = (0..points).map(|_| random.argument(case));
            for x in edges.chain(random) {
                note(&[x], kernel(x), reference(x));
            }
        }
        (Kernel::Binary(kernel), Two(reference) | Power(reference)) => {
            let edges = EDGES.iter().flat_map(|&x| {
                EDGES
                    .iter()
                    .flat_map(move |&y| [(x, y), (-x, y), (x, -y), (-x, -y)])
            });
            let random = (0..points).map(|k| {
                let x = random.argument(case);
                if matches!(case.reference, Power(_)) && k % 2 == 0 {
                    return (x, random.between((-746.0, 711.0)) / x.abs().ln());
                }
                // Half of the points have arguments of like size.
                let ratio = random.between((-2.0, 2.0));
                (
                    x,
                    if k % 2 == 0 {
                        random.argument(case)
                    } else {
                        x * ratio
                    },
                )
            });
            for (x, y) in edges.chain(random) {
                note(&[x, y], kernel(x, y), reference(x, y));
            }
        }
        (kernel, _) => panic!("{}: {kernel:?}", case.name),
    }
    worst
}
