"""Adapt: learn a new workflow from a few examples or its first runs, say what that changed, and undo it.

What it may do is decided by domain/adaptation.py; it does not know where the examples come from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jepa_learning.application.forget import Forget
from jepa_learning.application.learn import Intake, Learn
from jepa_learning.application.shared_learner import SharedLearner
from jepa_learning.domain.adaptation import (
    ABSORB,
    EXAMPLE,
    REDISTRIBUTE,
    SOURCE,
    Adapter,
    Decision,
    Rules,
    decide,
    is_example,
    novelty,
    workflow_of,
)
from jepa_learning.domain.drift.regime import Regime
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Event, Query
from jepa_learning.domain.learner import Learner
from jepa_learning.domain.metrics import Interval, wilson_interval
from jepa_learning.domain.noticed import key_of
from jepa_learning.domain.world import Knowledge
from jepa_learning.ports.answer_store import AnswerStore

MOST_TAKEN: Final = 2000
"""Events that are taken of a workflow's first runs, those of the newest."""

LONGEST_NAME: Final = 80
"""Characters of a workflow's name."""

_MOST_FOLDS: Final = 10
"""Held-out parts that before and after are measured on: each is learnt without."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Hit rate@1 on held-out examples.

    Attributes:
        questions: How many steps were asked for, every one in a case that was not learnt.
        before: By what is shared, without the examples.
        after: By the workflow's own world, taught by the other examples.
    """

    questions: int
    before: Interval
    after: Interval


@dataclass(frozen=True, slots=True)
class Adapted:
    """What adapting did, and what it assumed.

    Attributes:
        workflow: Whose examples they are.
        kind: Of their activities.
        cases: How many examples.
        steps: Of how many steps together.
        novelty: Share of their activities that were unknown.
        regime: Of the shared stream.
        decision: What was done, and why; nothing was where its action is None.
        assumed: What was taken for granted, in words.
        measured: None where nothing was done, or there was too little to measure with.
        unmeasured: Why there is none.
        intake: What became of the events.
        seconds: How long it took.
    """

    workflow: str
    kind: str
    cases: int
    steps: int
    novelty: float
    regime: Regime
    decision: Decision
    assumed: tuple[str, ...]
    measured: Measured | None
    unmeasured: str | None
    intake: Intake
    seconds: float


