"""What every clock does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jepa_learning.adapters.clock import SystemClock
from jepa_learning.adapters.memory.clock import FixedClock
from jepa_learning.ports.clock import Clock

CLOCKS: dict[str, Callable[[], Clock]] = {
    "memory": lambda: FixedClock(1_700_000_000.5),
    "system": SystemClock,
}


@pytest.mark.parametrize("build", CLOCKS.values(), ids=CLOCKS)
def test_the_time_is_in_seconds_since_the_epoch(build: Callable[[], Clock]) -> None:
    assert 1_600_000_000 < build().now() < 1e11


def test_a_fixed_clock_stands_still_until_it_is_moved() -> None:
    clock = FixedClock(5.0)
    assert (clock.now(), clock.now()) == (5.0, 5.0)
    clock.time = 6.0
    assert clock.now() == 6.0
