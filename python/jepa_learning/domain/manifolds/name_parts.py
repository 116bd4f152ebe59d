"""Name parts: names whose words are spelled like the intent's, as `auth` is like `authentication`."""

from __future__ import annotations

from typing import ClassVar, Final

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.manifolds.manifold import logits_against_uniform
from jepa_learning.domain.manifolds.name_meanings import overlap
from jepa_learning.domain.situation import FileSituation
from jepa_learning.domain.word_letters import WordLetters
from jepa_learning.domain.words import quoted

ASKED: Final = 40
"""Words of an intent that are looked up: a subject has ten, a whole description says less with each more."""


class NameParts:
    """Overlap of the intent's words with a path's words, where a word counts by how like it is, squared.

    It learns nothing but how names are spelled, so it can speak from the first change on. What it sees of
    words that are the same, `path_words` sees too: neither can be missed alone.
    """

    name: ClassVar[str] = "name_parts"
    views: ClassVar[tuple[str, ...]] = ("alike",)
    needs_intent: ClassVar[frozenset[str]] = frozenset(views)
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self) -> None:
        self._letters = WordLetters()

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        pass

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        if not situation.intent:
            return None
        self._letters.follow(catalogue.words_seen.texts)
        likeness = np.zeros(len(catalogue.words_seen))
        for word in list(dict.fromkeys(situation.intent))[:ASKED]:
            near, like = self._letters.like(word)
            likeness[near] = np.maximum(likeness[near], like)
        near = np.flatnonzero(likeness)
        found = overlap(near, situation.candidates, catalogue=catalogue, strength=likeness[near] ** 2)
        return logits_against_uniform(found)[None]

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        own = set(catalogue.words(index))
        like = [w for w in dict.fromkeys(situation.intent) if own & self._like(w, catalogue)]
        return f"its name is spelled like {quoted(like, situation.subject)}" if like else ""

    def _like(self, word: str, catalogue: Catalogue) -> set[int]:
        self._letters.follow(catalogue.words_seen.texts)
        return set(self._letters.like(word)[0].tolist())

    def __reduce__(self) -> tuple[type[NameParts], tuple[()]]:
        """Nothing of it is stored: all is made from the catalogue."""
        return NameParts, ()
