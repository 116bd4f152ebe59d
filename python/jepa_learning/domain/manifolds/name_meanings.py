"""Name meanings: which words of a name go with which signs (words of an intent, words of another name).

Not a manifold of its own: path words and neighbours are two uses of it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import Final, Generic, TypeVar

import numpy as np

from jepa_learning.domain.catalogue import WORDS_PER_NAME, Catalogue
from jepa_learning.domain.columns import Column, Counts, Floats, Indices
from jepa_learning.domain.manifolds.manifold import lift

Sign = TypeVar("Sign", bound=Hashable)

PLACES: Final = 1.0 / np.sqrt(1.0 + np.arange(WORDS_PER_NAME))
"""Weight of a word by its place from the end of a name."""


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

    def predict_one(self, signs: Collection[Sign], candidates: Indices, *, catalogue: Catalogue) -> Floats:
        """Return how well each name fits the signs: the mean over its words of ln(P(word | sign) / P(word)).

        Returns:
            `[C]`, summed over the signs.
        """
        n_words = len(catalogue.words_seen)
        meaning = np.zeros(n_words + 1)  # the first place stays 0: a name that has no more words reads it
        seen = self._seen.take(np.arange(n_words)) + 0.5
        share = seen / max(float(seen.sum()), 1.0)
        for sign in signs:
            row = self._beside.get(sign)
            if row is not None:
                lift(meaning[1:], row, share=share, prior=self._prior)
        # take, not []: of 64-bit places it is twice as fast.
        total: Floats = meaning.take(catalogue.words_of(candidates)).sum(axis=0)
        total /= np.maximum(catalogue.word_counts_of(candidates), 1.0)
        return total


def overlap(
    asked: Indices, candidates: Indices, *, catalogue: Catalogue, strength: Floats | float = 1.0
) -> Floats:
    """Return how much each name says of the `asked` words, `[C]`: rare words and late places count most.

    A word counts its strength times ln(1 + C / (1 + names that hold it)), over the square root of its place
    from the end.

    Args:
        asked: Numbers of words, each once, `[A]`.
        candidates: Of whose names, `[C]`.
        catalogue: Knows the names and the words.
        strength: How much each of the words is asked for, `[A]`, or all of them.
    """
    rarity = np.zeros(len(catalogue.words_seen) + 1)  # a name that has no more words reads the first place
    rarity[asked + 1] = strength * np.log(1.0 + len(candidates) / (1.0 + catalogue.names_holding(asked)))
    found: Floats = np.einsum("w,wc->c", PLACES, rarity.take(catalogue.words_of(candidates)))
    return found
