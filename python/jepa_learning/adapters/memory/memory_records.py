"""The record of the vector memory, in memory: for tests. It forgets everything with the process."""

from __future__ import annotations

from jepa_learning.ports.memory_records import MemoryRecord


class MemoryMemoryRecords:
    """Keeps the record in a field."""

    def __init__(self) -> None:
        self._record: MemoryRecord | None = None

    def load(self) -> MemoryRecord | None:
        """Return the record."""
        return self._record

    def save(self, record: MemoryRecord) -> None:
        """Replace the record."""
        self._record = record
