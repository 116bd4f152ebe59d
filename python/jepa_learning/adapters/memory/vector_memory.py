"""The vector memory in memory: exact, for `:memory:`, for tests, and where no other store is to be had.

It compares a vector with all others, which is fast up to some ten thousand, and forgets everything with the
process.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from jepa_learning.ports.vector_memory import Matching, Memory, Payload, Recalled, Vector, directions

_FIRST_ROWS: Final = 64


class MemoryVectorMemory:
    """Keeps vectors in one matrix, payloads beside it."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._lock = threading.Lock()
        self._rows: dict[str, int] = {}
        self._keys: list[str] = []
        self._payloads: list[Payload] = []
        self._matrix = np.zeros((_FIRST_ROWS, dimension), dtype=np.float32)

    def remember(self, memories: Sequence[Memory]) -> None:
        """Store the memories, all or none."""
        vectors = directions([memory.vector for memory in memories], self.dimension)
        with self._lock:
            for memory, vector in zip(memories, vectors, strict=True):
                self._put(memory.key, vector, dict(memory.payload))

    def recall(self, vector: Vector, k: int, *, matching: Matching | None = None) -> list[Recalled]:
        """Return the `k` nearest memories, nearest first."""
        (direction,) = directions([vector], self.dimension)
        with self._lock:
            rows = self._matching_rows(matching)
            # float64, so that the cosine of a vector with itself is 1 and not a little more
            scores = self._matrix[rows].astype(np.float64) @ direction
            best = np.argsort(-scores, kind="stable")[: max(k, 0)]
            return [self._recalled(rows[place], scores[place]) for place in best]

    def forget(self, *, keys: Sequence[str] | None = None) -> int:
        """Erase the memories with these keys, all where none are given."""
        with self._lock:
            gone = {key for key in self._keys if keys is None} | (self._rows.keys() & set(keys or ()))
            for key in gone:
                self._remove(key)
        return len(gone)

    def all(self) -> Iterator[Memory]:
        """Give every memory, as they were when the giving began."""
        with self._lock:
            keys, payloads = list(self._keys), list(self._payloads)
            vectors = self._matrix[: len(keys)].copy()
        for key, vector, payload in zip(keys, vectors, payloads, strict=True):
            yield Memory(key, vector, payload)

    def __len__(self) -> int:
        """Return how many memories there are."""
        with self._lock:
            return len(self._keys)

    def close(self) -> None:
        """Do nothing: memory needs no closing."""

    def _put(self, key: str, vector: Vector, payload: Payload) -> None:
        row = self._rows.setdefault(key, len(self._keys))
        if row == len(self._keys):
            self._keys.append(key)
            self._payloads.append(payload)
            if row == len(self._matrix):
                self._matrix = np.concatenate([self._matrix, np.zeros_like(self._matrix)])
        self._matrix[row] = vector
        self._payloads[row] = payload

    def _remove(self, key: str) -> None:
        """Let the last row take the place of the removed one."""
        row, last = self._rows.pop(key), len(self._keys) - 1
        moved, payload = self._keys.pop(), self._payloads.pop()
        if row != last:
            self._keys[row], self._payloads[row] = moved, payload
            self._rows[moved] = row
            self._matrix[row] = self._matrix[last]
        self._matrix[last] = 0.0

    def _matching_rows(self, matching: Matching | None) -> list[int]:
        return [
            row
            for row, payload in enumerate(self._payloads)
            if all(payload.get(name) == value for name, value in (matching or {}).items())
        ]

    def _recalled(self, row: int, score: float) -> Recalled:
        return Recalled(self._keys[row], float(np.clip(score, -1.0, 1.0)), self._payloads[row])
