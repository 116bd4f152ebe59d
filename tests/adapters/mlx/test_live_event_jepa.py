"""The event JEPA goes on learning beside what answers, and takes over when it is better."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.adapters.mlx.networks import OPTIONS, small_live, small_network
from tests.domain.lessons import names_about, often_right, questions

from jepa_learning.adapters.mlx.checkpoint import load_network
from jepa_learning.adapters.mlx.live_event_jepa import LiveEventJepa, LiveOptions
from jepa_learning.domain.promotion import Verdict
from jepa_learning.ports.model_registry import Write

NAMES = names_about()
LESSONS = often_right(96)


def rounds(model: LiveEventJepa) -> int:
    count = 0
    while model.learn_round():
        count += 1
    return count


def test_nothing_is_learnt_until_somebody_says_so() -> None:
    model = small_live(waits=False)
    model.learn_many(LESSONS[:20], NAMES)
    assert (model.state().waiting, model.state().learnt) == (20, 0)
    assert rounds(model) == 2
    assert (model.state().waiting, model.state().learnt) == (4, 16)


def test_the_more_was_learnt_the_more_lessons_a_round_takes() -> None:
    model, learnt = small_live(waits=False, growth=0.5, steps=1), [0]
    model.learn_many(LESSONS[:80], NAMES)
    while model.learn_round():
        learnt.append(model.state().learnt)
    assert np.diff(learnt).tolist() == [8, 8, 8, 12, 18]
    assert model.state().verdict is not None
    assert model.state().verdict.questions == 5 * 8


def test_rounds_that_are_asked_for_teach_what_rounds_that_are_waited_for_do() -> None:
    waited, asked = small_live(speaks=False), small_live(speaks=False, waits=False)
    for one in LESSONS:
        waited.learn_many([one], NAMES)
        asked.learn_many([one], NAMES)
        asked.learn_round()
    assert waited.promotions == asked.promotions > 0
    ours, theirs = (model.score(questions(4), NAMES) for model in (waited, asked))
    assert ours is not None
    assert theirs is not None
    assert all(np.array_equal(one, other) for one, other in zip(ours, theirs, strict=True))


def test_a_promotion_is_told_with_weights_that_answer_the_same(tmp_path: Path) -> None:
    told: list[tuple[Verdict, int]] = []

    def promoted(verdict: Verdict, lessons: int, write: Write) -> None:
        told.append((verdict, lessons))
        (tmp_path / str(len(told))).mkdir()
        write(tmp_path / str(len(told)))

    live = LiveOptions(every=8, growth=0.0, steps=2, batch=16, replay=256, pace=5.0, least=32, compared=128)
    model = LiveEventJepa(small_network, live, OPTIONS, speaks=False, waits=False, seed=0, promoted=promoted)
    model.learn_many(LESSONS, NAMES)
    rounds(model)
    assert len(told) == model.promotions > 0
    assert all(verdict.promoted and lessons >= 24 for verdict, lessons in told)
    again = LiveEventJepa(
        lambda: load_network(tmp_path / str(len(told))), live, OPTIONS, speaks=True, waits=False, seed=0
    )
    ours, theirs = model.score(questions(3), NAMES), again.score(questions(3), NAMES)
    assert ours is not None
    assert theirs is not None
    for one, other in zip(ours, theirs, strict=True):
        assert one == pytest.approx(other, abs=1e-6)


def test_what_was_compared_enough_and_is_no_better_can_be_kept(tmp_path: Path) -> None:
    model = small_live(waits=False, steps=1, least=16)
    model.learn_many(LESSONS[:8], NAMES)
    rounds(model)
    assert model.candidate() is None
    model = LiveEventJepa(
        small_network,
        LiveOptions(every=8, growth=0.0, steps=1, batch=16, replay=256, pace=1e-6, least=16, compared=128),
        OPTIONS,
        speaks=True,
        waits=False,
        seed=0,
    )
    model.learn_many(LESSONS[:32], NAMES)
    rounds(model)
    found = model.candidate()
    assert found is not None
    verdict, write = found
    assert verdict.questions == 32
    write(tmp_path)
    assert load_network(tmp_path).args == small_network().args


def test_each_round_tells_whether_the_states_collapse() -> None:
    model = small_live(waits=False)
    assert model.state().collapse is None
    model.learn_many(LESSONS[:8], NAMES)
    rounds(model)
    collapse = model.state().collapse
    assert collapse is not None
    assert (collapse.dimension, 1.0 <= collapse.rank <= 16.0) == (16, True)


@pytest.mark.parametrize("speaks", [True, False])
def test_each_round_tells_how_surprising_its_events_were(speaks: bool) -> None:
    model = small_live(waits=False, speaks=speaks)
    model.learn_many(LESSONS, NAMES)
    assert model.state().surprise is None
    model.learn_round()
    first = model.state().surprise
    assert first is not None
    assert first.events == sum(bool(one.moment.steps) for one in LESSONS[:8])
    assert 0.0 < first.median <= first.high
    rounds(model)
    last = model.state().surprise
    assert last is not None
    assert last.events == sum(bool(one.moment.steps) for one in LESSONS)


def test_only_the_last_surprises_are_kept() -> None:
    live = LiveOptions(every=8, growth=0.0, steps=1, batch=16, replay=256, pace=1.0, least=32, compared=10)
    model = LiveEventJepa(small_network, live, OPTIONS, speaks=True, waits=False, seed=0)
    model.learn_many(LESSONS[:32], NAMES)
    rounds(model)
    surprise = model.state().surprise
    assert surprise is not None
    assert surprise.events == 10


def test_lessons_of_another_learner_replace_those_that_wait() -> None:
    model = small_live(waits=False)
    model.learn_many(LESSONS[:7], NAMES)
    model.learn_many(LESSONS[:3], names_about())
    assert model.state().waiting == 3


def test_where_no_steps_are_wanted_nothing_is_learnt() -> None:
    model = small_live(waits=False, steps=0)
    model.learn_many(LESSONS, NAMES)
    assert rounds(model) == 0
