"""Progress: how far the case is, and what it has already been through, whatever the order."""

from __future__ import annotations

from typing import ClassVar, Final

from jepa_learning.domain.catalogue import Catalogue
from jepa_learning.domain.manifolds.context_views import Context, ContextViews
from jepa_learning.domain.situation import SequenceSituation

BEGIN: Final = -1
"""Stands before the first activity of a case, so that how cases begin is learnt as well."""


class Progress(ContextViews):
    """Followers of the place in the case, of the set of all done so far, and of how often each was done.

    The abstractions of process mining: set and multiset of a prefix (van der Aalst et al., 2010).

    Args:
        longest: Activities after which a case is no process but a day's work, and this sleeps.
    """

    name: ClassVar[str] = "progress"
    views: ClassVar[tuple[str, ...]] = ("place", "done", "done_times")

    def __init__(self, *, longest: int) -> None:
        super().__init__()
        self._longest = longest

    def contexts(self, situation: SequenceSituation) -> list[Context | None]:
        trail = situation.trail
        last = trail.last()
        last = BEGIN if last is None else last
        if trail.length > self._longest:
            return [None, None, None]
        return [
            (trail.length, last),
            (hash(frozenset(trail.counts)),),
            (hash(frozenset(trail.counts.items())), last),
        ]

    def words(self, situation: SequenceSituation, index: int, *, catalogue: Catalogue) -> str:
        view, count, seen = self.best_count(situation, index)
        return f"{count} of {seen} times when as much was done" if view > 0 else ""
