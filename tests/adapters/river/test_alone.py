"""River's detectors are loaded by themselves. Each test asks a process that has loaded nothing yet."""

from __future__ import annotations

import subprocess
import sys

FOUND = """
import sys
from jepa_learning.adapters.river.alone import detectors
adwin, page_hinkley = detectors()
"""

CHANGE = """
import random
chance = random.Random(0)
values = [chance.gauss(0.0 if place < 400 else 3.0, 1.0) for place in range(600)]
def alarms(detector):
    told = []
    for place, value in enumerate(values):
        detector.update(value)
        if detector.drift_detected:
            told.append(place)
    return told
print(alarms(adwin()), alarms(page_hinkley(mode="up")))
"""


def said(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], check=True, capture_output=True, text=True
    ).stdout


def test_nothing_else_of_river_and_no_scipy_is_loaded() -> None:
    assert said(FOUND + "print('scipy' in sys.modules, 'river.stats.var' in sys.modules)") == "False False\n"


def test_they_find_what_those_of_the_whole_river_find() -> None:
    whole = "from river.drift import ADWIN as adwin, PageHinkley as page_hinkley\n"
    alone = said(FOUND + CHANGE)
    assert "[]" not in alone
    assert alone == said(whole + CHANGE)


def test_a_river_that_is_loaded_already_is_used_as_it_is() -> None:
    assert said("import river.drift" + FOUND + "print(adwin is river.drift.ADWIN)") == "True\n"


MOVED = """
import sys
class Moved:
    def find_spec(self, name, path=None, target=None):
        if name == "river.stats.mean" and sys.modules["river.stats"].__spec__ is None:
            raise ImportError(name)
sys.meta_path.insert(0, Moved())
"""


def test_a_river_of_another_layout_is_loaded_whole() -> None:
    assert said(MOVED + FOUND + "print('river.stats.var' in sys.modules, adwin.__name__)") == "True ADWIN\n"
