#!/usr/bin/env python3
"""gradus' derivatives beside SymPy's `simplify` of the same derivatives: length and time.

    python simplify.py reference [CORPORA]     SymPy's results, appended to simplify-sympy.jsonl
    python simplify.py compare [CORPORA]       gradus against what is on record there

`reference` takes hours, so it goes on where it stopped; each case has a budget of processor time.
`compare` takes seconds. Lengths are operations of the printed text (an operator, a sign or a call
counts one), counted by the same code for both. Times are processor time of SymPy's `diff` and
`simplify`, and the times that gradus' reply reports; all results are compared in value at the
points of the corpora.
"""

import argparse
import ast
import gzip
import json
import math
import signal
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from client import EXECUTABLE, ROOT, Client, find_executable, number, refusal  # noqa: E402

RECORD = HERE / "simplify-sympy.jsonl"
BUDGET = 15.0  # seconds of processor time for one simplification
SHARES = {"derivatives-sympy": None, "gradients-feynman": None, "derivatives-rubi": 600}


def operations(text):
    """How many operations a printed formula has; nothing if it can't be read."""
    text = text.replace("^", "**").replace("!", "*1")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, RecursionError, MemoryError):
        return None
    return sum(isinstance(node, (ast.BinOp, ast.Call)) for node in ast.walk(tree)) + sum(
        isinstance(node, ast.UnaryOp) for node in ast.walk(tree)
    )


def cases(corpora):
    """(identifier, formula, variables, points with values) of the visible corpora."""
    for name, share in SHARES.items():
        path = corpora / f"{name}.jsonl"
        if path.exists():
            lines = path.read_text().splitlines()
        else:
            lines = gzip.open(f"{path}.gz", "rt").read().splitlines()
        for line in lines[:share]:
            case = json.loads(line)
            if "vars" in case:
                for variable in case["vars"]:
                    points = [(p["at"], p["grad"][variable], p.get("tol", 1e-8)) for p in case["points"]]
                    yield f"{case['id']}:{variable}", case["expr"], [variable], points
            else:
                wrt = case["wrt"] if isinstance(case["wrt"], list) else [case["wrt"]]
                points = [(p["at"], p["expect"], p.get("tol", 1e-8)) for p in case["points"]]
                yield case["id"], case["expr"], wrt, points


class OutOfTime(Exception):
    pass


def within_budget(work):
    """The result of some work and its processor time; no result when the budget is spent."""

    def stop(*_):
        raise OutOfTime

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, BUDGET)
    start = time.process_time()
    try:
        return work(), time.process_time() - start
    except OutOfTime:
        return None, BUDGET
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def reference(corpora):
    import sympy

    x = sympy.Symbol("x", real=True)
    words = {
        "pi": sympy.pi, "e": sympy.E, "sqrt": sympy.sqrt, "exp": sympy.exp, "abs": sympy.Abs,
        "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)), "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
        "relu": lambda u: sympy.Max(0, u), "cbrt": sympy.cbrt, "expm1": lambda u: sympy.exp(u) - 1,
        "log1p": lambda u: sympy.log(1 + u), "log2": lambda u: sympy.log(u) / sympy.log(2),
        "log10": lambda u: sympy.log(u) / sympy.log(10), "hypot": lambda a, b: sympy.sqrt(a**2 + b**2),
        "min": sympy.Min, "max": sympy.Max, "ceil": sympy.ceiling, "exp2": lambda u: 2**u,
        "log": lambda u, b=None: sympy.log(u) if b is None else sympy.log(u) / sympy.log(b),
        "heaviside": sympy.Heaviside, "beta": sympy.beta, "atan2": sympy.atan2,
        "acot": lambda u: sympy.atan(1 / u), "csch": sympy.csch, "sech": sympy.sech,
    }
    done = {}
    if RECORD.exists():
        done = {json.loads(line)["id"] for line in RECORD.read_text().splitlines()}
    for identifier, formula, wrt, _ in cases(corpora):
        if identifier in done:
            continue
        row = {"id": identifier}
        try:
            names = dict(words)
            for name in sorted(set(_names(formula))):
                if name not in names and not hasattr(sympy, name) or name in wrt or len(name) == 1 and name != "e":
                    names[name] = sympy.Symbol(name, real=True)
            tree = sympy.sympify(formula.replace("^", "**"), locals=names)
            derivative, row["diff"] = within_budget(
                lambda: sympy.diff(tree, *[names[name] for name in wrt])
            )
            row["raw"] = str(derivative)[:20000]
            result, row["simplify"] = within_budget(lambda: sympy.simplify(derivative))
            row["result"] = None if result is None else str(result)
        except Exception as error:  # what SymPy can't do is on record too
            row["error"] = f"{type(error).__name__}: {error}"[:200]
        with RECORD.open("a") as record:
            record.write(json.dumps(row) + "\n")


