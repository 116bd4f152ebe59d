"""A watch: what warns, what confirms, and what it remembers of its signal."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field

from jepa_learning.domain.drift.detection import Detection, Detectors
from jepa_learning.domain.drift.watch import Alarm, Watch, WatchOptions

OPTIONS = WatchOptions(slack=0.5, warn=1.0, confirm=2.0, tail=100, doubt=5)


@dataclass
class Above:
    """Says that the mean has risen whenever a value is above a line."""

    line: float
    heard: list[float] = field(default_factory=list)

    def learn_one(self, value: float) -> bool:
        self.heard.append(value)
        return value > self.line


def detection() -> tuple[Detection, list[Above]]:
    found, made = Detection(), []

    def confirm(slack: float, threshold: float) -> list[Above]:
        made.append(Above(threshold))
        return made[-1:]

    found.detectors = Detectors(lambda slack, threshold: Above(threshold), confirm)
    return found, made


def said(watch: Watch, *values: float) -> list[Alarm]:
    return [watch.learn_one(value) for value in values]


def test_without_detectors_it_stays_calm() -> None:
    assert set(said(Watch(Detection(), OPTIONS), 0.0, 9.0, 9.0)) == {Alarm.CALM}


def test_a_warning_lasts_while_it_may_be_confirmed() -> None:
    found, _ = detection()
    alarms = said(Watch(found, OPTIONS), 0.0, 1.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert alarms == [Alarm.CALM, *[Alarm.WARNED] * 6, Alarm.CALM]


def test_what_decides_is_made_when_something_warns_and_hears_what_came_before() -> None:
    found, made = detection()
    watch = Watch(found, OPTIONS)
    said(watch, 0.1, 0.2)
    assert made == []
    said(watch, 1.5, 0.3)
    assert [one.heard for one in made] == [[0.1, 0.2, 1.5, 0.3]]


def test_a_change_that_the_tail_holds_is_confirmed_at_once() -> None:
    found, _ = detection()
    assert said(Watch(found, OPTIONS), 0.0, 2.5) == [Alarm.CALM, Alarm.CONFIRMED]


def test_a_change_is_confirmed_once_and_all_before_it_is_forgotten() -> None:
    found, made = detection()
    watch = Watch(found, OPTIONS)
    assert said(watch, 1.5, 2.5, 0.0, 1.5)[1:] == [Alarm.CONFIRMED, Alarm.CALM, Alarm.WARNED]
    assert made[-1].heard == [0.0, 1.5]


def test_a_saved_watch_goes_on_from_its_tail_without_its_detectors() -> None:
    found, _ = detection()
    watch = Watch(found, OPTIONS)
    said(watch, 0.1, 1.5)
    again = pickle.loads(pickle.dumps(watch))
    assert said(again, 0.0) == [Alarm.CALM]
    remade, made = detection()
    again._detection.detectors = remade.detectors
    assert said(again, 0.2) == [Alarm.WARNED]
    assert made[-1].heard == [0.1, 1.5, 0.0, 0.2]
