"""Numbers by activity: dense columns that grow, and sparse rows of counts.

An activity is an index into a catalogue. These containers know nothing of what the numbers mean.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


SHORT: Final = 24
"""Length up to which a row of counts is searched from end to end."""


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

    def share(self, indices: Sequence[int], amount: float) -> None:
        """Spread `amount` evenly over `indices`, all of which but the last hold it so far."""
        self.add(indices[-1], amount / len(indices))
        if len(indices) > 1:
            self._values[indices[:-1]] -= amount / (len(indices) * (len(indices) - 1))

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
    """A sparse row: counts of a few activities out of many.

    There are tens of thousands of rows and most are short: a short one is searched from end to end, and only
    a long one keeps a table of places.
    """

    __slots__ = ("_amounts", "_indices", "_places", "total")

    def __init__(self) -> None:
        self._indices = array("q")
        self._amounts = array("d")
        self._places: dict[int, int] | None = None
        self.total = 0.0

    def __len__(self) -> int:
        return len(self._indices)

    def __getitem__(self, index: int) -> float:
        place = self._place(index)
        return 0.0 if place is None else self._amounts[place]

    def __iter__(self) -> Iterator[int]:
        return iter(self._indices)

    def add(self, index: int, amount: float = 1.0) -> None:
        """Add `amount` to the count of `index`."""
        place = self._place(index)
        if place is None:
            self._append(index, amount)
        else:
            self._amounts[place] += amount
        self.total += amount

    def share(self, indices: Sequence[int], amount: float) -> None:
        """Spread `amount` evenly over `indices`, all of which but the last hold it so far."""
        for index in indices[:-1]:
            self.add(index, -amount / (len(indices) * (len(indices) - 1)))
        self.add(indices[-1], amount / len(indices))

    def scale(self, factor: float) -> None:
        """Multiply every count."""
        self._amounts = array("d", [amount * factor for amount in self._amounts])
        self.total *= factor

    @property
    def indices(self) -> Indices:
        """The activities that were counted, `[n]`, each once, in the order in which they first came.

        A view: let it go before the next `add`.
        """
        return np.frombuffer(self._indices, dtype=np.int64)

    @property
    def amounts(self) -> Floats:
        """Their counts, `[n]`. A view: let it go before the next `add`."""
        return np.frombuffer(self._amounts, dtype=np.float64)

    def _place(self, index: int) -> int | None:
        if self._places is not None:
            return self._places.get(index)
        return self._indices.index(index) if index in self._indices else None

    def _append(self, index: int, amount: float) -> None:
        if self._places is not None:
            self._places[index] = len(self._indices)
        self._indices.append(index)
        self._amounts.append(amount)
        if self._places is None and len(self._indices) > SHORT:
            self._places = {index: place for place, index in enumerate(self._indices)}


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
