"""The longest stretch of the case that was seen before decides; shorter ones fill the list up.

Order 1 is a Markov chain, order 6 a strong n-gram. Probabilities are Witten-Bell: a stretch seen n times
with d different continuations keeps n / (n + d) for what it has seen and hands the rest to the stretch one
shorter.

Source: Witten and Bell, The Zero-Frequency Problem, IEEE Trans. Inf. Theory 37(4), 1991, method C.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque

from jepa_learning.domain.baselines.ranking import rank
from jepa_learning.domain.event import Event, Prediction, Query

_POOL = 4  # activities of a stretch that are looked at, for each one that is asked for


class Backoff:
    """Counts what followed each of the last 0 to `order` activities of a case."""

    def __init__(self, *, order: int) -> None:
        self._order = order
        self._followers: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._past: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=order))

    def learn_one(self, event: Event) -> None:
        """Count one event behind each stretch that leads to it."""
        for stretch in self._stretches(event.case):
            self._followers[stretch][event.activity] += 1
        self._past[event.case].append(event.activity)

    def predict_one(self, query: Query, *, k: int) -> Prediction:
        """Rank by Witten-Bell probability."""
        scores: dict[str, float] = {}
        rest = 1.0
        for stretch in self._stretches(query.case):
            followers = self._followers.get(stretch)
            if not followers:
                continue
            seen, different = followers.total(), len(followers)
            for activity, count in followers.most_common(_POOL * k):
                scores[activity] = scores.get(activity, 0.0) + rest * count / (seen + different)
            rest *= different / (seen + different)
        return rank(scores, k=k)

    def _stretches(self, case: str) -> list[tuple[str, ...]]:
        past = tuple(self._past.get(case, ()))
        return [past[start:] for start in range(len(past) + 1)]
