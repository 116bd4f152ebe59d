"""File words: the intent's words inside the files as they are now.

BM25 of the intent against each file's words (Robertson and Zaragoza, "The Probabilistic Relevance Framework",
2009). Words of a task that stand only inside a file find it, also when no earlier intent ever named them.
It sleeps until some event has carried a file's text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from posixpath import basename
from typing import ClassVar, Final

import numpy as np

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.companion import Companion
from jepa_learning.domain.manifolds.manifold import against_uniform, logits_against_uniform
from jepa_learning.domain.situation import FileSituation
from jepa_learning.domain.structure import TEST_WORDS, worth
from jepa_learning.domain.words import SAYING_LITTLE, intent_words, name_words, quoted

SAID: Final = 3
"""Words that a reason names, the rarest first."""


class FileWords:
    """Sum over the intent's words of rarity times saturated frequency; as it is, and as shares.

    Args:
        saturation: k1: how fast further occurrences of a word stop to count.
        length_share: b: how far a long text is held against a file, 0 to 1.
        escape: Probability spread over all candidates.
    """

    name: ClassVar[str] = "file_words"
    views: ClassVar[tuple[str, ...]] = ("relevance", "share")
    needs_intent: ClassVar[frozenset[str]] = frozenset(views)
    fleeting: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *, saturation: float, length_share: float, escape: float) -> None:
        self._saturation, self._length_share, self._escape = saturation, length_share, escape

    def learn_one(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> None:
        pass

    def predict_one(self, situation: FileSituation, *, catalogue: Catalogue) -> Floats | None:
        if not situation.intent or not len(catalogue.texts):
            return None
        relevance = self._relevance(situation.intent, catalogue)[situation.candidates]
        return np.stack(
            [logits_against_uniform(relevance), against_uniform(relevance**2, escape=self._escape)]
        )

    def words(self, situation: FileSituation, index: int, *, catalogue: Catalogue) -> str:
        said = quoted(self._said(situation.intent, index, catalogue), situation.subject)
        return f"its text says {said}" if said else ""

    def related(self, index: int, most: int, *, unit: str, catalogue: Catalogue) -> list[Companion]:
        """Return whose texts say the name of the file, and whose names its own text says.

        Each counts ln(texts / texts that say the name): a name that is said everywhere says nothing.
        """
        texts, others = catalogue.texts, catalogue.existing_without([index]).tolist()
        own, sayers = texts.words(index), texts.holding_all(_own_words(catalogue.names[index]))
        ties = {
            other: (worth(len(sayers), len(texts)), "its text says this name")
            for other in others
            if other in sayers
        }
        for other in others:
            name = _own_words(catalogue.names[other])
            if name and all(word in own for word in name):
                says, _ = ties.get(other, (0.0, ""))
                words = "each text says the other's name" if other in ties else "this text says its name"
                ties[other] = (says + worth(len(texts.holding_all(name)), len(texts)), words)
        best = sorted((other for other in ties if ties[other][0] > 0.0), key=lambda other: -ties[other][0])
        return [Companion(catalogue.names[other], *ties[other]) for other in best[:most]]

    def about(self, text: str, most: int, *, catalogue: Catalogue) -> list[Companion]:
        """Return the files whose texts say the words."""
        asked = intent_words(text)
        asked = tuple(word for word in asked if word not in SAYING_LITTLE) or asked
        relevance = self._relevance(asked, catalogue)
        existing = catalogue.existing()
        best = existing[np.argsort(-relevance[existing], kind="stable")][:most].tolist()
        return [
            Companion(
                catalogue.names[index],
                float(relevance[index]),
                quoted(self._said(asked, index, catalogue), text),
            )
            for index in best
            if relevance[index] > 0.0
        ]

    def _said(self, asked: Sequence[str], index: int, catalogue: Catalogue) -> list[str]:
        """Which of the words a text says, the rarest first."""
        held = {word: catalogue.texts.holding(word) for word in dict.fromkeys(asked)}
        said = [word for word, row in held.items() if row is not None and row[0][index] > 0]
        return sorted(said, key=lambda word: -self._rarity(word, catalogue))[:SAID]

    def _relevance(self, asked: Sequence[str], catalogue: Catalogue) -> Floats:
        texts = catalogue.texts
        lengths = texts.lengths.take(np.arange(len(catalogue))) / texts.mean_length
        damping = self._saturation * (1.0 - self._length_share + self._length_share * lengths)
        relevance = np.zeros(len(catalogue))
        # Each word once, in order: that of a set, and with it the sum, differs from process to process.
        for word in dict.fromkeys(asked):
            held = texts.holding(word)
            if held is not None:
                at, times = held[0].indices, held[0].amounts
                saturated = times * (self._saturation + 1.0) / (times + damping[at])
                relevance[at] += self._rarity(word, catalogue) * saturated
        return relevance

    def _rarity(self, word: str, catalogue: Catalogue) -> float:
        held = catalogue.texts.holding(word)
        holders = held[1] if held else 0
        return math.log(1.0 + (len(catalogue.texts) - holders + 0.5) / (holders + 0.5))


@lru_cache(maxsize=50_000)
def _own_words(path: str) -> tuple[str, ...]:
    """Return the words of a file's own name, without ending and what makes it a test."""
    name = basename(path).lstrip(".").partition(".")[0]
    return tuple(word for word in dict.fromkeys(name_words(name)) if word not in TEST_WORDS)
