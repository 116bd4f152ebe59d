"""Lately: what followed the last few times, the newest first; forgets fast, follows a change at once."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.manifolds.manifold import against_uniform
from jepa_learning.domain.situation import SequenceSituation


class Lately:
    """The last followers of the last activity and of the last two.

    Args:
        remembered: Followers kept of each context.
        fade: Weight of a follower relative to the next newer one.
        escape: Probability left for all others.
    """

    name: ClassVar[str] = "lately"
    views: ClassVar[tuple[str, ...]] = ("after_1", "after_2")
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset(views)

    def __init__(self, *, remembered: int, fade: float, escape: float) -> None:
        self._remembered, self._fade, self._escape = remembered, fade, escape
        self._followers: dict[tuple[int, ...], tuple[int, ...]] = {}

    def learn_one(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> None:
        for context in _contexts(situation):
            self._followers[context] = (*self._followers.get(context, ())[1 - self._remembered :], index)

    def predict_one(self, situation: SequenceSituation, *, catalogue: Catalogue) -> Floats | None:
        evidence = np.zeros((len(self.views), len(situation.candidates)))
        for view, context in enumerate(_contexts(situation)):
            scores, weight = np.zeros(len(situation.candidates)), 1.0
            for index in reversed(self._followers.get(context, ())):
                column = situation.columns.get(index)
                if column is not None:
                    scores[column] += weight
                weight *= self._fade
            evidence[view] = against_uniform(scores, escape=self._escape)
        return evidence

    def words(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> str:
        for context in reversed(_contexts(situation)):
            followers = self._followers.get(context, ())
            if followers and followers[-1] == index:
                return f"came the last time after {' then '.join(catalogue.names[i] for i in context)}"
        return ""


def _contexts(situation: SequenceSituation) -> list[tuple[int, ...]]:
    recent = situation.trail.recent
    return [tuple(recent[-order:]) for order in (1, 2) if order <= len(recent)]
