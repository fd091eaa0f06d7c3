"""Derivatives of seven functions at 1,000,000 points, and least squares over as many rows: the
peers and gradus in turns, everyone held to one core.

    python batch.py [--gradus PATH] [--rounds N] [--points N] [--threads N]

Each peer differentiates by its own means, compiles, and fills an array; the time is the least of
several rounds, in milliseconds. Values are compared before anything is timed.
"""

import argparse
import datetime
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

CORES = os.sched_getaffinity(0)
os.sched_setaffinity(0, {min(CORES)})
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import heyoka
import jax
import jax.numpy as jnp
import numexpr
import numpy as np
import symengine
import symjit
import sympy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from client import EXECUTABLE, Client  # noqa: E402

jax.config.update("jax_enable_x64", True)
x = sympy.symbols("x")
# As SymPy has it, as gradus reads it, and the order of the derivative.
FUNCTIONS = {
    "x^2": (x**2, 1),
    "2*x^3 - 3*x^2 + 5": (2 * x**3 - 3 * x**2 + 5, 1),
    "exp(-2*x) + 3*sin(3*x)": (sympy.exp(-2 * x) + 3 * sympy.sin(3 * x), 1),
    "1/(1 + exp(-x))": (1 / (1 + sympy.exp(-x)), 1),
    "tanh(x)": (sympy.tanh(x), 1),
    "exp(-x^2/2)/sqrt(2*pi)": (sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi), 2),
    "log(1 + x^2)*cos(x)/(1 + x^4)": (sympy.log(1 + x**2) * sympy.cos(x) / (1 + x**4), 1),
}
POLYNOMIALS = 2


def least(rounds, contestants):
    """The least time of each contestant in milliseconds, all of them in turns."""
    times = {name: [] for name in contestants}
    for run in contestants.values():
        run()
    for _ in range(rounds):
        for name, run in contestants.items():
            start = time.perf_counter()
            told = run()
            times[name].append(told if isinstance(told, float) else time.perf_counter() - start)
    return {name: 1e3 * min(list) for name, list in times.items()}


def peers(function, order, xs):
    """What computes the derivative at xs, by peer, and the derivative itself in SymPy."""
    points = len(xs)
    derivative = sympy.diff(function, x, order)
    by_numpy = sympy.lambdify(x, derivative, "numpy")
    text = str(derivative).replace("pi", repr(np.pi))
    numexpr.set_num_threads(1)
    by_jax = sympy.lambdify(x, function, "jax")
    for _ in range(order):
        by_jax = jax.grad(by_jax)
    by_jax = jax.jit(jax.vmap(by_jax))
    xs_jax = jnp.array(xs)
    llvm = symengine.Lambdify(
        [symengine.sympify(x)], [symengine.sympify(derivative)], backend="llvm", cse=True
    )
    by_heyoka = heyoka.from_sympy(function)
    for _ in range(order):
        by_heyoka = heyoka.diff(by_heyoka, heyoka.make_vars("x"))
    by_heyoka = heyoka.cfunc([by_heyoka], vars=[heyoka.make_vars("x")])
    given, out = xs.reshape(1, -1).copy(), np.empty((1, points))
    by_symjit = symjit.compile_func([x], [derivative])
    copied = np.empty(points)
    return {
        "copy": lambda: np.copyto(copied, xs) or copied,
        "NumPy": lambda: by_numpy(xs),
        "numexpr": lambda: numexpr.evaluate(text, {"x": xs}),
        "JAX": lambda: by_jax(xs_jax).block_until_ready(),
        "SymEngine LLVM": lambda: llvm(xs.reshape(-1, 1)),
        "heyoka": lambda: by_heyoka(given, outputs=out),
        "symjit": lambda: by_symjit(xs),
    }


def derivatives(gradus, rounds, points, threads):
    xs = np.linspace(-6, 6, points)
    names = None
    for place, (text, (function, order)) in enumerate(FUNCTIONS.items()):
        contestants = peers(function, order, xs)
        reply = gradus.ask({"op": "diff", "expr": text, "wrt": ["x"] * order})
        request = {
            "op": "map",
            "expr": reply["result"],
            "grid": {"x": [-6, 6, points]},
            "threads": threads,
        }
        check = gradus.ask(request)["sample"]
        expected = sympy.lambdify(x, sympy.diff(function, x, order), "math")
        for at, value in check:
            assert abs(value - expected(at)) <= 1e-12 * max(1, abs(value)), (text, at, value)
        contestants["gradus"] = lambda: min(gradus.ask({**request, "repeat": 3})["nanoseconds"]) / 1e9
        times = least(rounds, contestants)
        if names is None:
            names = list(times)
            print("| derivative of | " + " | ".join(names) + " | fastest peer : gradus |")
            print("|" + "---|" * (len(names) + 2))
        rivals = {name: t for name, t in times.items() if name not in ("copy", "gradus")}
        rival = min(rivals, key=rivals.get)
        ratio = rivals[rival] / times["gradus"]
        against = f"{ratio:.1f} ({rival})"
        if place < POLYNOMIALS:
            against += f", {times['gradus'] / times['copy']:.2f} of a copy"
        print(f"| `{text}` | " + " | ".join(f"{t:.2f}" for t in times.values()) + f" | {against} |", flush=True)


