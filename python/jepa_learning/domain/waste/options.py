"""What counts as waste, in numbers; their reasons stand in config/default.yaml."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WasteOptions:
    """Bounds of the finders.

    Attributes:
        least: Occurrences below which nothing is a habit.
        level: Of significance: what comes about likelier than this without any order is no finding.
        soon_s: Seconds within which one thing answers another.
        turns: Of a loop, from which it is one.
        long_chars: Characters from which a line is worth an abbreviation.
        slow_s: Seconds from which a step is slow.
        window: Acts that are looked back at for a step that usually comes before.
        usual: Share of times from which something is usual.
        switches: Of the project, within `soon_s`, from which it is thrash.
    """

    least: int
    level: float
    soon_s: float
    turns: int
    long_chars: int
    slow_s: float
    window: int
    usual: float
    switches: int
