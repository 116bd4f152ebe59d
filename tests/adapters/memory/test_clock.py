"""The clocks."""

from __future__ import annotations

from jepa_learning.adapters.clock import SystemClock
from jepa_learning.adapters.memory.clock import FixedClock


def test_a_fixed_clock_stands_still_until_it_is_moved() -> None:
    clock = FixedClock(5.0)
    assert (clock.now(), clock.now()) == (5.0, 5.0)
    clock.time = 6.0
    assert clock.now() == 6.0


def test_the_system_clock_never_tells_a_time_before_this_was_written() -> None:
    assert SystemClock().now() > 1_600_000_000
