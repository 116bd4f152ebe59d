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

from jepa_learning.domain.errors import RequestError

Vector = NDArray[np.float32]
Vectors = NDArray[np.float32]
Payload = Mapping[str, str | int | float | bool | None]
Matching = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Memory:
    """A vector and what it stands for.

    Attributes:
        key: What it is called; remembering the same key again replaces it.
        vector: `[D]`, finite. Only its direction is kept: it comes back with length 1, or of zeros.
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
    """Holds vectors of one dimension. Safe to share between threads.

    Attributes:
        dimension: How many numbers a vector has.

    Raises:
        RequestError: A vector has another dimension, or a number that is not finite.
        StoreError: The store cannot be read or written now.
    """

    dimension: int

    def remember(self, memories: Sequence[Memory]) -> None:
        """Store the memories, all or none, durably; one whose key is known replaces it."""
        ...

    def recall(self, vector: Vector, k: int, *, matching: Matching | None = None) -> list[Recalled]:
        """Return the `k` nearest memories, nearest first, whose payload has all values of `matching`."""
        ...

    def forget(self, *, keys: Sequence[str] | None = None) -> int:
        """Erase the memories with these keys, all where none are given; return how many there were.

        What is erased is in no answer any more. Its bytes are sure to leave the store where all of it goes.
        """
        ...

    def all(self) -> Iterator[Memory]:
        """Give every memory, with its vector, in any order: what moving to another store reads."""
        ...

    def __len__(self) -> int:
        """Return how many memories there are."""
        ...


def directions(vectors: Sequence[Vector], dimension: int) -> Vectors:
    """Return the vectors with length 1, `[N, dimension]`, those of zeros as they are.

    Raises:
        RequestError: A vector has another dimension, or a number that is not finite.
    """
    for vector in vectors:
        if np.shape(vector) != (dimension,):
            raise RequestError(
                f"a vector has the shape {np.shape(vector)}: expected {dimension} numbers, "
                "as the memory was made for; use the encoder that filled it"
            )
    matrix = np.asarray(vectors, dtype=np.float64).reshape(len(vectors), dimension)
    if not np.isfinite(matrix).all():
        raise RequestError("a vector holds a number that is not finite: expected finite numbers only")
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return (matrix / np.where(lengths > 0.0, lengths, 1.0)).astype(np.float32)
