"""Runs the cases for Python that `cargo test --test all code::` writes: each point by itself, and
all points of a case as arrays."""

import json
import math
import sys

import numpy as np


def flat(results):
    """The numbers of a result, in order."""
    if isinstance(results, (tuple, list)):
        return [number for part in results for number in flat(part)]
    return [results]


def fits(found, expected, tolerance, floor):
    if math.isnan(expected) or math.isnan(found):
        return math.isnan(expected) and math.isnan(found)
    if found == expected:
        return True
    return abs(found - expected) <= tolerance * max(abs(expected), floor)


def check(case):
    namespace = {}
    source = case["head"] + "".join(text for _, text in case["helpers"]) + case["function"]
    exec(compile(source, case["formula"], "exec"), namespace)
    function = namespace[case["name"]]
    tolerance = case["tolerance"] or 1e-13
    points = [[float(x) for x in point] for point, _ in case["points"]]
    values = [[float(x) for x in expected] for _, expected in case["points"]]
    failures = []

    def compare(found, expected, point, how):
        for place, (one, other) in enumerate(zip(found, expected, strict=True)):
            if not fits(float(one), other, tolerance, case["floor"]):
                failures.append(
                    f"{how}: {case['formula']} ({case['with']}) at {point}, number {place}: "
                    f"{one!r}, not {other!r}"
                )

    for point, expected in zip(points, values):
        compare(flat(function(*point)), expected, point, "number")
    columns = [np.array(column) for column in zip(*points)]
    results = [np.broadcast_to(one, len(points)) for one in flat(function(*columns))]
    for row, (point, expected) in enumerate(zip(points, values)):
        compare([one[row] for one in results], expected, point, "array")
    return failures


def main():
    count, failures = 0, []
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            count += 1
            failures += check(json.loads(line))
    for failure in failures:
        print(failure)
    print(f"python: {count} cases, NumPy {np.__version__}, {len(failures)} failures")
    sys.exit(1 if failures or count == 0 else 0)


main()
