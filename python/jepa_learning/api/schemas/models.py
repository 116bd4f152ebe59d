"""Networks' versions, and training."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.api.schemas.basis import AbsolutePath, In, Out


class ModelOut(Out):
    """A version of a network."""

    kind: str = Field(examples=["file"])
    name: str = Field(examples=["file-3"])
    state: str = Field(description="live, aside, training or base")
    answers: bool = Field(description="the live version of its kind, else the base")
    reason: str
    parent: str | None = Field(description="the version that it went on from")
    made: float | None = Field(description="seconds since the epoch; null of the base")
    scope: str = Field(description="the project that its lessons come from; empty: all")
    first: int = Field(description="event of the log behind which its lessons begin")
    last: int = Field(description="last event of the log that it learnt from")
    lessons: int
    gain: float = Field(description="mean loss saved over what answered then, in nats a question")
    error: float = Field(description="one standard error of the gain")
    questions: int = Field(description="that were compared")


class ModelsOut(Out):
    """All versions that are kept, oldest first."""

    models: list[ModelOut]


class PromoteIn(In):
    """Which version shall answer."""

    name: str = Field(min_length=1, max_length=100, examples=["file-3"])


class RollBackIn(In):
    """Whose version shall go."""

    kind: Literal["file", "sequence"] | None = Field(
        default=None, description="null: all that have a version of their own"
    )


class TrainIn(In):
    """On whose files to train."""

    project: AbsolutePath | None = None


class TrainLine(Out):
    """How far training is: events while it replays, steps while it trains."""

    type: Literal["progress"] = "progress"
    kind: str
    stage: Literal["replaying", "training"]
    done: int
    total: int
    per_s: float = Field(description="events replayed, or lessons learnt from, in a second")
    loss: float | None = Field(default=None, description="of the last step, in nats")
    rank: float | None = Field(default=None, description="effective rank of the states")
    variance: float | None = None
    sigreg: float | None = Field(default=None, description="about 1 is sound")


class TrainedLine(Out):
    """What a training made, or why there was none."""

    type: Literal["trained"] = "trained"
    kind: str
    model: ModelOut | None
    left_out: str | None
