"""What goes over the wire, both ways; docs/reference/http.md has it in words. The inside knows none of it."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

Kind = Literal["file", "command", "step", "tool", "context"]
EntryKind = Literal["file", "command", "step", "tool", "context", "case"]
SourceName = Annotated[str, Field(min_length=1, max_length=100, examples=["git"])]
AbsolutePath = Annotated[str, Field(pattern=r"^/", max_length=4096, examples=["/home/ada/work/httpx"])]

MAX_KINDS: Final = 5
MAX_ENTRY_KINDS: Final = 6
MAX_K: Final = 50
MAX_HORIZON: Final = 128
MAX_KNOWN: Final = 10_000
MAX_INTENT_CHARS: Final = 10_000


class In(BaseModel):
    """What comes in: strict and closed."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Out(BaseModel):
    """What goes out."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Problem(Out):
    """An error, as application/problem+json (RFC 9457)."""

    type: Literal["about:blank"] = "about:blank"
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    code: str = Field(description="stable; see errors.md", examples=["request_invalid"])
    detail: str = Field(examples=["k is 0: expected 1 to 50"])


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


class EventIn(In):
    """One event; only for the schema: each is read by itself, so that a bad one loses no other."""

    kind: Kind
    activity: str = Field(min_length=1, examples=["src/router.py"])
    case: str = Field(min_length=1, examples=["0d1f"])
    time: float | None = Field(default=None, description="seconds since the epoch")
    intent: str | None = Field(default=None, examples=["Fix the router"])
    author: str | None = None
    attributes: dict[str, str | int | float | bool | None] = Field(default_factory=dict)
    source: str | None = None
    content: str | None = Field(default=None, description="never stored; with consent, its words are")


RawEvent = Annotated[Any, WithJsonSchema(EventIn.model_json_schema())]


class EventsIn(In):
    """Events to append and learn, oldest first."""

    events: list[RawEvent]


class Refused(Out):
    """An event that is not well formed."""

    index: int = Field(ge=0, description="its place in the request")
    code: str
    detail: str


class EventsOut(Out):
    """What became of the events."""

    received: int
    appended: int = Field(description="stored and learnt; they survive a crash from here on")
    known: int = Field(description="stored before")
    denied: int = Field(description="on a deny list, or without consent; not stored")
    redacted: int = Field(description="stored with a secret replaced")
    refused: list[Refused]


class ImportsIn(In):
    """Which sources to read."""

    project: AbsolutePath | None = None
    sources: list[SourceName] | None = Field(default=None, max_length=10)
    since: float | None = Field(
        default=None, description="seconds since the epoch; earlier events are left out"
    )


class ProgressLine(Out):
    """How far reading is."""

    type: Literal["progress"] = "progress"
    source: str
    done: int
    total: int | None


class SourceLine(Out):
    """A source has been read."""

    type: Literal["source"] = "source"
    source: str
    appended: int
    known: int
    denied: int
    redacted: int
    skipped: int
    seconds: float


class ProblemLine(Out):
    """A source could not be read, or (without a source) the stream ends early."""

    type: Literal["problem"] = "problem"
    source: str | None
    code: str
    detail: str


class RebuildLine(Out):
    """How far learning again is."""

    type: Literal["progress"] = "progress"
    done: int
    total: int


class EndLine(Out):
    """The stream is whole."""

    type: Literal["end"] = "end"


class RebuildEndLine(Out):
    """Everything has been learnt again."""

    type: Literal["end"] = "end"
    events: int


class PredictionIn(In):
    """A question."""

    project: AbsolutePath | None = None
    cwd: AbsolutePath | None = None
    kinds: list[Kind] = Field(default=["file", "command", "step"], min_length=1, max_length=MAX_KINDS)
    k: int = Field(default=5, ge=1, le=MAX_K)
    horizon: int = Field(default=1, ge=1, le=MAX_HORIZON, description="steps of a rollout; 1 is none")
    intent: str | None = Field(default=None, max_length=MAX_INTENT_CHARS)
    known: list[str] | None = Field(default=None, max_length=MAX_KNOWN, description="null: ask git")
    explain: bool = False


class ReasonOut(Out):
    """One manifold's part in a candidate."""

    share: float
    words: str


class CandidateOut(Out):
    """One possible next activity."""

    activity: str
    probability: float
    why: str
    reasons: dict[str, ReasonOut] | None = Field(default=None, description="only with explain")


