"""Load: in the background, to its end, or until it is stopped."""

from __future__ import annotations

import threading

from tests.application.in_memory import House, commands

from jepa_learning.application.load import Load
from jepa_learning.domain.errors import StoreError


def test_it_loads_then_erases_what_is_kept_no_longer_and_says_so() -> None:
    house, told = House(keep_events=1), []
    house.log.append(commands(["a", "b"]))
    load = Load(house.learner, retain=house.retain, done=told.append)
    load.start()
    load.stop()
    if not told:  # stopped before its first step
        load = Load(house.learner, retain=house.retain, done=told.append)
        load._run()
    assert (told, house.learner.loading, house.log.size().events) == ([None], None, 1)


def test_what_fails_is_told() -> None:
    house, told = House(), []

    def fail() -> int:
        raise StoreError("the disk is gone")

    load = Load(house.learner, retain=fail, done=told.append)
    load._run()
    assert [str(error) for error in told] == ["the disk is gone"]


def test_it_can_be_stopped_before_it_is_whole() -> None:
    house, told = House(), []
    house.log.append(commands([f"echo {n}" for n in range(3000)]))
    reached, go_on = threading.Event(), threading.Event()
    steps = house.learner.load

    def slowly() -> object:
        for step in steps():
            reached.set()
            go_on.wait()
            yield step

    house.learner.load = slowly  # type: ignore[method-assign,assignment]
    load = Load(house.learner, retain=house.retain, done=told.append)
    load.start()
    reached.wait()
    stopping = threading.Thread(target=load.stop)
    stopping.start()
    while not load._stopping.is_set():
        pass
    go_on.set()
    stopping.join()
    assert (told, house.learner.loading is None) == ([], False)


def test_stopping_what_was_never_started_does_nothing() -> None:
    house = House()
    Load(house.learner, retain=house.retain, done=lambda error: None).stop()


def test_one_that_is_started_twice_has_ended_both_times_when_it_was_stopped() -> None:
    house, running = House(), []
    reached, go_on = threading.Event(), threading.Event()
    steps = house.learner.load

    def slowly() -> object:
        running.append("began")
        reached.set()
        go_on.wait()
        yield from steps()
        running.append("ended")

    house.learner.load = slowly  # type: ignore[method-assign,assignment]
    load = Load(house.learner, retain=house.retain, done=lambda error: None)
    load.start()
    load.start()
    reached.wait()
    go_on.set()
    load.stop()
    assert running == ["began", "ended"] * 2
