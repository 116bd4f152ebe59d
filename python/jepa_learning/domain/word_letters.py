"""Word letters: which words of a vocabulary are spelled like a given one. It does not know what they mean."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np

from jepa_learning.domain.columns import Floats, Indices

RUN: Final = 3
"""Letters of a run; the beginning and the end of a word count as letters."""

LEAST: Final = 0.5
"""Share of a word's runs that must be shared: below it chance alone makes words alike."""


class WordLetters:
    """The runs of letters of a vocabulary that grows."""

    def __init__(self) -> None:
        self._holding: dict[str, array[int]] = {}
        self._sizes = np.zeros(64)
        self._known = 0

    def follow(self, words: Sequence[str]) -> None:
        """Take in the words that are new; those known before come first."""
        if len(words) > len(self._sizes):
            grown = np.zeros(2 * len(words))
            grown[: self._known] = self._sizes[: self._known]
            self._sizes = grown
        for number in range(self._known, len(words)):
            runs = runs_of(words[number])
            self._sizes[number] = len(runs)
            for run in runs:
                self._holding.setdefault(run, array("q")).append(number)
        self._known = len(words)

    def like(self, word: str) -> tuple[Indices, Floats]:
        """Return the words that share at least half of the runs of the shorter one, and how much.

        The overlap coefficient |A ∩ B| / min(|A|, |B|) of the sets of runs (Szymkiewicz 1934, Simpson 1943).

        Returns:
            Their numbers and their likeness from `LEAST` to 1, `[L]` each.
        """
        runs = runs_of(word)
        found = [np.frombuffer(held, dtype=np.int64) for run in runs if (held := self._holding.get(run))]
        if not found:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        shared = np.bincount(np.concatenate(found), minlength=self._known)
        share = shared / np.minimum(self._sizes[: self._known], len(runs))
        near = np.flatnonzero(share >= LEAST)
        return near, share[near]


def runs_of(word: str) -> set[str]:
    """Return the runs of `RUN` letters of a word, with its beginning and its end."""
    marked = f"^{word}$"
    return {marked[start : start + RUN] for start in range(max(len(marked) - RUN + 1, 1))}
