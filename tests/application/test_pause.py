"""A pause ends by itself, or when it is ended, and is kept."""

from __future__ import annotations

import pytest

from jepa_learning.adapters.memory.clock import FixedClock
from jepa_learning.adapters.memory.pause_store import MemoryPauseStore
from jepa_learning.application.pause import Pause
from jepa_learning.domain.errors import RequestError


def test_a_pause_ends_after_its_time() -> None:
    clock = FixedClock(100.0)
    pause = Pause(MemoryPauseStore(), clock=clock)
    pause.begin(60)
    assert (pause.is_on(), pause.until) == (True, 160.0)
    clock.time = 160.0
    assert (pause.is_on(), pause.until) == (False, None)


def test_a_pause_outlives_the_process() -> None:
    store, clock = MemoryPauseStore(), FixedClock(100.0)
    Pause(store, clock=clock).begin(60)
    assert Pause(store, clock=clock).until == 160.0


def test_a_pause_that_was_ended_stays_so() -> None:
    store, clock = MemoryPauseStore(), FixedClock(100.0)
    pause = Pause(store, clock=clock)
    pause.begin(60)
    pause.end()
    assert not pause.is_on()
    assert not Pause(store, clock=clock).is_on()


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan")])
def test_a_pause_of_no_time_is_refused(seconds: float) -> None:
    with pytest.raises(RequestError, match="more than 0"):
        Pause(MemoryPauseStore(), clock=FixedClock(0.0)).begin(seconds)
