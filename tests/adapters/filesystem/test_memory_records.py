"""What only a file can get wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from jepa_learning.adapters.filesystem.memory_records import FileMemoryRecords
from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.memory_records import MemoryRecord, Space

RECORD = MemoryRecord(Space("embedded", "", "words-1", 8), "me", filled=3)


def test_it_is_the_users_alone_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "memory.json"
    FileMemoryRecords(path).save(RECORD)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"space": 1}', '{"space": {}, "owner": "me"}'])
def test_a_damaged_file_is_told_with_what_to_do(tmp_path: Path, content: str) -> None:
    path = tmp_path / "memory.json"
    path.write_text(content)
    with pytest.raises(StoreError, match=r"memory\.json cannot be read .* remove it"):
        FileMemoryRecords(path).load()


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        FileMemoryRecords(tmp_path / "absent" / "memory.json").save(RECORD)
