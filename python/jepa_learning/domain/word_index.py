"""Word index: which documents hold which words, and how well each answers some.

BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009). It does not know what the
documents are: they are numbered in the order in which they come.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable

import numpy as np

from jepa_learning.domain.columns import Floats, Indices


class WordIndex:
    """Sum over the asked words of rarity times saturated frequency.

    Args:
        saturation: k1: how fast further occurrences of a word stop to count.
        length_share: b: how far a long document is held against it, 0 to 1.
    """

    def __init__(self, *, saturation: float, length_share: float) -> None:
        self._saturation, self._length_share = saturation, length_share
        self._holding: dict[str, array[int]] = {}  # a document stands there once for each occurrence
        self._lengths = array("i")

    def __len__(self) -> int:
        return len(self._lengths)

    def append(self, words: Iterable[str]) -> None:
        """Let the next document be made of `words`."""
        document, length = len(self._lengths), 0
        for word in words:
            held = self._holding.get(word)
            if held is None:
                held = self._holding[word] = array("i")
            held.append(document)
            length += 1
        self._lengths.append(length)

    def relevance(self, words: Iterable[str]) -> Floats:
        """Return how well each document answers the words, `[N]`; 0 where it holds none of them."""
        lengths = np.array(self._lengths, dtype=np.float64)
        mean = max(float(lengths.mean()), 1.0) if len(lengths) else 1.0
        damping = self._saturation * (1.0 - self._length_share + self._length_share * lengths / mean)
        relevance = np.zeros(len(lengths))
        for word in dict.fromkeys(words):
            if held := self._holding.get(word):
                documents, times = _counted(np.array(held))
                saturated = times * (self._saturation + 1.0) / (times + damping[documents])
                relevance[documents] += self._rarity(len(documents)) * saturated
        return relevance

    def _rarity(self, holders: int) -> float:
        return math.log(1.0 + (len(self._lengths) - holders + 0.5) / (holders + 0.5))


def _counted(held: Indices) -> tuple[Indices, Indices]:
    """Return each document once, and how often it stands there; they stand there in order."""
    firsts = np.flatnonzero(np.diff(held, prepend=-1))
    return held[firsts], np.diff(firsts, append=len(held))
