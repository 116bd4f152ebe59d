"""What a hook told already, so that the history that tells of it later is not learnt twice.

A hook is silent while the sidecar is away, so a history stays the source for those hours: each of its
commands, and each call of a transcript, is compared with those that were heard. It does not know shells,
agents or files.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from jepa_learning.application.hear import AGENT, SHELL
from jepa_learning.domain.event import Event
from jepa_learning.ports.event_log import EventLog

_HISTORIES: Final = {"shell": "command", "claude-code": "tool"}
"""Sources that tell later what a hook may have told, and the kind of event that both tell."""

_HOOKS: Final = frozenset({SHELL, AGENT})
_SAME_S: Final = 2.0
"""A history writes whole seconds, and some shells a moment later than the hook looks at the clock."""


class ToldLive:
    """Looks up commands and calls that were heard; it follows the event log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Read the log anew the next time: something of it was erased."""
        with self._lock:
            self._sequences = dict.fromkeys(_HISTORIES.values(), 0)
            self._times: defaultdict[tuple[str, ...], list[float]] = defaultdict(list)

    def untold(self, events: Sequence[Event]) -> list[Event]:
        """Return the events without those of a history that were heard when they happened."""
        kinds = {_HISTORIES[event.source] for event in events if event.source in _HISTORIES}
        if not kinds:
            return list(events)
        with self._lock:
            for kind in kinds:
                self._follow(kind)
            return [event for event in events if not self._is_told(event)]

    def _is_told(self, event: Event) -> bool:
        """An event without a time was told if its like ever was: better a count too few than each twice."""
        times = self._times.get(_name(event)) if event.source in _HISTORIES else None
        time = _heard_at(event)
        if not times or time is None:
            return bool(times)
        place = bisect_left(times, time - _SAME_S)
        return place < len(times) and times[place] <= time + _SAME_S

    def _follow(self, kind: str) -> None:
        for sequence, event in self._log.read(after=self._sequences[kind], kind=kind):
            self._sequences[kind] = sequence
            if event.source in _HOOKS and event.time is not None:
                insort(self._times[_name(event)], event.time)


def _name(event: Event) -> tuple[str, ...]:
    """What both tellers call it: a command by its line, a call by its run and its tool."""
    if event.kind == "command":
        return (event.activity,)
    return event.case, re.split("[ :]", event.activity, maxsplit=1)[0]


def _heard_at(event: Event) -> float | None:
    """When a hook would have told of it: of a command its beginning, of a call its end."""
    if event.kind == "command" or event.time is None:
        return event.time
    duration = event.attributes.get("duration_s")
    return event.time + (duration if isinstance(duration, int | float) else 0.0)
