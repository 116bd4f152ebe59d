"""Workflow patch: lines of workflow files that come and go; they stay as they are everywhere else.

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
from jepa_learning.domain.workflow_files.workflow_file import WorkflowFile

FORM: Final = "workflow_patch"


def patches_for(
    blemishes: Sequence[Blemish], places: Places, *, ahead: int, parse: Callable[[str], Node | None]
) -> list[Proposal]:
    """Return a patch for each file and kind that can be mended, and for steps that several files share; none
    where a file was changed since it was read.

    Args:
        blemishes: What was found.
        places: Where changes may go.
        ahead: Acts that a saving would be foretold for.
        parse: Returns what a text says; None where it cannot be read.
    """
    mendable = sorted(filter(lambda one: one.edits, blemishes), key=_belongs_to)
    groups = (tuple(group) for _, group in groupby(mendable, _belongs_to))
    made = [_patch(group, places, ahead=ahead) for group in groups if _is_as_read(group[0].file, places)]
    patches = [patch for patch, group in made if _says_what_was_meant(patch.changes[0], group, parse)]
    return patches + [
        _patch_of_several(one, places, ahead=ahead) for one in blemishes if _can_be_shared(one, places, parse)
    ]


def _belongs_to(blemish: Blemish) -> tuple[str, str]:
    return blemish.file.path, blemish.kind


def _is_as_read(file: WorkflowFile, places: Places) -> bool:
    return places.read(join(places.project, file.path)) == file.text


def _can_be_shared(blemish: Blemish, places: Places, parse: Callable[[str], Node | None]) -> bool:
    """Say whether steps of several files can become an action, and all files do what they did."""
    shared = blemish.shared
    if shared is None or places.read(join(places.project, shared.path)) is not None:
        return False
    action = parse(shared.text)
    mended = [(file, parse(_mended(file.text, set(edits)))) for file, edits in shared.edits]
    return action is not None and all(
        new is not None and _is_as_read(file, places) and shared.says_the_same(file.root, new, action)
        for file, new in mended
    )


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
    titles = ", ".join(dict.fromkeys(one.title for one in blemishes))
    places_of = {one.edits for one in blemishes}
    times = f" ({len(places_of)} places)" if len(places_of) > 1 else ""
    title, change = f"{file.path}: {titles}{times}", _change(file, edits, places)
    subject = (kind, places.project, file.path)
    return _proposal(subject, title, (change,), blemishes, ahead=ahead), blemishes


def _patch_of_several(blemish: Blemish, places: Places, *, ahead: int) -> Proposal:
    """Return the patch that makes one action of steps of several files: all of it or nothing."""
    shared = blemish.shared
    assert shared is not None
    new = FileChange(join(places.project, shared.path), None, shared.text)
    changes = [_change(file, set(edits), places) for file, edits in shared.edits]
    files = ", ".join(file.path.rpartition("/")[2] for file, _ in shared.edits)
    calls = sum(len(edits) for _, edits in shared.edits)
    title = f"{shared.path}: write steps once that {calls} jobs of {files} share, and call them"
    subject = (blemish.kind, places.project, *(file.path for file, _ in shared.edits))
    return _proposal(subject, title, (new, *changes), [blemish], ahead=ahead)


def _change(file: WorkflowFile, edits: set[Edit], places: Places) -> FileChange:
    return FileChange(join(places.project, file.path), file.text, _mended(file.text, edits))


def _proposal(
    subject: Sequence[str],
    title: str,
    changes: tuple[FileChange, ...],
    blemishes: Sequence[Blemish],
    *,
    ahead: int,
) -> Proposal:
    return Proposal(
        id=proposal_id(FORM, subject),
        form=FORM,
        title=title,
        names=(),
        spares=0.0,
        changes=changes,
        predicted=None,
        ahead=ahead,
        unit="act",
        replayed=None,
        confidence=None,
        risk="medium",
        evidence=tuple(act for one in blemishes for act in reversed(one.runs)),
        waste=blemishes[0].kind,
        because=tuple(one.finding().words for one in blemishes),
    )


def _mended(text: str, edits: set[Edit]) -> str:
    for edit in sorted(edits, key=lambda one: (-one.after, one.lines)):  # from below, so that lines keep
        text = edited(text, edit)
    return text
