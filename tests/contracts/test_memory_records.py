"""What every keeper of the vector memory's record does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jepa_learning.adapters.filesystem.memory_records import FileMemoryRecords
from jepa_learning.adapters.memory.memory_records import MemoryMemoryRecords
from jepa_learning.ports.memory_records import MemoryRecord, MemoryRecords, Space

KEEPERS: dict[str, Callable[[Path], MemoryRecords]] = {
    "memory": lambda folder: MemoryMemoryRecords(),
    "file": lambda folder: FileMemoryRecords(folder / "memory.json"),
}
RECORD = MemoryRecord(Space("server", "http://é:6333/collections/x", "words-1", 8), "me")


@pytest.fixture(params=KEEPERS)
def records(request: pytest.FixtureRequest, tmp_path: Path) -> MemoryRecords:
    return KEEPERS[request.param](tmp_path)


def test_at_first_there_is_no_record(records: MemoryRecords) -> None:
    assert records.load() is None


@pytest.mark.parametrize("filled", [None, 0, 7])
@pytest.mark.parametrize("is_owed", [True, False])
def test_a_record_comes_back_as_it_was(records: MemoryRecords, filled: int | None, is_owed: bool) -> None:
    record = replace(RECORD, filled=filled, is_erasure_owed=is_owed)
    records.save(record)
    assert records.load() == record


def test_the_last_record_replaces_the_one_before(records: MemoryRecords) -> None:
    records.save(RECORD)
    records.save(replace(RECORD, owner="you"))
    assert records.load() == replace(RECORD, owner="you")
