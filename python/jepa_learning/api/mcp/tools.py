"""The tools of MCP: one table of names, words, schemas, and what each does.

It knows the sidecar's routes, which answer the same questions over HTTP, and makes their answers small. It
does not know the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from jepa_learning.api.problems import NotReady
from jepa_learning.api.routes.events import append
from jepa_learning.api.routes.feedback import give_feedback
from jepa_learning.api.routes.predictions import predict
from jepa_learning.api.routes.preparations import preparations
from jepa_learning.api.routes.related import related
from jepa_learning.api.routes.search import search
from jepa_learning.api.routes.status import status
from jepa_learning.api.schemas.agents import (
    FeedbackAsked,
    FeedbackTold,
    LearnAsked,
    LearnTold,
    Likely,
    PredictAsked,
    PredictSection,
    PredictTold,
    PreloadAsked,
    PreloadTold,
    Ready,
    RelatedAsked,
    RelatedTold,
    Relative,
    SearchAsked,
    SearchTold,
    Seen,
    SourceTold,
    StatusAsked,
    StatusTold,
)
from jepa_learning.api.schemas.basis import In, Out, fit
from jepa_learning.api.schemas.events import EventsIn
from jepa_learning.api.schemas.feedback import FeedbackIn
from jepa_learning.api.schemas.predictions import CandidateOut, PredictionIn, SectionOut
from jepa_learning.api.schemas.preparations import PreparedOut
from jepa_learning.api.schemas.related import RelatedIn, RelativeOut
from jepa_learning.api.schemas.search import FoundOut, SearchIn
from jepa_learning.api.state import Sidecar, loading
from jepa_learning.application.import_sources import Problem, SourceRead
from jepa_learning.domain.errors import JepaLearningError, RequestError

Asked = TypeVar("Asked", bound=In)

_MOST_CHARS: Final = 160
"""Of a text in an index; with detail it is whole."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a tool is called: the sidecar, and the folder that the client was started in."""

    sidecar: Sidecar
    project: str | None


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool.

    Attributes:
        summary: What it does, and when to use it, in the words that a model reads.
        call: Does it. Raises JepaLearningError, or NotReady while the learner is being loaded.
        writes: Only offered where the user started the server so.
    """

    name: str
    title: str
    summary: str
    asked: type[In]
    told: type[Out]
    call: Callable[[Desk, Mapping[str, object]], Out]
    writes: bool = False


def _tool(
    name: str,
    asked: type[Asked],
    told: type[Out],
    run: Callable[[Desk, Asked], Out],
    *,
    title: str,
    summary: str,
    writes: bool = False,
) -> Tool:
    def call(desk: Desk, arguments: Mapping[str, object]) -> Out:
        question = fit(asked, arguments)
        told_so_far = loading(desk.sidecar)
        if told_so_far:
            raise NotReady(told_so_far)
        return run(desk, question)

    return Tool(name, title, summary, asked, told, call, writes)


def _predict(desk: Desk, asked: PredictAsked) -> PredictTold:
    folder = asked.project or desk.project
    question = PredictionIn(
        project=folder,
        cwd=folder,
        kinds=asked.kinds,
        k=asked.k,
        horizon=asked.horizon,
        intent=asked.intent,
        known=asked.known,
        explain=asked.detail,
        case=asked.case,
    )
    answer = predict(question, desk.sidecar)
    sections = [_section(section, detail=asked.detail) for section in answer.sections]
    return PredictTold(project=answer.name, sections=sections)


def _section(section: SectionOut, *, detail: bool) -> PredictSection:
    told = PredictSection(
        kind=section.kind,
        candidates=[_likely(one, detail=detail) for one in section.candidates],
        abstained=section.abstained,
        hint=section.hint,
        suggestion=section.suggestion,
        rollout=section.rollout,
    )
    if detail:
        told.confidence, told.disagreement = section.confidence, section.disagreement
        told.learnt = section.learnt
    return told


def _likely(candidate: CandidateOut, *, detail: bool) -> Likely:
    told = Likely(activity=candidate.activity, probability=round(candidate.probability, 3))
    if detail:
        told.why = candidate.why
        told.shares = {name: round(one.share, 3) for name, one in (candidate.reasons or {}).items()}
    return told


def _related(desk: Desk, asked: RelatedAsked) -> RelatedTold:
    question = RelatedIn(project=asked.project or desk.project, file=asked.file, words=asked.words, k=asked.k)
    answer = related(question, desk.sidecar)
    found = [_relative(one, detail=asked.detail) for one in answer.related]
    return RelatedTold(project=answer.name, related=found, notes=answer.notes)


def _relative(one: RelativeOut, *, detail: bool) -> Relative:
    text = one.activity if detail else _cut(one.activity)
    return Relative(kind=one.kind, activity=text, score=round(one.score, 3), why=one.why if detail else None)


def _search(desk: Desk, asked: SearchAsked) -> SearchTold:
    question = SearchIn(
        words=asked.words, project=asked.project or desk.project, kinds=asked.kinds, k=asked.k
    )
    answer = search(question, desk.sidecar)
    found = [_seen(one, detail=asked.detail) for one in answer.found]
    return SearchTold(project=answer.name, found=found, notes=answer.notes)


def _seen(one: FoundOut, *, detail: bool) -> Seen:
    told = Seen(
        kind=one.kind,
        text=one.text if detail else _cut(one.text),
        case=one.case,
        date=None if one.time is None else _date(one.time, seconds=detail),
        gone=one.gone or None,
    )
    if detail:
        told.score, told.why = round(one.score, 3), one.why
        told.project, told.source = one.project, one.source
    return told


def _preload(desk: Desk, asked: PreloadAsked) -> PreloadTold:
    answer = preparations(desk.sidecar, asked.project)
    return PreloadTold(prepared=[_ready(one, detail=asked.detail) for one in answer.prepared])


def _ready(one: PreparedOut, *, detail: bool) -> Ready:
    return Ready(
        context=one.context,
        probability=round(one.probability, 3),
        project=one.project or None,
        files=one.files or None,
        commands=[_cut(text) for text in one.commands] or None,
        tools=[_cut(text) for text in one.tools] or None,
        next_step=one.run.next if one.run else None,
        why=one.why if detail else None,
    )


def _status(desk: Desk, asked: StatusAsked) -> StatusTold:
    answer = status(desk.sidecar, asked.project or desk.project)
    return StatusTold(
        version=answer.version,
        project=answer.project.name if answer.project else None,
        learnt={one.kind: one.events for one in answer.learnt},
        consent={one.source: one.granted for one in answer.consent},
        problems=[words for words in (answer.memory.problem, answer.memory.notice) if words],
        whole=answer.model_dump(mode="json") if asked.detail else None,
    )


def _learn(desk: Desk, asked: LearnAsked) -> LearnTold:
    if asked.events is not None and asked.sources is not None:
        raise RequestError("events and sources are both given: learn the ones, then read the others")
    if asked.events is not None:
        return LearnTold(events=append(EventsIn(events=asked.events), desk.sidecar))
    return _read_sources(desk, asked)


def _feedback(desk: Desk, asked: FeedbackAsked) -> FeedbackTold:
    verdict = FeedbackIn(id=asked.suggestion, verdict=asked.verdict, candidate=asked.candidate)
    answer = give_feedback(verdict, desk.sidecar)
    return FeedbackTold(
        suggestion=answer.id, verdicts={one.activity: one.verdict for one in answer.candidates}
    )


def _read_sources(desk: Desk, asked: LearnAsked) -> LearnTold:
    folder = asked.project or desk.project
    told = LearnTold(sources=[])
    steps = desk.sidecar.application.import_sources(Path(folder) if folder else None, names=asked.sources)
    with closing(steps):
        for step in steps:
            match step:
                case SourceRead(name, intake, skipped, _) if told.sources is not None:
                    one = SourceTold(
                        source=name, appended=intake.appended, denied=intake.denied, skipped=skipped
                    )
                    told.sources.append(one)
                case Problem(source, code, detail):
                    told.problems.append(f"{source}: {code}: {detail}")
    return told


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARS else f"{text[: _MOST_CHARS - 1]}…"


def _date(time: float, *, seconds: bool) -> str:
    moment = datetime.fromtimestamp(time, UTC)
    return moment.isoformat(timespec="seconds") if seconds else moment.date().isoformat()


TOOLS: Final = (
    _tool(
        "predict",
        PredictAsked,
        PredictTold,
        _predict,
        title="What comes next",
        summary=(
            "Which files, commands, workflow steps and tool calls are likely next, learnt from this user's "
            "own history. Give the task as intent. Probabilities are calibrated; where it abstains, do not "
            "act on the list. With detail: why, and how far to trust it."
        ),
    ),
    _tool(
        "related",
        RelatedAsked,
        RelatedTold,
        _related,
        title="What goes together",
        summary=(
            "Which files and commands go with a file, or with words, by structure, common commits and "
            "meaning: what else a change will touch, such as its test, or where to begin. With detail: the "
            "evidence."
        ),
    ),
    _tool(
        "search",
        SearchAsked,
        SearchTold,
        _search,
        title="Where and when it was seen",
        summary=(
            "Find files, commands, steps, tools and past cases (commits, sessions, runs): an index first, "
            "the whole of each entry with detail. Cite the case and the date of what you use."
        ),
    ),
    _tool(
        "preload",
        PreloadAsked,
        PreloadTold,
        _preload,
        title="What is ready",
        summary=(
            "What was prepared for what the user is at and will likely turn to: files to open, last commands "
            "and calls, the open workflow. At once, of all projects unless one is named."
        ),
    ),
    _tool(
        "status",
        StatusAsked,
        StatusTold,
        _status,
        title="How things stand",
        summary="How much is learnt, what may be read, what does not work.",
    ),
    _tool(
        "learn",
        LearnAsked,
        LearnTold,
        _learn,
        title="Learn",
        summary=(
            "Learn events that are handed over, or what is new in the sources that the user consented to. "
            "Learning the same twice changes nothing. Never put a secret into an event."
        ),
        writes=True,
    ),
    _tool(
        "feedback",
        FeedbackAsked,
        FeedbackTold,
        _feedback,
        title="Accept or dismiss a suggestion",
        summary=(
            "Say that the user took a suggestion of predict, or did not want it. Only what the user said: "
            "your own choice is no verdict. From what was accepted nothing is learnt twice."
        ),
        writes=True,
    ),
)


def tools(*, writes: bool) -> Mapping[str, Tool]:
    """Return the tools that are offered, by name."""
    return {tool.name: tool for tool in TOOLS if writes or not tool.writes}


def code_of(error: Exception) -> str:
    """Return the stable code of an error that a tool raised."""
    if isinstance(error, JepaLearningError):
        return error.code
    return "not_ready" if isinstance(error, NotReady) else "internal"


@cache
def schema_of(model: type[In] | type[Out]) -> dict[str, Any]:
    """Return the JSON schema of a model, without what says nothing to whoever reads it: every word costs."""
    whole: dict[str, Any] = _short(model.model_json_schema())
    return whole


def _short(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_short(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    match schema.get("anyOf"):
        case [something, {"type": "null"}]:  # it may be left out, which is shorter to say
            schema = {**something, **{key: one for key, one in schema.items() if key != "anyOf"}}
    said_already = (("title", str), ("examples", list), ("maxLength", int), ("default", type(None)))
    kept = {
        key: one
        for key, one in schema.items()
        if not any(key == name and isinstance(one, kind) for name, kind in said_already)
    }
    return {key: _short(one) for key, one in kept.items()}
