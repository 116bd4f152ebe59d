"""Council: what many projects taught about whom to believe when, said as a correction of the mixture.

The weights between the manifolds are learnt in each project, one number a view. This manifold hears what all
that count say of a candidate, and what they made of it together, and answers with what was left unsaid in the
projects that it was taught by. It counts nothing and learns nothing here; how far it is right is learnt where
the late views are mixed. It is silent where no model is connected.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats, Indices
from jepa_learning.domain.latent import KNOWN, Latent, Moment, lesson
from jepa_learning.domain.manifolds.manifold import logits_against_uniform
from jepa_learning.domain.situation import FileSituation

HEARD: Final = (
    *("frequency.all", "frequency.slow", "frequency.fast"),
    *("recency.ticks", "recency.hours", "recency.birth"),
    *("cochange.all", "cochange.fast", "next_case.followed"),
    *("intent_words.votes", "intent_words.place", "file_words.relevance", "file_words.share"),
    *("similar_cases.votes", "path_words.named", "path_words.meant", "name_parts.alike"),
    *("directory.recent", "directory.beside"),
    *("author.task", "author.lately", "author.ever", "author.places"),
    *("neighbours.alike", "neighbours.meant", "neighbours.suffix"),
)
"""Whose opinions are heard. The order is part of what was taught. What is said of texts (`file_words`) was
not in the histories that taught the weights that ship, and counts for nothing there."""


class Council:
    """What the manifolds together left unsaid, where the intent is known and where it is not."""

    name: ClassVar[str] = "council"
    views: ClassVar[tuple[str, ...]] = ("told", "untold")
    needs_intent: ClassVar[frozenset[str]] = frozenset({"told"})
    fleeting: ClassVar[frozenset[str]] = frozenset()
    hears: ClassVar[tuple[str, ...]] = HEARD
    instead: ClassVar[frozenset[str]] = frozenset({"untold"})
    corrects: ClassVar[bool] = True

    def __init__(self, latent: Latent) -> None:
        self._latent = latent

    @property
    def learns(self) -> bool:
        """Whether somebody collects what councils are taught by: one that was taught learns nothing more."""
        return self._latent.learns

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        """Learn nothing: it goes by what others say."""

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        return None

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        return "what speaks for it was right together in other projects"

    def moments(self, situation: FileSituation, *, catalogue: Catalogue) -> list[Moment]:
        """Return the question twice: with the intent, and as if it were not known."""
        if self._latent.model is None:
            return []
        candidates = situation.candidates.astype(np.int32)
        features = np.zeros((len(candidates), 0), dtype=np.float32)
        known = situation.known[-KNOWN:]
        return [Moment((), known, intent, candidates, features, ()) for intent in (situation.subject, "")]

    def answer(self, moments: Sequence[Moment]) -> Floats | None:
        model = self._latent.model
        scores = model.score(moments, self._latent.vocabulary) if model and moments else None
        return None if scores is None else np.stack([logits_against_uniform(one) for one in scores])

    def teach(self, moment: Moment, right: Indices, p: Floats) -> None:
        """Hand the outcome on, where somebody collects what councils are taught by."""
        model = self._latent.model
        if model is not None:
            model.learn_many([lesson(moment, right, p)], self._latent.vocabulary)
