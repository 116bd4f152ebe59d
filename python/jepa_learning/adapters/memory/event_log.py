"""The event log in memory: for `:memory:` and for tests. It forgets everything with the process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from jepa_learning.domain.event import Event
from jepa_learning.ports.event_log import Advance, LogSize


class MemoryEventLog:
    """Keeps events in a list. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: dict[int, Event] = {}
        self._ids: set[str] = set()
        self._last = 0
        self._cursors: dict[tuple[str, str], str] = {}

    def append(self, events: Sequence[Event], *, advance: Advance | None = None) -> list[Event]:
        """Store the new ones among the events and move the cursor."""
        with self._lock:
            new = [event for event in events if self._insert(event)]
            if advance is not None:
                self._cursors[advance.source, advance.scope] = advance.position
        return new

    def read(
        self,
        *,
        after: int = 0,
        newest: int | None = None,
        kind: str | None = None,
        project: str | None = None,
    ) -> Iterator[tuple[int, Event]]:
        """Give `(sequence number, event)` in order, as it stood when the reading began."""
        with self._lock:
            events = list(self._events.items())
        if newest is not None:
            events = events[max(0, len(events) - newest) :]
        for sequence, event in events:
            if sequence > after and kind in (None, event.kind) and project in (None, event.project):
                yield sequence, event

    def position(self, source: str, scope: str) -> str | None:
        """Return where the source was read to."""
        with self._lock:
            return self._cursors.get((source, scope))

    def forget(
        self,
        *,
        source: str | None = None,
        project: str | None = None,
        before: float | None = None,
        keep_last: int | None = None,
    ) -> int:
        """Erase what matches."""
        with self._lock:
            matches = self._matcher(source, project, before)
            matching = [sequence for sequence, event in self._events.items() if matches(event)]
            erased = matching[: max(0, len(matching) - (keep_last or 0))]
            for sequence in erased:
                self._ids.discard(self._events.pop(sequence).id)
            if before is None and keep_last is None:
                self._forget_cursors(source, project)
        return len(erased)

    def size(self) -> LogSize:
        """Return the number of events; nothing is on disk."""
        with self._lock:
            return LogSize(events=len(self._events), size_bytes=0)

    def close(self) -> None:
        """Do nothing: memory needs no closing."""

    def _insert(self, event: Event) -> bool:
        if event.id in self._ids:
            return False
        self._ids.add(event.id)
        self._last += 1
        self._events[self._last] = replace(event, content=None)
        return True

    def _forget_cursors(self, source: str | None, project: str | None) -> None:
        for key in list(self._cursors):
            if source in (None, key[0]) and project in (None, key[1]):
                del self._cursors[key]

    def _matcher(
        self, source: str | None, project: str | None, before: float | None
    ) -> Callable[[Event], bool]:
        roots = {event.project for event in self._events.values() if event.project} | {project or ""}

        def matches(event: Event) -> bool:
            of_project = project is None or _project_of(event, roots) == project
            of_source = source in (None, event.source) and of_project
            return of_source and (before is None or (event.time is not None and event.time < before))

        return matches


def _project_of(event: Event, roots: Iterable[str]) -> str:
    """Return the project of an event, or the innermost one that it was done in."""
    cwd = f"{event.attributes.get('cwd') or ''}/"
    inside = (root for root in roots if root and cwd.startswith(f"{root}/"))
    return event.project or max(inside, key=len, default="")
