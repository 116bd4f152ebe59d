"""Directory: work stays in a place; where it was lately, and which places change with those already known."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Column, Counts, Decay, Floats
from jepa_learning.domain.manifolds.cochange import LOOKED_AT
from jepa_learning.domain.manifolds.manifold import against_uniform
from jepa_learning.domain.situation import FileSituation


class Directory:
    """Decayed counts of directories, and counts of directories beside those of the known files.

    A directory's evidence is shared among its files.

    Args:
        half_life: Cases after which a count weighs half.
        escape: Probability spread over all candidates.
    """

    name: ClassVar[str] = "directory"
    views: ClassVar[tuple[str, ...]] = ("recent", "beside")
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset({"recent"})

    def __init__(self, *, half_life: float, escape: float) -> None:
        self._escape = escape
        self._recent, self._decay = Column(), Decay(half_life=half_life)
        self._beside: dict[int, Counts] = {}
        self._tick = -1

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        if situation.tick != self._tick:
            self._tick = situation.tick
            if (factor := self._decay.tick()) != 1.0:
                self._recent.scale(factor)
        place = catalogue.directory(index)
        self._recent.add(place, self._decay.unit)
        for other in situation.known[-LOOKED_AT:]:
            there = catalogue.directory(other)
            self._beside.setdefault(there, Counts()).add(place)
            if there != place:
                self._beside.setdefault(place, Counts()).add(there)

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        n = len(catalogue.directories)
        beside = np.zeros(n)
        for other in situation.known[-LOOKED_AT:]:
            row = self._beside.get(catalogue.directory(other))
            if row is not None:
                beside[row.indices] += row.amounts / row.total
        places, files = catalogue.directory_of(situation.candidates), catalogue.directory_sizes() + 1.0
        recent = self._recent.take(np.arange(n))
        return np.stack(
            [against_uniform((row / files)[places], escape=self._escape) for row in (recent, beside)]
        )

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        place = catalogue.directory(index)
        for other in situation.known:
            if catalogue.directory(other) == place:
                return f"in the directory of {catalogue.names[other]}"
        return f"work is going on in {catalogue.directories.texts[place] or 'the top directory'}"
