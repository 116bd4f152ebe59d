"""Runs of workflows: what ends."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.workflows import EndedIn, EndedOut
from jepa_learning.api.state import Here, require_ready
from jepa_learning.application.hear import Ended

router = APIRouter(tags=["workflows"], dependencies=[Depends(require_ready)])


@router.post(
    "/v1/workflows/ended",
    responses=documented("request_invalid", "not_ready", "store_busy", "store_unusable"),
)
def ended(asked: EndedIn, here: Here) -> EndedOut:
    """Take in that a run ended, where a whisper may be due."""
    step = asked.forgotten
    heard = here.application.hear.end(
        Ended(
            asked.workflow,
            asked.status,
            asked.project or "",
            step.step if step else "",
            step.done if step else 0,
            step.runs if step else 0,
        )
    )
    return EndedOut(heard=heard)
