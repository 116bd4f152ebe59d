"""Subword table: a vector for each bucket, and texts as bags of them; learnt row by row.

An item is the sum of its subwords' vectors over the square root of how many there are. A step touches few
rows, so the table stays in numpy and only they go through the network (row-wise AdaGrad, Duchi et al. 2011).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jepa_learning.adapters.mlx.subwords import intent_buckets, name_buckets

Floats32 = NDArray[np.float32]
Rows = NDArray[np.int64]

FAINT = 0.05
"""Length of a row that was never learnt; those that were have about 1."""

SETTLE = 1e-4
"""Mean square that is assumed of a row's gradients before any came."""


class SubwordTable:
    """Vectors of subwords, `[buckets, D]`.

    Attributes:
        vectors: The table.
        squares: Sum of the mean squares of each row's gradients, `[buckets]`.
    """

    def __init__(self, vectors: Floats32, squares: Floats32 | None = None) -> None:
        self.vectors = vectors
        self.squares = np.full(len(vectors), SETTLE, dtype=np.float32) if squares is None else squares

    @classmethod
    def random(cls, buckets: int, dimension: int, *, seed: int) -> SubwordTable:
        """Return a table that knows nothing: Gaussian rows of about length `FAINT`.

        A subword that was never learnt must say next to nothing, not something at random.
        """
        rng = np.random.default_rng(seed)
        return cls(rng.normal(0.0, FAINT * dimension**-0.5, (buckets, dimension)).astype(np.float32))

    def copy(self) -> SubwordTable:
        """Return a table that can go on by itself."""
        return SubwordTable(self.vectors.copy(), self.squares.copy())

    def names(self, names: Sequence[str]) -> list[Rows]:
        """Return the rows of each name; none for an empty one."""
        return [_name_rows(name, len(self.vectors)) for name in names]

    def intents(self, intents: Sequence[str]) -> list[Rows]:
        """Return the rows of each intent; none for an empty one."""
        return [_intent_rows(intent, len(self.vectors)) for intent in intents]

    def bags(self, rows: Sequence[Rows]) -> Floats32:
        """Return the vector of each text, `[N, D]`; zeros for one without rows."""
        sums = np.zeros((len(rows), self.vectors.shape[1]), dtype=np.float32)
        filled = [place for place, its in enumerate(rows) if len(its)]
        if filled:
            lengths = np.array([len(rows[place]) for place in filled])
            flat = self.vectors[np.concatenate([rows[place] for place in filled])]
            starts = np.cumsum([0, *lengths[:-1]])
            sums[filled] = np.add.reduceat(flat, starts, axis=0) / np.sqrt(lengths)[:, None]
        return sums

    def learn_rows(self, touched: Rows, gradient: Floats32, *, rate: float) -> None:
        """Move rows against their gradient, `[U]` and `[U, D]`."""
        self.squares[touched] += (gradient * gradient).mean(axis=1)
        self.vectors[touched] -= rate * gradient / np.sqrt(self.squares[touched])[:, None]


def bag_matrix(rows: Sequence[Rows], touched: Rows) -> Floats32:
    """Return the matrix that makes bags of touched rows, `[N, U]`: a product is faster than a scatter."""
    matrix = np.zeros((len(rows), len(touched)), dtype=np.float32)
    filled = [its for its in rows if len(its)]
    if filled:
        lengths = np.array([len(its) for its in rows])
        places = np.searchsorted(touched, np.concatenate(filled))
        shares = np.repeat(1.0 / np.sqrt(np.maximum(lengths, 1)), lengths)
        # Into the flat matrix: numpy adds at one index much faster than at a pair of them.
        cells = np.repeat(np.arange(len(rows)), lengths) * len(touched) + places
        np.add.at(matrix.reshape(-1), cells, shares.astype(np.float32))
    return matrix


@lru_cache(maxsize=100_000)
def _name_rows(name: str, buckets: int) -> Rows:
    return np.array(name_buckets(name, buckets=buckets) if name else [], dtype=np.int64)


@lru_cache(maxsize=50_000)
def _intent_rows(intent: str, buckets: int) -> Rows:
    return np.array(intent_buckets(intent, buckets=buckets) if intent else [], dtype=np.int64)
