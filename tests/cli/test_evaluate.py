"""`python -m jepa_learning evaluate` replays what the event log holds and says it as one JSON document."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pygit2
import pytest

from jepa_learning.adapters.sqlite.event_log import SqliteEventLog
from jepa_learning.cli.__main__ import main
from jepa_learning.domain.event import Event
from jepa_learning.folders import Folders, locate

FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    for name in FOLDERS:
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return locate(os.environ, uid=os.getuid())


@pytest.fixture
def log(folders: Folders) -> Iterator[SqliteEventLog]:
    folders.data.mkdir(mode=0o700, parents=True)
    with closing(SqliteEventLog(folders.event_log, busy_timeout_ms=1000)) as opened:
        yield opened


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return Path(pygit2.init_repository(str(tmp_path / "repository")).workdir)


def commands(text: str) -> list[Event]:
    return [Event("command", c, "s", time=float(i), source="shell") for i, c in enumerate(text)]


def commits(root: Path, n: int) -> list[Event]:
    here = {"project": str(root)}
    history = [Event("file", name, "0", attributes={**here, "status": "A"}, source="git") for name in "abcd"]
    for i in range(1, n):
        pair = "ab" if i % 2 else "cd"
        history += [
            Event(
                "file",
                name,
                str(i),
                intent=f"Change {pair}",
                attributes={**here, "status": "M"},
                source="git",
            )
            for name in pair
        ]
    return history


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_a_repositorys_files_are_replayed(
    log: SqliteEventLog, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.append(commits(repository, 30))
    log.append(commits(Path("/elsewhere"), 5))
    assert main(["evaluate", "--json", "--project", str(repository)]) == 0
    found = document(capsys)
    assert (found["kind"], found["project"], found["events"], found["cases"]) == (
        "file",
        str(repository),
        62,
        30,
    )
    assert [task["name"] for task in found["tasks"]] == ["start", "blind", "complete"]
    assert found["tasks"][0]["rows"][0]["predictor"] == "product"


def test_commands_are_replayed_wherever_they_were_run(
    log: SqliteEventLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.append(commands("abc" * 10))
    assert main(["evaluate", "--kind", "command", "--last", "5", "--project", str(tmp_path)]) == 0
    found = document(capsys)
    assert (found["kind"], found["project"], found["asked"], found["scored"]) == ("command", None, 30, 5)


def test_progress_goes_to_stderr_one_object_a_line_and_at_most_one_a_percent(
    log: SqliteEventLog, capsys: pytest.CaptureFixture[str]
) -> None:
    log.append(commands("ab" * 200))
    assert main(["evaluate", "--kind", "command", "--last", "1"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {one["type"] for one in told} == {"progress"}
    assert len(told) <= 101
    assert told[-1] == {"type": "progress", "done": 400, "total": 400}


def test_the_log_is_the_same_afterwards(log: SqliteEventLog, capsys: pytest.CaptureFixture[str]) -> None:
    log.append(commands("abcabcabc"))
    before = list(log.read())
    assert main(["evaluate", "--kind", "command"]) == 0
    assert list(log.read()) == before


def test_twice_the_same_history_gives_the_same_numbers(
    log: SqliteEventLog, capsys: pytest.CaptureFixture[str]
) -> None:
    log.append(commands("abcabdabc" * 5))

    def numbers() -> list[dict[str, Any]]:
        assert main(["evaluate", "--kind", "command"]) == 0
        rows = document(capsys)["tasks"][0]["rows"]
        return [{name: value for name, value in row.items() if not name.endswith("_ms")} for row in rows]

    assert numbers() == numbers()


def test_a_manifold_can_be_left_out_and_the_document_says_so(
    log: SqliteEventLog, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.append(commits(repository, 10))
    assert main(["evaluate", "--project", str(repository), "--without", "cochange"]) == 0
    assert document(capsys)["without"] == ["cochange"]


def test_an_unknown_manifold_is_refused_with_its_name(
    log: SqliteEventLog, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.append(commits(repository, 10))
    assert main(["evaluate", "--json", "--project", str(repository), "--without", "crystal_ball"]) == 1
    assert "crystal_ball" in document(capsys)["error"]["message"]


def test_without_an_event_log_it_says_what_to_do_and_makes_none(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "--json", "--kind", "command"]) == 1
    error = document(capsys)["error"]
    assert error["code"] == "request_invalid"
    assert "lev jepa learn" in error["message"]
    assert not folders.data.exists()


def test_files_outside_of_any_repository_are_refused(
    log: SqliteEventLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "--json", "--project", str(tmp_path)]) == 1
    assert document(capsys)["error"]["code"] == "project_not_found"
