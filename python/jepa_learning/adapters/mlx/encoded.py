"""Encoded: vectors of names and intents by one network, each made once and kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import numpy as np

from jepa_learning.adapters.mlx.batch import Ints
from jepa_learning.adapters.mlx.subword_table import Floats32, SubwordTable
from jepa_learning.domain.catalogue import Interner

INTENTS_KEPT: Final = 20_000
"""Intents whose vectors are kept, those asked for last."""


class Encoded:
    """Vectors that a table gives to the names of one vocabulary, and to intents.

    A name's number is its row, so that thousands of candidates are one look-up.
    """

    def __init__(self, table: SubwordTable) -> None:
        self._table = table
        self._names = np.zeros((1, table.vectors.shape[1]), dtype=np.float32)
        self._known = 0
        self._vocabulary: Interner | None = None
        self._intents: OrderedDict[str, Floats32] = OrderedDict()

    def names(self, numbers: Ints, vocabulary: Interner) -> Floats32:
        """Return the vectors of names by number, `[N, D]`; zeros for -1, which is none."""
        if vocabulary is not self._vocabulary:
            self._vocabulary, self._known = vocabulary, 0
            self._names = np.zeros((1, self._names.shape[1]), dtype=np.float32)
        if self._known < len(vocabulary):
            self._learn_names(vocabulary)
        vectors: Floats32 = self._names[numbers]
        return vectors

    def intents(self, intents: Sequence[str]) -> Floats32:
        """Return the vectors of intents, `[N, D]`."""
        new = [intent for intent in intents if intent not in self._intents]
        for intent, vector in zip(new, self._table.bags(self._table.intents(new)), strict=True):
            self._intents[intent] = vector
        for intent in intents:
            self._intents.move_to_end(intent)
        vectors = np.stack([self._intents[intent] for intent in intents])
        while len(self._intents) > INTENTS_KEPT:
            self._intents.popitem(last=False)
        return vectors

    def _learn_names(self, vocabulary: Interner) -> None:
        size = len(vocabulary)
        if size >= len(self._names):
            grown = np.zeros((2 * size + 1, self._names.shape[1]), dtype=np.float32)
            grown[: self._known] = self._names[: self._known]
            self._names = grown
        new = vocabulary.texts[self._known : size]
        # The last row stays zero, so that the number -1 finds it.
        self._names[self._known : size] = self._table.bags(self._table.names(new))
        self._known = size
