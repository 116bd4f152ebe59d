"""Events that somebody hands over."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Depends

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.events import EventsIn, EventsOut, Refused
from jepa_learning.api.state import Here, Sidecar, require_ready
from jepa_learning.domain.errors import EventError
from jepa_learning.domain.event import Event

router = APIRouter(tags=["events"], dependencies=[Depends(require_ready)])


@router.post(
    "/v1/events", responses=documented("request_invalid", "not_ready", "store_busy", "store_unusable")
)
def append(asked: EventsIn, here: Here) -> EventsOut:
    """Append events and learn them. A bad one is refused with its place; the others are kept."""
    events, refused = read_events(asked.events, here)
    intake = here.application.learn(events)
    return EventsOut(
        received=len(asked.events),
        appended=intake.appended,
        known=intake.known,
        denied=intake.denied,
        redacted=intake.redacted,
        refused=refused,
    )


def read_events(raws: Sequence[object], here: Sidecar) -> tuple[list[Event], list[Refused]]:
    """Return the events that are well formed, and the others with their place and what is wrong."""
    events: list[Event] = []
    refused: list[Refused] = []
    for index, raw in enumerate(raws):
        try:
            events.append(_event(raw, here))
        except EventError as error:
            refused.append(Refused(index=index, code=error.code, detail=str(error)))
    return events, refused


def _event(raw: object, here: Sidecar) -> Event:
    if not isinstance(raw, dict):
        raise EventError(f"the event is of type {type(raw).__name__}: expected an object")
    return here.application.parse_event(raw)
