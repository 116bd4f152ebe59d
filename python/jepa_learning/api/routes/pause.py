"""Being left alone for a while."""

from __future__ import annotations

from fastapi import APIRouter

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.pause import PauseIn, PauseOut
from jepa_learning.api.state import Here

router = APIRouter(tags=["privacy"])


@router.get("/v1/pause", responses=documented())
def show_pause(here: Here) -> PauseOut:
    """Say whether there is a pause, and until when."""
    return PauseOut(until=here.application.pause.until)


@router.put("/v1/pause", responses=documented("request_invalid", "store_unusable"))
def change_pause(asked: PauseIn, here: Here) -> PauseOut:
    """Begin a pause of so many seconds, or end it: nothing is heard, watched or learnt in the background."""
    pause = here.application.pause
    if asked.seconds is None:
        pause.end()
    else:
        pause.begin(asked.seconds)
    return PauseOut(until=pause.until)
