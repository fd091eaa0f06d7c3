#!/usr/bin/env python3
"""Makes the reference values of the kernels: NAME.csv beside this script, one per function.

    python3 -m venv .venv && .venv/bin/pip install mpmath==1.4.1
    .venv/bin/python tests/data/kernels/generate.py                      # the checked-in files
    .venv/bin/python tests/data/kernels/generate.py --extra 2000 --to DIR  # more random points

A line is the arguments, then the value, each a double written so that it reads back to the same
bits. The value is the exact result at exactly these arguments, rounded once. Values at poles and
outside the domain, where mpmath has no number, are written down in SPECIAL.

The points of a function are its edge points and pseudo-random ones from its regions (seeded by the
function's name, so a new function leaves the other files alone).
"""

import argparse
import math
import pathlib
import random
import struct

import mpmath as mp

mp.mp.prec = 400
INF, NAN = math.inf, math.nan
TINY, LEAST, HUGE = 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308


def neighbours(x):
    return [math.nextafter(x, -INF), x, math.nextafter(x, INF)]


def uniform(a, b):
    return lambda r: r.uniform(a, b)


def scaled(a, b, sign=None):
    """Sizes spread evenly over their exponents, 10^a to 10^b, of both signs unless told."""
    return lambda r: (sign or r.choice([-1, 1])) * 10 ** r.uniform(a, b)


def bits(r):
    """Any finite double."""
    while True:
        x = struct.unpack("<d", struct.pack("<Q", r.getrandbits(64)))[0]
        if math.isfinite(x):
            return x


def around(center, a=-14, b=-1):
    """Close to a point, at distances 10^a to 10^b."""
    return lambda r: center + r.choice([-1, 1]) * 10 ** r.uniform(a, b)


def together(*parts):
    """A point of several arguments."""
    return lambda r: tuple(part(r) for part in parts)


def whole(a, b):
    return lambda r: float(r.randint(a, b))


def choice(*values):
    return lambda r: r.choice(values)


def pole(x):
    return x <= 0 and x == mp.floor(x)


def root3(x):
    return mp.sign(x) * mp.cbrt(abs(x))


def acosh(x):
    return mp.log(x + mp.sqrt((x - 1) * (x + 1)))


def loggamma(x):
    return mp.re(mp.loggamma(x)) if x > 0 else mp.log(abs(mp.gamma(x)))


def polygamma(n, x):
    """The sum at positive x; reflection elsewhere, by the derivatives of the cotangent."""
    n = int(n)
    if x > 0:
        return mp.psi(n, x)
    powers = {1: mp.mpf(1)}  # cot's derivatives are polynomials in cot
    for _ in range(n):
        step = {}
        for p, c in powers.items():
            if p:
                step[p - 1] = step.get(p - 1, 0) - c * p
                step[p + 1] = step.get(p + 1, 0) - c * p
        powers = step
    cot = mp.cot(mp.pi * x)
    derivative = mp.pi ** (n + 1) * mp.fsum(c * cot**p for p, c in powers.items())
    return (-1) ** n * mp.psi(n, 1 - x) - derivative


def binomial(n, k):
    if k == mp.floor(k) and 0 <= k <= 3000:
        return mp.rf(n - k + 1, int(k)) / mp.factorial(int(k))
    if k == mp.floor(k) and k < 0:
        return mp.mpf(0)
    return mp.gamma(n + 1) * mp.rgamma(k + 1) * mp.rgamma(n - k + 1)


def hypot(x, y):
    return mp.sqrt(x * x + y * y)


def round_away(x):
    return mp.sign(x) * mp.floor(abs(x) + mp.mpf(1) / 2)


MILD = [uniform(-5, 5), scaled(-12, 12)]
ANY = [bits]
CIRCLE = [uniform(-10, 10), scaled(-10, 5), scaled(5, 300), bits, around(math.pi / 2), around(math.pi),
          lambda r: r.randint(-10**6, 10**6) * math.pi / 2]
