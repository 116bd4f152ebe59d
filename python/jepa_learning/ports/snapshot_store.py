"""SnapshotStore: keeps what was learnt, so that a start needs no replay of the whole event log.

A snapshot is derived: it may be lost or refused at any time, and the event log replaces it.
"""

from __future__ import annotations

from typing import Protocol

from jepa_learning.domain.learner import Learner


class SnapshotStore(Protocol):
    """Holds at most one snapshot: a learner and the sequence number of the last event it has learnt."""

    def save(self, learner: Learner, *, sequence: int) -> None:
        """Replace the snapshot, atomically."""
        ...

    def load(self) -> tuple[Learner, int] | None:
        """Return the snapshot, or None when there is none that this version and configuration can trust."""
        ...

    def forget(self) -> None:
        """Erase the snapshot."""
        ...
