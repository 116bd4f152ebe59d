"""The end of a pause, kept in memory."""

from __future__ import annotations


class MemoryPauseStore:
    """A `PauseStore` for tests and for learners in memory."""

    def __init__(self) -> None:
        self._until: float | None = None

    def remember(self, until: float | None) -> None:
        """Keep it."""
        self._until = until

    def recall(self) -> float | None:
        """Return it."""
        return self._until
