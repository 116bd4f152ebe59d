"""Answers that are a stream of JSON lines, and end when whoever asked has gone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from typing import Any, Final

from fastapi.responses import StreamingResponse
from starlette.concurrency import iterate_in_threadpool

from jepa_learning.api.schemas.basis import Out
from jepa_learning.api.schemas.imports import ProblemLine
from jepa_learning.domain.errors import JepaLearningError
from jepa_learning.ports.journal import Journal, place_of

MEDIA_TYPE: Final = "application/x-ndjson"

Lines = Generator[Out, None, None]


def stream(lines: Lines, journal: Journal) -> StreamingResponse:
    """Answer with one JSON object a line.

    The work is done between two lines, in a thread. When the client goes away no further line is asked for,
    and the generator is closed, so that what it holds is let go.
    """
    return StreamingResponse(_encoded(lines, journal), media_type=MEDIA_TYPE)


def documented_stream(*lines: type[Out]) -> dict[int | str, dict[str, Any]]:
    """Describe the lines of a stream for its route's OpenAPI entry."""
    schema = {"anyOf": [line.model_json_schema() for line in lines]}
    return {200: {"description": "One JSON object a line.", "content": {MEDIA_TYPE: {"schema": schema}}}}


async def _encoded(lines: Lines, journal: Journal) -> AsyncIterator[bytes]:
    try:
        async for line in iterate_in_threadpool(lines):
            yield line.model_dump_json(exclude_none=False).encode() + b"\n"
    except JepaLearningError as error:
        yield _problem(error.code, str(error))
    except Exception as error:  # the answer has begun: a last line is all that can still be said
        journal.note("fault", level="error", error=type(error).__name__, where=place_of(error))
        yield _problem("internal", "a fault of the sidecar; report it with its log")
    finally:
        lines.close()


def _problem(code: str, detail: str) -> bytes:
    return ProblemLine(source=None, code=code, detail=detail).model_dump_json().encode() + b"\n"