CIRCLE_EDGES = [0.0, -0.0, TINY, -TINY, 1e-300, 1e-8, 0.5, 1.0, math.pi / 4, math.pi / 2, math.pi, 1e22, HUGE, -HUGE]
UNIT = [uniform(-1, 1), around(1, -15), around(-1, -15), scaled(-300, 0)]
UNIT_EDGES = [0.0, -0.0, TINY, 0.5, -0.5, *neighbours(1.0), *neighbours(-1.0), 2.0, -INF, INF]
OUTSIDE = [scaled(0, 3), scaled(0, 300), around(1, -15), around(-1, -15), around(2, -15)]
OUTSIDE_EDGES = [*neighbours(1.0), *neighbours(-1.0), *neighbours(2.0), 0.0, 0.5, HUGE, -HUGE]
EDGES = [0.0, -0.0, TINY, -TINY, LEAST, 1.0, -1.0, HUGE, -HUGE]
STEPS = [uniform(-10, 10), whole(-9, 9), lambda r: r.randint(-9, 9) + 0.5, bits]
STEP_EDGES = EDGES + neighbours(0.5) + neighbours(-0.5) + [1.5, 2.5, -2.5, 4503599627370495.5, 9007199254740993.0]
POSITIVE = [scaled(-3, 3, 1), scaled(-307, 307, 1), around(1, -15)]
GAMMA = [uniform(0, 10), uniform(0, 30), uniform(-10, 0), scaled(-12, 0)]
GAMMA_EDGES = [TINY, -TINY, LEAST, 1e-9, 0.5, 1.0, 1.5, 2.0, 3.0, 20.0, -0.5, -1.5, -2.5]

