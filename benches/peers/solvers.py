"""Minima in many variables: gradus (newton-sparse, l-bfgs) and CasADi with IPOPT in turns, each
contestant a process of its own on one core.

    python solvers.py [--gradus PATH] [--variables N] [--rounds N]

Two problems: the extended function of Rosenbrock, and squared differences of neighbours on a
square grid with quartic and exponential terms. Both get the formula in their own form (gradus:
text), derive, and solve to a gradient norm of 1e-8 with default settings otherwise. The time is
from the formula to the answer; the memory is the largest resident set of the process. The values
at the minima are compared.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOLERANCE = 1e-8


def load(at):
    return (at * 7919 % 1000) / 100


def rosenbrock_text(n):
    pairs = ((2 * at - 1, 2 * at) for at in range(1, n // 2 + 1))
    text = " + ".join(f"100*(x{b} - x{a}^2)^2 + (1 - x{a})^2" for a, b in pairs)
    return text, {f"x{at}": -1.2 if at % 2 else 1.0 for at in range(1, n // 2 * 2 + 1)}


def grid_text(n):
    side = int(n**0.5)
    differences, terms = [], []
    for at in range(1, side * side + 1):
        if at % side:
            differences.append(f"(x{at}-x{at + 1})^2")
        if at + side <= side * side:
            differences.append(f"(x{at}-x{at + side})^2")
        terms.append(f"x{at}^4/4+exp(x{at})-{load(at)}*x{at}")
    # Without blanks: a formula may have 8 MiB.
    text = f"({'+'.join(differences)})/2+({'+'.join(terms)})/100"
    return text, {f"x{at}": 0.0 for at in range(1, side * side + 1)}


def gradus(executable, problem, n, method):
    text, start = {"rosenbrock": rosenbrock_text, "grid": grid_text}[problem](n)
    request = {
        "id": 1,
        "op": "minimize",
        "expr": text,
        "start": start,
        "method": method,
        "tolerance": TOLERANCE,
        "timing": True,
    }
    line = json.dumps(request) + "\n"
    begun = time.perf_counter()
    process = subprocess.Popen(
        [str(executable), "batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    process.stdin.write(line)
    process.stdin.flush()
    reply = json.loads(process.stdout.readline())
    seconds = time.perf_counter() - begun
    memory = peak(process.pid)
    process.stdin.close()
    process.wait()
    if not reply.get("ok"):
        raise SystemExit(f"gradus refused: {reply}")
    stages = {name: round(ns / 1e9, 3) for name, ns in reply["nanoseconds"].items()}
    return {
        "seconds": seconds,
        "memory": memory,
        "f": reply["f"],
        "iterations": reply["iterations"],
        "status": reply["status"],
        "detail": f"{stages} {reply['evaluations']}",
    }


def peak(pid):
    """The largest resident set of a process so far, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return float("nan")


def casadi_child(problem, n):
    """Runs in a process of its own and prints one line of JSON."""
    import casadi as ca
    import numpy as np

    begun = time.perf_counter()
    if problem == "rosenbrock":
        x = ca.SX.sym("x", n // 2 * 2)
        a, b = x[0::2], x[1::2]
        f = ca.sum1(100 * (b - a**2) ** 2 + (1 - a) ** 2)
        start = np.tile([-1.2, 1.0], n // 2)
    else:
        side = int(n**0.5)
        u = ca.SX.sym("u", side, side)
        x = ca.vec(u)
        loads = ca.DM([load(at) for at in range(1, side * side + 1)])
        f = ca.sumsqr(u[1:, :] - u[:-1, :]) / 2 + ca.sumsqr(u[:, 1:] - u[:, :-1]) / 2
        f += ca.sum1(x**4 / 4 + ca.exp(x) - loads * x) / 100
        start = np.zeros(side * side)
    options = {
        "print_time": False,
        "ipopt.print_level": 0,
        "ipopt.sb": "yes",
        "ipopt.tol": TOLERANCE,
    }
    solver = ca.nlpsol("solver", "ipopt", {"x": x, "f": f}, options)
    made = time.perf_counter()
    answer = solver(x0=start)
    end = time.perf_counter()
    stats = solver.stats()
    print(
        json.dumps(
            {
                "seconds": end - begun,
                "memory": peak(os.getpid()),
                "f": float(answer["f"]),
                "iterations": stats["iter_count"],
                "status": stats["return_status"],
                "detail": f"derive {made - begun:.3f}, solve {end - made:.3f}",
            }
        )
    )


def casadi(problem, n):
    command = [sys.executable, __file__, "--child", problem, "--variables", str(n)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--gradus", default=ROOT / "target" / "release" / "gradus")
    parser.add_argument("--variables", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--problem", choices=["rosenbrock", "grid"])
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ["OMP_NUM_THREADS"] = "1"
    n = options.variables
    if options.child:
        casadi_child(options.child, n)
        return 0

    from importlib.metadata import version

    print(f"{datetime.date.today()}, n = {n}, one core each, CasADi {version('casadi')} with IPOPT")
    print("| problem | solver | s | MB | steps | value | status |")
    print("|---|---|--:|--:|--:|--:|---|")
    wrong = False
    for problem in [options.problem] if options.problem else ["rosenbrock", "grid"]:
        contestants = {
            "CasADi + IPOPT": lambda: casadi(problem, n),
            "gradus newton-sparse": lambda: gradus(options.gradus, problem, n, "newton-sparse"),
            "gradus l-bfgs": lambda: gradus(options.gradus, problem, n, "l-bfgs"),
        }
        runs = {name: [] for name in contestants}
        for _ in range(options.rounds):
            for name, run in contestants.items():
                runs[name].append(run())
        value = runs["CasADi + IPOPT"][0]["f"]
        for name, done in runs.items():
            best = min(done, key=lambda run: run["seconds"])
            print(
                f"| {problem} | {name} | {best['seconds']:.2f} | {best['memory']:.0f} "
                f"| {best['iterations']} | {best['f']:.10g} | {best['status']} |"
            )
            print(f"{problem}, {name}: {best['detail']}", file=sys.stderr)
            wrong |= abs(best["f"] - value) > 1e-6 * (1 + abs(value))
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
