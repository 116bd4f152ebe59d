"""Held lessons: what networks are not taught during a breakdown, and what becomes of it afterwards.

A lesson of a breakdown may belong to what is new, to what was, or to the turmoil between. When the stream
anchors again, those that are at least as usual in the present regime as in the one that was left are learnt,
the others set aside; which and why is recorded. Both the lessons and the record are bounded.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.columns import Floats, Indices
from jepa_learning.domain.drift.familiarity import Familiarity
from jepa_learning.domain.latent import Moment

RECORDED: Final = 100
"""Newest lessons whose fate is told one by one; the others are counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A lesson that waits.

    Attributes:
        manifold: Whose network it is for.
        moment: What the network was asked.
        right: Columns of what came.
        p: What was believed, `[C]`.
        index: The activity that came.
        before: The one before it, -1 at the beginning of a case.
        time: When, in seconds since the epoch, or None.
    """

    manifold: str
    moment: Moment
    right: Indices
    p: Floats
    index: int
    before: int
    time: float | None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a lesson: the activity that it is about, when, whether it was learnt, and why."""

    index: int
    time: float | None
    learnt: bool
    why: str


class HeldLessons:
    """Lessons that wait, and the record of those that did.

    Args:
        most: Lessons that wait at most; the oldest is set aside for a newer one.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._held: deque[Held] = deque()
        self.fates: deque[Fate] = deque(maxlen=RECORDED)
        self.learnt = self.aside = 0

    def __len__(self) -> int:
        return len(self._held)

    def hold(self, one: Held) -> None:
        """Let a lesson wait."""
        self._held.append(one)
        if len(self._held) > self._most:
            self._record(self._held.popleft(), learnt=False, why="too many waited")

    def release(self, *, present: Familiarity, left: Familiarity | None) -> list[Held]:
        """Return the lessons to be learnt, oldest first; the others are set aside, and none waits any more.

        Args:
            present: What is usual in the regime that the stream anchors in.
            left: What was usual in the one that it left, where that is known.
        """
        released, self._held = self._held, deque()
        return [one for one in released if self._fits(one, present, left)]

    def _fits(self, one: Held, present: Familiarity, left: Familiarity | None) -> bool:
        now = present.share_after(one.before, one.index)
        then = 0.0 if left is None else left.share_after(one.before, one.index)
        words = f"{100.0 * now:.1f} % usual in the present regime, {100.0 * then:.1f} % in the one left"
        self._record(one, learnt=now >= then, why=words)
        return now >= then

    def _record(self, one: Held, *, learnt: bool, why: str) -> None:
        self.fates.append(Fate(one.index, one.time, learnt, why))
        self.learnt += learnt
        self.aside += not learnt
