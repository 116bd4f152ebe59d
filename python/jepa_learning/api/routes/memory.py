"""Moving the vector memory to where the settings ask for."""

from __future__ import annotations

from contextlib import closing

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.imports import EndLine, ProblemLine
from jepa_learning.api.schemas.memory import MigrateLine
from jepa_learning.api.state import Here, require_ready
from jepa_learning.api.streams import Lines, documented_stream, stream
from jepa_learning.application.migrate_memory import MigrateMemory

router = APIRouter(tags=["memory"], dependencies=[Depends(require_ready)])


@router.post(
    "/v1/memory/migrate",
    response_class=StreamingResponse,
    responses={**documented_stream(MigrateLine, ProblemLine, EndLine), **documented("not_ready")},
)
def migrate(here: Here) -> StreamingResponse:
    """Move the vectors to where the settings ask for; nothing is answered from them meanwhile."""
    return stream(_lines(here.application.migrate_memory), here.application.journal)


def _lines(migrate: MigrateMemory) -> Lines:
    with closing(migrate()) as steps:
        for moved in steps:
            yield MigrateLine.model_validate(moved)
    yield EndLine()
