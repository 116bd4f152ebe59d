"""A watcher that tells what it was given."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jepa_learning.domain.errors import SourceError
from jepa_learning.ports.watcher import Changes


class MemoryWatcher:
    """A `Watcher` for tests: it gives what is there for a root, and then waits to be stopped."""

    def __init__(self, changes: Mapping[Path, Sequence[Changes]]) -> None:
        self._changes = changes

    def watch(self, root: Path, stop: threading.Event) -> Iterator[Changes]:
        """Give what was given for the root."""
        if root not in self._changes:
            raise SourceError(f"{root} is not there")
        for changes in self._changes[root]:
            if stop.is_set():
                return
            yield changes
        stop.wait()
