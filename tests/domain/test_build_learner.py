"""What a learner is made of, and when it hesitates."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from tests.adapters.council.councils import taught_weights
from tests.domain.histories import OPTIONS, ask, commits, learnt

from jepa_learning.adapters.council.model import CouncilModel
from jepa_learning.domain.build_learner import (
    build_learner,
    file_manifolds,
    hesitate,
    manifold_names,
    sequence_manifolds,
)
from jepa_learning.domain.errors import RequestError
from jepa_learning.domain.event import Candidate, Prediction
from jepa_learning.domain.world import Knowledge

SURE = Prediction((Candidate("a.py", 0.5),), confidence=0.5)
ENOUGH = Knowledge(events=1000, cases=100, activities=10)
LIMITS = {"deferred": 4096, "least_cases": 20, "least_events": 200}


def hesitation(prediction: Prediction, knowledge: Knowledge) -> str | None:
    return hesitate(prediction, knowledge, least_cases=20, least_events=200).abstained


def test_a_sure_answer_from_a_long_history_is_given_without_hesitation() -> None:
    assert hesitate(SURE, ENOUGH, least_cases=20, least_events=200) == SURE


def test_without_candidates_nothing_is_known_yet() -> None:
    assert hesitation(Prediction(()), Knowledge()) == "nothing is known yet"


def test_a_short_history_is_told_with_its_length() -> None:
    assert (
        hesitation(SURE, Knowledge(events=199, cases=19, activities=3))
        == "too little history: 199 events in 19 cases"
    )


@pytest.mark.parametrize("known", [Knowledge(events=200, cases=1), Knowledge(events=20, cases=20)])
def test_many_events_or_many_cases_are_enough(known: Knowledge) -> None:
    assert hesitation(SURE, known) is None


def test_an_answers_own_doubt_is_told_where_there_is_history_enough() -> None:
    guess = replace(SURE, abstained="not sure enough: 50 % for the first")
    assert hesitation(guess, ENOUGH) == "not sure enough: 50 % for the first"
    assert hesitation(guess, Knowledge()) == "too little history: 0 events in 0 cases"


def test_what_is_left_of_a_dismissed_answer_must_still_be_sure_enough() -> None:
    assert hesitation(replace(SURE, needed=0.5), ENOUGH) is None
    assert hesitation(replace(SURE, needed=0.51), ENOUGH) == (
        "not sure enough: what was likelier was dismissed of late"
    )


def test_in_a_breakdown_nothing_is_to_be_acted_on() -> None:
    assert hesitation(replace(SURE, regime="breakdown"), ENOUGH) == (
        "breakdown: what happens is unlike anything learnt"
    )


def test_a_hesitant_answer_still_shows_its_candidates() -> None:
    said = learnt(commits(["a.py", "b.py"])).predict_one(ask())
    assert said.abstained == "too little history: 2 events in 1 case"
    assert len(said.candidates) == 2


def test_a_manifold_that_does_not_exist_cannot_be_left_out_and_the_known_ones_are_named() -> None:
    with pytest.raises(RequestError, match="no manifold 'ngrams'") as error:
        build_learner(OPTIONS, without=["ngrams"])
    for name in manifold_names(OPTIONS):
        assert name in str(error.value)


@pytest.mark.parametrize("kind", ["files", "sequences"])
def test_one_manifold_of_each_kind_must_stay(kind: str) -> None:
    files = {manifold.name for manifold in file_manifolds(OPTIONS.files)}
    sequences = {manifold.name for manifold in sequence_manifolds(OPTIONS.sequences)}
    with pytest.raises(RequestError, match=f"every manifold of {kind}"):
        build_learner(OPTIONS, without=files if kind == "files" else sequences)


def test_a_learner_with_one_manifold_of_each_kind_works() -> None:
    without = manifold_names(OPTIONS) - {"frequency"}
    said = learnt(commits(["a.py", "b.py"], ["a.py"], ["a.py"]), without=sorted(without)).predict_one(ask())
    assert said.candidates[0].activity == "a.py"
    assert {name for one in said.candidates for name in one.reasons} <= {"frequency"}


def test_a_learner_can_be_stored_before_it_has_learnt_anything() -> None:
    assert pickle.loads(pickle.dumps(build_learner(OPTIONS))).predict_one(ask()).candidates == ()


def test_every_manifold_is_in_the_list_that_people_read() -> None:
    from pathlib import Path

    listed = (Path(__file__).parents[2] / "docs/reference/manifolds.md").read_text(encoding="utf-8")
    assert [name for name in sorted(manifold_names(OPTIONS)) if f"| `{name}` |" not in listed] == []


def test_the_council_hears_those_who_are_there_where_one_is_left_out() -> None:
    history = commits(*[["a.py", "b.py"], ["a.py", "c.py"]] * 12)
    learner = build_learner(OPTIONS, without=["author", "event_jepa"])
    learner.connect({"council": CouncilModel(taught_weights())})
    learner.learn_many(history)
    said = learner.predict_one(ask())
    assert {one.activity for one in said.candidates} == {"a.py", "b.py", "c.py"}
    assert (
        pickle.loads(pickle.dumps(learner)).predict_one(ask()).candidates
    )  # silent until it is connected again
    assert said != learnt(history, without=["author", "event_jepa"]).predict_one(ask())
