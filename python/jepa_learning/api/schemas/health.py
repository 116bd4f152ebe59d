"""Whether the sidecar lives, is ready, and leaves."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.api.schemas.basis import Out


class Health(Out):
    """The sidecar is alive."""

    status: Literal["ok"] = "ok"
    version: str = Field(examples=["0.1.0"])
    protocol: int = Field(examples=[1])
    pid: int = Field(examples=[4711])
    ready: bool = Field(description="whether the learner is loaded")


class Ready(Out):
    """Questions can be answered."""

    ready: Literal[True] = True


class Leaving(Out):
    """The sidecar saves and exits."""

    status: Literal["leaving"] = "leaving"
