"""Watch: one signal under detectors, a quick one that warns and slower ones that confirm.

A warning costs little when it is wrong, a confirmed change much; so a detector that is cheap and easily
alarmed runs all the time, and those that decide are made when it warns, from the tail of the signal. They are
also made anew after a restart. It does not know what the signal measures.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from jepa_learning.domain.drift.detection import Detection, Detector, Detectors


class Alarm(IntEnum):
    """What a watch says of its signal: nothing, that it may have risen, that it has risen."""

    CALM = 0
    WARNED = 1
    CONFIRMED = 2


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """When a signal counts as risen, in the signal's unit.

    Attributes:
        slack: How far above its mean the signal may stay for ever.
        warn: Sum of what is beyond the slack that warns.
        confirm: Sum that confirms.
        tail: Newest values that are kept, to make detectors from.
        doubt: Values for which a warning waits to be confirmed.
    """

    slack: float
    warn: float
    confirm: float
    tail: int
    doubt: int


class Watch:
    """A signal, its tail, and the detectors on it; without detectors it stays calm."""

    _quick: Detector | None
    _deciding: Sequence[Detector]

    def __init__(self, detection: Detection, options: WatchOptions) -> None:
        self._detection, self._options = detection, options
        self._tail: deque[float] = deque(maxlen=options.tail)
        self._doubt = 0
        self._forget_made()

    def learn_one(self, value: float) -> Alarm:
        """Take the next value of the signal, and say what it makes of it."""
        detectors = self._detection.detectors
        if detectors is None:
            self._tail.append(value)
            return Alarm.CALM
        quick = self._quick or self._made_quick(detectors)
        deciding = self._resumed(detectors) if self._doubt else ()
        self._tail.append(value)
        if quick.learn_one(value) and not self._doubt:
            # What decides is told the whole tail; a change that it holds already is confirmed at once.
            self._doubt = self._options.doubt
            self._deciding = detectors.confirm(self._options.slack, self._options.confirm)
            return self._decided([self._replay(one) for one in self._deciding])
        if not self._doubt:
            return Alarm.CALM
        self._doubt -= 1
        return self._decided([one.learn_one(value) for one in deciding])

    def forget(self) -> None:
        """Begin anew: what came before a change says nothing about what comes after it."""
        self._tail.clear()
        self._doubt = 0
        self._forget_made()

    def _decided(self, confirmed: Sequence[bool]) -> Alarm:
        if not any(confirmed):
            return Alarm.WARNED
        self.forget()
        return Alarm.CONFIRMED

    def _made_quick(self, detectors: Detectors) -> Detector:
        self._quick = detectors.warn(self._options.slack, self._options.warn)
        self._replay(self._quick)
        return self._quick

    def _resumed(self, detectors: Detectors) -> Sequence[Detector]:
        """Return the detectors that decide; after a restart they are made from the tail."""
        if not self._deciding:
            self._deciding = detectors.confirm(self._options.slack, self._options.confirm)
            for one in self._deciding:
                self._replay(one)
        return self._deciding

    def _replay(self, detector: Detector) -> bool:
        risen = False
        for value in self._tail:
            risen = detector.learn_one(value)
        return risen

    def _forget_made(self) -> None:
        self._quick, self._deciding = None, ()

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name not in ("_quick", "_deciding")}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._forget_made()
