"""How a network is doing."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.api.schemas.basis import Out


class VerdictOut(Out):
    """What a comparison of what was learnt with what answers said last."""

    promoted: bool
    gain: float
    error: float
    questions: int
    reason: str


class CollapseOut(Out):
    """Whether the states of a network collapse."""

    rank: float = Field(description="effective rank, 1 to dimension")
    variance: float
    sigreg: float = Field(description="about 1 when the states are Gaussian")
    dimension: int
    alarm: str | None


class SurpriseOut(Out):
    """How far the last events lay from what a network foresaw: near 0 foreseen, about 1 as by chance."""

    events: int = Field(description="that are looked back at")
    mean: float
    median: float
    high: float = Field(description="nine of ten are below it")
    last: float = Field(description="of the newest event")
    percentile: float = Field(description="percent that are no higher than the newest")


class NetworkOut(Out):
    """How things stand with the network of a kind."""

    kind: str = Field(examples=["file"])
    version: str | None = Field(description="that answers; null: none")
    own: bool = Field(description="false: what ships, or none")
    loaded: bool
    waiting: int = Field(description="lessons that it has not learnt from yet")
    learnt: int = Field(description="lessons that it learnt from since it was loaded")
    promotions: int = Field(description="since it was loaded")
    verdict: VerdictOut | None
    collapse: CollapseOut | None = Field(description="after the last round, or training")
    surprise: SurpriseOut | None = Field(description="of the last events; null: none came to a round yet")
    silent: str | None = Field(description="why it does not answer")
