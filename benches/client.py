"""A client of `gradus batch` for the scripts beside it: one request a line, one reply a line.

Two threads keep the pipes from dead-locking: one writes what is queued, one reads whatever comes.
A request that takes longer than its time limit ends the process; the next request starts a new one.
"""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXECUTABLE = ROOT / "target" / "release" / "gradus"


class Lost(Exception):
    """No reply: the time limit passed, or the process ended."""


class Client:
    """One `gradus batch` process at a time, started when first needed."""

    def __init__(self, executable=EXECUTABLE, prepare=None):
        self.command = [str(executable), "batch"]
        self.prepare = prepare  # called in the child before it becomes gradus
        self.process = None
        self.number = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def start(self):
        self.messages = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.messages,
            preexec_fn=self.prepare,
        )
        self.outgoing, self.incoming = queue.SimpleQueue(), queue.SimpleQueue()
        threading.Thread(
            target=_write, args=(self.process.stdin, self.outgoing), daemon=True
        ).start()
        threading.Thread(
            target=_read, args=(self.process.stdout, self.incoming), daemon=True
        ).start()

    def close(self, kill=False):
        """Ends the process and returns its exit status, negative for a signal."""
        if self.process is None:
            return None
        if kill:
            self.process.kill()
        self.outgoing.put(None)
        try:
            status = self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.process = None
        return status

    def peak_memory(self):
        """The largest resident size so far, in bytes, where /proc tells it."""
        try:
            for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        except (OSError, AttributeError):
            pass
        return None

    def last_words(self):
        """The end of what the process wrote on standard error."""
        size = self.messages.seek(0, os.SEEK_END)
        self.messages.seek(max(0, size - 2000))
        return self.messages.read().decode("utf-8", "replace").strip()

    def send(self, line):
        """Queues the bytes of one line."""
        if self.process is None:
            self.start()
        self.outgoing.put(line.rstrip(b"\n") + b"\n")

    def receive(self, seconds):
        """The next reply line, parsed."""
        try:
            line = self.incoming.get(timeout=seconds)
        except queue.Empty:
            self.close(kill=True)
            raise Lost(f"no reply within {seconds:g} s") from None
        if line is None:
            status = self.close()
            raise Lost(f"the process ended with status {status}: {self.last_words()[-300:]}")
        try:
            return json.loads(line)
        except ValueError as error:
            self.close(kill=True)
            raise Lost(f"the reply is not JSON ({error}): {line[:200]!r}") from None

    def ask(self, request, seconds=20):
        """The reply to one request (a dictionary; `id` is added)."""
        self.number += 1
        self.send(json.dumps({"id": self.number, **request}).encode())
        reply = self.receive(seconds)
        if not isinstance(reply, dict) or reply.get("id") != self.number:
            self.close(kill=True)
            raise Lost(f"the reply does not belong to request {self.number}: {str(reply)[:200]}")
        return reply


def _write(pipe, lines):
    try:
        while (line := lines.get()) is not None:
            pipe.write(line)
            pipe.flush()
    except (BrokenPipeError, ValueError):
        pass  # the reader sees the end of the process
    finally:
        try:
            pipe.close()
        except BrokenPipeError:
            pass


def _read(pipe, lines):
    with pipe:
        for line in pipe:
            lines.put(line)
    lines.put(None)


def number(value):
    """A number of a reply: JSON has no words for the non-finite ones, so they travel as text."""
    if isinstance(value, bool) or value is None:
        raise ValueError(f"{value!r} is not a number")
    if isinstance(value, str) and value not in ("nan", "inf", "-inf"):
        raise ValueError(f"{value!r} is not a number")
    return float(value)


def refusal(reply):
    """The message of a reply that is an error."""
    error = reply.get("error")
    if isinstance(error, dict):
        return f"{error.get('kind')}: {error.get('message')}"
    return f"an error without a description: {str(reply)[:200]}"


def find_executable(path):
    """The path, or the end of the script with a message when nothing is there."""
    path = Path(path)
    if not path.is_file():
        sys.exit(f"{path} is not there; build it with `cargo build --release`, or name another")
    return path
