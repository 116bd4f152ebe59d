"""Journal: what the sidecar writes down about its own work, for whoever looks into a fault.

It takes numbers and short names, never what a user did: no activities, no intents, no words of errors.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import PurePath
from typing import Final, Literal, Protocol

FACTS: Final = frozenset(
    {
        "appended", "code", "denied", "done", "duration_ms", "error", "events", "kinds", "known", "method",
        "pid", "received", "redacted", "refused", "request", "route", "seconds", "size_bytes", "skipped",
        "source", "status", "total", "transport", "version", "where",
    }
)  # fmt: skip
"""The only names that a line may carry; anything else is left out."""

_LONGEST_VALUE: Final = 100  # characters

Level = Literal["debug", "info", "warning", "error"]
Fact = str | int | float | bool | None


def fit_facts(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Leave out what a line may not carry, and cut what is too long."""
    return {
        name: value[:_LONGEST_VALUE] if isinstance(value, str) else value
        for name, value in facts.items()
        if name in FACTS
    }


def place_of(error: BaseException) -> str:
    """Return the file and line in which an error arose: its words could be about what the user did."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


class Journal(Protocol):
    """Takes one line at a time; it never fails and never blocks for long."""

    def note(self, happening: str, *, level: Level = "info", **facts: Fact) -> None:
        """Write one line: what happened, in two or three words that are the same each time, and its facts."""
        ...

    def close(self) -> None:
        """Write out what is left."""
        ...
