"""VectorMemory: remembers vectors with what they stand for, and recalls those nearest to another.

It is derived: it may be lost at any time, and the event log fills it again. It does not know who made
the vectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Payload = Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class Memory:
    """A vector and what it stands for.

    Attributes:
        key: What it is called; remembering the same key again replaces it.
        vector: `[D]`, finite.
        payload: What is known of it: `kind`, `activity`, `project`, `case`, `time`, ...
    """

    key: str
    vector: Vector
    payload: Payload = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recalled:
    """A memory found again: how near it is, as the cosine of the angle between the vectors, -1 to 1."""

    key: str
    score: float
    payload: Payload


class VectorMemory(Protocol):
    """Holds vectors of one dimension.

    Raises:
        RequestError: A vector has another dimension, or a number that is not finite.
        StoreError: The store cannot be read or written now.
    """

    @property
    def dimension(self) -> int:
        """Return how many numbers a vector has."""
        ...

    def remember(self, memories: Sequence[Memory]) -> None:
        """Store the memories, all or none; one whose key is known replaces it."""
        ...

    def recall(self, vector: Vector, k: int, *, matching: Payload | None = None) -> list[Recalled]:
        """Return the `k` nearest memories, nearest first, whose payload has all values of `matching`."""
        ...

    def forget(self, *, keys: Sequence[str] | None = None, matching: Payload | None = None) -> int:
        """Erase the memories with these keys, or all whose payload matches; return how many there were."""
        ...

    def all(self) -> Iterator[Memory]:
        """Give every memory, with its vector, in any order: what moving to another store reads."""
        ...

    def __len__(self) -> int:
        """Return how many memories there are."""
        ...

    def flush(self) -> None:
        """Make all that was remembered survive a loss of power."""
        ...

    def close(self) -> None:
        """Let go of the store; nothing can be asked afterwards."""
        ...
