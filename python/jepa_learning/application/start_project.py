"""Start project: let a new project begin with the weights of the most similar one, measured first, undoable.

Nothing happens unless somebody asks for it, the rules allow it, and it is no worse on what the project did so
far. It does not know what weights are.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from jepa_learning.application.forget import Forget
from jepa_learning.application.locate_project import locate_project
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.domain.adaptation import Rules
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.metrics import Interval, wilson_interval
from jepa_learning.domain.mixer import Kept
from jepa_learning.domain.noticed import key_of
from jepa_learning.domain.project_start import (
    SOURCE,
    Lender,
    Shape,
    likeness,
    refusal,
    shape_of,
    shared,
    to_record,
)
from jepa_learning.domain.questions import file_steps
from jepa_learning.domain.world import Knowledge
from jepa_learning.ports.answer_store import AnswerStore
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.event_log import EventLog
from jepa_learning.ports.project import Projects
from jepa_learning.ports.text_encoder import TextEncoder

ASSUMED: Final = (
    "what was worth believing there is worth believing here, until outcomes say otherwise",
    "no file, author or count is carried over: candidates are only what exists here",
    "the network is the one that all projects have; commands, steps and tools are shared already",
)
"""What is taken for granted when a project begins like another."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Hit rate@1 over the later half of what the project did, with its own weights and with the lender's."""

    questions: int
    before: Interval
    after: Interval


@dataclass(frozen=True, slots=True)
class Started:
    """What became of it.

    Attributes:
        project: The root of the new project.
        lender: Whom it was to begin like; None where nobody is known.
        known: How much was learnt of the new one.
        done: Whether it has the lender's weights now.
        why: Why it has not; empty where it has.
        assumed: What was taken for granted, in words.
        trial: None where there was too little to measure with.
    """

    project: str
    lender: Lender | None
    known: Knowledge
    done: bool
    why: str
    assumed: tuple[str, ...]
    trial: Trial | None


class StartProject:
    """Starts projects.

    Args:
        rules: When it may act.
        encoder: Says how alike what two projects are about is.
        answers: Told of what was undone: it is neither offered nor done again.
    """

    def __init__(
        self,
        *,
        log: EventLog,
        learner: SharedLearner,
        forget: Forget,
        projects: Projects,
        encoder: TextEncoder,
        rules: Rules,
        answers: AnswerStore,
        clock: Clock,
    ) -> None:
        self._log, self._learner, self._forget = log, learner, forget
        self._projects, self._encoder = projects, encoder
        self._rules, self._answers, self._clock = rules, answers, clock

    def __call__(self, directory: Path, *, like: Path | None = None) -> Started:
        """Let the project that the folder is in begin like the most similar one, or like one that is named.

        Raises:
            ProjectError: A folder is in no repository.
            RequestError: The project named as the lender is not known, or is the new one.
            StoreError: The log cannot be read or written; nothing changed.
        """
        found = self.weigh(directory, like=like)
        if found.why or found.lender is None:
            return found
        self._log.append([to_record(found.project, found.lender.project, time=self._clock.now())])
        self._learner.catch_up()
        return replace(found, done=True, assumed=ASSUMED)

    def weigh(self, directory: Path, *, like: Path | None = None) -> Started:
        """Return what would become of it: it may be done where nothing says why not; nothing changes.

        Raises:
            ProjectError: A folder is in no repository.
            RequestError: The project named as the lender is not known, or is the new one.
            StoreError: The log cannot be read.
        """
        root = str(self._projects.locate(directory).root)
        named = str(self._projects.locate(like).root) if like else None
        with self._learner.hold() as learner:
            known = learner.knowledge("file", root)
            own, others = shape_of(learner.activities("file", root)), self._others(learner, root, named)
            rehearsal = learner.rehearsal("file")
            already = root in learner.starts()
        lender = self._likest(own, others)
        why = refusal(self._rules.start, known, lender, self._rules.allows)
        if already:
            why = "it began like another one already: undo that first"
        trial = None
        if why is None and lender is not None:
            why, trial = self._try(rehearsal, root, lender)
        return Started(root, lender, known, False, why or "", (), trial)

    def show(self) -> dict[str, str | None]:
        """Return the projects that began like another, and like which; None: it is not known any more."""
        with self._learner.hold() as learner:
            return learner.starts()

    def undo(self, directory: Path) -> int:
        """Let the project learn its own weights again, from what all projects begin with.

        Until that is learnt again, nothing else answers.

        Raises:
            RequestError: The project did not begin like another.
            StoreError: The log or the answers cannot be written.
        """
        found = locate_project(self._projects, directory)
        root = str(found.root if found else directory)
        if root not in self.show():
            names = ", ".join(repr(name) for name in self.show()) or "none"
            raise RequestError(f"the project {root!r} did not begin like another: those that did are {names}")
        erased = self._forget(source=SOURCE, directory=Path(root))
        self._answers.remember(key_of("repository", root), "dismissed")
        return erased

    def _others(self, learner: Learner, root: str, named: str | None) -> list[tuple[Lender, Shape]]:
        """Return who has learnt enough to lend, not compared yet."""
        known = [one for one in learner.projects() if one != root]
        if named is not None and named not in known:
            raise RequestError(
                f"the project to begin like is {named!r}: expected another one whose files are known, of "
                f"{', '.join(map(repr, known)) or 'none'}"
            )
        least = self._rules.start.least_lent
        return [
            (
                Lender(one, 0.0, "", learner.knowledge("file", one), learner.regime("file", one)),
                shape_of(learner.activities("file", one)),
            )
            for one in known
            if named in (None, one) and learner.knowledge("file", one).cases >= least
        ]

    def _likest(self, own: Shape, others: Sequence[tuple[Lender, Shape]]) -> Lender | None:
        vectors = self._encoder.encode([own.text, *(shape.text for _, shape in others)])
        compared = [
            replace(
                lender,
                likeness=likeness(own, shape, meaning=float(vector @ vectors[0])),
                why=shared(own, shape),
            )
            for (lender, shape), vector in zip(others, vectors[1:], strict=True)
        ]
        return max(compared, key=lambda lender: lender.likeness, default=None)

    def _try(self, rehearsal: Learner, root: str, lender: Lender) -> tuple[str | None, Trial | None]:
        """Return why the lender's weights should not be taken, if so, and what was measured."""
        with self._learner.hold() as learner:
            kept = learner.remember("file", lender.project)
        if kept is None:
            return "the most similar project was forgotten meanwhile", None
        trial = self._measure(rehearsal, root, kept)
        is_worse = trial is not None and trial.after.value < trial.before.value
        return ("measured on what the project did so far, it would be worse" if is_worse else None), trial

    def _measure(self, own: Learner, root: str, kept: Kept) -> Trial | None:
        """Ask for the later half of the project's cases, without the lender's weights and with them."""
        steps = list(file_steps([event for _, event in self._log.read(kind="file", project=root)], seed=0))
        for step in steps[: len(steps) // 2]:
            own.learn_many(step.events)
        lent = copy.deepcopy(own)
        lent.recall("file", root, kept)
        hits, asked = [0, 0], 0
        for step in steps[len(steps) // 2 :]:
            for question in step.questions:
                said = [one.predict_one(question.query, k=1).candidates for one in (own, lent)]
                asked += 1
                for place, found in enumerate(said):
                    hits[place] += bool(found) and found[0].activity in question.answers
            own.learn_many(step.events)
            lent.learn_many(step.events)
        if asked < self._rules.least_measured:
            return None
        return Trial(asked, *(wilson_interval(one, asked) for one in hits))
