"""What is foretold from a history, against counts by hand."""

from __future__ import annotations

import numpy as np
import pytest

from jepa_learning.domain.proposals.saving import Use, foretell, total


def test_a_steady_habit_goes_on_as_it_was() -> None:
    found = foretell([Use(at, 2.0, 5.0, 3.0) for at in range(0, 1000, 10)], acts=1000, ahead=500)
    assert (found.uses, found.events, found.keys, found.seconds) == pytest.approx((50.0, 100.0, 250.0, 150.0))
    assert found.scatter == pytest.approx(0.0)
    assert found.low < 100 < found.high


def test_a_share_of_a_habit_carries_over_and_the_margin_stays() -> None:
    uses = [Use(at, 2.0, 5.0, 3.0) for at in range(0, 1000, 10)]
    whole, part = (foretell(uses, acts=1000, ahead=500, carries=share) for share in (1.0, 0.8))
    assert (part.uses, part.events, part.keys, part.seconds) == pytest.approx((40.0, 80.0, 200.0, 120.0))
    assert part.high - part.low == pytest.approx(whole.high - whole.low)


def test_what_stopped_is_foretold_less_than_what_began() -> None:
    early = foretell([Use(at, 1.0) for at in range(0, 500, 10)], acts=1000, ahead=1000)
    late = foretell([Use(at, 1.0) for at in range(500, 1000, 10)], acts=1000, ahead=1000)
    assert early.events < 50 < late.events
    assert early.scatter == pytest.approx(1.0)


def test_the_interval_holds_nine_counts_in_ten() -> None:
    rng, held = np.random.default_rng(0), 0
    for _ in range(400):
        seen = foretell(
            [Use(int(at), 1.0) for at in rng.integers(0, 1000, rng.poisson(60))], acts=1000, ahead=500
        )
        held += seen.low <= rng.poisson(30) <= seen.high
    assert 0.85 <= held / 400 <= 0.97


def test_nothing_saves_nothing() -> None:
    assert foretell([], acts=0, ahead=10).events == 0.0
    assert total([]).seconds is None
