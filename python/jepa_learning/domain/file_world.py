"""File world: which files of a project change next. A case is a set of files, such as a commit."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from jepa_learning.domain.code_words import words_of
from jepa_learning.domain.columns import Indices
from jepa_learning.domain.event import Candidate, Event, Prediction, Query
from jepa_learning.domain.federated_world import FederatedWorld
from jepa_learning.domain.federation import Answer, Asked, Federation, Framings, without
from jepa_learning.domain.feedback import is_evidence
from jepa_learning.domain.mixer import Awake, Keys
from jepa_learning.domain.nameable import nameable
from jepa_learning.domain.open_cases import OpenCases
from jepa_learning.domain.situation import FileSituation
from jepa_learning.domain.words import intent_words
from jepa_learning.domain.world import Knowledge

UNIT: Final = "commit"
"""What a case of files is called in words."""

QUESTIONS_AT: Final = frozenset({0, 1, 3})
"""After how many files of a case the manifolds are asked, to learn whom to believe."""


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A question about a case: what was asked, and the files that came since."""

    asked: Asked[FileSituation]
    came: list[int] = field(default_factory=list)


@dataclass(slots=True)
class FileCase:
    """A change: the files it holds so far, and what was asked about it before they were known.

    Attributes:
        name: What events call it.
        tick: How many cases were learnt before it.
        previous: The files of the case learnt before it.
        known: Its files so far.
        learnt: Whether it is learnt from, or only followed.
        asked: What the manifolds said at some points of it.
        caused: Of its files, those that a suggestion caused.
    """

    name: str
    tick: int
    previous: tuple[int, ...]
    known: list[int] = field(default_factory=list)
    learnt: bool = False
    asked: list[Awaiting] = field(default_factory=list)
    caused: list[int] = field(default_factory=list)


