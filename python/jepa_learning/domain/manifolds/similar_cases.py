"""Similar cases: the nearest earlier intents vote with what they touched."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from textwrap import shorten
from typing import ClassVar, Final

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.manifolds.intent_words import phrases
from jepa_learning.domain.manifolds.manifold import against_uniform
from jepa_learning.domain.situation import FileSituation

SHOWN: Final = 40
"""Characters that a reason shows of an earlier intent."""


HALF_LIVES: Final = 10
"""Half lives after which a case no longer votes: it would have a thousandth of a vote, at full cost."""


class SimilarCases:
    """Nearest neighbours of the intent among all earlier ones, by the cosine of their rare words.

    A case has one vote, which grows with the third power of its likeness, and shares it between its files.

    Args:
        nearest: How many cases vote.
        half_life: Cases after which a vote weighs half.
        escape: Probability spread over all candidates.
    """

    name: ClassVar[str] = "similar_cases"
    views: ClassVar[tuple[str, ...]] = ("votes",)
    needs_intent: ClassVar[frozenset[str]] = frozenset(views)
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *, nearest: int, half_life: float, escape: float) -> None:
        self._nearest, self._half_life, self._escape = nearest, half_life, escape
        self._cases_with: dict[str, array[int]] = {}
        self._files: list[list[int]] = []
        self._lengths = array("d")
        self._subjects: list[str] = []
        self._tick = -1

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        if not situation.intent:
            return
        if situation.tick != self._tick:
            self._tick = situation.tick
            self._open(situation.intent, _shortened(situation.subject))
        self._files[-1].append(index)

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        if not situation.intent or not self._files:
            return None
        votes: dict[int, float] = {}
        for case, similarity in self._similar(situation.intent):
            age = len(self._files) - case
            files = self._files[case]
            vote = similarity**3 * 0.5 ** (age / self._half_life) / len(files)
            for file in files:
                votes[file] = votes.get(file, 0.0) + vote
        scores = np.zeros(len(catalogue))
        scores[list(votes)] = list(votes.values())
        return against_uniform(scores[situation.candidates], escape=self._escape)[None]

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        for case, _ in self._similar(situation.intent):
            if index in self._files[case]:
                return f"touched by a {situation.unit} much like this: {self._subjects[case]}"
        return ""

    def _open(self, intent: tuple[str, ...], subject: str) -> None:
        found = phrases(intent)
        self._lengths.append(math.sqrt(sum(self._rarity(p) ** 2 for p in found)))
        for phrase in found:
            self._cases_with.setdefault(phrase, array("q")).append(len(self._files))
        self._files.append([])
        self._subjects.append(subject)

    def _similar(self, intent: tuple[str, ...]) -> list[tuple[int, float]]:
        if not self._files:
            return []
        first = max(0, len(self._files) - int(HALF_LIVES * self._half_life))
        similarity = np.zeros(len(self._files) - first)
        for phrase in phrases(intent):
            cases = self._cases_with.get(phrase)
            if cases:
                similarity[np.frombuffer(cases, dtype=np.int64)[bisect_left(cases, first) :] - first] += (
                    self._rarity(phrase) ** 2
                )
        similarity /= np.frombuffer(self._lengths)[first:] + 1e-9
        kept = min(self._nearest, len(similarity))
        best = np.argpartition(-similarity, kept - 1)[:kept]
        best = best[np.argsort(-similarity[best])]
        near = zip((best + first).tolist(), similarity[best].tolist(), strict=True)
        return [(case, alike) for case, alike in near if alike > 0.0]

    def _rarity(self, phrase: str) -> float:
        # At least one case, or the words of the first would be worth nothing, and its likeness without bound.
        return math.log(1.0 + (1.0 + len(self._files)) / (1.0 + len(self._cases_with.get(phrase, ()))))


def _shortened(subject: str) -> str:
    """Return the first line of an intent, cut at the end of a word."""
    line = next(iter(subject.strip().splitlines()), "")
    short = shorten(line, SHOWN, placeholder="…")
    return f"{line[: SHOWN - 1]}…" if short == "…" else short
