"""Files that earlier cases with the same words in their intent touched; a rare word says more."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from jepa_learning.domain.baselines.cochange import CoChange
from jepa_learning.domain.baselines.file_tree import FileTree, is_bulk
from jepa_learning.domain.baselines.ranking import rank
from jepa_learning.domain.event import Event, Prediction, Query

_CAMEL = re.compile(r"([a-z])([A-Z])")
_WORD = re.compile(r"[A-Za-z]{2,}")
_DEPTH = 20  # how far down the co-change list still counts
_COCHANGE = 0.02  # what its first place is worth, against 1 for a word that was only ever seen with one file


class IntentWords:
    """Counts files by word of intent, over the co-change ranking."""

    def __init__(self) -> None:
        self._files: dict[str, Counter[str]] = defaultdict(Counter)
        self._cochange = CoChange()
        self._tree = FileTree()

    def learn_one(self, event: Event) -> None:
        """Count the file under each word of the intent."""
        for word in _words(None if is_bulk(event) else event.intent):
            self._files[word][event.activity] += 1
        self._cochange.learn_one(event)
        self._tree.learn_one(event)

    def predict_one(self, query: Query, *, k: int) -> Prediction:
        """Rank by the words' shares, weighted by (1 + uses) ** -1/4, plus the place in the co-change list."""
        scores: dict[str, float] = {}
        for word in sorted(_words(query.intent)):
            files = self._files.get(word, Counter())
            uses = files.total()
            for path, count in files.items():
                if path in self._tree.paths:
                    scores[path] = scores.get(path, 0.0) + count / (uses + 1) / (uses + 1) ** 0.25
        for place, candidate in enumerate(self._cochange.predict_one(query, k=_DEPTH).candidates, start=1):
            scores[candidate.activity] = scores.get(candidate.activity, 0.0) + _COCHANGE / place
        return rank(scores, k=k, without=set(self._tree.touched_in(query.case)))


def _words(text: str | None) -> set[str]:
    return {word.lower() for word in _WORD.findall(_CAMEL.sub(r"\1 \2", text or ""))}