class StepOut(Out):
    """One step of a rollout."""

    activity: str
    probability: float
    confidence: float = Field(description="the product of the probabilities so far")


class SectionOut(Out):
    """The answer for one kind."""

    kind: Kind
    learnt: int
    cases: int
    candidates: list[CandidateOut]
    abstained: str | None
    hint: str | None
    confidence: float
    disagreement: float
    regime: str
    rollout: list[StepOut] | None


class PredictionOut(Out):
    """What comes next."""

    project: str | None
    name: str | None
    known: list[str]
    sections: list[SectionOut]
    took_ms: float


class RelatedIn(In):
    """A question about a file or about words, one of both."""

    project: AbsolutePath | None = None
    file: str | None = Field(default=None, min_length=1, max_length=4096, examples=["src/router.py"])
    words: str | None = Field(default=None, min_length=1, max_length=MAX_INTENT_CHARS)
    k: int = Field(default=10, ge=1, le=MAX_K)


class RelativeOut(Out):
    """A file or a command that goes with what was asked about."""

    kind: Kind
    activity: str
    project: str | None = Field(description="that a file belongs to; null for a command")
    score: float = Field(description="above 0 to 1; 1 is first in every ranking that names anything")
    why: str
    reasons: dict[str, ReasonOut] = Field(description="by ranking")


class RelatedOut(Out):
    """What goes together, best first."""

    project: str | None
    name: str | None
    related: list[RelativeOut]
    notes: list[str] = Field(description="what was lacking, in words")
    took_ms: float


class SearchIn(In):
    """What to look for."""

    words: str = Field(min_length=1, max_length=MAX_INTENT_CHARS, examples=["retry after"])
    project: AbsolutePath | None = Field(default=None, description="null: every project")
    kinds: list[EntryKind] | None = Field(default=None, min_length=1, max_length=MAX_ENTRY_KINDS)
    k: int = Field(default=10, ge=1, le=MAX_K)


class FoundOut(Out):
    """Something that was seen, and where and when it was seen last."""

    kind: EntryKind
    text: str = Field(
        description="path, command line, step, tool call or context name; of a case, its intent"
    )
    case: str = Field(description="the commit, session or run; of an activity its last one")
    project: str | None
    source: str | None
    time: float | None = Field(description="seconds since the epoch")
    events: int = Field(description="how many tell of it")
    gone: bool = Field(description="a file that was deleted or renamed since")
    score: float = Field(description="above 0 to 1; 1 is first in every ranking that found anything")
    why: str
    reasons: dict[str, ReasonOut] = Field(description="by ranking")


class SearchOut(Out):
    """What was found, best first."""

    project: str | None
    name: str | None
    found: list[FoundOut]
    notes: list[str] = Field(description="what was lacking, in words")
    took_ms: float


class StandingOut(Out):
    """What holds for one source."""

    source: str
    scope: str = Field(description="a project's root, or * for everywhere")
    granted: bool
    asked: bool
    time: float | None = Field(description="seconds since the epoch; null where it was never asked")


class ConsentIn(In):
    """The user's word on one source."""

    source: SourceName
    granted: bool
    project: AbsolutePath | None = Field(default=None, description="null: everywhere")


class ConsentOut(Out):
    """What may be read."""

    project: str | None
    sources: list[StandingOut]


class ForgetIn(In):
    """What to erase: all that matches everything that is given; without anything, all."""

    source: SourceName | None = None
    project: AbsolutePath | None = None
    before: float | None = Field(default=None, description="seconds since the epoch")


class ForgetOut(Out):
    """What was erased."""

    erased: int
    owed: str | None = Field(description="what the vector memory still has to erase, and why; null: nothing")


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
    collapse: CollapseOut | None = Field(description="after the last round")
    surprise: SurpriseOut | None = Field(description="of the last events; null: none came to a round yet")
    silent: str | None = Field(description="why it does not answer")


class MigrateLine(Out):
    """How far moving is, in memories."""

    type: Literal["progress"] = "progress"
    done: int
    total: int


class StatusOut(Out):
    """What is known, learnt and running."""

    version: str
    protocol: int
    pid: int
    uptime_s: float
    project: ProjectOut | None
    learnt: list[LearntOut]
    log: LogOut
    consent: list[StandingOut]
    memory: MemoryOut
    networks: list[NetworkOut]
    folders: FoldersOut


class Leaving(Out):
    """The sidecar saves and exits."""

    status: Literal["leaving"] = "leaving"
