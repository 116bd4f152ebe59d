"""Consent and forgetting."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.api.schemas.basis import AbsolutePath, In, Out, SourceName


class StandingOut(Out):
    """What holds for one source."""

    source: str
    scope: str = Field(description="a project's root, or * for everywhere")
    granted: bool
    asked: bool
    time: float | None = Field(description="seconds since the epoch; null where it was never asked")


class ConsentIn(In):
    """The user's word on one source."""

    source: SourceName
    granted: bool
    project: AbsolutePath | None = Field(default=None, description="null: everywhere")


class ConsentOut(Out):
    """What may be read."""

    project: str | None
    sources: list[StandingOut]


class ForgetIn(In):
    """What to erase: all that matches everything that is given; without anything, all."""

    source: SourceName | None = None
    project: AbsolutePath | None = None
    before: float | None = Field(default=None, description="seconds since the epoch")


class ForgetOut(Out):
    """What was erased."""

    erased: int
    owed: str | None = Field(description="what the vector memory still has to erase, and why; null: nothing")
