"""N-gram: what followed the last few activities, in any case.

Each order is a view of its own, and the whole chain of orders, each escaping into the shorter one, another
(interpolated Witten-Bell; Witten and Bell 1991, Begleiter et al. 2004).
"""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Column, Floats
from jepa_learning.domain.contexts import Contexts, counts_among
from jepa_learning.domain.situation import SequenceSituation

ORDERS: Final = (1, 2, 3, 4, 5, 6, 8, 12)
"""Lengths of the contexts. Beyond 6 only long repetitions are found, so the steps get wider."""


class NGram:
    """Followers of the last 1 to 12 activities.

    A context is only kept once the shorter one had come before: until then both would say the same.
    """

    name: ClassVar[str] = "ngram"
    views: ClassVar[tuple[str, ...]] = (*(f"after_{order}" for order in ORDERS), "chain")
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self) -> None:
        self._contexts = Contexts()
        self._all = Column()

    def learn_one(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> None:
        self._all.add(index, 1.0)
        for context in _contexts(situation):
            if self._contexts.add(context, index) and len(context) > 1:
                return

    def predict_one(self, situation: SequenceSituation, *, catalogue: Catalogue) -> Floats | None:
        evidence = np.zeros((len(self.views), len(situation.candidates)))
        chain = self._all.take(situation.candidates) + 0.1
        chain /= chain.sum()
        for row, context in enumerate(_contexts(situation)):
            followers = self._contexts.followers(context)
            if not followers:
                break
            seen, kinds = sum(followers.values()), len(followers)
            counts = counts_among(followers, situation.columns)
            escape = kinds / (seen + kinds)
            evidence[row] = np.log(counts * ((1.0 - escape) * len(chain) / seen) + escape)
            chain = (counts + kinds * chain) / (seen + kinds)
        evidence[-1] = np.log(chain * len(chain))
        return evidence

    def candidates(self, situation: SequenceSituation, most: int, *, catalogue: Catalogue) -> list[int]:
        """Return what followed the present contexts, at most `most` of each."""
        found: list[int] = []
        for context in _contexts(situation):
            followers = self._contexts.followers(context)
            if not followers:
                break
            found += sorted(followers, key=followers.__getitem__, reverse=True)[:most]
        return found

    def words(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> str:
        best = ""
        for context in _contexts(situation)[:2]:  # the longer ones are not counted from their first time on
            followers = self._contexts.followers(context)
            if followers.get(index):
                after = " then ".join(catalogue.names[i] for i in context)
                best = f"{followers[index]} of {sum(followers.values())} times after {after}"
        return best


def _contexts(situation: SequenceSituation) -> list[tuple[int, ...]]:
    recent = situation.trail.recent
    return [tuple(recent[-order:]) for order in ORDERS if order <= len(recent)]
