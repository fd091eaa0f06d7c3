//! Functions in terms of others, for languages that lack them.
//!
//! They are computed as they are written, so the order of operations is chosen with care. The
//! accuracy of each is tested against the kernel.

use super::{Formula, Part, part};

const fn formula(name: &'static str, value: &'static str) -> Formula {
    Formula {
        name,
        parts: &[],
        value,
    }
}

const fn composed(name: &'static str, parts: &'static [Part], value: &'static str) -> Formula {
    Formula { name, parts, value }
}

/// The bounds are integers, and the sum is not too long to be worked out.
pub(super) const SUM_START: Formula = formula(
    "sum_start",
    "if first = floor(first) and last = floor(last) and abs(first) <= most \
     and abs(last) <= most and last - first < 10000000 then 0 else nan",
);

/// `1 - x^2/3 + x^4/10 - …`, the error function in units of `2*x/sqrt(pi)`, for `|x| < 1`.
///
/// Source: DLMF 7.6.1.
const ERF_SERIES: &str = "1 - z*(1/3 - z*(1/10 - z*(1/42 - z*(1/216 - z*(1/1320 - z*(1/9360 \
     - z*(1/75600 - z*(1/685440 - z*(1/6894720 - z*(1/76204800 - z*(1/918086400 \
     - z*(1/11975040000 - z*(1/168129561600 - z*(1/2528170444800 - z*(1/40537905408000 \
     - z*(1/690452066304000 - z/12449059983360000))))))))))))))))";

/// The complementary error function for `a >= 1/2`, by the trapezoidal rule with step 1/2, whose
/// error is below `exp(-(2*pi)^2)`; `cut` is `a` to 20 binary places, so that its square is exact.
///
/// Source: Chiarella and Reichel, Math. Comp. 22 (1968).
const ERFC_TAIL: &str = "if a > 28 then 0 else \
     exp(-cut*cut)*exp((cut - a)*(cut + a))*(a/(2*pi))*(1/(a*a) \
     + 2*sum(exp(-k*k/4)/(k*k/4 + a*a), k, 1, 13)) \
     - (if a < 6 then 2/(exp(4*pi*a) - 1) else 0)";

const ERF_PARTS: &[Part] = &[
    part("a", "abs(x)"),
    part("z", "x*x"),
    part("near", ERF_SERIES),
    part("cut", "floor(1048576*a)/1048576"),
    part("tail", ERFC_TAIL),
];

/// Lanczos' sum for g = 6.0246…, with which `gamma(a) = lanczos*y^(a - 1/2)/exp(y)`, where
/// `y = a + g - 1/2`.
///
/// Source: Lanczos, SIAM J. Numer. Anal. 1 (1964); the coefficients with 13 terms are Godfrey's.
const LANCZOS_ABOVE: &str = "((((((((((((2.50662827463100027016561693547825754353*a \
     + 210.824277751579345872509733920713362712)*a + 8071.67200236581621063809024031522623808)*a \
     + 186056.265395223495040294989716045699282)*a + 2876370.62893537244122540905162084961360)*a \
     + 31426415.5854001943806142316283182053629)*a + 248874557.862054156511460386413229423216)*a \
     + 1439720407.31172167362322307279491239397)*a + 6039542586.35202800506429164430729792107)*a \
     + 17921034426.0372096999197559744611711127)*a + 35711959237.3556680494401854515471667060)*a \
     + 42919803642.6490987689578990470019883509)*a + 23531376880.4107596885720076744516367548)";
/// `a*(a + 1)*…*(a + 11)`, multiplied out.
const LANCZOS_BELOW: &str = "((((((((((((a + 66)*a + 1925)*a + 32670)*a + 357423)*a \
     + 2637558)*a + 13339535)*a + 45995730)*a + 105258076)*a + 150917976)*a + 120543840)*a \
     + 39916800)*a)";

const GAMMA_PARTS: &[Part] = &[
    part("a", "abs(x)"),
    part("above", LANCZOS_ABOVE),
    part("below", LANCZOS_BELOW),
    part("y", "a + 5.524680040776729583740234375"),
    part("half", "y^(a/2 - 1/4)"),
    part("size", "above/below/exp(y)*half*half"),
    part("whole", "floor(a + 1/2)"),
    part(
        "turn",
        "sin(pi*(a - whole))*(if floor(whole/2) = whole/2 then 1 else -1)",
    ),
];

