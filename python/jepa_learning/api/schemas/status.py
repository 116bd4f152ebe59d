"""What is known, what is learnt and what runs."""

from __future__ import annotations

from pydantic import Field

from jepa_learning.api.schemas.basis import Kind, Out
from jepa_learning.api.schemas.contexts import RunningOut
from jepa_learning.api.schemas.dominance import DominanceOut
from jepa_learning.api.schemas.drift import RegimeName
from jepa_learning.api.schemas.networks import NetworkOut
from jepa_learning.api.schemas.privacy import StandingOut


class ProjectOut(Out):
    """A repository."""

    root: str
    name: str


class LearntOut(Out):
    """What is learnt of one kind."""

    kind: Kind
    events: int
    cases: int
    activities: int
    regime: RegimeName
    means: str = Field(description="the regime in words")
    dominance: DominanceOut | None = Field(description="null before the first outcome")


class LogOut(Out):
    """How much the event log holds."""

    events: int
    size_bytes: int


class FoldersOut(Out):
    """Where things are."""

    data: str
    state: str
    runtime: str


class MemoryOut(Out):
    """How things stand with the vector memory."""

    adapter: str = Field(examples=["embedded"])
    place: str | None = Field(description="of a server, the URL of the collection")
    encoder: str
    dimension: int
    memories: int | None = Field(description="as far as is known; null before it was opened")
    behind: int = Field(description="events that it does not know yet; counted up to 10,000")
    problem: str | None = Field(description="why it is not asked now, and what to do")
    notice: str | None = Field(description="why it is kept otherwise than the settings ask for")


class UnwatchedOut(Out):
    """A project that cannot be watched, though it may be."""

    project: str
    why: str


class StatusOut(Out):
    """What is known, learnt and running."""

    version: str
    protocol: int
    pid: int
    uptime_s: float
    project: ProjectOut | None
    context: RunningOut | None
    learnt: list[LearntOut]
    log: LogOut
    consent: list[StandingOut]
    memory: MemoryOut
    networks: list[NetworkOut]
    paused_until: float | None = Field(description="seconds since the epoch; null: there is no pause")
    whispers_on: bool = Field(description="where the switch of whispers stands")
    noticed: int = Field(description="new things that GET /v1/adaptations tells of")
    unwatched: list[UnwatchedOut]
    folders: FoldersOut
