"""Suggestions: kept in memory at once and on the disk later, bounded, and only with consent."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.application.in_memory import DAY_S, NOW, ROOT, House

from jepa_learning.adapters.memory.suggestion_store import MemorySuggestionStore
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.event import Candidate
from jepa_learning.domain.suggestion import Place, Suggestion

FILES = Place("file", str(ROOT))
COMMANDS = Place("command")
CANDIDATES = [Candidate("a.py", 0.5), Candidate("b.py", 0.2)]


def ids(suggestions: Sequence[Suggestion]) -> list[str]:
    return [one.id for one in suggestions]


def test_what_is_shown_is_there_at_once_and_on_the_disk_when_it_is_written() -> None:
    house = House()
    name = house.suggestions.show(FILES, CANDIDATES)
    (one,) = house.suggestions.recent()
    assert (one.id, one.place, one.time) == (name, FILES, NOW)
    assert [(offer.activity, offer.probability) for offer in one.offers] == [("a.py", 0.5), ("b.py", 0.2)]
    assert house.shown.recall() == []
    house.suggestions.write()
    assert house.shown.recall() == [one]


def test_they_survive_a_restart() -> None:
    house = House()
    house.suggestions.show(FILES, CANDIDATES)
    house.suggestions.stop()
    assert House(before=house).suggestions.recent() == house.suggestions.recent()


def test_a_thread_of_its_own_writes_them() -> None:
    house = House()
    house.suggestions.start()
    name = house.suggestions.show(FILES, CANDIDATES)
    house.suggestions.stop()
    assert ids(house.shown.recall()) == [name]


def test_where_nothing_is_named_nothing_is_kept() -> None:
    house = House()
    assert house.suggestions.show(FILES, []) is None
    assert house.suggestions.recent() == []


def test_the_oldest_go_where_there_are_too_many_also_from_the_disk() -> None:
    house = House()
    names = [house.suggestions.show(COMMANDS, CANDIDATES) for _ in range(8)]
    house.suggestions.write()
    assert ids(house.suggestions.recent()) == names[:2:-1]
    assert set(ids(house.shown.recall())) == set(names[3:])
    house.suggestions.show(COMMANDS, CANDIDATES)
    house.suggestions.write()
    assert names[3] not in ids(house.shown.recall())


def test_the_old_go_also_from_the_disk() -> None:
    house = House()
    house.suggestions.show(COMMANDS, CANDIDATES)
    house.suggestions.write()
    house.clock.time = NOW + DAY_S + 1
    assert house.suggestions.recent() == []
    house.suggestions.write()
    assert house.shown.recall() == []


def test_without_consent_nothing_is_kept() -> None:
    house = House(defaults={"git": False, "jsonl": False, "shell": False})
    assert house.suggestions.show(FILES, CANDIDATES) is None
    assert house.suggestions.show(COMMANDS, CANDIDATES) is None
    assert house.suggestions.recent() == []


def test_what_was_kept_goes_with_the_consent_and_the_rest_stays() -> None:
    house = House()
    house.suggestions.show(FILES, CANDIDATES)
    other = house.suggestions.show(Place("file", "/other"), CANDIDATES)
    house.suggestions.write()
    house.consents.change("git", str(ROOT), granted=False)
    assert ids(house.suggestions.recent()) == [other]
    house.suggestions.write()
    assert ids(house.shown.recall()) == [other]


def test_forgetting_erases_them_in_memory_and_on_the_disk_before_it_returns() -> None:
    house = House().loaded()
    house.suggestions.show(COMMANDS, CANDIDATES)
    house.suggestions.write()
    house.suggestions.show(COMMANDS, CANDIDATES)
    house.application.forget(source="shell")
    assert (house.suggestions.recent(), house.shown.recall()) == ([], [])
    house.suggestions.write()
    assert house.shown.recall() == []


def test_a_store_that_cannot_be_written_is_noted_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House()

    def fail(self: MemorySuggestionStore, suggestions: Sequence[Suggestion]) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(MemorySuggestionStore, "remember", fail)
        name = house.suggestions.show(COMMANDS, CANDIDATES)
        house.suggestions.stop()
    assert [line[1] for line in house.journal.lines] == ["unsaved"]
    house.suggestions.write()
    assert ids(house.shown.recall()) == [name]