def _names(formula):
    word = ""
    for c in formula + " ":
        if c.isalnum() or c == "_":
            word += c
        else:
            if word and not word[0].isdigit():
                yield word
            word = ""


def compare(corpora, gradus, worst, limit):
    record = {row["id"]: row for row in map(json.loads, RECORD.read_text().splitlines())}
    ratios, longer, wrong, refused = [], [], [], []
    ours, theirs, unread, late, unstable, times = 0.0, 0.0, 0, 0, [], []
    count = 0
    with Client(gradus) as client:
        for identifier, formula, wrt, points in cases(corpora):
            row = record.get(identifier)
            if row is None:
                continue
            count += 1
            if limit and count > limit:
                break
            request = {"op": "diff", "expr": formula, "wrt": wrt, "timing": True}
            reply = client.ask(request | {"at": [at for at, _, _ in points]})
            if not reply["ok"]:
                refused.append((identifier, refusal(reply)))
                continue
            text = reply["result"]
            taken = sum(reply["nanoseconds"].get(s, 0) for s in ("diff", "simplify")) / 1e9
            times.append((taken, identifier))
            ours += taken
            again = client.ask({"op": "eval", "expr": text, "at": [at for at, _, _ in points]})
            for (_, expect, tolerance), value in zip(points, again.get("values", [])):
                v = number(value)
                near = abs(v - expect) <= max(1e-7, tolerance * 64) * max(abs(expect), 1e-2)
                if not (math.isfinite(v) and near):
                    wrong.append((identifier, text, expect, v))
                    break
            if not again["ok"]:
                wrong.append((identifier, text, "reads back", refusal(again)))
            fixed = client.ask({"op": "simplify", "expr": text})
            twice = client.ask({"op": "simplify", "expr": fixed.get("result") or "0"})
            if twice.get("result") != fixed.get("result"):
                unstable.append((identifier, fixed.get("result"), twice.get("result")))
            if row.get("error"):
                unread += 1
                continue
            theirs += row["diff"] + row["simplify"]
            if row["result"] is None:
                late += 1
                continue
            mine, other = operations(text), operations(row["result"])
            if mine is None or other is None:
                unread += 1
                continue
            ratio = (mine + 1) / (other + 1)
            ratios.append(ratio)
            if mine > other:
                longer.append((ratio, identifier, mine, other, text, row["result"]))
    total = len(ratios)
    print(f"{count} derivatives; {total} compared, {late} without a result of SymPy in {BUDGET:g} s, {unread} not readable")
    print(f"no longer than SymPy's: {100 * (total - len(longer)) / total:.1f} %")
    print(f"median ratio {statistics.median(ratios):.3f}, geometric mean {statistics.geometric_mean(ratios):.3f}")
    print(f"time: SymPy {theirs:.1f} s, gradus {ours:.3f} s, {theirs / ours:.0f} times")
    times.sort()
    print(f"median {times[len(times) // 2][0] * 1e6:.0f} us, slowest {[(f'{t * 1e3:.1f} ms', i) for t, i in times[-3:]]}")
    print(f"wrong {len(wrong)}, refused {len(refused)}, not idempotent {len(unstable)}")
    for line in wrong[:worst] + refused[:worst] + unstable[:worst]:
        print("  ", *line)
    for ratio, identifier, mine, other, text, result in sorted(longer, reverse=True)[:worst]:
        print(f"{ratio:.2f} {identifier} {mine} over {other}\n   gradus {text[:300]}\n   SymPy  {result[:300]}")
    return bool(wrong or refused or unstable)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["reference", "compare"])
    parser.add_argument("corpora", nargs="?", type=Path, default=ROOT.parent / "shared" / "corpora")
    parser.add_argument("--gradus", default=EXECUTABLE)
    parser.add_argument("--worst", type=int, default=10, help="how many of the worst cases are shown")
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    if options.task == "reference":
        return reference(options.corpora)
    return compare(options.corpora, find_executable(options.gradus), options.worst, options.limit)


if __name__ == "__main__":
    sys.exit(main())
