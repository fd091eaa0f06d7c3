#!/usr/bin/env python3
"""gradus and SciPy on fits: the reference problems of NIST, and a million rows.

    python fits.py [--gradus PATH] [--rows N] [--large N]

The problems of NIST (tests/data/nist) from both starts, with all defaults of both: digits in which
all parameters and all standard errors agree with the certified ones. Then the Gaussian model with 4
parameters over N rows (1,000,000), everyone held to one core: SciPy's curve_fit with the exact
Jacobian written by hand in NumPy, gradus from the text of the model, the table in memory for both
(reading is told apart). Last, rows in files larger than gradus keeps in memory: time and the peak
resident set of the process, from CSV and Parquet.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[0]})

import numpy as np  # noqa: E402
from scipy.optimize import curve_fit  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from client import EXECUTABLE, ROOT, Client, number  # noqa: E402

warnings.filterwarnings("ignore")
MODEL = "y = b + I/(sigma*sqrt(2*pi))*exp(-(x - mu)^2/(2*sigma^2))"
START = {"mu": 25.0, "sigma": 10.0, "I": 1.0, "b": 0.0}


def digits(found, certified):
    off = max(abs(found[name] - value) / abs(value) for name, value in certified.items())
    return 0.0 if math.isnan(off) else max(0.0, min(11.0, -math.log10(max(off, 1e-11))))


def nist(gradus):
    print("| problem | level | start | gradus, digits | of errors | SciPy, digits | of errors |")
    print("|---|---|---|--:|--:|--:|--:|")
    with Client(gradus) as client:
        for path in sorted((ROOT / "tests/data/nist").glob("*.json")):
            case = json.loads(path.read_text())
            table = np.genfromtxt(path.with_suffix(".csv"), delimiter=",", names=True)
            left, right = case["model"].split(" = ")
            names, columns = case["parameters"], case["predictors"]
            functions = {"exp": np.exp, "log": np.log, "atan": np.arctan, "sin": np.sin,
                         "cos": np.cos, "sqrt": np.sqrt, "pi": math.pi}  # fmt: skip
            code = compile(right.replace("^", "**"), "<model>", "eval")
            data = {name: table[name] for name in table.dtype.names}
            response = eval(left.replace("^", "**"), functions, data)
            model = lambda _, *p: eval(code, functions, {**data, **dict(zip(names, p))})
            for start in ("start1", "start2"):
                request = {"op": "fit", "model": case["model"], "start": case[start]}
                request["data"] = {name: list(map(float, data[name])) for name in data}
                reply = client.ask(request, 60)
                if not reply.get("ok"):
                    print(f"| {case['name']} | {reply['error']['message']} |")
                    continue
                own = {name: number(value) for name, value in reply["x"].items()}
                errors = {name: number(value) for name, value in reply["std"].items()}
                try:
                    p0 = [case[start][name] for name in names]
                    found, covariance = curve_fit(model, data[columns[0]], response, p0=p0)
                    theirs = digits(dict(zip(names, found)), case["certified"])
                    spread = digits(dict(zip(names, np.sqrt(np.diag(covariance)))), case["sd"])
                    theirs = f"{theirs:.1f} | {spread:.1f}"
                except Exception as error:
                    theirs = f"{type(error).__name__} | "
                print(
                    f"| {case['name']} | {case['level']} | {start[-1]} |"
                    f" {digits(own, case['certified']):.1f} | {digits(errors, case['sd']):.1f} | {theirs} |"
                )


def numbers(rows):
    rng = np.random.default_rng(0)
    x = np.linspace(0, 100, rows)
    return x, model(x, 49.5, 28.87, 1.0, 0.002) + rng.normal(size=rows) * 1e-4


def model(x, mu, s, I, b):
    return b + I * np.exp(-((x - mu) ** 2) / (2 * s**2)) / (np.sqrt(2 * np.pi) * s)


def jacobian(x, mu, s, I, b):
    e = np.exp(-((x - mu) ** 2) / (2 * s * s)) / (np.sqrt(2 * np.pi) * s)
    slopes = [I * e * (x - mu) / s**2, I * e * ((x - mu) ** 2 / s**3 - 1 / s), e, np.ones_like(x)]
    return np.stack(slopes, 1)


def million(gradus, rows):
    x, y = numbers(rows)
    theirs = []
    for _ in range(3):
        begun = time.perf_counter()
        found, _ = curve_fit(model, x, y, p0=[25, 10, 1, 0], jac=jacobian)
        theirs.append((time.perf_counter() - begun) * 1e3)
    request = {"op": "fit", "model": MODEL, "start": START, "timing": True, "threads": 1}
    request["data"] = {"x": x.tolist(), "y": y.tolist()}
    solves = []
    with Client(gradus) as client:
        for _ in range(5):
            reply = client.ask(request, 120)
            solves.append(reply["nanoseconds"]["solve"] / 1e6)
    own = [number(reply["x"][name]) for name in ("mu", "sigma", "I", "b")]
    print(f"\n{rows} rows, 4 parameters, one core, best of several, ms:\n")
    print("| | time | mu | sigma | I | b |")
    print("|---|--:|--:|--:|--:|--:|")
    row = lambda values: " | ".join(f"{value:.9g}" for value in values)
    print(f"| gradus (derives, compiles, fits, errors) | {min(solves):.1f} | {row(own)} |")
    print(f"| SciPy curve_fit, exact Jacobian | {min(theirs):.1f} | {row(found)} |")
    print(f"\n{min(theirs) / min(solves):.1f} times; iterations {reply.get('iterations')}.")


def large(gradus, rows):
    import pyarrow
    import pyarrow.parquet

    print(f"\n{rows} rows in files:\n\n| file | size, MB | gradus fit, s | peak memory, MB |\n|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        x, y = numbers(rows)
        csv, parquet = Path(folder) / "rows.csv", Path(folder) / "rows.parquet"
        with open(csv, "w") as file:
            file.write("x,y\n")
            for from_ in range(0, rows, 1_000_000):
                part = slice(from_, from_ + 1_000_000)
                lines = (f"{a!r},{b!r}\n" for a, b in zip(x[part].tolist(), y[part].tolist()))
                file.writelines(lines)
        table = pyarrow.table({"x": x, "y": y})
        pyarrow.parquet.write_table(table, parquet, compression="snappy")
        del x, y, table
        start = ",".join(f"{name}={value}" for name, value in START.items())
        for path in (csv, parquet):
            begun = time.perf_counter()
            command = [str(gradus), "fit", MODEL, str(path), "--start", start]
            child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            peak = 0
            while child.poll() is None:
                status = Path(f"/proc/{child.pid}/status").read_text()
                found = [line.split()[1] for line in status.splitlines() if "VmHWM" in line]
                peak = max([peak] + [int(kilobytes) for kilobytes in found])
                time.sleep(0.02)
            spent = time.perf_counter() - begun
            size = path.stat().st_size / 1e6
            print(f"| {path.suffix[1:]} | {size:.0f} | {spent:.2f} | {peak / 1024:.0f} |")
            if child.returncode:
                print(child.stdout.read().decode(), child.stderr.read().decode())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gradus", default=EXECUTABLE)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--large", type=int, default=10_000_000)
    arguments = parser.parse_args()
    nist(arguments.gradus)
    million(arguments.gradus, arguments.rows)
    large(arguments.gradus, arguments.large)


if __name__ == "__main__":
    main()
