"""What every latent model does: it ranks candidates, and learns beside what answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.domain.lessons import moment, names_about, numbers, often_right, questions

from jepa_learning.adapters.lazy_latent_model import LazyLatentModel
from jepa_learning.adapters.memory.latent_model import LinearLatentModel
from jepa_learning.domain.latent import LatentModel

LEAST = 40
"""Lessons that a comparison needs."""


def linear(*, speaks: bool) -> LatentModel:
    return LinearLatentModel(rate=0.5, least=LEAST, speaks=speaks)


def event_jepa(*, speaks: bool) -> LatentModel:
    from tests.adapters.mlx.networks import small_live

    return small_live(speaks=speaks, least=LEAST)


def lazy(*, speaks: bool) -> LatentModel:
    from tests.adapters.mlx.networks import small_live

    return LazyLatentModel(
        lambda folder: small_live(speaks=folder is not None, least=LEAST),
        place=lambda: Path("base") if speaks else None,
        every=8,
        most=100,
        waits=True,
    )


MODELS: dict[str, Callable[..., LatentModel]] = {"linear": linear, "event_jepa": event_jepa, "lazy": lazy}


@pytest.fixture(params=MODELS, scope="module")
def make(request: pytest.FixtureRequest) -> Callable[..., LatentModel]:
    return MODELS[request.param]


@pytest.fixture(scope="module")
def taught(make: Callable[..., LatentModel]) -> LatentModel:
    """A model that was silent until what it learnt was better than what had been believed."""
    return teach(make(speaks=False))


def teach(model: LatentModel) -> LatentModel:
    vocabulary = names_about()
    for one in often_right(96):
        model.learn_many([one], vocabulary)
    return model


def test_each_candidate_of_each_moment_has_one_finite_score(make: Callable[..., LatentModel]) -> None:
    asked = questions(7)
    scores = make(speaks=True).score(asked, names_about())
    assert scores is not None
    assert [one.shape for one in scores] == [one.candidates.shape for one in asked]
    assert all(np.isfinite(one).all() for one in scores)


def test_no_questions_have_no_scores(make: Callable[..., LatentModel]) -> None:
    assert make(speaks=True).score([], names_about()) == []


def test_questions_alone_and_together_have_the_same_scores(taught: LatentModel) -> None:
    model, vocabulary, asked = taught, names_about(), questions(9, seed=1)
    together = model.score(asked, vocabulary)
    alone = [model.score([one], vocabulary) for one in asked]
    assert together is not None
    for (one,), other in zip((said for said in alone if said is not None), together, strict=True):
        assert one == pytest.approx(other, abs=1e-4)


def test_the_order_of_the_candidates_is_that_of_the_scores(taught: LatentModel) -> None:
    model, vocabulary = taught, names_about()
    (asked,) = questions(1)
    turned = moment(
        asked.candidates[::-1].copy(), features=asked.features[::-1].copy(), episodes=asked.episodes
    )
    first, second = model.score([asked], vocabulary), model.score([turned], vocabulary)
    assert first is not None
    assert second is not None
    assert first[0] == pytest.approx(second[0][::-1], abs=1e-4)


def test_asking_twice_gives_the_same_and_changes_nothing(taught: LatentModel) -> None:
    model, vocabulary, asked = taught, names_about(), questions(5, seed=2)
    first = model.score(asked, vocabulary)
    model.score(questions(5, seed=3), vocabulary)
    second = model.score(asked, vocabulary)
    assert first is not None
    assert second is not None
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))


def test_silence_is_none(make: Callable[..., LatentModel]) -> None:
    assert make(speaks=False).score(questions(2), names_about()) is None


def test_lessons_fewer_than_a_comparison_needs_change_no_answer(make: Callable[..., LatentModel]) -> None:
    model, vocabulary, asked = make(speaks=True), names_about(), questions(4, seed=4)
    before = model.score(asked, vocabulary)
    model.learn_many(often_right(LEAST - 1), vocabulary)
    after = model.score(asked, vocabulary)
    assert before is not None
    assert after is not None
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))


def test_a_model_that_was_silent_speaks_once_it_is_better_than_what_was_believed(
    taught: LatentModel,
) -> None:
    vocabulary = names_about()
    asked = often_right(60, seed=5)
    scores = taught.score([one.moment for one in asked], vocabulary)
    assert scores is not None
    hits = [bool(one.right[said.argmax()]) for one, said in zip(asked, scores, strict=True)]
    by_chance = float(np.mean([1.0 / len(one.right) for one in asked]))
    assert np.mean(hits) > 1.5 * by_chance


def test_the_same_lessons_give_the_same_answers(
    make: Callable[..., LatentModel], taught: LatentModel
) -> None:
    vocabulary, asked = names_about(), questions(5, seed=6)
    first = taught.score(asked, vocabulary)
    second = teach(make(speaks=False)).score(asked, vocabulary)
    assert first is not None
    assert second is not None
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))


def test_another_vocabulary_is_not_confused_with_the_one_before(make: Callable[..., LatentModel]) -> None:
    first, other = names_about(), names_about(("schema", "widget", "logger", "parser", "client", "router"))
    asked = [moment(numbers(0, 3, 5), intent="fix the router"), *questions(3, seed=7)]
    fresh, used = make(speaks=True), make(speaks=True)
    expected = fresh.score(asked, other)
    used.score(asked, first)
    used.learn_many(often_right(5), first)
    used.learn_many(often_right(5), other)
    said = used.score(asked, other)
    assert expected is not None
    assert said is not None
    assert all(one == pytest.approx(two, abs=1e-6) for one, two in zip(said, expected, strict=True))
