"""Entry: an activity or a past case that can be found again, and the words by which it is found.

It does not know the others, nor who asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from jepa_learning.domain.event import KINDS
from jepa_learning.domain.words import SAYING_LITTLE, intent_words, name_words

CASE: Final = "case"
ENTRY_KINDS: Final = (*KINDS, CASE)
"""What an entry can be of: an activity of some kind, or a case whose intent is known."""

READ: Final = 2_000
"""Characters of an entry whose words are looked at: a longer command or message repeats itself."""

_DIGITS: Final = re.compile(r"\d+")


@dataclass(slots=True)
class Entry:
    """An activity or a past case.

    Attributes:
        kind: One of `ENTRY_KINDS`.
        text: The path, command line, step, tool call or context name; of a case, its intent.
        project: The project it means something in; empty for what is the same everywhere.
        case: The case itself, or the last one that the activity belongs to.
        time: Of its last event, in seconds since the epoch; None where none is known.
        events: How many events tell of it.
        sources: Which sources told of it.
        place: The project of its last event; empty where it is not known.
        gone: Of a file: it was deleted or renamed.
        now: Of a file that was renamed: what it was called then.
    """

    kind: str
    text: str
    project: str
    case: str
    time: float | None = None
    events: int = 0
    sources: tuple[str, ...] = ()
    place: str = ""
    gone: bool = False
    now: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which entries are meant.

    Attributes:
        kinds: Only these kinds.
        project: Only what belongs to this project or to none; empty: to any.
        seen: Says whether an entry may be seen.
    """

    kinds: Collection[str]
    project: str
    seen: Callable[[Entry], bool]


def asked_words(text: str) -> list[str]:
    """Return the words of a question as entries have them: numbers as they are written."""
    words = [word for word in intent_words(text) if not word.startswith("<")]
    saying = [word for word in words if word not in SAYING_LITTLE]
    return (saying or words) + _DIGITS.findall(text)


def entry_words(kind: str, text: str) -> list[str]:
    """Return the words by which an entry is found."""
    read = text[:READ]
    return [*name_words(read), *_DIGITS.findall(read)] if kind == "file" else asked_words(read)
