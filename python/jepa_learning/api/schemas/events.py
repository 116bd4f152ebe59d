"""Events that come in, and what became of them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from jepa_learning.api.schemas.basis import In, Kind, Out


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
