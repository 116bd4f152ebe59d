"""Unchanged run: something slow is run again though nothing was changed since it succeeded: cache it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.waste.effects import is_read, is_wait
from jepa_learning.domain.waste.finding import Finding, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "unchanged_run"


def find_unchanged_runs(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give the slow lines that were run again behind nothing but looks, waits and other slow runs."""
    found: dict[str, list[tuple[Act, Act]]] = {}
    for session in history.sessions:
        for before, again in _repeats(session, options):
            found.setdefault(again.line, []).append((before, again))
    for line, pairs in found.items():
        seconds = sum(again.duration_s or 0.0 for _, again in pairs)
        words = (
            f"{line} was run again {len(pairs)} times with nothing changed since, for {seconds:.0f} s in all"
        )
        yield Finding(KIND, (line,), words, len(pairs), float(len(pairs)), seconds, newest(pairs))


def _repeats(session: Session, options: WasteOptions) -> Iterator[tuple[Act, Act]]:
    fresh: dict[str, Act] = {}  # succeeded, and nothing was changed since
    for act in session:
        if is_read(act) or is_wait(act):
            continue
        slow = (act.duration_s or 0.0) >= options.slow_s
        if slow and act.is_whole and act.line in fresh and act.failed is not True:
            yield fresh[act.line], act
        if not slow:
            fresh.clear()
        elif act.failed is not True:
            fresh[act.line] = act
