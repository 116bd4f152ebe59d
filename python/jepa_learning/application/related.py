"""Related: what goes with a file, or with some words, and why.

With a file: by structure (names, folders, who names whom), by co-change (counted by the learner) and by
meaning (near it in the vector memory). With words: by name, by the intents of past cases, and by meaning.
Each is a ranking of its own; fused they are the answer, and each says its evidence. It changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import shorten
from typing import Final

from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.meanings import Meanings, Nearest, closeness
from jepa_learning.application.notes import NO_PROJECT, notes_on
from jepa_learning.application.shared_archive import SharedArchive
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.domain.archive import Archive
from jepa_learning.domain.companion import Companion
from jepa_learning.domain.entry import CASE, Scope, asked_words
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Reason
from jepa_learning.domain.fusion import Fused, fuse
from jepa_learning.domain.nearest_names import nearest_names
from jepa_learning.domain.structure import Ties as ThingTies
from jepa_learning.domain.structure import structural_ties, together
from jepa_learning.domain.words import quoted
from jepa_learning.ports.project import Project, Projects

KINDS: Final = ("file", "command")
"""What can be related to a file or to words."""

NEAREST: Final = 3
"""Names that an error offers in place of one that is not known."""

SHOWN: Final = 60
"""Characters that a reason shows of an intent."""

Ties = Mapping[int, tuple[float, str]]
"""By the number of its entry, how strongly a ranking ties something to the question, and the evidence."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks about: a file or words, one of both.

    Attributes:
        directory: A folder of the project, or None.
        file: A path, relative to the project's root.
        words: An intent or a topic.
        k: At most so many.
    """

    directory: Path | None = None
    file: str | None = None
    words: str | None = None
    k: int = 10


@dataclass(frozen=True, slots=True)
class Relative:
    """A file or a command that goes with what was asked about.

    Attributes:
        project: That a file belongs to; None for a command.
        score: In (0, 1]; 1 is first in every ranking that names anything.
        reasons: By ranking: its share of the score, and its evidence in words.
    """

    kind: str
    activity: str
    project: str | None
    score: float
    reasons: Mapping[str, Reason]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is related, best first; `notes` say what was lacking."""

    project: Project | None
    related: tuple[Relative, ...]
    notes: tuple[str, ...]


class Related:
    """Finds what goes together.

    Args:
        archive: What may be shown, and what past cases held.
        meanings: What is near in meaning.
        constant: Of the fusion.
        depth: How many co-change and meaning may name, and how many past cases are looked at.
    """

    def __init__(
        self,
        *,
        learner: SharedLearner,
        archive: SharedArchive,
        meanings: Meanings,
        projects: Projects,
        constant: float,
        depth: int,
    ) -> None:
        self._learner = learner
        self._archive = archive
        self._meanings = meanings
        self._projects = projects
        self._constant = constant
        self._depth = depth

    def __call__(self, request: Request) -> Answer:
        """Answer, best first.

        Raises:
            RequestError: Neither a file nor words were given, or both; the file was never known here; or `k`
                is below 1.
            StoreError: The event log cannot be read.
        """
        _require_sense(request)
        project = locate_project(self._projects, request.directory)
        root = str(project.root) if project else ""
        scope = self._archive.scope(KINDS, root)
        if request.file is not None:
            return self._of_file(request.file, project, scope, request.k)
        return self._of_words(request.words or "", project, scope, request.k)

    def _of_file(self, path: str, project: Project | None, scope: Scope, k: int) -> Answer:
        if project is None:
            return Answer(None, (), (NO_PROJECT,))
        with self._learner.hold() as learner:
            files, commands = learner.activities("file", scope.project), learner.activities("command")
            companions = learner.related("file", path, scope.project, k=self._depth)
        near = self._meanings(path, scope, k=self._depth)
        with self._archive.hold() as archive:
            itself = archive.find("file", path, scope.project)
            shown = [file for file in files if _shown("file", file, scope, archive) is not None]
            if shown and (itself is None or not archive.is_in(itself, scope)):
                raise RequestError(_unknown(path, shown))
            if shown and companions is None and itself is not None:
                raise RequestError(f"{path!r} is called {archive.name_now(itself)!r} now: ask about that")
            named = structural_ties(path, files=files, commands=commands)
            said = companions or {}
            rankings = {
                "structure": _numbered(together([named, _ties(said.get("file_words", ()))]), scope, archive),
                "cochange": _numbered(_ties(said.get("cochange", ())), scope, archive),
                "meaning": _meant(near, scope, archive),
            }
            related = self._fused(rankings, archive, but=itself)[:k] if shown else ()
            files_alone = replace(scope, kinds=("file",))
            return Answer(project, related, notes_on(related, files_alone, archive, lack=near.lack))

    def _of_words(self, words: str, project: Project | None, scope: Scope, k: int) -> Answer:
        near = self._meanings(words, scope, k=self._depth)
        with self._archive.hold() as archive:
            rankings = {
                "name": _named(words, scope, archive, self._depth),
                "intent": _intended(words, scope, archive, self._depth),
                "meaning": _meant(near, scope, archive),
            }
            related = self._fused(rankings, archive)[:k]
            return Answer(project, related, notes_on(related, scope, archive, lack=near.lack))

    def _fused(
        self, rankings: Mapping[str, Ties], archive: Archive, *, but: int | None = None
    ) -> tuple[Relative, ...]:
        shown = {
            name: {n: tie for n, tie in ties.items() if n != but and not archive[n].gone}
            for name, ties in rankings.items()
        }
        scored = {name: [(n, strength) for n, (strength, _) in ties.items()] for name, ties in shown.items()}
        return tuple(_relative(one, shown, archive) for one in fuse(scored, constant=self._constant))


