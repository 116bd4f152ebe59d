"""What the user is at, and was at."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.contexts import ContextsOut, RunningOut, StretchOut
from jepa_learning.api.state import Here, require_ready
from jepa_learning.application.contexts import MOST_RECENT, Running

router = APIRouter(tags=["contexts"], dependencies=[Depends(require_ready)])


@router.get("/v1/contexts", responses=documented("request_invalid", "not_ready", "store_unusable"))
def contexts(here: Here, k: Annotated[int, Query(ge=1, le=MOST_RECENT)] = 20) -> ContextsOut:
    """List the last contexts: what, when, and why they were taken for another."""
    found = here.application.contexts
    return ContextsOut(
        running=running_out(found.running()),
        recent=[StretchOut.model_validate(one) for one in found.recent(k)],
    )


def running_out(running: Running | None) -> RunningOut | None:
    """Return what is told of the context that goes on."""
    return None if running is None else RunningOut(**asdict(running.stretch), events=running.events)
