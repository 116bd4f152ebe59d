"""Adapting to a workflow, and undoing it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.api.schemas.basis import In, Kind, Out
from jepa_learning.api.schemas.drift import RegimeName
from jepa_learning.api.schemas.events import EventsOut, RawEvent
from jepa_learning.application.adapt import LONGEST_NAME


class AdaptIn(In):
    """Examples of a workflow, oldest first."""

    workflow: str | None = Field(
        default=None, min_length=1, max_length=LONGEST_NAME, description="by default the one they name"
    )
    events: list[RawEvent]


class UndoIn(In):
    """A workflow whose examples go."""

    workflow: str = Field(min_length=1, max_length=LONGEST_NAME)


class UndoOut(Out):
    """What was undone."""

    workflow: str
    erased: int = Field(description="events")


class RateOut(Out):
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float


class MeasuredOut(Out):
    """Hit rate@1 on examples that were held out in turn."""

    questions: int
    before: RateOut = Field(description="by what is shared")
    after: RateOut = Field(description="by the workflow's own world, taught by the other examples")


class AdaptedOut(Out):
    """What adapting did."""

    workflow: str
    kind: Kind
    cases: int
    steps: int
    novelty: float = Field(description="share of the steps that were unknown, each counted once")
    regime: RegimeName = Field(description="of what is shared")
    action: Literal["absorb", "redistribute"] | None = Field(description="null where nothing was done")
    why: str
    assumed: list[str]
    measured: MeasuredOut | None
    unmeasured: str | None = Field(description="why nothing was measured")
    intake: EventsOut
    seconds: float


class WorkflowOut(Out):
    """A workflow that has a world of its own."""

    kind: Kind
    workflow: str
    events: int
    cases: int
    activities: int


class AdaptationsOut(Out):
    """All of them."""

    workflows: list[WorkflowOut]
