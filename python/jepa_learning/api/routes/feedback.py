"""What the user says of suggestions, and what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

from fastapi import APIRouter, Query

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.basis import AbsolutePath, Kind
from jepa_learning.api.schemas.feedback import (
    MAX_LISTED,
    FeedbackIn,
    OfferOut,
    SuggestionOut,
    SuggestionsOut,
)
from jepa_learning.api.state import Here
from jepa_learning.domain.suggestion import ACCEPTED, Suggestion

router = APIRouter(tags=["feedback"])


@router.get("/v1/feedback", responses=documented("request_invalid"))
def show_suggestions(
    here: Here,
    project: Annotated[AbsolutePath | None, Query()] = None,
    most: Annotated[int, Query(ge=1, le=MAX_LISTED)] = 20,
) -> SuggestionsOut:
    """Say what was suggested of late, in a project and outside of any, or everywhere."""
    found = here.application.feedback.recent(Path(project) if project else None, most=most)
    return SuggestionsOut(suggestions=[_suggestion(one) for one in found])


@router.post("/v1/feedback", responses=documented("request_invalid", "suggestion_unknown"))
def give_feedback(asked: FeedbackIn, here: Here) -> SuggestionOut:
    """Accept or dismiss what was suggested. The same verdict again changes nothing."""
    feedback = here.application.feedback
    if asked.verdict == ACCEPTED:
        return _suggestion(feedback.accept(asked.id, asked.candidate or 1))
    return _suggestion(feedback.dismiss(asked.id, asked.candidate))


def _suggestion(one: Suggestion) -> SuggestionOut:
    return SuggestionOut(
        id=one.id,
        kind=cast(Kind, one.place.kind),
        project=one.place.project or None,
        time=one.time,
        later=one.later,
        candidates=[OfferOut.model_validate(offer) for offer in one.offers],
    )
