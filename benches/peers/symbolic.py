#!/usr/bin/env python3
"""Symbolic work and start-up, gradus against its peers in one run, in turns.

    benches/peers/run                      installs the peers, builds, runs this
    python symbolic.py [--gradus PATH] [--nearest PATH] [--only PART]… [--rounds N] [--strict]

Every contestant has one core: `gradus batch` another than this script where there are two, so that
writing to it does not disturb it. In each round each has its turn, so that a machine that slows down
slows all of them. Times are minima over all rounds; medians are printed beside them. A time of
gradus is what its reply reports for the step, where a peer's is taken around the call in Python.
Before anything is timed the derivatives are compared in value. A complete run writes RESULTS.md.

Exit status: 1 when a value is wrong or a request was refused; with --strict also when a target is
missed.
"""

import argparse
import datetime
import gc
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial, reduce
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from client import EXECUTABLE, ROOT, Client, Lost, find_executable, number, refusal  # noqa: E402

import casadi as ca  # noqa: E402
import heyoka as hy  # noqa: E402
import symengine as se  # noqa: E402
import sympy  # noqa: E402

PEERS = ("SymEngine", "heyoka", "CasADi", "symb_anafis")
NEAREST = HERE / "rust" / "target" / "release" / "nearest"

NESTED = "exp(sin(x)*cos(x^2))*log(1+x^2)/(1+exp(-x))"

# The seven formulas, with the symbol they are differentiated in; rust/src/main.rs has the same.
FORMULAS = (
    ("exp(-(x - mu)^2 / (2 * sigma^2)) / sqrt(2 * pi * sigma^2)", "x"),
    ("exp(-((x - x0)^2 + (y - y0)^2) / (2 * s^2)) / (2 * pi * s^2)", "x"),
    ("4 * pi * (m / (2 * pi * k * T))^(3/2) * v^2 * exp(-m * v^2 / (2 * k * T))", "v"),
    ("1 / sqrt(1 - v^2 / c^2)", "v"),
    ("4 * epsilon * ((sigma / r)^12 - (sigma / r)^6)", "r"),
    ("1 / (1 + exp(-k * (x - x0)))", "x"),
    ("A * exp(-gamma * t) * cos(omega * t + phi)", "t"),
)

RAW = {"form": "raw", "print": False, "timing": True}
SECONDS = 120  # time limit of one request
ENOUGH = 2.0  # seconds after which a contestant has had turns enough, if it had two


class Refused(Exception):
    """gradus answered with an error, or without what was asked."""


# ---------------------------------------------------------------- measuring


class Times:
    """The times of one contestant, in seconds."""

    def __init__(self):
        self.all = []

    @property
    def least(self):
        return min(self.all)

    @property
    def median(self):
        return statistics.median(self.all)


def call(work):
    """A turn of a peer: one call, timed here."""

    def turn():
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return turn


def ask(client, request):
    """The reply, if it is a success."""
    reply = client.ask(request, SECONDS)
    if reply.get("ok") is not True:
        raise Refused(refusal(reply))
    return reply


def nanoseconds(reply, *steps):
    """Seconds that a reply reports for the steps; one that did not take place counts nothing."""
    times = reply.get("nanoseconds")
    if not isinstance(times, dict):
        raise Refused("the reply has no `nanoseconds`")
    found = [number(times[step]) for step in steps if step in times]
    if not found:
        raise Refused(f"`nanoseconds` has none of {', '.join(steps)}")
    return sum(found) * 1e-9


def asked(client, request, *steps):
    """A turn of gradus: one request, timed by its reply."""
    return lambda: nanoseconds(ask(client, request), *steps)


def asked_fresh(executable, prepare, request, *steps):
    """A turn of gradus in a process of its own, whose first request this is."""

    def turn():
        with Client(executable, prepare) as client:
            return nanoseconds(ask(client, request), *steps)

    return turn


def in_turns(turns, rounds, quantum=0.002):
    """Gives every contestant its turn in each round: as many runs as fit a quantum, one at least."""
    times = {name: Times() for name in turns}
    gc.collect()
    gc.disable()
    try:
        for done in range(rounds):
            for name, turn in turns.items():
                mine = times[name].all
                if done >= 2 and sum(mine) > ENOUGH:
                    continue
                spent = 0.0
                for _ in range(50):
                    mine.append(turn())
                    spent += mine[-1]
                    if spent >= quantum:
                        break
    finally:
        gc.enable()
    return times


