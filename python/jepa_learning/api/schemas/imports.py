"""Imports and rebuilding, line by line."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.api.schemas.basis import AbsolutePath, In, Out, SourceName


class ImportsIn(In):
    """Which sources to read."""

    project: AbsolutePath | None = None
    sources: list[SourceName] | None = Field(default=None, max_length=10)
    since: float | None = Field(
        default=None, description="seconds since the epoch; earlier events are left out"
    )


class ProgressLine(Out):
    """How far reading is."""

    type: Literal["progress"] = "progress"
    source: str
    done: int
    total: int | None


class SourceLine(Out):
    """A source has been read."""

    type: Literal["source"] = "source"
    source: str
    appended: int
    known: int
    denied: int
    redacted: int
    skipped: int
    seconds: float


class ProblemLine(Out):
    """A source could not be read, or (without a source) the stream ends early."""

    type: Literal["problem"] = "problem"
    source: str | None
    code: str
    detail: str


class RebuildLine(Out):
    """How far learning again is."""

    type: Literal["progress"] = "progress"
    done: int
    total: int


class EndLine(Out):
    """The stream is whole."""

    type: Literal["end"] = "end"


class RebuildEndLine(Out):
    """Everything has been learnt again."""

    type: Literal["end"] = "end"
    events: int
