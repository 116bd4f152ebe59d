"""What every store of a switch does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jepa_learning.adapters.filesystem.switch_store import FileSwitchStore
from jepa_learning.adapters.memory.switch_store import MemorySwitchStore
from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.switch_store import SwitchStore

STORES: dict[str, Callable[[Path], SwitchStore]] = {
    "memory": lambda folder: MemorySwitchStore(),
    "file": lambda folder: FileSwitchStore(folder / "whispers.off"),
}
each = pytest.mark.parametrize("build", STORES.values(), ids=STORES)


@each
def test_a_switch_that_nobody_turned_is_on(build: Callable[[Path], SwitchStore], tmp_path: Path) -> None:
    assert build(tmp_path).recall()


@each
def test_it_stands_where_it_was_turned_last(build: Callable[[Path], SwitchStore], tmp_path: Path) -> None:
    store = build(tmp_path)
    for on in (False, False, True, True, False):
        store.remember(on=on)
        assert store.recall() is on


def test_a_file_outlives_its_store(tmp_path: Path) -> None:
    FileSwitchStore(tmp_path / "whispers.off").remember(on=False)
    assert not FileSwitchStore(tmp_path / "whispers.off").recall()


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="rights"):
        FileSwitchStore(tmp_path / "absent" / "whispers.off").remember(on=False)