class Adapt:
    """Adapts to workflows.

    Args:
        recent: Gives what happened lately, one by one; the first runs of a workflow are looked for in it.
        rules: When it may act.
        answers: Told of what was undone: it is neither offered nor done again.
        timer: Gives seconds; only differences are used.
    """

    def __init__(
        self,
        learn: Learn,
        *,
        learner: SharedLearner,
        forget: Forget,
        recent: Callable[[], Iterator[tuple[int, Event]]],
        rules: Rules,
        answers: AnswerStore,
        timer: Callable[[], float],
    ) -> None:
        self._learn, self._learner, self._forget = learn, learner, forget
        self._recent, self._rules, self._timer = recent, rules, timer
        self._answers = answers

    def __call__(self, events: Sequence[Event] | None, *, workflow: str | None = None) -> Adapted:
        """Learn examples, where the rules let it; measure before and after on those that are held out.

        Args:
            events: Of one kind, in the order in which they happened; None takes the runs of the
                workflow that the log already holds.
            workflow: Their workflow; None takes the one that they name.

        Raises:
            RequestError: There are none, they are of several kinds or workflows, or of files.
            StoreError: The log cannot be written; nothing of it was stored.
        """
        began = self._timer()
        found, marked = self._weigh(events, workflow)
        if found.decision.action is not None:
            found = replace(found, intake=self._learn(marked))
        return replace(found, seconds=self._timer() - began)

    def weigh(self, workflow: str) -> Adapted:
        """Return what would become of taking the runs of a workflow as examples; nothing is stored.

        Raises:
            RequestError: No run of it is known.
            StoreError: The log cannot be read.
        """
        return self._weigh(None, workflow)[0]

    def _weigh(self, events: Sequence[Event] | None, workflow: str | None) -> tuple[Adapted, Sequence[Event]]:
        """Return what would be done and why, and the events that would then be learnt."""
        others: Collection[str] | None = None
        if events is None:
            events, others = _first_runs(self._recent, workflow)
        kind, name = _kind_of(events), _name_of(events, workflow)
        with self._learner.hold() as learner:
            rehearsal = learner.rehearsal(kind)
            regime = learner.regime(kind)
            adapted = (kind, name) in dict(learner.adapters())
        known = rehearsal.activities(kind) if others is None else others
        new = novelty(events, known)
        decision = decide(self._rules, events, new=new, regime=regime, adapted=adapted)
        if others is not None and decision.action == ABSORB:
            decision = Decision(
                None, "others have its steps too, and what is shared has learnt its runs already"
            )
        marked = _marked(events, name, decision.action) if decision.action else []
        measured, unmeasured = None, None
        if decision.action == REDISTRIBUTE:
            measured, unmeasured = self._measure(rehearsal, marked, (kind, name))
        elif decision.action is not None:
            unmeasured = "what is shared learns them with all else, and no world of their own is compared"
        if others is not None and measured is not None and measured.after.value < measured.before.value:
            decision = Decision(None, "what is shared foresees its runs better than a world of its own would")
        return Adapted(
            workflow=name,
            kind=kind,
            cases=len({event.case for event in events}),
            steps=len(events),
            novelty=new,
            regime=regime,
            decision=decision,
            assumed=_assumed(kind, decision, from_log=others is not None),
            measured=measured,
            unmeasured=unmeasured,
            intake=Intake(),
            seconds=0.0,
        ), marked

    def show(self) -> list[tuple[Adapter, Knowledge]]:
        """Return what was adapted to, and how much is learnt of each."""
        with self._learner.hold() as learner:
            return learner.adapters()

    def undo(self, workflow: str) -> int:
        """Erase a workflow's examples and what was learnt from them; return how many events that was.

        What happened in the workflow since stays, and goes to what is shared. Until that is learnt again,
        nothing else answers.

        Raises:
            RequestError: No examples of such a workflow are known.
            StoreError: The log or the answers cannot be written.
        """
        erased = sum(self._forget(source=prefix + workflow) for prefix in (SOURCE, EXAMPLE))
        if not erased:
            names = ", ".join(repr(name) for (_, name), _ in self.show()) or "none"
            raise RequestError(f"the workflow {workflow!r} has no examples to undo: there are {names}")
        self._answers.remember(key_of("workflow", workflow), "dismissed")
        return erased

    def _measure(
        self, rehearsal: Learner, examples: Sequence[Event], adapter: Adapter
    ) -> tuple[Measured | None, str | None]:
        """Ask for every step of a part of the cases, having learnt the others, part by part."""
        cases = _by_case(examples)
        if len(cases) < 2 or len(examples) < self._rules.least_measured:
            return None, (
                f"too few to measure: {len(examples)} steps in {len(cases)} cases, and at least "
                f"{self._rules.least_measured} in 2 are needed"
            )
        before = after = 0
        for held, rest in _folds(cases):
            before += _hits(rehearsal, held)
            rehearsal.drop(adapter)
            rehearsal.learn_many(rest)
            after += _hits(rehearsal, held)
            rehearsal.drop(adapter)
        asked = len(examples)
        return Measured(asked, wilson_interval(before, asked), wilson_interval(after, asked)), None


def _kind_of(events: Sequence[Event]) -> str:
    kinds = sorted({event.kind for event in events})
    if len(kinds) != 1 or kinds[0] == "file":
        raise RequestError(
            f"the examples are of {' and '.join(kinds) or 'no kind'}: expected events of one kind, command, "
            "step, tool or context. Files belong to a project, which learns them by itself"
        )
    return kinds[0]