# ---------------------------------------------------------------- reporting


def shown(seconds):
    if seconds is None:
        return ""
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}" if seconds < 1000 * size else f"{seconds:.0f} s"
    return f"{seconds * 1e9:.3g} ns"


def factor_text(ratio):
    return f"{ratio:.0f}" if ratio >= 100 else f"{ratio:.3g}"


class Report:
    """The lines of the table, printed as they come."""

    def __init__(self):
        self.rows, self.problems, self.missed = [], [], 0

    def line(self, task, peers, gradus, measure="", target="", met=None, medians=None):
        """One measurement: texts, and whether the target was met (None: there is none)."""
        verdict = {None: "", True: "met", False: "NOT MET"}[met]
        self.missed += met is False
        self.rows.append([task, *(peers.get(p, "") for p in PEERS), gradus, measure, target, verdict])
        parts = [f"{name} {text}" for name, text in (*peers.items(), ("gradus", gradus)) if text]
        if medians:
            parts.append(f"(medians: {medians})")
        ending = "; ".join(text for text in (measure, target and f"target {target}", verdict) if text)
        print(f"{task}: {', '.join(parts)}; {ending}".rstrip("; "), flush=True)

    def race(self, task, times, against=None, factor=None):
        """A line for contestants that were measured in turns."""
        ours = times["gradus"].least
        ratios = {n: t.least / ours for n, t in times.items() if n != "gradus"}
        measure = ", ".join(f"{factor_text(ratio)} × {name}" for name, ratio in ratios.items())
        target, met = "", None
        if against in ratios and factor is not None:
            target, met = f"≥ {factor:g} × {against}", ratios[against] >= factor
        self.line(
            task,
            {n: shown(t.least) for n, t in times.items() if n != "gradus"},
            shown(ours),
            measure,
            target,
            met,
            ", ".join(f"{n} {shown(t.median)}" for n, t in times.items()),
        )

    def limit(self, task, seconds, most, peers=None, medians=None, measure=""):
        """A line for a time that must stay below a limit."""
        self.line(
            task,
            peers or {},
            shown(seconds),
            measure,
            f"≤ {shown(most)}" if most else "",
            seconds <= most if most else None,
            medians,
        )

    def problem(self, task, reason):
        self.problems.append(f"{task}: {reason}")
        self.rows.append([task, *("" for _ in PEERS), "failed", str(reason)[:120], "", "NOT MET"])
        print(f"{task}: FAILED: {reason}", flush=True)

    def table(self):
        head = ["task", *PEERS, "gradus", "ratio", "target", "met"]
        lines = [head, ["---"] * len(head), *self.rows]
        return "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in lines)


def near(values, expects, task, report):
    """Reports a value that is not within 1e-8 of the peer's."""
    for value, expect in zip(values, expects, strict=True):
        value = number(value)
        if not (math.isfinite(value) and abs(value - expect) <= 1e-8 * abs(expect) + 1e-9):
            report.problem(task, f"value {value!r}, the peer has {expect!r}")
            return False
    return True


# ---------------------------------------------------------------- n-th derivatives


def repeatedly(step, count):
    return lambda start: reduce(lambda e, _: step(e), range(count), start)


