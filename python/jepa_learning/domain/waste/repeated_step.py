"""Repeated step: a step that a run of a workflow does once, done twice in some: rework."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp
from typing import Final

from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.waste.chance import is_chance
from jepa_learning.domain.waste.finding import Finding, lost_time, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "repeated_step"

_LEVEL: Final = 0.005
"""Of significance: a workflow has some tens of steps, not thousands of sequences."""


def find_repeated_steps(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give the steps that most runs do at most once, with the stretches in which they came again."""
    runs: dict[str, list[Session]] = {}
    for session in history.sessions:
        if session[0].kind == "step":
            runs.setdefault(session[0].workflow or session[0].project, []).append(session)
    for sessions in runs.values():
        places = [_places(session) for session in sessions]
        for form in sorted({form for one in places for form in one}):
            having = [
                (session, one[form]) for session, one in zip(sessions, places, strict=True) if form in one
            ]
            again = [session[first : last + 1] for session, (first, last) in having if last > first]
            few = 0 < len(again) <= (1.0 - options.usual) * len(having)
            if (
                len(having) >= options.least
                and few
                and not _is_by_chance(sessions, form, len(again), options)
            ):
                words = f"{form} was done again in {len(again)} of {len(having)} runs"
                lost = float(sum(len(stretch) - 1 for stretch in again))
                yield Finding(KIND, (form,), words, len(again), lost, lost_time(again), newest(again))


def _is_by_chance(runs: Sequence[Session], form: str, again: int, options: WasteOptions) -> bool:
    """Say whether so many runs would hold it twice if steps came in no order: neither more, nor far fewer."""
    share = sum(act.form == form for run in runs for act in run) / sum(map(len, runs))
    expected = sum(1.0 - exp(-share * len(run)) * (1.0 + share * len(run)) for run in runs)
    return again > options.usual * expected and is_chance(again, expected, level=_LEVEL)


def _places(session: Session) -> dict[str, tuple[int, int]]:
    places: dict[str, tuple[int, int]] = {}
    for index, act in enumerate(session):
        first, _ = places.get(act.form, (index, index))
        places[act.form] = first, index
    return places
