"""How long the prompt takes to appear, from the start of the process, on a pseudo-terminal.

    cargo build --release && python3 tools/prompt/start.py [target/release/gradus]

Prints the best and the middle of 30 starts, and those of a process that does nothing.
"""

import os
import pty
import sys
import time

COUNT = 30


def until_prompt(command, mark):
    start = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(command[0], command)
    seen = b""
    try:
        while mark not in seen:
            piece = os.read(terminal, 4096)
            if not piece:
                break
            seen += piece
    except OSError:
        pass
    took = time.perf_counter() - start
    try:
        os.write(terminal, b"\x04")
        while os.read(terminal, 4096):
            pass
    except OSError:
        pass
    os.waitpid(pid, 0)
    os.close(terminal)
    return took * 1e3


def report(name, command, mark):
    times = sorted(until_prompt(command, mark) for _ in range(COUNT))
    print(f"{name:<20} best {times[0]:6.2f} ms   middle {times[COUNT // 2]:6.2f} ms")


if __name__ == "__main__":
    binary = sys.argv[1] if len(sys.argv) > 1 else "target/release/gradus"
    report("echo", ["/bin/echo", "> "], b"> ")
    report("the prompt", [binary], b"> ")
