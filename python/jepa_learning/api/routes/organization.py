"""Better places for files, moving them there, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from jepa_learning.api.problems import documented
from jepa_learning.api.routes.optimize import to_applied
from jepa_learning.api.schemas.basis import AbsolutePath
from jepa_learning.api.schemas.optimize import AppliedOut, ApplyIn, UndoIn
from jepa_learning.api.schemas.organization import MoveOut, OrganizedOut, ReasonOut
from jepa_learning.api.state import Here, require_ready
from jepa_learning.application.move_files import Movable

router = APIRouter(tags=["organization"], dependencies=[Depends(require_ready)])

_CHANGING: Final = documented(
    "request_invalid", "project_not_found", "change_refused", "change_unknown", "not_ready", "store_unusable"
)


@router.get(
    "/v1/organization",
    responses=documented("request_invalid", "project_not_found", "not_ready", "store_unusable"),
)
def organize(here: Here, project: Annotated[AbsolutePath, Query()]) -> OrganizedOut:
    """Suggest better places for files of a project. It moves nothing."""
    found, moves = here.application.move_files.show(Path(project))
    return OrganizedOut(
        project=str(found.project.root),
        name=found.project.name,
        commits=found.commits,
        files=found.files,
        moves=[_move(one) for one in moves],
    )


@router.post(
    "/v1/organization/apply",
    responses=_CHANGING,
)
def apply(asked: ApplyIn, here: Here) -> AppliedOut:
    """Move a file, if the move and the file are still as they were shown."""
    directory = Path(asked.project) if asked.project else None
    return to_applied(here.application.move_files.apply(asked.id, directory, digest=asked.digest))


@router.post(
    "/v1/organization/undo",
    responses=_CHANGING,
)
def undo(asked: UndoIn, here: Here) -> AppliedOut:
    """Move a file back, byte for byte, if nobody changed it since."""
    return to_applied(here.application.move_files.undo(asked.id))


def _move(one: Movable) -> MoveOut:
    move = one.move
    return MoveOut(
        id=move.id,
        path=move.path,
        to=move.to,
        reasons=[ReasonOut(by=reason.by, words=reason.words) for reason in move.reasons],
        count=move.count,
        of=move.of,
        beside=move.beside,
        risk=move.risk,
        digest=one.digest,
        why_not=one.why_not,
    )
