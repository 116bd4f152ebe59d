"""Numbers by activity: dense columns that grow, and sparse rows of counts.

An activity is an index into a catalogue. These containers know nothing of what the numbers mean.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class Column:
    """One number for every activity, `fill` where none was set."""

    __slots__ = ("_fill", "_values")

    def __init__(self, *, fill: float = 0.0) -> None:
        self._fill = fill
        self._values: Floats = np.full(64, fill, dtype=np.float64)

    def __getitem__(self, index: int) -> float:
        return float(self._values[index]) if index < len(self._values) else self._fill

    def __setitem__(self, index: int, value: float) -> None:
        self._reach(index)
        self._values[index] = value

    def add(self, index: int, amount: float) -> None:
        """Add `amount` to the number at `index`."""
        self._reach(index)
        self._values[index] += amount

    def scale(self, factor: float) -> None:
        """Multiply every number."""
        self._values *= factor

    def take(self, indices: Indices) -> Floats:
        """Return the numbers at `indices`, `[C]`."""
        if len(indices):
            self._reach(int(indices[-1]) if len(indices) == 1 else int(indices.max()))
        return self._values[indices]

    def _reach(self, index: int) -> None:
        if index >= len(self._values):
            grown = np.full(max(index + 1, 2 * len(self._values)), self._fill, dtype=np.float64)
            grown[: len(self._values)] = self._values
            self._values = grown


class Counts:
    """A sparse row: counts of a few activities out of many."""

    __slots__ = ("_amounts", "_indices", "_slots", "total")

    def __init__(self) -> None:
        self._slots: dict[int, int] = {}
        self._indices: Indices = np.empty(2, dtype=np.int64)
        self._amounts: Floats = np.empty(2)
        self.total = 0.0

    def __len__(self) -> int:
        return len(self._slots)

    def __getitem__(self, index: int) -> float:
        slot = self._slots.get(index)
        return 0.0 if slot is None else float(self._amounts[slot])

    def __iter__(self) -> Iterator[int]:
        return iter(self._slots)

    def add(self, index: int, amount: float = 1.0) -> None:
        """Add `amount` to the count of `index`."""
        slot = self._slots.get(index)
        if slot is None:
            slot = self._slots[index] = len(self._slots)
            if slot == len(self._indices):
                self._indices = np.resize(self._indices, 2 * slot)
                self._amounts = np.resize(self._amounts, 2 * slot)
            self._indices[slot] = index
            self._amounts[slot] = 0.0
        self._amounts[slot] += amount
        self.total += amount

    def scale(self, factor: float) -> None:
        """Multiply every count."""
        self._amounts *= factor
        self.total *= factor

    @property
    def indices(self) -> Indices:
        """The activities that were counted, `[n]`, each once, in the order in which they first came."""
        return self._indices[: len(self._slots)]

    @property
    def amounts(self) -> Floats:
        """Their counts, `[n]`."""
        return self._amounts[: len(self._slots)]


class Decay:
    """A unit that grows, so that what was counted earlier weighs less without being touched.

    Args:
        half_life: Ticks after which a count weighs half.
    """

    __slots__ = ("_growth", "unit")

    LIMIT = 1e120
    """Where `unit` must be brought back to 1; the square still fits a double."""

    def __init__(self, *, half_life: float) -> None:
        self._growth = 2.0 ** (1.0 / half_life)
        self.unit = 1.0

    def tick(self) -> float:
        """Let one tick pass. Return the factor by which every count must be scaled now; mostly 1."""
        self.unit *= self._growth
        if self.unit < self.LIMIT:
            return 1.0
        factor = 1.0 / self.unit
        self.unit = 1.0
        return factor
