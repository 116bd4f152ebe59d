"""What was whispered, what became of it, and the switch."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.whispers import (
    WhisperOut,
    WhisperReceiptIn,
    WhispersOut,
    WhisperSwitchIn,
    WhisperSwitchOut,
    WhisperTakeIn,
    WhisperTakenOut,
)
from jepa_learning.api.state import Here, require_ready
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.whispers.receipt import Receipt
from jepa_learning.domain.whispers.shape import to_shape, to_words

router = APIRouter(tags=["whispers"], dependencies=[Depends(require_ready)])

Asked = Annotated[bool, Query()]

_ERRORS = documented("request_invalid", "not_ready", "store_busy", "store_unusable")


@router.get("/v1/whispers", responses=_ERRORS)
def whispers(here: Here, k: Annotated[int, Query(ge=1, le=200)] = 20, withheld: Asked = False) -> WhispersOut:
    """List the last whispers: those that were shown, or also those that were not."""
    found = here.application.whispers
    return WhispersOut(on=found.is_on, whispers=[_out(one) for one in found.recent(k, withheld=withheld)])


@router.put("/v1/whispers/switch", responses=_ERRORS)
def switch(asked: WhisperSwitchIn, here: Here) -> WhisperSwitchOut:
    """Whisper from now on, or no more."""
    here.application.whispers.turn(on=asked.on)
    return WhisperSwitchOut(on=here.application.whispers.is_on)


@router.post("/v1/whispers/take", responses=_ERRORS)
def take(asked: WhisperTakeIn, here: Here) -> WhisperTakenOut:
    """Hand over what is due, once to each channel, and know that it was read."""
    found = here.application.whispers
    if not found.stands:
        return WhisperTakenOut(whisper=None, words=None)
    project = here.application.root_of(asked.project) or ""
    taken = found.take(asked.channel, session=asked.session, project=project)
    if taken is None:
        return WhisperTakenOut(whisper=None, words=None)
    return WhisperTakenOut(whisper=to_shape(taken), words=to_words(taken))


@router.get("/v1/whispers/{id}", responses=_ERRORS)
def whisper(id: str, here: Here) -> WhisperOut:
    """Tell one whisper, why it was shown or not, and what became of it."""
    return _out(here.application.whispers.recall(id))


@router.post("/v1/whispers/{id}/receipt", responses=_ERRORS)
def receipt(id: str, asked: WhisperReceiptIn, here: Here) -> WhisperOut:
    """Take in that a whisper arrived, or that the user does not want it."""
    found = here.application.whispers
    if asked.delivered is None and not asked.dismissed:
        raise RequestError("the receipt says nothing: give delivered, dismissed or both")
    if asked.delivered is not None:
        found.delivered(id, asked.delivered)
    if asked.dismissed:
        found.dismiss(id)
    return _out(found.recall(id))


def _out(receipt: Receipt) -> WhisperOut:
    about = {name: value for name, value in asdict(receipt).items() if name not in ("whisper", "suggestion")}
    return WhisperOut.model_validate({**asdict(receipt.whisper), **about})