def nth_derivatives(report, client, options):
    x = se.Symbol("x")
    s = se.sympify(NESTED.replace("^", "**"))
    hx = hy.make_vars("x")
    h = hy.from_sympy(sympy.sympify(NESTED.replace("^", "**")))
    cx = ca.SX.sym("x")
    c = ca.exp(ca.sin(cx) * ca.cos(cx**2)) * ca.log(1 + cx**2) / (1 + ca.exp(-cx))

    for n in range(1, 8):
        task = f"derivative {n} of the nested formula"
        wrt = {"op": "diff", "expr": NESTED, "wrt": ["x"] * n}
        by_symengine = repeatedly(lambda e: e.diff(x), n)
        by_heyoka = repeatedly(lambda e: hy.diff(e, hx), n)
        by_casadi = repeatedly(lambda e: ca.gradient(e, cx), n)
        try:
            reply = ask(client, {**wrt, "form": "raw", "print": False, "at": [{"x": 0.5}]})
            expect = float(by_symengine(s).subs({x: se.Rational(1, 2)}).n(53, real=True))
            if not near(reply["values"], [expect], task, report):
                continue
            times = in_turns(
                {
                    "SymEngine": call(partial(by_symengine, s)),
                    "gradus": asked(client, {**wrt, **RAW}, "diff"),
                    "heyoka": call(partial(by_heyoka, h)),
                    "gradus again": asked(client, {**wrt, **RAW}, "diff"),
                    "CasADi": call(partial(by_casadi, c)),
                },
                options.rounds,
            )
            times["gradus"].all += times.pop("gradus again").all
            report.race(task, times, "SymEngine", 3 if n == 7 else 1)
            if n in (1, 7):
                fresh = in_turns(
                    {
                        "SymEngine": call(partial(by_symengine, s)),
                        "gradus": asked_fresh(
                            options.gradus, client.prepare, {**wrt, **RAW}, "diff"
                        ),
                    },
                    options.rounds,
                    quantum=0,
                )
                report.race(f"{task}, gradus' first request of a process", fresh)
            steps = ("simplify", "diff", "print")
            written = asked(client, {**wrt, "timing": True}, *steps)
            gradus = in_turns({"gradus": written}, options.rounds)["gradus"]
            report.limit(f"{task}, canonical and printed", gradus.least, None)
        except (Refused, Lost) as failure:
            report.problem(task, failure)


# ---------------------------------------------------------------- gradients and Hessians


def product_(factors):
    return reduce(lambda a, b: a * b, factors)


def rosenbrock(v):
    terms = (100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in zip(v, v[1:]))
    return reduce(lambda a, b: a + b, terms)


def names(n):
    return [f"x{i}" for i in range(1, n + 1)]


def text(label, n):
    v = names(n)
    if label == "product":
        return "*".join(v)
    return " + ".join(f"100*({b} - {a}^2)^2 + (1 - {a})^2" for a, b in zip(v, v[1:]))


BUILD = {"product": product_, "rosenbrock": rosenbrock}
CALLED = {"product": "the product of {} variables", "rosenbrock": "Rosenbrock, {} variables"}


def point(n):
    """Values for the variables, multiples of 1/64 about 1."""
    return [(60 + 7 * i % 9) / 64 for i in range(n)]


def in_heyoka(label, v):
    if label == "product":
        return hy.prod(v)
    return hy.sum([100.0 * (b - a**2.0) ** 2.0 + (1.0 - a) ** 2.0 for a, b in zip(v, v[1:])])


def gradients(report, client, options):
    for label, build in BUILD.items():
        for n in (10, 100, 1000):
            task = f"gradient of {CALLED[label].format(n)}"
            request = {"op": "gradient", "expr": text(label, n), "wrt": names(n)}
            cv = ca.SX.sym("x", n)
            c = build([cv[i] for i in range(n)])
            at = point(n)
            try:
                reply = ask(
                    client,
                    {**request, "form": "raw", "print": False, "at": [dict(zip(names(n), at))]},
                )
                expect = ca.Function("g", [cv], [ca.gradient(c, cv)])(at).full().ravel()
                if not near(reply["values"][0], map(float, expect), task, report):
                    continue
                turns = {
                    "CasADi": call(lambda c=c, cv=cv: ca.gradient(c, cv)),
                    "gradus": asked(client, {**request, **RAW}, "diff"),
                }
                hv = list(hy.make_vars(*names(n)))
                h = in_heyoka(label, hv)
                turns["heyoka"] = call(
                    lambda h=h, hv=hv: hy.diff_tensors([h], diff_args=hv, diff_order=1)
                )
                if n <= 100:
                    sv = list(se.symbols(names(n)))
                    s = build(sv)
                    turns["gradus again"] = asked(client, {**request, **RAW}, "diff")
                    turns["SymEngine"] = call(lambda s=s, sv=sv: [s.diff(v) for v in sv])
                times = in_turns(turns, options.rounds)
                if "gradus again" in times:
                    times["gradus"].all += times.pop("gradus again").all
                report.race(task, times, "CasADi", 3)
            except (Refused, Lost) as failure:
                report.problem(task, failure)

    hessian(report, client, options)
    for label in BUILD:
        growth(report, client, options, label)


