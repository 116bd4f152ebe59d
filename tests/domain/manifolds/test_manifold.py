"""The formulas that manifolds share, against plain arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jepa_learning.domain.columns import Counts
from jepa_learning.domain.manifolds.manifold import against_uniform, lift, logits_against_uniform

SCORES = st.lists(st.just(0.0) | st.floats(1e-6, 1e6), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(SCORES, st.floats(0.01, 1.0))
def test_scores_become_log_probabilities_against_the_uniform(scores: list[float], escape: float) -> None:
    total, c = sum(scores), len(scores)
    found = against_uniform(np.array(scores), escape=escape)
    if total == 0:
        assert found.tolist() == [0.0] * c
        return
    expected = [math.log(((1 - escape) * score / total + escape / c) * c) for score in scores]
    assert found.tolist() == pytest.approx(expected)
    assert sum(np.exp(found) / c) == pytest.approx(1.0)


def test_what_a_view_does_not_see_shares_the_escape_evenly() -> None:
    p = np.exp(against_uniform(np.array([3.0, 1.0, 0.0, 0.0]), escape=0.1)) / 4
    assert p.tolist() == pytest.approx([0.9 * 0.75 + 0.025, 0.9 * 0.25 + 0.025, 0.025, 0.025])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-50, 50), min_size=1, max_size=20), st.floats(-500, 500))
def test_logits_become_log_probabilities_against_the_uniform(logits: list[float], shift: float) -> None:
    found = logits_against_uniform(np.array(logits) + shift)
    top = max(logits)
    total = sum(math.exp(logit - top) for logit in logits)
    expected = [logit - top - math.log(total / len(logits)) for logit in logits]
    assert found.tolist() == pytest.approx(expected, abs=1e-8)


def test_equal_logits_say_nothing() -> None:
    assert logits_against_uniform(np.full(7, 900.0)).tolist() == pytest.approx([0.0] * 7)


@pytest.mark.parametrize("weight", [1.0, 0.5])
def test_lift_is_the_log_of_the_smoothed_probability_over_the_plain_one(weight: float) -> None:
    share, prior, counts = np.array([0.5, 0.3, 0.2]), 20.0, {0: 1.0, 2: 6.0}
    row, meanings = Counts(), np.array([0.1, 0.2, 0.3])
    for index, amount in counts.items():
        row.add(index, amount)
    expected = [
        before + weight * math.log((counts.get(x, 0.0) + prior * p) / (7.0 + prior) / p)
        for x, (before, p) in enumerate(zip([0.1, 0.2, 0.3], share.tolist(), strict=True))
    ]
    lift(meanings, row, share=share, prior=prior, weight=weight)
    assert meanings.tolist() == pytest.approx(expected)
