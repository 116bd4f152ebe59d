"""Evaluation asks before it tells, scores the newer part, and compares on the same questions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import count

import pytest

from jepa_learning.application import evaluate as evaluation
from jepa_learning.application.evaluate import PRODUCT, Evaluation, Task
from jepa_learning.domain.baselines import Backoff, Frequency
from jepa_learning.domain.errors import EventError, RequestError
from jepa_learning.domain.event import Candidate, Event, Prediction, Query

evaluate = partial(evaluation.evaluate, precision=0.9)


class Oracle:
    """Says what comes next in a sequence that it was given beforehand; notes how it was used."""

    def __init__(self, activities: str, *, confidence: float = 1.0, abstained: str | None = None) -> None:
        self.heard: list[str] = []
        self.asked_at: list[int] = []
        self._activities, self._confidence, self._abstained = activities, confidence, abstained

    def learn_one(self, event: Event) -> None:
        self.heard.append(event.activity)

    def predict_one(self, query: Query, *, k: int) -> Prediction:
        self.asked_at.append(len(self.heard))
        candidate = Candidate(self._activities[len(self.heard)], self._confidence)
        return Prediction((candidate,), abstained=self._abstained, confidence=self._confidence)


def commands(text: str) -> list[Event]:
    return [Event("command", letter, "session", time=float(i)) for i, letter in enumerate(text)]


def commits(n: int) -> list[Event]:
    history = [Event("file", name, "0", intent="Start", attributes={"status": "A"}) for name in "abcd"]
    for i in range(1, n):
        pair = "ab" if i % 2 else "cd"
        history += [
            Event("file", name, str(i), intent=f"Change {pair}", attributes={"status": "M"}) for name in pair
        ]
    return history


def ticking(*, seconds: float = 0.002) -> float:
    """Advance by two milliseconds at every look."""
    return next(_ticks) * seconds


_ticks = count()


def row(task: Task, predictor: str) -> object:
    return next(r for r in task.rows if r.predictor == predictor)


def only(evaluation: Evaluation) -> Task:
    (task,) = evaluation.tasks
    return task


def test_each_event_is_asked_about_before_it_is_learnt() -> None:
    oracle = Oracle("abcabcab")
    found = evaluate(commands("abcabcab"), oracle, kind="command", last=8, timer=ticking)
    assert oracle.asked_at == list(range(8))
    assert oracle.heard == list("abcabcab")
    assert only(found).rows[0].hit_at_1 == 1.0


def test_the_newer_half_is_scored_and_the_older_only_learnt() -> None:
    oracle = Oracle("abcabca")
    found = evaluate(commands("abcabca"), oracle, kind="command", timer=ticking)
    assert (found.asked, found.scored) == (7, 4)
    assert oracle.asked_at == [3, 4, 5, 6]


def test_last_scores_that_many_of_the_newest_questions() -> None:
    oracle = Oracle("abcabca")
    assert evaluate(commands("abcabca"), oracle, kind="command", last=2, timer=ticking).scored == 2
    assert oracle.asked_at == [5, 6]


def test_last_beyond_the_history_scores_all_of_it() -> None:
    assert evaluate(commands("abc"), Oracle("abc"), kind="command", last=99, timer=ticking).scored == 3


def test_the_product_and_every_baseline_answer_the_same_questions() -> None:
    found = evaluate(commits(30), Frequency(), kind="file", timer=ticking)
    assert [task.name for task in found.tasks] == ["start", "blind", "complete"]
    for task in found.tasks:
        assert [r.predictor for r in task.rows] == [
            PRODUCT,
            "frequent",
            "recent",
            "co-change",
            "intent words",
        ]
        assert row(task, PRODUCT) != row(task, "co-change")
    assert sum(task.questions for task in found.tasks) == found.scored


def test_a_product_that_is_a_baseline_scores_like_that_baseline() -> None:
    task = only(evaluate(commands("abcab" * 20), Backoff(order=6), kind="command", timer=ticking))
    ours, theirs = task.rows[0], task.rows[-1]
    assert theirs.predictor == "n-gram"
    assert (ours.hit_at_1, ours.mrr, ours.log_loss) == (theirs.hit_at_1, theirs.mrr, theirs.log_loss)
    assert task.lift.interval.value == 0.0


def test_cochange_wins_where_files_change_in_pairs() -> None:
    found = evaluate(commits(40), Frequency(), kind="file", timer=ticking)
    complete = next(task for task in found.tasks if task.name == "complete")
    by_name = {r.predictor: r for r in complete.rows}
    assert by_name["co-change"].hit_at_1 == 1.0
    assert by_name["frequent"].hit_at_1 < 1.0


def test_the_lift_is_over_the_best_baseline_at_three() -> None:
    history = commands("abcdefgh" * 10)
    task = only(evaluate(history, Oracle("abcdefgh" * 10), kind="command", timer=ticking))
    best = max(task.rows[1:], key=lambda r: r.hit_at_3)
    assert task.lift.over == best.predictor
    assert task.lift.interval.value == pytest.approx(task.rows[0].hit_at_3 - best.hit_at_3)


def test_one_long_session_draws_questions_and_many_cases_draw_cases() -> None:
    assert (
        only(evaluate(commands("ab" * 30), Oracle("ab" * 30), kind="command", timer=ticking)).lift.drawn
        == "questions"
    )
    assert evaluate(commits(60), Frequency(), kind="file", timer=ticking).tasks[0].lift.drawn == "cases"


def test_a_confidence_that_is_always_right_is_calibrated_and_covers_everything() -> None:
    ours = only(evaluate(commands("abcd" * 5), Oracle("abcd" * 5), kind="command", timer=ticking)).rows[0]
    assert ours.calibration_error == 0.0
    assert ours.coverage_at_90 == 1.0


def test_an_abstention_counts_as_an_answer_and_is_counted() -> None:
    oracle = Oracle("abcd" * 5, abstained="too little is known")
    ours = only(evaluate(commands("abcd" * 5), oracle, kind="command", timer=ticking)).rows[0]
    assert (ours.hit_at_1, ours.abstained) == (1.0, 1.0)


def test_what_was_shown_is_counted_with_its_precision_and_coverage() -> None:
    class Doubtful(Oracle):
        """Abstains every other time, and is wrong on the last four questions."""

        def predict_one(self, query: Query, *, k: int) -> Prediction:
            said = super().predict_one(query, k=k)
            wrong = (Candidate("?", 0.5),)
            silent = "not sure enough" if len(self.heard) % 2 else None
            return replace(
                said, candidates=wrong if len(self.heard) >= 16 else said.candidates, abstained=silent
            )

    shown = only(
        evaluate(commands("abcd" * 5), Doubtful("abcd" * 5), kind="command", last=20, timer=ticking)
    ).shown
    assert (shown.target, shown.questions) == (0.9, 10)
    assert shown.precision is not None
    assert shown.precision.value == pytest.approx(8 / 10)
    assert shown.precision.low < 0.8 < shown.precision.high
    assert shown.coverage.value == pytest.approx(10 / 20)


def test_where_nothing_was_shown_there_is_no_precision() -> None:
    silent = Oracle("abcd" * 5, abstained="too little is known")
    shown = only(evaluate(commands("abcd" * 5), silent, kind="command", timer=ticking)).shown
    assert (shown.questions, shown.precision, shown.coverage.value) == (0, None, 0.0)


def test_the_reliability_diagram_has_the_products_questions_by_confidence() -> None:
    task = only(evaluate(commands("abcd" * 5), Oracle("abcd" * 5), kind="command", timer=ticking))
    assert len(task.reliability) == 15
    assert [one.questions for one in task.reliability] == [0] * 14 + [10]
    assert (task.reliability[-1].claimed, task.reliability[-1].right) == (1.0, 1.0)


def test_latency_is_the_time_of_one_question_in_milliseconds() -> None:
    ours = only(evaluate(commands("abcd"), Oracle("abcd"), kind="command", timer=ticking)).rows[0]
    assert (ours.p50_ms, ours.p95_ms) == pytest.approx((2.0, 2.0))


def test_the_same_seed_gives_the_same_evaluation() -> None:
    def hits(seed: int) -> list[tuple[float, ...]]:
        found = evaluate(commits(40), Frequency(), kind="file", seed=seed, timer=ticking)
        return [
            (t.rows[0].hit_at_1, t.rows[0].mrr, t.lift.interval.low, t.lift.interval.high)
            for t in found.tasks
        ]

    assert hits(3) == hits(3)


def test_progress_reaches_the_number_of_events() -> None:
    told: list[tuple[int, int]] = []
    evaluate(
        commands("abcd"),
        Oracle("abcd"),
        kind="command",
        timer=ticking,
        progress=lambda *now: told.append(now),
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize("last", [0, -3])
def test_a_last_below_one_is_refused_with_its_value(last: int) -> None:
    with pytest.raises(RequestError, match=f"--last is {last}"):
        evaluate(commands("ab"), Oracle("ab"), kind="command", last=last, timer=ticking)


def test_a_history_without_questions_is_refused_with_what_to_do() -> None:
    with pytest.raises(RequestError, match=r"0 file events.*lev jepa learn"):
        evaluate([], Frequency(), kind="file", timer=ticking)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(EventError, match="dance"):
        evaluate([], Frequency(), kind="dance", timer=ticking)
