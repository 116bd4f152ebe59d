"""EventSource: tells of events, oldest first, from where it was last read to.

It does not know the event log, consent or redaction: it only reads and translates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from jepa_learning.domain.event import Event


@dataclass(frozen=True, slots=True)
class Batch:
    """Some events in order, and where the source stands after them.

    Attributes:
        events: Oldest first; may be empty.
        position: Hand it to `read` to go on behind these events.
        done: Units of work read so far in this run (commits, lines).
        total: Units of work of this run, where it is known.
        skipped: Units that could not be understood in this batch; counted, never silent.
    """

    events: Sequence[Event]
    position: str
    done: int
    total: int | None = None
    skipped: int = 0


class EventSource(Protocol):
    """One place that events come from: a repository, a history file, a stream of lines.

    Raises:
        SourceError: The place cannot be read.
    """

    @property
    def name(self) -> str:
        """The name that consent, cursors and events carry: `git`, `shell`, `jsonl`."""
        ...

    @property
    def scope(self) -> str:
        """What is read, as an absolute path."""
        ...

    def read(self, position: str | None) -> Iterator[Batch]:
        """Give what lies behind `position` (None: everything), in bounded batches.

        A position that no longer makes sense (history rewritten, file rotated) starts again from the
        beginning: events that are known already are recognised by their id.
        """
        ...
