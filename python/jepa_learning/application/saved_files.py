"""The files that were saved lately in each project: part of the change that is open, though git may not list
them yet.

They are held in memory for as long as a session may be open, and stored nowhere: what counts is the commit.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Final

from jepa_learning.ports.clock import Clock

_MOST: Final = 200  # of a project; a question looks at fewer


class SavedFiles:
    """Paths by project, each with the time of its last save.

    Args:
        open_s: A save belongs to the open change for so long.
    """

    def __init__(self, *, clock: Clock, open_s: float) -> None:
        self._clock = clock
        self._open_s = open_s
        self._lock = threading.Lock()
        self._saved: dict[str, dict[str, float]] = {}

    def note(self, root: str, paths: Iterable[str]) -> None:
        """Remember files that were saved now."""
        now = self._clock.now()
        with self._lock:
            saved = self._saved.setdefault(root, {})
            for path in paths:
                saved.pop(path, None)
                saved[path] = now
            for path in list(saved)[:-_MOST]:
                del saved[path]

    def forget(self, root: str) -> None:
        """Forget the files of a project: a commit took them in, or they may be told no longer."""
        with self._lock:
            self._saved.pop(root, None)

    def recall(self, root: str) -> list[str]:
        """Return the files of the open change, the last one saved first."""
        least = self._clock.now() - self._open_s
        with self._lock:
            saved = self._saved.get(root, {})
            return [path for path, time in reversed(saved.items()) if time > least]
