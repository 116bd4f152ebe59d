"""Learn: gate, store, teach, in that order."""

from __future__ import annotations

import pytest
from tests.application.in_memory import SECRET, House, commands

from jepa_learning.application.learn import Intake
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.event import Event
from jepa_learning.ports.event_log import Advance


def stored(house: House) -> list[str]:
    return [event.activity for _, event in house.log.read()]


def test_new_events_are_stored_and_learnt_and_known_ones_counted() -> None:
    house = House().loaded()
    assert house.application.learn(commands(["ls", "make"])) == Intake(appended=2)
    assert house.application.learn(commands(["ls", "make"])) == Intake(known=2)
    with house.learner.hold() as learner:
        assert learner.knowledge("command").events == 2


def test_what_is_denied_is_neither_stored_nor_learnt() -> None:
    house = House().loaded()
    secret_file = Event("file", ".env", "c", attributes={"project": "/p"}, source="git")
    unwanted = Event("command", "ls", "s", 1.0, source="shell")
    assert house.application.learn([secret_file, unwanted]) == Intake(denied=2)
    assert stored(house) == []


def test_a_secret_is_replaced_before_anything_is_stored_or_learnt() -> None:
    house = House().loaded()
    assert house.application.learn(commands([f"login {SECRET}"])) == Intake(appended=1, redacted=1)
    assert house.application.learn(commands([f"login {SECRET}"])) == Intake(known=1)
    assert [SECRET in activity for activity in stored(house)] == [False]


def test_the_cursor_moves_with_the_events() -> None:
    house = House().loaded()
    house.application.learn(commands(["ls"]), advance=Advance("shell", "/h", "7"))
    assert house.log.position("shell", "/h") == "7"


def test_what_could_not_be_stored_is_not_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House().loaded()

    def fail(*args: object, **named: object) -> list[Event]:
        raise StoreError("the disk is full")

    monkeypatch.setattr(house.log, "append", fail)
    with pytest.raises(StoreError):
        house.application.learn(commands(["ls"]))
    with house.learner.hold() as learner:
        assert learner.knowledge("command").events == 0


def test_intakes_add_up() -> None:
    assert Intake(1, 2, 3, 4) + Intake(10, 20, 30, 40) == Intake(11, 22, 33, 44)
