"""Redaction: secrets in the text of an event are replaced by `<redacted:NAME>`.

The same text always becomes the same text, so that ids are stable, and what is redacted stays as it is when
it is redacted again. It knows what secrets look like (secret_patterns.py, tool_secrets.py and a scanner), not
who may store what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, Protocol

from jepa_learning.domain.errors import ConfigError
from jepa_learning.domain.event import Attribute, Event
from jepa_learning.domain.privacy.secret_patterns import CUES, PATTERNS
from jepa_learning.domain.privacy.tool_secrets import TOOLS

_MARK: Final = "<redacted:"

_SCANNED: Final = "secret"
"""The name that stands for what the scanner found."""

_MAX_CHARS: Final = 20_000
"""Longer texts are cut: the search grows faster than the text, and no prediction needs more."""

_BLOCKS: Final = 10_000
"""Blocks of texts remembered: versions of a file differ in few of them."""

_REMEMBERED_CHARS: Final = 2000
"""Longer blocks are data more often than code, and are not remembered."""

_ACROSS_BLOCKS: Final = "private-key"
"""The name of what may hold blank lines."""

_BLANK_LINES: Final = re.compile(r"\n(?:[ \t\r]*\n)+")

NAMES: Final = frozenset({_SCANNED, *(name for name, _ in PATTERNS), *(name for _, name, _ in TOOLS)})
"""What a secret is replaced by says one of these, or a name that the user gave."""

Span = tuple[int, int, str]


def is_redacted(text: str) -> bool:
    """Say whether a secret was taken out of a text: as it is now, nobody can run it or read on from it."""
    return _MARK in text


class Scanner(Protocol):
    """Finds secrets by other means than the patterns; ports/secret_scanner.py says the same to adapters."""

    def find(self, text: str) -> Sequence[tuple[int, int]]: ...


class Redactor:
    """Replaces secrets.

    Args:
        scanner: Finds further secrets, next to the patterns.
        patterns: The user's own `(name, regular expression)`, in addition to the built-in ones. The group
            named `secret` is replaced, else the first that matched, else the whole.

    Raises:
        ConfigError: A name is not in lower-case words, or a regular expression is not one.
    """

    def __init__(self, scanner: Scanner, *, patterns: Sequence[tuple[str, str]]) -> None:
        self._scanner = scanner
        self._built_in = [(name, re.compile(pattern)) for name, pattern in PATTERNS]
        self._tools = [(cue, (name, re.compile(pattern))) for cues, name, pattern in TOOLS for cue in cues]
        self._own = [(name, _regex(name, pattern)) for name, pattern in patterns]
        names = sorted(NAMES | {name for name, _ in patterns})
        self._marker = re.compile(f"{_MARK}(?:{'|'.join(names)})>")
        # an event's intent, case, author and project are those of the event before it
        self.redact_text = lru_cache(maxsize=4096)(self._redact_text)
        self._across = [pattern for name, pattern in self._built_in if name == _ACROSS_BLOCKS]
        self._clean_block = lru_cache(maxsize=_BLOCKS)(self._without_markers)

    def redact_event(self, event: Event) -> Event:
        """Return the event without secrets in any text, and without its content."""
        return replace(
            event,
            activity=self.redact_text(event.activity),
            case=self.redact_text(event.case),
            intent=self._redact_optional(event.intent),
            author=self._redact_optional(event.author),
            source=self._redact_optional(event.source),
            attributes={
                self.redact_text(name): self._redact_attribute(value)
                for name, value in event.attributes.items()
            },
            content=None,
        )

    def without_secrets(self, text: str) -> str:
        """Return a long text, such as a file's, with a blank in the place of every secret.

        It is read block by block, as blank lines divide it; of a block only the first characters are kept,
        where it is longer than any other text may be.
        """
        for pattern in self._across:
            text = pattern.sub(" ", text)
        return "\n\n".join(map(self._clean, _BLANK_LINES.split(text)))

    def _clean(self, block: str) -> str:
        return (self._clean_block if len(block) <= _REMEMBERED_CHARS else self._without_markers)(block)

    def _without_markers(self, block: str) -> str:
        return self._marker.sub(" ", self._redact_text(block))

    def _redact_optional(self, text: str | None) -> str | None:
        return None if text is None else self.redact_text(text)

    def _redact_attribute(self, value: Attribute) -> Attribute:
        return self.redact_text(value) if isinstance(value, str) else value

    def _redact_text(self, text: str) -> str:
        """Replace until nothing is left; every round leaves fewer characters outside the markers."""
        text = _cut(text)
        while spans := self._secrets(text):
            for start, end, name in reversed(spans):
                text = f"{text[:start]}{_MARK}{name}>{text[end:]}"
            text = _cut(text)
        return text

    def _secrets(self, text: str) -> list[Span]:
        markers = [match.span() for match in self._marker.finditer(text)]
        pieces = (piece for span in self._found(text) for piece in _outside(span, markers))
        return _merged(sorted(piece for piece in pieces if any(map(str.isalnum, text[piece[0] : piece[1]]))))

    def _found(self, text: str) -> Iterator[Span]:
        lower = text.lower()
        if any(map(lower.__contains__, CUES)):
            yield from _matches(self._built_in, text)
        yield from _matches([tool for cue, tool in self._tools if cue in lower], text)
        yield from _matches(self._own, text)
        yield from ((start, end, _SCANNED) for start, end in self._scanner.find(text))


def _cut(text: str) -> str:
    """Cut a very long text between words, so that no half of a token is left at its end."""
    if len(text) <= _MAX_CHARS:
        return text
    words, _, rest = text[:_MAX_CHARS].rpartition(" ")
    return words or rest


def _matches(patterns: Iterable[tuple[str, re.Pattern[str]]], text: str) -> Iterator[Span]:
    for name, pattern in patterns:
        for match in pattern.finditer(text):
            yield (*_secret_of(match), name)


def _secret_of(match: re.Match[str]) -> tuple[int, int]:
    """Where the secret stands: the group `secret`, else the first group that matched, else everything."""
    if "secret" in match.re.groupindex:
        return match.span("secret")
    spans = (match.span(group) for group in range(1, match.re.groups + 1))
    return next((span for span in spans if span[0] >= 0), match.span())


def _outside(span: Span, markers: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Cut out of the span what is replaced already."""
    start, end, name = span
    for marker_start, marker_end in markers:
        if marker_end <= start or marker_start >= end:
            continue
        yield start, marker_start, name
        start = marker_end
    yield start, end, name


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap; the one that starts first gives the name."""
    merged: list[Span] = []
    for start, end, name in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
        else:
            merged.append((start, end, name))
    return merged


def _regex(name: str, pattern: str) -> re.Pattern[str]:
    if not re.fullmatch(r"[a-z0-9][a-z0-9 -]*", name):
        raise ConfigError(f"privacy.redact_patterns has the name {name!r}: expected lower-case words")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ConfigError(
            f"privacy.redact_patterns has {pattern!r} for {name!r}, "
            f"which is not a regular expression ({error}): correct it"
        ) from error
