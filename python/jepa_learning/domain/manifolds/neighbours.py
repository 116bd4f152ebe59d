"""Neighbours: names that share words with those already known, or go with them (a module and its test)."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Counts, Floats
from jepa_learning.domain.manifolds.manifold import against_uniform, logits_against_uniform
from jepa_learning.domain.manifolds.name_meanings import NameMeanings, overlap
from jepa_learning.domain.situation import FileSituation

LOOKED_AT: Final = 4
"""Known files whose names are compared, the newest first."""


class Neighbours:
    """Common rare words of two names, which words of a name go with which of another, and which suffixes.

    Args:
        prior: How many average counts a word's own counts are mixed with.
        escape: Probability spread over all candidates.
    """

    name: ClassVar[str] = "neighbours"
    views: ClassVar[tuple[str, ...]] = ("alike", "meant", "suffix")
    needs_intent: ClassVar[frozenset[str]] = frozenset()
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *, prior: float, escape: float) -> None:
        self._escape = escape
        self._meanings = NameMeanings[int](prior=prior)
        self._suffixes: dict[int, Counts] = {}

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        own, suffix = catalogue.words(index), catalogue.suffix(index)
        for other in situation.known[-LOOKED_AT:]:
            theirs = catalogue.words(other)
            self._meanings.learn_one(theirs, own)
            self._meanings.learn_one(own, theirs)
            self._suffixes.setdefault(catalogue.suffix(other), Counts()).add(suffix)
            self._suffixes.setdefault(suffix, Counts()).add(catalogue.suffix(other))

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        known = situation.known[-LOOKED_AT:]
        if not known:
            return None
        ids = situation.candidates
        signs = [word for other in known for word in catalogue.words(other)]
        asked = np.array(sorted(set(signs)), dtype=np.int64)
        alike = overlap(asked, ids, catalogue=catalogue)
        # The norm of a name of n words of which the n-th weighs 1 / sqrt(n) is about sqrt(ln n).
        alike /= np.sqrt(np.log1p(catalogue.word_counts_of(ids)) + 0.5)
        meant = self._meanings.predict_one(signs, ids, catalogue=catalogue)
        return np.stack(
            [
                logits_against_uniform(alike),
                logits_against_uniform(meant / len(known)),
                against_uniform(self._by_suffix(situation, catalogue), escape=self._escape),
            ]
        )

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        own = set(catalogue.words(index))
        shared = {other: own & set(catalogue.words(other)) for other in situation.known[-LOOKED_AT:]}
        best = max(shared, key=lambda other: len(shared[other]), default=None)
        return f"its name is close to {catalogue.names[best]}" if best is not None and shared[best] else ""

    def _by_suffix(self, situation: FileSituation, catalogue: Catalogue) -> Floats:
        scores = np.zeros(len(catalogue.suffixes))
        for other in situation.known[-LOOKED_AT:]:
            row = self._suffixes.get(catalogue.suffix(other))
            if row is not None:
                scores[row.indices] += row.amounts / row.total
        shared: Floats = (scores / (catalogue.suffix_sizes() + 1.0))[
            catalogue.suffix_of(situation.candidates)
        ]
        return shared
