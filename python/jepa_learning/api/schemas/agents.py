"""What agents ask and are told over MCP: less at once than over HTTP, more with `detail`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from jepa_learning.api.schemas.basis import (
    MAX_ENTRY_KINDS,
    MAX_HORIZON,
    MAX_INTENT_CHARS,
    MAX_KINDS,
    MAX_KNOWN,
    AbsolutePath,
    EntryKind,
    In,
    Kind,
    Out,
    SourceName,
)
from jepa_learning.api.schemas.events import EventsOut, RawEvent
from jepa_learning.api.schemas.predictions import StepOut

MOST = 20
"""Entries of one list: an agent pays for every word that it reads."""


class Entry(BaseModel):
    """What the URL of a client says."""

    model_config = ConfigDict(extra="forbid")

    project: AbsolutePath | None = Field(
        default=None, description="what questions are about that name no project"
    )
    write: bool = Field(default=False, description="offer the tools that change what is learnt")


class Asked(In):
    """What every question may say."""

    project: AbsolutePath | None = Field(
        default=None, description="a folder of the project; default: the one the client was started in"
    )
    detail: bool = Field(
        default=False, description="everything that is known of each entry, not the index alone"
    )


class PredictAsked(Asked):
    """A question: what comes next."""

    intent: str | None = Field(
        default=None,
        max_length=MAX_INTENT_CHARS,
        description="the task at hand, in words: give it whenever it is known",
    )
    kinds: list[Kind] = Field(
        default=["file", "command", "step", "tool"],
        min_length=1,
        max_length=MAX_KINDS,
        description="which kinds of activity",
    )
    k: int = Field(default=3, ge=1, le=MOST, description="candidates of each kind")
    horizon: int = Field(
        default=1, ge=1, le=MAX_HORIZON, description="above 1: the likeliest so many steps in a row, too"
    )
    known: list[str] | None = Field(
        default=None,
        max_length=MAX_KNOWN,
        description="files of the open change; default: what git says is modified",
    )
    case: str | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="the session or run to go on with; default: the latest",
    )


class Likely(Out):
    """One possible next activity."""

    activity: str
    probability: float
    why: str | None = Field(default=None, description="with detail")
    shares: dict[str, float] | None = Field(default=None, description="with detail: each manifold's part")


class PredictSection(Out):
    """The answer for one kind."""

    kind: Kind
    candidates: list[Likely]
    abstained: str | None = Field(default=None, description="why the candidates should not be acted on")
    hint: str | None = Field(default=None, description="what would help")
    suggestion: str | None = Field(default=None, description="by which feedback names it")
    rollout: list[StepOut] | None = Field(default=None, description="with a horizon above 1")
    confidence: float | None = Field(default=None, description="with detail: that the first is right")
    disagreement: float | None = Field(default=None, description="with detail: between the manifolds")
    learnt: int | None = Field(default=None, description="with detail: events of this kind")


class PredictTold(Out):
    """What comes next, likeliest first."""

    project: str | None = None
    sections: list[PredictSection]


class RelatedAsked(Asked):
    """A question: what goes with a file or with words, one of both."""

    file: str | None = Field(
        default=None, min_length=1, max_length=4096, description="relative to the project's root"
    )
    words: str | None = Field(
        default=None, min_length=1, max_length=MAX_INTENT_CHARS, description="a task or a topic"
    )
    k: int = Field(default=5, ge=1, le=MOST)


class Relative(Out):
    """A file or a command."""

    kind: Kind
    activity: str
    score: float = Field(description="orders the list; no probability")
    why: str | None = Field(default=None, description="with detail: the evidence")


class RelatedTold(Out):
    """What goes together, best first."""

    project: str | None = None
    related: list[Relative]
    notes: list[str] = Field(description="what was lacking")


class SearchAsked(Asked):
    """A question: where and when something was seen."""

    words: str = Field(
        min_length=1,
        max_length=MAX_INTENT_CHARS,
        description="words, part of a name, or the beginning of a commit id",
    )
    kinds: list[EntryKind] | None = Field(
        default=None,
        min_length=1,
        max_length=MAX_ENTRY_KINDS,
        description="default: all; a case is a past commit, session or run",
    )
    k: int = Field(default=5, ge=1, le=MOST)


class Seen(Out):
    """One entry of the index."""

    kind: EntryKind
    text: str = Field(description="cut where it is long; whole with detail")
    case: str = Field(description="the commit, session or run it was seen in last; search for it to see it")
    date: str | None = Field(default=None, description="ISO 8601, UTC")
    gone: bool | None = Field(default=None, description="true of a file that is not there now")
    score: float | None = Field(default=None, description="with detail: orders the list")
    why: str | None = Field(default=None, description="with detail: which words or names were found")
    project: str | None = Field(default=None, description="with detail")
    source: str | None = Field(default=None, description="with detail")


class SearchTold(Out):
    """What was found, best first."""

    project: str | None = None
    found: list[Seen]
    notes: list[str] = Field(description="what was lacking")


class PreloadAsked(Asked):
    """A question: what is ready."""


class Ready(Out):
    """What will be needed in a context."""

    context: str
    probability: float = Field(description="that it is next; 1 of the one that goes on")
    project: str | None = Field(default=None, description="its root")
    files: list[str] | None = None
    commands: list[str] | None = None
    tools: list[str] | None = None
    next_step: str | None = Field(default=None, description="of the workflow that is open")
    why: str | None = Field(default=None, description="with detail")


class PreloadTold(Out):
    """What was made ready."""

    prepared: list[Ready]


class StatusAsked(Asked):
    """A question: how things stand."""


class StatusTold(Out):
    """What is learnt and what may be read."""

    version: str
    project: str | None = None
    learnt: dict[str, int] = Field(description="events, by kind; files of this project")
    consent: dict[str, bool] = Field(description="what may be read, by source")
    problems: list[str] = Field(description="what does not work as it should")
    whole: dict[str, Any] | None = Field(default=None, description="with detail: as GET /v1/status tells it")


class LearnAsked(In):
    """Learn these events, or, without any, what is new in the sources that the user consented to."""

    project: AbsolutePath | None = Field(
        default=None, description="a folder of the project; default: the one the client was started in"
    )
    events: list[RawEvent] | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="oldest first; of the source jsonl unless they say otherwise",
    )
    sources: list[SourceName] | None = Field(
        default=None, max_length=10, description="only these; default: all that is consented"
    )


class SourceTold(Out):
    """What became of one source."""

    source: str
    appended: int
    denied: int
    skipped: int


class LearnTold(Out):
    """What was learnt."""

    events: EventsOut | None = None
    sources: list[SourceTold] | None = None
    problems: list[str] = Field(default_factory=list)


class FeedbackAsked(In):
    """A verdict of the user on a suggestion."""

    suggestion: str = Field(min_length=1, max_length=100, description="the id that predict told")
    verdict: Literal["accepted", "dismissed"]
    candidate: int | None = Field(
        default=None,
        ge=1,
        le=MOST,
        description="its place, from 1; default: the first where accepted, all where dismissed",
    )


class FeedbackTold(Out):
    """How the suggestion stands now."""

    suggestion: str
    verdicts: dict[str, Literal["shown", "accepted", "dismissed"]] = Field(description="by candidate")