def hessian(report, client, options):
    def request_for(n):
        return {
            "op": "hessian",
            "expr": text("rosenbrock", n),
            "wrt": names(n),
            "sparse": True,
            "form": "raw",
            "print": False,
        }

    def casadi_for(n):
        cv = ca.SX.sym("x", n)
        return rosenbrock([cv[i] for i in range(n)]), cv

    n = 1000
    task = f"sparse Hessian of Rosenbrock, {n} variables"
    try:
        at = point(n)
        reply = ask(client, {**request_for(n), "at": [dict(zip(names(n), at))]})
        c, cv = casadi_for(n)
        expect = ca.Function("h", [cv], [ca.hessian(c, cv)[0]])(at)
        rows, columns = expect.sparsity().get_triplet()
        known = dict(zip(zip(rows, columns), map(float, expect.nonzeros())))
        entries = {(row, column): value for row, column, value in reply["values"][0]}
        if extra := [place for place in entries if place not in known]:
            report.problem(task, f"entries that CasADi does not have, such as {extra[0]}")
            return
        # One triangle is enough of a symmetric matrix.
        places = [p for p in known if p in entries or p[::-1] not in entries]
        if absent := [p for p in places if p not in entries and known[p] != 0]:
            report.problem(task, f"no entry {absent[0]}")
            return
        places = [p for p in places if p in entries]
        if not near([entries[p] for p in places], [known[p] for p in places], task, report):
            return
        times = in_turns(
            {
                "CasADi": call(lambda: ca.hessian(c, cv)),
                "gradus": asked(client, {**request_for(n), "timing": True}, "diff"),
            },
            options.rounds,
        )
        report.race(task, times, "CasADi", 3)
    except (Refused, Lost) as failure:
        report.problem(task, failure)


