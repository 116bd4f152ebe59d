"""Switch: one context ended and another began. Context: one that is remembered."""

from __future__ import annotations

from dataclasses import dataclass

from jepa_learning.domain.segmentation.profile import Profile


@dataclass(frozen=True, slots=True)
class Switch:
    """The user turned to something else.

    Attributes:
        name: The context that began.
        before: The context that ended; empty where it is the first.
        project: The root of the project that it is about; empty where that is not known.
        began: The time of the first event that belongs to it, or None where events have no times.
        noticed: The time of the event that made it sure, or None.
        confidence: The probability that there was a switch, in [0, 1].
        evidence: What is in it and was not before, in words, the strongest first.
        returns: Whether it is a context that was known before.
        events: How many events had come of it when it was noticed.
        sources: Who told of these events.
    """

    name: str
    before: str
    project: str
    began: float | None
    noticed: float | None
    confidence: float
    evidence: tuple[str, ...]
    returns: bool
    events: int
    sources: tuple[str, ...]


@dataclass(slots=True)
class Context:
    """A context as it is remembered: what it is called, which project it is about, what it is like."""

    name: str
    project: str
    profile: Profile
