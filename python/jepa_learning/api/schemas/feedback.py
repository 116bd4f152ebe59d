"""Verdicts on suggestions, and the suggestions of late."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jepa_learning.api.schemas.basis import MAX_K, In, Kind, Out

MAX_LISTED = 1000


class FeedbackIn(In):
    """A verdict."""

    id: str = Field(
        min_length=1, max_length=100, examples=["3f2a9c1b"], description="or its first characters"
    )
    verdict: Literal["accepted", "dismissed"]
    candidate: int | None = Field(
        default=None,
        ge=1,
        le=MAX_K,
        description="from 1; null: the first where accepted, all where dismissed",
    )


class OfferOut(Out):
    """One candidate as it was shown, and what became of it."""

    activity: str
    probability: float
    verdict: Literal["shown", "accepted", "dismissed"]
    told: float | None = Field(description="when the verdict was given, in seconds since the epoch")
    came: bool = Field(description="whether it happened since")


class SuggestionOut(Out):
    """A suggestion."""

    id: str
    kind: Kind
    project: str | None
    time: float = Field(description="when it was shown, in seconds since the epoch")
    later: int = Field(description="events of its kind and project since")
    candidates: list[OfferOut]


class SuggestionsOut(Out):
    """The suggestions of late, newest first."""

    suggestions: list[SuggestionOut]
