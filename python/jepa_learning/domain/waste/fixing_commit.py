"""Fixing commit: a commit that only repairs the one before it: a check before the commit could have told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from jepa_learning.domain.waste.chance import is_chance
from jepa_learning.domain.waste.finding import Finding, Instance, lost_time, newest
from jepa_learning.domain.waste.history import Commit, History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "fixing_commit"

_FEWEST: Final = 2
_LEVEL: Final = 0.05  # the words of the subject say already what it is
_CHECKS: Final = (
    ("format", r"\b(?:format\w*|lint\w*|style|whitespace|black|prettier|ruff|isort|eslint|gofmt|clippy)\b"),
    ("tests", r"\b(?:fix\w*|repair\w*|unbreak)\b.*\b(?:tests?|build|ci|compil\w*|types?|import)\b"),
    ("typos", r"\b(?:typos?|spelling|misspel\w*)\b"),
    ("forgotten", r"\b(?:oops|forg[eo]t\w*|missing|missed|left ?over|again|really|wip|fixup)\b"),
)
"""What would have told, and the words of a subject that ask for it."""


def find_fixing_commits(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give, for each check, the pairs of a commit and its repair, of one author and in one stretch of
    work.
    """
    found: dict[tuple[str, str], list[Instance]] = {}
    last: dict[tuple[str, str | None], Commit] = {}
    asked: Counter[str | None] = Counter()
    near: Counter[str | None] = Counter()
    for commit in history.commits:
        author = commit.project, commit.author
        before, last[author] = last.get(author), commit
        check = _check(commit)
        asked[check] += 1
        if before is not None and _repairs(before, commit, options):
            near[check] += 1
            if check:
                found.setdefault((commit.project, check), []).append((*before.changes, *commit.changes))
    usually = near[None] / max(1, asked[None])  # other commits go on with the files of the one before, too
    for (project, check), pairs in found.items():
        if len(pairs) >= _FEWEST and not is_chance(len(pairs), usually * asked[check], level=_LEVEL):
            words = f"{len(pairs)} commits repaired the one before: {check}"
            yield Finding(
                KIND, (check, project), words, len(pairs), float(len(pairs)), lost_time(pairs), newest(pairs)
            )


def _check(commit: Commit) -> str | None:
    subject = commit.subject.lower()
    return next((name for name, words in _CHECKS if re.search(words, subject)), None)


def _repairs(before: Commit, commit: Commit, options: WasteOptions) -> bool:
    if before.time is None or commit.time is None or not 0 <= commit.time - before.time <= options.soon_s:
        return False
    return bool(set(commit.files) & set(before.files)) and len(commit.files) <= len(before.files) + 1
