"""Context views: what counting manifolds of sequences share: a few contexts, and what followed each.

Not a manifold of its own: each subclass names its views and says which contexts a situation has.
"""

from __future__ import annotations

import zlib
from typing import ClassVar

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.contexts import Contexts, witten_bell
from jepa_learning.domain.situation import SequenceSituation

Context = tuple[int, ...]


class ContextViews:
    """One row of evidence for each context; a context that is None sleeps."""

    views: ClassVar[tuple[str, ...]]
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self) -> None:
        self._followers = Contexts()

    def contexts(self, situation: SequenceSituation) -> list[Context | None]:
        """Return the context of each view, in the order of `views`."""
        raise NotImplementedError

    def learn_one(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> None:
        """Count `index` as a follower of every context."""
        for view, context in enumerate(self.contexts(situation)):
            if context is not None:
                self._followers.add((view, *context), index)

    def predict_one(self, situation: SequenceSituation, *, catalogue: Catalogue) -> Floats | None:
        """Return the Witten-Bell evidence of every context's followers."""
        contexts = self.contexts(situation)
        if all(context is None for context in contexts):
            return None
        evidence = np.zeros((len(self.views), len(situation.candidates)))
        for view, context in enumerate(contexts):
            if context is not None and (followers := self._followers.followers((view, *context))):
                evidence[view] = witten_bell(followers, situation.columns)
        return evidence

    def candidates(self, situation: SequenceSituation, most: int, *, catalogue: Catalogue) -> list[int]:
        """Return what followed the present contexts, at most `most` of each."""
        found: list[int] = []
        for view, context in enumerate(self.contexts(situation)):
            if context is not None:
                followers = self._followers.followers((view, *context))
                found += sorted(followers, key=followers.__getitem__, reverse=True)[:most]
        return found

    def best_count(self, situation: SequenceSituation, index: int) -> tuple[int, int, int]:
        """Return the view whose context saw `index` most surely, and its count there out of how many."""
        best = (-1, 0, 0)
        for view, context in enumerate(self.contexts(situation)):
            followers = self._followers.followers((view, *context)) if context is not None else {}
            count, seen = followers.get(index, 0), sum(followers.values())
            if count and count * max(best[2], 1) > best[1] * seen:
                best = (view, count, seen)
        return best


def number_of(text: str) -> int:
    """Return a number for `text` that is the same in every process."""
    return zlib.crc32(text.encode())
