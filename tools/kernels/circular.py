#!/usr/bin/env python3
"""Makes the polynomials of src/function/kernels: sin_cos, arcs, exp_parts,
sinh_cosh_tanh, areas and error.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install mpmath==1.4.1
    /tmp/venv/bin/python tools/kernels/circular.py            # all of them
    /tmp/venv/bin/python tools/kernels/circular.py sin cos    # some

Each is the polynomial with the smallest possible largest error, weighted so that it is the error
relative to the function's value (Remez' exchange on a fine Chebyshev grid, 60 digits), with its
coefficients rounded to doubles afterwards. Printed with the logarithm to base 2 of that error
before and after rounding (erfc's without the rest of the constant term, which its kernel adds);
the constant term comes first.
"""

import sys

import mpmath as mp

mp.mp.dps = 60


def remez(f, weight, count, a, b):
    """`count` coefficients, the constant term first, as doubles; what is left of the constant
    term; the error before and after rounding.

    If the interval begins at 0, where the weight vanishes, the first coefficients matter most:
    each is rounded in turn, and the rest fitted again to what it leaves."""
    a, b = mp.mpf(a), mp.mpf(b)
    size = 24 * count
    grid = [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * (k + mp.mpf(1) / 2) / size) for k in range(size)]
    values, weights = [f(x) for x in grid], [weight(x) for x in grid]
    exact, before = exchange(grid, values, weights, count)
    rest = exact[0] - mp.mpf(float(exact[0]))
    rounded, left, power = [], values, weights
    for k in range(min(6, count - 1) if a == 0 else 0):
        rounded.append(float(exact[0]))
        left = [(v - rounded[-1]) / x for v, x in zip(left, grid)]
        power = [w * x for w, x in zip(power, grid)]
        exact, _ = exchange(grid, left, power, count - k - 1)
    rounded += [float(c) for c in exact]
    after = max(abs(w * (mp.polyval(rounded[::-1], x) - v)) for x, v, w in zip(grid, values, weights))
    return rounded, float(rest), before, after


def exchange(grid, values, weights, count):
    """Remez' exchange: the coefficients and the largest weighted error."""
    size = len(grid)
    nodes = [round((2 * k + 1) * size / (2 * (count + 1))) for k in range(count + 1)]
    coefficients = []
    for _ in range(40):
        rows = [[grid[i] ** k for k in range(count)] + [(-1) ** j / weights[i]] for j, i in enumerate(nodes)]
        solution = mp.lu_solve(mp.matrix(rows), mp.matrix([values[i] for i in nodes]))
        coefficients, level = list(solution[:count]), abs(solution[count])
        errors = [w * (mp.polyval(coefficients[::-1], x) - v) for x, v, w in zip(grid, values, weights)]
        # One extremum from each run of errors of one sign, then the best alternating chain.
        runs = []
        for i, error in enumerate(errors):
            if runs and (errors[runs[-1]] > 0) == (error > 0):
                if abs(error) > abs(errors[runs[-1]]):
                    runs[-1] = i
            else:
                runs.append(i)
        while len(runs) > count + 1:
            runs.pop(0 if abs(errors[runs[0]]) < abs(errors[runs[-1]]) else -1)
        worst = max(abs(e) for e in errors)
        if len(runs) < count + 1 or worst < level * mp.mpf("1.0001"):
            break
        nodes = runs
    return coefficients, worst


def root(z):
    return mp.sqrt(z)


def erfcx(x):
    return mp.exp(x * x) * mp.erfc(x)


QUARTER = (mp.pi / 4 * mp.mpf("1.001")) ** 2
HALF_LN2 = mp.log(2) / 2 * mp.mpf("1.001")

# What `exp(-a^2)/t` leaves of erfc(a), in u = 1 - 2*SHIFT*t with t = 1/(a + SHIFT).
SHIFT = mp.mpf("3.5")
ERFC_FROM, ERFC_TO = mp.mpf("0.899"), mp.mpf(28)


