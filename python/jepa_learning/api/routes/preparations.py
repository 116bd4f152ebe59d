"""What is ready for the contexts that are likely next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.basis import AbsolutePath
from jepa_learning.api.schemas.preparations import PreparationsOut, PreparedOut
from jepa_learning.api.state import Here, require_ready

router = APIRouter(tags=["preparations"], dependencies=[Depends(require_ready)])


@router.get("/v1/preparations", responses=documented("request_invalid", "not_ready", "store_unusable"))
def preparations(here: Here, project: Annotated[AbsolutePath | None, Query()] = None) -> PreparationsOut:
    """Hand over the files, commands and open workflow that were made ready, of all or of one project."""
    root = here.application.root_of(project)
    found = here.application.preload.ready(Path(root) if root else None)
    return PreparationsOut(prepared=[PreparedOut.model_validate(one) for one in found])
