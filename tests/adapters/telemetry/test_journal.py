"""The journal's file: private, rotated, and silent when it cannot be written."""

from __future__ import annotations

import json
import stat
from contextlib import closing
from pathlib import Path

import pytest

from jepa_learning.adapters.telemetry.journal import StructlogJournal
from jepa_learning.domain.errors import StoreError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "sidecar.jsonl"


def test_only_the_user_can_read_it(path: Path) -> None:
    with closing(StructlogJournal(path, level="info", max_bytes=10_000, files=1)) as journal:
        journal.note("start")
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)


def test_it_is_rotated_and_the_oldest_lines_go(path: Path) -> None:
    with closing(StructlogJournal(path, level="info", max_bytes=1000, files=2)) as journal:
        for number in range(100):
            journal.note("request", status=number)
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["sidecar.jsonl", "sidecar.jsonl.1", "sidecar.jsonl.2"]
    assert all(file.stat().st_size <= 1000 and stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert json.loads(path.read_text().splitlines()[-1])["status"] == 99


def test_lines_below_the_level_are_left_out(path: Path) -> None:
    with closing(StructlogJournal(path, level="warning", max_bytes=10_000, files=1)) as journal:
        journal.note("request", level="info")
        journal.note("fault", level="error")
    assert [json.loads(line)["event"] for line in path.read_text().splitlines()] == ["fault"]


def test_every_line_has_its_time_in_utc(path: Path) -> None:
    with closing(StructlogJournal(path, level="info", max_bytes=10_000, files=1)) as journal:
        journal.note("start")
    assert json.loads(path.read_text())["timestamp"].endswith("Z")


def test_nothing_goes_to_stdout_or_stderr(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(StructlogJournal(path, level="debug", max_bytes=10_000, files=1)) as journal:
        journal.note("fault", level="error")
    assert capsys.readouterr() == ("", "")


def test_a_line_that_cannot_be_written_is_lost_in_silence(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(StructlogJournal(path, level="info", max_bytes=10_000, files=1)) as journal:
        path.unlink()
        path.mkdir()
        journal.note("request")
    assert capsys.readouterr() == ("", "")


def test_a_file_that_cannot_be_made_is_told_at_once(path: Path) -> None:
    path.mkdir(parents=True)
    path.chmod(0o700)
    path.parent.joinpath("file").touch()
    with pytest.raises(StoreError, match="cannot be written"):
        StructlogJournal(path.parent / "file" / "x.jsonl", level="info", max_bytes=10_000, files=1)