# name: (function, edge points, regions, checked-in random points)
FUNCTIONS = {
    "sqrt": (mp.sqrt, EDGES[:6] + [2.0, HUGE], POSITIVE, 40),
    "cbrt": (root3, EDGES + [8.0, 27.0, -1000.0], MILD + ANY, 50),
    "exp": (mp.exp, EDGES + [709.782712893384, 709.782712893385, -745.1332191019411, -745.2, -708.4], [uniform(-700, 709), uniform(-2, 2), scaled(-15, 0), uniform(-745, -708)], 50),
    "expm1": (mp.expm1, EDGES + [709.782712893384, 710.0, -37.5, -745.2], [uniform(-40, 40), scaled(-18, 0), uniform(0, 709)], 50),
    "log": (mp.log, [TINY, LEAST, math.e, HUGE, *neighbours(1.0)], POSITIVE, 50),
    "log1p": (lambda x: mp.log1p(x), [0.0, -0.0, TINY, -TINY, 1.0, HUGE, math.nextafter(-1.0, 0.0)], [scaled(-18, 0), uniform(-1, 1), scaled(0, 300, 1), lambda r: -1 + 10 ** r.uniform(-15, -1)], 50),
    "log2": (lambda x: mp.log(x) / mp.log(2), [TINY, LEAST, 2.0, 8.0, 2.0**100, 2.0**-100, HUGE, *neighbours(1.0)], POSITIVE, 50),
    "log10": (lambda x: mp.log(x) / mp.log(10), [TINY, LEAST, 10.0, 1e5, 1e22, HUGE, *neighbours(1.0)], POSITIVE, 50),
    "sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), EDGES + [-745.1, -746.0, -800.0, 800.0, 36.0, 37.0], [uniform(-40, 40), scaled(-12, 1), uniform(-745, -30)], 50),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), EDGES + [-745.1, -746.0, 800.0, 36.0, 37.0], [uniform(-40, 40), scaled(-12, 1), uniform(-745, -30), uniform(30, 1000)], 50),
    "sin": (mp.sin, CIRCLE_EDGES, CIRCLE, 50),
    "cos": (mp.cos, CIRCLE_EDGES, CIRCLE, 50),
    "tan": (mp.tan, CIRCLE_EDGES, CIRCLE, 50),
    "cot": (mp.cot, CIRCLE_EDGES[3:], CIRCLE, 50),
    "sec": (mp.sec, CIRCLE_EDGES, CIRCLE, 50),
    "csc": (mp.csc, CIRCLE_EDGES[3:], CIRCLE, 50),
    "asin": (mp.asin, UNIT_EDGES, UNIT, 50),
    "acos": (mp.acos, UNIT_EDGES, UNIT, 50),
    "atan": (mp.atan, EDGES, MILD + ANY, 50),
    "acot": (lambda x: mp.atan(1 / x), EDGES[2:], MILD + ANY, 50),
    "asec": (lambda x: mp.acos(1 / x) if abs(x) >= 1 else NAN, OUTSIDE_EDGES, OUTSIDE, 50),
    "acsc": (lambda x: mp.asin(1 / x) if abs(x) >= 1 else NAN, OUTSIDE_EDGES, OUTSIDE, 50),
    "atan2": (mp.atan2, [(1.0, 1.0), (1.0, -1.0), (-1.0, -1.0), (-1.0, 1.0), (1e-300, -1e300), (TINY, 1.0), (1.0, TINY)], [together(p, p) for p in (uniform(-5, 5), scaled(-10, 10), scaled(-150, 150))], 50),
    "sinh": (mp.sinh, EDGES + [710.4, 711.0, -710.4, 22.0], [uniform(-30, 30), scaled(-15, 0), uniform(-710, 710)], 50),
    "cosh": (mp.cosh, EDGES + [710.4, 711.0, -710.4, 22.0], [uniform(-30, 30), scaled(-15, 0), uniform(-710, 710)], 50),
    "tanh": (mp.tanh, EDGES + [19.0, 22.0, 710.4], [uniform(-20, 20), scaled(-15, 0), scaled(-300, 0)], 50),
    "coth": (mp.coth, EDGES[4:] + [19.0, 22.0, 710.4], [uniform(-20, 20), scaled(-15, 0), scaled(-300, 0)], 50),
    "sech": (mp.sech, EDGES + [21.9, 22.0, 699.9, 700.0, 745.5, 746.0], [uniform(-30, 30), scaled(-15, 0), uniform(-745, 745), uniform(700, 746)], 50),
    "csch": (mp.csch, EDGES[4:] + [21.9, 22.0, 699.9, 700.0, 745.5, -745.5, 746.0], [uniform(-30, 30), scaled(-15, 0), uniform(-745, 745), uniform(700, 746)], 50),
    "asinh": (mp.asinh, EDGES, MILD + [scaled(-300, 300)], 50),
    "acosh": (acosh, [*neighbours(1.0), 2.0, 1e8, HUGE], [lambda r: 1 + 10 ** r.uniform(-15, 0), scaled(0, 300, 1), uniform(1, 10)], 40),
    "atanh": (mp.atanh, [0.0, -0.0, TINY, 0.5, math.nextafter(1.0, 0.0), math.nextafter(-1.0, 0.0), 2.0], UNIT, 50),
    "acoth": (lambda x: mp.log1p(2 / (x - 1)) / 2 if abs(x) > 1 else NAN, [x for x in OUTSIDE_EDGES if abs(x) != 1], OUTSIDE, 50),
    "asech": (lambda x: acosh(1 / x) if 0 < x <= 1 else NAN, [TINY, LEAST, 1e-9, 0.5, *neighbours(1.0), -0.5, 2.0], [uniform(0, 1), scaled(-15, 0, 1), scaled(-307, 0, 1), lambda r: 1 - 10 ** r.uniform(-15, 0)], 50),
    "acsch": (lambda x: mp.asinh(1 / x), EDGES[2:], MILD + [scaled(-300, 300)], 50),
    "abs": (abs, EDGES, ANY, 30),
    "sign": (mp.sign, EDGES, ANY, 30),
    "heaviside": (lambda x: (1 + mp.sign(x)) / 2, EDGES, ANY, 30),
    "relu": (lambda x: max(x, mp.mpf(0)), EDGES, ANY, 30),
    "min": (min, [(1.0, 2.0), (2.0, 1.0), (-INF, 1.0), (INF, 1.0)], [together(bits, bits), together(uniform(-1, 1), uniform(-1, 1))], 40),
    "max": (max, [(1.0, 2.0), (2.0, 1.0), (-INF, 1.0), (INF, 1.0)], [together(bits, bits), together(uniform(-1, 1), uniform(-1, 1))], 40),
    "clamp": (lambda x, low, high: min(max(x, low), high) if low <= high else NAN, [(0.0, 1.0, 1.0), (2.0, -1.0, INF), (3.0, 2.0, 1.0)], [together(uniform(-2, 2), uniform(-2, 1), uniform(-1, 2))], 40),
    "floor": (mp.floor, STEP_EDGES, STEPS, 40),
    "ceil": (mp.ceil, STEP_EDGES, STEPS, 40),
    "round": (round_away, STEP_EDGES, STEPS, 40),
    "hypot": (hypot, [(3.0, 4.0), (1e200, 1e200), (1e-200, 1e-200), (TINY, TINY), (HUGE, HUGE), (1.0, 1e-9)], [together(p, p) for p in (uniform(-5, 5), scaled(-10, 10), scaled(-307, 307))], 50),
    "erf": (mp.erf, EDGES + [5.9, 6.0, -6.0, 30.0], [uniform(-6, 6), scaled(-12, 0)], 50),
    "erfc": (mp.erfc, EDGES[:7] + [5.9, 6.0, -6.0, 26.5, 27.2, 28.0], [uniform(-6, 6), scaled(-12, 0), uniform(0, 27.2)], 50),
    "gamma": (mp.gamma, GAMMA_EDGES + [170.6, 171.5, 171.624, 171.62437695630272, 171.62437695630274, 172.0, 1e10, -170.5, -175.5, -182.5, -184.5, -185.5, -1e9 - 0.5], GAMMA + [uniform(10, 171.6), uniform(-171, 0)], 60),
    "loggamma": (loggamma, GAMMA_EDGES + [1e8, 1e100, 1e305, -1e9 - 0.5], GAMMA + [scaled(0, 300, 1), around(1), around(2), uniform(-60, 0), around(-2.457024738220800)], 60),
    "digamma": (mp.digamma, GAMMA_EDGES + [1e8, 1e100, HUGE, *neighbours(1.4616321449683622)], GAMMA + [scaled(0, 300, 1), around(1.4616321449683622), uniform(-60, 0), around(-0.504083008264455)], 60),
    "trigamma": (lambda x: polygamma(1, x), [x for x in GAMMA_EDGES if abs(x) > 1e-150] + [1e8, 1e100], GAMMA + [scaled(0, 100, 1), uniform(-60, 0)], 60),
    "polygamma": (polygamma, [(0.0, 2.5), (1.0, 2.5), (20.0, 0.01), (20.0, 1e10), (30.0, 2.5), (100.0, 50.0), (150.0, 300.0)], [together(whole(2, 20), p) for p in (uniform(0, 10), uniform(-10, 0), scaled(-5, 8, 1))], 60),
    "binomial": (binomial, [(n, k) for n, k in [(5.0, 2.0), (10.0, 5.0), (50.0, 25.0), (60.0, 30.0), (1000.0, 500.0), (1029.0, 514.0), (1e6, 3.0), (3.0, 5.0), (5.0, -1.0), (-2.0, 3.0), (0.5, 40.0), (1e15, 2.0), (1500.5, 1600.0)]],
                 [together(whole(0, 60), whole(0, 60)), together(uniform(0, 50), whole(0, 20)), together(uniform(0, 100), uniform(0, 50)), together(uniform(-20, 20), uniform(-20, 20)), together(scaled(2, 6, 1), uniform(0, 20)), together(uniform(170, 900), uniform(170, 900))], 60),
    "factorial": (lambda x: mp.gamma(x + 1), [float(n) for n in [*range(0, 26), 50, 100, 150, 169, 170, 171]] + [TINY, 0.5, -0.5, -1.5, 1e-9, -1e-9, 170.5], [uniform(-1, 5), uniform(0, 170), uniform(-20, 0)], 40),
}

