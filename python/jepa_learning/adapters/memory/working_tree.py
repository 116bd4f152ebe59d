"""A working tree that is only in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class MemoryWorkingTree:
    """Knows files by their paths.

    Args:
        known: Paths, relative to the root.
        dirty: Those that are not as they were committed.
    """

    def __init__(self, known: Iterable[str] = (), *, dirty: Iterable[str] = ()) -> None:
        self.known, self.dirty = set(known), set(dirty)
        self.busy: str | None = None

    def why_busy(self, root: Path) -> str | None:
        """Return what was said to go on."""
        return self.busy

    def why_not(self, root: Path, path: str, to: str) -> str | None:
        """Return why a file may not be moved."""
        if self.busy:
            return self.busy
        if path not in self.known:
            return f"git does not know {path}"
        if path in self.dirty:
            return f"{path} has changes that are not committed"
        return f"{to} is there already" if to in self.known else None

    def rename(self, root: Path, path: str, to: str) -> None:
        """Know a file by another path."""
        if path in self.known:
            self.known = (self.known - {path}) | {to}
