"""Cold start: an agent finds and reads the same things at the beginning of every run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.patterns.sessions import Session
from jepa_learning.domain.waste.effects import is_read
from jepa_learning.domain.waste.finding import Finding, lost_time, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "cold_start"


def find_cold_starts(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give what most runs of an agent in a project read before they change anything."""
    runs: dict[str, int] = {}
    firsts: dict[tuple[str, str], list[Act]] = {}
    for session in history.sessions:
        if session[0].kind == "tool":
            runs[session[0].project] = runs.get(session[0].project, 0) + 1
            for act in _read_first(session):
                firsts.setdefault((act.project, act.line), []).append(act)
    for (project, line), found in firsts.items():
        if len(found) >= max(options.least, options.usual * runs[project]):
            words = f"{line} begins {len(found)} of {runs[project]} runs"
            reads = [[act] for act in found]
            yield Finding(
                KIND,
                (line, project),
                words,
                len(found),
                float(len(found) - 1),
                lost_time(reads),
                newest(reads),
            )


def _read_first(session: Session) -> Iterator[Act]:
    seen: set[str] = set()
    for act in session:
        if not is_read(act):
            return
        if act.is_whole and act.line not in seen:
            seen.add(act.line)
            yield act
