"""Recency is a power law of the age, on three clocks."""

from __future__ import annotations

import pytest
from tests.domain.manifolds.situations import catalogue_of, of_files, shares

from jepa_learning.domain.manifolds.recency import Recency


def test_each_view_is_one_over_one_and_the_age() -> None:
    files, recency = catalogue_of("a", "b"), Recency()
    for tick, name in enumerate(["a", "b", "a"]):
        now = of_files(files, tick=tick, time=3600.0 * tick)
        recency.learn_one(now, files.names.index(name), catalogue=files)
    evidence = recency.predict_one(of_files(files, tick=4, time=5 * 3600.0), catalogue=files)

    def expected(ages: list[float]) -> list[float]:
        inverse = [1 / (1 + age) for age in ages]
        return [x / sum(inverse) for x in inverse]

    assert shares(evidence, 0) == pytest.approx(expected([2, 3]))  # ticks
    assert shares(evidence, 1) == pytest.approx(expected([3, 4]))  # hours
    assert shares(evidence, 2) == pytest.approx(expected([4, 3]))  # since it first came


def test_without_a_time_the_hours_say_nothing() -> None:
    files, recency = catalogue_of("a", "b"), Recency()
    recency.learn_one(of_files(files, time=1e9), 0, catalogue=files)
    evidence = recency.predict_one(of_files(files, tick=1), catalogue=files)
    assert shares(evidence, 1) == [0.5, 0.5]


def test_a_time_before_the_last_one_counts_as_now() -> None:
    files, recency = catalogue_of("a", "b"), Recency()
    for index in (0, 1):
        recency.learn_one(of_files(files, time=1e9 + 9e5 * index), index, catalogue=files)
    evidence = recency.predict_one(of_files(files, tick=1, time=1e9), catalogue=files)
    assert shares(evidence, 1) == pytest.approx([0.5, 0.5])


def test_the_words_say_how_long_ago() -> None:
    files, recency = catalogue_of("a", "b"), Recency()
    recency.learn_one(of_files(files, tick=4), 0, catalogue=files)
    assert recency.words(of_files(files, tick=5), 0, catalogue=files) == "in the last commit"
    assert recency.words(of_files(files, tick=5004), 0, catalogue=files) == "last 5,000 commits ago"
    assert recency.words(of_files(files, tick=5), 1, catalogue=files) == ""
