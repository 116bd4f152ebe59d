"""A switch in memory: for tests and for replays."""

from __future__ import annotations


class MemorySwitchStore:
    """Keeps one word."""

    def __init__(self) -> None:
        self._on = True

    def remember(self, *, on: bool) -> None:
        """Keep where it stands."""
        self._on = on

    def recall(self) -> bool:
        """Return where it stands; on, where nobody turned it."""
        return self._on
