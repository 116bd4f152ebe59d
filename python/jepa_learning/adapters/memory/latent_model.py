"""A latent model in memory: a weighted sum of each candidate's features. For tests, and for comparison.

It learns a weight for each number that tells of a candidate and for the words that it shares with the
intent. Like a network, it goes on learning beside what answers, and takes over only when it is better beyond
doubt. The same lessons give the same weights. It forgets everything with the process.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

import numpy as np

from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import FEATURES, Lesson, Moment
from jepa_learning.domain.promotion import compare
from jepa_learning.domain.words import intent_words, name_words

_SCALE: Final = 10.0  # features are about 0 to 10, words shared 0 to 1


class LinearLatentModel:
    """Scores that are a weighted sum of each candidate's features.

    Args:
        rate: Of a gradient step.
        least: Lessons that a comparison needs.
        speaks: Whether it answers before it was ever better than what was believed without it.

    Attributes:
        promotions: How often what was learnt took over.
    """

    def __init__(self, *, rate: float, least: int, speaks: bool) -> None:
        self._rate, self._least = rate, least
        self._weights = np.zeros(FEATURES + 1)
        self._live = self._weights.copy() if speaks else None
        self._mine: deque[float] = deque(maxlen=2 * least)
        self._theirs: deque[float] = deque(maxlen=2 * least)
        self.promotions = 0

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats] | None:
        """Return a score of each candidate of each moment, `[C]`; None while nothing is live."""
        live = self._live
        return None if live is None else [_signs(moment, vocabulary) @ live for moment in moments]

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        """Compare on each lesson, learn from it, and take over when that is better."""
        for one in lessons:
            signs = _signs(one.moment, vocabulary)
            live = one.believed.astype(np.float64) if self._live is None else signs @ self._live
            self._theirs.append(_loss(live, one))
            self._mine.append(_loss(signs @ self._weights, one))
            self._weights -= self._rate * _gradient(signs, self._weights, one)
        if compare(self._mine, self._theirs, least=self._least).promoted:
            self._live = self._weights.copy()
            self.promotions += 1
            self._mine.clear()
            self._theirs.clear()


def _signs(moment: Moment, vocabulary: Interner) -> Floats:
    """Return each candidate's features, and the share of its words that the intent has, `[C, F + 1]`."""
    meant = set(intent_words(moment.intent))
    names = (set(name_words(vocabulary.texts[number])) for number in moment.candidates.tolist())
    shared = [len(words & meant) / max(len(words), 1) for words in names]
    return np.column_stack([moment.features / _SCALE, shared])


def _probabilities(logits: Floats) -> Floats:
    likelihoods = np.exp(logits - logits.max())
    p: Floats = likelihoods / likelihoods.sum()
    return p


def _loss(logits: Floats, lesson: Lesson) -> float:
    return float(-np.log(np.maximum(_probabilities(logits)[lesson.right].sum(), 1e-12)))


def _gradient(signs: Floats, weights: Floats, lesson: Lesson) -> Floats:
    """Return how the loss grows with the weights, `[F + 1]`."""
    p = _probabilities(signs @ weights)
    came = p * lesson.right
    gradient: Floats = signs.T @ (p - came / max(float(came.sum()), 1e-12))
    return gradient
