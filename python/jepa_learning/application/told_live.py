"""What a hook told already, so that the history that tells of it later is not learnt twice.

A hook is silent while the sidecar is away, so a history stays the source for those hours: each of its
commands is compared with those that were heard. It does not know shells or files.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from jepa_learning.application.hear import SHELL
from jepa_learning.domain.event import Event
from jepa_learning.ports.event_log import EventLog

_HISTORY: Final = "shell"
_SAME_S: Final = 2.0
"""A history writes whole seconds, and some shells a moment later than the hook looks at the clock."""


class ToldLive:
    """Looks up commands that were heard; it follows the event log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Read the log anew the next time: something of it was erased."""
        with self._lock:
            self._sequence = 0
            self._times: defaultdict[str, list[float]] = defaultdict(list)

    def untold(self, events: Sequence[Event]) -> list[Event]:
        """Return the events without those commands of a history that were heard when they were run."""
        if not any(event.source == _HISTORY for event in events):
            return list(events)
        with self._lock:
            self._follow()
            return [event for event in events if not self._is_told(event)]

    def _is_told(self, event: Event) -> bool:
        """A command without a time was told if its line ever was: better a count too few than each twice."""
        times = self._times.get(event.activity) if event.source == _HISTORY else None
        if not times or event.time is None:
            return bool(times)
        place = bisect_left(times, event.time - _SAME_S)
        return place < len(times) and times[place] <= event.time + _SAME_S

    def _follow(self) -> None:
        for sequence, event in self._log.read(after=self._sequence, kind="command"):
            self._sequence = sequence
            if event.source == SHELL and event.time is not None:
                times = self._times[event.activity]
                times.insert(bisect_left(times, event.time), event.time)
