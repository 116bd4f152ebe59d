"""The computer: its load as the system counts it, its power from /sys on Linux and from pmset on macOS.

Where neither is there (a desktop, a container), it is plugged in.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_POWER_SUPPLIES: Final = Path("/sys/class/power_supply")
_MAINS: Final = frozenset({"Mains", "USB"})
_PMSET: Final = "/usr/bin/pmset"
_PMSET_S: Final = 2.0


class SystemMachine:
    """A `Machine` that asks the system.

    Args:
        supplies: The folder in which Linux has a folder for each power supply.
    """

    def __init__(self, supplies: Path = _POWER_SUPPLIES) -> None:
        self._supplies = supplies

    def is_on_battery(self) -> bool:
        """Whether the system says that power comes from a battery alone."""
        return _pmset_says_battery() if sys.platform == "darwin" else self._is_discharging()

    def load(self) -> float:
        """Return the load of the last minute over the number of cores."""
        return os.getloadavg()[0] / (os.cpu_count() or 1)

    def _is_discharging(self) -> bool:
        """Some battery is being discharged, and no charger is connected: a mouse has a battery too."""
        supplies = list(self._read_supplies())
        if any(online == "1" for kind, online, _ in supplies if kind in _MAINS):
            return False
        return any(status == "Discharging" for kind, _, status in supplies if kind == "Battery")

    def _read_supplies(self) -> Iterator[tuple[str, str, str]]:
        if not self._supplies.is_dir():
            return
        for supply in self._supplies.iterdir():
            if _read(supply / "scope") != "Device":  # a keyboard, a mouse, a headset
                yield _read(supply / "type"), _read(supply / "online"), _read(supply / "status")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _pmset_says_battery() -> bool:
    try:
        said = subprocess.run(
            [_PMSET, "-g", "batt"], capture_output=True, text=True, timeout=_PMSET_S, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return "'Battery Power'" in said.stdout


def installed_programs() -> set[str]:
    """Return the names of what can be run from the folders on PATH, as far as they can be read."""
    found: set[str] = set()
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        with suppress(OSError):
            found.update(entry.name for entry in os.scandir(folder or ".") if os.access(entry.path, os.X_OK))
    return found
