"""Adapting to workflows: from examples, seeing to which, and undoing it."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Depends

from jepa_learning.api.problems import documented
from jepa_learning.api.routes.events import read_events
from jepa_learning.api.schemas.adaptations import (
    AdaptationsOut,
    AdaptedOut,
    AdaptIn,
    MeasuredOut,
    UndoIn,
    UndoOut,
    WorkflowOut,
)
from jepa_learning.api.schemas.basis import Kind
from jepa_learning.api.schemas.events import EventsOut, Refused
from jepa_learning.api.state import Here, require_ready
from jepa_learning.application.adapt import Adapted

router = APIRouter(tags=["adaptations"], dependencies=[Depends(require_ready)])

_ERRORS = ("request_invalid", "not_ready", "store_busy", "store_unusable")


@router.get("/v1/adaptations", responses=documented("not_ready"))
def show_adaptations(here: Here) -> AdaptationsOut:
    """Say which workflows have a world of their own."""
    return AdaptationsOut(
        workflows=[
            WorkflowOut(
                kind=cast(Kind, kind),
                workflow=workflow,
                events=known.events,
                cases=known.cases,
                activities=known.activities,
            )
            for (kind, workflow), known in here.application.adapt.show()
        ]
    )


@router.post("/v1/adaptations", responses=documented(*_ERRORS))
def adapt(asked: AdaptIn, here: Here) -> AdaptedOut:
    """Learn a workflow from examples, where the rules let it, and say what that changed."""
    events, refused = read_events(asked.events, here)
    found = here.application.adapt(events, workflow=asked.workflow)
    return _adapted(found, refused, received=len(asked.events))


@router.post("/v1/adaptations/undo", responses=documented(*_ERRORS))
def undo_adaptation(asked: UndoIn, here: Here) -> UndoOut:
    """Erase a workflow's examples; until the rest is learnt again, others get `not_ready`."""
    return UndoOut(workflow=asked.workflow, erased=here.application.adapt.undo(asked.workflow))


def _adapted(found: Adapted, refused: list[Refused], *, received: int) -> AdaptedOut:
    return AdaptedOut(
        workflow=found.workflow,
        kind=cast(Kind, found.kind),
        cases=found.cases,
        steps=found.steps,
        novelty=found.novelty,
        regime=found.regime.value,
        action=found.decision.action,
        why=found.decision.why,
        assumed=list(found.assumed),
        measured=MeasuredOut.model_validate(found.measured) if found.measured else None,
        unmeasured=found.unmeasured,
        intake=EventsOut(
            received=received,
            appended=found.intake.appended,
            known=found.intake.known,
            denied=found.intake.denied,
            redacted=found.intake.redacted,
            refused=refused,
        ),
        seconds=found.seconds,
    )
