"""What the user is at, and was at."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.api.schemas.basis import Out


class StretchOut(Out):
    """Some time that was spent in one context."""

    name: str = Field(examples=["httpx: tests"])
    project: str = Field(description="the root of the project it is about; empty where that is not known")
    began: float | None = Field(description="seconds since the epoch; null where it is not known")
    ended: float | None = Field(description="when the next one began; null of the one that goes on")
    before: str = Field(description="the context before it; empty where there was none")
    confidence: float = Field(description="how sure it is that it began")
    evidence: str = Field(description="what was in it and not in the one before, in words")
    returns: bool = Field(description="whether it was known from before")


class RunningOut(StretchOut):
    """The context that goes on."""

    events: int = Field(description="that have come of it since it was noticed")


class ContextsOut(Out):
    """What the user is at, and was at."""

    running: RunningOut | None
    recent: list[StretchOut] = Field(description="newest first, the one that goes on among them")
