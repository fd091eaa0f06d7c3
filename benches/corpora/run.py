#!/usr/bin/env python3
"""Drives `gradus batch` over the corpora of cases with known answers.

    python3 benches/corpora/run.py [DIRECTORY] [--gradus PATH] [--issue N] [--only NAME]…
                                   [--limit N] [--seconds S] [--failures FILE]
                                   [--accuracy MODE]…

DIRECTORY holds derivatives-rubi.jsonl.gz, derivatives-sympy.jsonl, gradients-feynman.jsonl,
accuracy-fpbench.jsonl.gz (see accuracy.py) and edges.jsonl (each also without, or with, `.gz`); it is ../shared/corpora beside the repository
unless given. A case is right, wrong or refused (the reply is an error); no reply in time, or the
end of the process, counts as wrong. The exit status is 0 when every case is right, 1 otherwise.
Python's standard library is enough.
"""

import argparse
import gzip
import json
import math
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import accuracy  # noqa: E402
from client import EXECUTABLE, ROOT, Client, Lost, find_executable, number, refusal  # noqa: E402

# The tolerances of the corpora; tests/tolerance.rs has the same ones.
VALUE = 1e-8  # relative, unless the point carries its own
ZERO = 1e-9  # absolute, where the expected value is 0
EDGE = 1e-9  # relative, in the edge cases, unless given
SECONDS = 20.0

RIGHT, WRONG, REFUSED = "right", "wrong", "refused"


def close(value, expect, relative, absolute=None):
    """Is the value within the tolerance? An expected 0 has only an absolute one."""
    if absolute is None:
        absolute = ZERO if expect == 0 else 0.0
    return math.isfinite(value) and abs(value - expect) <= max(relative * abs(expect), absolute)


def differences(values, expect, relative, absolute=None, place="values"):
    """What is wrong in a nested list of numbers, one sentence each."""
    if isinstance(expect, list):
        if not isinstance(values, list) or len(values) != len(expect):
            return [f"{place}: expected a list of {len(expect)}, got {str(values)[:100]}"]
        return [
            sentence
            for i, (v, e) in enumerate(zip(values, expect))
            for sentence in differences(v, e, relative, absolute, f"{place}[{i}]")
        ]
    try:
        value = number(values)
    except (TypeError, ValueError) as error:
        return [f"{place}: {error}"]
    if close(value, expect, relative, absolute):
        return []
    return [f"{place}: expected {expect!r}, got {value!r}"]


def numbers(values):
    """The numbers of a nested list."""
    if isinstance(values, list):
        return [n for v in values for n in numbers(v)]
    return [number(values)]


def expand(expr):
    """The text of an expression that is given as a recipe."""
    if not isinstance(expr, dict):
        return expr
    if "repeat" in expr:
        return "".join(text * times for text, times in expr["repeat"])
    for kind, joint in (("sum", " + "), ("prod", "*")):
        if kind in expr:
            return joint.join(
                expr[kind].replace("{i}", str(i)) for i in range(1, expr["n"] + 1)
            )
    if "iterate" in expr:
        text = expr["seed"]
        for _ in range(expr["times"]):
            text = expr["iterate"].replace("@", text)
        return text
    raise ValueError(f"unknown recipe {sorted(expr)}")


class Check:
    """One request and the judge of its reply: a function to (verdict, reason)."""

    def __init__(self, name, request, judge, seconds=None):
        self.name, self.request, self.judge, self.seconds = name, request, judge, seconds


def values_check(name, request, points, expects, tolerances):
    def judge(reply, _ask):
        if reply.get("ok") is not True:
            return REFUSED, refusal(reply)
        values = reply.get("values")
        if not isinstance(values, list) or len(values) != len(points):
            return WRONG, f"expected {len(points)} values, got {str(values)[:100]}"
        found = [
            sentence
            for i, (value, expect, tolerance) in enumerate(zip(values, expects, tolerances))
            for sentence in differences(value, expect, tolerance, place=f"values[{i}]")
        ]
        return (WRONG, "; ".join(found[:3])) if found else (RIGHT, "")

    return Check(name, {**request, "at": points}, judge)


