"""Entries of a history file to events: which case each belongs to, and what tells like ones apart."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from jepa_learning.adapters.sources.shell_history.entry import Entry
from jepa_learning.domain.event import Attribute, Event


@dataclass(slots=True)
class Sessions:
    """Cuts the entries of one file into cases, in order; its state can be stored and taken up again.

    With times, a pause (or a jump back) of `session_gap_s` begins a case. Without, every `chunk_commands`
    commands are one.

    Attributes:
        case: The open case.
        time: When its last command began; None where the history does not say.
        newest: The latest time seen in the file.
        index: Where the last command stands among those of the chunk, or of its second.
        chunk: How many chunks without times the file had so far.
    """

    case: str = ""
    time: float | None = None
    newest: float | None = None
    index: int = 0
    chunk: int = 0

    def to_state(self) -> dict[str, str | float | int | None]:
        """Return what `Sessions(**state)` takes up again."""
        return asdict(self)

    def event(self, entry: Entry, *, prefix: str, session_gap_s: float, chunk_commands: int) -> Event:
        """Return the entry as an event of its case."""
        if entry.time is None:
            attributes = self._without_time(entry, prefix, chunk_commands)
        else:
            attributes = self._with_time(entry.time, prefix, session_gap_s)
        if entry.duration_s is not None:
            attributes = {**attributes, "duration_s": entry.duration_s}
        return Event(
            "command", entry.command.rstrip(), self.case, entry.time, attributes=attributes, source="shell"
        )

    def _with_time(self, time: float, prefix: str, session_gap_s: float) -> Mapping[str, Attribute]:
        if self.time is None or abs(time - self.time) > session_gap_s:
            self.case = f"{prefix}-{int(time)}"
        self.index = self.index + 1 if time == self.time else 0
        self.time, self.newest = time, max(time, self.newest or time)
        return {"ordinal": self.index} if self.index else {}

    def _without_time(self, entry: Entry, prefix: str, chunk_commands: int) -> Mapping[str, Attribute]:
        self.index += 1
        if self.time is not None or not self.case or self.index >= chunk_commands:
            # the first command is part of the name: a history that was cleared begins other cases
            facts = f"{self.chunk}\n{entry.command}"
            self.case = (
                f"{prefix}-{hashlib.sha256(facts.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"
            )
            self.time, self.index, self.chunk = None, 0, self.chunk + 1
        return {"ordinal": self.index}