def _ties(companions: Sequence[Companion]) -> ThingTies:
    """What a manifold of files says, in the form of structure."""
    return {("file", one.activity): (one.strength, one.words) for one in companions}


def _numbered(ties: ThingTies, scope: Scope, archive: Archive) -> Ties:
    """The same ties by the numbers of entries, of what may be shown."""
    numbered = ((_shown(kind, name, scope, archive), tie) for (kind, name), tie in ties.items())
    return {number: tie for number, tie in numbered if number is not None}


def _shown(kind: str, name: str, scope: Scope, archive: Archive) -> int | None:
    number = archive.find(kind, name, scope.project if kind == "file" else "")
    return number if number is not None and archive.is_in(number, scope) else None


def _meant(near: Nearest, scope: Scope, archive: Archive) -> Ties:
    return {number: (score, closeness(score)) for number, score in near.of(scope, archive).items()}


def _named(words: str, scope: Scope, archive: Archive, depth: int) -> Ties:
    """What says the words in its name."""
    asked = asked_words(words)
    return {
        number: (score, quoted(archive.words_of(number, asked), words))
        for number, score in archive.saying(asked, scope, depth)
    }


def _intended(words: str, scope: Scope, archive: Archive, depth: int) -> Ties:
    """What belonged to past cases whose intents say the words: the fewer a case held, the more of each."""
    strengths: dict[int, float] = {}
    intents: dict[int, list[str]] = {}
    for case, score in archive.saying(asked_words(words), replace(scope, kinds=(CASE,)), depth):
        held = archive.held(case)
        for number in (number for number in held if archive.is_in(number, scope)):
            strengths[number] = strengths.get(number, 0.0) + score / math.sqrt(len(held))
            intents.setdefault(number, []).append(archive[case].text)
    return {number: (strengths[number], _part_of(intents[number])) for number in strengths}


def _part_of(intents: Sequence[str]) -> str:
    """Name the case that fits best, and count the others."""
    first = f"'{shorten(intents[0], SHOWN, placeholder='…')}'"
    return first if len(intents) == 1 else f"{first} and {len(intents) - 1} more"


def _relative(one: Fused[int], rankings: Mapping[str, Ties], archive: Archive) -> Relative:
    entry = archive[one.key]
    reasons = {name: Reason(share, rankings[name][one.key][1]) for name, share in one.shares.items()}
    return Relative(entry.kind, entry.text, entry.project or None, one.score, reasons)


def _unknown(path: str, files: Sequence[str]) -> str:
    near = nearest_names(path, files, most=NEAREST)
    hint = f"the nearest are {', '.join(near)}" if near else "none of them has a name like it"
    return (
        f"{path!r} is in no commit that is learnt here: expected one of its {len(files):,} files; {hint}. "
        'Or ask in words: lev jepa related "words"'
    )


def _require_sense(request: Request) -> None:
    if (request.file is None) == (request.words is None):
        raise RequestError("expected a file or words, one of both")
    if not (request.file or request.words or "").strip():
        raise RequestError("the question is empty: expected a file or words")
    if request.k < 1:
        raise RequestError(f"k is {request.k}: expected 1 or more")
