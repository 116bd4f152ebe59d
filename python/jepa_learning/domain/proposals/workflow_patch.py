"""Workflow patch: lines of a workflow file that come and go; it stays as it is everywhere else.

What the patched file says is read before anything is proposed, and must be what was meant. What it saves is
not foretold: nobody has seen it run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from posixpath import join
from typing import Final

from jepa_learning.domain.proposals.proposal import FileChange, Proposal, proposal_id
from jepa_learning.domain.proposals.remedy import Places
from jepa_learning.domain.workflow_files.blemish import Blemish
from jepa_learning.domain.workflow_files.edit import Edit, edited
from jepa_learning.domain.workflow_files.node import Node, is_within

FORM: Final = "workflow_patch"


def patches_for(
    blemishes: Sequence[Blemish], places: Places, *, ahead: int, parse: Callable[[str], Node | None]
) -> list[Proposal]:
    """Return a patch for each file and kind that can be mended; none for a file that was changed since it was
    read.

    Args:
        blemishes: What was found.
        places: Where changes may go.
        ahead: Acts that a saving would be foretold for.
        parse: Returns what a text says; None where it cannot be read.
    """
    mendable = sorted(filter(lambda one: one.edits, blemishes), key=_belongs_to)
    groups = (tuple(group) for _, group in groupby(mendable, _belongs_to))
    made = [_patch(group, places, ahead=ahead) for group in groups if _is_as_read(group[0], places)]
    return [patch for patch, group in made if _says_what_was_meant(patch.changes[0], group, parse)]


def _belongs_to(blemish: Blemish) -> tuple[str, str]:
    return blemish.file.path, blemish.kind


def _is_as_read(blemish: Blemish, places: Places) -> bool:
    return places.read(join(places.project, blemish.file.path)) == blemish.file.text


def _says_what_was_meant(
    change: FileChange, blemishes: Sequence[Blemish], parse: Callable[[str], Node | None]
) -> bool:
    old, new = blemishes[0].file.root, parse(change.after or "")
    if new is None:
        return False
    match blemishes[0].effect:  # of one kind: all have the same
        case "more":
            return is_within(old, new)
        case "same":
            return is_within(old, new) and is_within(new, old)
        case "start":
            kept, made = old.without("on"), new.without("on")
            return bool(new.get("on")) and is_within(kept, made) and is_within(made, kept)


def _patch(blemishes: Sequence[Blemish], places: Places, *, ahead: int) -> tuple[Proposal, Sequence[Blemish]]:
    file, kind = blemishes[0].file, blemishes[0].kind
    edits = {edit for one in blemishes for edit in one.edits}
    change = FileChange(join(places.project, file.path), file.text, _mended(file.text, edits))
    titles = ", ".join(dict.fromkeys(one.title for one in blemishes))
    places_of = {one.edits for one in blemishes}
    times = f" ({len(places_of)} places)" if len(places_of) > 1 else ""
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
    ), blemishes


def _mended(text: str, edits: set[Edit]) -> str:
    for edit in sorted(edits, key=lambda one: (-one.after, one.lines)):  # from below, so that lines keep
        text = edited(text, edit)
    return text
