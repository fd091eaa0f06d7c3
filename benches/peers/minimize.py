#!/usr/bin/env python3
"""gradus and SciPy on minimisation problems with known optima: evaluations and time.

    python minimize.py [CORPUS] [--gradus PATH] [--only TEXT]

CORPUS is a `minimize.jsonl` (../shared/corpora beside the repository unless given); a problem has
`expr`, `residuals` or a `rule` from which a long objective is written out, a `start`, `f0` and
`fstar`. SciPy gets BFGS, trust-exact and (for sums of squares) least_squares, all with exact
derivatives compiled by JAX beforehand, which is not counted; gradus gets the text and chooses its
method, and reading, deriving and compiling are counted apart. An evaluation is one of the value or
one of the gradient (of the residuals or of their Jacobian); Hessians are listed apart.
"""

import argparse
import json
import math
import re
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from client import EXECUTABLE, ROOT, Client, number  # noqa: E402

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from scipy.optimize import least_squares, minimize  # noqa: E402

jax.config.update("jax_enable_x64", True)
warnings.filterwarnings("ignore")
NAMES = {
    "exp": jnp.exp, "log": jnp.log, "sqrt": jnp.sqrt, "sin": jnp.sin, "cos": jnp.cos,
    "tan": jnp.tan, "atan": jnp.arctan, "abs": jnp.abs, "tanh": jnp.tanh, "sinh": jnp.sinh,
    "cosh": jnp.cosh, "atan2": jnp.arctan2, "sign": jnp.sign, "min": jnp.minimum,
    "max": jnp.maximum, "pi": math.pi, "e": math.e,
}  # fmt: skip


def whole(text, i, n):
    return int(eval(text.replace("/", "//"), {"i": i, "n": n}))


def written_out(rule):
    """The expression and start that a rule stands for."""
    n, parts = rule["n"], []
    fill = lambda text, i: re.sub(r"\{([^}]*)\}", lambda m: str(whole(m[1], i, n)), text)
    for part in rule["sum"]:
        if isinstance(part, str):
            parts.append(fill(part, 0))
            continue
        first, last = whole(part["i"][0], 0, n), whole(part["i"][1], 0, n)
        text = " + ".join(f"({fill(part['term'], i)})" for i in range(first, last + 1))
        parts.append("(" + part.get("wrap", "@").replace("@", f"({text})") + ")")
    start = {}
    for i in range(1, n + 1):
        text = rule["start"][(i - 1) % len(rule["start"])]
        text = re.sub(r"\{([^}]*)\}", lambda m: str(eval(m[1], {"i": i, "n": n})), text)
        start[f"x{i}"] = float(eval(text))
    return " + ".join(parts), start


def function(case, names):
    """The objective over a vector, and the residuals where there are any."""
    if "rule" in case and "expr" not in case:
        return vectorised(case["rule"]), None
    place = {name: at for at, name in enumerate(names)}

    def compiled(text):
        text = re.sub(r"[A-Za-z_]\w*", lambda m: f"X[{place[m[0]]}]" if m[0] in place else m[0], text)
        return compile(text.replace("^", "**"), "<formula>", "eval")

    value = lambda code, X: eval(code, {**NAMES, "X": X})
    if "residuals" in case:
        codes = [compiled(text) for text in case["residuals"]]
        residuals = lambda X: jnp.stack([value(code, X) + 0.0 for code in codes])
        return (lambda X: jnp.sum(residuals(X) ** 2)), residuals
    code = compiled(case["expr"])
    return (lambda X: value(code, X)), None


def vectorised(rule):
    n = rule["n"]
    parts = []
    for part in rule["sum"]:
        if isinstance(part, str):
            text = re.sub(r"x\{([^}]*)\}", lambda m: f"X[{whole(m[1], 0, n) - 1}]", part)
            parts.append((compile(text.replace("^", "**"), "<rule>", "eval"), None, None))
            continue
        first, last = whole(part["i"][0], 0, n), whole(part["i"][1], 0, n)
        index = np.arange(first, last + 1)
        text = re.sub(r"x\{([^}]*)\}", lambda m: f"X[({m[1]}) - 1]".replace("/", "//"), part["term"])
        text = re.sub(r"\{([^}]*)\}", r"(\1)", text).replace("^", "**")
        wrap = part.get("wrap", "@").replace("@", "(W)").replace("^", "**")
        parts.append((compile(text, "<rule>", "eval"), index, compile(wrap, "<wrap>", "eval")))

    def objective(X):
        total = 0.0
        for code, index, wrap in parts:
            if index is None:
                total = total + eval(code, {**NAMES, "X": X})
                continue
            terms = eval(code, {**NAMES, "X": X, "i": index, "n": n})
            summed = jnp.sum(jnp.broadcast_to(terms, index.shape))
            total = total + eval(wrap, {**NAMES, "W": summed})
        return total

    return objective


def solved(case, f, start_value):
    allowed = 1e-6 * abs(case["fstar"]) + min(1e-12 * max(1.0, case["f0"]), 1e-8)
    if f <= case["fstar"] + allowed:
        return True
    if any(abs(f - other) <= 1e-6 * abs(other) + 1e-8 for other in case.get("local") or []):
        return True
    return bool(case.get("multimodal")) and f < start_value


