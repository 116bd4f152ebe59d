"""What every store of a pause does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jepa_learning.adapters.filesystem.pause_store import FilePauseStore
from jepa_learning.adapters.memory.pause_store import MemoryPauseStore
from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.pause_store import PauseStore

STORES: dict[str, Callable[[Path], PauseStore]] = {
    "memory": lambda folder: MemoryPauseStore(),
    "file": lambda folder: FilePauseStore(folder / "pause.json"),
}
each = pytest.mark.parametrize("build", STORES.values(), ids=STORES)


@each
def test_a_new_store_knows_no_pause(build: Callable[[Path], PauseStore], tmp_path: Path) -> None:
    assert build(tmp_path).recall() is None


@each
def test_the_last_end_is_what_it_knows(build: Callable[[Path], PauseStore], tmp_path: Path) -> None:
    store = build(tmp_path)
    for until in (5.0, 1_700_000_000.5):
        store.remember(until)
    assert store.recall() == 1_700_000_000.5
    store.remember(None)
    assert store.recall() is None


def test_a_file_outlives_its_store(tmp_path: Path) -> None:
    FilePauseStore(tmp_path / "pause.json").remember(5.0)
    assert FilePauseStore(tmp_path / "pause.json").recall() == 5.0


@pytest.mark.parametrize("text", ["", "{", "[]", '{"until": "x"}', "null"])
def test_a_file_that_cannot_be_read_is_no_pause(text: str, tmp_path: Path) -> None:
    (tmp_path / "pause.json").write_text(text, encoding="ascii")
    assert FilePauseStore(tmp_path / "pause.json").recall() is None


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="rights"):
        FilePauseStore(tmp_path / "absent" / "pause.json").remember(5.0)
