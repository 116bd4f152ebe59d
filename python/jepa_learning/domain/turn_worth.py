"""Turn worth: how often what stands at each rank of a list was the first of it that was needed right after a
turn to another place.

One that is needed is enough to go on with, so what stands behind it adds nothing at that turn: a list whose
entries are needed together is worth less room than one of which each helps at another turn. Lists are
measured as they stood before the turn, against the first events behind it; old turns count less. So what is
touched in a place can be weighed against what is touched most anywhere. It does not know what is touched, or
how a list is made.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Source = Literal["here", "anywhere"]
HERE: Final = "here"
"""What is touched in the place that one turns to."""
ANYWHERE: Final = "anywhere"
"""What is touched most in all places."""

_BEFORE: Final[Mapping[Source, float]] = {HERE: 0.2, ANYWHERE: 0.1}
"""Taken for the first rank before the first turn; the place itself is better known than all together."""

_TURNS: Final = 20.0
"""So many turns count; those of before fade."""


@dataclass(slots=True)
class _Rank:
    hits: float
    turns: float = 1.0

    def learn_one(self, *, hit: bool) -> None:
        fade = 1.0 - 1.0 / _TURNS
        self.hits, self.turns = fade * self.hits + hit, fade * self.turns + 1.0


class TurnWorth:
    """Counts turns."""

    def __init__(self) -> None:
        self._ranks: dict[tuple[str, Source, int], _Rank] = {}

    def learn_one(self, kind: str, source: Source, ranked: Sequence[str], needed: Collection[str]) -> None:
        """Learn from one turn which of a list's entries was the first that was needed."""
        first = next((place for place, activity in enumerate(ranked) if activity in needed), None)
        for place in range(len(ranked)):
            self._rank(kind, source, place).learn_one(hit=place == first)

    def chance(self, kind: str, source: Source, place: int) -> float:
        """Return the probability that what stands at a rank, from 0, is needed after a turn and nothing
        before it is, in (0, 1).
        """
        rank = self._rank(kind, source, place)
        return rank.hits / rank.turns

    def _rank(self, kind: str, source: Source, place: int) -> _Rank:
        before = _BEFORE[source] / (place + 1)
        return self._ranks.setdefault((kind, source, place), _Rank(before))
