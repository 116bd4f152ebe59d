"""Evaluate: replay a history (predict, score, learn) and say how good the predictions would have been.

Every predictor gets the same questions in the same run and is asked before it is told (prequential
evaluation). It does not know how the history is kept or what a predictor is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np

from jepa_learning.domain import metrics
from jepa_learning.domain.baselines import Backoff, CoChange, Frequency, IntentWords
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Event, Prediction, Query, require_kind
from jepa_learning.domain.feedback import is_caused
from jepa_learning.domain.metrics import Bin, Interval
from jepa_learning.domain.questions import TASKS, Question, Step, file_steps, sequence_steps

__all__ = ["PRODUCT", "Evaluation", "Lift", "Predictor", "Row", "Shown", "Task", "evaluate"]

PRODUCT: Final = "product"
PRECISION: Final = 0.9
"""The precision of `coverage_at_90`."""

_DEPTH: Final = 10  # the longest list that a metric looks at
_LIFT_AT: Final = 3  # how many a person reads at a glance
_FEW_CASES: Final = 20
"""Below it the bootstrap draws questions: a history in one long session has no cases to draw."""


class Predictor(Protocol):
    """What can be asked and taught."""

    def learn_one(self, event: Event) -> None:
        """Learn that the event happened."""
        ...

    def predict_one(self, query: Query, *, k: int) -> Prediction:
        """Rank what comes next."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """How one predictor did on one task. Latencies are of one `predict_one`, in milliseconds."""

    predictor: str
    hit_at_1: float
    hit_at_3: float
    hit_at_5: float
    hit_at_10: float
    mrr: float
    calibration_error: float
    log_loss: float
    coverage_at_90: float
    abstained: float
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Lift:
    """The product's hit rate@3 minus the best baseline's, on the same questions.

    `drawn` says what the bootstrap drew: cases, or questions where there are too few cases.
    """

    over: str
    interval: Interval
    drawn: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the product did not abstain from.

    Attributes:
        target: The precision that was asked for.
        questions: How many predictions were shown.
        precision: Share of them whose first candidate was right; None where none was shown.
        coverage: Share of all questions that they are.
    """

    target: float
    questions: int
    precision: Interval | None
    coverage: Interval


