"""Path words: the intent's words in the names themselves, and in what such words came to mean."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.manifolds.manifold import logits_against_uniform
from jepa_learning.domain.manifolds.name_meanings import NameMeanings, overlap
from jepa_learning.domain.situation import FileSituation
from jepa_learning.domain.words import spelling


class PathWords:
    """Overlap of the intent's words with a path's words, and of the words that such intents led to.

    The second view needs no common word: it learns which words of a path go with which words of an
    intent, so that a file never touched before can be found.

    Args:
        prior: How many average counts a word's own counts are mixed with.
    """

    name: ClassVar[str] = "path_words"
    views: ClassVar[tuple[str, ...]] = ("named", "meant")
    needs_intent: ClassVar[frozenset[str]] = frozenset(views)
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *, prior: float) -> None:
        self._meanings = NameMeanings[str](prior=prior)

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        self._meanings.learn_one(set(situation.intent), catalogue.words(index))

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        if not situation.intent:
            return None
        said = {t for w in situation.intent if (t := catalogue.words_seen.find(w)) is not None}
        asked = np.array(sorted(said), dtype=np.int64)
        named = overlap(asked, situation.candidates, catalogue=catalogue)
        # Each word once, in order: that of a set, and with it the sum, differs from process to process.
        signs = list(dict.fromkeys(situation.intent))
        meant = self._meanings.predict_one(signs, situation.candidates, catalogue=catalogue)
        return np.stack([logits_against_uniform(named), logits_against_uniform(meant)])

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        own = {catalogue.words_seen.texts[t] for t in catalogue.words(index)}
        written = spelling(situation.subject)
        found = [f"'{written.get(w, w)}'" for w in dict.fromkeys(situation.intent) if w in own]
        return f"its name says {', '.join(found)}" if found else ""
