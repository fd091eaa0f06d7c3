#!/usr/bin/env python3
"""Makes values to many digits: values.csv and constants.csv beside this script.

    python3 -m venv .venv && .venv/bin/pip install mpmath==1.4.1
    .venv/bin/python tests/data/digits/generate.py

A line of values.csv is an expression of the language without symbols, a semicolon, and its value to
50 significant digits; of constants.csv to 1000. The values are computed with 150 digits more than
are written, and once more with 300; the digits of both agree.
"""

import pathlib

import mpmath as mp

HERE = pathlib.Path(__file__).parent


def gamma_size(x):
    return mp.log(abs(mp.gamma(x)))


def binomial(n, k):
    return mp.gamma(n + 1) * mp.rgamma(k + 1) * mp.rgamma(n - k + 1)


REAL = ["0.1", "-0.7", "2.5", "-31/7", "40.25"]
POSITIVE = ["0.1", "1.0000001", "7/3", "1e-40", "123456.789"]
UNIT = ["0.1", "-0.7", "0.9999999", "1/3", "-1e-30"]
ABOVE = ["1.1", "-2.5", "1000/3", "-1.0000001"]
ANGLES = REAL + ["1e22", "-1e100", "3.14159265358979323846"]
POLES = ["0.1", "-0.7", "2.5", "-31/7", "40.25", "1e-12", "-100.3", "1000.5"]

