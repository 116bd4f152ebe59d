"""Better places for files."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.api.schemas.basis import Out


class MoveOut(Out):
    """A file that would be better elsewhere; nothing was moved."""

    path: str
    to: str
    reasons: list[str] = Field(description="in words, the strongest first")
    count: int = Field(
        description="commits in which it changed together with files of its kind in the other folder"
    )
    of: int = Field(description="commits in which it changed together with other files")
    beside: int = Field(description="commits in which it changed together with files of its kind beside it")
    risk: str


class OrganizedOut(Out):
    """Suggestions, the best founded first."""

    project: str
    name: str
    commits: int = Field(description="that were looked at")
    files: int = Field(description="that exist")
    moves: list[MoveOut]
