"""What goes together."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from fastapi import APIRouter, Depends

from jepa_learning.api.problems import documented
from jepa_learning.api.reasons import in_words, reasons_out
from jepa_learning.api.schemas.basis import Kind
from jepa_learning.api.schemas.related import RelatedIn, RelatedOut, RelativeOut
from jepa_learning.api.state import Here, require_ready
from jepa_learning.application.related import Relative, Request

router = APIRouter(tags=["related"], dependencies=[Depends(require_ready)])


@router.post("/v1/related", responses=documented("request_invalid", "not_ready", "store_unusable"))
def related(asked: RelatedIn, here: Here) -> RelatedOut:
    """Say what goes with a file or with words, and by which evidence; it changes nothing."""
    began = here.timer()
    directory = Path(asked.project) if asked.project else None
    answer = here.application.related(Request(directory, file=asked.file, words=asked.words, k=asked.k))
    return RelatedOut(
        project=str(answer.project.root) if answer.project else None,
        name=answer.project.name if answer.project else None,
        related=[_relative(one) for one in answer.related],
        notes=list(answer.notes),
        took_ms=round((here.timer() - began) * 1000, 2),
    )


def _relative(one: Relative) -> RelativeOut:
    return RelativeOut(
        kind=cast(Kind, one.kind),
        activity=one.activity,
        project=one.project,
        score=one.score,
        why=in_words(one.reasons),
        reasons=reasons_out(one.reasons),
    )
