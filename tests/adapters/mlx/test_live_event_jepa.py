"""A network that answers, and one that learns beside it: when it takes over, and what it does not touch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from tests.adapters.mlx.networks import small_live
from tests.domain.lessons import names_about, often_right, outcome, questions

from jepa_learning.adapters.mlx.checkpoint import load_network
from jepa_learning.adapters.mlx.live_event_jepa import LiveEventJepa
from jepa_learning.domain.catalogue import Interner
from jepa_learning.domain.latent import Lesson

VOCABULARY = names_about()


def noise(count: int) -> list[Lesson]:
    """Lessons in which what came has nothing to do with the question."""
    chance = np.random.default_rng(0)
    return [outcome(one, int(chance.integers(len(one.candidates)))) for one in questions(count, seed=8)]


def taught(live: LiveEventJepa, lessons: list[Lesson], vocabulary: Interner = VOCABULARY) -> LiveEventJepa:
    for one in lessons:
        live.learn_many([one], vocabulary)
    return live


def test_what_learnt_takes_over_when_it_is_better_beyond_doubt() -> None:
    live, asked = small_live(), [one.moment for one in often_right(4, seed=7)]
    before = live.score(asked, VOCABULARY)
    taught(live, often_right(96))
    assert live.promotions >= 1
    after = live.score(asked, VOCABULARY)
    assert before is not None
    assert after is not None
    assert any(not np.array_equal(one, other) for one, other in zip(before, after, strict=True))


def test_what_learnt_noise_does_not_take_over() -> None:
    live, asked = small_live(), questions(4, seed=7)
    before = live.score(asked, VOCABULARY)
    taught(live, noise(96))
    assert live.promotions == 0
    assert live.verdict is not None
    assert not live.verdict.promoted
    after = live.score(asked, VOCABULARY)
    assert before is not None
    assert after is not None
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))


def test_a_silent_one_that_learnt_noise_stays_silent() -> None:
    live = taught(small_live(speaks=False), noise(96))
    assert live.score(questions(1), VOCABULARY) is None


def test_a_silent_one_is_compared_with_what_was_believed_without_it() -> None:
    sure = [
        replace(one, believed=np.where(one.right, -0.01, -9.0).astype(np.float32)) for one in often_right(96)
    ]
    live = taught(small_live(speaks=False), sure)
    assert live.verdict is not None
    assert live.verdict.worse
    assert live.score(questions(1), VOCABULARY) is None


def test_one_that_is_not_waited_for_learns_only_when_it_is_told_to() -> None:
    live = taught(small_live(waits=False, every=8), often_right(20))
    assert (live.state().waiting, live.state().learnt) == (20, 0)
    assert [live.learn_round() for _ in range(3)] == [True, True, False]
    state = live.state()
    assert (state.waiting, state.learnt) == (4, 16)
    assert state.collapse is not None
    assert state.collapse.rank >= 1.0


def test_without_steps_it_never_learns() -> None:
    live = taught(small_live(steps=0), often_right(20))
    assert live.verdict is None
    assert not live.learn_round()


def test_lessons_of_another_vocabulary_are_not_mixed_with_those_before() -> None:
    live = taught(small_live(waits=False, every=8), often_right(7))
    taught(live, often_right(7, seed=1), names_about(("harbour",) * 6))
    assert live.state().waiting == 7
    assert not live.learn_round()


def test_a_promotion_is_told_with_what_writes_the_weights(tmp_path: Path) -> None:
    told: list[tuple[bool, int]] = []
    live = small_live(
        promoted=lambda verdict, lessons, write: (told.append((verdict.promoted, lessons)), write(tmp_path))[
            0
        ]
    )
    taught(live, often_right(96))
    assert len(told) == live.promotions >= 1
    assert all(promoted and lessons >= 32 for promoted, lessons in told)
    assert load_network(tmp_path).args.dimension == 16


def test_what_was_compared_and_found_no_better_can_be_looked_at() -> None:
    live = small_live()
    assert live.candidate() is None
    taught(live, noise(48))
    found = live.candidate()
    assert found is not None
    assert not found[0].promoted
