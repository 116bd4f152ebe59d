"""Workflow patch: lines that are put into a workflow file, which stays as it is everywhere else.

What they save is not foretold: nobody has seen the workflow run with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from posixpath import join
from typing import Final

from jepa_learning.domain.proposals.proposal import FileChange, Proposal, proposal_id
from jepa_learning.domain.proposals.remedy import Places
from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.edit import Edit, edited

FORM: Final = "workflow_patch"


def patches_for(blemishes: Sequence[Blemish], places: Places, *, ahead: int) -> list[Proposal]:
    """Return a patch for each file and kind that can be mended; none for a file that was changed since it was
    read.
    """
    mendable = sorted(filter(lambda one: one.edit is not None, blemishes), key=_belongs_to)
    groups = (tuple(group) for _, group in groupby(mendable, _belongs_to))
    return [_patch(group, places, ahead=ahead) for group in groups if _is_as_read(group[0], places)]


def _belongs_to(blemish: Blemish) -> tuple[str, str]:
    return blemish.file.path, blemish.kind


def _is_as_read(blemish: Blemish, places: Places) -> bool:
    return places.read(join(places.project, blemish.file.path)) == blemish.file.text


def _patch(blemishes: Sequence[Blemish], places: Places, *, ahead: int) -> Proposal:
    file, kind = blemishes[0].file, blemishes[0].kind
    edits = {one.edit for one in blemishes if one.edit is not None}
    change = FileChange(join(places.project, file.path), file.text, _mended(file.text, edits))
    titles = ", ".join(dict.fromkeys(one.title for one in blemishes))
    times = f" ({len(edits)} places)" if len(edits) > 1 else ""
    return Proposal(
        id=proposal_id(FORM, (kind, places.project, file.path)),
        form=FORM,
        title=f"{file.path}: {titles}{times}",
        names=(),
        spares=0.0,
        changes=(change,),
        predicted=None,
        ahead=ahead,
        unit="act",
        replayed=None,
        confidence=None,
        risk="medium",
        evidence=tuple(act for one in blemishes for act in reversed(one.runs)),
        waste=kind,
        because=tuple(one.finding().words for one in blemishes),
    )


def _mended(text: str, edits: set[Edit]) -> str:
    for edit in sorted(edits, key=lambda one: (-one.after, one.lines)):  # from below, so that lines keep
        text = edited(text, edit)
    return text
