"""Turns a history into questions with known answers, and what is learnt after each.

It does not predict or score. Nothing of the answers reaches a query: of a command's attributes only those go
in that are known before it runs, never its exit code or duration.

Files, for each case (a commit):

    start      the intent is known, and author and time; any file of the case is right
    blind      the same without the intent
    complete   one file of the case is known; any other file of the case is right

Only a file that existed before the case can be an answer, under the name that it had then: a case that only
adds files is not asked about, nor is a bulk change. All other kinds have one task, `next`: which activity
comes next in the case. What a suggestion caused is no answer: to have foreseen it would be no merit.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from jepa_learning.domain.baselines.file_tree import FileTree, is_bulk
from jepa_learning.domain.event import Event, Query
from jepa_learning.domain.feedback import is_caused

__all__ = ["TASKS", "Question", "Step", "file_steps", "sequence_steps"]

TASKS: Final = ("start", "blind", "complete", "next")
"""Every task, in the order in which results are shown."""

_KNOWN_BEFORE: Final = ("project", "cwd", "host", "user")


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the activities that are right; `task` is the row of the result that it counts for."""

    task: str
    query: Query
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """Questions that are asked first, and the events that are learnt after them."""

    questions: tuple[Question, ...]
    events: tuple[Event, ...]


def file_steps(events: Iterable[Event], *, seed: int) -> Iterator[Step]:
    """Give up to three questions a case, in the order of the events.

    Args:
        events: File events of one project, each case in one piece.
        seed: Chooses which file of a case `complete` knows; the choice depends on no other case.
    """
    tree = FileTree()
    for case, group in groupby(events, key=lambda event: event.case):
        changes = list(group)
        random.Random(f"{seed}:{case}").shuffle(changes)
        yield from _case_steps(changes, tree)
        for change in changes:
            tree.learn_one(change)


def sequence_steps(events: Iterable[Event]) -> Iterator[Step]:
    """Give one question an event: by time where every event has one, else in the order given."""
    history = list(events)
    if all(event.time is not None for event in history):
        history.sort(key=lambda event: event.time or 0.0)
    for event in history:
        asked = Question("next", _query(event, intent=event.intent), frozenset({event.activity}))
        yield Step((asked,) if not is_caused(event) else (), (event,))


def _case_steps(changes: Sequence[Event], tree: FileTree) -> Iterator[Step]:
    if is_bulk(changes[0]):
        yield Step((), tuple(changes))
        return
    first, rest = changes[0], changes[1:]
    name = _name_before(first, tree)
    everything = frozenset(_name_before(one, tree) for one in changes if not is_caused(one)) & tree.paths
    others = frozenset(_name_before(one, tree) for one in rest if not is_caused(one)) & tree.paths - {name}
    opening = []
    if everything and first.intent:
        opening.append(Question("start", _query(first, intent=first.intent), everything))
    if everything:
        opening.append(Question("blind", _query(first, intent=None), everything))
    yield Step(tuple(opening), (first,))
    if rest:
        complete = (Question("complete", _query(first, intent=first.intent), others),) if others else ()
        yield Step(complete, tuple(rest))


def _name_before(change: Event, tree: FileTree) -> str:
    old = change.attributes.get("old_path")
    return old if isinstance(old, str) and old in tree.paths else change.activity


def _query(event: Event, *, intent: str | None) -> Query:
    known = {name: event.attributes[name] for name in _KNOWN_BEFORE if name in event.attributes}
    return Query(
        event.kind, event.case, time=event.time, intent=intent, author=event.author, attributes=known
    )
