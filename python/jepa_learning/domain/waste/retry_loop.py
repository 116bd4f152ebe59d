"""Retry loop: something fails, something is changed or not, it fails again, and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.sessions import Session, is_apart
from jepa_learning.domain.waste.chance import is_chance
from jepa_learning.domain.waste.finding import Finding, counted, lost_time, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "retry_loop"

_BETWEEN: Final = 6  # acts from one failure to the next; more is other work


def find_retry_loops(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give, for every form that failed so more often than by chance, the loops that it was in."""
    loops: dict[tuple[str, str], list[Session]] = {}
    for session in history.sessions:
        for loop in _loops(session, options):
            loops.setdefault((loop[0].kind, loop[0].form), []).append(loop)
    for key, found in loops.items():
        failures = sum(map(_failures, found))
        if _is_by_chance(history, key, len(found), failures, options):
            continue
        words = f"{key[1]} failed {failures} times in {counted(len(found), 'loop')} of retries"
        spared = float(sum(len(loop) - 1 for loop in found))
        yield Finding(KIND, (key[1],), words, len(found), spared, lost_time(found), newest(found))


def _failures(loop: Session) -> int:
    return sum(act.failed is True and act.form == loop[0].form for act in loop)


def _loops(session: Session, options: WasteOptions) -> Iterator[Session]:
    """Give the stretches from a first failure to the success, or to the last failure."""
    done = 0
    for index, act in enumerate(session):
        if index >= done and act.failed:
            end, failures = _follow(session, index, options)
            if failures >= options.turns:
                yield session[index : end + 1]
                done = end + 1


def _follow(session: Sequence[Act], start: int, options: WasteOptions) -> tuple[int, int]:
    """Return the last act of the loop that begins at `start`, and how often it failed."""
    first, last, failures = session[start], start, 1
    for index in range(start + 1, len(session)):
        act = session[index]
        if index - last > _BETWEEN or is_apart(session[last], act, gap_s=options.soon_s):
            break
        if act.form == first.form:
            last = index
            if not act.failed:
                break
            failures += 1
    return last, failures


def _is_by_chance(
    history: History, key: tuple[str, str], loops: int, failures: int, options: WasteOptions
) -> bool:
    """Say whether its failures outside of the loops would follow on one another so often without any
    order.
    """
    failing = sum(act.failed is True and (act.kind, act.form) == key for act in history.acts)
    outside = failing - failures + 1
    near = 1.0 - (1.0 - outside / len(history.acts)) ** _BETWEEN
    return is_chance(loops, outside * near ** (options.turns - 1), level=options.level)
