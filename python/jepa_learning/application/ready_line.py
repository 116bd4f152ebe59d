"""Ready line: what a person's shell is shown, once, when it turns to another project: what is ready there.

It is off unless the settings say otherwise. It shows what `Preload` has and runs nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Final

from jepa_learning.application.preload import Preload, Prepared

_MOST_SESSIONS: Final = 256
_MOST_NAMED: Final = 3
"""Of files and of commands: it is one line above the prompt."""


class ReadyLine:
    """Says it. Threads may share it.

    Args:
        enabled: Whether shells are shown anything.
        root_of: Returns the root of the project that a folder is in, or the folder itself.
        is_paused: While it says so nothing is shown.
    """

    def __init__(
        self,
        preload: Preload,
        *,
        enabled: bool,
        root_of: Callable[[str | None], str | None],
        is_paused: Callable[[], bool],
    ) -> None:
        self._preload, self._enabled = preload, enabled
        self._root_of, self._is_paused = root_of, is_paused
        self._lock = threading.Lock()
        self._at: OrderedDict[str, str] = OrderedDict()

    def __call__(self, session: str, directory: str) -> str | None:
        """Return the line for a shell that is in a folder; None where it was shown, or nothing is ready.

        Args:
            session: Of the shell.
            directory: Where it is.
        """
        root = self._root_of(directory or None) if self._enabled and not self._is_paused() else None
        if not root or self._at.get(session) == root:
            return None
        line = next((_line(one) for one in self._preload.ready(Path(root))), "")
        if not line:
            return None  # it is asked again at the next prompt: a switch takes a moment to be noticed
        self._remember(session, root)
        return line

    def _remember(self, session: str, root: str) -> None:
        with self._lock:
            self._at[session] = root
            self._at.move_to_end(session)
            if len(self._at) > _MOST_SESSIONS:
                self._at.popitem(last=False)


def _line(one: Prepared) -> str:
    parts = [
        one.files and f"open {', '.join(one.files[:_MOST_NAMED])}",
        one.commands and f"run {', '.join(one.commands[:_MOST_NAMED])}",
        one.run and f"go on {one.run.workflow or one.run.case}: {one.run.done} is done, next {one.run.next}",
    ]
    said = [part for part in parts if part]
    line = " · ".join([one.context, *said]) if said else ""
    return line if line.isprintable() else ""
