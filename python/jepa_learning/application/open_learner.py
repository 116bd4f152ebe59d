"""OpenLearner: the learner as Python code uses it, in memory or on a data directory. Use it with `with`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from types import TracebackType
from typing import Final, Self

from jepa_learning.domain.event import Event, Prediction, Query
from jepa_learning.domain.learner import Learner

_BATCH_EVENTS: Final = 1000


class OpenLearner:
    """Learns and predicts. Safe to share between threads.

    Args:
        hold: Gives the learner to the caller alone.
        learn: Takes events in: in memory it teaches, on a data directory it gates and stores before.
        close: Saves and lets go of what is held.
    """

    def __init__(
        self,
        *,
        hold: Callable[[], AbstractContextManager[Learner]],
        learn: Callable[[Sequence[Event]], object],
        close: Callable[[], None],
    ) -> None:
        self._hold = hold
        self._learn = learn
        self._close = close

    def learn_one(self, event: Event) -> None:
        """Learn that the event happened."""
        self._learn([event])

    def learn_many(self, events: Iterable[Event]) -> None:
        """Learn events, oldest first."""
        remaining = iter(events)
        while batch := list(islice(remaining, _BATCH_EVENTS)):
            self._learn(batch)

    def observe_one(self, event: Event) -> None:
        """Follow an open case without learning from it."""
        with self._hold() as learner:
            learner.observe_one(event)

    def predict_one(self, query: Query, *, k: int = 10) -> Prediction:
        """Rank what comes next; this changes nothing."""
        with self._hold() as learner:
            return learner.predict_one(query, k=k)

    def close(self) -> None:
        """Save, and let go of the data directory."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
