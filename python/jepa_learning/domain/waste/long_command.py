"""Long command: a line that is typed in full again and again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.waste.finding import Finding, newest
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "long_command"

_SECONDS_A_KEY: Final = 0.28
"""Of somebody who types at an average speed (Card, Moran & Newell, "The keystroke-level model", 1980)."""


def find_long_commands(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give the lines of people that are long and came back in several sessions."""
    lines: dict[str, list[Act]] = {}
    for act in history.acts:
        if act.kind == "command" and len(act.line) >= options.long_chars and "\n" not in act.line:
            lines.setdefault(act.line, []).append(act)
    for line, found in lines.items():
        sessions = {(act.case, act.time // 86400 if act.time else None) for act in found}
        if len(found) >= options.least and len(sessions) > 1:
            seconds = len(found) * len(line) * _SECONDS_A_KEY
            words = f"{line!r} was run {len(found)} times; it has {len(line)} characters"
            yield Finding(KIND, (line,), words, len(found), 0.0, seconds, newest([[act] for act in found]))
