"""Recent events: the newest that happened and may be read now, bounded: held together, or read one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from jepa_learning.application.consent import Consents
from jepa_learning.domain.adaptation import is_example
from jepa_learning.domain.event import Event
from jepa_learning.domain.privacy.consent import BY_HAND
from jepa_learning.ports.event_log import EventLog


class RecentEvents:
    """Reads the log.

    Args:
        most: So many of the newest events are looked at.
    """

    def __init__(self, log: EventLog, *, consents: Consents, most: int) -> None:
        self._log, self._consents, self._most = log, consents, most

    def __call__(self, root: str | None) -> list[Event]:
        """Return the newest events, of a project or of all, in order.

        Raises:
            StoreError: The log cannot be read.
        """
        if not root:
            return [event for _, event in self.each()]
        newest = deque((event for _, event in self._log.read(project=root)), maxlen=self._most)
        return [event for event in newest if self._may_be_read(event)]

    def each(self, after: int = 0) -> Iterator[tuple[int, Event]]:
        """Give the newest events of all behind a sequence number, each with its own, holding none of them.

        Raises:
            StoreError: The log cannot be read.
        """
        read = self._log.read(after=after, newest=self._most)
        return ((place, event) for place, event in read if self._may_be_read(event))

    def _may_be_read(self, event: Event) -> bool:
        return not is_example(event) and self._consents.is_granted(event.source or BY_HAND, event.project)
