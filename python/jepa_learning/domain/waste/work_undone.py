"""Work undone: commits that a later one reverts, and files that are deleted soon after they were added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jepa_learning.domain.patterns.act import Act
from jepa_learning.domain.waste.finding import Finding, Instance, lost_time, newest
from jepa_learning.domain.waste.history import Commit, History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "work_undone"

_REVERT: Final = re.compile(r"""revert[: ]+["'](.+?)["']""", re.IGNORECASE)
_WITHIN: Final = 20  # commits from adding a file to deleting it


def find_work_undone(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give what was undone in each project: all reverts, and all short-lived files."""
    reverted: dict[str, list[Instance]] = {}
    deleted: dict[str, list[Instance]] = {}
    subjects: dict[tuple[str, str], Commit] = {}
    added: dict[tuple[str, str], tuple[int, Act]] = {}
    numbers: dict[str, int] = {}
    for commit in history.commits:
        number = numbers[commit.project] = numbers.get(commit.project, 0) + 1
        found = _REVERT.match(commit.subject)
        undone = subjects.pop((commit.project, found[1]), None) if found else None
        if undone is not None:
            reverted.setdefault(commit.project, []).append((*undone.changes, *commit.changes))
        subjects[commit.project, commit.subject] = commit
        for change, status in zip(commit.changes, commit.statuses, strict=True):
            place = commit.project, change.line
            if status == "A":
                added[place] = number, change
            elif status == "D" and place in added:
                when, first = added.pop(place)
                if number - when <= _WITHIN and undone is None:
                    deleted.setdefault(commit.project, []).append((first, change))
    yield from _tell(reverted, "commit", "was reverted", "commits were reverted")
    yield from _tell(deleted, "file", "was deleted soon after it was added", "files were deleted soon after")


def _tell(found: dict[str, list[Instance]], what: str, one: str, many: str) -> Iterator[Finding]:
    for project, instances in found.items():
        words = f"1 {what} {one}" if len(instances) == 1 else f"{len(instances)} {many}"
        lost = float(sum(len(instance) for instance in instances))
        yield Finding(
            KIND, (what, project), words, len(instances), lost, lost_time(instances), newest(instances)
        )