@dataclass(frozen=True, slots=True)
class Task:
    """One task's rows, the product's first, over the same `questions` questions of `cases` cases.

    `shown` and `reliability` are the product's.
    """

    name: str
    questions: int
    cases: int
    rows: tuple[Row, ...]
    lift: Lift
    shown: Shown
    reliability: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a replay found.

    Attributes:
        caused: Events that a suggestion caused: no answers, and the product does not learn from them.
        asked: All questions of the history.
        scored: Those of them that were scored.
    """

    kind: str
    events: int
    caused: int
    cases: int
    asked: int
    scored: int
    tasks: tuple[Task, ...]


def evaluate(
    history: Iterable[Event],
    product: Predictor,
    *,
    kind: str,
    precision: float,
    timer: Callable[[], float],
    last: int | None = None,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Evaluation:
    """Replay a history through the product and the counting baselines.

    Args:
        history: Events of one kind, oldest first; for files, of one project.
        product: A learner that knows nothing yet.
        kind: Which kind of activity is asked for.
        precision: What the product was asked to reach on what it shows.
        timer: Gives seconds; only differences are used.
        last: How many of the newest questions are scored; None scores the newer half. What lies before
            them is only learnt from.
        seed: Decides which file of a case is known, and the draws of the interval.
        progress: Called with (events learnt, events in all) after each step.

    Raises:
        RequestError: `last` is below 1, or the history is too short to score anything.
    """
    require_kind(kind)
    if last is not None and last < 1:
        raise RequestError(f"--last is {last}: it counts questions and starts at 1")
    events = list(history)
    steps = list(file_steps(events, seed=seed) if kind == "file" else sequence_steps(events))
    asked = sum(len(step.questions) for step in steps)
    scored = min(asked, last) if last is not None else asked - asked // 2
    if not scored:
        raise RequestError(
            f"the history has {len(events)} {kind} events and no question can be asked of it: "
            "learn more first, with `lev jepa learn`"
        )
    predictors = {PRODUCT: product, **_baselines(kind)}
    answers = _replay(steps, predictors, skip=asked - scored, timer=timer, progress=progress)
    tasks = tuple(
        _task(name, answers[name], precision=precision, seed=seed) for name in TASKS if name in answers
    )
    caused = sum(map(is_caused, events))
    cases = len({event.case for event in events})
    return Evaluation(kind, len(events), caused, cases, asked, scored, tasks)


@dataclass(slots=True)
class _Answers:
    """What one predictor said to the questions of one task, one entry a question."""

    cases: list[str] = field(default_factory=list)
    ranks: list[int | None] = field(default_factory=list)
    confidences: list[float] = field(default_factory=list)
    abstained: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, question: Question, prediction: Prediction, *, seconds: float) -> None:
        places = enumerate(prediction.candidates[:_DEPTH], start=1)
        self.cases.append(question.query.case)
        self.ranks.append(next((place for place, c in places if c.activity in question.answers), None))
        self.confidences.append(prediction.confidence)
        self.abstained.append(prediction.abstained is not None)
        self.seconds.append(seconds)


def _baselines(kind: str) -> dict[str, Predictor]:
    frequent: dict[str, Predictor] = {"frequent": Frequency()}
    if kind == "file":
        return {
            **frequent,
            "recent": Frequency(decay=0.02),
            "co-change": CoChange(),
            "intent words": IntentWords(),
        }
    return {
        **frequent,
        "recent": Frequency(decay=0.05),
        "markov": Backoff(order=1),
        "n-gram": Backoff(order=6),
    }


def _replay(
    steps: Sequence[Step],
    predictors: Mapping[str, Predictor],
    *,
    skip: int,
    timer: Callable[[], float],
    progress: Callable[[int, int], None],
) -> dict[str, dict[str, _Answers]]:
    answers: dict[str, dict[str, _Answers]] = {}
    learnt, total = 0, sum(len(step.events) for step in steps)
    for step in steps:
        for question in step.questions[skip:]:
            by_predictor = answers.setdefault(question.task, {name: _Answers() for name in predictors})
            for name, predictor in predictors.items():
                began = timer()
                prediction = predictor.predict_one(question.query, k=_DEPTH)
                by_predictor[name].add(question, prediction, seconds=timer() - began)
        skip = max(0, skip - len(step.questions))
        for event in step.events:
            for predictor in predictors.values():
                predictor.learn_one(event)
        learnt += len(step.events)
        progress(learnt, total)
    return answers


def _task(name: str, by_predictor: Mapping[str, _Answers], *, precision: float, seed: int) -> Task:
    rows = tuple(_row(predictor, answers) for predictor, answers in by_predictor.items())
    best = max(rows[1:], key=lambda row: row.hit_at_3).predictor
    product = by_predictor[PRODUCT]
    lift = _lift(product, by_predictor[best], over=best, seed=seed)
    right = [rank == 1 for rank in product.ranks]
    return Task(
        name,
        len(product.ranks),
        len(set(product.cases)),
        rows,
        lift,
        _shown(product, target=precision),
        tuple(metrics.reliability(product.confidences, right)),
    )


def _shown(answers: _Answers, *, target: float) -> Shown:
    shown = [
        rank == 1 for rank, kept_back in zip(answers.ranks, answers.abstained, strict=True) if not kept_back
    ]
    precision = metrics.wilson_interval(sum(shown), len(shown)) if shown else None
    return Shown(target, len(shown), precision, metrics.wilson_interval(len(shown), len(answers.ranks)))


def _row(predictor: str, answers: _Answers) -> Row:
    ranks, confidences = answers.ranks, answers.confidences
    right = [rank == 1 for rank in ranks]
    p50, p95 = np.percentile(answers.seconds, [50, 95]) * 1e3
    return Row(
        predictor=predictor,
        hit_at_1=metrics.hit_rate_at_k(ranks, k=1),
        hit_at_3=metrics.hit_rate_at_k(ranks, k=3),
        hit_at_5=metrics.hit_rate_at_k(ranks, k=5),
        hit_at_10=metrics.hit_rate_at_k(ranks, k=10),
        mrr=metrics.mean_reciprocal_rank(ranks),
        calibration_error=metrics.expected_calibration_error(confidences, right),
        log_loss=metrics.log_loss(confidences, right),
        coverage_at_90=metrics.coverage_at_precision(confidences, right, precision=PRECISION),
        abstained=sum(answers.abstained) / len(ranks),
        p50_ms=float(p50),
        p95_ms=float(p95),
    )


def _lift(product: _Answers, baseline: _Answers, *, over: str, seed: int) -> Lift:
    gains = [
        float(_hit(ours)) - float(_hit(theirs))
        for ours, theirs in zip(product.ranks, baseline.ranks, strict=True)
    ]
    by_case = len(set(product.cases)) >= _FEW_CASES
    groups = product.cases if by_case else [str(index) for index in range(len(gains))]
    return Lift(over, metrics.paired_lift(gains, groups, seed=seed), "cases" if by_case else "questions")


def _hit(rank: int | None) -> bool:
    return rank is not None and rank <= _LIFT_AT
