"""What goes with what."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.api.schemas.basis import MAX_INTENT_CHARS, MAX_K, AbsolutePath, In, Kind, Out
from jepa_learning.api.schemas.predictions import ReasonOut


class RelatedIn(In):
    """A question about a file or about words, one of both."""

    project: AbsolutePath | None = None
    file: str | None = Field(default=None, min_length=1, max_length=4096, examples=["src/router.py"])
    words: str | None = Field(default=None, min_length=1, max_length=MAX_INTENT_CHARS)
    k: int = Field(default=10, ge=1, le=MAX_K)


class RelativeOut(Out):
    """A file or a command that goes with what was asked about."""

    kind: Kind
    activity: str
    project: str | None = Field(description="that a file belongs to; null for a command")
    score: float = Field(description="above 0 to 1; 1 is first in every ranking that names anything")
    why: str
    reasons: dict[str, ReasonOut] = Field(description="by ranking")


class RelatedOut(Out):
    """What goes together, best first."""

    project: str | None
    name: str | None
    related: list[RelativeOut]
    notes: list[str] = Field(description="what was lacking, in words")
    took_ms: float