def _name_of(events: Sequence[Event], workflow: str | None) -> str:
    named = sorted({workflow_of(event) for event in events})
    name = workflow or (named[0] if len(named) == 1 else "")
    if not name or len(name) > LONGEST_NAME:
        raise RequestError(
            f"the examples name {len(named)} workflows and --workflow is {workflow!r}: expected one name of "
            f"1 to {LONGEST_NAME} characters"
        )
    return name


def _marked(events: Sequence[Event], workflow: str, action: str) -> list[Event]:
    source = (SOURCE if action == REDISTRIBUTE else EXAMPLE) + workflow
    return [
        replace(event, source=source, attributes={**event.attributes, "workflow": workflow})
        for event in events
    ]


def _first_runs(
    recent: Callable[[], Iterator[tuple[int, Event]]], workflow: str | None
) -> tuple[list[Event], set[str]]:
    """Return a workflow's events, of the kind that most are of, and the activities of others of that kind.

    What happened is gone through twice, rather than held.
    """
    kinds: Counter[str] = Counter()
    known: set[str] = set()
    for event in _happened(recent):
        known.add(workflow_of(event))
        kinds[event.kind] += workflow_of(event) == workflow
    if not workflow or not kinds.total():
        raise RequestError(
            f"no run of the workflow {workflow!r} is known, and no examples are given: runs are known of "
            f"{', '.join(map(repr, sorted(known - {''}))) or 'none'}"
        )
    kind = kinds.most_common(1)[0][0]
    runs, others = _Runs(most=MOST_TAKEN), set[str]()
    for event in _happened(recent):
        if event.kind == kind and workflow_of(event) == workflow:
            runs.append(event)
        elif event.kind == kind:
            others.add(event.activity)
    return runs.events(), others


def _happened(recent: Callable[[], Iterator[tuple[int, Event]]]) -> Iterator[Event]:
    return (event for _, event in recent() if event.kind != "file" and not is_example(event))


class _Runs:
    """The newest whole cases that together have at most so many events, or the newest alone."""

    def __init__(self, *, most: int) -> None:
        self._most, self._held = most, 0
        self._cases: dict[str, list[Event]] = {}
        self._dropped: set[str] = set()

    def append(self, event: Event) -> None:
        if event.case in self._dropped:
            return
        self._cases.setdefault(event.case, []).append(event)
        self._held += 1
        while len(self._cases) > 1 and self._held > self._most:
            oldest = next(iter(self._cases))
            self._dropped.add(oldest)
            self._held -= len(self._cases.pop(oldest))

    def events(self) -> list[Event]:
        return [event for case in self._cases.values() for event in case]


def _assumed(kind: str, decision: Decision, *, from_log: bool) -> tuple[str, ...]:
    if decision.action is None:
        return ()
    if decision.action == REDISTRIBUTE:
        return (
            "its runs in the log so far stand for the workflow, and stay where they were learnt, too"
            if from_log
            else "the examples are whole cases, in the order in which their steps happen",
            f"every later {kind} that names the workflow, or is of a case of it, is of its own world",
            "the network is the one that all worlds have; no counts are carried over",
        )
    return ("its steps are known already, so that they go on in what is shared",)


def _by_case(events: Sequence[Event]) -> list[list[Event]]:
    cases: dict[str, list[Event]] = {}
    for event in events:
        cases.setdefault(event.case, []).append(event)
    return list(cases.values())


def _folds(cases: Sequence[list[Event]]) -> Iterator[tuple[list[Event], list[Event]]]:
    """Give (held out, the others): every case is held out once."""
    folds = min(len(cases), _MOST_FOLDS)
    for fold in range(folds):
        parts: tuple[list[Event], list[Event]] = ([], [])
        for place, case in enumerate(cases):
            parts[place % folds != fold].extend(case)
        yield parts


def _hits(learner: Learner, held: Sequence[Event]) -> int:
    """Return how many steps were foreseen, each asked for before it is followed."""
    hits = 0
    for event in held:
        said = learner.predict_one(
            Query(event.kind, event.case, event.time, attributes=event.attributes), k=1
        )
        hits += bool(said.candidates) and said.candidates[0].activity == event.activity
        learner.observe_one(event)
    return hits
