"""Watcher: tells of what is saved in a project, as it is saved. It does not know what that is good for."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened in a project within a moment.

    Attributes:
        saved: Files that were made or written, relative to the root, in the order of their names.
        has_moved: Whether the repository itself moved on: a commit, a merge, a checkout.
    """

    saved: Sequence[str] = ()
    has_moved: bool = False


class Watcher(Protocol):
    """Watches one project at a time; folders that are ignored or denied are not even entered.

    Raises:
        SourceError: It cannot be watched: it is gone, or has more folders than are watched.
    """

    def watch(self, root: Path, stop: threading.Event) -> Iterator[Changes]:
        """Give changes as they come, until `stop` is set; whoever asks waits for the next one."""
        ...
