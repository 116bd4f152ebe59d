"""Trail: an open case of a sequence, as far as it has gone, with its own habits.

It is forgotten with the case; what holds across cases belongs to the manifolds.
"""

from __future__ import annotations

from typing import Final

REMEMBERED: Final = 16
"""Activities of the case that are kept in order: the longest context that a manifold looks at."""

HABIT_ORDER: Final = 3
"""Longest context inside the case whose followers are counted."""


class Trail:
    """What happened in one case, newest last.

    Attributes:
        recent: Indices of the last activities, at most `REMEMBERED`.
        times: Their times, seconds since the epoch or None.
        length: How many activities the case has had.
        counts: How often each came in the case.
        last_at: At which place of the case each came last; in order of that place.
        outcome: Exit code of the last command, or None.
        learnt: Whether anything of it was learnt from, or it was only followed.
    """

    def __init__(self) -> None:
        self.recent: list[int] = []
        self.times: list[float | None] = []
        self.length = 0
        self.counts: dict[int, int] = {}
        self.last_at: dict[int, int] = {}
        self.habits: dict[tuple[int, ...], dict[int, int]] = {}
        self.outcome: int | None = None
        self.learnt = False

    def extend(self, index: int, *, time: float | None, outcome: int | None, counted: bool = True) -> None:
        """Let the activity `index` happen; what is not counted becomes no habit of the case."""
        if counted:
            self._count(index)
        self.length += 1
        self.recent.append(index)
        self.times.append(time)
        del self.recent[:-REMEMBERED], self.times[:-REMEMBERED]
        self.outcome = outcome

    def _count(self, index: int) -> None:
        for context in self.contexts():
            followers = self.habits.setdefault(context, {})
            followers[index] = followers.get(index, 0) + 1
        self.counts[index] = self.counts.get(index, 0) + 1
        self.last_at.pop(index, None)
        self.last_at[index] = self.length + 1

    def contexts(self) -> list[tuple[int, ...]]:
        """Return the last 0, 1, ... `HABIT_ORDER` activities, as far as the case goes."""
        longest = min(HABIT_ORDER, len(self.recent))
        return [tuple(self.recent[len(self.recent) - order :]) for order in range(longest + 1)]

    def last(self, place: int = 1) -> int | None:
        """Return the activity `place` from the end (1 is the last), or None when the case is shorter."""
        return self.recent[-place] if len(self.recent) >= place else None

    def copy(self) -> Trail:
        """Return a trail that can go on by itself."""
        twin = Trail()
        twin.recent, twin.times = list(self.recent), list(self.times)
        twin.length, twin.outcome = self.length, self.outcome
        twin.counts, twin.last_at = dict(self.counts), dict(self.last_at)
        twin.habits = {context: dict(followers) for context, followers in self.habits.items()}
        return twin
