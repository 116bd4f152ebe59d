"""Streams of events with waste in them, and what is found in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from tests.domain.patterns.acts import START, command

from jepa_learning.domain.event import Event
from jepa_learning.domain.waste.find import find_waste
from jepa_learning.domain.waste.finding import Finding
from jepa_learning.domain.waste.history import History
from jepa_learning.domain.waste.options import WasteOptions

OPTIONS = WasteOptions(
    least=5,
    level=0.001,
    soon_s=1800.0,
    turns=3,
    long_chars=25,
    slow_s=30.0,
    window=5,
    usual=0.5,
    switches=6,
)


def found(events: Iterable[Event], kind: str) -> list[Finding]:
    """Return the findings of one kind."""
    return [one for one in find_waste(History(events, gap_s=1800.0), OPTIONS) if one.kind == kind]


def stream(lines: Iterable[str], *, begin: float = 0.0, **facts: Any) -> list[Event]:
    """Return commands, ten seconds apart."""
    return [command(line, begin + n * 10.0, **facts) for n, line in enumerate(lines)]


def days(lines: Sequence[str], count: int, *, first: int = 0, **facts: Any) -> list[Event]:
    """Return the same commands, once a day."""
    return [
        event
        for day in range(first, first + count)
        for event in stream(lines, case=f"d{day}", begin=day * 86400.0, **facts)
    ]


def changes(
    case: str, files: Sequence[str], subject: str, *, at: float = 0.0, status: str = "M", project: str = ""
) -> list[Event]:
    """Return a commit."""
    facts = {"status": status, "project": project}
    return [Event("file", path, case, START + at, subject, "ada", facts, "git") for path in files]


def left_out(*, together: int, repaired: int, pause_s: float = 60.0, project: str = "") -> list[Event]:
    """Return commits of two files, then some that lack the second, which comes with the next commit."""
    facts = {"project": project}
    events = []
    for n in range(together):
        events += changes(f"both{n}", ["Cargo.toml", "Cargo.lock"], "Add", at=n * 9000.0, **facts)
    for n in range(20):  # other work, also with commits soon after one another
        events += changes(f"a{n}", [f"src/{n}.rs"], "Work", at=1e5 + n * 9000.0, **facts)
        events += changes(f"b{n}", [f"src/{n + 1}.rs"], "Work", at=1e5 + n * 9000.0 + 60, **facts)
    for n in range(repaired):
        at = 3e5 + n * 90_000.0
        events += changes(f"before{n}", ["Cargo.toml"], "Bump", at=at, **facts)
        events += changes(f"after{n}", ["Cargo.lock"], "Lock", at=at + pause_s, **facts)
    return events


NOISE = ("date", "who", "uptime", "id", "env", "history", "jobs", "man x", "w", "true")


def with_noise(events: Sequence[Event]) -> list[Event]:
    """Add other work, so that what happens again and again is not all that happens."""
    lines = list(NOISE * 20)
    Random(0).shuffle(lines)
    other = [command(f"{line} {n}", 1e7 + n * 40.0, case="other", exit=0) for n, line in enumerate(lines)]
    return [*events, *other]
