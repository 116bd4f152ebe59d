"""The council: whom it asks, what it is silent about, and that it hears views that are there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from tests.adapters.council.councils import taught_weights
from tests.domain.histories import OPTIONS
from tests.domain.manifolds.situations import catalogue_of, of_files

from jepa_learning.adapters.council.model import CouncilModel
from jepa_learning.domain.build_learner import file_manifolds
from jepa_learning.domain.catalogue import Catalogue, Interner
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.latent import Latent, LatentModel, Lesson, Moment
from jepa_learning.domain.manifolds.council import HEARD, Council
from jepa_learning.domain.manifolds.manifold import Deferring

FILES = ("src/a.py", "src/b.py", "test/a.py")


class Noting:
    """A model that says how often each candidate's number is odd, and notes what it is taught."""

    def __init__(self) -> None:
        self.lessons: list[Lesson] = []

    def score(self, moments: Sequence[Moment], vocabulary: Interner) -> list[Floats] | None:
        return [(one.candidates % 2).astype(np.float64) for one in moments]

    def learn_many(self, lessons: Sequence[Lesson], vocabulary: Interner) -> None:
        self.lessons.extend(lessons)


def council(model: Noting | None) -> Council:
    latent = Latent()
    latent.model = model
    return Council(latent)


def names() -> Catalogue:
    return catalogue_of(*FILES)


def test_it_hears_views_of_manifolds_that_count_and_each_once() -> None:
    counting = [one for one in file_manifolds(OPTIONS.files) if not isinstance(one, Deferring)]
    views = {f"{one.name}.{view}" for one in counting for view in one.views}
    assert set(HEARD) == views
    assert len(HEARD) == len(views)


def test_without_a_model_nothing_is_asked_and_nothing_said() -> None:
    silent, catalogue = council(None), names()
    asked = silent.moments(of_files(catalogue, intent="fix a"), catalogue=catalogue)
    assert asked == []
    assert silent.answer(asked) is None
    assert silent.predict_one(of_files(catalogue), catalogue=catalogue) is None


def test_it_is_asked_as_the_intent_is_known_and_as_if_it_were_not() -> None:
    catalogue = names()
    asked = council(Noting()).moments(
        of_files(catalogue, known=["src/a.py"], intent="fix a"), catalogue=catalogue
    )
    assert [one.intent for one in asked] == ["fix a", ""]
    assert [one.known for one in asked] == [(0,), (0,)]
    assert asked[0].candidates.tolist() == asked[1].candidates.tolist()


def test_what_it_says_is_against_every_candidate_being_as_likely_as_another() -> None:
    catalogue, asked = names(), council(Noting())
    said = asked.answer(asked.moments(of_files(catalogue, intent="fix a"), catalogue=catalogue))
    assert said is not None
    assert np.allclose(np.exp(said).mean(axis=1), 1.0)
    assert (said.argmax(axis=1) == 1).all()


def test_outcomes_are_handed_on_to_whoever_collects_them() -> None:
    catalogue, model = names(), Noting()
    asked = council(model)
    (told, _) = asked.moments(of_files(catalogue, intent="fix a"), catalogue=catalogue)
    asked.teach(told, np.array([2]), np.array([0.2, 0.3, 0.5]))
    (taught,) = model.lessons
    assert taught.right.tolist() == [False, False, True]
    council(None).teach(told, np.array([2]), np.array([0.2, 0.3, 0.5]))


@pytest.mark.parametrize(
    ("model", "learns"), [(None, False), (Noting(), True), (CouncilModel(taught_weights()), False)]
)
def test_only_who_collects_lessons_is_taught(model: LatentModel | None, learns: bool) -> None:
    latent = Latent()
    latent.model = model
    assert Council(latent).learns == learns
