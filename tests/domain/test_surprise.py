"""What the surprises of the last events say together."""

from __future__ import annotations

import pytest

from jepa_learning.domain.surprise import summarise


def test_no_events_say_nothing() -> None:
    assert summarise([]) is None


def test_the_newest_is_placed_among_all() -> None:
    found = summarise([0.1, 0.2, 0.3, 0.8, 0.2])
    assert found is not None
    assert (found.events, found.last, found.percentile) == (5, 0.2, 60.0)
    assert found.median == pytest.approx(0.2)
    assert found.mean == pytest.approx(0.32)


def test_one_in_ten_is_above_what_is_called_high() -> None:
    found = summarise([float(one) for one in range(101)])
    assert found is not None
    assert found.high == pytest.approx(90.0)


def test_a_newest_that_is_the_highest_has_all_below_or_beside_it() -> None:
    found = summarise([0.5, 1.5])
    assert found is not None
    assert found.percentile == 100.0
