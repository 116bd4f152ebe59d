"""Skip-gram: contexts with holes: what came two before, around a detour, or after so many repeats."""

from __future__ import annotations

from typing import ClassVar

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.manifolds.context_views import Context, ContextViews
from jepa_learning.domain.situation import SequenceSituation


class SkipGram(ContextViews):
    """Followers of the last activity but one, of the last and the third last, and of a run."""

    name: ClassVar[str] = "skipgram"
    views: ClassVar[tuple[str, ...]] = ("two_back", "around", "run")

    def contexts(self, situation: SequenceSituation) -> list[Context | None]:
        recent = situation.trail.recent
        return [
            (recent[-2],) if len(recent) > 1 else None,
            (recent[-1], recent[-3]) if len(recent) > 2 else None,
            _run(recent) if recent else None,
        ]

    def words(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> str:
        view, count, seen = self.best_count(situation, index)
        if view == 0:
            return f"{count} of {seen} times two after {catalogue.names[situation.trail.recent[-2]]}"
        return ""


def _run(recent: list[int]) -> Context:
    length = next((i for i, a in enumerate(reversed(recent)) if a != recent[-1]), len(recent))
    return (recent[-1], length, recent[-1 - length] if length < len(recent) else -1)
