"""The confidence starts as the mixture's own odds and learns what its signs are worth."""

from __future__ import annotations

import random

import numpy as np
import pytest

from jepa_learning.domain.calibration import Calibration
from jepa_learning.domain.columns import Floats
from jepa_learning.domain.confidence import Confidence
from jepa_learning.domain.metrics import expected_calibration_error


def confidence(*, signs: int = 3, memory: float = 500.0) -> Confidence:
    map_on_top = Calibration(start=20.0, floor=0.02)
    return Confidence(signs, stiffness=10.0, memory=memory, calibration=map_on_top)


def told(odds: float, other: float) -> Floats:
    return np.array([1.0, odds / 2.0, other])


def chance(odds: float) -> float:
    return float(1.0 / (1.0 + np.exp(-odds)))


@pytest.mark.parametrize("odds", [-3.0, 0.0, 2.0])
def test_before_anything_is_learnt_the_mixture_is_believed(odds: float) -> None:
    assert confidence().predict_one(told(odds, 1.0)) == pytest.approx(chance(odds), abs=0.02)


def test_a_sign_that_tells_right_from_wrong_comes_to_count() -> None:
    learner, draws = confidence(), random.Random(1)
    for _ in range(1_500):
        sign = draws.choice([-1.0, 1.0])
        learner.learn_one(told(0.0, sign), right=draws.random() < (0.8 if sign > 0 else 0.2))
    assert learner.predict_one(told(0.0, 1.0)) == pytest.approx(0.8, abs=0.1)
    assert learner.predict_one(told(0.0, -1.0)) == pytest.approx(0.2, abs=0.1)


def test_what_it_says_comes_true_that_often_though_the_odds_promise_too_much() -> None:
    learner, draws = confidence(), random.Random(2)
    said, came = [], []
    for _ in range(4_000):
        odds = draws.gauss(1.0, 2.0)
        signs = told(odds, draws.gauss(0.0, 1.0))
        right = draws.random() < chance(0.4 * odds - 1.0)
        said.append(learner.predict_one(signs))
        came.append(right)
        learner.learn_one(signs, right=right)
    assert expected_calibration_error(said[2_000:], came[2_000:]) < 0.03


def test_it_follows_when_a_sign_turns_round() -> None:
    learner, draws = confidence(memory=200.0), random.Random(3)
    for trust in (1.0, -1.0):
        for _ in range(1_500):
            sign = draws.choice([-1.0, 1.0])
            learner.learn_one(told(0.0, sign), right=draws.random() < 0.5 + 0.35 * sign * trust)
    assert learner.predict_one(told(0.0, -1.0)) > 0.7


def test_the_usual_signs_are_those_of_late() -> None:
    learner = confidence(memory=50.0)
    for _ in range(10):
        learner.learn_one(told(2.0, 1.0), right=True)
    assert learner.usual == pytest.approx(told(2.0, 1.0))
    for _ in range(400):
        learner.learn_one(told(2.0, -1.0), right=True)
    assert learner.usual[2] == pytest.approx(-1.0, abs=0.01)
