"""Adapting to a workflow, and undoing it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from jepa_learning.api.schemas.basis import In, Kind, Out
from jepa_learning.api.schemas.drift import RegimeName
from jepa_learning.api.schemas.events import EventsOut, RawEvent
from jepa_learning.application.adapt import LONGEST_NAME


class AdaptIn(In):
    """Examples of a workflow, oldest first; null takes the runs that are known already."""

    workflow: str | None = Field(
        default=None, min_length=1, max_length=LONGEST_NAME, description="by default the one they name"
    )
    events: list[RawEvent] | None = None


class UndoIn(In):
    """A workflow whose examples go, or a project that goes back to weights of its own."""

    workflow: str | None = Field(default=None, min_length=1, max_length=LONGEST_NAME)
    project: str | None = Field(default=None, description="any folder of it")

    @model_validator(mode="after")
    def _is_one(self) -> UndoIn:
        if (self.workflow is None) == (self.project is None):
            raise ValueError("expected either workflow or project")
        return self


class UndoOut(Out):
    """What was undone."""

    workflow: str | None
    project: str | None
    erased: int = Field(description="events")


class StartIn(In):
    """A new project that is to begin like another."""

    project: str = Field(min_length=1, description="any folder of it")
    like: str | None = Field(default=None, min_length=1, description="by default the most similar one known")


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


class LenderOut(Out):
    """Whom a project begins like."""

    project: str
    likeness: float = Field(description="in [0, 1]")
    why: str = Field(description="what the two have in common")
    cases: int = Field(description="that its weights are learnt from")


class TrialOut(Out):
    """Hit rate@1 over the later half of what the project did."""

    questions: int
    before: RateOut = Field(description="with its own weights")
    after: RateOut = Field(description="with the lender's")


class StartedOut(Out):
    """What became of it."""

    project: str
    lender: LenderOut | None
    cases: int = Field(description="of its own that were learnt")
    done: bool
    why: str = Field(description="why not; empty where it was done")
    assumed: list[str]
    trial: TrialOut | None


class StartOut(Out):
    """A project that began like another."""

    project: str
    like: str | None = Field(description="null where that one was forgotten")


class WorkflowOut(Out):
    """A workflow that has a world of its own."""

    kind: Kind
    workflow: str
    events: int
    cases: int
    activities: int


class NoticedOut(Out):
    """Something new that was noticed unasked."""

    what: Literal["repository", "workflow", "tool"]
    name: str
    project: str = Field(description="its root; empty where it is of none")
    words: str
    confidence: float = Field(description="that adapting is no worse, in [0, 1]")
    offer: str = Field(description="what is typed to adapt to it; empty where there is nothing to do")


class DismissIn(In):
    """Something new that is not to be offered any more."""

    name: str = Field(min_length=1)


class AdaptationsOut(Out):
    """All of them, and what could be adapted to."""

    workflows: list[WorkflowOut]
    starts: list[StartOut]
    noticed: list[NoticedOut]
