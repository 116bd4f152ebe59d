"""What may be read, and erasing what was."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.basis import AbsolutePath
from jepa_learning.api.schemas.privacy import ConsentIn, ConsentOut, ForgetIn, ForgetOut, StandingOut
from jepa_learning.api.state import Here, Sidecar, require_ready

router = APIRouter(tags=["privacy"])


@router.get("/v1/consent", responses=documented("request_invalid"))
def show_consent(here: Here, project: Annotated[AbsolutePath | None, Query()] = None) -> ConsentOut:
    """Say what may be read, in a project or everywhere."""
    return _consent(here, project)


@router.put("/v1/consent", responses=documented("request_invalid", "store_busy", "store_unusable"))
def change_consent(asked: ConsentIn, here: Here) -> ConsentOut:
    """Remember the user's word on a source. A project only counts for sources that belong to one (git)."""
    root = here.application.root_of(asked.project)
    here.application.consents.change(asked.source, root, granted=asked.granted)
    return _consent(here, asked.project)


@router.post(
    "/v1/forget",
    responses=documented("request_invalid", "not_ready", "store_busy", "store_unusable"),
    dependencies=[Depends(require_ready)],
)
def forget(here: Here, asked: ForgetIn | None = None) -> ForgetOut:
    """Erase events and what was learnt from them; until the rest is learnt again, others get `not_ready`."""
    asked = asked or ForgetIn()
    directory = Path(asked.project) if asked.project else None
    erased = here.application.forget(source=asked.source, directory=directory, before=asked.before)
    memory = here.application.memory
    return ForgetOut(erased=erased, owed=memory.state().problem if memory.is_erasure_owed else None)


def _consent(here: Sidecar, project: str | None) -> ConsentOut:
    root = here.application.root_of(project)
    standings = here.application.consents.show(root)
    return ConsentOut(project=root, sources=[StandingOut.model_validate(one) for one in standings])
