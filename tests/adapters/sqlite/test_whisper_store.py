"""Receipts do not wait for the disk, and are there all the same after a process that never closed them."""

from __future__ import annotations

from pathlib import Path

from tests.contracts.test_whisper_store import receipt

from jepa_learning.adapters.sqlite.whisper_store import SqliteWhisperStore


def test_what_a_process_that_was_killed_had_written_is_there(tmp_path: Path) -> None:
    first = SqliteWhisperStore(tmp_path / "whispers.db", keep=10, busy_timeout_ms=100)
    first.remember(receipt("w1"))
    second = SqliteWhisperStore(tmp_path / "whispers.db", keep=10, busy_timeout_ms=100)
    assert [one.whisper.id for one in second.recent()] == ["w1"]
    second.close()
    first.close()
