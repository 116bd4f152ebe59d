"""Polling: the same question asked again and again until the answer is another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.waste.chance import chance_of_run, is_chance
from jepa_learning.domain.waste.effects import is_same_read, is_wait
from jepa_learning.domain.waste.finding import Finding, counted, lost_time, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "polling"


def find_polling(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give, for every line that only looks, the runs in which nothing but waiting came between."""
    runs: dict[str, list[list[Act]]] = {}
    for session in history.sessions:
        for run in _runs(session):
            runs.setdefault(run[0].line, []).append(run)
    for line, found in runs.items():
        long = [run for run in found if _asked(run) > options.turns and not _by_chance(history, run, options)]
        if long:
            asked = sum(map(_asked, long))
            words = f"{line} was asked {asked} times in {counted(len(long), 'run')}"
            yield Finding(
                KIND, (line,), words, len(long), float(asked - len(long)), lost_time(long), newest(long)
            )


def _runs(session: Session) -> Iterator[list[Act]]:
    """Give the stretches of one line with waits between, each from its first to its last question."""
    run: list[Act] = []
    for act in session:
        if is_wait(act):
            if run:
                run.append(act)
            continue
        if run and act.line != run[0].line:
            yield _without_waits_behind(run)
            run = []
        if run or is_same_read(act):
            run.append(act)
    if run:
        yield _without_waits_behind(run)


def _without_waits_behind(run: list[Act]) -> list[Act]:
    while is_wait(run[-1]):
        run = run[:-1]
    return run


def _asked(run: list[Act]) -> int:
    return sum(not is_wait(act) for act in run)


def _by_chance(history: History, run: list[Act], options: WasteOptions) -> bool:
    expected = chance_of_run(history, ((run[0].kind, run[0].form),), _asked(run))
    return is_chance(1.0, expected, level=options.level)
