"""What was found, and where."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.api.schemas.basis import (
    MAX_ENTRY_KINDS,
    MAX_INTENT_CHARS,
    MAX_K,
    AbsolutePath,
    EntryKind,
    In,
    Out,
)
from jepa_learning.api.schemas.predictions import ReasonOut


class SearchIn(In):
    """What to look for."""

    words: str = Field(min_length=1, max_length=MAX_INTENT_CHARS, examples=["retry after"])
    project: AbsolutePath | None = Field(default=None, description="null: every project")
    kinds: list[EntryKind] | None = Field(default=None, min_length=1, max_length=MAX_ENTRY_KINDS)
    k: int = Field(default=10, ge=1, le=MAX_K)


class FoundOut(Out):
    """Something that was seen, and where and when it was seen last."""

    kind: EntryKind
    text: str = Field(
        description="path, command line, step, tool call or context name; of a case, its intent"
    )
    case: str = Field(description="the commit, session or run; of an activity its last one")
    project: str | None
    source: str | None
    time: float | None = Field(description="seconds since the epoch")
    events: int = Field(description="how many tell of it")
    gone: bool = Field(description="a file that was deleted or renamed, or is not there now")
    score: float = Field(description="above 0 to 1; 1 is first in every ranking that found anything")
    why: str
    reasons: dict[str, ReasonOut] = Field(description="by ranking")


class SearchOut(Out):
    """What was found, best first."""

    project: str | None
    name: str | None
    found: list[FoundOut]
    notes: list[str] = Field(description="what was lacking, in words")
    took_ms: float
