"""Habits: what this person or agent does, in any of their cases."""

from __future__ import annotations

from typing import ClassVar

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.manifolds.context_views import Context, ContextViews, number_of
from jepa_learning.domain.situation import SequenceSituation


class Habits(ContextViews):
    """Followers by author, alone, with the last activity and with the last two."""

    name: ClassVar[str] = "habits"
    views: ClassVar[tuple[str, ...]] = ("own", "own_after", "own_after_two")

    def contexts(self, situation: SequenceSituation) -> list[Context | None]:
        if not situation.author:
            return [None, None, None]
        author, recent = number_of(situation.author), situation.trail.recent
        return [
            (author,),
            (author, recent[-1]) if recent else None,
            (author, recent[-1], recent[-2]) if len(recent) > 1 else None,
        ]

    def words(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> str:
        view, count, seen = self.best_count(situation, index)
        return f"{count} of {seen} times by the same hand" if view >= 0 else ""
