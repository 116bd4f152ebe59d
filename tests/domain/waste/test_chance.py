"""The bound on the Poisson tail against the tail itself."""

from __future__ import annotations

from math import exp, factorial

import pytest

from jepa_learning.domain.waste.chance import is_chance


@pytest.mark.parametrize(("count", "expected"), [(1, 0.01), (3, 0.5), (10, 3.0), (40, 20.0)])
def test_it_is_never_below_the_tail_and_close_to_it(count: int, expected: float) -> None:
    tail = 1.0 - sum(exp(-expected) * expected**i / factorial(i) for i in range(count))
    assert is_chance(count, expected, level=tail * 0.999)
    assert not is_chance(count, expected, level=tail * 1.3)


def test_no_more_than_expected_is_chance_and_anything_is_more_than_nothing() -> None:
    assert is_chance(3, 3.0, level=0.001)
    assert not is_chance(1, 0.0, level=0.001)
