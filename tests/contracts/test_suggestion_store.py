"""What every store of suggestions does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jepa_learning.adapters.memory.suggestion_store import MemorySuggestionStore
from jepa_learning.adapters.sqlite.suggestion_store import SqliteSuggestionStore
from jepa_learning.domain.suggestion import Offer, Place, Suggestion

Store = MemorySuggestionStore | SqliteSuggestionStore

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda folder: MemorySuggestionStore(),
    "sqlite": lambda folder: SqliteSuggestionStore(folder / "data" / "s.db", busy_timeout_ms=1000),
}

JUDGED = Offer("b.py\n é 𝄞", 0.1, "dismissed", told=9.5, told_after=2, came=True)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path)
    yield store
    store.close()


def suggestion(name: str, *, time: float = 1.0) -> Suggestion:
    return Suggestion(name, Place("file", "/p", "c"), time, (Offer("a.py", 0.25), JUDGED), later=3)


def test_what_is_remembered_is_recalled_oldest_first_as_it_was(store: Store) -> None:
    late, early = suggestion("aa", time=2.5), suggestion("bb")
    store.remember([late, early])
    assert store.recall() == [early, late]


def test_remembering_again_replaces(store: Store) -> None:
    store.remember([suggestion("aa")])
    changed = replace(suggestion("aa"), later=7)
    store.remember([changed])
    assert store.recall() == [changed]


def test_what_is_forgotten_is_gone_and_the_others_stay(store: Store) -> None:
    store.remember([suggestion("aa"), suggestion("bb")])
    store.forget(["aa", "not there"])
    assert [one.id for one in store.recall()] == ["bb"]


def test_nothing_to_remember_and_nothing_to_forget_are_no_errors(store: Store) -> None:
    store.remember([])
    store.forget([])
    assert store.recall() == []


def test_on_disk_it_survives_and_what_was_forgotten_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "data" / "s.db"
    store = SqliteSuggestionStore(path, busy_timeout_ms=1000)
    store.remember([suggestion("aa"), replace(suggestion("bb"), place=Place("file", "/unmistakable"))])
    store.forget(["bb"])
    assert not any(b"/unmistakable" in file.read_bytes() for file in path.parent.iterdir())
    store.close()
    again = SqliteSuggestionStore(path, busy_timeout_ms=1000)
    assert again.recall() == [suggestion("aa")]
    again.close()
