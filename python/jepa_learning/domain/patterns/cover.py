"""Cover: of overlapping patterns, those that each say something of their own.

Greedy: the pattern that spares most events takes its acts, then the one that spares most of what is left.
It is within 1 - 1/e of the best choice (Nemhauser, Wolsey & Fisher, 1978), and never counts an act twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.pattern import Pattern
from jepa_learning.domain.patterns.sessions import Session

Place = tuple[int, int]  # a session, and an act in it


@dataclass(frozen=True, slots=True)
class Covered:
    """A pattern and its occurrences, in order, in acts that no pattern before it has taken."""

    pattern: Pattern
    occurrences: tuple[tuple[Act, ...], ...]


def cover(sessions: Sequence[Session], patterns: Sequence[Pattern], *, least: int) -> Sequence[Covered]:
    """Choose patterns, the most sparing first, as long as one occurs `least` times in what is left."""
    ground = _Ground(sessions)
    found = {pattern.forms: ground.places(pattern) for pattern in patterns}
    left = {pattern.forms: pattern for pattern in patterns}
    chosen = []
    while left:
        best = max(left.values(), key=lambda pattern: len(found[pattern.forms]) * (len(pattern.forms) - 1))
        places = ground.free(found[best.forms], len(best.forms))
        if len(places) < len(found[best.forms]):  # others took some of it since: it may no longer be the best
            found[best.forms] = places
            if len(places) < least:
                del left[best.forms]
            continue
        del left[best.forms]
        if len(places) < least:
            continue
        ground.take(places, len(best.forms))
        chosen.append(Covered(best, tuple(ground.acts(place, len(best.forms)) for place in places)))
    return chosen


class _Ground:
    """The acts of all sessions, and which of them are taken."""

    def __init__(self, sessions: Sequence[Session]) -> None:
        self._sessions = sessions
        self._taken = [[False] * len(session) for session in sessions]
        self._starts: dict[tuple[str, str], list[Place]] = {}
        for number, session in enumerate(sessions):
            for index, act in enumerate(session):
                self._starts.setdefault((act.kind, act.form), []).append((number, index))

    def places(self, pattern: Pattern) -> list[Place]:
        """Return where a pattern occurs, without overlaps."""
        starts = self._starts.get((pattern.kind, pattern.forms[0]), [])
        return self.free(
            [place for place in starts if self._matches(place, pattern.forms)], len(pattern.forms)
        )

    def free(self, places: Sequence[Place], length: int) -> list[Place]:
        """Return those places, in order, that are not taken and do not overlap."""
        free: list[Place] = []
        for number, index in places:
            overlaps = bool(free) and free[-1][0] == number and index < free[-1][1] + length
            if not overlaps and not any(self._taken[number][index : index + length]):
                free.append((number, index))
        return free

    def take(self, places: Sequence[Place], length: int) -> None:
        """Mark the acts of the places as taken."""
        for number, index in places:
            self._taken[number][index : index + length] = [True] * length

    def acts(self, place: Place, length: int) -> tuple[Act, ...]:
        """Return the acts at a place."""
        number, index = place
        return tuple(self._sessions[number][index : index + length])

    def _matches(self, place: Place, forms: Sequence[str]) -> bool:
        number, index = place
        session = self._sessions[number]
        if index + len(forms) > len(session):
            return False
        return all(session[index + step].form == form for step, form in enumerate(forms))
