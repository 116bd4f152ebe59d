"""Work that nobody waits for waits itself: for the user, for mains power, for the machine."""

from __future__ import annotations

import pytest

from jepa_learning.adapters.memory.clock import FixedClock
from jepa_learning.adapters.memory.machine import MemoryMachine
from jepa_learning.application.leisure import Leisure


def leisure(machine: MemoryMachine, *, paused: bool = False, on_battery: bool = False) -> Leisure:
    return Leisure(
        machine,
        is_paused=lambda: paused,
        on_battery=on_battery,
        most_load=0.75,
        look_s=15,
        timer=lambda: 0.0,
    )


@pytest.mark.parametrize(
    ("machine", "why"),
    [
        (MemoryMachine(), None),
        (MemoryMachine(load=0.74), None),
        (MemoryMachine(load=0.75), "busy machine"),
        (MemoryMachine(on_battery=True), "on battery"),
    ],
)
def test_what_keeps_work_waiting_is_said(machine: MemoryMachine, why: str | None) -> None:
    assert leisure(machine).why_not() == why


def test_a_pause_comes_before_all_else() -> None:
    assert leisure(MemoryMachine(), paused=True).why_not() == "paused"


def test_a_battery_is_used_where_the_user_says_so() -> None:
    assert leisure(MemoryMachine(on_battery=True), on_battery=True).why_not() is None


def test_a_look_is_good_for_a_while() -> None:
    machine, clock = MemoryMachine(), FixedClock(0.0)
    looking = Leisure(
        machine, is_paused=lambda: False, on_battery=False, most_load=0.75, look_s=15, timer=clock.now
    )
    assert looking.why_not() is None
    machine.on_battery = True
    clock.time = 14.9
    assert looking.why_not() is None
    clock.time = 15.0
    assert looking.why_not() == "on battery"
