"""Retain: erase from the event log what is older, or more, than is kept.

What the learner counted from it stays until the next rebuild.
"""

from __future__ import annotations

from typing import Final

from jepa_learning.ports.clock import Clock
from jepa_learning.ports.event_log import EventLog

_DAY_S: Final = 86_400
_SLACK: Final = 10  # the log is looked at again when it may hold a tenth more than is kept


class Retain:
    """Keeps the log within its limits, days and number of events.

    Looking takes a walk through the whole log, and is done once a day and after so many new events that the
    log may be a tenth over its limit.
    """

    def __init__(self, log: EventLog, *, clock: Clock, keep_days: int, keep_events: int) -> None:
        self._log = log
        self._clock = clock
        self._keep_days = keep_days
        self._keep_events = keep_events
        self._due = 0.0
        self._unseen = 0

    def __call__(self) -> int:
        """Erase where a day has passed since the last look, and return how many events that were."""
        return self.now() if self._clock.now() >= self._due else 0

    def after(self, appended: int) -> int:
        """Erase where it is time to look again, told that so many events were appended and learnt."""
        self._unseen += appended
        return self.now() if self._unseen > self._keep_events // _SLACK else self()

    def now(self) -> int:
        """Erase what is over the limits, and return how many events that were."""
        now = self._clock.now()
        self._due, self._unseen = now + _DAY_S, 0
        erased = self._log.forget(before=now - self._keep_days * _DAY_S)
        if self._log.size().events > self._keep_events:
            erased += self._log.forget(keep_last=self._keep_events)
        return erased