MODEL = "b + a*exp(-(x - m)^2/(2*s^2))/(sqrt(2*pi)*s)"
START = {"m": 25.0, "s": 10.0, "a": 1.0, "b": 0.0}


def least_squares(nearest, rounds, rows):
    """Value and gradient of the sum of squares of the Gaussian model of four parameters."""
    random = np.random.default_rng(0)
    xs = np.linspace(0, 100, rows)
    model = lambda x, m, s, a, b, np: b + a * np.exp(-((x - m) ** 2) / (2 * s**2)) / (np.sqrt(2 * np.pi) * s)
    ys = model(xs, 49.5, 28.87, 1.0, 0.002, np) + random.normal(size=rows) * 1e-4
    start = np.array([START[name] for name in "msab"])
    xs_jax, ys_jax = jnp.array(xs), jnp.array(ys)
    by_jax = jax.jit(jax.value_and_grad(lambda p: jnp.sum((ys_jax - model(xs_jax, *p, jnp)) ** 2)))

    def by_numpy():
        m, s, a, b = start
        d = xs - m
        e = np.exp(-(d * d) / (2 * s * s)) / (np.sqrt(2 * np.pi) * s)
        r = b + a * e - ys
        f = a * e
        return r @ r, 2 * np.array([r @ (f * d) / s**2, r @ (f * (d * d / s**3 - 1 / s)), r @ e, r.sum()])

    value, slope = by_numpy()
    jax_value, jax_slope = by_jax(start)
    assert abs(value - jax_value) < 1e-9 * value and np.allclose(slope, jax_slope, rtol=1e-8)
    data = np.stack([xs, ys]).tobytes()

    def by_gradus():
        out = subprocess.run(
            [nearest, "--squares", str(rows)], input=data, capture_output=True, check=True
        ).stdout.split()
        found = np.array([float(word) for word in out[1:]])
        assert np.allclose(found, [value, *slope], rtol=1e-9), (found, value, slope)
        return float(out[0])

    times = least(
        rounds,
        {"JAX": lambda: by_jax(start)[1].block_until_ready(), "NumPy by hand": by_numpy, "gradus": by_gradus},
    )
    print(f"\nValue and gradient of the sum of squares of `y - ({MODEL})` over {rows:,} rows, ms:\n")
    print("| " + " | ".join(times) + " | JAX : gradus | NumPy : gradus |")
    print("|" + "---|" * (len(times) + 2))
    ratios = [times[name] / times["gradus"] for name in ("JAX", "NumPy by hand")]
    print("| " + " | ".join(f"{t:.1f}" for t in times.values()) + " | " + " | ".join(f"{r:.1f}" for r in ratios) + " |")


def threads_table(executable, rounds, points):
    """One and two threads of gradus, in turns, with all cores to run on."""
    os.sched_setaffinity(0, CORES)
    print("\nThreads of gradus, ms:\n\n| derivative of | one | two | ratio |\n|---|---|---|---|")
    with Client(executable) as gradus:
        for text, (_, order) in FUNCTIONS.items():
            reply = gradus.ask({"op": "diff", "expr": text, "wrt": ["x"] * order})
            request = {"op": "map", "expr": reply["result"], "grid": {"x": [-6, 6, points]}, "repeat": 5}
            by = lambda threads: lambda: min(gradus.ask({**request, "threads": threads})["nanoseconds"]) / 1e9
            times = least(rounds, {1: by(1), 2: by(2)})
            print(f"| `{text}` | {times[1]:.2f} | {times[2]:.2f} | {times[1] / times[2]:.2f} |", flush=True)


def head():
    """What was measured, when and on what."""
    versions = ", ".join(
        f"{name} {version(name)}" for name in ("numpy", "numexpr", "jax", "symengine", "heyoka", "symjit")
    )
    with open("/proc/cpuinfo") as cpus:
        cpu = next((line.split(":")[1].strip() for line in cpus if line.startswith("model name")), "?")
    git = ["git", "describe", "--always", "--dirty"]
    commit = subprocess.run(git, capture_output=True, text=True, cwd=Path(__file__).parent).stdout.strip()
    print("# Compiled functions: what was measured\n")
    print(f"Written by `benches/peers/run --compiled` on {datetime.date.today()}. {cpu}, one core a contestant.")
    print(f"gradus at commit {commit}; {versions}; Python {sys.version.split()[0]}. Least times of rounds in turns.\n")
    print("Derivatives at 1,000,000 points, ms:\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).resolve().parent
    parser.add_argument("--gradus", default=EXECUTABLE)
    parser.add_argument("--nearest", default=here / "rust/target/release/nearest")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    head()
    with Client(arguments.gradus) as gradus:
        derivatives(gradus, arguments.rounds, arguments.points, arguments.threads)
    least_squares(arguments.nearest, arguments.rounds, arguments.points)
    threads_table(arguments.gradus, arguments.rounds, arguments.points)


if __name__ == "__main__":
    main()
