"""What every store of whispers does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.domain.whispers.make import WHISPER, whisper

from jepa_learning.adapters.memory.whisper_store import MemoryWhisperStore
from jepa_learning.adapters.sqlite.whisper_store import SqliteWhisperStore
from jepa_learning.domain.whispers.receipt import Fate, Receipt

Store = MemoryWhisperStore | SqliteWhisperStore
STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda folder: MemoryWhisperStore(keep=3),
    "sqlite": lambda folder: SqliteWhisperStore(folder / "whispers.db", keep=3, busy_timeout_ms=1000),
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path)
    yield store
    store.close()


def receipt(name: str, fate: Fate = Fate.WAITING) -> Receipt:
    return Receipt(whisper(id=name), fate)


def names(receipts: list[Receipt]) -> list[str]:
    return [one.whisper.id for one in receipts]


def test_a_new_store_is_empty(store: Store) -> None:
    assert store.recent(withheld=True) == []
    assert store.recall("w1") is None


def test_a_receipt_comes_back_as_it_was(store: Store) -> None:
    full = Receipt(WHISPER, Fate.USED, "why", ("mcp", "agent run"), came_true=True, suggestion="s1")
    store.remember(full)
    assert store.recall("w1") == full


def test_a_later_receipt_takes_the_place_of_an_earlier_one_and_not_its_turn(store: Store) -> None:
    for name in ("a", "b"):
        store.remember(receipt(name))
    store.remember(replace(receipt("a"), fate=Fate.USED))
    assert names(store.recent()) == ["b", "a"]
    assert store.recent()[1].fate is Fate.USED


def test_withheld_ones_are_told_when_asked_for(store: Store) -> None:
    store.remember(receipt("shown"))
    store.remember(receipt("withheld", Fate.WITHHELD))
    assert names(store.recent()) == ["shown"]
    assert names(store.recent(withheld=True)) == ["withheld", "shown"]
    assert names(store.recent(1, withheld=True)) == ["withheld"]


def test_of_each_sort_only_the_newest_are_kept(store: Store) -> None:
    store.remember(receipt("shown"))
    for number in range(5):
        store.remember(receipt(f"w{number}", Fate.WITHHELD))
    assert names(store.recent(withheld=True)) == ["w4", "w3", "w2", "shown"]


def test_what_is_forgotten_is_gone_and_the_rest_is_not(store: Store) -> None:
    for name in ("a", "b"):
        store.remember(receipt(name))
    store.forget(["a", "unknown"])
    assert names(store.recent()) == ["b"]


def test_a_file_outlives_its_store(tmp_path: Path) -> None:
    first = SqliteWhisperStore(tmp_path / "whispers.db", keep=3, busy_timeout_ms=1000)
    first.remember(receipt("a"))
    first.close()
    second = SqliteWhisperStore(tmp_path / "whispers.db", keep=3, busy_timeout_ms=1000)
    assert names(second.recent()) == ["a"]
    second.close()


def test_on_disk_what_was_forgotten_is_overwritten(tmp_path: Path) -> None:
    store = SqliteWhisperStore(tmp_path / "whispers.db", keep=3, busy_timeout_ms=1000)
    store.remember(replace(receipt("secret"), why="unmistakable"))
    store.forget(["secret"])
    assert not any(b"unmistakable" in file.read_bytes() for file in tmp_path.iterdir())
    store.close()
