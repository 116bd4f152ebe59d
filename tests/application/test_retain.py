"""Retain: the log's limits."""

from __future__ import annotations

from tests.application.in_memory import NOW, House, commands

from jepa_learning.application.shared_learner import Loading
from jepa_learning.domain.event import Event

DAY_S = 86_400


def test_what_is_older_than_is_kept_is_erased_but_not_what_has_no_time() -> None:
    house = House(keep_days=3650)
    old = Event("command", "old", "s", NOW - 3651 * DAY_S)
    house.log.append([old, Event("command", "timeless", "s"), *commands(["new"])])
    assert house.retain() == 1
    assert [event.activity for _, event in house.log.read()] == ["timeless", "new"]


def test_of_more_events_than_are_kept_the_newest_stay() -> None:
    house = House(keep_events=3)
    house.log.append(commands(list("abcde")))
    assert house.retain() == 2
    assert [event.activity for _, event in house.log.read()] == ["c", "d", "e"]


def test_what_is_recorded_is_held_to_the_limit_within_a_tenth() -> None:
    house = House(keep_events=100)
    sizes = []
    for number in range(130):
        house.application.learn(commands([f"c{number}"]))
        sizes.append(house.log.size().events)
    assert max(sizes) == 110
    assert sizes[-1] < 110
    assert [event.activity for _, event in house.log.read()][-1] == "c129"


def test_many_events_at_once_are_held_to_the_limit_when_they_are_learnt() -> None:
    house = House(keep_events=100)
    house.application.learn(commands([f"c{number}" for number in range(150)]))
    assert house.log.size().events == 100
    with house.learner.hold() as learner:
        assert learner.knowledge("command", "").events == 150


def test_a_day_later_what_is_recorded_is_looked_at_for_its_age() -> None:
    house = House(keep_days=3650)
    house.retain()
    house.application.learn([Event("command", "old", "s", NOW - 3651 * DAY_S, source="jsonl")])
    house.clock.time += DAY_S
    house.application.learn(commands(["new"]))
    assert [event.activity for _, event in house.log.read()] == ["new"]


def test_a_rebuild_learns_no_more_than_is_kept() -> None:
    house = House(keep_events=3).loaded()
    house.retain()
    house.log.append(commands(list("abcde")))
    assert list(house.application.rebuild()) == [Loading(3, 3)]
    assert house.log.size().events == 3


def test_it_looks_again_after_a_day_and_not_before() -> None:
    house = House(keep_events=1)
    house.retain()
    house.log.append(commands(["a", "b"]))
    house.clock.time += DAY_S - 1
    assert house.retain() == 0
    house.clock.time += 1
    assert house.retain() == 1
