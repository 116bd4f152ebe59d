"""Where and when something was seen."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from fastapi import APIRouter, Depends

from jepa_learning.api.problems import documented
from jepa_learning.api.reasons import in_words, reasons_out
from jepa_learning.api.schemas.basis import EntryKind
from jepa_learning.api.schemas.search import FoundOut, SearchIn, SearchOut
from jepa_learning.api.state import Here, require_ready
from jepa_learning.application.search import Found, Request
from jepa_learning.domain.entry import ENTRY_KINDS

router = APIRouter(tags=["search"], dependencies=[Depends(require_ready)])


@router.post("/v1/search", responses=documented("request_invalid", "not_ready", "store_unusable"))
def search(asked: SearchIn, here: Here) -> SearchOut:
    """Find files, commands, steps, tools, contexts and past cases by words; it changes nothing."""
    began = here.timer()
    directory = Path(asked.project) if asked.project else None
    kinds = asked.kinds or ENTRY_KINDS
    answer = here.application.search(Request(asked.words, directory, kinds=kinds, k=asked.k))
    return SearchOut(
        project=str(answer.project.root) if answer.project else None,
        name=answer.project.name if answer.project else None,
        found=[_found(one) for one in answer.found],
        notes=list(answer.notes),
        took_ms=round((here.timer() - began) * 1000, 2),
    )


def _found(one: Found) -> FoundOut:
    return FoundOut(
        kind=cast(EntryKind, one.kind),
        text=one.text,
        case=one.case,
        project=one.project,
        source=one.source,
        time=one.time,
        events=one.events,
        gone=one.gone,
        score=one.score,
        why=in_words(one.reasons),
        reasons=reasons_out(one.reasons),
    )
