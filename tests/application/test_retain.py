"""Retain: the log's limits."""

from __future__ import annotations

from tests.application.in_memory import NOW, House, commands

from jepa_learning.domain.event import Event

DAY_S = 86_400


def test_what_is_older_than_is_kept_is_erased_but_not_what_has_no_time() -> None:
    house = House()
    old = Event("command", "old", "s", NOW - 3651 * DAY_S)
    house.log.append([old, Event("command", "timeless", "s"), *commands(["new"])])
    assert house.retain() == 1
    assert [event.activity for _, event in house.log.read()] == ["timeless", "new"]


def test_of_more_events_than_are_kept_the_newest_stay() -> None:
    house = House(keep_events=3)
    house.log.append(commands(list("abcde")))
    assert house.retain() == 2
    assert [event.activity for _, event in house.log.read()] == ["c", "d", "e"]


def test_it_looks_again_after_a_day_and_not_before() -> None:
    house = House(keep_events=1)
    house.retain()
    house.log.append(commands(["a", "b"]))
    house.clock.time += DAY_S - 1
    assert house.retain() == 0
    house.clock.time += 1
    assert house.retain() == 1
