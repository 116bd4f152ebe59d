"""The shell's history as events: one command event a command, with folder, exit code and time where known.

Text histories (bash, zsh, fish) have no sessions, so cases are cut by pauses, or by number without times.
Leading spaces are kept: the deny list looks at them. It does not know consent, deny lists or redaction,
and nothing is written into a history.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from jepa_learning.adapters.sources.shell_history import atuin, bash, fish, zsh
from jepa_learning.adapters.sources.shell_history.entry import Entry
from jepa_learning.adapters.sources.shell_history.places import History, find_histories
from jepa_learning.adapters.sources.shell_history.sessions import Sessions
from jepa_learning.adapters.sources.shell_history.text_file import Place, place_at
from jepa_learning.domain.errors import SourceError
from jepa_learning.domain.event import Event
from jepa_learning.ports.event_source import Batch

__all__ = ["History", "ShellSource", "find_histories"]

_PARSERS: Final[Mapping[str, Callable[[bytes], Iterator[Entry]]]] = {
    "bash": bash.parse,
    "zsh": zsh.parse,
    "fish": fish.parse,
}


class ShellSource:
    """Reads one history.

    Args:
        format: `bash`, `zsh`, `fish` or `atuin`.
        path: The history's file.
        batch_lines: Commands in one batch.
        session_gap_s: A pause this long begins a new case.
        chunk_commands: Where there are no times, so many commands are a case.
        max_command_chars: Longer commands are skipped and counted.

    Raises:
        SourceError: The format is not known.
    """

    name: Final = "shell"

    def __init__(
        self,
        format: str,
        path: Path,
        *,
        batch_lines: int,
        session_gap_s: float,
        chunk_commands: int,
        max_command_chars: int,
    ) -> None:
        if format != "atuin" and format not in _PARSERS:
            raise SourceError(
                f"the history format is {format!r}: expected one of atuin, {', '.join(_PARSERS)}"
            )
        self._format = format
        self._path = path
        self._batch_lines = batch_lines
        self._session_gap_s = session_gap_s
        self._chunk_commands = chunk_commands
        self._max_command_chars = max_command_chars
        self._prefix = (
            f"{format}-{hashlib.sha256(self.scope.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"
        )

    @property
    def scope(self) -> str:
        """The history's file."""
        return str(self._path.absolute())

    def read(self, position: str | None) -> Iterator[Batch]:
        """Give the commands behind `position`.

        Where a text history was rewritten so that the position is nowhere to be found, it is read from the
        beginning, without what is not newer than what was read before.
        """
        if self._format == "atuin":
            limits = {"batch_lines": self._batch_lines, "max_command_chars": self._max_command_chars}
            return atuin.read(self._path, position, **limits)
        return self._read_text(position)

    def _read_text(self, position: str | None) -> Iterator[Batch]:
        data = self._bytes()
        start, sessions, known_until = _taken_up(position, data)
        entries = list(_PARSERS[self._format](data[start:]))
        remaining, done = iter(entries), 0
        while chunk := list(islice(remaining, self._batch_lines)):
            done += len(chunk)
            fresh = [entry for entry in chunk if not _is_known(entry, known_until)]
            fitting = [entry for entry in fresh if len(entry.command) <= self._max_command_chars]
            events = [self._event(sessions, entry) for entry in fitting if entry.command.strip()]
            place = _position(place_at(data, start + chunk[-1].end), sessions)
            yield Batch(events, place, done=done, total=len(entries), skipped=len(fresh) - len(fitting))

    def _bytes(self) -> bytes:
        try:
            if not self._path.is_file():
                raise SourceError(f"{self._path} is no file: expected the history of {self._format}")
            return self._path.read_bytes()
        except OSError as error:
            raise SourceError(
                f"{self._path} cannot be read ({error}): check that it exists and is yours"
            ) from error

    def _event(self, sessions: Sessions, entry: Entry) -> Event:
        return sessions.event(
            entry, prefix=self._prefix, session_gap_s=self._session_gap_s, chunk_commands=self._chunk_commands
        )


def _taken_up(position: str | None, data: bytes) -> tuple[int, Sessions, float | None]:
    """Return where to go on, the state to go on with, and up to what time commands are known already."""
    try:
        stored = json.loads(position or "")
        place, sessions = Place(stored["offset"], stored["digest"]), Sessions(**stored["sessions"])
        start = place.find(data)
    except (ValueError, TypeError, KeyError):
        return 0, Sessions(), None
    if start is None:
        return 0, Sessions(newest=sessions.newest), sessions.newest
    return start, sessions, None


def _is_known(entry: Entry, known_until: float | None) -> bool:
    return known_until is not None and entry.time is not None and entry.time <= known_until


def _position(place: Place, sessions: Sessions) -> str:
    return json.dumps({"offset": place.offset, "digest": place.digest, "sessions": sessions.to_state()})
