"""Intent words: what earlier cases with the same words in their intent touched."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Counts, Floats
from jepa_learning.domain.manifolds.manifold import against_uniform
from jepa_learning.domain.situation import FileSituation
from jepa_learning.domain.words import spelling


class IntentWords:
    """Counts of files and of directories beside words, pairs of words and first words of an intent.

    Views: the words' votes, rare words weighing more, and the votes for the directory, shared among its
    files.

    Args:
        escape: Probability spread over all candidates.
    """

    name: ClassVar[str] = "intent_words"
    views: ClassVar[tuple[str, ...]] = ("votes", "place")
    needs_intent: ClassVar[frozenset[str]] = frozenset(views)
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *, escape: float) -> None:
        self._escape = escape
        self._files: dict[str, Counts] = {}
        self._places: dict[str, Counts] = {}

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        if not situation.intent:
            return
        for phrase in phrases(situation.intent):
            self._files.setdefault(phrase, Counts()).add(index)
        place = catalogue.directory(index)
        for word in set(situation.intent):
            self._places.setdefault(word, Counts()).add(place)

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        if not situation.intent:
            return None
        votes = np.zeros(len(catalogue))
        for phrase in phrases(situation.intent):
            row = self._files.get(phrase)
            if row is not None:
                votes[row.indices] += _vote(row)
        by_place = self._by_place(situation, catalogue)
        scores = (votes[situation.candidates], by_place)
        return np.stack([against_uniform(score, escape=self._escape) for score in scores])

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        counts = {
            w: row[index] for w in situation.intent if (row := self._files.get(w)) is not None and row[index]
        }
        best = sorted(counts, key=lambda w: -counts[w] / self._files[w].total)[:2]
        if not best:
            return ""
        written = spelling(situation.subject)
        told = [f"{counts[w]:.0f} about '{written.get(w, w)}'" for w in best]
        return f"touched by earlier {situation.unit}s: {', '.join(told)}"

    def _by_place(self, situation: FileSituation, catalogue: Catalogue) -> Floats:
        where = np.zeros(len(catalogue.directories))
        # Each word once, in order: that of a set, and with it the sum, differs from process to process.
        for word in dict.fromkeys(situation.intent):
            row = self._places.get(word)
            if row is not None:
                where[row.indices] += _vote(row)
        shared: Floats = where / (catalogue.directory_sizes() + 1.0)
        return shared[catalogue.directory_of(situation.candidates)]


def phrases(words: tuple[str, ...]) -> list[str]:
    """Return the first word marked as such, the words, and the pairs of neighbours, each once."""
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return list(dict.fromkeys([*(f"^{w}" for w in words[:1]), *words, *pairs]))


def _vote(row: Counts) -> Floats:
    votes: Floats = row.amounts / ((row.total + 1.0) * (1.0 + row.total) ** 0.25)
    return votes