# What mpmath has no number for: arguments, value.
NO_NUMBER = {
    "sqrt": [(-1.0, NAN), (-TINY, NAN), (-INF, NAN), (INF, INF)],
    "cbrt": [(INF, INF), (-INF, -INF)],
    "exp": [(INF, INF), (-INF, 0.0)],
    "expm1": [(INF, INF), (-INF, -1.0)],
    "log": [(0.0, -INF), (-0.0, -INF), (-1.0, NAN), (-INF, NAN), (INF, INF)],
    "log1p": [(-1.0, -INF), (-2.0, NAN), (-INF, NAN), (INF, INF)],
    "log2": [(0.0, -INF), (-0.0, -INF), (-1.0, NAN), (-INF, NAN), (INF, INF)],
    "log10": [(0.0, -INF), (-0.0, -INF), (-1.0, NAN), (-INF, NAN), (INF, INF)],
    "sigmoid": [(INF, 1.0), (-INF, 0.0)],
    "softplus": [(INF, INF), (-INF, 0.0)],
    **{name: [(INF, NAN), (-INF, NAN)] for name in ("sin", "cos", "tan", "sec")},
    **{name: [(0.0, INF), (-0.0, -INF), (TINY, INF), (-TINY, -INF), (INF, NAN), (-INF, NAN)] for name in ("cot", "csc")},
    "atan": [(INF, math.pi / 2), (-INF, -math.pi / 2)],
    "acot": [(0.0, math.pi / 2), (-0.0, -math.pi / 2), (INF, 0.0), (-INF, -0.0)],
    "asec": [(INF, math.pi / 2), (-INF, math.pi / 2)],
    "acsc": [(INF, 0.0), (-INF, -0.0)],
    "atan2": [(0.0, 1.0, 0.0), (-0.0, 1.0, -0.0), (0.0, -1.0, math.pi), (-0.0, -1.0, -math.pi), (0.0, 0.0, 0.0), (0.0, -0.0, math.pi), (1.0, 0.0, math.pi / 2), (-1.0, 0.0, -math.pi / 2), (INF, 1.0, math.pi / 2), (1.0, INF, 0.0), (1.0, -INF, math.pi), (INF, INF, math.pi / 4), (NAN, 1.0, NAN), (1.0, NAN, NAN)],
    "sinh": [(INF, INF), (-INF, -INF)],
    "cosh": [(INF, INF), (-INF, INF)],
    "tanh": [(INF, 1.0), (-INF, -1.0)],
    "coth": [(0.0, INF), (-0.0, -INF), (TINY, INF), (INF, 1.0), (-INF, -1.0)],
    "sech": [(INF, 0.0), (-INF, 0.0)],
    "csch": [(0.0, INF), (-0.0, -INF), (TINY, INF), (INF, 0.0), (-INF, -0.0)],
    "asinh": [(INF, INF), (-INF, -INF)],
    "acosh": [(INF, INF), (-INF, NAN), (0.5, NAN), (-2.0, NAN)],
    "atanh": [(1.0, INF), (-1.0, -INF), (INF, NAN)],
    "acoth": [(1.0, INF), (-1.0, -INF), (INF, 0.0), (-INF, -0.0)],
    "asech": [(0.0, INF), (INF, NAN), (-INF, NAN)],
    "acsch": [(0.0, INF), (-0.0, -INF), (INF, 0.0), (-INF, -0.0)],
    "abs": [(INF, INF), (-INF, INF)],
    "sign": [(INF, 1.0), (-INF, -1.0)],
    "heaviside": [(INF, 1.0), (-INF, 0.0)],
    "relu": [(INF, INF), (-INF, 0.0)],
    **{name: [(INF, INF), (-INF, -INF)] for name in ("floor", "ceil", "round")},
    "min": [(0.0, -0.0, -0.0), (-0.0, 0.0, -0.0), (NAN, 1.0, NAN), (1.0, NAN, NAN), (INF, NAN, NAN)],
    "max": [(0.0, -0.0, 0.0), (-0.0, 0.0, 0.0), (NAN, 1.0, NAN), (1.0, NAN, NAN), (NAN, INF, NAN)],
    "clamp": [(NAN, 0.0, 1.0, NAN), (0.0, NAN, 1.0, NAN), (0.0, 0.0, NAN, NAN), (INF, 0.0, 1.0, 1.0)],
    "hypot": [(INF, 1.0, INF), (1.0, -INF, INF), (INF, NAN, INF), (NAN, 1.0, NAN), (0.0, 0.0, 0.0), (-0.0, -0.0, 0.0)],
    "erf": [(INF, 1.0), (-INF, -1.0)],
    "erfc": [(HUGE, 0.0), (-HUGE, 2.0), (INF, 0.0), (-INF, 2.0)],
    "gamma": [(0.0, INF), (-0.0, -INF), (-1.0, NAN), (-2.0, NAN), (-200.0, NAN), (INF, INF), (-INF, NAN)],
    "loggamma": [(0.0, INF), (-0.0, INF), (-1.0, INF), (-200.0, INF), (INF, INF), (-INF, INF), (HUGE, INF)],
    "digamma": [(0.0, -INF), (-0.0, INF), (-1.0, NAN), (-200.0, NAN), (INF, INF), (-INF, NAN)],
    "trigamma": [(0.0, INF), (-0.0, INF), (TINY, INF), (-1.0, INF), (INF, 0.0), (-INF, NAN), (1e300, 1e-300)],
    "polygamma": [(2.0, 0.0, -INF), (2.0, -0.0, INF), (3.0, -1.0, INF), (2.0, -1.0, NAN), (2.0, INF, -0.0), (2.0, -INF, NAN)],
    "binomial": [(-2.0, 0.5, NAN), (INF, 2.0, NAN), (2.0, INF, NAN), (NAN, 1.0, NAN)],
    "factorial": [(-1.0, NAN), (-2.0, NAN), (INF, INF), (-INF, NAN)],
}


