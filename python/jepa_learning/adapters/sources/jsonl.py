"""Events that somebody hands over: one JSON object a line, with the fields of an Event.

A bad line is counted and remembered with its number and the reason; the others are kept. It does not know
consent, deny lists or redaction.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from itertools import islice
from math import isfinite
from pathlib import Path
from posixpath import isabs, normpath, relpath
from typing import IO, Final, TextIO

from jepa_learning.domain.errors import EventError, SourceError
from jepa_learning.domain.event import KINDS, Attribute, Event
from jepa_learning.ports.event_source import Batch

_FIELDS: Final = tuple(field.name for field in fields(Event))
_TEXTS: Final = ("kind", "activity", "case", "intent", "author", "source", "content")
_REQUIRED: Final = ("kind", "activity", "case")
_FAR_S: Final = 1e11
"""The year 5138; now, in milliseconds, lies behind it."""
_MAX_PROBLEMS: Final = 100
"""So many bad lines are remembered; all are counted."""


@dataclass(frozen=True, slots=True)
class LineProblem:
    """A line that could not be understood. The reason names fields and types."""

    line: int
    reason: str


class JsonlSource:
    """Reads JSON lines from a file or a text stream.

    It is always read whole: what was read before is recognised by its id. Like events of one case that
    carry no time are told apart by an `ordinal`, so that a file may say that a step happened twice.

    Args:
        place: The file, or the stream (stdin).
        batch_lines: Lines in one batch.
        max_line_bytes: Longer lines are skipped and counted.

    Attributes:
        problems: The first bad lines of the last reading.
    """

    name: Final = "jsonl"

    def __init__(self, place: Path | TextIO, *, batch_lines: int, max_line_bytes: int) -> None:
        self._place = place
        self._batch_lines = batch_lines
        self._max_line_bytes = max_line_bytes
        self.problems: list[LineProblem] = []

    @property
    def scope(self) -> str:
        """The file, or `-` for a stream."""
        return str(self._place.absolute()) if isinstance(self._place, Path) else "-"

    def read(self, position: str | None) -> Iterator[Batch]:
        """Give the events of all lines; the position is not needed."""
        self.problems = []
        seen: Counter[tuple[object, ...]] = Counter()
        try:
            with self._open() as stream:
                lines = enumerate(self._lines(stream), start=1)
                while chunk := list(islice(lines, self._batch_lines)):
                    read = [self._event(number, line, seen) for number, line in chunk if line.strip()]
                    events = [event for event in read if event is not None]
                    done = chunk[-1][0]
                    yield Batch(events, position=str(done), done=done, skipped=len(read) - len(events))
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(
                f"{self.scope} cannot be read ({error}): expected a JSON object a line"
            ) from error

    def _open(self) -> nullcontext[IO[bytes] | IO[str]] | IO[bytes]:
        if isinstance(self._place, Path):
            return self._place.open("rb")
        return nullcontext(getattr(self._place, "buffer", self._place))

    def _lines(self, stream: IO[bytes] | IO[str]) -> Iterator[bytes]:
        """Give every line, cut off just behind the limit where it is longer."""
        while line := stream.readline(self._max_line_bytes + 1):
            rest = line
            while len(rest) > self._max_line_bytes and rest[-1:] not in ("\n", b"\n"):
                rest = stream.readline(self._max_line_bytes + 1)
            yield line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line

    def _event(self, number: int, line: bytes, seen: Counter[tuple[object, ...]]) -> Event | None:
        try:
            event = parse_event(_object(line, self._max_line_bytes))
        except EventError as error:
            if len(self.problems) < _MAX_PROBLEMS:
                self.problems.append(LineProblem(number, str(error)))
            return None
        return _numbered(replace(event, source=event.source or self.name), seen)


def parse_event(mapping: Mapping[str, object]) -> Event:
    """Return the event that a JSON object says.

    Raises:
        EventError: A field is unknown, missing or of the wrong type.
    """
    for name in mapping:
        if name not in _FIELDS:
            raise EventError(
                f"an event has no field {name!r}{_nearest(name)}: its fields are {', '.join(_FIELDS)}"
            )
    texts = {name: _text(name, mapping[name]) for name in _TEXTS if mapping.get(name) is not None}
    for name in _REQUIRED:
        if not texts.get(name):
            raise EventError(f"{name!r} is missing or empty: {', '.join(_REQUIRED)} are required")
    if texts["kind"] not in KINDS:
        raise EventError(f"'kind' is unknown: expected one of {', '.join(KINDS)}")
    attributes = _attributes(mapping.get("attributes"))
    is_file = texts["kind"] == "file"
    return Event(
        kind=texts["kind"],
        activity=_in_project(texts["activity"], attributes.get("project")) if is_file else texts["activity"],
        case=texts["case"],
        time=_time(mapping.get("time")),
        intent=texts.get("intent"),
        author=texts.get("author"),
        attributes=attributes,
        source=texts.get("source"),
        content=texts.get("content"),
    )


def _object(line: bytes, max_line_bytes: int) -> Mapping[str, object]:
    if len(line) > max_line_bytes + 1 or (len(line) > max_line_bytes and not line.endswith(b"\n")):
        raise EventError(
            f"the line is longer than {max_line_bytes} bytes: shorten it or raise max_line_bytes"
        )
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise EventError(f"the line is no JSON ({reason}): expected one JSON object a line") from error
    if not isinstance(value, dict):
        raise EventError(f"the line is a JSON {type(value).__name__}: expected an object")
    return value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise EventError(f"{name!r} is of type {type(value).__name__}: expected text")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise EventError(
                f"{name!r} holds half a character (a lone surrogate): expected UTF-8 text"
            ) from error
    return value


def _in_project(path: str, project: Attribute) -> str:
    """Return a file by its name in its project, as git has it; other tools tell of absolute paths, too."""
    if not isinstance(project, str) or not isabs(project):
        return path
    name = relpath(path, project) if isabs(path) else normpath(path)
    if name.split("/")[0] in (".", ".."):
        raise EventError("'activity' is no file in its project: expected a path relative to its root")
    return name


def _time(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise EventError(
            f"'time' is of type {type(value).__name__}: expected seconds since the epoch as a number"
        )
    if not abs(value) < _FAR_S:
        raise EventError(
            "'time' is out of range: expected seconds since the epoch (milliseconds are too large)"
        )
    return float(value)


def _attributes(value: object) -> dict[str, Attribute]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise EventError(
            f"'attributes' is of type {type(value).__name__}: expected an object of plain values"
        )
    return {_text("attributes", name): _attribute(name, item) for name, item in value.items()}


def _attribute(name: str, value: object) -> Attribute:
    if isinstance(value, str):
        return _text(f"attributes.{name}", value)
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value)):
        return value
    found = type(value).__name__
    raise EventError(
        f"'attributes.{name}' is of type {found}: expected text, a finite number, true, false or null"
    )


def _nearest(name: str) -> str:
    near = get_close_matches(name, _FIELDS, n=1)
    return f", did you mean {near[0]!r}?" if near else ""


def _numbered(event: Event, seen: Counter[tuple[object, ...]]) -> Event:
    """Add an ordinal to an event without time that was seen before in this reading."""
    if event.time is not None or "ordinal" in event.attributes:
        return event
    facts = (event.source, event.project, event.kind, event.case, event.activity)
    seen[facts] += 1
    if seen[facts] == 1:
        return event
    return replace(event, attributes={**event.attributes, "ordinal": seen[facts] - 1})
