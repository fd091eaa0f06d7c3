#!/usr/bin/env python3
"""Writes cases.jsonl: formulas that lose digits as they are written, hard points, and values.

    python3 tests/data/stable/generate.py > tests/data/stable/cases.jsonl

Needs mpmath. Values are those of the formula at exactly the given doubles, worked out with 400
digits and rounded once; a derivative is taken by differences with as many digits. Each row below is
the forms that are expected, the formula, its points, and how many units in the last place the
result may be off (of the value, and of the derivative in the first variable, if that is asked for).
"""

import json
import re

import mpmath as mp

mp.mp.dps = 400

TINY = [1e-300, 1e-20, -1e-12, 3e-9, 1e-5, -1e-3]
SMALL = TINY[1:] + [0.1, 0.3, -0.7]
LARGE = [1e3, 1e8, 1e15, 3e200]
PAIRS = [(1.0, 1e-10), (0.3, -1e-15), (2.0, 1.5), (-0.7, 1e-5), (100.0, 1e-7)]

# forms, formula, points, units for the value, units for the derivative (None: not asked for)
ROWS = [
    (["log1p-form"], "log(1 + x)", TINY + [1.0, 1e300], 4, 4),
    (["log1p-minus"], "log(1 - x)", TINY + [0.5], 4, 4),
    (["expm1-form"], "exp(x) - 1", SMALL + [30.0, -40.0], 4, 4),
    (["expm1-form"], "1 - exp(-x)", SMALL + [30.0], 4, 4),
    (["expm1-form"], "y*exp(x) - y", [(x, 3.0) for x in SMALL], 6, None),
    (["softplus-form"], "log(1 + exp(x))", SMALL + [800.0, -30.0, -700.0, 40.0], 6, 6),
    (["log-two-exps"], "log(exp(x) + exp(y))", [(1000.0, 1001.0), (-1000.0, -1000.0), (3.0, -50.0)], 6, 8),
    (["log-sum-exp"], "log(exp(x) + exp(y) + exp(z))", [(1000.0, 1001.0, 990.0), (-1000.0, -1000.0, -1001.0), (1.0, 2.0, 3.0)], 6, 8),
    (["sigmoid-form"], "exp(x)/(1 + exp(x))", [800.0, -700.0, 30.0, 0.1, -3.0], 4, 8),
    ([], "1/(1 + exp(-x))", [700.0, -700.0, 30.0, 0.1, -3.0], 4, 8),
    (["one-less-sigmoid"], "1 - sigmoid(x)", [40.0, 700.0, 0.1, -3.0], 4, 8),
    (["log-sigmoid"], "log(sigmoid(x))", [-1000.0, -40.0, -0.1, 3.0, 40.0, 700.0], 4, None),
    (["log-sigmoid"], "log(1 - sigmoid(x))", [1000.0, 40.0, 0.1, -3.0, -40.0, -700.0], 4, None),
    (["one-less-tanh-square"], "1 - tanh(x)^2", [20.0, 300.0, 0.1, -3.0], 6, None),
    (["one-less-tanh"], "1 - tanh(x)", [20.0, 300.0, 0.1, -3.0], 6, None),
    (["cos-less"], "1 - cos(x)", TINY[1:] + [1.0, 6.283185307], 6, 4),
    (["cosc-at-zero"], "(1 - cos(x))/x^2", TINY + [1.0, 3.0], 8, None),
    (["sinc-at-zero"], "sin(x)/x", TINY + [1.0], 4, 16),
    (["expm1-at-zero"], "(exp(x) - 1)/x", TINY + [1.0, -20.0], 4, 16),
    (["tan-half"], "(1 - cos(x))/sin(x)", TINY + [1.0, 3.0], 4, None),
    (["sin-less"], "x - sin(x)", TINY[1:] + [0.5, 0.99, 1.01, 3.0], 8, 8),
    (["sin-less", "tan-less"], "(x - sin(x))/(x - tan(x))", SMALL, 16, None),
    (["tan-less-sin"], "tan(x) - sin(x)", SMALL, 8, None),
    (["expm1-less"], "exp(x) - 1 - x", SMALL + [0.25, -0.26], 12, None),
    (["log1p-less"], "log(1 + x) - x", SMALL[:-1] + [0.31, 4.0], 12, None),
    (["sinh-less"], "sinh(x) - x", SMALL, 8, None),
    (["tanh-less"], "x - tanh(x)", SMALL, 8, None),
    (["cot-less"], "1/x - 1/tan(x)", TINY[1:] + [0.3, 0.9], 12, None),
    (["sin-step"], "sin(x + y) - sin(x)", PAIRS, 16, None),
    (["cos-step"], "cos(x + y) - cos(x)", PAIRS, 16, None),
    (["tan-step"], "tan(x + y) - tan(x)", PAIRS, 16, None),
    (["atans-apart"], "atan(x + 1) - atan(x)", LARGE[:-1] + [0.5, -0.5, -3.0], 8, None),
    (["logs-apart"], "log(x + 1) - log(x)", LARGE[:-1] + [1e-10, 0.5, 3.0], 8, None),
    (["log-ratio"], "log((1 - x)/(1 + x))", TINY[1:] + [0.3, 0.9], 8, None),
    (["entropy-step"], "(x + 1)*log(x + 1) - x*log(x) - 1", [1e10, 1e5, 20.0, 0.3, 1e-5], 16, None),
    (["roots-apart-guarded"], "sqrt(x + 1) - sqrt(x)", LARGE[:-1] + [0.0, 0.3], 6, 12),
    (["roots-below-apart"], "1/sqrt(x) - 1/sqrt(x + 1)", LARGE[:-1] + [1e-10, 0.3], 8, None),
    (["root-less-one"], "sqrt(1 + x) - 1", TINY + [3.0, 1e10], 6, None),
    (["cbrts-apart"], "(x + 1)^(1/3) - x^(1/3)", LARGE[:-1] + [0.0, 0.3], 12, None),
    (["root-plus-base"], "x + sqrt(x^2 + y)", [(-1e8, 1.0), (1e8, 1.0), (-3.0, 1e-12), (0.0, 4.0)], 6, None),
    (["root-less-base"], "(-b + sqrt(b^2 - 4*a*c))/(2*a)", [(1.0, 1e9, 1.0), (1.0, -1e9, 1.0), (2.0, 3.0, 1e-10)], 8, None),
    (["one-less-square"], "1 - x^2", [0.9999999, 1.0000001, 0.1, -0.99999999], 4, None),
    (["squares-apart"], "x^2 - y^2", [(1.0, 0.9999999999), (1e8, 100000000.00000001)], 4, None),
    (["common-factor"], "x*y - x*z", [(0.1, 1.0, 0.9999999999), (0.3, 0.7, 0.7000000001)], 4, None),
    (["cancelled"], "(x + y + z)/2 - x", [(2.0, 1.0, 1.0000000001), (1e20, 5e19, 7e19)], 4, None),
    (["written-out"], "(x + y)^5 - x^5", [(1.0, 1e-10), (3.0, -1e-5), (1.0, 5.0)], 16, None),
    (["squares-apart"], "(x + 1)^2 - x^2", [1e10, 0.3, -0.5000001], 4, None),
    (["reciprocals-apart"], "1/(x + 1) - 1/x", LARGE[:-1] + [0.3], 4, None),
    (["three-reciprocals"], "1/(x + 1) - 2/x + 1/(x - 1)", [1e3, 1e8, 1e50, 0.3], 8, None),
    (["cosh-less-exps"], "exp(x) - 2 + exp(-x)", SMALL, 8, None),
    (["sinh-form"], "(exp(x) - exp(-x))/2", SMALL + [5.0], 4, None),
    (["asinh-form"], "log(x + sqrt(x^2 + 1))", SMALL + [-1e6, 1e6], 4, None),
    (["log-gudermann"], "log(tan(pi/4 + x/2))", SMALL, 8, None),
    (["near-one-power"], "(1 + x)^y", [(1e-10, 1e10), (-1e-12, 3e11), (0.2, 5.5)], 16, None),
    (["near-one-power-less"], "(1 + x)^y - 1", [(1e-10, 3.5), (-1e-12, 1e9), (0.2, 5.5)], 16, None),
    (["erfc-form"], "1 - erf(x)", [3.0, 10.0, 0.1], 8, None),
    (["sin-half-turns"], "sin(pi*x)", [1.0000000001, 1e6 + 1e-5, 0.3, 123456.25], 6, None),
    (["log-cosh-guarded"], "log(cosh(x))", SMALL + [5.0, 800.0], 10, 6),
]

