"""Speed, direction and curvature against numpy, and against their nulls."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jepa_learning.domain.columns import Floats
from jepa_learning.domain.drift.geometry import (
    Window,
    curvature,
    direction,
    exceeding,
    speed,
    summarise,
)

WINDOWS, POINTS, D = 400, 60, 12


def still(seed: int = 0) -> Floats:
    """Points about one centre, with another spread in each dimension, `[W, N, D]`."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(WINDOWS, POINTS, D)) * rng.uniform(0.5, 1.5, size=D)


def at(*place: float) -> Window:
    return Window(np.array(place), spread=1.0, points=10)


def test_a_window_has_the_mean_and_the_trace_of_the_covariance() -> None:
    points = still()[0]
    window = summarise(points)
    assert window.centroid == pytest.approx(points.mean(axis=0))
    assert window.spread == pytest.approx(np.trace(np.cov(points.T)))


def test_speed_is_the_squared_step_over_twice_the_trace_by_the_number_of_points() -> None:
    before, after = (summarise(points) for points in still()[:2])
    step = after.centroid - before.centroid
    trace = (before.spread + after.spread) / 2.0
    assert speed(before, after) == pytest.approx(step @ step / (2.0 * trace / POINTS))


def test_points_about_one_centre_have_a_mean_speed_of_one() -> None:
    windows = [summarise(points) for points in still()]
    speeds = [speed(*pair) for pair in zip(windows[::2], windows[1::2], strict=True)]
    assert np.mean(speeds) == pytest.approx(1.0, abs=0.08)


def test_points_about_one_centre_have_a_mean_cosine_of_minus_a_half() -> None:
    # The null of the ratio of expectations; with 12 dimensions the mean cosine is within a few hundredths.
    windows = [summarise(points) for points in still()]
    cosines = [direction(*windows[place : place + 3]) for place in range(0, WINDOWS - 2, 3)]
    assert np.mean(cosines) == pytest.approx(-0.5, abs=0.05)


def test_points_about_one_centre_turn_by_a_third_of_a_circle_a_step_of_noise() -> None:
    rng = np.random.default_rng(1)
    windows = [summarise(points) for points in rng.normal(size=(90, 30, 200))]
    turns = [curvature(*windows[place : place + 3]) for place in range(0, 88, 3)]
    assert np.mean(turns) == pytest.approx(2.0 * math.pi / 3.0, rel=0.05)


def test_a_steady_drift_goes_straight_on() -> None:
    path = at(0.0, 0.0), at(1.0, 2.0), at(2.0, 4.0)
    assert direction(*path) == pytest.approx(1.0)
    assert curvature(*path) == pytest.approx(0.0, abs=1e-6)


def test_a_right_angle_of_equal_steps_has_its_angle_over_their_length() -> None:
    path = at(0.0, 0.0), at(3.0, 0.0), at(3.0, 3.0)
    length = math.sqrt(speed(path[0], path[1]))
    assert direction(*path) == pytest.approx(0.0)
    assert curvature(*path) == pytest.approx(math.pi / 2.0 / length)


def test_what_stays_where_it_is_has_no_speed_no_direction_and_no_curvature() -> None:
    here = at(1.0, 1.0)
    assert (speed(here, here), direction(here, here, here), curvature(here, here, here)) == (0.0, 0.0, 0.0)


def test_few_random_orders_move_as_fast_as_a_true_step_and_many_as_fast_as_noise() -> None:
    points = still()

    def chance(pair: list[Floats]) -> float:
        observed = speed(*(summarise(some) for some in pair))
        return exceeding(observed, lambda windows: speed(*windows), pair, permutations=99)

    assert chance([points[0], points[1] + 1.0]) == 0.01
    assert np.mean([chance([points[k], points[k + 1]]) for k in range(0, 40, 2)]) > 0.3