class FileWorld(FederatedWorld[FileSituation]):
    """Learns from changes which files belong together, to whom, and to which words."""

    def __init__(self, federation: Federation[FileSituation], *, open_cases: int) -> None:
        super().__init__(federation, unit=UNIT)
        self._cases: OpenCases[FileCase] = OpenCases(most=open_cases)
        self._learning: FileCase | None = None
        self._due: deque[Awaiting] = deque()
        self._ticks = self._events = 0

    def learn_one(self, event: Event) -> None:
        """Learn that a file was added, changed, renamed or deleted; or only know it, where it was caused."""
        case = self._open(event)
        if is_evidence(event):
            self._learn_change(case, event)
        else:
            self._let_happen(case, event)
        self._learn_due()

    def _learn_change(self, case: FileCase, event: Event) -> None:
        self._events += 1
        if event.attributes.get("bulk"):
            # A sweep over many files tells what exists, and nothing of what belongs together.
            _, index = self._apply(event)
            self._read(event, index)
            return
        situation = self._situation(case, event)
        if len(case.known) - len(case.caused) in QUESTIONS_AT:
            self._ask(case, situation)
        existed, index = self._apply(event)
        if index not in case.known:
            if existed:
                for awaiting in case.asked:
                    awaiting.came.append(index)
            if case.caused:  # context of a question, but it goes together with nothing
                own = tuple(one for one in case.known if one not in case.caused)
                situation = replace(situation, known=own)
            self._federation.learn_activity(situation, index, catalogue=self._catalogue)
            self._federation.meet(situation, index, place=len(case.known))
            case.known.append(index)
        self._read(event, index)

    def _let_happen(self, case: FileCase, event: Event) -> None:
        """Know what exists and what the case holds, and learn nothing of it."""
        _, index = self._apply(event)
        if index not in case.known:
            case.known.append(index)
            case.caused.append(index)
        self._read(event, index)

    def observe_one(self, event: Event) -> None:
        """Let a known file belong to the case; what is not known yet cannot be an answer anyway."""
        case = self._cases.recall(event.case) or self._new_case(event.case)
        index = self._catalogue.find(str(event.attributes.get("old_path") or event.activity))
        if index is not None and index not in case.known:
            case.known.append(index)
        self._cases.remember(event.case, case)

    def predict_one(self, query: Query, *, k: int) -> Prediction:
        """Return the files that come next in the change."""
        return self._predict(self._case_now(query), query, k)

    def rollout(self, query: Query) -> list[Candidate]:
        """Return the likeliest next file, the likeliest after it, and so on."""
        case = self._case_now(query)
        case = replace(case, known=list(case.known))
        steps: list[Candidate] = []
        while len(steps) < query.horizon and (found := self._likeliest(case, query)):
            steps.append(found)
            index = self._catalogue.find(found.activity)
            if index is not None:
                case.known.append(index)
        return steps

    def knowledge(self) -> Knowledge:
        """Return how much has been learnt."""
        return Knowledge(self._events, self._ticks, len(self._catalogue.existing()))

    def _likeliest(self, case: FileCase, query: Query) -> Candidate | None:
        return next(iter(nameable(lambda k: self._predict(case, query, k), k=1).candidates), None)

    def _predict(self, case: FileCase, query: Query, k: int) -> Prediction:
        everywhere = self._situation(case, query)
        situation = self._among_present(everywhere, query.absent)
        if not len(situation.candidates):
            return Prediction(())
        asked = self._federation.hear(situation, self._framings(situation), catalogue=self._catalogue)
        if situation is everywhere:  # what was said of some candidates alone teaches nothing of the others
            self._note_said(_question(situation), asked)
        answer = self._answer(asked, told=bool(situation.intent))
        return self._federation.predict(answer, k, catalogue=self._catalogue)

    def _open(self, event: Event) -> FileCase:
        # The case that is learnt is never forgotten, however many questions are asked in the middle of it.
        learning = self._learning is not None and self._learning.name == event.case
        case = self._learning if learning else self._cases.recall(event.case)
        if case is None or case is not self._learning:
            if self._learning is not None:
                self._close(self._learning)
            if case is None or not case.learnt:
                case = self._new_case(event.case)
                case.learnt = True
                self._ticks += 1
            self._learning = case
        self._cases.remember(event.case, case)
        return case

    def _case_now(self, query: Query) -> FileCase:
        case, now = self._cases.recall(query.case), self._new_case(query.case)
        if case is None or case is self._learning:
            return case or now
        # Others were learnt since: what the case holds is old, but the question is asked now.
        return replace(now, known=case.known)

    def _new_case(self, name: str) -> FileCase:
        return FileCase(name, self._ticks, () if self._learning is None else tuple(self._learning.known))

    def _close(self, case: FileCase) -> None:
        for awaiting in case.asked:
            # What was caused is as if it had been no candidate: it was neither right nor wrong.
            asked = without(awaiting.asked, case.caused) if case.caused else awaiting.asked
            self._due.append(replace(awaiting, asked=asked))
        case.asked = []

    def _learn_due(self) -> None:
        """Learn one outcome that is known. An event asks at most once, so none ever waits long."""
        if not self._due:
            return
        awaiting = self._due.popleft()
        right = _columns(awaiting.asked.situation.candidates, awaiting.came)
        if not len(right):
            return
        asked = self._federation.complete(awaiting.asked, self._framings(awaiting.asked.situation))
        # A question whose intent is not known has weights of its own, learnt by hiding it.
        for told in (True, False) if asked.situation.intent else (False,):
            self._learn_outcome(asked, right, told=told)

    def _learn_outcome(self, asked: Asked[FileSituation], right: Indices, *, told: bool) -> None:
        answer = self._answer(asked, told=told)
        self._federation.learn_outcome(answer, right)
        if told:
            self._federation.follow(answer, right)
        if told or not asked.situation.known:
            self._federation.teach(asked, answer, right, view=0 if told else 1)

    def _answer(self, asked: Asked[FileSituation], *, told: bool) -> Answer[FileSituation]:
        keys, awake = self._framing(asked.situation, told=told)
        return self._federation.answer(asked.situation, asked.evidence, keys, awake, context=keys[0])

    def _framings(self, situation: FileSituation) -> Framings:
        """Return how the others are mixed where the intent is told, and where it is not."""
        return [self._framing(situation, told=told) for told in (bool(situation.intent), False)]

    def _framing(self, situation: FileSituation, *, told: bool) -> tuple[Keys, Awake]:
        keys = ((told, min(len(situation.known), 2)),)
        return keys, self._federation.awake(intent=told, stale=False)

    def _ask(self, case: FileCase, situation: FileSituation) -> None:
        repeated = any(one.asked.situation.known == situation.known for one in case.asked)
        if repeated or len(situation.candidates) < 2:
            return
        # Mostly somebody asked just this before it came: then it was all said, and need not be said again.
        asked = self._said.get(_question(situation)) or self._federation.ask(
            situation, catalogue=self._catalogue
        )
        case.asked.append(Awaiting(asked))

    def _situation(self, case: FileCase, asked: Event | Query) -> FileSituation:
        return FileSituation(
            candidates=self._catalogue.existing_without(case.known),
            author=asked.author,
            time=asked.time,
            tick=case.tick,
            unit=UNIT,
            before=case.known[-1] if case.known else -1,
            known=tuple(case.known),
            previous=case.previous,
            intent=intent_words(asked.intent),
            subject=asked.intent or "",
        )

    def _among_present(self, situation: FileSituation, absent: Collection[str]) -> FileSituation:
        found = [index for name in absent if (index := self._catalogue.find(name)) is not None]
        gone = np.isin(situation.candidates, found) if found else np.zeros(0, dtype=bool)
        return situation.among(np.flatnonzero(~gone)) if gone.any() else situation

    def _apply(self, event: Event) -> tuple[bool, int]:
        """Bring the catalogue up to date. Return whether the file existed before, and its index."""
        self._said.clear()
        old = event.attributes.get("old_path")
        renamed = self._catalogue.rename(str(old), event.activity) if old else None
        if renamed is not None:
            return True, renamed
        found = self._catalogue.find(event.activity)
        existed = found is not None and self._catalogue.exists(found)
        index = self._catalogue.add(event.activity)
        return existed, index

    def _read(self, event: Event, index: int) -> None:
        """Take in what the event left: nothing of a deleted file, else its text, where that can be read."""
        if event.attributes.get("status") == "D":
            self._catalogue.remove(event.activity)
            self._catalogue.texts.replace(index, {})
        elif (words := words_of(event)) is not None:
            self._catalogue.texts.replace(index, words)


def _question(situation: FileSituation) -> Hashable:
    """Return what tells two questions apart between which nothing happened."""
    return situation.known, situation.previous, situation.author, situation.time, situation.subject


def _columns(candidates: Indices, came: list[int]) -> Indices:
    wanted = np.array(sorted(set(came)), dtype=np.int64)
    places = np.searchsorted(candidates, wanted)
    inside = places < len(candidates)
    wanted, places = wanted[inside], places[inside]
    columns: Indices = places[candidates[places] == wanted]
    return columns
