"""A pause."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from jepa_learning.api.schemas.basis import In, Out

LONGEST_S: Final = 366 * 86_400


class PauseIn(In):
    """How long to be left alone."""

    seconds: float | None = Field(gt=0, le=LONGEST_S, description="null: end the pause")


class PauseOut(Out):
    """Whether there is a pause."""

    until: float | None = Field(description="seconds since the epoch; null: there is none")
