"""Search: where and when something was seen: files, commands, steps, tools, contexts and past cases.

Four rankings, fused: what holds the question as it is written, what says its words, the files whose text says
them, and what is near it in the vector memory. It changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jepa_learning.application.gone_files import not_there
from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.meanings import Meanings
from jepa_learning.application.notes import notes_on
from jepa_learning.application.ranking import (
    Ranked,
    Ranking,
    by_companions,
    by_meaning,
    by_words,
    rank,
)
from jepa_learning.application.shared_archive import SharedArchive
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.domain.entry import ENTRY_KINDS, Entry
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Reason
from jepa_learning.ports.project import Project, Projects


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody looks for.

    Attributes:
        words: As they were typed.
        directory: A folder of the project, or None: then every project is looked through.
        kinds: Of `ENTRY_KINDS`.
        k: At most so many.
    """

    words: str
    directory: Path | None = None
    kinds: Sequence[str] = ENTRY_KINDS
    k: int = 10


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found, and where and when it was seen last.

    Attributes:
        kind: One of `ENTRY_KINDS`.
        text: The path, command line, step, tool call or context name; of a case, its intent.
        case: The commit, session or run: of a case its own name, of an activity that of its last one.
        project: Where that was; None where it is not known.
        source: Which source told of it first.
        time: Seconds since the epoch, or None.
        events: How many events tell of it.
        gone: Of a file: it was deleted or renamed since, or is not in the working tree now.
        score: In (0, 1]; 1 is first in every ranking that found anything.
        reasons: By ranking (`written`, `words`, `text`, `meaning`): its share of the score, and its evidence.
    """

    kind: str
    text: str
    case: str
    project: str | None
    source: str | None
    time: float | None
    events: int
    gone: bool
    score: float
    reasons: Mapping[str, Reason]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, best first; `notes` say what was lacking."""

    project: Project | None
    found: tuple[Found, ...]
    notes: tuple[str, ...]


class Search:
    """Finds what was learnt.

    Args:
        learner: Knows the words inside files.
        archive: What is found by how it is written and by its words.
        meanings: What is found by meaning.
        constant: Of the fusion.
        depth: How many each ranking may name.
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
            RequestError: There are no words, a kind is unknown, or `k` is below 1.
            StoreError: The event log cannot be read.
        """
        _require_sense(request)
        project = locate_project(self._projects, request.directory)
        scope = self._archive.scope(request.kinds, str(project.root) if project else "")
        with self._learner.hold() as learner:
            said = learner.about("file", request.words, scope.project, k=self._depth)
        near = self._meanings(request.words, scope, k=self._depth)
        with self._archive.hold() as archive:
            rankings = {
                "written": Ranking(
                    dict(archive.written(request.words.strip(), scope, self._depth)),
                    lambda number: "as asked",
                ),
                "words": by_words(request.words, scope, archive, depth=self._depth),
                "text": by_companions(said.get("file_words", ()), scope, archive),
                "meaning": by_meaning(near, scope, archive),
            }
            ranked = rank(rankings, constant=self._constant, k=request.k)
            found = tuple(self._found(one, archive[one.number]) for one in ranked)
            return Answer(project, found, notes_on(found, scope, archive, lack=near.lack))

    def _found(self, one: Ranked, entry: Entry) -> Found:
        return Found(
            entry.kind,
            entry.text,
            entry.case,
            entry.place or None,
            next(iter(entry.sources), None),
            entry.time,
            entry.events,
            entry.gone or self._is_missing(entry),
            one.score,
            one.reasons,
        )

    def _is_missing(self, entry: Entry) -> bool:
        return entry.kind == "file" and bool(not_there(self._projects, entry.project, [entry.text]))


def _require_sense(request: Request) -> None:
    if not request.words.strip():
        raise RequestError("the words are empty: expected what to look for")
    for kind in request.kinds:
        if kind not in ENTRY_KINDS:
            raise RequestError(f"the kind is {kind!r}: expected one of {', '.join(ENTRY_KINDS)}")
    if request.k < 1:
        raise RequestError(f"k is {request.k}: expected 1 or more")