def growth(report, client, options, label):
    """Time a variable, and size of the gradient over that of its function, as both grow."""
    sizes = (1000, 10_000, 100_000)
    task = f"gradient, time a variable: {CALLED[label].format(' / '.join(map(str, sizes)))}"
    each, ratios = [], []
    try:
        for n in sizes:
            request = {"op": "gradient", "expr": text(label, n), "wrt": names(n), **RAW}
            times = in_turns({"gradus": asked(client, request, "diff")}, max(3, options.rounds // 2))
            each.append(times["gradus"].least / n)
            nodes = ask(client, request).get("nodes")
            if not isinstance(nodes, dict):
                raise Refused("the reply has no `nodes`")
            ratios.append(number(nodes["result"]) / number(nodes["input"]))
    except (Refused, Lost, KeyError) as failure:
        report.problem(task, failure)
        return
    spread = max(each) / min(each)
    report.line(
        task,
        {},
        " / ".join(map(shown, each)),
        f"largest over smallest {spread:.3g}",
        "≤ 4",
        spread <= 4,
    )
    report.line(
        f"nodes of the gradient over those of its function: {CALLED[label].format(' / '.join(map(str, sizes)))}",
        {},
        " / ".join(f"{ratio:.3g}" for ratio in ratios),
        "",
        "≤ 4",
        max(ratios) <= 4,
    )


# ---------------------------------------------------------------- text in, text out


def formulas(report, client, options):
    requests = [{"op": "diff", "expr": e, "wrt": [v]} for e, v in FORMULAS]
    timed = [{**request, "timing": True} for request in requests]
    task = "text to canonical text, mean of the seven formulas"
    steps = ("parse", "simplify", "diff", "print")
    try:
        for (expr, symbol), request in zip(FORMULAS, requests):
            peer = se.sympify(expr.replace("^", "**"))
            symbols = sorted(peer.free_symbols, key=str)
            # Falling in the order of names, so that v is below c.
            at = {str(s): (80 - 7 * i) / 64 for i, s in enumerate(symbols)}
            expect = float(peer.diff(se.Symbol(symbol)).subs(dict(zip(symbols, at.values()))))
            reply = ask(client, {**request, "at": [at]})
            if not near(reply["values"], [expect], f"derivative of {expr}", report):
                return
            print(f"  {expr}  ->  {reply.get('result')}")
        whole = in_turns(
            {str(i): asked(client, r, *steps) for i, r in enumerate(timed)}, 3 * options.rounds
        )
        alone = in_turns(
            {str(i): asked(client, r, "diff") for i, r in enumerate(timed)}, 3 * options.rounds
        )

        def mean(times):
            return statistics.fmean(t.least for t in times.values())

        def middle(times):
            return f"gradus {shown(statistics.fmean(t.median for t in times.values()))}"

        there = [step for step in steps if step in ask(client, timed[0])["nanoseconds"]]
        report.limit(
            f"{task} ({' + '.join(there)})", mean(whole), 30e-6, medians=middle(whole)
        )
        report.limit(
            "derivative alone, mean of the seven formulas", mean(alone), 3e-6, medians=middle(alone)
        )
        wall = throughput(options, requests)
        report.limit(
            "one request of `gradus batch`, wall time, mean of the seven formulas",
            wall.least,
            None,
            medians=f"gradus {shown(wall.median)}",
        )
    except (Refused, Lost) as failure:
        report.problem(task, failure)


def throughput(options, requests, repeats=2000):
    """Wall time a request: a file of many goes in and a file comes out, less the start-up."""
    lines = b"".join(
        json.dumps({"id": i, **request}).encode() + b"\n"
        for i, request in enumerate(requests * repeats)
    )
    times = Times()
    with tempfile.TemporaryFile() as full, tempfile.TemporaryFile() as empty:
        full.write(lines)
        full.flush()
        for _ in range(max(3, options.rounds // 2)):
            elapsed = {}
            for name, source in (("full", full), ("empty", empty)):
                source.seek(0)
                with tempfile.TemporaryFile() as out:
                    start = time.perf_counter()
                    subprocess.run(
                        [options.gradus, "batch"],
                        stdin=source,
                        stdout=out,
                        stderr=subprocess.DEVNULL,
                        timeout=SECONDS,
                    )
                    elapsed[name] = time.perf_counter() - start
                    if name == "full":
                        out.seek(0)
                        if sum(1 for _ in out) != len(requests) * repeats:
                            raise Lost("not every request of a file of many has a reply")
            times.all.append((elapsed["full"] - elapsed["empty"]) / (len(requests) * repeats))
    return times


def nearest_crate(report, _client, options):
    """The nearest Rust crate, measured against the library by the program in rust/."""
    task = "text to simplified text, mean of the seven formulas"
    if not options.nearest.is_file():
        report.problem(task, f"{options.nearest} is not built")
        return
    done = subprocess.run(
        [options.nearest, "--json"],
        capture_output=True,
        text=True,
        timeout=10 * SECONDS,
    )
    if done.returncode != 0:
        report.problem(task, done.stderr.strip()[-300:])
        return
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    for row in rows:
        peer, gradus = row["symb_anafis"]["least"], row["gradus"]["least"]
        report.line(
            f"text to simplified text: {row['formula']}",
            {"symb_anafis": shown(peer)},
            shown(gradus),
            f"{factor_text(peer / gradus)} × symb_anafis",
            medians=f"symb_anafis {shown(row['symb_anafis']['median'])},"
            f" gradus {shown(row['gradus']['median'])}",
        )
    peer = statistics.fmean(row["symb_anafis"]["least"] for row in rows)
    gradus = statistics.fmean(row["gradus"]["least"] for row in rows)
    ratio = peer / gradus
    report.line(
        task,
        {"symb_anafis": shown(peer)},
        shown(gradus),
        f"{factor_text(ratio)} × symb_anafis",
        "≥ 5 × symb_anafis",
        ratio >= 5,
    )
    report.limit(f"{task}, by the library", gradus, 30e-6)


# ---------------------------------------------------------------- start-up and large texts


def start_up(report, client, options):
    def process(*command):
        # Without `preexec_fn`: with it the whole of this process would be copied first.
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True)
        return time.perf_counter() - start, done

    task = "start-up: gradus diff 'x^2' x, wall time"
    ours, nothing = Times(), Times()
    for _ in range(50):
        elapsed, done = process("true")
        nothing.all.append(elapsed)
        elapsed, done = process(options.gradus, "diff", "x^2", "x")
        if done.returncode != 0 or done.stdout.strip() != b"2*x":
            report.problem(task, f"status {done.returncode}, printed {done.stdout[:80]!r}")
            break
        ours.all.append(elapsed)
    else:
        report.limit(
            task,
            ours.least,
            5e-3,
            medians=f"gradus {shown(ours.median)}",
            measure=f"median {shown(ours.median)}; the command `true` takes {shown(nothing.least)}",
        )

    size = 1_000_000
    terms, length = [], 0
    while length < size:
        i = len(terms)
        terms.append(f"{i % 97 + 1}.25*x{i % 50}^{i % 7 + 2}*sin(y{i % 31} + {i}) - z/({i} + w^2)")
        length += len(terms[-1]) + 3
    expr = " + ".join(terms)
    task = f"a text of {len(expr) / 1e6:.3g} MB parsed and built"
    try:
        request = {"op": "diff", "expr": expr, "wrt": ["z"], **RAW}
        # No peer here: SymEngine's parser takes minutes for such a sum.
        times = in_turns({"gradus": asked(client, request, "parse")}, options.rounds)["gradus"]
        report.limit(task, times.least, 0.5, medians=f"gradus {shown(times.median)}")
    except (Refused, Lost) as failure:
        report.problem(task, failure)


# ---------------------------------------------------------------- all of it


def cores():
    """A core for this script and its peers, and one for gradus: another if there is one."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[min(1, len(allowed) - 1)]


def processor():
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def heading(options):
    def output(*command):
        try:
            done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        except OSError:
            return "unknown"
        return done.stdout.strip() or "unknown"

    locked = (HERE / "rust" / "Cargo.lock").read_text().split("[[package]]")
    anafis = next(
        (p.split('version = "')[1].split('"')[0] for p in locked if 'name = "symb_anafis"' in p), "unknown"
    )
    versions = ", ".join(
        f"{name} {version(package)}"
        for name, package in (
            ("SymEngine for Python", "symengine"),
            ("heyoka", "heyoka"),
            ("CasADi", "casadi"),
        )
    )
    return f"""# Symbolic work: what was measured

Written by `benches/peers/run` on {datetime.date.today().isoformat()}. {processor()}, one core a contestant.
gradus at commit {output("git", "describe", "--always", "--dirty")}, {output("rustc", "--version")}; {versions}, symb_anafis {anafis}; Python {platform.python_version()}.

Times are minima over {options.rounds} rounds in turns (start-up: 50 runs). A ratio says how many times longer the peer took. An empty cell was not measured.

"""


def main():
    parts = {
        "derivatives": nth_derivatives,
        "gradients": gradients,
        "formulas": formulas,
        "nearest": nearest_crate,
        "start": start_up,
    }
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gradus", type=Path, default=EXECUTABLE, help="the executable")
    parser.add_argument("--nearest", type=Path, default=NEAREST, help="the program of rust/")
    parser.add_argument("--only", action="append", choices=parts, help="this part alone")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--strict", action="store_true", help="a missed target fails the run")
    parser.add_argument("--results", type=Path, default=HERE / "RESULTS.md")
    options = parser.parse_args()
    options.gradus = find_executable(options.gradus).resolve()

    mine, theirs = cores()
    os.sched_setaffinity(0, {mine})

    def prepare():
        os.sched_setaffinity(0, {theirs})

    report = Report()
    with Client(options.gradus, prepare) as client:
        for name in options.only or parts:
            parts[name](report, client, options)

    if options.only:
        print("\nonly a part was run: RESULTS.md stays as it is")
    else:
        options.results.write_text(heading(options) + report.table() + "\n", encoding="utf-8")
        print(f"\nwritten: {options.results}")
    targets = sum(1 for row in report.rows if row[-1])
    print(f"{targets} targets, {report.missed} missed, {len(report.problems)} failed")
    return 1 if report.problems or (options.strict and report.missed) else 0


if __name__ == "__main__":
    sys.exit(main())