def derivative_checks(case):
    wrt = case["wrt"]
    points = case["points"]
    yield values_check(
        case["id"],
        {"op": "diff", "expr": case["expr"], "wrt": [wrt] if isinstance(wrt, str) else wrt},
        [p["at"] for p in points],
        [p["expect"] for p in points],
        [p.get("tol", VALUE) for p in points],
    )


def feynman_checks(case):
    names, points = case["vars"], case["points"]
    for op, expects in (
        ("eval", [p["value"] for p in points]),
        ("gradient", [[p["grad"][name] for name in names] for p in points]),
        ("hessian", [p["hess"] for p in points]),
    ):
        yield values_check(
            f"{case['id']} {op}",
            {"op": op, "expr": case["expr"], "wrt": names},
            [p["at"] for p in points],
            expects,
            [p.get("tol", VALUE) for p in points],
        )


def edge_checks(case):
    request = {"op": case["operation"], **case["input"]}
    for field in ("expr", "model"):
        if field in request:
            request[field] = expand(request[field])
    expect = case["expect"]
    limits = [e.get("within_s") for e in [expect, *expect.get("any", [])]]
    seconds = max((s for s in limits if s is not None), default=None)
    yield Check(
        case["id"], request, lambda reply, ask: judge_edge(expect, request, reply, ask), seconds
    )


def judge_edge(expect, request, reply, ask):
    if "any" in expect:
        judged = [judge_edge(e, request, reply, ask) for e in expect["any"]]
        if any(verdict == RIGHT for verdict, _ in judged):
            return RIGHT, ""
        verdict = REFUSED if all(verdict == REFUSED for verdict, _ in judged) else WRONG
        return verdict, " / ".join(reason for _, reason in judged)
    if "no_crash" in expect:
        return RIGHT, ""  # there is a reply
    ok = reply.get("ok") is True
    if "error" in expect:
        if ok:
            return WRONG, f"expected an error, got {str(reply)[:100]}"
        error = reply.get("error") or {}
        mention, touch = expect.get("mention"), expect.get("span")
        if mention and mention not in str(error.get("message")):
            return WRONG, f"the message does not mention {mention}: {error.get('message')}"
        if touch:
            span = error.get("span")
            if not isinstance(span, list) or not touches(span, touch):
                return WRONG, f"the span {span} does not touch {touch}"
        return RIGHT, ""
    if "undefined" in expect:
        if not ok:
            return RIGHT, ""
        try:
            finite = [n for n in numbers(reply.get("values")) if math.isfinite(n)]
        except (TypeError, ValueError) as error:
            return WRONG, str(error)
        return (WRONG, f"expected no finite number, got {finite[:3]}") if finite else (RIGHT, "")
    if not ok:
        return REFUSED, refusal(reply)
    relative, absolute = expect.get("rtol", EDGE), expect.get("atol")
    if "values" in expect:
        found = differences(reply.get("values"), expect["values"], relative, absolute)
    elif "same_value" in expect:
        text = reply.get("result")
        if not isinstance(text, str):
            return WRONG, f"expected a text as result, got {str(text)[:100]}"
        points = [p["at"] for p in expect["same_value"]]
        again = ask({"op": "eval", "expr": text, "at": points})
        if again.get("ok") is not True:
            return WRONG, f"the printed result {text!r} does not evaluate: {refusal(again)}"
        wanted = [p["value"] for p in expect["same_value"]]
        found = differences(again.get("values"), wanted, relative, absolute)
        found = [f"{sentence} (printed {text!r})" for sentence in found]
    elif "minimum" in expect:
        place = reply.get("x")
        found = []
        for name, value in expect["minimum"].items():
            got = place.get(name) if isinstance(place, dict) else None
            found += differences(got, value, relative, absolute, f"x.{name}")
    else:
        return WRONG, f"unknown expectation {sorted(expect)}"
    return (WRONG, "; ".join(found[:3])) if found else (RIGHT, "")


