"""What only the event log in a file does: it survives, stays private and knows its version."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from jepa_learning.adapters.sqlite.consent import SqliteConsentStore
from jepa_learning.adapters.sqlite.event_log import SCHEMA, SqliteEventLog
from jepa_learning.domain.errors import StoreBusyError, StoreError, StoreVersionError
from jepa_learning.domain.event import Event

WRITER = Path(__file__).with_name("appending_writer.py")
PYTHON = Path(__file__).parents[3] / "python"


def opened(path: Path) -> SqliteEventLog:
    return SqliteEventLog(path, busy_timeout_ms=1000)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def run_until_acknowledged(path: Path, *, first: int, count: int, size: int) -> int:
    """Kill a writer right after its `count`-th acknowledgement; return the last batch it acknowledged."""
    command = [sys.executable, str(WRITER), str(path), str(first), str(size)]
    environ = {**os.environ, "PYTHONPATH": str(PYTHON)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as writer:
        assert writer.stdout is not None
        for _ in range(count):
            writer.stdout.readline()
        writer.kill()
        # what was printed before the kill took effect was acknowledged too
        rest = writer.stdout.read().split()
    return int(rest[-1]) if rest else first + count - 1


def test_kill_nine_at_any_moment_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path, size, chance = tmp_path / "events.db", 7, random.Random(20)
    acknowledged: set[int] = set()
    first = 0
    for _ in range(24):
        last = run_until_acknowledged(path, first=first, count=chance.randint(1, 12), size=size)
        acknowledged |= set(range(first, last + 1))
        log = opened(path)
        stored = Counter(int(event.case.removeprefix("case")) for _, event in log.read())
        position = log.position("test", "/x")
        log.close()
        assert acknowledged <= stored.keys()
        assert set(stored.values()) == {size}
        assert position == str(max(stored))
        first = max(stored) + 1
    assert len(acknowledged) >= 24


def test_the_file_and_its_folder_are_the_users_alone(tmp_path: Path) -> None:
    log = opened(tmp_path / "data" / "events.db")
    log.append([Event("step", "s", "c")])
    assert mode(tmp_path / "data") == 0o700
    assert {mode(file) for file in (tmp_path / "data").iterdir()} == {0o600}
    log.close()


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    path.touch(mode=0o644)
    opened(path).close()
    assert mode(path) == 0o600


def test_events_are_there_when_the_log_is_opened_again(tmp_path: Path) -> None:
    first = opened(tmp_path / "events.db")
    first.append([Event("step", "s", "c", 1.0)])
    first.close()
    second = opened(tmp_path / "events.db")
    assert [event.activity for _, event in second.read()] == ["s"]
    second.close()


def test_a_log_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    opened(path).close()
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version={len(SCHEMA.migrations) + 1}")
    database.close()
    before = path.read_bytes()
    with pytest.raises(StoreVersionError, match="newer program"):
        opened(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    path.write_bytes(b"this is a letter, not a database" * 100)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"events\.db"):
        opened(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    SqliteConsentStore(path, busy_timeout_ms=1000).close()
    with pytest.raises(StoreError, match="not our event log"):
        opened(path)


def test_a_write_that_another_process_holds_up_says_so(tmp_path: Path) -> None:
    log = SqliteEventLog(tmp_path / "events.db", busy_timeout_ms=0)
    other = sqlite3.connect(tmp_path / "events.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusyError):
        log.append([Event("step", "s", "c")])
    other.close()
    assert len(log.append([Event("step", "s", "c")])) == 1
    log.close()


def test_a_log_that_another_process_writes_can_be_opened_and_read(tmp_path: Path) -> None:
    opened(tmp_path / "events.db").close()
    other = sqlite3.connect(tmp_path / "events.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    log = SqliteEventLog(tmp_path / "events.db", busy_timeout_ms=0)
    assert list(log.read()) == []
    log.close()
    other.close()


def test_a_folder_called_busy_is_not_taken_for_a_busy_file(tmp_path: Path) -> None:
    (tmp_path / "busy").write_text("no folder")
    with pytest.raises(StoreError) as caught:
        opened(tmp_path / "busy" / "events.db")
    assert caught.value.code == "store_unusable"


def test_a_batch_that_cannot_be_stored_whole_is_not_stored_at_all(tmp_path: Path) -> None:
    log = opened(tmp_path / "events.db")
    with pytest.raises(StoreError):
        log.append([Event("step", "good", "c"), Event("step", "half a character \ud800", "c")])
    assert log.size().events == 0
    log.close()


def test_what_is_forgotten_is_in_no_byte_on_disk(tmp_path: Path) -> None:
    log = opened(tmp_path / "events.db")
    log.append(
        [
            Event("command", f"unspeakable-{n} words", f"unspeakable case {n}", intent="unspeakable aim")
            for n in range(500)
        ]
    )
    log.append([Event("command", "harmless", "c")])
    log.forget(keep_last=1)
    assert not any(b"unspeakable" in file.read_bytes() for file in tmp_path.iterdir())
    log.close()


def test_forgetting_gives_the_space_back(tmp_path: Path) -> None:
    log = opened(tmp_path / "events.db")
    log.append([Event("command", f"make target-{n} " + "x" * 100, f"case {n}") for n in range(3000)])
    full = log.size().size_bytes
    log.forget()
    assert log.size().size_bytes < full / 5
    log.close()


def test_a_file_event_of_a_large_history_takes_less_than_350_bytes(tmp_path: Path) -> None:
    log = opened(tmp_path / "events.db")
    events = [
        Event(
            "file",
            f"src/package/part_{n % 300}/module_{n % 900}.py",
            f"{n // 4:040x}",
            1.6e9 + n,
            intent=f"Fix what number {n // 4} broke in the router and in the parser",
            author="0123456789ab",
            attributes={"status": "M", "project": "/home/somebody/code/some-project"},
            source="git",
        )
        for n in range(20_000)
    ]
    log.append(events)
    log.forget(before=0.0)  # folds the write-ahead log into the file
    assert log.size().size_bytes / 20_000 < 350
    log.close()
