"""What every machine tells of itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jepa_learning.adapters.machine import SystemMachine
from jepa_learning.adapters.memory.machine import MemoryMachine
from jepa_learning.ports.machine import Machine

MACHINES: dict[str, Callable[[], Machine]] = {"memory": MemoryMachine, "system": SystemMachine}


@pytest.mark.parametrize("build", MACHINES.values(), ids=MACHINES)
def test_load_is_a_number_and_power_a_yes_or_no(build: Callable[[], Machine]) -> None:
    assert build().load() >= 0
    assert build().is_on_battery() in (True, False)


def supply(folder: Path, name: str, **facts: str) -> None:
    (folder / name).mkdir()
    for fact, value in facts.items():
        (folder / name / fact).write_text(f"{value}\n", encoding="ascii")


def test_a_laptop_without_its_charger_is_on_battery(tmp_path: Path) -> None:
    supply(tmp_path, "AC", type="Mains", online="0")
    supply(tmp_path, "BAT0", type="Battery", status="Discharging")
    assert SystemMachine(tmp_path).is_on_battery()


def test_a_laptop_with_its_charger_is_not(tmp_path: Path) -> None:
    supply(tmp_path, "AC", type="Mains", online="1")
    supply(tmp_path, "BAT0", type="Battery", status="Discharging")
    assert not SystemMachine(tmp_path).is_on_battery()


def test_the_battery_of_a_mouse_does_not_count(tmp_path: Path) -> None:
    supply(tmp_path, "hid-1", type="Battery", status="Discharging", scope="Device")
    assert not SystemMachine(tmp_path).is_on_battery()


def test_a_machine_that_tells_nothing_is_plugged_in(tmp_path: Path) -> None:
    assert not SystemMachine(tmp_path / "absent").is_on_battery()
