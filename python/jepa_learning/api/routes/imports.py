"""Reading consented sources, and learning everything again: streams of progress."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.basis import Out
from jepa_learning.api.schemas.imports import (
    EndLine,
    ImportsIn,
    ProblemLine,
    ProgressLine,
    RebuildEndLine,
    RebuildLine,
    SourceLine,
)
from jepa_learning.api.state import Here, require_ready
from jepa_learning.api.streams import Lines, documented_stream, stream
from jepa_learning.application.import_sources import Problem, Progress, SourceRead, Step, Steps
from jepa_learning.application.rebuild import Rebuild
from jepa_learning.ports.journal import Journal

router = APIRouter(tags=["learning"], dependencies=[Depends(require_ready)])

_ERRORS = documented("request_invalid", "not_ready")


@router.post(
    "/v1/imports",
    response_class=StreamingResponse,
    responses={**documented_stream(ProgressLine, SourceLine, ProblemLine, EndLine), **_ERRORS},
)
def import_sources(asked: ImportsIn, here: Here) -> StreamingResponse:
    """Read consented sources from where they were last read to."""
    directory = Path(asked.project) if asked.project else None
    steps = here.application.import_sources(directory, names=asked.sources, since=asked.since)
    journal = here.application.journal
    return stream(_import_lines(steps, journal), journal)


@router.post(
    "/v1/rebuild",
    response_class=StreamingResponse,
    responses={**documented_stream(RebuildLine, ProblemLine, RebuildEndLine), **documented("not_ready")},
)
def rebuild(here: Here) -> StreamingResponse:
    """Learn everything again from the event log; the old knowledge answers until the new is whole."""
    return stream(_rebuild_lines(here.application.rebuild), here.application.journal)


def _import_lines(steps: Steps, journal: Journal) -> Lines:
    with closing(steps):
        for step in steps:
            line = _import_line(step)
            if isinstance(line, SourceLine):
                journal.note("import", **line.model_dump(exclude={"type"}))
            yield line
    yield EndLine()


def _import_line(step: Step) -> Out:
    match step:
        case Progress():
            return ProgressLine.model_validate(step)
        case Problem():
            return ProblemLine.model_validate(step)
        case SourceRead(source, intake, skipped, seconds):
            return SourceLine(
                source=source,
                appended=intake.appended,
                known=intake.known,
                denied=intake.denied,
                redacted=intake.redacted,
                skipped=skipped,
                seconds=round(seconds, 3),
            )


def _rebuild_lines(rebuild: Rebuild) -> Lines:
    events = 0
    for loading in rebuild():
        events = loading.done
        yield RebuildLine.model_validate(loading)
    yield RebuildEndLine(events=events)
