#!/usr/bin/env python3
"""Sends gradus what is too deep, too large, cyclic, or not text at all.

    python3 benches/corpora/torture.py [--gradus PATH] [--only WORD] [--seconds S] [--memory BYTES]

Three ways in: `gradus batch`, the script mode (lines on standard input) and the command line. Each
case has a process of its own and must be answered within 20 s with less than 2 GiB resident (the
address space is limited to 3 GiB); the line that follows it must get its right answer; a process
must not end by a signal or a panic. Last, all batch cases go through one process in a row. A reply
may refuse a case, or answer it; where a value is asked for, an answer must be right.

Exit status 1 when anything failed. Python's standard library is enough.
"""

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from client import EXECUTABLE, Client, Lost, find_executable, number  # noqa: E402

GIB = 1 << 30
SECONDS = 20.0
RESIDENT = 2 * GIB
ADDRESSES = 3 * GIB
PATIENCE = 5.0  # a process that says nothing more, though its input has ended, is given this long

DEEP = 100_000
# One argument of a command may have 128 KiB on Linux, so the command line gets shorter ones.
ARGUMENT = 128 * 1024 - 1


def brackets(n):
    return "(" * n + "x" + ")" * n


def minuses(n):
    return "-" * n + "x"


def powers(n):
    return "x^" * n + "x"


def calls(name, n):
    return f"{name}(" * n + "x" + ")" * n


def doubling(times):
    text = "x"
    for _ in range(times):
        text = f"({text})*({text})"
    return text


# ---------------------------------------------------------------- one process


