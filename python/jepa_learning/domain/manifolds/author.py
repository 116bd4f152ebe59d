"""Author: each person has their own files and places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Counts, Decay, Floats
from jepa_learning.domain.manifolds.manifold import against_uniform
from jepa_learning.domain.situation import FileSituation


@dataclass(slots=True)
class Habit:
    """What one author touches: decayed counts of files and of directories."""

    decay: Decay
    files: Counts = field(default_factory=Counts)
    places: Counts = field(default_factory=Counts)


class Author:
    """Decayed counts by author; the less of an author is known, the more is left to all others.

    Args:
        half_life: Changes of the author after which a count weighs half.
        prior: Changes of an author that leave half of the probability to all other files.
    """

    name: ClassVar[str] = "author"
    views: ClassVar[tuple[str, ...]] = ("files", "places")
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *, half_life: float, prior: float) -> None:
        self._half_life, self._prior = half_life, prior
        self._habits: dict[str, Habit] = {}

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        if situation.author is None:
            return
        habit = self._habits.setdefault(situation.author, Habit(Decay(half_life=self._half_life)))
        if (factor := habit.decay.tick()) != 1.0:
            habit.files.scale(factor)
            habit.places.scale(factor)
        habit.files.add(index, habit.decay.unit)
        habit.places.add(catalogue.directory(index), habit.decay.unit)

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        habit = self._habits.get(situation.author or "")
        if habit is None:
            return None
        escape = self._prior / (self._prior + habit.files.total / habit.decay.unit)
        files, places = np.zeros(len(catalogue)), np.zeros(len(catalogue.directories))
        files[habit.files.indices] = habit.files.amounts
        places[habit.places.indices] = habit.places.amounts
        at = catalogue.directory_of(situation.candidates)
        shared = (places / (catalogue.directory_sizes() + 1.0))[at]
        return np.stack(
            [
                against_uniform(files[situation.candidates], escape=escape),
                against_uniform(shared, escape=escape),
            ]
        )

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        habit = self._habits.get(situation.author or "")
        return "among the files that this author changes" if habit is not None and habit.files[index] else ""
