"""The sketch of what manifolds said, against the sums it stands for."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from jepa_learning.domain.drift.sketch import REACH, Sketcher

CANDIDATES = np.array([4, 9, 11, 30])
EVIDENCE = np.log(4.0 * np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.2, 0.3, 0.4], [0.25, 0.25, 0.25, 0.25]]))
ALL = np.arange(4)


def sketch(right: int = 0, likeliest: np.ndarray = ALL) -> np.ndarray:
    return Sketcher([2, 1], dimension=8).sketch(EVIDENCE, likeliest, np.array([right]), CANDIDATES)


def test_the_first_number_is_how_far_the_views_foresaw_what_came() -> None:
    assert sketch()[:, 0] == pytest.approx([EVIDENCE[:2, 0].mean() / REACH, 0.0])


def test_the_others_are_the_directions_of_the_candidates_by_the_probability_given_to_them() -> None:
    alone = [sketch(likeliest=np.array([column]))[:, 1:] for column in range(4)]
    assert sum(alone) == pytest.approx(sketch()[:, 1:])
    assert np.abs(alone[0][0]) == pytest.approx(np.full(7, 0.4 / np.sqrt(7)))


def test_an_activity_has_one_direction_whoever_asks_and_after_a_restart() -> None:
    sketcher = Sketcher([2, 1], dimension=8)
    before = sketcher.sketch(EVIDENCE, ALL, np.array([1]), CANDIDATES)
    again = pickle.loads(pickle.dumps(sketcher))
    assert again.sketch(EVIDENCE, ALL, np.array([1]), CANDIDATES) == pytest.approx(before)
    assert sketch(1) == pytest.approx(before)


def test_a_manifold_that_was_silent_says_how_sure_it_was_not() -> None:
    silent = Sketcher([1], dimension=4).sketch(np.zeros((1, 4)), ALL, np.array([2]), CANDIDATES)
    assert silent[0, 0] == 0.0