class Outcome:
    """What one process did."""

    def __init__(self, status, out, err, seconds, resident, killed):
        self.status, self.out, self.err = status, out, err
        self.seconds, self.resident, self.killed = seconds, resident, killed

    def fault(self, options, statuses):
        """Why the process as such has failed, or None."""
        if self.killed:
            return f"not done within {options.seconds:g} s"
        if self.status < 0:
            return f"ended by signal {-self.status}: {self.tail()}"
        if b"panicked at" in self.err or self.status == 101:
            return f"panicked: {self.tail()}"
        if self.status not in statuses:
            return f"ended with status {self.status}: {self.tail()}"
        if self.resident > options.memory:
            return f"{self.resident / GIB:.2f} GiB resident"
        return None

    def tail(self):
        return self.err[-300:].decode("utf-8", "replace").strip()


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(command, data, options):
    """Runs a command on the bytes of its input; the memory is the kernel's own figure."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=limit_memory,
    )
    out, err = bytearray(), bytearray()

    def write():
        try:
            process.stdin.write(data)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it ended early, which its status tells

    def read(pipe, into):
        while chunk := pipe.read1(1 << 16):
            into += chunk

    threads = [
        threading.Thread(target=write, daemon=True),
        threading.Thread(target=read, args=(process.stdout, out), daemon=True),
        threading.Thread(target=read, args=(process.stderr, err), daemon=True),
    ]
    for thread in threads:
        thread.start()
    killed = threading.Event()

    def kill():
        killed.set()
        try:
            os.kill(process.pid, 9)
        except ProcessLookupError:
            pass

    timer = threading.Timer(options.seconds, kill)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    for thread in threads:
        thread.join(PATIENCE)
    return Outcome(
        process.returncode,
        bytes(out),
        bytes(err),
        seconds,
        usage.ru_maxrss * 1024,
        killed.is_set(),
    )


# ---------------------------------------------------------------- batch


def request(op, expr, **fields):
    return json.dumps({"id": "case", "op": op, "expr": expr, **fields}).encode()


def answers(*wanted):
    """A judge: the values, if there are any, are these; a refusal is fine."""

    def judge(reply):
        if reply.get("ok") is not True:
            return None
        values = reply.get("values")
        try:
            flat = [number(v) for v in values]
        except (TypeError, ValueError) as error:
            return f"no values: {error}"
        for value, expect in zip(flat, wanted):
            if not (math.isfinite(value) and abs(value - expect) <= 1e-8 * abs(expect) + 1e-9):
                return f"expected {expect!r}, got {value!r}"
        return None if len(flat) == len(wanted) else f"{len(flat)} values, not {len(wanted)}"

    return judge


def undefined(reply):
    """A judge: an error, or no finite number."""
    if reply.get("ok") is not True:
        return None
    try:
        finite = [v for v in reply.get("values") or [] if math.isfinite(number(v))]
    except (TypeError, ValueError) as error:
        return str(error)
    return f"expected nothing finite, got {finite[:3]}" if finite else None


def refused(reply):
    """A judge: only an error will do."""
    return None if reply.get("ok") is False else f"expected an error, got {str(reply)[:100]}"


def anything(_reply):
    return None


def batch_cases():
    """Name, line (bytes), judge of the reply; the last is None where no reply need come."""
    one = [{"x": 1}]
    zero = [{"x": 0}]
    for op, fields in (("eval", {"at": one}), ("simplify", {}), ("diff", {"wrt": ["x"]})):
        tell = answers(1.0) if op == "eval" else anything
        yield f"{op} {DEEP:,} brackets", request(op, brackets(DEEP), **fields), tell
        yield f"{op} {DEEP:,} minuses", request(op, minuses(DEEP), **fields), tell
        yield f"{op} {DEEP:,} powers", request(op, powers(DEEP), **fields), tell
        yield f"{op} {DEEP:,} calls of sin", request(op, calls("sin", DEEP), **fields), anything
        yield f"{op} {DEEP:,} calls of f", request(op, calls("f", DEEP), **fields), anything
        yield f"{op} unclosed brackets", request(op, "(" * DEEP, **fields), refused
        yield f"{op} open calls of f", request(op, "f(" * DEEP, **fields), refused
        yield f"{op} 65,536 doublings in text", request(op, doubling(16), **fields), tell
        yield f"{op} bars", request(op, "|" * DEEP + "x" + "|" * DEEP, **fields), anything
        yield f"{op} primes", request(op, "f" + "'" * DEEP + "(x)", **fields), anything
        yield f"{op} factorials", request(op, "x" + "!" * DEEP, **fields), anything
    yield (
        f"value of {DEEP:,} calls of sin, differentiated",
        request("diff", calls("sin", DEEP), wrt=["x"], at=zero),
        answers(1.0),
    )
    for number_ in ("9^9^9^9", "9^9^9^9*x", "1e999999999", "1e-999999999", "2^(10^9)", "10^10^10"):
        yield f"simplify {number_}", request("simplify", number_), anything
        yield f"eval {number_}", request("eval", number_, at=one), anything
    for number_ in ("0.1^(10^9)", "100000000!", "(3/7)^(10^8)", "9" * 200_000, "0." + "9" * 200_000):
        yield f"simplify {number_[:20]}", request("simplify", number_), anything
    yield "expand (x + y + z)^10000", request("expand", "(x + y + z)^10000"), anything
    yield "expand (1 + x)^1000000", request("expand", "(1 + x)^1000000"), anything
    yield "factor x^1000000 - 1", request("factor", "x^1000000 - 1"), anything
    yield "derivative 1000 of exp(x^2)", request("diff", "exp(x^2)", wrt=["x"] * 1000), anything
    yield "1/(x-x)", request("simplify", "1/(x-x)"), anything
    yield "1/(x-x) at 1", request("eval", "1/(x-x)", at=one), undefined
    yield "derivative of 1/(x-x)", request("diff", "1/(x-x)", wrt=["x"], at=one), undefined
    yield "0/0", request("simplify", "0/0"), refused

    terms = " + ".join(f"sin({i}*x)" for i in range(1, DEEP + 1))
    total = DEEP * (DEEP + 1) / 2
    yield f"a sum of {DEEP:,} terms", request("diff", terms, wrt=["x"], at=zero), answers(total)
    yield f"simplify a sum of {DEEP:,} terms", request("simplify", terms), anything
    names = [f"x{i}" for i in range(1, 20_001)]
    product = {"wrt": names[:3], "at": [dict.fromkeys(names, 1)]}
    yield (
        "three slopes of a product of 20,000",
        request("jacobian", ["*".join(names)], **product),
        anything,
    )
    yield "all slopes of a product of 20,000", request("gradient", "*".join(names)), anything

    millions = 2_500_000
    yield "a 10 MB sum", request("eval", " + ".join("x" * millions), at=one), answers(millions)
    yield "a 10 MB name", request("simplify", "a" * 10_000_000), anything
    yield "a 10 MB line that is not JSON", b"a" * 10_000_000, refused
    yield "10 MB of spaces", request("eval", " " * 10_000_000 + "x", at=one), answers(1.0)
    yield "JSON nested 1,000,000 deep", b"[" * 1_000_000, refused
    yield "JSON objects nested 100,000 deep", b'{"id":' * DEEP, refused
    yield "bytes that are not UTF-8", b'{"id":"case","op":"eval","expr":"\xff\xfe\x80"}', refused
    yield "only bytes that are not UTF-8", b"\xff\xfe\xfd\xc0\x80", refused
    yield "an empty line", b"", None
    yield "a blank line", b"   \t", None
    yield "NUL bytes", b"\x00\x00\x00", refused
    yield "an escaped NUL", request("eval", "x\x00 + 1", at=one), refused
    yield "half a surrogate", b'{"id":"case","op":"eval","expr":"\\ud800"}', refused
    yield "an empty expression", request("eval", "", at=one), refused
    yield "a list as a request", b"[1, 2, 3]", refused
    yield "a number as a request", b"17", refused
    yield "no operation", b'{"id":"case"}', refused
    yield "an unknown operation", request("explode", "x"), refused
    yield "an expression that is a number", request("eval", 17, at=one), anything
    yield "an infinite value", request("eval", "x", at=[{"x": "inf"}]), anything
    for text in ("sin = 3", "sin(x) = x", "pi = 3", "a = a + 1", "sin", "sin()", "sin(x, y)"):
        yield text, request("simplify", text), anything
        yield f"slope of {text}", request("diff", text, wrt=["x"]), anything
    yield "subs of itself", request("subs", "x", **{"with": {"x": "x + 1"}}), anything
    yield "subs in a circle", request("subs", "x + y", **{"with": {"x": "y", "y": "x"}}), anything


def sentinel(key):
    return json.dumps({"id": key, "op": "diff", "expr": "21*q^2", "wrt": ["q"]}).encode()


def is_sentinel(reply, key):
    return reply.get("id") == key and reply.get("ok") is True and reply.get("result") == "42*q"


def judge_replies(replies, judge):
    """Judges the replies to a case and to the line after it."""
    if not replies or not is_sentinel(replies[-1], "after"):
        return f"the line after it got {str(replies[-1:])[:200]}"
    if judge is None and len(replies) == 1:
        return None
    if len(replies) != 2:
        return f"{len(replies)} replies to two lines"
    return judge(replies[0]) if judge else None


def batch_alone(options):
    for name, line, judge in batch_cases():
        if options.only and options.only not in f"batch {name}":
            continue
        data = line + b"\n" + sentinel("after") + b"\n"
        outcome = run([options.gradus, "batch"], data, options)
        fault = outcome.fault(options, {0})
        if fault is None:
            try:
                replies = [json.loads(reply) for reply in outcome.out.splitlines()]
                fault = judge_replies(replies, judge)
            except (ValueError, AttributeError) as error:
                fault = f"a reply is not a JSON object: {error}"
        yield f"batch: {name}", fault, outcome.seconds, outcome.resident


def batch_in_a_row(options):
    """All cases through one process, which is only replaced when one of them ends it."""
    with Client(options.gradus, limit_memory) as client:
        for index, (name, line, judge) in enumerate(batch_cases()):
            if options.only and options.only not in f"row {name}":
                continue
            start, fault, replies = time.perf_counter(), None, []
            client.send(line)
            client.send(sentinel(index))
            try:
                while not replies or replies[-1].get("id") != index:
                    left = options.seconds - (time.perf_counter() - start)
                    replies.append(client.receive(max(left, 0.01)))
                replies[-1]["id"] = "after" if replies[-1]["id"] == index else None
                fault = judge_replies(replies, judge)
            except Lost as lost:
                fault = str(lost)
            except AttributeError:
                fault = f"a reply is not a JSON object: {str(replies[-1])[:100]}"
                client.close(kill=True)  # what else it says would be taken for the next reply
            resident = client.peak_memory() or 0
            if fault is None and resident > options.memory:
                fault = f"{resident / GIB:.2f} GiB resident"
            yield f"row: {name}", fault, time.perf_counter() - start, resident


# ---------------------------------------------------------------- script mode


def lines(*texts):
    return "\n".join(texts).encode() + b"\n"


def script_cases():
    """Name, input, and the lines that standard output must end with (before the last answer)."""
    for text, what in (
        (brackets(DEEP), f"{DEEP:,} brackets"),
        (minuses(DEEP), f"{DEEP:,} minuses"),
        (powers(DEEP), f"{DEEP:,} powers"),
        (calls("f", DEEP), f"{DEEP:,} calls of f"),
        ("(" * DEEP, "unclosed brackets"),
        ("diff(" * 1000 + "x" + ", x)" * 1000, "1,000 nested operations"),
        ("[" * DEEP + "x" + "]" * DEEP, f"{DEEP:,} nested lists"),
        ("if x < 0 then 1 else " * 20_000 + "x", "20,000 nested conditions"),
    ):
        yield what, lines(text), []
        yield f"derivative of {what}", lines(f"diff({text}, x)"), []
    for text in ("9^9^9^9", "1e999999999", "1e-999999999", "100000000!", "1/(x-x)", "0/0"):
        yield text, lines(text), []
    yield "a derivative of order 10^9", lines("diff(sin(x), x, 1000000000)"), []
    yield "a derivative of order 10^30", lines(f"diff(exp(x^2), x, {10**30})"), []
    yield "a sum to 10^12", lines("sum(i^2, i, 1, 1000000000000)"), []
    yield "a long Taylor series", lines("taylor(exp(sin(x)), x, 0, 100000)"), []
    yield "a 10 MB line", lines("x + " * 2_500_000 + "x"), []
    yield "a 10 MB name", lines("a" * 10_000_000), []
    yield "a 10 MB comment", lines("#" + "a" * 10_000_000), []
    yield "a million joined lines", b"x + \\\n" * 1_000_000 + b"x\n", []
    yield "bytes that are not UTF-8", b"x + \xff\xfe\n\xc0\x80\n", []
    yield "empty lines", b"\n\n \n\t\n", []
    yield "NUL bytes", b"\x00\x00\nx\x00 + 1\n", []
    yield "carriage returns", b"x + 1\r\n", []
    yield "sin = 3", lines("sin = 3", "sin(0)"), ["0"]
    yield "sin(x) = x", lines("sin(x) = x", "sin(0)"), ["0"]
    yield "pi = 3", lines("pi = 3", "cos(pi)"), ["-1"]
    yield "a = a + 1", lines("a = a + 1", "a", "diff(a, x)"), []
    yield "a = 1 and then a = a + 1", lines("a = 1", "a = a + 1", "a"), []
    yield "b = c + 1 and c = b + 1", lines("b = c + 1", "c = b + 1", "b", "diff(b*x, x)"), []
    yield "f(x) = f(x) + 1", lines("f(x) = f(x) + 1", "f(1)", "f'(1)"), []
    yield "f(x) = g(x), g(x) = f(x)", lines("f(x) = g(x)", "g(x) = f(x)", "f(1)", "diff(f(x), x)"), []
    ring = [f"r{i} = r{(i + 1) % 1000} + 1" for i in range(1000)]
    yield "a ring of 1000 definitions", lines(*ring, "r0"), []
    chain = [f"a{i + 1} = a{i}*a{i}" for i in range(60)]
    yield "a product doubled 60 times", lines(*chain, "a60", "diff(a60, a0)"), []
    chain = [f"a{i + 1} = sin(a{i}) + cos(a{i})" for i in range(60)]
    yield "a sum doubled 60 times", lines(*chain, "a60", "diff(a60, a0)", "latex(a60)"), []
    chain = [f"d{i + 1}(x) = d{i}(d{i}(x))" for i in range(60)]
    yield "a function doubled 60 times", lines("d0(x) = x + 1", *chain, "d60(1)"), []
    chain = [f"c{i + 1} = c{i} + 1" for i in range(20_000)]
    yield "a chain of 20,000 definitions", lines("c0 = x", *chain, "diff(c20000, x)"), []
    terms = " + ".join(f"sin({i}*x)" for i in range(1, DEEP + 1))
    yield f"a sum of {DEEP:,} terms", lines(f"diff({terms}, x)"), []
    yield "a list of 100,000 definitions", lines(*(f"v{i} = {i}" for i in range(DEEP))), []


def script(options):
    for name, data, wanted in script_cases():
        if options.only and options.only not in f"script {name}":
            continue
        outcome = run([options.gradus], data + b"diff(21*q^2, q)\n", options)
        fault = outcome.fault(options, {0, 1})
        if fault is None:
            wanted = [*wanted, "42*q"]
            printed = outcome.out.decode("utf-8", "replace").split()[-len(wanted) :]
            if printed != wanted:
                said = ", ".join(printed)[:200]
                fault = f"expected to end with {', '.join(wanted)}, got {said}"
        yield f"script: {name}", fault, outcome.seconds, outcome.resident


# ---------------------------------------------------------------- command line


def command_cases():
    """Arguments and the standard output that is right, or None."""
    half, third = (ARGUMENT - 1) // 2, ARGUMENT // 3 - 1
    for text, what in (
        (brackets(half), f"{half:,} brackets"),
        (minuses(DEEP), f"{DEEP:,} minuses"),
        (powers(half), f"{half:,} powers"),
        (calls("f", third), f"{third:,} calls of f"),
        (calls("sin", ARGUMENT // 5 - 1), f"{ARGUMENT // 5 - 1:,} calls of sin"),
        ("(" * DEEP, "unclosed brackets"),
    ):
        yield f"diff {what}", ["diff", text, "x"], None
        yield f"simplify {what}", ["simplify", text], None
        yield f"eval {what}", ["eval", text, "x=1"], None
    for text in ("9^9^9^9", "1e999999999", "100000000!", "1/(x-x)", "sin = 3", "a = a + 1", ""):
        yield f"simplify {text}", ["simplify", text], None
        yield f"diff {text}", ["diff", text, "x"], None
    yield "bytes that are not UTF-8", ["diff", b"x + \xff\xfe", "x"], None
    yield "a symbol that is not UTF-8", ["diff", "x", b"\xff"], None
    yield "a negative expression", ["diff", "-x^2", "x"], b"-2*x"
    yield "a minus alone", ["diff", "-", "x"], None
    yield "1000 symbols", ["diff", "exp(x)", *["x"] * 1000], b"exp(x)"
    yield "no expression", ["diff"], None
    yield "an unknown verb", ["explode", "x"], None


def command(options):
    for name, arguments, wanted in command_cases():
        if options.only and options.only not in f"command {name}":
            continue
        outcome = run([options.gradus, *arguments], b"", options)
        fault = outcome.fault(options, {0, 1, 2})
        if fault is None and wanted is not None and outcome.out.strip() != wanted:
            fault = f"expected {wanted.decode()}, got {outcome.out[:100]!r} {outcome.tail()[:100]}"
        yield f"command: {name}", fault, outcome.seconds, outcome.resident


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gradus", type=Path, default=EXECUTABLE, help="the executable")
    parser.add_argument(
        "--only", help="cases whose way in (batch, script, command, row) and name contain this"
    )
    parser.add_argument("--seconds", type=float, default=SECONDS, help="time limit of a case")
    parser.add_argument("--memory", type=int, default=RESIDENT, help="limit of resident bytes")
    options = parser.parse_args()
    options.gradus = find_executable(options.gradus).resolve()

    count, failed = 0, []
    for cases in (batch_alone, script, command, batch_in_a_row):
        for name, fault, seconds, resident in cases(options):
            count += 1
            verdict = f"FAILED: {fault}" if fault else "ok"
            print(f"{seconds:6.2f} s {resident / 2**20:7.0f} MiB  {name}: {verdict}", flush=True)
            if fault:
                failed.append(f"{name}: {fault}")
    print(f"\n{count} cases, {len(failed)} failed")
    for line in failed:
        print(f"  {line[:200]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