def scipy_runs(case, names, start):
    """Evaluations, seconds and end value of each method that solves the problem."""
    objective, residuals = function(case, names)
    value = jax.jit(objective)
    gradient = jax.jit(jax.grad(objective))
    hessian = jax.jit(jax.hessian(objective))
    x0 = np.array([start[name] for name in names])
    f = lambda x: float(value(x))
    g = lambda x: np.asarray(gradient(x))
    h = lambda x: np.asarray(hessian(x))
    runs = {}

    def attempt(name, work):
        try:
            for compiled in (value, gradient) + ((hessian,) if name == "trust-exact" else ()):
                compiled(x0)
            best = math.inf
            for _ in range(3 if len(names) <= 100 else 1):
                begun = time.perf_counter()
                result = work()
                best = min(best, time.perf_counter() - begun)
            end = f(result.x)
            runs[name] = (solved(case, end, case["f0"]), result.nfev + (result.njev or 0), best, end)
        except Exception:  # A solver that gives up has not solved the problem.
            runs[name] = (False, math.inf, math.inf, math.nan)

    attempt("BFGS", lambda: minimize(f, x0, jac=g, method="BFGS", options={"maxiter": 2000}))
    attempt(
        "trust-exact",
        lambda: minimize(f, x0, jac=g, hess=h, method="trust-exact", options={"maxiter": 2000}),
    )
    if residuals is not None:
        r = jax.jit(residuals)
        jacobian = jax.jit(jax.jacfwd(residuals))
        attempt(
            "least_squares",
            lambda: least_squares(lambda x: np.asarray(r(x)), x0, lambda x: np.asarray(jacobian(x))),
        )
    return runs


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", nargs="?", default=ROOT.parent / "shared/corpora/minimize.jsonl")
    parser.add_argument("--gradus", default=EXECUTABLE)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    cases = [json.loads(line) for line in open(arguments.corpus)]
    cases = sorted((c for c in cases if arguments.only in c["id"]), key=lambda c: c["id"])
    counted = {"gradus": 0, "SciPy": 0}
    times = {"run": 0.0, "all": 0.0, "SciPy": 0.0}
    right = {"gradus": 0, "SciPy": 0}
    print("| problem | n | gradus | evaluations | Hessians | run, ms | with reading, deriving, compiling, ms | best of SciPy | evaluations | ms |")
    print("|---|--:|---|--:|--:|--:|--:|---|--:|--:|")
    with Client(arguments.gradus) as client:
        for case in cases:
            request = {"op": "minimize", "timing": True}
            if "residuals" in case:
                request["residuals"], start = case["residuals"], case["start"]
            elif "expr" in case:
                request["expr"], start = case["expr"], case["start"]
            else:
                request["expr"], start = written_out(case["rule"])
            request["start"] = start
            replies = [client.ask(request, 300) for _ in range(3)]
            reply = replies[0]
            if not reply.get("ok"):
                print(f"| {case['id']} | {len(start)} | refused: {reply['error']['message']} |")
                continue
            end = number(reply["f"])
            own = solved(case, end, case["f0"])
            calls = reply["evaluations"]
            count = calls["value"] + calls["gradient"]
            spent = lambda r, name: (r["nanoseconds"].get(name) or 0) / 1e6
            run = min(spent(r, "run") for r in replies)
            whole_time = min(spent(r, "read") + spent(r, "solve") for r in replies)
            runs = scipy_runs(case, list(start), start)
            good = {name: r for name, r in runs.items() if r[0]}
            right["gradus"] += own
            right["SciPy"] += bool(good)
            if good:
                fewest = min(good, key=lambda name: good[name][1])
                quickest = min(r[2] for r in good.values())
            if own and good:
                counted["gradus"] += count
                counted["SciPy"] += good[fewest][1]
                times["run"] += run
                times["all"] += whole_time
                times["SciPy"] += quickest * 1e3
            theirs = f"{fewest} | {good[fewest][1]} | {quickest * 1e3:.2f}" if good else "none | |"
            print(
                f"| {case['id']} | {len(start)} | {'' if own else 'NOT SOLVED: '}{reply.get('method', '')} {reply['status']}"
                f" | {count} | {calls['hessian']} | {run:.3f} | {whole_time:.2f} | {theirs} |",
                flush=True,
            )
    print()
    print(f"Solved: gradus {right['gradus']} of {len(cases)}, SciPy's best {right['SciPy']}.")
    print(
        f"Evaluations in sum where both solve: gradus {counted['gradus']},"
        f" SciPy's best of three for each problem {counted['SciPy']}."
    )
    print(
        f"Time in sum, ms: gradus {times['run']:.2f} (with reading, deriving and compiling"
        f" {times['all']:.1f}), SciPy's quickest for each problem {times['SciPy']:.1f}:"
        f" {times['SciPy'] / max(times['run'], 1e-9):.0f} times."
    )


if __name__ == "__main__":
    main()