def to_double(value):
    """Rounded once to a double, subnormals and overflow as IEEE has them."""
    if isinstance(value, mp.mpc) and value.imag != 0:
        return NAN
    value = mp.mpf(mp.re(value))
    if mp.isnan(value) or mp.isinf(value):
        return float(value)
    if abs(value) < mp.mpf(LEAST):
        # float() of a small mpf would round twice: once to 53 bits, once to a subnormal.
        return math.ldexp(float(mp.nint(mp.ldexp(value, 1074))), -1074)
    if abs(value) >= mp.ldexp(2 - mp.ldexp(1, -53), 1023):
        return math.copysign(INF, value)
    with mp.workprec(53):
        return float(+value)


def evaluate(function, point):
    try:
        value = to_double(function(*(mp.mpf(x) for x in point)))
    except (ValueError, ZeroDivisionError, OverflowError):
        return NAN
    # Odd functions keep the sign of a zero; mpmath has one zero only.
    odd_zero = len(point) == 1 and value == 0 and function in SIGNED_ZERO
    return math.copysign(value, point[0]) if odd_zero else value


SIGNED_ZERO = {FUNCTIONS[name][0] for name in ("cbrt", "expm1", "log1p", "sin", "tan", "asin", "atan", "acot", "acsc", "sinh", "tanh", "csch", "asinh", "atanh", "acsch", "erf", "floor", "ceil", "round", "sqrt")}


