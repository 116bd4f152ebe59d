"""Rebuild: throw away all that is derived and learn it again from the event log."""

from __future__ import annotations

from collections.abc import Iterator

from jepa_learning.application.shared_learner import Loading, SharedLearner


class Rebuild:
    """Learns everything again, telling how far it is; the old knowledge answers until the new is whole."""

    def __init__(self, learner: SharedLearner) -> None:
        self._learner = learner

    def __call__(self) -> Iterator[Loading]:
        """Rebuild step by step, and save at the end."""
        yield from self._learner.rebuild()
        self._learner.save()
