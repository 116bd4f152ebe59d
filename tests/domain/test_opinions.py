"""Opinions: what is said of each candidate, as numbers that somebody can read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jepa_learning.domain.opinions import LEAST_LIKELY, OF_ALL, opinions, rows_of, said_by

EVIDENCE = np.array([[1.0, -2.0, 0.5], [0.0, 4.0, 0.0]])
P = np.array([0.5, 0.4, 0.1])


def test_the_mixture_comes_first_then_each_view_that_is_heard() -> None:
    heard = opinions(said_by(EVIDENCE, np.array([1, 0])), P)
    assert heard[:, 0] == pytest.approx(np.log(P / 0.5) / 3.0, abs=1e-6)
    assert heard[:, 1:OF_ALL] == pytest.approx(np.tile([0.5, np.log(3) / 5.0], (3, 1)), abs=1e-6)
    assert heard[:, OF_ALL:] == pytest.approx(np.tanh(EVIDENCE[::-1] / 4.0).T, abs=1e-6)


def test_a_view_that_is_not_there_says_nothing() -> None:
    heard = opinions(said_by(EVIDENCE, rows_of(["b.x", "gone.y", "a.x"], ["a.x", "b.x"])), P)
    assert heard[:, OF_ALL] == pytest.approx(np.tanh(EVIDENCE[1] / 4.0), abs=1e-6)
    assert not heard[:, OF_ALL + 1].any()
    assert heard[:, OF_ALL + 2] == pytest.approx(np.tanh(EVIDENCE[0] / 4.0), abs=1e-6)


@given(st.lists(st.floats(0.0, 1.0, allow_subnormal=False), min_size=1, max_size=30).filter(any))
def test_no_number_is_far_from_nought_however_faint_a_candidate(p: list[float]) -> None:
    evidence = np.full((2, len(p)), 1e3)
    heard = opinions(said_by(evidence, np.array([0, 1])), np.array(p) / sum(p))
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() <= -LEAST_LIKELY / 3.0 + 1e-6
