"""Jensen-Shannon divergence of the views, against the formula and at its extremes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from jepa_learning.domain.disagreement import disagreement


def evidence(*rows: list[float]) -> np.ndarray:
    """ln(p · C) of each row of probabilities."""
    return np.array([[math.log(max(p, 1e-12) * len(row)) for p in row] for row in rows])


def entropy(p: list[float]) -> float:
    return -sum(x * math.log(x) for x in p if x > 0)


def test_views_that_say_the_same_do_not_disagree() -> None:
    same = evidence([0.7, 0.2, 0.1], [0.7, 0.2, 0.1])
    assert disagreement(same, np.array([1.0, 2.0]), np.arange(3)) == pytest.approx(0.0, abs=1e-9)


def test_views_that_are_sure_of_different_things_disagree_wholly() -> None:
    apart = evidence([1.0, 0.0, 0.0], [0.0, 1.0, 0.0])
    assert disagreement(apart, np.array([0.3, 0.1]), np.arange(3)) == pytest.approx(1.0, abs=1e-6)


def test_it_is_the_jensen_shannon_divergence_over_the_entropy_of_the_weights() -> None:
    one, two, weights = [0.6, 0.3, 0.1], [0.1, 0.2, 0.7], [0.75, 0.25]
    mixed = [0.75 * a + 0.25 * b for a, b in zip(one, two, strict=True)]
    expected = (entropy(mixed) - 0.75 * entropy(one) - 0.25 * entropy(two)) / entropy(weights)
    found = disagreement(evidence(one, two), np.array([3.0, 1.0]), np.arange(3))
    assert found == pytest.approx(expected)


def test_candidates_that_are_not_told_apart_count_as_one() -> None:
    one, two = [0.5, 0.4, 0.1], [0.5, 0.1, 0.4]
    assert disagreement(evidence(one, two), np.array([1.0, 1.0]), np.array([0])) == pytest.approx(
        0.0, abs=1e-9
    )


@pytest.mark.parametrize("weights", [[1.0, 0.0], [0.0, 0.0]])
def test_fewer_than_two_views_cannot_disagree(weights: list[float]) -> None:
    assert disagreement(evidence([1.0, 0.0], [0.0, 1.0]), np.array(weights), np.arange(2)) == 0.0


def test_a_view_that_says_nothing_does_not_count() -> None:
    silent = np.array([[math.log(1.8), math.log(0.2)], [0.0, 0.0]])
    assert disagreement(silent, np.array([1.0, 1.0]), np.arange(2)) == 0.0


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.float64, (4, 6), elements=st.floats(-20, 20)),
    arrays(np.float64, 4, elements=st.floats(0, 10)),
    st.integers(1, 6),
)
def test_it_lies_between_nought_and_one(logits: np.ndarray, weights: np.ndarray, told_apart: int) -> None:
    normal = logits - np.log(np.exp(logits).mean(axis=1, keepdims=True))
    assert 0.0 <= disagreement(normal, weights, np.arange(told_apart)) <= 1.0
