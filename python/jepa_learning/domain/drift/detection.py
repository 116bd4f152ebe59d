"""Detection: where watches find what tells that a signal has risen. The detectors are an adapter's business.

It does not know what the signals are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Detector(Protocol):
    """Watches one stream of numbers for a rise of their mean; what ports/change_detector.py asks for."""

    def learn_one(self, value: float) -> bool:
        """Take the next number; return whether the mean has risen. After that it begins anew."""
        ...


@dataclass(frozen=True, slots=True)
class Detectors:
    """How detectors are made.

    Attributes:
        warn: Makes one that is quick, cheap and sometimes wrong; told the slack and the threshold, in the
            numbers' unit.
        confirm: Makes those that decide once one has warned, any of them; told the same.
    """

    warn: Callable[[float, float], Detector]
    confirm: Callable[[float, float], Sequence[Detector]]


class Detection:
    """Where the watches of a learner find their detectors: none until some are connected.

    It is saved without them: detectors are made anew, from the tail of what was watched.
    """

    __slots__ = ("detectors",)

    def __init__(self) -> None:
        self.detectors: Detectors | None = None

    def __getstate__(self) -> tuple[()]:
        return ()

    def __setstate__(self, state: tuple[()]) -> None:
        self.detectors = None