const LOGGAMMA_PARTS: &[Part] = &[
    part("a", "abs(x)"),
    part("above", LANCZOS_ABOVE),
    part("below", LANCZOS_BELOW),
    part("y", "a + 5.524680040776729583740234375"),
    part(
        "size",
        "if a > 1e300 then a*(log(a) - 1) \
         else if a > 100000 then (a - 1/2)*log(a) - a + log(2*pi)/2 + 1/(12*a) \
         else log(above/below) - 6.024680040776729583740234375 + (a - 1/2)*(log(y) - 1)",
    ),
    part("turn", "abs(sin(pi*(a - floor(a + 1/2))))"),
];

/// Asymptotic, ten steps further.
///
/// Source: DLMF 5.5.2, 5.11.2.
const DIGAMMA_PARTS: &[Part] = &[
    part("a", "if x > 0 then x else 1 - x"),
    part("y", "a + 10"),
    part("z", "1/(y*y)"),
    part(
        "size",
        "log(y) - 1/(2*y) - z*(1/12 - z*(1/120 - z*(1/252 - z*(1/240 - z*(1/132 \
         - z*(691/32760 - z/12)))))) - sum(1/(a + k), k, 0, 9)",
    ),
];

/// `sum over k >= 0 of (a + k)^-(n + 1)` by Euler and Maclaurin's formula, `n + 10` steps further.
///
/// Source: DLMF 25.11.28.
const ZETA: &str = "sum((a + k)^(-1 - n), k, 0, n + 9) \
     + (a + n + 10)^(-n)*(1/n + 1/(2*(a + n + 10)) \
     + (n + 1)/(a + n + 10)^2/12*(1 - (n + 2)*(n + 3)/(a + n + 10)^2/60*(1 \
     - (n + 4)*(n + 5)/(a + n + 10)^2/42*(1 - (n + 6)*(n + 7)/(a + n + 10)^2/40*(1 \
     - (n + 8)*(n + 9)/(a + n + 10)^2*(5/198)*(1 \
     - (n + 10)*(n + 11)/(a + n + 10)^2*(691/27300)*(1 \
     - (n + 12)*(n + 13)/(a + n + 10)^2*(35/1382)*(1 \
     - (n + 14)*(n + 15)/(a + n + 10)^2*(3617/142800)))))))))";

/// Source: DLMF 5.15.1; for negative arguments as the kernel.
const POLYGAMMA_PARTS: &[Part] = &[
    part("odd", "n - 2*floor(n/2)"),
    part("size", "gamma(n + 1)"),
    Part {
        name: "right",
        value: ZETA,
        with: &[("a", "x")],
    },
    Part {
        name: "above",
        value: ZETA,
        with: &[("a", "x - floor(x)")],
    },
    Part {
        name: "gap",
        value: ZETA,
        with: &[("a", "ceil(x) - x")],
    },
    Part {
        name: "rest",
        value: ZETA,
        with: &[("a", "1 - x")],
    },
];

/// The sign of the gamma function, which alternates between its poles.
const GAMMA_SIGN: &str = "if z < 0 and floor(z/2) < floor(z)/2 then -1 else 1";

/// What Stirling's formula leaves of loggamma, for large arguments.
///
/// Source: DLMF 5.11.1.
const STIRLING_TAIL: &str = "1/(12*y) - 1/(360*y^3) + 1/(1260*y^5) - 1/(1680*y^7)";

/// Large numbers by Stirling's series at both ends, whose large parts are subtracted by hand.
const BINOMIAL_PARTS: &[Part] = &[
    part("m", "if n < 0 and n = floor(n) then k - n - 1 else n"),
    Part {
        name: "sign_m",
        value: GAMMA_SIGN,
        with: &[("z", "m + 1")],
    },
    Part {
        name: "sign_k",
        value: GAMMA_SIGN,
        with: &[("z", "k + 1")],
    },
    Part {
        name: "sign_rest",
        value: GAMMA_SIGN,
        with: &[("z", "m - k + 1")],
    },
    part("short", "if k < m - k then k else m - k"),
    part("long", "if k < m - k then m - k else k"),
    Part {
        name: "tail",
        value: STIRLING_TAIL,
        with: &[("y", "m + 1")],
    },
    Part {
        name: "tail_long",
        value: STIRLING_TAIL,
        with: &[("y", "long + 1")],
    },
    part(
        "size",
        "if abs(m) < 170 and abs(k) < 170 and abs(m - k) < 170 \
         then gamma(m + 1)/gamma(k + 1)/gamma(m - k + 1) \
         else if k >= 0 and m >= k then exp(short*log(m + 1) - short \
         - (long + 1/2)*log1p(-short/(m + 1)) + (tail - tail_long) - loggamma(short + 1)) \
         else sign_m*sign_k*sign_rest*exp(loggamma(m + 1) - loggamma(k + 1) - loggamma(m - k + 1))",
    ),
    part(
        "count",
        "if size < 1000000000000000 then floor(size + 1/2) else size",
    ),
];

