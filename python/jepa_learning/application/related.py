"""Related: what goes with a file, or with some words, and why.

With a file: by structure (names, folders, who names whom), by co-change (counted by the learner) and by
meaning (near it in the vector memory). With words: by name, by the words inside files, by past intents and by
meaning. Each is a ranking of its own; fused they are the answer, and each says its evidence. It changes
nothing.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import shorten
from typing import Final

from jepa_learning.application.gone_files import not_there
from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.meanings import Meanings
from jepa_learning.application.notes import NO_PROJECT, notes_on
from jepa_learning.application.ranking import (
    Ranked,
    Ranking,
    by_companions,
    by_meaning,
    by_ties,
    by_words,
    rank,
)
from jepa_learning.application.shared_archive import SharedArchive
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.domain.archive import Archive
from jepa_learning.domain.companion import Companion
from jepa_learning.domain.entry import CASE, Entry, Scope, asked_words
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Reason
from jepa_learning.domain.nearest_names import nearest_names
from jepa_learning.domain.structure import Ties, structural_ties, together
from jepa_learning.ports.project import Project, Projects

KINDS: Final = ("file", "command")
"""What can be related to a file or to words."""

NEAREST: Final = 3
"""Names that an error offers in place of one that is not known."""

SHOWN: Final = 60
"""Characters that a reason shows of an intent."""


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
        history_weight: What co-change and past intents weigh in it, beside 1 of names and of meaning.
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
        history_weight: float,
        depth: int,
    ) -> None:
        self._learner = learner
        self._archive = archive
        self._meanings = meanings
        self._projects = projects
        self._constant = constant
        self._history_weight = history_weight
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
            shown = [file for file in files if archive.shown("file", file, scope) is not None]
            if shown:
                self._require_known(path, shown, scope, archive, is_named_so=companions is not None)
            named = structural_ties(path, files=files, commands=commands)
            said = companions or {}
            rankings = {
                "structure": by_ties(together([named, _ties(said.get("file_words", ()))]), scope, archive),
                "cochange": self._weighty(by_companions(said.get("cochange", ()), scope, archive)),
                "meaning": by_meaning(near, scope, archive),
            }
            itself = archive.find("file", path, scope.project)
            related = self._ranked(rankings, archive, k, but=itself) if shown else ()
            files_alone = replace(scope, kinds=("file",))
            return Answer(project, related, notes_on(related, files_alone, archive, lack=near.lack))

    def _of_words(self, words: str, project: Project | None, scope: Scope, k: int) -> Answer:
        with self._learner.hold() as learner:
            said = learner.about("file", words, scope.project, k=self._depth)
        near = self._meanings(words, scope, k=self._depth)
        with self._archive.hold() as archive:
            rankings = {
                "name": by_words(words, scope, archive, depth=self._depth),
                "text": by_companions(said.get("file_words", ()), scope, archive),
                "intent": self._weighty(_by_intent(words, scope, archive, depth=self._depth)),
                "meaning": by_meaning(near, scope, archive),
            }
            related = self._ranked(rankings, archive, k)
            return Answer(project, related, notes_on(related, scope, archive, lack=near.lack))

    def _weighty(self, ranking: Ranking) -> Ranking:
        """What happened says more than what things are called."""
        return replace(ranking, weight=self._history_weight)

    def _ranked(
        self, rankings: Mapping[str, Ranking], archive: Archive, k: int, *, but: int | None = None
    ) -> tuple[Relative, ...]:
        numbers = {number for ranking in rankings.values() for number in ranking.strengths}
        gone = self._gone(numbers, archive)
        there = {name: _without({*gone, but}, ranking) for name, ranking in rankings.items()}
        ranked = rank(there, constant=self._constant, k=k)
        return tuple(_relative(one, archive[one.number]) for one in ranked)

    def _require_known(
        self, path: str, shown: Sequence[str], scope: Scope, archive: Archive, *, is_named_so: bool
    ) -> None:
        known = archive.shown("file", path, scope)
        if known is None:
            gone = not_there(self._projects, scope.project, shown)
            raise RequestError(_unknown(path, [file for file in shown if file not in gone]))
        if not is_named_so:
            raise RequestError(f"{path!r} is called {archive.name_now(known)!r} now: ask about that")

    def _gone(self, numbers: Iterable[int], archive: Archive) -> set[int]:
        """Return which of these are files that history deleted, or that are not in their working tree."""
        gone: set[int] = set()
        files: dict[str, dict[str, int]] = {}
        for number in numbers:
            entry = archive[number]
            if entry.gone:
                gone.add(number)
            elif entry.kind == "file":
                files.setdefault(entry.project, {})[entry.text] = number
        for root, numbered in files.items():
            gone.update(numbered[path] for path in not_there(self._projects, root, numbered))
        return gone


def _without(these: Container[int | None], ranking: Ranking) -> Ranking:
    strengths = {number: one for number, one in ranking.strengths.items() if number not in these}
    return replace(ranking, strengths=strengths)


def _ties(companions: Sequence[Companion]) -> Ties:
    """What a manifold of files says, in the form of structure."""
    return {("file", one.activity): (one.strength, one.words) for one in companions}


def _by_intent(words: str, scope: Scope, archive: Archive, *, depth: int) -> Ranking:
    """Rank what belonged to past cases whose intents say the words; of a case that held few, each more."""
    strengths: dict[int, float] = {}
    cases: dict[int, list[int]] = {}
    for case, score in archive.saying(asked_words(words), replace(scope, kinds=(CASE,)), depth):
        held = archive.held(case)
        for number in (number for number in held if archive.is_in(number, scope)):
            strengths[number] = strengths.get(number, 0.0) + score / math.sqrt(len(held))
            cases.setdefault(number, []).append(case)
    return Ranking(strengths, lambda number: _part_of([archive[case] for case in cases[number]]))


def _part_of(cases: Sequence[Entry]) -> str:
    """Name the intent of the case that fits best, and count the others."""
    first = f"'{shorten(cases[0].text, SHOWN, placeholder='…')}'"
    return first if len(cases) == 1 else f"{first} and {len(cases) - 1} more"


def _relative(one: Ranked, entry: Entry) -> Relative:
    return Relative(entry.kind, entry.text, entry.project or None, one.score, one.reasons)


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
