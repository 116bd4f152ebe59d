"""Loops: the same one to four forms, three times in a row or more: `make; vim; make; vim; make; vim`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.patterns.act import Act

LONGEST_TURN: Final = 4
FEWEST_TURNS: Final = 3


@dataclass(frozen=True, slots=True)
class Loop:
    """One run around a loop.

    Attributes:
        forms: Of one turn.
        turns: Whole ones.
        acts: All of the run, a last turn that was begun included.
    """

    forms: tuple[str, ...]
    turns: int
    acts: Sequence[Act]


def loops_in(session: Sequence[Act]) -> Iterator[Loop]:
    """Give the loops of a session, the ones of short turns first where several cover the same acts."""
    taken = [False] * len(session)
    for period in range(1, LONGEST_TURN + 1):
        for start, end in _runs(session, period):
            if not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                forms = tuple(act.form for act in session[start : start + period])
                yield Loop(forms, (end - start) // period, session[start:end])


def _runs(session: Sequence[Act], period: int) -> Iterator[tuple[int, int]]:
    """Give where each form is the one of `period` acts before: the first act, and behind the last."""
    start = 0
    for index in range(period, len(session) + 1):
        if index < len(session) and session[index].form == session[index - period].form:
            continue
        if index - start >= period * FEWEST_TURNS:
            yield start, index
        start = index - period + 1
