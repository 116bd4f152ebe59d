"""Repeated step: a step that a run of a workflow does once, done twice in some: rework."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.waste.finding import Finding, lost_time, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "repeated_step"


def find_repeated_steps(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give the steps that most runs do at most once, with the stretches in which they came again."""
    runs: Counter[tuple[str, str]] = Counter()
    again: dict[tuple[str, str], list[Session]] = {}
    for session in history.sessions:
        if session[0].kind == "step":
            places = _places(session)
            runs.update((_workflow(session[0]), form) for form in places)
            for form, (first, last) in places.items():
                if last > first:
                    again.setdefault((_workflow(session[0]), form), []).append(session[first : last + 1])
    for (workflow, form), found in again.items():
        many = runs[workflow, form]
        if many >= options.least and len(found) <= (1.0 - options.usual) * many:
            words = f"{form} was done again in {len(found)} of {many} runs"
            yield Finding(
                KIND, (form,), words, len(found), float(_extra(found)), lost_time(found), newest(found)
            )


def _workflow(act: Act) -> str:
    return act.workflow or act.project


def _places(session: Session) -> dict[str, tuple[int, int]]:
    places: dict[str, tuple[int, int]] = {}
    for index, act in enumerate(session):
        first, _ = places.get(act.form, (index, index))
        places[act.form] = first, index
    return places


def _extra(found: list[Session]) -> int:
    return sum(len(stretch) - 1 for stretch in found)
