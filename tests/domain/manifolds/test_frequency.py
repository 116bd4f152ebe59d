"""Frequency counts for ever, slowly and fast."""

from __future__ import annotations

import math

import pytest
from tests.domain.manifolds.situations import catalogue_of, learn_case, of_files, shares

from jepa_learning.domain.manifolds.frequency import Frequency


def frequency(*, slow: float = 4.0, fast: float = 1.0, escape: float = 0.1) -> Frequency:
    return Frequency(slow_half_life=slow, fast_half_life=fast, escape=escape)


def test_each_view_is_the_share_of_its_own_counts() -> None:
    files, counting = catalogue_of("a", "b", "c"), frequency()
    for tick, case in enumerate([["a"], ["a", "b"], ["a"], ["b"], ["b"]]):
        learn_case(counting, files, case, tick=tick)
    evidence = counting.predict_one(of_files(files, tick=5), catalogue=files)

    def expected(half_life: float) -> list[float]:
        weigh = [0.5 ** ((4 - tick) / half_life) for tick in range(5)]
        half = weigh[1] / 2  # a case counts once: two files share it
        a, b = weigh[0] + half + weigh[2], half + weigh[3] + weigh[4]
        return [0.9 * a / (a + b) + 0.1 / 3, 0.9 * b / (a + b) + 0.1 / 3, 0.1 / 3]

    assert shares(evidence, 0) == pytest.approx(expected(math.inf))
    assert shares(evidence, 1) == pytest.approx(expected(4.0))
    assert shares(evidence, 2) == pytest.approx(expected(1.0))


def test_a_decayed_share_survives_the_limit_of_the_unit() -> None:
    files, counting = catalogue_of("a", "b"), frequency(fast=1.0)
    for tick in range(900):  # the unit doubles with each and is brought back twice
        learn_case(counting, files, ["a" if tick % 2 else "b"], tick=tick)
    evidence = counting.predict_one(of_files(files, tick=900), catalogue=files)
    assert shares(evidence, 2) == pytest.approx([0.9 * 2 / 3 + 0.05, 0.9 / 3 + 0.05])


def test_the_words_are_the_true_count() -> None:
    files, counting = catalogue_of("a", "b", "c"), frequency()
    for tick in range(3):
        learn_case(counting, files, ["a", "c"], tick=tick)
    now = of_files(files, tick=1234)
    assert counting.words(now, 0, catalogue=files) == "in 3 of 1,234 commits"
    assert counting.words(now, 1, catalogue=files) == ""


def test_it_names_what_comes_often_and_what_came_of_late() -> None:
    files, counting = catalogue_of("often", "never", "late"), frequency()
    for tick, name in enumerate(["often"] * 9 + ["late"] * 3):
        learn_case(counting, files, [name], tick=tick)
    assert set(counting.candidates(of_files(files, tick=12), 1, catalogue=files)) == {0, 2}
