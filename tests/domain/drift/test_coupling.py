"""The unbiased CKA against sums over tuples of points, and what it says of spaces that are known."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from jepa_learning.domain.drift.coupling import coupling, unbiased_hsic


def points(n: int, d: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


def hollow(space: np.ndarray) -> np.ndarray:
    kernel = space @ space.T
    np.fill_diagonal(kernel, 0.0)
    return kernel


def test_the_estimate_is_the_mean_over_all_tuples_of_different_points() -> None:
    n = 7
    one, other = hollow(points(n, 3, 0)), hollow(points(n, 2, 1))
    pairs = np.mean([one[i, j] * other[i, j] for i, j in permutations(range(n), 2)])
    fours = np.mean([one[i, j] * other[k, m] for i, j, k, m in permutations(range(n), 4)])
    threes = np.mean([one[i, j] * other[i, k] for i, j, k in permutations(range(n), 3)])
    assert unbiased_hsic(one, other) == pytest.approx(pairs + fours - 2.0 * threes)


def test_a_turned_and_stretched_space_is_the_same_space() -> None:
    space = points(60, 5, 0)
    turn, _ = np.linalg.qr(points(5, 5, 1))
    assert coupling(space, 3.0 * space @ turn + 2.0) == pytest.approx(1.0)


def test_independent_spaces_are_not_alike_though_they_have_as_many_dimensions_as_points() -> None:
    alike = [coupling(points(40, 40, 2 * seed), points(40, 40, 2 * seed + 1)) for seed in range(30)]
    assert np.mean([one for one in alike if one is not None]) == pytest.approx(0.0, abs=0.03)


def test_half_a_space_is_partly_alike() -> None:
    space = points(100, 6, 0)
    half = np.concatenate([space[:, :3], points(100, 3, 1)], axis=1)
    found = coupling(space, half)
    assert found is not None
    assert 0.3 < found < 0.7


def test_too_few_points_and_points_that_are_all_alike_say_nothing() -> None:
    assert coupling(points(3, 2, 0), points(3, 2, 1)) is None
    assert coupling(np.ones((10, 2)), points(10, 2, 1)) is None
