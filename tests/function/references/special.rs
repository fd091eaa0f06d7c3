//! The error functions with 100 good bits, the gamma function and its relatives with 95.

use super::circular::{PI, sin_cos_twofold};
use super::elementary::{exp_parts, exp_twofold, log_twofold};
use super::twofold::{Exact, Twofold, power_of_two, product, reciprocal, twofold};

const ONE_OVER_ROOT_PI: Twofold = twofold(0.5641895835477563, 7.66772980658294e-18);
const HALF_LOG_TWO_PI: Twofold = twofold(0.9189385332046728, -3.8782941580672414e-17);
/// Stirling's series: B(2k)/(2k*(2k - 1)).
const STIRLING: [Twofold; 24] = [
    twofold(0.08333333333333333, 4.625929269271485e-18),
    twofold(-0.002777777777777778, 1.0601087908747154e-19),
    twofold(0.0007936507936507937, 6.883823317368282e-22),
    twofold(-0.0005952380952380953, 5.36938218754726e-20),
    twofold(0.0008417508417508417, 3.6870174889237694e-20),
    twofold(-0.0019175269175269176, 1.0675702776872475e-19),
    twofold(0.00641025641025641, 2.2240044563805217e-19),
    twofold(-0.029550653594771242, 4.861760957508855e-19),
    twofold(0.17964437236883057, -6.401600482710946e-19),
    twofold(-1.3924322169059011, 1.5837056989230303e-17),
    twofold(13.402864044168393, -6.154114101993966e-16),
    twofold(-156.84828462600203, 9.391823141715389e-15),
    twofold(2193.1033333333335, -1.3339255626002948e-13),
    twofold(-36108.77125372499, 5.897583353514365e-13),
    twofold(691472.268851313, 2.5585296305158e-11),
    twofold(-15238221.539407415, -8.76774522490625e-10),
    twofold(382900751.39141417, -2.4082684757733585e-08),
    twofold(-10882266035.784391, 3.141830930219749e-07),
    twofold(347320283765.00226, -6.048528997747748e-06),
    twofold(-12369602142269.275, 0.0009363732896507286),
    twofold(488788064793079.3, 0.022575815162518022),
    twofold(-2.1320333960919372e+16, -1.8969750589821368),
    twofold(1.0217752965257001e+18, -18.434712371946414),
    twofold(-5.35754721733002e+19, -90.8277091919692),
];
/// The same for its derivative: B(2k)/(2k).
const ASYMPTOTIC: [Twofold; 24] = [
    twofold(0.08333333333333333, 4.625929269271485e-18),
    twofold(-0.008333333333333333, -1.1564823173178714e-19),
    twofold(0.003968253968253968, 2.20282346155785e-19),
    twofold(-0.004166666666666667, -5.782411586589357e-20),
    twofold(0.007575757575757576, -2.1026951223961299e-19),
    twofold(-0.021092796092796094, 1.3911677399530732e-18),
    twofold(0.08333333333333333, 4.625929269271485e-18),
    twofold(-0.4432598039215686, -2.0462934179365632e-17),
    twofold(3.0539543302701198, -1.0882720820608607e-17),
    twofold(-26.456212121212122, 7.449932926454383e-16),
    twofold(281.46014492753625, -1.647635329298783e-14),
    twofold(-3607.5105463980462, -1.5347029033579816e-13),
    twofold(54827.583333333336, -2.4253192047278085e-12),
    twofold(-974936.8238505747, -4.2284185858978625e-11),
    twofold(20052695.79668808, -8.878409127275055e-10),
    twofold(-472384867.7216299, 1.5660828235102635e-08),
    twofold(12635724795.916666, 6.357828776041666e-07),
    twofold(-380879311252.4537, -1.379912397079338e-05),
    twofold(12850850499305.084, -0.0006510416666666666),
    twofold(-482414483548501.7, -0.016215816703621582),
    twofold(2.0040310656516252e+16, 0.738108421663239),
    twofold(-9.16774360319533e+17, -21.569927536231884),
    twofold(4.5979888343656505e+19, -1853.5620567375886),
    twofold(-2.5180471921451095e+21, -118956.90233202255),
];
/// From here on the series have more digits than are wanted.
const LARGE: f64 = 40.0;