def erfc_rest(u):
    t = (1 - u) / (2 * SHIFT)
    return erfcx(1 / t - SHIFT) / t


def u_of(a):
    return 1 - 2 * SHIFT / (a + SHIFT)


# name: what is approximated, its weight, coefficients, interval.
POLYNOMIALS = {
    # sin(r) = r + r*z*P(z), z = r^2
    "sin": (lambda z: (mp.sin(root(z)) / root(z) - 1) / z, lambda z: z * root(z) / mp.sin(root(z)), 6, 0, QUARTER),
    # cos(r) = 1 - z/2 + z^2*P(z)
    "cos": (lambda z: (mp.cos(root(z)) - 1 + z / 2) / z**2, lambda z: z**2 / mp.cos(root(z)), 6, 0, QUARTER),
    # exp(r) = 1 + r + r^2/2 + r^3*P(r), relative to exp(r) - 1
    "expm1": (lambda r: (mp.expm1(r) - r - r**2 / 2) / r**3, lambda r: r**3 / mp.expm1(r), 10, -HALF_LN2, HALF_LN2),
    # sinh(r) = r + r*z*P(z)
    "sinh": (lambda z: (mp.sinh(root(z)) / root(z) - 1) / z, lambda z: z * root(z) / mp.sinh(root(z)), 5, 0, HALF_LN2**2),
    # cosh(r) = 1 + z*P(z)
    "cosh": (lambda z: (mp.cosh(root(z)) - 1) / z, lambda z: z, 5, 0, HALF_LN2**2),
    # atan(t) = t + t*z*P(z), t up to 1/2
    "atan": (lambda z: (mp.atan(root(z)) / root(z) - 1) / z, lambda z: z * root(z) / mp.atan(root(z)), 12, 0, "0.2501"),
    # asin(x) = x + x*z*P(z), x up to 1/2
    "asin": (lambda z: (mp.asin(root(z)) / root(z) - 1) / z, lambda z: z * root(z) / mp.asin(root(z)), 12, 0, "0.25"),
    # asinh(x) = x + x*z*P(z), x up to 1/2
    "asinh": (lambda z: (mp.asinh(root(z)) / root(z) - 1) / z, lambda z: z * root(z) / mp.asinh(root(z)), 12, 0, "0.2501"),
    # atanh(s) = s + s*z*P(z), s up to 0.2003
    "atanh": (lambda z: (mp.atanh(root(z)) / root(z) - 1) / z, lambda z: z * root(z) / mp.atanh(root(z)), 8, 0, "0.0402"),
    # erf(x) = x + x*P(z), x up to 0.9
    "erf": (lambda z: mp.erf(root(z)) / root(z) - 1, lambda z: root(z) / mp.erf(root(z)), 12, "1e-30", "0.82"),
    "erfc": (erfc_rest, lambda u: 1 / erfc_rest(u), 21, u_of(ERFC_FROM), u_of(ERFC_TO)),
}


def constants():
    """pi/2 and log(2) in parts, each with as many trailing zero bits as its products need."""
    def parts(value, sizes):
        for bits in sizes:
            exponent = mp.floor(mp.log(abs(value), 2))
            scale = mp.mpf(2) ** (bits - 1 - exponent)
            part = mp.nint(value * scale) / scale
            yield float(part)
            value -= part
    print("pi/2 in 53, 33, 53 bits:", *map(repr, parts(mp.pi / 2, [53, 33, 53])))
    print("pi/2 in 53, 53 bits:", *map(repr, parts(mp.pi / 2, [53, 53])))
    print("log(2) in 41, 53 bits:", *map(repr, parts(mp.log(2), [41, 53])))


def main():
    constants()
    for name in sys.argv[1:] or POLYNOMIALS:
        coefficients, rest, before, after = remez(*POLYNOMIALS[name])
        print(f"\n{name}: {len(coefficients)} coefficients, error 2^{float(mp.log(before, 2)):.1f}, rounded 2^{float(mp.log(after, 2)):.1f}; the first leaves {rest!r}")
        for c in coefficients:
            print(f"    {c!r},")


main()