FUNCTIONS = {
    name: getattr(mp, name)
    for name in "exp log sqrt sin cos tan asin acos atan sinh cosh tanh erf erfc expm1 log1p cbrt".split()
}
FUNCTIONS["sigmoid"] = lambda x: 1 / (1 + mp.exp(-x))
FUNCTIONS["pi"] = mp.pi


def compiled(formula):
    """The formula as a function of a point."""
    text = re.sub(r"(?<![A-Za-z0-9_.])(\d+(\.\d+)?)", r"mpf(\1)", formula).replace("^", "**")
    code = compile(text, formula, "eval")
    return lambda point: +eval(code, {"mpf": mp.mpf, **FUNCTIONS}, point)


def main():
    for forms, formula, points, units, slope_units in ROWS:
        words = re.findall(r"[A-Za-z]\w*", formula)
        names = sorted(set(words) - set(FUNCTIONS))
        function = compiled(formula)
        for order, allowed in ((0, units), (1, slope_units)):
            if allowed is None:
                continue
            found = []
            for point in points:
                values = point if isinstance(point, tuple) else (point,)
                exact = {name: mp.mpf(value) for name, value in zip(names, values)}
                first = names[0]
                if order == 0:
                    value = function(exact)
                else:
                    step = mp.mpf(10) ** -120 * max(abs(exact[first]), mp.mpf(10) ** -40)
                    up, down = dict(exact), dict(exact)
                    up[first] += step
                    down[first] -= step
                    value = (function(up) - function(down)) / (2 * step)
                if isinstance(value, mp.mpc) or not 1e-300 < abs(value) < 1e300:
                    continue
                found.append({"at": dict(zip(names, values)), "expect": float(value)})
            row = {"expr": formula, "order": order, "ulps": allowed}
            if order == 0:
                row["forms"] = forms
            print(json.dumps({**row, "points": found}))


if __name__ == "__main__":
    main()
