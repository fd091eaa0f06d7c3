"""Polynomials of least relative error (Remez), for the kernels of src/function/kernels.

    pip install mpmath
    python3 tools/kernels/minimax.py [NAME ...]

prints, for each polynomial below, its coefficients as the doubles that stand in the kernel, the
lowest power first, and the largest error after rounding, relative to the kernel's result.

A polynomial p stands for g on an interval; what counts is weight(x)*(p(x) - g(x)), the error of
the kernel's result. Where the first coefficients matter to more than a double's digits, the kernel
has them apart, exact or as two doubles.
"""

import sys
from mpmath import mp, mpf, matrix, lu_solve, log, exp, sqrt, cos, pi, cbrt

mp.dps = 45


# How many points an interval is known at.
GRID = 601


def alternating(errors):
    """The indices of alternating error, one of greatest size per run of one sign."""
    indices, best = [], 0
    for i in range(1, len(errors)):
        if (errors[i] > 0) != (errors[best] > 0):
            indices.append(best)
            best = i
        elif abs(errors[i]) > abs(errors[best]):
            best = i
    return indices + [best]


def remez(xs, goal, weight, powers):
    """The coefficients of these powers that make the greatest weighted error least."""
    n = len(powers)
    chosen = [GRID * i // n for i in range(n + 1)]
    for _ in range(30):
        rows, right = matrix(n + 1, n + 1), matrix(n + 1, 1)
        for i, k in enumerate(chosen):
            for j, power in enumerate(powers):
                rows[i, j] = xs[k] ** power
            rows[i, n] = (-1) ** i / weight[k]
            right[i] = goal[k]
        solution = lu_solve(rows, right)
        coefficients = [solution[j] for j in range(n)]
        errors = [w * (sum(c * x ** p for c, p in zip(coefficients, powers)) - g)
                  for x, w, g in zip(xs, weight, goal)]
        found = alternating(errors)
        while len(found) > n + 1:
            found.pop(0 if abs(errors[found[0]]) < abs(errors[found[-1]]) else -1)
        if len(found) < n + 1:
            break
        chosen = found
        sizes = [abs(errors[k]) for k in found]
        if max(sizes) < min(sizes) * mpf("1.001"):
            break
    return coefficients


def polynomial(name, g, weight, degree, low, high):
    """Fits, rounds and prints one polynomial."""
    low, high = mpf(low), mpf(high)
    xs = [low + (high - low) * (1 - cos(pi * i / GRID)) / 2 for i in range(GRID + 1)]
    # Weights may vanish at a point of the interval; an error there is no error of the result.
    weights = [max(abs(weight(x)), mpf(2) ** -60) for x in xs]
    goal = [g(x) for x in xs]
    rounded = [mpf(float(c)) for c in remez(xs, goal, weights, list(range(degree + 1)))]
    worst = max(abs(w * (sum(c * x ** k for k, c in enumerate(rounded)) - g))
                for x, w, g in zip(xs, weights, goal))
    print(f"{name}: degree {degree} on [{mp.nstr(low, 8)}, {mp.nstr(high, 8)}], 2^{mp.nstr(log(worst, 2), 5)}")
    for c in rounded:
        print(f"    {float(c)!r},", flush=True)


LN2 = log(2)


def series(f, order, near):
    """`f` with its removable point at 0 taken by a Taylor polynomial of the given terms."""
    return lambda x: sum(c * x ** k for k, c in enumerate(order)) if abs(x) < near else f(x)


def factorials(first, base=1, count=24):
    return [mpf(base) ** k / mp.factorial(k) for k in range(first, first + count)]


def odd_logarithm(first, count=40):
    """Taylor terms, in w = s^2, of (log((1 + s)/(1 - s)) - ...)/s^first."""
    return [mpf(2) / (first + 2 * k) for k in range(count)]


def logarithm_of_ratio(s):
    return log((1 + s) / (1 - s))


# s = f/(2 + f) for 1 + f between sqrt(1/2) and sqrt(2).
W = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)) ** 2

POLYNOMIALS = {
    # exp(r) = 1 + r + r^2*p(r); for expm1 too, so that what counts is the error of exp(r) - 1.
    "exp": lambda: polynomial(
        "exp", series(lambda r: (exp(r) - 1 - r) / r ** 2, factorials(2), 0.01),
        lambda r: r, 10, -LN2 / 2 - mpf(2) ** -12, LN2 / 2 + mpf(2) ** -12),
    # 2^r = 1 + r*(ln 2 + r*p(r)).
    "exp2": lambda: polynomial(
        "exp2", series(lambda r: (2 ** r - 1 - r * LN2) / r ** 2, factorials(2, LN2), 0.01),
        lambda r: r ** 2 / 2 ** r, 10, mpf(-0.5), mpf(0.5)),
    # log((1 + s)/(1 - s)) = 2*s + s^3*p(s^2).
    "log": lambda: polynomial(
        "log", series(lambda w: (logarithm_of_ratio(sqrt(w)) - 2 * sqrt(w)) / sqrt(w) ** 3,
                      odd_logarithm(3), 0.001),
        lambda w: sqrt(w) ** 3 / logarithm_of_ratio(sqrt(w)) if w else 0, 6, 0, W),
    # log((1 + s)/(1 - s)) = 2*s + 2/3*s^3 + s^5*p(s^2).
    "pow": lambda: polynomial(
        "pow", series(lambda w: (logarithm_of_ratio(sqrt(w)) - 2 * sqrt(w) - mpf(2) / 3 * sqrt(w) ** 3)
                      / sqrt(w) ** 5, odd_logarithm(5), 0.001),
        lambda w: sqrt(w) ** 5 / logarithm_of_ratio(sqrt(w)) if w else 0, 7, 0, W),
    # m^(-1/3) between 1 and 2.
    "cbrt": lambda: polynomial("cbrt", lambda m: 1 / cbrt(m), lambda m: cbrt(m), 5, 1, 2),
}


def constants():
    """Constants in two doubles, the first with so many zeros at its end that integers times it are exact."""
    def cut(x, bits):
        scale = mpf(2) ** (bits - 1 - mp.floor(log(abs(x), 2)))
        return mp.nint(x * scale) / scale

    for name, value in [("ln 2", LN2), ("log10 2", log(2, 10))]:
        high = cut(value, 41)
        print(f"{name}: {float(high)!r}, {float(value - high)!r}")
    for name, value in [("1/ln 2", 1 / LN2), ("1/ln 10", 1 / log(10)), ("2/3", mpf(2) / 3), ("ln 2 whole", LN2)]:
        high = mpf(float(value))
        print(f"{name}: {float(high)!r}, {float(value - high)!r}")


if __name__ == "__main__":
    for name in sys.argv[1:] or POLYNOMIALS:
        POLYNOMIALS[name]()
    if not sys.argv[1:]:
        constants()
