"""Trail: an open case of a sequence, as far as it has gone, with its own habits.

It is forgotten with the case; what holds across cases belongs to the manifolds. A case that is silent for
long rests: only its path is kept, a hundredth of what was counted, which is counted again once somebody asks.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

REMEMBERED: Final = 16
"""Activities of the case that are kept in order: the longest context that a manifold looks at."""

HABIT_ORDER: Final = 3
"""Longest context inside the case whose followers are counted."""


@dataclass(slots=True)
class Counted:
    """What was counted in one case.

    Attributes:
        counts: How often each activity came.
        last_at: At which place of the case each came last; in order of that place.
        habits: How often each followed the last 0 to `HABIT_ORDER` activities.
    """

    counts: dict[int, int] = field(default_factory=dict)
    last_at: dict[int, int] = field(default_factory=dict)
    habits: dict[tuple[int, ...], dict[int, int]] = field(default_factory=dict)

    def add(self, before: Sequence[int], index: int, *, place: int) -> None:
        """Count that `index` came at this place, the first being 1, after what came before it."""
        for context in _contexts(before):
            followers = self.habits.setdefault(context, {})
            followers[index] = followers.get(index, 0) + 1
        self.counts[index] = self.counts.get(index, 0) + 1
        self.last_at.pop(index, None)
        self.last_at[index] = place

    def copy(self) -> Counted:
        """Return what can be counted on by itself."""
        habits = {context: dict(followers) for context, followers in self.habits.items()}
        return Counted(dict(self.counts), dict(self.last_at), habits)


class Trail:
    """What happened in one case, newest last.

    Attributes:
        recent: Indices of the last activities, at most `REMEMBERED`.
        times: Their times, seconds since the epoch or None.
        length: How many activities the case has had.
        outcome: Exit code of the last command, or None.
        learnt: Whether anything of it was learnt from, or it was only followed.
    """

    def __init__(self) -> None:
        self.recent: list[int] = []
        self.times: list[float | None] = []
        self.length = 0
        self.outcome: int | None = None
        self.learnt = False
        self._path = array("q")  # the activities, those that were not counted as -1 - index
        self._counted: Counted | None = Counted()

    @property
    def counts(self) -> dict[int, int]:
        """How often each activity came in the case."""
        return self._awake().counts

    @property
    def last_at(self) -> dict[int, int]:
        """At which place of the case each activity came last, in order of that place."""
        return self._awake().last_at

    @property
    def habits(self) -> dict[tuple[int, ...], dict[int, int]]:
        """How often each activity followed the last 0 to `HABIT_ORDER` ones in the case."""
        return self._awake().habits

    def extend(self, index: int, *, time: float | None, outcome: int | None, counted: bool = True) -> None:
        """Let the activity `index` happen; what is not counted becomes no habit of the case."""
        self.length += 1
        if counted and self._counted is not None:
            self._counted.add(self.recent, index, place=self.length)
        self._path.append(index if counted else -1 - index)
        self.recent.append(index)
        self.times.append(time)
        del self.recent[:-REMEMBERED], self.times[:-REMEMBERED]
        self.outcome = outcome

    def rest(self) -> None:
        """Keep the path alone."""
        self._counted = None

    def contexts(self) -> list[tuple[int, ...]]:
        """Return the last 0, 1, ... `HABIT_ORDER` activities, as far as the case goes."""
        return _contexts(self.recent)

    def last(self, place: int = 1) -> int | None:
        """Return the activity `place` from the end (1 is the last), or None when the case is shorter."""
        return self.recent[-place] if len(self.recent) >= place else None

    def copy(self) -> Trail:
        """Return a trail that can go on by itself."""
        twin = Trail()
        twin.recent, twin.times = list(self.recent), list(self.times)
        twin.length, twin.outcome = self.length, self.outcome
        twin._path, twin._counted = self._path[:], self._awake().copy()
        return twin

    def _awake(self) -> Counted:
        if self._counted is None:
            self._counted = Counted()
            path = [one if one >= 0 else -1 - one for one in self._path]
            for place, one in enumerate(self._path):
                if one >= 0:
                    before = path[max(place - HABIT_ORDER, 0) : place]
                    self._counted.add(before, one, place=place + 1)
        return self._counted

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_counted": None}


def _contexts(recent: Sequence[int]) -> list[tuple[int, ...]]:
    longest = min(HABIT_ORDER, len(recent))
    return [tuple(recent[len(recent) - order :]) for order in range(longest + 1)]
