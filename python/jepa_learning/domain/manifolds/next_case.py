"""Next case: what followed, one case later, on the files of the case before."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Counts, Floats
from jepa_learning.domain.manifolds.manifold import against_uniform
from jepa_learning.domain.situation import FileSituation


class NextCase:
    """For each file, which ones the next case held.

    Args:
        most: Files of the case before that are looked at: a sweep over many says little about what follows.
        escape: Probability spread over all candidates.
    """

    name: ClassVar[str] = "next_case"
    views: ClassVar[tuple[str, ...]] = ("followed",)
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset(views)

    def __init__(self, *, most: int, escape: float) -> None:
        self._most, self._escape = most, escape
        self._followed: dict[int, Counts] = {}

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        for other in situation.previous[: self._most]:
            self._followed.setdefault(other, Counts()).add(index, 1.0 / len(situation.previous) ** 0.5)

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        if not situation.previous:
            return None
        scores = np.zeros(len(catalogue))
        for other in situation.previous[: self._most]:
            row = self._followed.get(other)
            if row is not None:
                scores[row.indices] += row.amounts / (row.total + 1.0)
        return against_uniform(scores[situation.candidates], escape=self._escape)[None]

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        def strength(other: int) -> float:
            row = self._followed.get(other)
            return 0.0 if row is None else row[index] / (row.total + 1.0)

        best = max(situation.previous[: self._most], key=strength, default=None)
        if best is None or not strength(best):
            return ""
        return f"has followed on {catalogue.names[best]}, which just changed"
