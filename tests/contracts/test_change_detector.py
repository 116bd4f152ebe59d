"""What every change detector does: it hears a rise of the mean, and little else."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from jepa_learning.adapters.memory.change_detector import PlainPageHinkley
from jepa_learning.adapters.river.change_detectors import RiverAdwin, RiverPageHinkley
from jepa_learning.ports.change_detector import ChangeDetector

MAKERS: dict[str, Callable[[], ChangeDetector]] = {
    "plain page-hinkley": lambda: PlainPageHinkley(slack=0.5, threshold=20.0),
    "river page-hinkley": lambda: RiverPageHinkley(slack=0.5, threshold=20.0),
    "river adwin": lambda: RiverAdwin(significance=1e-6),
}


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest) -> Callable[[], ChangeDetector]:
    return MAKERS[request.param]


def level(mean: float, count: int, seed: int = 0) -> list[float]:
    rng = random.Random(seed)
    return [rng.gauss(mean, 1.0) for _ in range(count)]


def alarms(detector: ChangeDetector, values: list[float]) -> list[int]:
    return [place for place, value in enumerate(values) if detector.learn_one(value)]


def test_a_level_that_stays_is_no_change(make: Callable[[], ChangeDetector]) -> None:
    assert alarms(make(), level(3.0, 4000)) == []


def test_a_level_that_never_varies_is_no_change(make: Callable[[], ChangeDetector]) -> None:
    assert alarms(make(), [0.0] * 1000) == []


def test_a_rise_by_two_deviations_is_heard_within_forty_values(make: Callable[[], ChangeDetector]) -> None:
    found = alarms(make(), level(3.0, 500) + level(5.0, 60, seed=1))
    assert found
    assert 500 <= found[0] < 540


def test_a_fall_is_no_change(make: Callable[[], ChangeDetector]) -> None:
    assert alarms(make(), level(5.0, 300) + level(1.0, 300, seed=1)) == []


def test_the_first_few_values_say_nothing(make: Callable[[], ChangeDetector]) -> None:
    assert alarms(make(), level(0.0, 15) + level(9.0, 30, seed=1)) == []


def test_after_an_alarm_the_new_level_is_the_level(make: Callable[[], ChangeDetector]) -> None:
    found = alarms(make(), level(0.0, 300) + level(4.0, 1500, seed=1))
    assert found
    assert [place for place in found if place > 600] == []


def test_the_same_values_give_the_same_alarms(make: Callable[[], ChangeDetector]) -> None:
    values = level(0.0, 200) + level(2.0, 200, seed=1) + level(6.0, 200, seed=2)
    assert alarms(make(), values) == alarms(make(), values)