/// Where the terms of a series end, `x/15` and `1/23`, is chosen for the last bit at the ends.
#[rustfmt::skip]
pub(super) const ROWS: &[Formula] = &[
    composed("cbrt", &[part("a", "abs(x)"), part("t", "a^(1/3)"),
                       part("root", "t - (t*t*t - a)/(3*t*t)")],
             "if x > 0 then root else if x < 0 then -root else x"),
    composed("expm1", &[], "if abs(x) < 1/2 then x*(1 + x/2*(1 + x/3*(1 + x/4*(1 + x/5*(1 + x/6*(1 \
              + x/7*(1 + x/8*(1 + x/9*(1 + x/10*(1 + x/11*(1 + x/12*(1 + x/13*(1 \
              + x/14*(1 + x/15)))))))))))))) else exp(x) - 1"),
    composed("log1p", &[part("s", "x/(2 + x)"), part("z", "s*s")],
             "if abs(x) < 0.3 then 2*s*(1 + z*(1/3 + z*(1/5 + z*(1/7 + z*(1/9 + z*(1/11 + z*(1/13 \
              + z*(1/15 + z*(1/17 + z*(1/19 + z*(1/21 + z/23))))))))))) else log(1 + x)"),
    formula("log2", "log(x)/log(2)"),
    formula("log10", "log(x)/log(10)"),
    composed("sigmoid", &[part("small", "exp(-abs(x))")],
             "if x < 0 then small/(1 + small) else 1/(1 + small)"),
    composed("softplus", &[part("tail", "log1p(exp(-abs(x)))")],
             "if x > 0 then x + tail else tail"),

    formula("tan", "sin(x)/cos(x)"),
    formula("cot", "1/tan(x)"),
    formula("sec", "1/cos(x)"),
    formula("csc", "1/sin(x)"),
    formula("acot", "atan(1/x)"),
    formula("asec", "if abs(x) >= 2 then acos(1/x) \
                     else atan2(sqrt((abs(x) - 1)*(abs(x) + 1)), if x > 0 then 1 else -1)"),
    composed("acsc", &[part("angle", "atan2(1, sqrt((abs(x) - 1)*(abs(x) + 1)))")],
             "if abs(x) >= 2 then asin(1/x) else if x > 0 then angle else -angle"),
    formula("atan2", "if x > 0 then atan(y/x) \
                      else if x < 0 then (if y < 0 then atan(y/x) - pi else atan(y/x) + pi) \
                      else if x = 0 and y > 0 then pi/2 else if x = 0 and y < 0 then -pi/2 \
                      else x + y"),

    composed("sinh", &[part("a", "abs(x)"), part("u", "expm1(a)"), part("half", "exp(a/2)"),
                       part("size", "if a > 40 then half/2*half else (u + u/(u + 1))/2")],
             "if x < 0 then -size else size"),
    composed("cosh", &[part("half", "exp(abs(x)/2)"), part("u", "exp(abs(x))")],
             "if abs(x) > 40 then half/2*half else u/2 + 1/(2*u)"),
    composed("tanh", &[part("a", "abs(x)"), part("u", "expm1(2*a)"),
                       part("size", "if a > 20 then 1 else u/(u + 2)")],
             "if x < 0 then -size else size"),
    formula("coth", "1/tanh(x)"),
    composed("sech", &[part("half", "exp(-abs(x)/2)")],
             "if abs(x) < 22 then 1/cosh(x) else 2*half*half"),
    composed("csch", &[part("half", "exp(-abs(x)/2)"), part("size", "2*half*half")],
             "if abs(x) < 22 then 1/sinh(x) else if x < 0 then -size else size"),
    composed("asinh", &[part("a", "abs(x)"),
                        part("size", "if a > 1e150 then log(a) + log(2) \
                                      else log1p(a + a*a/(1 + sqrt(1 + a*a)))")],
             "if x < 0 then -size else if x > 0 then size else x"),
    composed("acosh", &[part("t", "x - 1")],
             "if x > 1e150 then log(x) + log(2) else log1p(t + sqrt(t*(t + 2)))"),
    composed("atanh", &[part("a", "abs(x)"), part("size", "log1p(2*a/(1 - a))/2")],
             "if x < 0 then -size else if x > 0 then size else x"),
    composed("acoth", &[part("a", "abs(x)"), part("size", "log1p(2/(a - 1))/2")],
             "if a >= 2 then atanh(1/x) else if a >= 1 then (if x > 0 then size else -size) else nan"),
    formula("asech", "if x < 0 or x > 1 then nan else if x < 0.000000001 then log(2) - log(x) \
                      else if x < 1/2 then acosh(1/x) else asinh(sqrt((1 - x)*(1 + x))/x)"),
    composed("acsch", &[part("size", "log(2) - log(abs(x))")],
             "if abs(x) < 0.000000001 then (if 1/x < 0 then -size else size) else asinh(1/x)"),

    formula("sign", "if x > 0 then 1 else if x < 0 then -1 else abs(x)"),
    formula("heaviside", "if x > 0 then 1 else if x < 0 then 0 else abs(x) + 1/2"),
    formula("relu", "if x <= 0 then 0 else x"),
    formula("min", "if x < y then x else if y < x then y \
                    else if x = y then (if 1/x < 0 then x else y) else x + y"),
    formula("max", "if x > y then x else if y > x then y \
                    else if x = y then (if 1/x < 0 then y else x) else x + y"),
    formula("clamp", "if low <= high then min(max(x, low), high) else nan"),
    composed("round", &[part("a", "abs(x)"), part("below", "floor(a)"),
                        part("size", "if a - below >= 1/2 then below + 1 else below")],
             "if x < 0 then -size else if x > 0 then size else x"),
    composed("hypot", &[part("a", "abs(x)"), part("b", "abs(y)"),
                        part("large", "if a > b then a else b"),
                        part("small", "if a > b then b else a"),
                        part("ratio", "small/large")],
             "if large > 0 then large*sqrt(1 + ratio*ratio) else a + b"),

    composed("erf", ERF_PARTS,
             "if a < 1 then 2/sqrt(pi)*x*near else if x > 0 then 1 - tail else tail - 1"),
    composed("erfc", ERF_PARTS,
             "if a < 1/2 then 1 - 2/sqrt(pi)*x*near else if x > 0 then tail else 2 - tail"),
    composed("gamma", GAMMA_PARTS,
             "if x > 171.7 then inf else if x < 0 and x = floor(x) then nan \
              else if a < 1e-20 then 1/x else if x > 0 then size \
              else if x < -184 then 0 else -pi/(a*turn)/size"),
    composed("loggamma", LOGGAMMA_PARTS,
             "if x <= 0 and x = floor(x) then inf else if a < 1e-20 then -log(a) \
              else if x > 0 then size else log(pi/(a*turn)) - size"),
    composed("digamma", DIGAMMA_PARTS,
             "if x = 0 then -1/x else if x > 0 then size else if x = floor(x) then nan \
              else size - pi/tan(pi*(x - floor(x + 1/2)))"),
    formula("trigamma", "polygamma(1, x)"),
    composed("polygamma", POLYGAMMA_PARTS,
             "if x > 0 then (if odd = 1 then size*right else -size*right) \
              else if x = floor(x) then (if x < -1e300 then nan else if odd = 1 then inf \
                   else if x = 0 then -1/x else nan) \
              else if odd = 1 then size*(above + (gap - rest)) else size*(gap - rest - above)"),
    composed("binomial", BINOMIAL_PARTS,
             "if abs(n) = inf or abs(k) = inf then nan \
              else if k = floor(k) and k < 0 then (if n < 0 and n = floor(n) then nan else 0) \
              else if n = floor(n) and n < 0 \
                   then (if k = floor(k) then (if floor(k/2) = k/2 then count else -count) else nan) \
              else if n = floor(n) and k = floor(k) then (if k > n then 0 else count) else size"),
    formula("factorial", "if x < 0 and x = floor(x) then nan else if x > 170 and x = floor(x) then inf \
                          else if x = floor(x) and x <= 18 then floor(gamma(x + 1) + 1/2) \
                          else gamma(x + 1)"),
];
