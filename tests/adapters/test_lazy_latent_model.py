"""A network is made when it is needed, and not before."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from tests.application.rehearsed_model import ALIKE, BETTER, EVERY, RehearsedModel
from tests.domain.lessons import names_about, often_right, questions

from jepa_learning.adapters.lazy_latent_model import LazyLatentModel
from jepa_learning.domain.errors import StoreError

NAMES = names_about()
WEIGHTS = Path("weights")


class Maker:
    """Makes networks and counts them."""

    def __init__(self) -> None:
        self.places: list[Path | None] = []
        self.answers: Path | None = WEIGHTS

    def __call__(self, place: Path | None) -> RehearsedModel:
        self.places.append(place)
        return RehearsedModel(place, lambda verdict, lessons, write: None, ALIKE)


@pytest.fixture
def maker() -> Maker:
    return Maker()


def lazy(maker: Maker, *, waits: bool = False) -> LazyLatentModel:
    return LazyLatentModel(maker, place=lambda: maker.answers, every=EVERY, most=10, waits=waits)


def test_a_network_that_answers_is_made_by_the_first_question(maker: Maker) -> None:
    model = lazy(maker)
    assert maker.places == []
    assert model.score(questions(2), NAMES) is not None
    assert model.score(questions(2), NAMES) is not None
    assert maker.places == [WEIGHTS]


def test_where_nothing_answers_a_question_makes_nothing(maker: Maker) -> None:
    maker.answers = None
    assert lazy(maker).score(questions(2), NAMES) is None
    assert maker.places == []


@pytest.mark.parametrize("waits", [True, False])
def test_lessons_make_it_when_there_are_enough_of_them(maker: Maker, waits: bool) -> None:
    maker.answers = None
    model = lazy(maker, waits=waits)
    model.learn_many(often_right(EVERY - 1), NAMES)
    assert (model.learn_round(), maker.places, model.state().waiting) == (False, [], EVERY - 1)
    model.learn_many(often_right(1), NAMES)
    assert model.learn_round()
    assert (maker.places, model.state().waiting) == ([None], 0)


def test_lessons_that_wait_are_bounded(maker: Maker) -> None:
    model = lazy(maker)
    model.learn_many(often_right(30), NAMES)
    assert model.state().waiting == 10


def test_lessons_of_another_learner_replace_those_that_wait(maker: Maker) -> None:
    model = lazy(maker)
    model.learn_many(often_right(3), NAMES)
    model.learn_many(often_right(2), names_about())
    assert model.state().waiting == 2


def test_what_cannot_be_made_is_silent_with_the_reason_and_not_tried_again(maker: Maker) -> None:
    tried: list[Path | None] = []

    def fail(place: Path | None) -> RehearsedModel:
        tried.append(place)
        raise StoreError("the weights are damaged")

    model = LazyLatentModel(fail, place=lambda: WEIGHTS, every=EVERY, most=10, waits=False)
    assert [model.score(questions(1), NAMES) for _ in range(2)] == [None, None]
    model.learn_many(often_right(EVERY), NAMES)
    assert not model.learn_round()
    assert (tried, model.reason) == ([WEIGHTS], "the weights are damaged")


def test_a_list_of_versions_that_cannot_be_read_is_a_reason_too() -> None:
    def fail() -> Path | None:
        raise StoreError("the list is damaged")

    model = LazyLatentModel(partial(Maker.__call__, Maker()), place=fail, every=EVERY, most=10, waits=False)
    assert model.score(questions(1), NAMES) is None
    assert model.state().reason == "the list is damaged"


def test_begun_again_it_has_the_weights_that_answer_now(maker: Maker) -> None:
    model = lazy(maker)
    model.score(questions(1), NAMES)
    maker.answers = Path("newer")
    model.restart()
    model.score(questions(1), NAMES)
    assert maker.places == [WEIGHTS, Path("newer")]


def test_forgetting_lets_go_of_the_lessons(maker: Maker) -> None:
    model = lazy(maker)
    model.learn_many(often_right(3), NAMES)
    model.forget()
    assert (model.state().waiting, model.candidate()) == (0, None)


def test_lessons_are_unsettled_until_what_learnt_from_them_answers(maker: Maker) -> None:
    model = LazyLatentModel(maker, place=lambda: WEIGHTS, every=EVERY, most=10, waits=False, carry=6)
    lessons = often_right(8)
    model.learn_many(lessons, NAMES)
    assert model.unsettled(NAMES) == tuple(lessons[-6:])
    assert model.unsettled(names_about()) == ()
    model.learn_round()
    assert model.unsettled(NAMES) == tuple(lessons[-6:])


def test_a_promotion_settles_all_but_the_lessons_that_wait() -> None:
    def make(place: Path | None) -> RehearsedModel:
        return RehearsedModel(place, lambda verdict, lessons, write: None, BETTER)

    model = LazyLatentModel(make, place=lambda: WEIGHTS, every=EVERY, most=10, waits=False, carry=10)
    lessons = often_right(6)
    model.learn_many(lessons, NAMES)
    model.learn_round()
    assert model.unsettled(NAMES) == tuple(lessons[-2:])
