"""Session: what this very case has done so far; it needs no learning, only following."""

from __future__ import annotations

import math
from itertools import islice
from typing import ClassVar, Final

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.contexts import witten_bell
from jepa_learning.domain.manifolds.manifold import logits_against_uniform
from jepa_learning.domain.situation import SequenceSituation

LOOKED_BACK: Final = 80
"""Distinct activities that recency looks back on; older ones are all equally old."""


class Session:
    """Followers inside the case, by 0 to 3 activities of context, and how long ago each came."""

    name: ClassVar[str] = "session"
    views: ClassVar[tuple[str, ...]] = ("any", "after_1", "after_2", "after_3", "recency")
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def learn_one(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> None:
        pass

    def predict_one(self, situation: SequenceSituation, *, catalogue: Catalogue) -> Floats | None:
        trail = situation.trail
        if not trail.length:
            return None
        evidence = np.zeros((len(self.views), len(situation.candidates)))
        for view, context in enumerate(trail.contexts()):
            followers = trail.habits.get(context)
            if followers:
                evidence[view] = witten_bell(followers, situation.columns)
        age = np.full(len(situation.candidates), -math.log(2.0 + 2.0 * trail.length))
        for index, place in islice(reversed(trail.last_at.items()), LOOKED_BACK):
            column = situation.columns.get(index)
            if column is not None:
                age[column] = -math.log(1.0 + trail.length - place)
        evidence[-1] = logits_against_uniform(age)
        return evidence

    def candidates(self, situation: SequenceSituation, most: int, *, catalogue: Catalogue) -> list[int]:
        """Return the latest activities of the case, at most `most`."""
        return list(islice(reversed(situation.trail.last_at), most))

    def words(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> str:
        count = situation.trail.counts.get(index, 0)
        return f"{count} times in this session" if count > 1 else ("once in this session" if count else "")
