"""Retain: erase from the event log what is older, or more, than is kept.

What the learner counted from it stays until the next rebuild.
"""

from __future__ import annotations

from typing import Final

from jepa_learning.ports.clock import Clock
from jepa_learning.ports.event_log import EventLog

_DAY_S: Final = 86_400


class Retain:
    """Keeps the log within its limits, days and number of events; it looks at most once a day."""

    def __init__(self, log: EventLog, *, clock: Clock, keep_days: int, keep_events: int) -> None:
        self._log = log
        self._clock = clock
        self._keep_days = keep_days
        self._keep_events = keep_events
        self._due = 0.0

    def __call__(self) -> int:
        """Erase where it is time to look again, and return how many events that were."""
        now = self._clock.now()
        if now < self._due:  # looking takes a walk through the whole log
            return 0
        self._due = now + _DAY_S
        erased = self._log.forget(before=now - self._keep_days * _DAY_S)
        if self._log.size().events > self._keep_events:
            erased += self._log.forget(keep_last=self._keep_events)
        return erased
