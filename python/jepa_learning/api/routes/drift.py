"""How streams drift."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.basis import MAX_KINDS, AbsolutePath, Kind
from jepa_learning.api.schemas.drift import (
    CoupledOut,
    DriftOut,
    LessonsOut,
    MotionOut,
    PassageOut,
    SettledOut,
    StreamOut,
)
from jepa_learning.api.state import Here, require_ready
from jepa_learning.domain.drift.follower import DriftReport
from jepa_learning.domain.drift.regime import MEANING
from jepa_learning.domain.event import KINDS

router = APIRouter(tags=["drift"], dependencies=[Depends(require_ready)])


@router.get("/v1/drift", responses=documented("request_invalid", "not_ready", "store_unusable"))
def drift(
    here: Here,
    project: Annotated[AbsolutePath | None, Query()] = None,
    kind: Annotated[list[Kind] | None, Query(max_length=MAX_KINDS)] = None,
) -> DriftOut:
    """Say how each kind drifts; files in the project, other kinds everywhere. It changes nothing."""
    found = here.application.drift(Path(project) if project else None, kinds=kind or KINDS)
    return DriftOut(
        project=str(found.project.root) if found.project else None,
        name=found.project.name if found.project else None,
        streams=[_stream(cast(Kind, name), report) for name, report in found.streams],
    )


def _stream(kind: Kind, report: DriftReport) -> StreamOut:
    return StreamOut(
        kind=kind,
        regime=report.regime.value,
        means=MEANING[report.regime],
        anchor=report.anchor,
        stayed=report.stayed,
        events=report.events,
        remembered=list(report.remembered),
        passages=[PassageOut.model_validate(one) for one in report.passages],
        motions=[MotionOut.model_validate(one) for one in report.motions],
        couplings=[CoupledOut.model_validate(one) for one in report.couplings],
        lessons=LessonsOut(
            waiting=report.waiting,
            learnt=report.learnt,
            aside=report.aside,
            newest=[SettledOut.model_validate(one) for one in report.fates],
        ),
    )
