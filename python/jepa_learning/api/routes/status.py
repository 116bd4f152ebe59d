"""What is known, learnt and running."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query

from jepa_learning.api.problems import documented
from jepa_learning.api.routes.contexts import running_out
from jepa_learning.api.schemas.basis import AbsolutePath, Kind
from jepa_learning.api.schemas.dominance import DominanceOut
from jepa_learning.api.schemas.networks import CollapseOut, NetworkOut, SurpriseOut, VerdictOut
from jepa_learning.api.schemas.privacy import StandingOut
from jepa_learning.api.schemas.status import (
    FoldersOut,
    LearntOut,
    LogOut,
    MemoryOut,
    ProjectOut,
    StatusOut,
    UnwatchedOut,
)
from jepa_learning.api.state import PROTOCOL, Here, require_ready
from jepa_learning.application.networks import Standing
from jepa_learning.application.shared_memory import MemoryState
from jepa_learning.application.status import Learnt
from jepa_learning.domain.drift.regime import MEANING
from jepa_learning.domain.model_version import BASE

router = APIRouter(tags=["sidecar"], dependencies=[Depends(require_ready)])


@router.get("/v1/status", responses=documented("request_invalid", "not_ready", "store_unusable"))
def status(here: Here, project: Annotated[AbsolutePath | None, Query()] = None) -> StatusOut:
    """Say how things stand; files are counted for the project, other kinds for all."""
    state = here.application.status(Path(project) if project else None)
    root = state.project
    return StatusOut(
        version=here.version,
        protocol=PROTOCOL,
        pid=here.pid,
        uptime_s=round(here.timer() - here.started, 1),
        project=ProjectOut(root=str(root.root), name=root.name) if root else None,
        context=running_out(state.context),
        learnt=[_learnt(one) for one in state.learnt],
        log=LogOut.model_validate(state.log),
        memory=_memory(state.memory, state.behind),
        networks=[_network(one) for one in state.networks],
        consent=[StandingOut.model_validate(one) for one in state.consent],
        paused_until=here.application.pause.until,
        whispers_on=here.application.whispers.is_on,
        noticed=len(here.application.notice_novelty.standing()),
        unwatched=[UnwatchedOut(project=root, why=why) for root, why in state.unwatched.items()],
        folders=FoldersOut(**here.folders),
    )


def _learnt(one: Learnt) -> LearntOut:
    return LearntOut(
        kind=cast(Kind, one.kind),
        events=one.events,
        cases=one.cases,
        activities=one.activities,
        regime=one.regime.value,
        means=MEANING[one.regime],
        dominance=None if one.dominance is None else DominanceOut.model_validate(one.dominance),
    )


def _network(standing: Standing) -> NetworkOut:
    version, state = standing.version, standing.state
    return NetworkOut(
        kind=standing.kind,
        version=None if version is None else version.name,
        own=version is not None and version.state != BASE,
        loaded=state.is_loaded,
        waiting=state.waiting,
        learnt=state.learnt,
        promotions=state.promotions,
        verdict=None if state.verdict is None else VerdictOut.model_validate(state.verdict),
        collapse=None if state.collapse is None else CollapseOut.model_validate(state.collapse),
        surprise=None if state.surprise is None else SurpriseOut.model_validate(state.surprise),
        silent=standing.silent,
    )


def _memory(state: MemoryState, behind: int) -> MemoryOut:
    return MemoryOut(
        adapter=state.space.adapter,
        place=state.space.place or None,
        encoder=state.space.encoder,
        dimension=state.space.dimension,
        memories=state.memories,
        behind=behind,
        problem=state.problem,
        notice=state.notice,
    )
