"""Transcripts of Claude Code as events: one tool event a call, with its outcome and how long it took.

A transcript is a file of JSON lines, one a session, below `~/.claude/projects`. It is only ever read, from
where it was last read to. It does not know what the lines mean (claude_code_calls.py does), nor consent, deny
lists or redaction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Final

from jepa_learning.adapters.sources.claude_code_calls import Calls
from jepa_learning.domain.errors import SourceError
from jepa_learning.domain.event import Event
from jepa_learning.ports.event_source import Batch

_WINDOW_BYTES: Final = 512


def find_transcripts(home: Path, environ: Mapping[str, str]) -> list[Path]:
    """Return all transcripts, those that were written to last at the end."""
    folder = Path(environ.get("CLAUDE_CONFIG_DIR") or home / ".claude") / "projects"
    return sorted(folder.rglob("*.jsonl"), key=_written)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # gone since: reading it will say so
        return 0.0


class ClaudeCodeSource:
    """Reads one transcript.

    A call is told when its result is there, or when something follows that shows that none will come. The
    position never moves behind a call that is still open, and holds nothing of what was written.

    Args:
        path: The transcript.
        batch_events: Events in one batch.
        max_line_bytes: Longer lines are skipped and counted.
        max_intent_chars: So much of a prompt is told, in whole words.
    """

    name: Final = "claude-code"

    def __init__(self, path: Path, *, batch_events: int, max_line_bytes: int, max_intent_chars: int) -> None:
        self._path = path
        self._batch_events = batch_events
        self._max_line_bytes = max_line_bytes
        self._max_intent_chars = max_intent_chars

    @property
    def scope(self) -> str:
        """The transcript."""
        return str(self._path.absolute())

    def read(self, position: str | None) -> Iterator[Batch]:
        """Give the calls behind `position`; where it makes no sense any more, all of them."""
        try:
            with self._path.open("rb") as file:
                yield from self._batches(file, _taken_up(position, file))
        except OSError as error:
            raise SourceError(
                f"{self._path} cannot be read ({error}): check that it exists and is yours"
            ) from error

    def _batches(self, file: IO[bytes], place: _Place) -> Iterator[Batch]:
        calls = self._calls_at(file, place)
        done, told, skipped = 0, 0, 0
        events: list[Event] = []
        while (line := file.readline()).endswith(b"\n"):  # what has no end yet is still being written
            done += 1
            skipped += not calls.take(_object(line, self._max_line_bytes), file.tell() - len(line))
            events += calls.told()
            if not calls.are_open:
                place = _Place(file.tell(), calls.prompts)
            if len(events) >= self._batch_events:
                yield Batch(events, _position(place, file), done=done, skipped=skipped)
                events, skipped, told = [], 0, done
        if done > told:
            yield Batch(events, _position(place, file), done=done, skipped=skipped)

    def _calls_at(self, file: IO[bytes], place: _Place) -> Calls:
        """Go to the place, with what was set out to do there in mind."""
        calls = Calls(self.name, max_intent_chars=self._max_intent_chars)
        for offset in place.prompts.values():
            file.seek(offset)
            calls.take(_object(file.readline(self._max_line_bytes), self._max_line_bytes), offset)
        file.seek(place.offset)
        return calls


@dataclass(frozen=True, slots=True)
class _Place:
    """Where no call was open, and where the prompts stand that held there, by agent."""

    offset: int = 0
    prompts: Mapping[str, int] = field(default_factory=dict)


def _taken_up(position: str | None, file: IO[bytes]) -> _Place:
    """Return the place that a position names; the beginning where what stood before it is gone."""
    try:
        stored = json.loads(position or "")
        digest = stored.pop("digest")
        place = _Place(**stored)
        if _digest(file, place.offset) == digest:
            return place
    except (ValueError, TypeError, KeyError, AttributeError, OSError):
        pass
    return _Place()


def _position(place: _Place, file: IO[bytes]) -> str:
    here = file.tell()
    digest = _digest(file, place.offset)
    file.seek(here)
    return json.dumps({**asdict(place), "digest": digest})


def _digest(file: IO[bytes], offset: int) -> str:
    """Return a digest of the bytes before a place, which changes when the file is another's."""
    begin = max(0, offset - _WINDOW_BYTES)
    file.seek(begin)
    return hashlib.sha256(file.read(offset - begin)).hexdigest()[:32]


def _object(line: bytes, most_bytes: int) -> Mapping[str, object] | None:
    """Return what a line says; None where it is too long, or no object."""
    try:
        said = json.loads(line) if len(line) <= most_bytes else None
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
