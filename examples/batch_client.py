#!/usr/bin/env python3
"""A client of `gradus batch`: one request a line, one reply a line. Python's standard library is enough.

    $ cargo build --release
    $ python3 examples/batch_client.py
    diff: 2*x*y [12.0]
    gradient: ['2*x', '2*y'] [[6.0, 8.0]]
    hessian: [['4', '-1'], ['-1', '6']]
    minimize: converged at {'x': 4.0, 'y': 4.0}, f = 29.52, a minimum
    refused: expected a number, a name or a bracket after `*`, found the end [4, 4]

The path of the command may be given as an argument.
"""

import json
import pathlib
import subprocess
import sys


class Gradus:
    """A running `gradus batch`."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            [command, "batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.asked = 0

    def ask(self, op, expr, **fields):
        """The reply to one request; an answer that is no answer is an exception."""
        self.asked += 1
        request = {"id": self.asked, "op": op, "expr": expr, **fields}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        assert reply["id"] == self.asked
        if not reply["ok"]:
            raise Refused(reply["error"])
        return reply

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Refused(Exception):
    """Why a request has no answer: a kind, a message and often a place."""


def main():
    built = pathlib.Path(__file__).resolve().parent.parent / "target" / "release" / "gradus"
    gradus = Gradus(sys.argv[1] if len(sys.argv) > 1 else str(built))

    reply = gradus.ask("diff", "x^2*y", wrt=["x"], at=[{"x": 2, "y": 3}])
    print("diff:", reply["result"], reply["values"])

    # All free symbols are variables, unless `wrt` names them. Numbers read back to the same bits.
    reply = gradus.ask("gradient", "x^2 + y^2", at=[{"x": 3, "y": 4}])
    print("gradient:", reply["result"], reply["values"])

    reply = gradus.ask("hessian", "2x^2 + 3y^2 - x*y")
    print("hessian:", reply["result"])

    reply = gradus.ask("minimize", "50 - 1/50*x^2*(x-6)*y^2*(y-6)", start={"x": 1, "y": 3})
    print(f"minimize: {reply['status']} at {reply['x']}, f = {reply['f']}, a {reply['kind']}")

    # A bad request gets a reply like any other, and the next one is answered.
    try:
        gradus.ask("diff", "x^2*")
    except Refused as refused:
        error = refused.args[0]
        print("refused:", error["message"], error["span"])
    gradus.close()


if __name__ == "__main__":
    main()