def touches(span, other):
    """Do two half-open ranges meet, or lie side by side?"""
    return span[0] <= other[1] and other[0] <= span[1]


CORPORA = {
    "derivatives-rubi": derivative_checks,
    "derivatives-sympy": derivative_checks,
    "gradients-feynman": feynman_checks,
    "edges": edge_checks,
    "accuracy-fpbench": None,
}


def read(directory, name):
    for path, opener in (
        (directory / f"{name}.jsonl", open),
        (directory / f"{name}.jsonl.gz", gzip.open),
    ):
        if path.is_file():
            with opener(path, "rt", encoding="utf-8") as lines:
                return [json.loads(line) for line in lines if line.strip()]
    return None


def run(client, check, seconds):
    """Verdict, reason and reply of one check."""
    limit = check.seconds if check.seconds is not None else seconds
    try:
        reply = client.ask(check.request, limit)
        return *check.judge(reply, lambda request: client.ask(request, limit)), reply
    except Lost as lost:
        return WRONG, str(lost), None


def shortened(value, size=400):
    """A long text in a report keeps its beginning."""
    if isinstance(value, str):
        return value if len(value) <= size else f"{value[:size]}… ({len(value)} characters)"
    if isinstance(value, list):
        return [shortened(v, size) for v in value[:400]]
    if isinstance(value, dict):
        return {k: shortened(v, size) for k, v in value.items()}
    return value


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    default = ROOT.parent / "shared" / "corpora"
    parser.add_argument("directory", nargs="?", type=Path, default=default)
    parser.add_argument("--gradus", type=Path, default=EXECUTABLE, help="the executable")
    parser.add_argument("--issue", type=int, default=10**9, help="edge cases up to this issue")
    parser.add_argument("--only", action="append", choices=CORPORA, help="this corpus alone")
    parser.add_argument("--limit", type=int, help="the first cases of each corpus")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="time limit of a request")
    parser.add_argument(
        "--accuracy",
        action="append",
        choices=accuracy.SHARES,
        help="these modes of accuracy-fpbench alone",
    )
    parser.add_argument("--failures", type=Path, help="write what failed there, as JSON Lines")
    options = parser.parse_args()
    if not options.directory.is_dir():
        print(f"skipped: the corpora are not in {options.directory}; name their directory")
        return 1
    executable = find_executable(options.gradus)

    failures, missing = [], []
    with Client(executable) as client:
        for name in options.only or CORPORA:
            cases = read(options.directory, name)
            if cases is None:
                print(f"{name:18} is not in {options.directory}")
                missing.append(name)
                continue
            cases = [c for c in cases if c.get("issue", 0) <= options.issue][: options.limit]
            if CORPORA[name] is None:
                modes = options.accuracy or list(accuracy.SHARES)
                failures += accuracy.measure(client, cases, options.seconds, modes)
                continue
            counts, start = {RIGHT: 0, WRONG: 0, REFUSED: 0}, time.perf_counter()
            for case in cases:
                for check in CORPORA[name](case):
                    verdict, reason, reply = run(client, check, options.seconds)
                    counts[verdict] += 1
                    if verdict != RIGHT:
                        failures.append(
                            {
                                "corpus": name,
                                "id": check.name,
                                "verdict": verdict,
                                "reason": reason,
                                "request": shortened(check.request),
                                "reply": shortened(reply),
                            }
                        )
            print(
                f"{name:18} {counts[RIGHT]:5} right {counts[WRONG]:5} wrong"
                f" {counts[REFUSED]:5} refused   {time.perf_counter() - start:7.1f} s",
                flush=True,
            )

    for failure in failures[:20]:
        print(f"  {failure['verdict']:8}{failure['id']}: {failure['reason'][:160]}")
    if len(failures) > 20:
        print(f"  and {len(failures) - 20} more")
    if options.failures:
        with open(options.failures, "w", encoding="utf-8") as file:
            for failure in failures:
                file.write(json.dumps(failure, ensure_ascii=False) + "\n")
    return 1 if failures or missing else 0


if __name__ == "__main__":
    sys.exit(main())