def rows(name, count, only_random):
    function, edges, regions, _ = FUNCTIONS[name]
    r = random.Random(name + (" extra" if only_random else ""))
    drawn = [regions[i % len(regions)](r) for i in range(count)]
    seen = set()
    for point in drawn if only_random else edges + drawn:
        point = point if isinstance(point, tuple) else (float(point),)
        if point in seen and 0.0 not in point:
            continue
        seen.add(point)
        value = evaluate(function, point)
        if name in ("gamma", "loggamma", "digamma", "trigamma") and pole(point[0]):
            continue
        if name == "polygamma" and pole(point[1]):
            continue
        if name == "gamma" and value == 0:
            value = math.copysign(0.0, 1 if math.floor(point[0]) % 2 == 0 else -1)
        yield (*point, value)
    if not only_random:
        yield from NO_NUMBER.get(name, [])
        if len(point) == 1:
            yield (NAN, NAN)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--extra", type=int, help="this many random points, and no edge points")
    parser.add_argument("--to", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    for name in options.names or FUNCTIONS:
        count = options.extra or FUNCTIONS[name][3]
        lines = (",".join(map(repr, row)) for row in rows(name, count, bool(options.extra)))
        (options.to / f"{name}.csv").write_text("".join(line + "\n" for line in lines))


if __name__ == "__main__":
    main()
