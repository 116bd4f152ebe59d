"""Credit goes to those whose evidence came true, over the latest outcomes."""

from __future__ import annotations

import numpy as np
import pytest

from jepa_learning.domain.credit import LATEST, Credit

NAMES = ("one", "two", "three")


def test_before_any_outcome_nobody_has_credit() -> None:
    assert Credit(NAMES).dominance(ceiling=0.6) is None


def test_credit_is_the_mean_share_the_largest_first() -> None:
    credit = Credit(NAMES)
    credit.learn_one(np.array([0.2, 0.8, 0.0]))
    credit.learn_one(np.array([0.4, 0.6, 0.0]))
    found = credit.dominance(ceiling=0.6)
    assert found is not None
    assert list(found.credit) == ["two", "one", "three"]
    assert found.credit == pytest.approx({"two": 0.7, "one": 0.3, "three": 0.0})
    assert (found.outcomes, found.ceiling) == (2, 0.6)


@pytest.mark.parametrize(
    ("shares", "effective"), [([1.0, 0.0, 0.0], 1.0), ([1 / 3, 1 / 3, 1 / 3], 3.0), ([0.5, 0.5, 0.0], 2.0)]
)
def test_the_effective_number_counts_equals(shares: list[float], effective: float) -> None:
    credit = Credit(NAMES)
    credit.learn_one(np.array(shares))
    found = credit.dominance(ceiling=1.0)
    assert found is not None
    assert found.effective == pytest.approx(effective, rel=1e-6)


def test_only_the_latest_outcomes_count() -> None:
    credit = Credit(NAMES)
    for _ in range(50):
        credit.learn_one(np.array([1.0, 0.0, 0.0]))
    for _ in range(LATEST):
        credit.learn_one(np.array([0.0, 1.0, 0.0]))
    found = credit.dominance(ceiling=1.0)
    assert found is not None
    assert found.credit["two"] == 1.0


def test_an_outcome_that_nobody_spoke_for_is_no_credit() -> None:
    credit = Credit(NAMES)
    credit.learn_one(np.zeros(3))
    assert credit.dominance(ceiling=1.0) is None
