"""How somebody works."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from jepa_learning.api.problems import documented
from jepa_learning.api.schemas.basis import AbsolutePath
from jepa_learning.api.schemas.understanding import GraphOut, InsightOut, UnderstoodOut
from jepa_learning.api.state import Here, require_ready

router = APIRouter(tags=["understanding"], dependencies=[Depends(require_ready)])


@router.get("/v1/understanding", responses=documented("request_invalid", "not_ready", "store_unusable"))
def understand(
    here: Here,
    project: Annotated[AbsolutePath | None, Query()] = None,
    author: Annotated[str | None, Query(min_length=1, max_length=320)] = None,
    agent: Annotated[str | None, Query(min_length=1, max_length=100)] = None,
    graph: Annotated[bool, Query()] = False,
) -> UnderstoodOut:
    """Say how somebody works, in a project or everywhere. It changes nothing."""
    directory = Path(project) if project else None
    found = here.application.understand(directory, author=author, agent=agent, with_graph=graph)
    return UnderstoodOut(
        project=str(found.project.root) if found.project else None,
        name=found.project.name if found.project else None,
        author=found.subject.author,
        agent=found.subject.agent,
        acts=found.acts,
        commits=found.commits,
        first=found.first,
        last=found.last,
        insights=[InsightOut.model_validate(one) for one in found.insights],
        graph=GraphOut.model_validate(found.graph) if found.graph else None,
    )
