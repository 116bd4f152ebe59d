"""Places: a better folder for a file, from what it changes with, how it is called, and where those files are.

Files of one project. What lies at the top stays: tools look for it there. It moves nothing, and suggests no
folder that does not exist: what a new folder would be called is for a person to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from posixpath import basename, dirname, join, splitext
from typing import Final, Literal

from jepa_learning.domain.proposals.proposal import proposal_id
from jepa_learning.domain.structure import TEST_WORDS
from jepa_learning.domain.understanding.insights import changed_together
from jepa_learning.domain.waste.chance import is_chance
from jepa_learning.domain.waste.history import Commit
from jepa_learning.domain.words import name_words

_APART: Final = 3.0
"""So many times as often as with the files beside it, it must change with those of another folder."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, and what says so: `co-change`, `meaning` or `structure`."""

    by: Literal["co-change", "meaning", "structure"]
    words: str


@dataclass(frozen=True, slots=True)
class Move:
    """A file that would be better elsewhere.

    Attributes:
        path: Where it is.
        to: Where it would be.
        reasons: Why, the strongest first.
        count: Commits in which it changed together with files of its kind in the other folder.
        of: Commits in which it changed at all.
        beside: Commits in which it changed together with files of its kind in its own folder.
        risk: What to look at before it is moved.
    """

    path: str
    to: str
    reasons: tuple[Reason, ...]
    count: int
    of: int
    beside: int
    risk: str

    @property
    def id(self) -> str:
        """Stable: the same move has the same id tomorrow."""
        return proposal_id("file_move", (self.path, self.to))


def better_places(
    commits: Sequence[Commit], existing: Collection[str], *, least: int, usual: float, level: float
) -> list[Move]:
    """Return the moves that commits, names and kinds of files speak for, the best founded first.

    Args:
        commits: Of one project.
        existing: The files that are there now.
        least: Commits below which nothing is suggested.
        usual: Share of a file's commits that must touch the other folder.
        level: What is likelier than this by chance is not suggested.
    """
    small = [commit for commit in commits if 1 < len(set(commit.files)) <= _LARGE]
    touched = _folders_touched(small)
    changes = Counter(path for commit in small for path in set(commit.files))
    folders = Counter(folder for commit in small for folder in {dirname(path) for path in commit.files})
    names = set(existing)
    manifests = {dirname(name) for name in names if basename(name) in _MANIFESTS}
    moves = []
    for path, reached in touched.items():
        if path not in names or not dirname(path) or _is_test(path) or changes[path] < least:
            continue
        home = dirname(path)
        candidates = [
            folder
            for folder in reached
            if _is_elsewhere(folder, home) and _fits(path, folder, names, manifests)
        ]
        if not candidates:
            continue
        folder = max(candidates, key=lambda one: (reached[one], one))
        count, beside, of = reached[folder], reached[home], changes[path]
        by_chance = of * folders[folder] / len(small)
        if count < max(least, usual * of, _APART * beside) or is_chance(count, by_chance, level=level):
            continue
        move = _move(path, folder, count=count, beside=beside, of=of, commits=small, names=names)
        if move is not None:
            moves.append(move)
    return sorted(moves, key=lambda move: (-(move.count - move.beside), move.path))


_MANIFESTS: Final = frozenset(
    {"Cargo.toml", "go.mod", "package.json", "pom.xml", "pyproject.toml", "setup.py"}
)
"""What makes a package of a folder; files are not moved from one into another."""

_LARGE: Final = 30
"""Files of a commit from which on it says little about which belong together."""


def _folders_touched(commits: Sequence[Commit]) -> dict[str, Counter[str]]:
    """Return, for every file, in how many of its commits another of its kind in each folder changed."""
    touched: dict[str, Counter[str]] = {}
    for commit in commits:
        files = set(commit.files)
        for path in files:
            kind = splitext(path)[1]
            reached = {dirname(other) for other in files - {path} if splitext(other)[1] == kind}
            touched.setdefault(path, Counter()).update(reached)
    return touched


def _is_elsewhere(folder: str, home: str) -> bool:
    """Say whether neither folder is within the other: what is, belongs together already."""
    return (
        not f"{folder}/".startswith(f"{home}/") and not f"{home}/".startswith(f"{folder}/") and folder != ""
    )


def _fits(path: str, folder: str, names: Collection[str], manifests: Collection[str]) -> bool:
    """Say whether the folder is of the same package, none of tests, holds this kind and has room for it."""
    if _package(path, manifests) != _package(join(folder, "x"), manifests):
        return False
    to = join(folder, basename(path))
    kinds = {splitext(name)[1] for name in names if dirname(name) == folder}
    return to not in names and splitext(path)[1] in kinds and not _is_test(join(folder, "x"))


def _package(path: str, manifests: Collection[str]) -> str:
    """Return the nearest folder around a file that has a manifest; empty for the project itself."""
    folder = dirname(path)
    while folder and folder not in manifests:
        folder = dirname(folder)
    return folder


def _is_test(path: str) -> bool:
    return not TEST_WORDS.isdisjoint(name_words(path)) or not TEST_WORDS.isdisjoint(path.split("/"))


def _move(
    path: str,
    folder: str,
    *,
    count: int,
    beside: int,
    of: int,
    commits: Sequence[Commit],
    names: Collection[str],
) -> Move | None:
    """Return the move, or None where no name says that the file belongs there."""
    _, pairs, _ = changed_together([commit for commit in commits if path in commit.files])
    partners = Counter(
        {
            other: number
            for pair, number in pairs.items()
            if path in pair and dirname(other := pair[pair[0] == path]) == folder and other in names
        }
    )
    closest = ", ".join(f"{basename(other)} {number}" for other, number in partners.most_common(3))
    where = folder or "the top folder"
    together = (
        f"it changed with files of its kind in {where} in {count} of its {of} commits ({closest}), "
        f"and with files beside it in {beside}"
    )
    kind = set(name_words(splitext(path)[1]))
    theirs = {word for other in partners for word in name_words(basename(other))} | set(name_words(folder))
    shared = set(name_words(basename(path))) & theirs - kind - set(name_words(dirname(path)))
    if not shared:
        return None
    reasons = (
        Reason("co-change", together),
        Reason("meaning", f"its name shares {', '.join(sorted(shared))} with what is there"),
        Reason("structure", f"{where} holds files of the same kind ({splitext(path)[1] or 'no suffix'})"),
    )
    return Move(
        path,
        join(folder, basename(path)),
        reasons,
        count,
        of,
        beside,
        "what names or imports it by its path must be changed with it",
    )
