"""The map from probabilities to frequencies: starts as the identity, ends at what happened."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jepa_learning.domain.calibration import BUCKETS, REACH, Calibration


def at_bucket(number: int) -> float:
    odds = -REACH + 2 * REACH * number / (BUCKETS - 1)
    return float(1 / (1 + np.exp(-odds)))


def read(calibration: Calibration, p: float) -> float:
    return float(calibration.predict(np.array([p]))[0])


def test_it_starts_as_the_identity() -> None:
    p = np.linspace(0.001, 0.999, 500)
    assert Calibration(start=20.0, floor=0.005).predict(p) == pytest.approx(p, abs=0.02)
    exact = np.array([at_bucket(number) for number in range(BUCKETS)])
    assert Calibration(start=20.0, floor=0.005).predict(exact) == pytest.approx(exact, abs=1e-9)


def test_it_converges_to_the_frequency() -> None:
    calibration, draws = Calibration(start=20.0, floor=0.005), random.Random(1)
    for _ in range(5_000):
        calibration.learn_one(0.5, right=draws.random() < 0.2)
    assert read(calibration, 0.5) == pytest.approx(0.2, abs=0.05)


def test_without_a_floor_a_bucket_holds_the_mean_of_all_outcomes_and_its_start() -> None:
    calibration = Calibration(start=20.0, floor=1e-12)
    for outcome in [True] * 30 + [False] * 10:
        calibration.learn_one(0.5, right=outcome)
    assert read(calibration, 0.5) == pytest.approx((20 * 0.5 + 30) / (20 + 40))


def test_an_outcome_between_two_buckets_is_shared_by_nearness() -> None:
    odds = REACH * 2 / (BUCKETS - 1) * 0.25  # a quarter of the way from the middle to the next bucket
    p = float(1 / (1 + np.exp(-odds)))
    calibration = Calibration(start=20.0, floor=1e-12)
    calibration.learn_one(p, right=True)
    low, high = at_bucket(16), at_bucket(17)
    learnt_low = low + 0.75 / 20.75 * (1 - low)
    learnt_high = high + 0.25 / 20.25 * (1 - high)
    assert read(calibration, low) == pytest.approx(learnt_low)
    assert read(calibration, high) == pytest.approx(learnt_high)
    assert read(calibration, p) == pytest.approx(0.75 * learnt_low + 0.25 * learnt_high)


def test_what_is_far_away_is_not_touched() -> None:
    calibration = Calibration(start=20.0, floor=0.005)
    before = read(calibration, 0.9)
    for _ in range(100):
        calibration.learn_one(0.1, right=True)
    assert read(calibration, 0.9) == before


def test_it_follows_when_the_stream_changes() -> None:
    calibration = Calibration(start=20.0, floor=0.01)
    for _ in range(10_000):
        calibration.learn_one(0.5, right=False)
    for _ in range(300):
        calibration.learn_one(0.5, right=True)
    assert read(calibration, 0.5) > 0.9


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=50), st.floats(0, 1))
def test_whatever_was_learnt_a_calibrated_probability_is_one(
    outcomes: list[tuple[float, bool]], p: float
) -> None:
    calibration = Calibration(start=1.0, floor=0.005)
    for claimed, right in outcomes:
        calibration.learn_one(claimed, right=right)
    assert 0.0 <= read(calibration, p) <= 1.0
