"""Author: each person has their own files and places, and is at one task after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Counts, Decay, Floats
from jepa_learning.domain.manifolds.manifold import against_uniform
from jepa_learning.domain.situation import FileSituation


@dataclass(slots=True)
class Habit:
    """What one author touches: files, on one clock after another, and directories, on the slowest.

    Attributes:
        files: Decayed shares of cases by file, the fastest clock first.
        places: Decayed counts of changes by directory.
        tick: The case that was learnt last.
        case: Its files so far.
    """

    files: tuple[tuple[Counts, Decay], ...]
    places: Counts = field(default_factory=Counts)
    tick: int = -1
    case: list[int] = field(default_factory=list)


class Author:
    """Decayed shares by author; the less of an author is known, the more is left to all others.

    A case counts once, shared between its files, as in `Frequency`.

    Args:
        half_lives: Cases of the author after which one weighs half: at the task, of late, as ever.
        prior: Cases of an author that leave half of the probability to all other files.
    """

    name: ClassVar[str] = "author"
    views: ClassVar[tuple[str, ...]] = ("task", "lately", "ever", "places")
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *, half_lives: tuple[float, float, float], prior: float) -> None:
        self._half_lives, self._prior = half_lives, prior
        self._habits: dict[str, Habit] = {}

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        if situation.author is None:
            return
        habit = self._habits.get(situation.author)
        if habit is None:
            habit = self._habits[situation.author] = _new_habit(self._half_lives)
        if situation.tick != habit.tick:
            habit.tick, habit.case = situation.tick, []
            _tick(habit)
        habit.case.append(index)
        for files, decay in habit.files:
            files.share(habit.case, decay.unit)
        habit.places.add(catalogue.directory(index), habit.files[-1][1].unit)

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        habit = self._habits.get(situation.author or "")
        if habit is None:
            return None
        ever, decay = habit.files[-1]
        escape = self._prior / (self._prior + ever.total / decay.unit)
        scores = [_dense(files, len(catalogue))[situation.candidates] for files, _ in habit.files]
        places = _dense(habit.places, len(catalogue.directories)) / (catalogue.directory_sizes() + 1.0)
        scores.append(places[catalogue.directory_of(situation.candidates)])
        return np.stack([against_uniform(score, escape=escape) for score in scores])

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        habit = self._habits.get(situation.author or "")
        touched = habit is not None and habit.files[-1][0][index]
        return "among the files that this author changes" if touched else ""


def _new_habit(half_lives: Sequence[float]) -> Habit:
    return Habit(tuple((Counts(), Decay(half_life=half_life)) for half_life in half_lives))


def _tick(habit: Habit) -> None:
    for files, decay in habit.files:
        if (factor := decay.tick()) != 1.0:
            files.scale(factor)
            if decay is habit.files[-1][1]:
                habit.places.scale(factor)


def _dense(row: Counts, size: int) -> Floats:
    dense = np.zeros(size)
    dense[row.indices] = row.amounts
    return dense
