"""Regimes: what state a stream is in, when it enters and leaves it, and what each one allows.

| from | to | when |
| --- | --- | --- |
| equilibrium | exploration | a detector warns |
| equilibrium, exploration | breakdown | a change is confirmed, however short the stay |
| exploration | equilibrium | it stayed its least, and `calm` events passed without a warning, or its most |
| breakdown | re-anchoring | it stayed its least and the loss has stopped rising, or it stayed its most |
| re-anchoring | breakdown | it stayed its least, and another change is confirmed |
| re-anchoring | equilibrium | it stayed its least and the loss has stopped falling, or it stayed its most |
| any | re-anchoring | a regime of the past has returned |

What makes it enter a regime is stronger than what would keep it there, and every regime lasts its least: a
single event never turns it to and fro. A pure machine: it knows readings, not where they come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from jepa_learning.domain.drift.watch import Alarm


class Regime(StrEnum):
    """What state a stream is in."""

    EQUILIBRIUM = "equilibrium"
    EXPLORATION = "exploration"
    BREAKDOWN = "breakdown"
    REANCHORING = "re-anchoring"


MEANING: Final = {
    Regime.EQUILIBRIUM: "things go on as they did",
    Regime.EXPLORATION: "something may be changing",
    Regime.BREAKDOWN: "a change: what was learnt no longer fits",
    Regime.REANCHORING: "learning what is new, or recalling what was",
}
"""What each regime is, in words for a person."""


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a regime lasts, in events: at least, and at most where it does not last by itself."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class RegimeOptions:
    """How long each regime lasts.

    Attributes:
        calm: Events without a warning after which exploration ends.
        level: Part by which a loss must differ to count as rising or falling.
    """

    equilibrium: Stay
    exploration: Stay
    breakdown: Stay
    reanchoring: Stay
    calm: int
    level: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a regime allows.

    Attributes:
        mixing: Times the steps by which the weights of the mixture move.
        calibrating: Times the weight of a new outcome in the calibration map.
        share: Times the weight that fixed shares deal out anew.
        networks_learn: Whether networks are taught at once; else their lessons wait.
    """

    mixing: float
    calibrating: float
    share: float
    networks_learn: bool


@dataclass(frozen=True, slots=True)
class Allowances:
    """What each regime allows."""

    equilibrium: Allowance
    exploration: Allowance
    breakdown: Allowance
    reanchoring: Allowance

    def of(self, regime: Regime) -> Allowance:
        """Return what a regime allows."""
        return {
            Regime.EQUILIBRIUM: self.equilibrium,
            Regime.EXPLORATION: self.exploration,
            Regime.BREAKDOWN: self.breakdown,
            Regime.REANCHORING: self.reanchoring,
        }[regime]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is seen after an event.

    Attributes:
        alarm: What the detectors say.
        returned: Whether a regime of the past was recognised.
        loss: Mean loss of the newest outcomes, in bits.
        loss_before: Mean loss of as many outcomes before those.
    """

    alarm: Alarm = Alarm.CALM
    returned: bool = False
    loss: float = 0.0
    loss_before: float = 0.0


class RegimeMachine:
    """The regime of a stream; see the table above.

    Attributes:
        regime: The one it is in.
        stayed: Events since it entered that.
    """

    def __init__(self, options: RegimeOptions) -> None:
        self._options = options
        self.regime, self.stayed = Regime.EQUILIBRIUM, 0
        self._calm = 0

    def advance(self, reading: Reading) -> Regime | None:
        """Take a reading; return the regime that it enters, or None where it stays."""
        self.stayed += 1
        self._calm = 0 if reading.alarm else self._calm + 1
        entered = self._next(reading)
        if entered is not None:
            self.regime, self.stayed, self._calm = entered, 0, 0
        return entered

    def _next(self, reading: Reading) -> Regime | None:
        stay = self._stay()
        settled, overdue = self.stayed >= stay.least, self.stayed >= stay.most
        confirmed = reading.alarm is Alarm.CONFIRMED
        if confirmed and self.regime in (Regime.EQUILIBRIUM, Regime.EXPLORATION):
            return Regime.BREAKDOWN
        if not settled:
            return None
        if reading.returned:
            return Regime.REANCHORING
        if self.regime is Regime.EQUILIBRIUM:
            return Regime.EXPLORATION if reading.alarm else None
        if self.regime is Regime.EXPLORATION:
            return Regime.EQUILIBRIUM if self._calm >= self._options.calm or overdue else None
        if self.regime is Regime.BREAKDOWN:
            return Regime.REANCHORING if overdue or not self._is_rising(reading) else None
        if confirmed:
            return Regime.BREAKDOWN
        return Regime.EQUILIBRIUM if overdue or not self._is_falling(reading) else None

    def _stay(self) -> Stay:
        options = self._options
        return {
            Regime.EQUILIBRIUM: options.equilibrium,
            Regime.EXPLORATION: options.exploration,
            Regime.BREAKDOWN: options.breakdown,
            Regime.REANCHORING: options.reanchoring,
        }[self.regime]

    def _is_rising(self, reading: Reading) -> bool:
        return reading.loss > reading.loss_before * (1.0 + self._options.level)

    def _is_falling(self, reading: Reading) -> bool:
        return reading.loss < reading.loss_before * (1.0 - self._options.level)