/// `exp(-x^2)`.
fn bell(x: f64) -> Exact {
    exp_twofold(-product(x, x))
}

/// The error function by its series of positive terms, for `0 < x < 3`.
fn erf_series(x: f64) -> Twofold {
    let square = product(x, x).scaled(2.0);
    let mut term = Twofold::from(x);
    let mut total = term;
    let mut k = 1.0;
    while term.high > 1e-35 * total.high {
        term = term * square * reciprocal(2.0 * k + 1.0);
        total = total + term;
        k += 1.0;
    }
    let (e, n) = exp_parts(-product(x, x));
    total * (e + 1.0).scaled(2f64.powi(n + 1)) * ONE_OVER_ROOT_PI
}

/// The complement by its continued fraction, for `x >= 1`.
fn erfc_fraction(x: f64) -> Exact {
    let terms = (28.0 / x).powi(2).ceil() + 40.0;
    let mut fraction = Twofold::from(x);
    let mut k = terms;
    while k >= 1.0 {
        fraction = Twofold::from(0.5 * k) / fraction + x;
        k -= 1.0;
    }
    let bell = bell(x);
    Exact {
        value: bell.value * ONE_OVER_ROOT_PI / fraction,
        exponent: bell.exponent,
    }
}

pub fn erf(x: f64) -> Exact {
    if x.is_nan() || x == 0.0 {
        return x.into();
    }
    let size = x.abs();
    let value = if size < 1e-140 {
        // The product is exact enough, and so is its size after scaling.
        let value = ONE_OVER_ROOT_PI.scaled(2.0) * (x * 2f64.powi(200));
        return Exact {
            value,
            exponent: -200,
        };
    } else if size < 1.0 {
        erf_series(size)
    } else if size > 12.0 {
        twofold(1.0, -1e-50)
    } else {
        let rest = erfc_fraction(size);
        Twofold::from(1.0) - rest.value.scaled(2f64.powi(rest.exponent))
    };
    (if x < 0.0 { -value } else { value }).into()
}

pub fn erfc(x: f64) -> Exact {
    if x.is_nan() || x == f64::INFINITY {
        return (if x > 0.0 { 0.0 } else { x }).into();
    }
    if x >= 1.0 {
        return if x > 44.0 {
            Exact {
                value: 1.0.into(),
                exponent: -2800,
            }
        } else {
            erfc_fraction(x)
        };
    }
    if x.abs() < 1e-140 {
        return 1.0.into();
    }
    let erf = erf(x);
    (Twofold::from(1.0) - erf.value).into()
}

fn series(coefficients: &[Twofold], x: Twofold) -> Twofold {
    let step = Twofold::from(1.0) / (x * x);
    let mut total = Twofold::from(0.0);
    for &c in coefficients.iter().rev() {
        total = total * step + c;
    }
    total
}

/// `log(gamma(x + shift))` less nothing, and the product `x*(x + 1)*…` that it is too large by.
fn shifted(x: Twofold) -> (Twofold, Twofold, i32) {
    let (mut at, mut below) = (x, Twofold::from(1.0));
    let mut exponent = 0;
    while at.high < LARGE {
        below = below * at;
        if below.high.abs() > 1e100 {
            below = below.scaled(2f64.powi(-300));
            exponent += 300;
        }
        at = at + 1.0;
    }
    let log = (at - 0.5) * log_twofold(at, 0) - at + HALF_LOG_TWO_PI + series(&STIRLING, at) / at;
    (log, below, exponent)
}

