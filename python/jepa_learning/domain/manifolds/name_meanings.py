"""Name meanings: which words of a name go with which signs (words of an intent, words of another name).

Not a manifold of its own: path words and neighbours are two uses of it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Sequence
from typing import Generic, TypeVar

import numpy as np

from jepa_learning.domain.columns import Column, Counts, Floats, Indices
from jepa_learning.domain.manifolds.manifold import lift

Sign = TypeVar("Sign", bound=Hashable)


class NameMeanings(Generic[Sign]):
    """Counts of name words beside signs.

    Args:
        prior: How many average counts a sign's own counts are mixed with.
    """

    def __init__(self, *, prior: float) -> None:
        self._prior = prior
        self._beside: dict[Sign, Counts] = {}
        self._seen = Column()

    def learn_one(self, signs: Collection[Sign], name: Sequence[int]) -> None:
        """Learn that the words of `name` came beside `signs`."""
        for word in name:
            self._seen.add(word, 1.0)
        for sign in signs:
            row = self._beside.setdefault(sign, Counts())
            for word in name:
                row.add(word)

    def predict_one(self, signs: Collection[Sign], names: Indices, *, n_words: int) -> Floats:
        """Return how well each name fits the signs: the mean over its words of ln(P(word | sign) / P(word)).

        Args:
            signs: What is known.
            names: Words of each candidate's name, padded with -1, `[C, W]`.
            n_words: How many words there are in all.

        Returns:
            `[C]`, summed over the signs.
        """
        meaning = np.zeros(n_words + 1)
        seen = self._seen.take(np.arange(n_words)) + 0.5
        share = seen / max(float(seen.sum()), 1.0)
        for sign in signs:
            row = self._beside.get(sign)
            if row is not None:
                lift(meaning[:-1], row, share=share, prior=self._prior)
        there = names >= 0
        mean: Floats = np.where(there, meaning[names], 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
        return mean


def rarity_in_names(asked: Collection[int], names: Indices, *, n_words: int) -> Floats:
    """Return ln(1 + C / (1 + names that hold the word)) of each asked word, 0 of the others, `[n_words + 1]`.

    The last place is 0, so that the padding -1 of `names` reads it.
    """
    rarity = np.zeros(n_words + 1)
    if asked:
        held = np.bincount(names[names >= 0], minlength=n_words)
        for word in asked:
            rarity[word] = math.log(1.0 + len(names) / (1.0 + held[word]))
    return rarity
