"""Adapting to workflows and to new projects, seeing to which, and undoing it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from fastapi import APIRouter, Depends

from jepa_learning.api.problems import documented
from jepa_learning.api.routes.events import read_events
from jepa_learning.api.schemas.adaptations import (
    AdaptationsOut,
    AdaptedOut,
    AdaptIn,
    DismissIn,
    LenderOut,
    MeasuredOut,
    NoticedOut,
    StartedOut,
    StartIn,
    StartOut,
    TrialOut,
    UndoIn,
    UndoOut,
    WorkflowOut,
)
from jepa_learning.api.schemas.basis import Kind
from jepa_learning.api.schemas.events import EventsOut, Refused
from jepa_learning.api.state import Here, require_ready
from jepa_learning.application.adapt import Adapted
from jepa_learning.application.start_project import Started
from jepa_learning.domain.project_start import Lender

router = APIRouter(tags=["adaptations"], dependencies=[Depends(require_ready)])

_ERRORS = ("request_invalid", "not_ready", "store_busy", "store_unusable")


@router.get("/v1/adaptations", responses=documented("not_ready"))
def show_adaptations(here: Here) -> AdaptationsOut:
    """Say which workflows have a world of their own, which projects began like another, and what is new."""
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
        ],
        starts=[
            StartOut(project=project, like=like)
            for project, like in here.application.start_project.show().items()
        ],
        noticed=[NoticedOut.model_validate(one) for one in here.application.notice_novelty.standing()],
    )


@router.post("/v1/adaptations", responses=documented(*_ERRORS))
def adapt(asked: AdaptIn, here: Here) -> AdaptedOut:
    """Learn a workflow from examples or its first runs, where the rules let it, and say what that changed."""
    if asked.events is None:
        found = here.application.adapt(None, workflow=asked.workflow)
        return _adapted(found, [], received=found.steps)
    events, refused = read_events(asked.events, here)
    found = here.application.adapt(events, workflow=asked.workflow)
    return _adapted(found, refused, received=len(asked.events))


@router.post("/v1/adaptations/starts", responses=documented(*_ERRORS, "project_not_found"))
def start_project(asked: StartIn, here: Here) -> StartedOut:
    """Let a new project begin with the weights of the most similar one, where the rules let it."""
    like = Path(asked.like) if asked.like else None
    return _started(here.application.start_project(Path(asked.project), like=like))


@router.post(
    "/v1/adaptations/dismiss", responses=documented("request_invalid", "not_ready", "store_unusable")
)
def dismiss_noticed(asked: DismissIn, here: Here) -> NoticedOut:
    """Offer something new no more."""
    return NoticedOut.model_validate(here.application.notice_novelty.dismiss(asked.name))


@router.post("/v1/adaptations/undo", responses=documented(*_ERRORS))
def undo_adaptation(asked: UndoIn, here: Here) -> UndoOut:
    """Erase a workflow's examples, or a project's start; until the rest is learnt again, others wait."""
    if asked.workflow is not None:
        erased = here.application.adapt.undo(asked.workflow)
    else:
        erased = here.application.start_project.undo(Path(asked.project or ""))
    return UndoOut(workflow=asked.workflow, project=asked.project, erased=erased)


def _started(found: Started) -> StartedOut:
    return StartedOut(
        project=found.project,
        lender=_lender(found.lender) if found.lender else None,
        cases=found.known.cases,
        done=found.done,
        why=found.why,
        assumed=list(found.assumed),
        trial=TrialOut.model_validate(found.trial) if found.trial else None,
    )


def _lender(lender: Lender) -> LenderOut:
    return LenderOut(
        project=lender.project, likeness=lender.likeness, why=lender.why, cases=lender.known.cases
    )


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
