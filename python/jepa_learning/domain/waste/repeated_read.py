"""Repeated read: an agent reads what it has read already, and nothing has changed it since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.waste.effects import is_change_of, is_same_read
from jepa_learning.domain.waste.finding import Finding, lost_time, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "repeated_read"


def find_repeated_reads(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give, for every call of a project that only reads, the runs in which it was made again and again."""
    runs: dict[tuple[str, str], list[list[Act]]] = {}
    for session in history.sessions:
        if session[0].kind == "tool":
            for run in _runs(session):
                runs.setdefault((run[0].line, run[0].project), []).append(run)
    for (line, project), found in runs.items():
        many = [run for run in found if len(run) >= options.turns]
        if many:
            again = sum(len(run) - 1 for run in many)
            words = f"{line} was read {again} times more than once, with no change between"
            seconds = lost_time([[act] for run in many for act in run[1:]])
            yield Finding(KIND, (line, project), words, len(many), float(again), seconds, newest(many))


def _runs(session: Session) -> Iterator[list[Act]]:
    """Give the reads of one thing between two changes of it."""
    open_runs: dict[str, list[Act]] = {}
    for act in session:
        if is_same_read(act):
            open_runs.setdefault(act.line, []).append(act)
            continue
        for line in [line for line, run in open_runs.items() if is_change_of(act, _object(run[0]))]:
            yield open_runs.pop(line)
    yield from open_runs.values()


def _object(act: Act) -> str:
    """Return what a call reads: its last argument."""
    return act.values[-1] if act.values else act.line
