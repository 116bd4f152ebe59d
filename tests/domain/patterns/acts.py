"""Acts and histories that the tests of patterns, waste and proposals are written with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from jepa_learning.domain.event import Event
from jepa_learning.domain.patterns.act import Act, act_of

START = 1_700_000_000.0


def command(line: str, at: float = 0.0, *, case: str = "s1", kind: str = "command", **facts: Any) -> Event:
    """Return the event of a command, `at` seconds behind the start."""
    return Event(kind, line, case, START + at, attributes={"ordinal": int(at * 1000), **facts})


def acts(
    lines: Iterable[str], *, every_s: float = 10.0, case: str = "s1", begin: float = 0.0, **facts: Any
) -> list[Act]:
    """Return commands that came one after the other."""
    return [act_of(command(line, begin + n * every_s, case=case, **facts)) for n, line in enumerate(lines)]


def days(lines: Sequence[str], count: int, *, every_s: float = 10.0, **facts: Any) -> list[Act]:
    """Return the same commands, once a day."""
    return [
        act
        for day in range(count)
        for act in acts(lines, every_s=every_s, case=f"d{day}", begin=day * 86400.0, **facts)
    ]
