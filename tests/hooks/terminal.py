"""A shell in a terminal of its own: types into it, and waits for what it shows."""

from __future__ import annotations

import os
import pty
import select
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

SECONDS = 20  # any wait ends then, with an error: far longer than anything takes


class Terminal:
    """What a person sees and types."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.shown = b""

    def type(self, keys: bytes) -> None:
        """Type, as if at once."""
        os.write(self._descriptor, keys)

    def until(self, expected: bytes) -> bytes:
        """Wait until something is shown that was not there at the last wait, and return all up to it."""
        deadline = time.monotonic() + SECONDS
        while expected not in self.shown:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self._descriptor], [], [], max(left, 0))
            if not ready:
                raise AssertionError(f"{expected!r} is not shown, but {self.shown!r}")
            self.shown += os.read(self._descriptor, 65536)
        before, _, self.shown = self.shown.partition(expected)
        return before


@contextmanager
def terminal(command: Sequence[str], environ: Mapping[str, str]) -> Iterator[Terminal]:
    """Start a program in a terminal; it is killed at the end."""
    pid, descriptor = pty.fork()
    if pid == 0:
        os.execvpe(command[0], list(command), dict(environ))
    try:
        yield Terminal(descriptor)
    finally:
        os.close(descriptor)
        os.kill(pid, 9)
        os.waitpid(pid, 0)
