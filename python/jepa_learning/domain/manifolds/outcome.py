"""Outcome: what follows success, and what follows failure."""

from __future__ import annotations

from typing import ClassVar

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.manifolds.context_views import Context, ContextViews
from jepa_learning.domain.situation import SequenceSituation


class Outcome(ContextViews):
    """Followers of the last activity and its exit code, and of the exit code alone."""

    name: ClassVar[str] = "outcome"
    views: ClassVar[tuple[str, ...]] = ("after", "any")

    def contexts(self, situation: SequenceSituation) -> list[Context | None]:
        outcome, last = situation.trail.outcome, situation.trail.last()
        if outcome is None or last is None:
            return [None, None]
        return [(last, outcome), (int(outcome != 0),)]

    def words(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> str:
        view, count, seen = self.best_count(situation, index)
        if view < 0:
            return ""
        how = "succeeded" if situation.trail.outcome == 0 else "failed"
        last = situation.trail.last()
        what = catalogue.names[last] if view == 0 and last is not None else "a command"
        return f"{count} of {seen} times after {what} {how}"
