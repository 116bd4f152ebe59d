"""The history of a git repository with texts: each file event carries the text that its commit left.

Texts are read from the commit's own objects, never from the working tree, so that the past stays the past;
each is read when its event is looked at and not kept. What is too large, binary, minified, generated or
refused by its path is left out. It does not know consent, and not what is made of a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, overload

import pygit2

from jepa_learning.domain.errors import SourceError
from jepa_learning.domain.event import Event
from jepa_learning.ports.event_source import Batch, EventSource

_UNREADABLE: Final = (pygit2.GitError, KeyError, ValueError, OSError)
_BINARY_WITHIN: Final = 8000  # git looks for a zero byte in as many
_MARKED_WITHIN: Final = 1000  # characters; generators say so at the top


@dataclass(frozen=True, slots=True)
class TextBounds:
    """Which texts are read.

    Attributes:
        max_bytes: A larger file is left out.
        longest_line: A file with a line of more characters is minified or data.
        generated_marks: A file that holds one of these at its top was made by a program.
    """

    max_bytes: int
    longest_line: int
    generated_marks: Sequence[str]


class GitTexts:
    """Adds texts to what a git source tells.

    Args:
        source: Tells of the repository's commits.
        root: The repository's folder.
        refuses: Says of a path that its text must not be read.
    """

    name: Final = "git"

    def __init__(
        self, source: EventSource, root: Path, *, bounds: TextBounds, refuses: Callable[[str], bool]
    ) -> None:
        self._source = source
        self._root = root
        self._bounds = bounds
        self._refuses = refuses

    @property
    def scope(self) -> str:
        """The repository's folder."""
        return self._source.scope

    def read(self, position: str | None) -> Iterator[Batch]:
        """Give the same batches, whose events carry texts."""
        repository: pygit2.Repository | None = None
        for batch in self._source.read(position):
            repository = repository or self._open()
            yield replace(batch, events=_WithTexts(batch.events, _reader(self, repository)))

    def _open(self) -> pygit2.Repository:
        try:
            return pygit2.Repository(str(self._root))
        except _UNREADABLE as error:
            raise SourceError(
                f"{self._root} cannot be read as a git repository ({error}): check the folder and its owner"
            ) from error

    def with_text(self, event: Event, repository: pygit2.Repository) -> Event:
        """Return the event with its file's text, or as it is where there is none to read."""
        if event.attributes.get("status") == "D" or self._refuses(event.activity):
            return event
        blob = _blob(repository, event)
        if blob is None or blob.size > self._bounds.max_bytes:
            return event
        text = _text(blob.data)
        return event if text is None or not self._is_written(text) else replace(event, content=text)

    def _is_written(self, text: str) -> bool:
        """Say whether a person may have written the text."""
        top = text[:_MARKED_WITHIN]
        if any(mark in top for mark in self._bounds.generated_marks):
            return False
        return max(map(len, text.splitlines()), default=0) <= self._bounds.longest_line


class _WithTexts(Sequence[Event]):
    """Events that get their texts when they are looked at, so that one text is held at a time."""

    def __init__(self, events: Sequence[Event], read: Callable[[Event], Event]) -> None:
        self._events = events
        self._read = read

    def __len__(self) -> int:
        return len(self._events)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _WithTexts) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # as of every sequence that compares its parts

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Event]: ...
    def __getitem__(self, index: int | slice) -> Event | Sequence[Event]:
        if isinstance(index, slice):
            return _WithTexts(self._events[index], self._read)
        return self._read(self._events[index])


def _reader(texts: GitTexts, repository: pygit2.Repository) -> Callable[[Event], Event]:
    return lambda event: texts.with_text(event, repository)


def _blob(repository: pygit2.Repository, event: Event) -> pygit2.Blob | None:
    """Find what the commit holds under the path; a submodule or a broken object is nothing to read."""
    try:
        found = repository[event.case].peel(pygit2.Tree)[event.activity]
    except _UNREADABLE:
        return None
    return found if isinstance(found, pygit2.Blob) else None


def _text(data: bytes) -> str | None:
    """Decode a text; None where it is binary or in no encoding that is UTF-8."""
    if b"\0" in data[:_BINARY_WITHIN]:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
