"""How many points of accuracy-fpbench come out within 8 units in the last place.

`run.py --only accuracy-fpbench` prints it: the share of right points by mode, the entries that do
worse than plain double arithmetic by more than 2 of their 50 points, and the worst entries. An entry
is right when none of that happens to it; the share has to be at least SHARES of its mode.
"""

import math
import struct

from client import number, refusal

UNITS = 8
# The least share of right points by mode; the plain arithmetic of the corpus has 84.8 %.
SHARES = {"naive": 0.0, "stable": 0.92, "accurate": 0.99}
# By how many points an entry may be worse than plain arithmetic.
WORSE = 2
WORST = 12


def place(x):
    """The place of a double among all doubles."""
    bits = struct.unpack("<q", struct.pack("<d", x))[0]
    return bits if bits >= 0 else -(bits & 0x7FFFFFFFFFFFFFFF)


def is_right(value, exact):
    """Within 8 units in the last place?"""
    return not math.isnan(value) and abs(place(value) - place(exact)) <= UNITS


def right_points(client, case, mode, seconds):
    """How many points of a case are right, or why there are no values."""
    points = case["points"]
    request = {
        "op": "eval",
        "expr": case["expr"],
        "accuracy": mode,
        "at": [point["at"] for point in points],
    }
    reply = client.ask(request, seconds)
    if reply.get("ok") is not True:
        return 0, refusal(reply)
    values = [number(value) for value in reply["values"]]
    return sum(is_right(v, p["exact"]) for v, p in zip(values, points)), None


def measure(client, cases, seconds, modes=("naive", "stable", "accurate")):
    """Prints the table; returns what failed."""
    failures = []
    total = sum(len(case["points"]) for case in cases)
    plain = sum(case["plain"] for case in cases)
    print(f"accuracy-fpbench   plain doubles {plain / total:7.2%} of {total} points")
    for mode in modes:
        found = [(*right_points(client, case, mode, seconds), case) for case in cases]
        share = sum(right for right, _, _ in found) / total
        worse = [(right, case) for right, _, case in found if right < case["plain"] - WORSE]
        print(
            f"                   {mode:13} {share:7.2%}, {len(worse)} entries worse than plain"
            f" by more than {WORSE}",
            flush=True,
        )
        wrong = [(f"{case['id']}: {reason}") for _, reason, case in found if reason]
        wrong += [f"{c['id']}: {right} right, plain {c['plain']}" for right, c in worse]
        if mode == "naive":
            # As it is written; the corpus may have been computed with other kernels.
            wrong = []
        if share < SHARES[mode]:
            wrong.append(f"{share:.2%} of the points, wanted {SHARES[mode]:.0%}")
        failures += [
            {"corpus": "accuracy-fpbench", "id": mode, "verdict": "wrong", "reason": reason}
            for reason in wrong
        ]
        for right, _, case in sorted(found, key=lambda row: row[0])[:WORST]:
            if mode != "naive" and right < len(case["points"]):
                print(f"    {right:3} (plain {case['plain']:2})  {case['id']}  {case['expr'][:90]}")
    return failures
