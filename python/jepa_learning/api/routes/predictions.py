"""What comes next."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from fastapi import APIRouter, Depends

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.basis import Kind
from jepa_learning.api.schemas.dominance import DominanceOut
from jepa_learning.api.schemas.predictions import (
    CandidateOut,
    PredictionIn,
    PredictionOut,
    ReasonOut,
    SectionOut,
    StepOut,
)
from jepa_learning.api.state import Here, require_ready
from jepa_learning.application.predict import Request, Section, why
from jepa_learning.domain.event import Candidate

router = APIRouter(tags=["predictions"], dependencies=[Depends(require_ready)])


@router.post(
    "/v1/predictions",
    responses=documented("request_invalid", "not_ready"),
    response_model_exclude_unset=True,  # `reasons` is only there where it was asked for
)
def predict(asked: PredictionIn, here: Here) -> PredictionOut:
    """Say what comes next, of each kind, with probabilities and reasons; it changes nothing."""
    began = here.timer()
    answer = here.application.predict(
        Request(
            directory=Path(asked.project) if asked.project else None,
            cwd=asked.cwd,
            kinds=asked.kinds,
            k=asked.k,
            horizon=asked.horizon,
            intent=asked.intent,
            known=asked.known,
            case=asked.case,
        )
    )
    return PredictionOut(
        project=str(answer.project.root) if answer.project else None,
        name=answer.project.name if answer.project else None,
        known=list(answer.known),
        sections=[_section(section, explain=asked.explain) for section in answer.sections],
        took_ms=round((here.timer() - began) * 1000, 2),
    )


def _section(section: Section, *, explain: bool) -> SectionOut:
    said = section.prediction
    plain = SectionOut(
        kind=cast(Kind, section.kind),
        learnt=section.learnt,
        cases=section.cases,
        candidates=[_candidate(candidate, explain=explain) for candidate in said.candidates],
        abstained=said.abstained,
        hint=section.hint,
        confidence=said.confidence,
        disagreement=said.disagreement,
        regime=said.regime,
        needed=said.needed,
        rollout=None
        if section.rollout is None
        else [StepOut.model_validate(step) for step in section.rollout],
        suggestion=section.suggestion,
    )
    if explain and section.dominance is not None:
        plain.dominance = DominanceOut.model_validate(section.dominance)
    return plain


def _candidate(candidate: Candidate, *, explain: bool) -> CandidateOut:
    plain = CandidateOut(activity=candidate.activity, probability=candidate.probability, why=why(candidate))
    if explain:
        plain.reasons = {name: ReasonOut.model_validate(one) for name, one in candidate.reasons.items()}
    return plain
