"""Companion: an activity that goes with another, how strongly, and the evidence in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Companion:
    """What goes with an activity.

    Attributes:
        activity: Its name.
        strength: Above 0; only comparable with others of the same list.
        words: The evidence, in one line.
    """

    activity: str
    strength: float
    words: str
