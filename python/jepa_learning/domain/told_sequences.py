"""Told sequences: a history of changed files, told as the sequences of a session, a run or an agent.

A network of sequences has to be taught by something that everybody may use. Commit logs are, and hold four
kinds of order that sequences have: what is done to which kind of file within a commit, as the steps of a run;
where an author goes next, as changes of directory; what kind of thing is done next, by the first words of
subjects; and which file an author edits next. It does not know what is learnt from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from posixpath import splitext
from typing import Final

from jepa_learning.domain.event import Event

DAY_S: Final = 86_400.0

END: Final = "<end>"
"""The last step of a commit, as logs of runs have it."""

DONE: Final = {"A": "add", "M": "edit", "D": "remove", "R": "move"}

STEPS_OF_A_CASE: Final = 12
PLACES_OF_A_CASE: Final = 6
EDITS_OF_A_CASE: Final = 4
WORDS_OF_A_SUBJECT: Final = 2

Case = Sequence[Event]


def told_as_sequences(changes: Iterable[Event], *, most: int) -> Iterator[Event]:
    """Tell changes of files, oldest first, as sequences of four kinds, one after another.

    Args:
        changes: Of kind file.
        most: Events of each kind.
    """
    cases = [tuple(case) for _, case in groupby(changes, key=lambda event: event.case)]
    for tell in (_steps, _places, _subjects, _edits):
        yield from islice((event for case in cases for event in tell(case)), most)


def _steps(case: Case) -> Iterator[Event]:
    last = None
    for event in case[:STEPS_OF_A_CASE]:
        top, _, rest = event.activity.partition("/")
        suffix = splitext(event.activity)[1].removeprefix(".")
        done = DONE.get(str(event.attributes.get("status")), "edit")
        step = f"{done} {suffix or 'plain'} in {top if rest else 'root'}"
        if step != last:
            yield Event("step", step, event.case, event.time)
        last = step
    yield Event("step", END, case[-1].case, case[-1].time)


def _places(case: Case) -> Iterator[Event]:
    last = None
    for event in case[:PLACES_OF_A_CASE]:
        place = "/".join(event.activity.split("/")[:2][:-1]) or event.activity
        if place != last:
            yield Event("command", f"cd {place}", _day(event, 1), event.time)
        last = place


def _subjects(case: Case) -> Iterator[Event]:
    words = re.findall(r"[A-Za-z][\w-]*", case[0].intent or "")[:WORDS_OF_A_SUBJECT]
    if words:
        yield Event("context", " ".join(words).lower(), _day(case[0], 3), case[0].time)


def _edits(case: Case) -> Iterator[Event]:
    for event in case[:EDITS_OF_A_CASE]:
        yield Event("tool", f"edit {event.activity}", _day(event, 1), event.time)


def _day(event: Event, days: int) -> str:
    return f"{event.author}-{int((event.time or 0.0) // (days * DAY_S))}"
