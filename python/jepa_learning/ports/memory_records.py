"""MemoryRecords: what is written down about the vector memory, beside the event log.

It says which space the vectors are in and how far they were filled from the log, so that neither a switch of
stores nor a store that is away goes unnoticed. It does not know the vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Space:
    """Where vectors are kept, and what they can be compared with.

    Attributes:
        adapter: `embedded`, `memory` or `server`.
        place: Of a server, the URL of the collection; empty where the data directory says it.
        encoder: Name of the encoder that made them.
        dimension: Numbers in a vector.
    """

    adapter: str
    place: str
    encoder: str
    dimension: int

    def __str__(self) -> str:
        where = f" at {self.place}" if self.place else ""
        return f"{self.adapter}{where}, {self.encoder}"

    def is_comparable(self, other: Space) -> bool:
        """Say whether vectors of the two can be compared with one another."""
        return (self.encoder, self.dimension) == (other.encoder, other.dimension)


@dataclass(frozen=True, slots=True)
class MemoryRecord:
    """How things stand with the vector memory.

    Attributes:
        space: The one that holds what was remembered.
        owner: Names this data directory in a store that many share.
        filled: Sequence number of the last event it was filled with; None where nothing was ever written.
        is_erasure_owed: All of it must be erased before it is asked again.
    """

    space: Space
    owner: str
    filled: int | None = None
    is_erasure_owed: bool = False


class MemoryRecords(Protocol):
    """Keeps one record.

    Raises:
        StoreError: It cannot be read or written.
    """

    def load(self) -> MemoryRecord | None:
        """Return the record, or None where there is none."""
        ...

    def save(self, record: MemoryRecord) -> None:
        """Replace the record, durably."""
        ...
