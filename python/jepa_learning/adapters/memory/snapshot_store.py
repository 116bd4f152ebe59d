"""The snapshot in memory: for `:memory:` and for tests."""

from __future__ import annotations

import copy

from jepa_learning.domain.learner import Learner


class MemorySnapshotStore:
    """Keeps a copy of the learner."""

    def __init__(self) -> None:
        self._snapshot: tuple[Learner, int] | None = None

    def save(self, learner: Learner, *, sequence: int) -> None:
        """Replace the snapshot."""
        self._snapshot = copy.deepcopy(learner), sequence

    def load(self) -> tuple[Learner, int] | None:
        """Return a copy of what was saved."""
        return copy.deepcopy(self._snapshot)

    def forget(self) -> None:
        """Erase the snapshot."""
        self._snapshot = None
