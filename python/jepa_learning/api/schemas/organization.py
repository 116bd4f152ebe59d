"""Better places for files."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.api.schemas.basis import Out


class ReasonOut(Out):
    """Why."""

    by: Literal["co-change", "meaning", "structure"]
    words: str


class MoveOut(Out):
    """A file that would be better elsewhere; nothing was moved."""

    id: str
    path: str
    to: str
    reasons: list[ReasonOut] = Field(description="the strongest first")
    count: int = Field(
        description="commits in which it changed together with files of its kind in the other folder"
    )
    of: int = Field(description="commits in which it changed together with other files")
    beside: int = Field(description="commits in which it changed together with files of its kind beside it")
    risk: str
    digest: str = Field(description="of the paths and the bytes; apply takes it")
    why_not: str | None = Field(description="why it cannot be made now")


class OrganizedOut(Out):
    """Suggestions, the best founded first."""

    project: str
    name: str
    commits: int = Field(description="that were looked at")
    files: int = Field(description="that exist")
    moves: list[MoveOut]
