"""The signs of an answer, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from jepa_learning.domain.signs import AGREEMENT, signs

P = np.array([0.1, 0.6, 0.3])
BEST = np.array([1, 2, 0])
EVIDENCE = np.log(np.array([[0.2, 0.7, 0.1], [0.2, 0.2, 0.6], [1 / 3, 1 / 3, 1 / 3]]) * 3)
WEIGHTS = np.array([0.6, 0.2, 0.4])
STARTS = np.array([0, 2])


def odds(p: float) -> float:
    return float(np.log(p / (1 - p)))


def test_they_are_the_odds_the_leads_the_agreement_and_what_each_manifold_says() -> None:
    constant, first, lead, behind, agreed, alone, *support = signs(P, BEST, EVIDENCE, WEIGHTS, STARTS)
    assert constant == 1.0
    assert first == pytest.approx(odds(0.6) / 2)
    assert lead == pytest.approx(np.log(0.6 / 0.3) / 2)
    assert behind == pytest.approx(np.log(0.3 / 0.1) / 2)
    # Of the two views that say anything, the one with three quarters of the weight has it first.
    assert agreed == pytest.approx(2 * 0.75 - 1)
    assert alone == pytest.approx(odds(0.75 * 0.7 + 0.25 * 0.2) / 2)
    assert support == pytest.approx([(0.6 * np.log(2.1) + 0.2 * np.log(0.6)) / 2, 0.0])
    assert signs(P, BEST, EVIDENCE, WEIGHTS, STARTS)[AGREEMENT] == agreed


def test_a_sleeping_view_tells_nothing() -> None:
    asleep = np.array([0.6, 0.0, 0.4])
    assert signs(P, BEST, EVIDENCE, asleep, STARTS)[AGREEMENT] == pytest.approx(1.0)


@pytest.mark.parametrize("candidates", [1, 2])
def test_fewer_than_three_candidates_are_enough(candidates: int) -> None:
    few = signs(P[:candidates], np.arange(candidates), EVIDENCE[:, :candidates], WEIGHTS, STARTS)
    assert np.isfinite(few).all()


def test_certainty_and_silence_stay_finite() -> None:
    sure = signs(np.array([1.0, 0.0, 0.0]), np.array([0, 1, 2]), np.zeros((3, 3)), np.zeros(3), STARTS)
    assert np.isfinite(sure).all()
