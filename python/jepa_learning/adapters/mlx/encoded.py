"""Encoded: vectors of names and intents by one network, each made once and kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import numpy as np

from jepa_learning.adapters.mlx.subword_table import Floats32, SubwordTable
from jepa_learning.domain.catalogue import Interner

INTENTS_KEPT: Final = 20_000
"""Intents whose vectors are kept, those asked for last."""


class Encoded:
    """Vectors that a table gives to the names of a vocabulary, and to intents.

    A name's number is its row, so that thousands of candidates are one look-up.

    Args:
        table: Gives a name or intent its vector of D numbers.
        maps: Makes a name's row from its vector, `[D, W]`.
        vocabulary: Of the names; it may grow.
    """

    def __init__(self, table: SubwordTable, maps: Floats32, vocabulary: Interner) -> None:
        self._table, self._maps, self._vocabulary = table, maps, vocabulary
        self._rows = np.zeros((1, maps.shape[1]), dtype=np.float32)
        self._known = 0
        self._intents: OrderedDict[str, Floats32] = OrderedDict()

    def all_names(self) -> Floats32:
        """Return the rows of all names, `[N, W]`; there are more rows, and the last is zeros: for no name."""
        if self._known < len(self._vocabulary):
            self._learn_names()
        return self._rows

    def intents(self, intents: Sequence[str]) -> Floats32:
        """Return the vectors of intents, `[J, D]`."""
        self._learn_intents([intent for intent in dict.fromkeys(intents) if intent not in self._intents])
        vectors = np.zeros((len(intents), self._table.vectors.shape[1]), dtype=np.float32)
        for row, intent in enumerate(intents):
            vectors[row] = self._intents[intent]
            self._intents.move_to_end(intent)
        while len(self._intents) > INTENTS_KEPT:
            self._intents.popitem(last=False)
        return vectors

    def _learn_intents(self, new: Sequence[str]) -> None:
        if new:
            self._intents.update(zip(new, self._table.bags(self._table.intents(new)), strict=True))

    def _learn_names(self) -> None:
        size = len(self._vocabulary)
        if size >= len(self._rows):
            grown = np.zeros((2 * size + 1, self._rows.shape[1]), dtype=np.float32)
            grown[: self._known] = self._rows[: self._known]
            self._rows = grown
        new = self._vocabulary.texts[self._known : size]
        # The last row stays zero, so that the number -1 finds it.
        self._rows[self._known : size] = row_by_row(self._table.bags(self._table.names(new)), self._maps)
        self._known = size


def row_by_row(rows: Floats32, maps: Floats32) -> Floats32:
    """Return `rows @ maps`, `[N, D]` and `[D, W]`, each row as if it were alone.

    A BLAS rounds a row by how many stand beside it: what is made one by one would differ from what is made
    together, after a restart.
    """
    product: Floats32 = np.einsum("nd,dw->nw", rows, maps)
    return product