FUNCTIONS = {
    "sqrt": (mp.sqrt, POSITIVE),
    "cbrt": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), REAL),
    "exp": (mp.exp, REAL + ["-1000", "1e-30", "700.1"]),
    "expm1": (mp.expm1, REAL + ["1e-30", "-1e-7"]),
    "log": (mp.log, POSITIVE),
    "log1p": (mp.log1p, POSITIVE + ["-0.999", "1e-60"]),
    "log2": (lambda x: mp.log(x) / mp.log(2), POSITIVE),
    "log10": (lambda x: mp.log(x) / mp.log(10), POSITIVE),
    "sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), REAL + ["-100"]),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), REAL + ["-100", "100"]),
    "sin": (mp.sin, ANGLES), "cos": (mp.cos, ANGLES), "tan": (mp.tan, ANGLES),
    "cot": (mp.cot, ANGLES), "sec": (mp.sec, ANGLES), "csc": (mp.csc, ANGLES),
    "asin": (mp.asin, UNIT), "acos": (mp.acos, UNIT),
    "atan": (mp.atan, REAL + ["1e30", "-1e-30"]),
    "acot": (lambda x: mp.atan(1 / x), REAL), "asec": (lambda x: mp.acos(1 / x), ABOVE),
    "acsc": (lambda x: mp.asin(1 / x), ABOVE),
    "sinh": (mp.sinh, REAL + ["1e-20"]), "cosh": (mp.cosh, REAL), "tanh": (mp.tanh, REAL + ["1e-20"]),
    "coth": (mp.coth, REAL), "sech": (mp.sech, REAL), "csch": (mp.csch, REAL),
    "asinh": (mp.asinh, REAL + ["1e-20", "1e50"]), "acosh": (mp.acosh, ["1.1", "1.0000001", "1000/3", "1e50"]),
    "atanh": (mp.atanh, UNIT), "acoth": (lambda x: mp.atanh(1 / x), ABOVE),
    "asech": (lambda x: mp.acosh(1 / x), ["0.1", "0.7", "0.9999"]),
    "acsch": (lambda x: mp.asinh(1 / x), REAL),
    "abs": (abs, REAL), "sign": (mp.sign, REAL), "heaviside": (lambda x: mp.mpf(x > 0), REAL),
    "relu": (lambda x: max(x, mp.mpf(0)), REAL), "floor": (mp.floor, REAL), "ceil": (mp.ceil, REAL),
    "round": (lambda x: mp.sign(x) * mp.floor(abs(x) + mp.mpf(1) / 2), REAL),
    "erf": (mp.erf, REAL[:4] + ["1e-20", "6"]),
    "erfc": (mp.erfc, REAL[:4] + ["6", "12.5", "27"]),
    "gamma": (mp.gamma, POLES), "loggamma": (gamma_size, POLES + ["1.0000001", "1e15"]),
    "digamma": (mp.digamma, POLES + ["1.4616321449683623"]),
    "trigamma": (lambda x: mp.psi(1, x), POLES), "factorial": (lambda x: mp.gamma(x + 1), POLES),
}
PAIRS = {
    "atan2": (mp.atan2, [("1", "2"), ("-1", "-0.5"), ("0.1", "-1e10"), ("-3", "0.25")]),
    "hypot": (mp.hypot, [("1", "2"), ("1e-10", "1e10"), ("-0.3", "0.4")]),
    "min": (min, [("1/3", "0.34")]), "max": (max, [("1/3", "0.34")]),
    "binomial": (binomial, [("7.5", "2.25"), ("40.5", "3"), ("-2.5", "1.5"), ("3", "0.1")]),
}
WHOLE = {
    "clamp(1/3, 0.34, 2)": lambda: mp.mpf("0.34"),
    "polygamma(2, 0.7)": lambda: mp.psi(2, mp.mpf("0.7")),
    "polygamma(5, -3.3)": lambda: mp.psi(5, mp.mpf("-3.3")),
    "polygamma(20, 12.5)": lambda: mp.psi(20, mp.mpf("12.5")),
    "0.7^0.3": lambda: mp.power(mp.mpf("0.7"), mp.mpf("0.3")),
    "2^(1/3)": lambda: mp.cbrt(2),
    "1.000001^1000000": lambda: mp.power(mp.mpf("1.000001"), 1000000),
    "exp(pi*sqrt(163)) - 262537412640768744": lambda: mp.exp(mp.pi * mp.sqrt(163)) - 262537412640768744,
    "sin(sin(sin(1e22)))": lambda: mp.sin(mp.sin(mp.sin(mp.mpf("1e22")))),
    "sum(1/i^2, i, 1, 200)": lambda: mp.fsum(1 / mp.mpf(i) ** 2 for i in range(1, 201)),
    "if sqrt(2) < 1.42 then log(3) else log(5)": lambda: mp.log(3),
    "sqrt(1 + 1e-40) - 1": lambda: mp.sqrt(1 + mp.mpf("1e-40")) - 1,
}
CONSTANTS = {
    "pi": lambda: +mp.pi, "e": lambda: mp.exp(1), "sqrt(2)": lambda: mp.sqrt(2), "log(2)": lambda: mp.log(2),
    "gamma(1/3)": lambda: mp.gamma(mp.mpf(1) / 3), "erf(1)": lambda: mp.erf(1),
}


def number(text):
    if "/" in text:
        above, below = text.split("/")
        return mp.mpf(above) / mp.mpf(below)
    return mp.mpf(text)


def agreed(make, digits):
    texts = []
    for more in (150, 300):
        mp.mp.dps = digits + more
        value = make()
        texts.append(mp.nstr(value, digits, strip_zeros=False, min_fixed=1, max_fixed=0))
    if texts[0] != texts[1]:
        raise SystemExit(f"not certain: {texts}")
    return texts[0]


def main():
    lines = []
    for name, (make, points) in FUNCTIONS.items():
        for point in points:
            lines.append((f"{name}({point})", agreed(lambda: make(number(point)), 50)))
    for name, (make, points) in PAIRS.items():
        for pair in points:
            lines.append((f"{name}({', '.join(pair)})", agreed(lambda: make(*map(number, pair)), 50)))
    for text, make in WHOLE.items():
        lines.append((text, agreed(make, 50)))
    (HERE / "values.csv").write_text("".join(f"{text};{value}\n" for text, value in lines))
    lines = [(text, agreed(make, 1000)) for text, make in CONSTANTS.items()]
    (HERE / "constants.csv").write_text("".join(f"{text};{value}\n" for text, value in lines))


main()