/// `x*sin(pi*x)/pi` less the `x`: sine and cosine of `pi*x`.
fn sin_cos_pi(x: f64) -> (Twofold, Twofold) {
    let rest = x - 2.0 * (0.5 * x).round();
    // sin and cos of a number in two parts by the addition theorems.
    let angle = PI * rest;
    let (sin, cos) = sin_cos_twofold(angle.high);
    let low = angle.low;
    let square = 0.5 * low * low;
    (
        sin + cos * low - sin * square,
        cos - sin * low - cos * square,
    )
}

fn is_pole(x: f64) -> bool {
    x <= 0.0 && x == x.floor()
}

pub fn gamma(x: f64) -> Exact {
    if x.is_nan() || x == f64::INFINITY {
        return x.into();
    }
    if is_pole(x) {
        return (if x == 0.0 { 1.0 / x } else { f64::NAN }).into();
    }
    if x > 180.0 {
        return Exact {
            value: 1.0.into(),
            exponent: 2000,
        };
    }
    if x < -200.0 {
        let sign = if (0.5 * x).floor() * 2.0 == x.floor() {
            1.0
        } else {
            -1.0
        };
        return Exact {
            value: sign.into(),
            exponent: -2000,
        };
    }
    if x.abs() < 1e-100 {
        let m = super::twofold::split(x);
        return Exact {
            value: Twofold::from(1.0) / m.0,
            exponent: -m.1,
        };
    }
    if x < -0.5 {
        // gamma(x)*gamma(1 - x) = pi/sin(pi*x)
        let (log, below, exponent) = shifted(Twofold::from(1.0) - x);
        let other = exp_twofold(log);
        let sin = sin_cos_pi(x).0;
        let value = PI / sin * below / other.value;
        return Exact {
            value,
            exponent: exponent - other.exponent,
        };
    }
    let (log, below, exponent) = shifted(x.into());
    let e = exp_twofold(log);
    Exact {
        value: e.value / below,
        exponent: e.exponent - exponent,
    }
}

pub fn loggamma(x: f64) -> Exact {
    if x.is_nan() || x.is_infinite() || is_pole(x) {
        return (if x.is_nan() { x } else { f64::INFINITY }).into();
    }
    if x > 1e100 {
        // Scaled, because the last values overflow.
        let value = (log_twofold(x.into(), 0) - 1.0) * (x * power_of_two(-64));
        return Exact {
            value,
            exponent: 64,
        };
    }
    if x.abs() < 1e-100 {
        return (-log_twofold(x.abs().into(), 0)).into();
    }
    let positive = |x: Twofold| {
        let (log, below, exponent) = shifted(x);
        log - log_twofold(below.abs(), exponent)
    };
    if x < -0.5 {
        let sin = sin_cos_pi(x).0.abs();
        return (log_twofold(PI / sin, 0) - positive(Twofold::from(1.0) - x)).into();
    }
    positive(x.into()).into()
}

pub fn digamma(x: f64) -> Exact {
    if x.is_nan() || x == f64::INFINITY || is_pole(x) || x == f64::NEG_INFINITY {
        return (if x > 0.0 {
            x
        } else if x == 0.0 {
            -1.0 / x
        } else {
            f64::NAN
        })
        .into();
    }
    if x.abs() < 1e-100 {
        let m = super::twofold::split(x);
        return Exact {
            value: Twofold::from(-1.0) / m.0,
            exponent: -m.1,
        };
    }
    let positive = |x: Twofold| {
        let (mut at, mut below) = (x, Twofold::from(0.0));
        while at.high < LARGE {
            below = below + Twofold::from(1.0) / at;
            at = at + 1.0;
        }
        let correction = if at.high > 1e100 {
            0.0.into()
        } else {
            series(&ASYMPTOTIC, at) / (at * at)
        };
        log_twofold(at, 0) - Twofold::from(0.5) / at - correction - below
    };
    if x < -0.5 {
        let (sin, cos) = sin_cos_pi(x);
        return (positive(Twofold::from(1.0) - x) - PI * cos / sin).into();
    }
    positive(x.into()).into()
}
