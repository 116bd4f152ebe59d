"""How streams drift."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.api.schemas.basis import Kind, Out

RegimeName = Literal["equilibrium", "exploration", "breakdown", "re-anchoring"]


class PassageOut(Out):
    """A stream entered a regime."""

    regime: RegimeName
    anchor: int = Field(description="number of what is usual there; one that returns keeps its number")
    event: int = Field(description="events followed by then")
    time: float | None
    why: str


class MotionOut(Out):
    """How a manifold's centroid moves from window to window."""

    manifold: str
    speeds: list[float] = Field(description="of each step, oldest first; 1 is what chance makes")
    direction: float | None = Field(
        description="cosine of the last two steps; chance is -0.5, steady drift 1"
    )
    curvature: float | None = Field(
        description="their angle over their length; chance is about 2, straight on 0"
    )
    chance: float | None = Field(description="share of random orders of the same points that move as fast")


class CoupledOut(Out):
    """How far two manifolds see the same events alike."""

    one: str
    other: str
    alike: float = Field(description="unbiased linear CKA, at most 1")


class SettledOut(Out):
    """What became of a lesson that waited for the end of a breakdown."""

    activity: str
    time: float | None
    learnt: bool
    why: str


class LessonsOut(Out):
    """Lessons of networks that a breakdown held back."""

    waiting: int
    learnt: int
    aside: int
    newest: list[SettledOut]


class StreamOut(Out):
    """How one kind of activity drifts."""

    kind: Kind
    regime: RegimeName
    means: str = Field(description="the regime in words")
    anchor: int
    stayed: int = Field(description="events since it entered the regime")
    events: int
    remembered: list[int] = Field(description="regimes of the past that would be recognised")
    passages: list[PassageOut]
    motions: list[MotionOut]
    couplings: list[CoupledOut]
    lessons: LessonsOut


class DriftOut(Out):
    """How everything drifts that something is known of."""

    project: str | None
    name: str | None
    streams: list[StreamOut]
