"""Texts: the words inside each file as it is now, bounded, so that words of an intent can find it.

Only counts of words are kept, never a text. It does not know where texts come from or who may read them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final

from jepa_learning.domain.columns import Column, Counts
from jepa_learning.domain.words import name_words

READ: Final = 60_000
"""Characters of a text that are read: what a file is about stands in its first thousand lines."""

KEPT: Final = 400
"""Distinct words kept of a text, the most frequent first."""

_WORD: Final = re.compile(r"[^\W\d_]{2,}")


class Texts:
    """Counts of words by activity, and of activities by word."""

    def __init__(self) -> None:
        self._words: dict[int, Mapping[str, int]] = {}
        self._holding: dict[str, Counts] = {}
        self._holders: dict[str, int] = {}
        self.lengths = Column()
        self._total = 0.0

    def __len__(self) -> int:
        return len(self._words)

    @property
    def mean_length(self) -> float:
        """Mean number of kept words of a text, repeats included; 1 when there is none."""
        return max(self._total / max(len(self._words), 1), 1.0)

    def replace(self, index: int, words: Mapping[str, int]) -> None:
        """Let the activity's text be made of `words` from now on; nothing, when it is gone."""
        before = self._words.pop(index, {})
        for word in before.keys() | words.keys():
            change = words.get(word, 0) - before.get(word, 0)
            if change:
                self._holding.setdefault(word, Counts()).add(index, change)
                self._holders[word] = self._holders.get(word, 0) + (word in words) - (word in before)
        if words:
            self._words[index] = words
        length = float(sum(words.values()))
        self._total += length - self.lengths[index]
        self.lengths[index] = length

    def words(self, index: int) -> Collection[str]:
        """Return the words that are kept of the activity's text; none where it has none."""
        return self._words.get(index, {}).keys()

    def holding_all(self, words: Iterable[str]) -> set[int]:
        """Return the activities whose texts hold every one of the words; none where there is no word."""
        holding = [self._holding.get(word) for word in words]
        rows = sorted((row for row in holding if row is not None), key=len)
        if not rows or len(rows) < len(holding):
            return set()
        fewest, *others = rows
        return {index for index in fewest if fewest[index] > 0 and all(row[index] > 0 for row in others)}

    def holding(self, word: str) -> tuple[Counts, int] | None:
        """Return how often each activity's text holds the word, and how many do; None when none does."""
        holders = self._holders.get(word, 0)
        return (self._holding[word], holders) if holders else None


def text_words(text: str) -> dict[str, int]:
    """Return the words of a text as `intent_words` would have them, with their counts; bounded."""
    counts: Counter[str] = Counter()
    for token, count in Counter(_WORD.findall(text[:READ])).items():
        for word in _parts(token):
            counts[word] += count
    return dict(counts.most_common(KEPT))


@lru_cache(maxsize=50_000)
def _parts(token: str) -> tuple[str, ...]:
    return name_words(token)
