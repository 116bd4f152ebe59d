"""Runs of workflows."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.api.schemas.basis import In, Out

_LONGEST = 240


class ForgottenIn(In):
    """A step that was usually done, and not in this run."""

    step: str = Field(min_length=1, max_length=_LONGEST)
    done: int = Field(ge=0, description="runs that it was done in")
    runs: int = Field(ge=1, description="of so many")


class EndedIn(In):
    """A run that ended; its steps were told of as events."""

    workflow: str = Field(min_length=1, max_length=_LONGEST, description="its name, for people")
    status: Literal["done", "failed"]
    project: str | None = Field(default=None, description="a folder of the project; null: none")
    forgotten: ForgottenIn | None = None


class EndedOut(Out):
    """Whether it was taken in."""

    heard: bool = Field(description="false during a pause")
