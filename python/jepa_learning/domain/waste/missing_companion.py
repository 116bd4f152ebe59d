"""Missing companion: a file that usually changes with another is left out of a commit, and made up for in the
next of the same author.

Both are counted as the commits come: what is usual at a commit is known from those before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from jepa_learning.domain.omissions.ties import LARGE, Ties
from jepa_learning.domain.waste.chance import is_chance
from jepa_learning.domain.waste.finding import Finding, Instance, lost_time, newest
from jepa_learning.domain.waste.history import Commit, History
from jepa_learning.domain.waste.options import WasteOptions

KIND: Final = "missing_companion"

_FEWEST: Final = 2
_LEVEL: Final = 0.001  # some hundred habits of a project are looked at

Habit = tuple[str, str]  # what is changed, and what usually changes with it


@dataclass(slots=True)
class _Broken:
    """What became of a habit where it was broken and the author soon committed again.

    Attributes:
        times: How often that was.
        repairs: The commit and the next, where that brought the companion.
        words: What was known of the habit at the last repair.
    """

    times: int = 0
    repairs: list[tuple[Commit, Commit]] = field(default_factory=list)
    words: str = ""


def find_missing_companions(history: History, options: WasteOptions) -> Iterator[Finding]:
    """Give the files that were left out and made up for, twice or more, and more often than they come
    anyway.
    """
    by_project: dict[str, list[Commit]] = {}
    for commit in history.commits:
        by_project.setdefault(commit.project, []).append(commit)
    for project, commits in by_project.items():
        yield from _of_project(project, commits, options)


def _of_project(project: str, commits: Sequence[Commit], options: WasteOptions) -> Iterator[Finding]:
    after = following(commits, soon_s=options.soon_s)
    ties = Ties()
    broken: dict[Habit, _Broken] = {}
    for number, commit in enumerate(commits):
        if number in after and len(commit.files) <= LARGE:
            for companion, file in _left_out(commit.files, ties, options).items():
                one = broken.setdefault((file, companion), _Broken())
                one.times += 1
                if companion in after[number].files:
                    one.repairs.append((commit, after[number]))
                    one.words = ties.words(companion, file)
        ties.learn_one(commit)
    elsewhere = _elsewhere(commits, after)
    for (file, companion), one in broken.items():
        expected = elsewhere.expected(companion, one)
        is_there = companion in ties.beside(file)
        if (
            is_there
            and len(one.repairs) >= _FEWEST
            and not is_chance(len(one.repairs), expected, level=_LEVEL)
        ):
            yield _finding((file, companion), project, one)


def _finding(habit: Habit, project: str, broken: _Broken) -> Finding:
    file, companion = habit
    repairs, last = broken.repairs, broken.repairs[-1][1].case[:9]
    words = (
        f"{companion} {broken.words}; left out and made up for in the next commit {len(repairs)} times, "
        f"last in {last}"
    )
    acts: list[Instance] = [
        (before.changes[before.files.index(file)], behind.changes[behind.files.index(companion)])
        for before, behind in repairs
    ]
    subject = (file, companion, project)
    return Finding(KIND, subject, words, len(repairs), float(len(repairs)), lost_time(acts), newest(acts))


def following(commits: Sequence[Commit], *, soon_s: float) -> dict[int, Commit]:
    """Return, by the number of a commit, the next one of its author, where that came soon enough."""
    found: dict[int, Commit] = {}
    last: dict[str | None, int] = {}
    for number, commit in enumerate(commits):
        before = last.get(commit.author)
        last[commit.author] = number
        if before is not None and _is_soon(commits[before].time, commit.time, soon_s):
            found[before] = commit
    return found


def _is_soon(first: float | None, then: float | None, soon_s: float) -> bool:
    return first is not None and then is not None and 0.0 <= then - first <= soon_s


def _left_out(files: Sequence[str], ties: Ties, options: WasteOptions) -> dict[str, str]:
    """Return what usually changes with one of the files and is not among them, each with the file that it is
    tied to most.
    """
    found: dict[str, tuple[float, str]] = {}
    for companion, file, times in ties.around(frozenset(files)):
        share = times / ties.changes[file]
        if times >= options.least and share >= options.usual:
            found[companion] = max(found.get(companion, (0.0, "")), (share, file))
    return {companion: file for companion, (_, file) in found.items()}


def _elsewhere(commits: Sequence[Commit], after: dict[int, Commit]) -> _Elsewhere:
    came: Counter[str] = Counter()
    was_there: Counter[str] = Counter()
    for number, behind in after.items():
        was_there.update(commits[number].files)
        came.update(set(behind.files) - set(commits[number].files))
    return _Elsewhere(came, was_there, len(after))


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """How often a file comes with a next commit that is no repair.

    Attributes:
        came: Next commits that brought a file which the one before lacked.
        was_there: Commits that had it already.
        pairs: All next commits.
    """

    came: Counter[str]
    was_there: Counter[str]
    pairs: int

    def expected(self, companion: str, broken: _Broken) -> float:
        """Return how many repairs would be, came the file as often as elsewhere; once more is added to what
        was seen there.
        """
        others = self.pairs - self.was_there[companion] - broken.times
        came = self.came[companion] - len(broken.repairs)
        return broken.times * (came + 1) / (others + 1)
