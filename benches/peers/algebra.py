#!/usr/bin/env python3
"""gradus' polynomial algebra beside SymPy's: factor, cancel, together, in value and in time.

    python algebra.py [--count N] [--seed S]

Random products (up to 4 variables, total degree up to 8, coefficients up to 10^6) are expanded by
SymPy and factored by both; sums of random fractions are cancelled and put together by both. Results
are the same when their difference expands to 0, and factorisations when they also have the same
factors with the same multiplicities. Both run in turns, processor time for SymPy, the time that
the reply reports for gradus; the figure is the ratio of the totals, and the median ratio.
"""

import argparse
import random
import statistics
import sys
import time
from pathlib import Path

import sympy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from client import EXECUTABLE, Client, find_executable, refusal  # noqa: E402

NAMES = sympy.symbols("x y z w")


def polynomial(rng, variables, degree, size):
    """A random polynomial of that total degree at most, with at least two terms."""
    while True:
        result = sympy.Integer(0)
        for _ in range(rng.randint(2, 5)):
            left = degree
            term = sympy.Integer(rng.choice([-1, 1]) * rng.randint(1, size))
            for variable in variables:
                power = rng.randint(0, left)
                left -= power
                term *= variable**power
            result += term
        if len(sympy.Add.make_args(result)) > 1:
            return result


def product(rng):
    """A random product, expanded: total degree up to 8, coefficients of the product up to 10^6."""
    variables = NAMES[: rng.randint(1, 4)]
    while True:
        result, left = sympy.Integer(1), 8
        while left > 0 and (result == 1 or rng.random() < 0.7):
            degree = rng.randint(1, min(4, left))
            result *= polynomial(rng, variables, degree, rng.choice([3, 10, 100]))
            left -= degree
        result = sympy.expand(result)
        if result != 0 and max(map(abs, sympy.Poly(result, *variables).coeffs())) <= 10**6:
            return result


def fractions(rng):
    """A sum of two or three random fractions."""
    variables = NAMES[: rng.randint(1, 3)]
    return sum(
        polynomial(rng, variables, 2, 9) / polynomial(rng, variables, rng.randint(1, 2), 9)
        for _ in range(rng.randint(2, 3))
    )


def factors(text):
    """The factors of a printed product with multiplicities, and the rational number."""
    content, found = sympy.factor_list(1)[0], []
    for factor in sympy.Mul.make_args(sympy.sympify(text, evaluate=True)):
        base, power = factor.as_base_exp()
        if base.is_number:
            content *= factor
        else:
            found.append((base, int(power)))
    return content, found


def same_factors(text, expr):
    content, expected = sympy.factor_list(expr)
    mine_content, mine = factors(text)
    key = lambda pair: (sympy.Poly(pair[0], *NAMES).monic().as_expr().sort_key(), pair[1])  # noqa: E731
    return sorted(map(key, mine)) == sorted(map(key, expected))


def measure(client, name, make, work, count, rng, same):
    ours, theirs, ratios, wrong = 0.0, 0.0, [], []
    for _ in range(count):
        expr = make(rng)
        text = str(expr).replace("**", "^")
        start = time.process_time()
        result = work(expr)
        spent = time.process_time() - start
        reply = client.ask({"op": name, "expr": text, "timing": True}, 60)
        if not reply["ok"]:
            wrong.append((text, refusal(reply)))
            continue
        mine = reply["result"].replace("^", "**")
        taken = reply["nanoseconds"][name] / 1e9
        if not same(mine, expr, result):
            wrong.append((text, mine))
        ours += taken
        theirs += spent
        ratios.append(spent / taken)
    print(
        f"{name:9} {count} cases: {len(wrong)} differ; SymPy {theirs:.2f} s, gradus {ours * 1e3:.1f} ms, "
        f"{theirs / ours:.0f} times; median ratio {statistics.median(ratios):.0f}"
    )
    for text, mine in wrong[:5]:
        print("   ", text[:200], "->", mine[:200])
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gradus", default=EXECUTABLE)
    options = parser.parse_args()
    print(f"seed {options.seed}, SymPy {sympy.__version__}")
    rng = random.Random(options.seed)
    equal = lambda mine, _, result: sympy.cancel(sympy.sympify(mine) - result) == 0  # noqa: E731
    with Client(find_executable(options.gradus)) as client:
        fine = measure(
            client, "factor", product, sympy.factor, options.count, rng,
            lambda mine, expr, _: same_factors(mine, expr) and sympy.expand(sympy.sympify(mine) - expr) == 0,
        )
        fine &= measure(client, "cancel", fractions, sympy.cancel, options.count // 4, rng, equal)
        fine &= measure(client, "together", fractions, sympy.together, options.count // 4, rng, equal)
    return not fine


if __name__ == "__main__":
    sys.exit(main())
