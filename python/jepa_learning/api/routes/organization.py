"""Better places for files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.basis import AbsolutePath
from jepa_learning.api.schemas.organization import MoveOut, OrganizedOut
from jepa_learning.api.state import Here, require_ready

router = APIRouter(tags=["organization"], dependencies=[Depends(require_ready)])


@router.get(
    "/v1/organization",
    responses=documented("request_invalid", "project_not_found", "not_ready", "store_unusable"),
)
def organize(here: Here, project: Annotated[AbsolutePath, Query()]) -> OrganizedOut:
    """Suggest better places for files of a project. It moves nothing."""
    found = here.application.organize(Path(project))
    return OrganizedOut(
        project=str(found.project.root),
        name=found.project.name,
        commits=found.commits,
        files=found.files,
        moves=[MoveOut.model_validate(one) for one in found.moves],
    )
