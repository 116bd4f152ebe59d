"""EventLog: the durable truth. Append-only, idempotent, readable in order.

It does not know what events mean, who may write (consent) or what is derived from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from jepa_learning.domain.event import Event


@dataclass(frozen=True, slots=True)
class Advance:
    """Where a source has been read to, stored together with the events that it told of.

    Attributes:
        source: The source's name.
        scope: What of it was read: a project's root, a history file's path.
        position: Opaque to the log: a commit id, a byte offset.
    """

    source: str
    scope: str
    position: str


@dataclass(frozen=True, slots=True)
class LogSize:
    """How much the log holds: events, and bytes on disk (0 in memory)."""

    events: int
    size_bytes: int


class EventLog(Protocol):
    """Stores events for good, in the order in which they were appended.

    Raises:
        StoreError: The log cannot be read or written.
    """

    def append(self, events: Sequence[Event], *, advance: Advance | None = None) -> list[Event]:
        """Store those events that are not known yet, durably and all together; return just them.

        When it returns, the events survive the death of the process. An event whose id is known is
        left out. The cursor moves in the same transaction.
        """
        ...

    def read(
        self,
        *,
        after: int = 0,
        newest: int | None = None,
        kind: str | None = None,
        project: str | None = None,
    ) -> Iterator[tuple[int, Event]]:
        """Give `(sequence number, event)` in order of appending, starting behind `after`.

        Of all but the `newest` so many of the log, and of another kind or project, nothing is given.
        """
        ...

    def position(self, source: str, scope: str) -> str | None:
        """Return where the source was read to, or None when it was never read."""
        ...

    def forget(
        self,
        *,
        source: str | None = None,
        project: str | None = None,
        before: float | None = None,
        keep_last: int | None = None,
    ) -> int:
        """Erase the events that match all that is given, and the cursors of a forgotten source or project.

        `before` is a time in seconds since the epoch (events without a time never match it); `keep_last`
        erases all but the newest so many of what matches. What is told of no project, as commands are,
        belongs to the innermost known one that its `cwd` lies in. Return how many were erased.
        """
        ...

    def size(self) -> LogSize:
        """Return how much the log holds."""
        ...
