"""A real sidecar: learns, answers, is killed, comes back, loses nothing, leaves nothing behind."""

from __future__ import annotations

import json
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.adapters.sources.history_builder import HistoryBuilder
from tests.e2e.sidecar_process import SECONDS, Home, Running

from jepa_learning.adapters.sqlite.event_log import SqliteEventLog
from jepa_learning.domain.event import Event

COMMITS = 60


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    yield home
    shutil.rmtree(home.folders.runtime, ignore_errors=True)  # where the path is long, it is not in the home


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A history in which two files always change together."""
    history = HistoryBuilder(tmp_path / "project")
    files = dict.fromkeys(("a.py", "test_a.py", "b.py", "test_b.py"), b"0\n")
    for number in range(COMMITS):
        name = "ab"[number % 2]
        files = {**files, f"{name}.py": b"%d\n" % number, f"test_{name}.py": b"%d\n" % number}
        history.commit(files, message=f"Change {name}, round {number}")
    history.check_out()
    (history.root / "b.py").write_text("being changed\n")
    return history.root


def import_all(client: httpx.Client, root: Path) -> list[dict[str, Any]]:
    answer = client.post("/v1/imports", json={"project": str(root)}).raise_for_status()
    return [json.loads(line) for line in answer.text.splitlines()]


def files_learnt(client: httpx.Client, root: Path) -> int:
    status = client.get("/v1/status", params={"project": str(root)}).raise_for_status().json()
    return int(status["learnt"][0]["events"])


def first_file(client: httpx.Client, root: Path) -> dict[str, Any]:
    answer = client.post("/v1/predictions", json={"project": str(root)}).raise_for_status().json()
    assert answer["known"] == ["b.py"]
    candidate = answer["sections"][0]["candidates"][0]
    assert isinstance(candidate, dict)
    return candidate


def leave(running: Running) -> int:
    running.client.post("/v1/shutdown").raise_for_status()
    return running.process.wait(timeout=SECONDS)


def test_it_learns_a_repository_and_says_what_changes_together(home: Home, repository: Path) -> None:
    with home.running() as sidecar:
        (source,) = [line for line in import_all(sidecar.client, repository) if line["type"] == "source"]
        assert (source["source"], source["appended"], source["known"]) == ("git", 4 + 2 * (COMMITS - 1), 0)
        found = first_file(sidecar.client, repository)
        assert found["activity"] == "test_b.py"
        assert found["why"]
        assert files_learnt(sidecar.client, repository) == source["appended"]


def test_it_goes_on_where_it_was_after_a_restart(home: Home, repository: Path) -> None:
    with home.running() as sidecar:
        import_all(sidecar.client, repository)
        before = first_file(sidecar.client, repository)
        assert leave(sidecar) == 0
    assert home.folders.snapshot.exists()
    with home.running() as sidecar:
        after = first_file(sidecar.client, repository)
        assert (after["activity"], after["why"]) == (before["activity"], before["why"])
        assert after["probability"] == pytest.approx(before["probability"])
        sources = [line for line in import_all(sidecar.client, repository) if line["type"] == "source"]
        assert [(one["appended"], one["known"]) for one in sources] == [(0, 0)]


def test_killed_in_the_middle_of_an_import_it_loses_nothing_and_takes_its_socket_back(
    home: Home, repository: Path
) -> None:
    with home.running("--set", "sources.git.batch_commits=1") as sidecar:
        told = 0
        with sidecar.client.stream("POST", "/v1/imports", json={"project": str(repository)}) as answer:
            for line in answer.iter_lines():
                told = json.loads(line)["done"]
                if told == 5:
                    sidecar.process.kill()
                    break
        sidecar.process.wait(timeout=SECONDS)
    assert home.folders.socket.is_socket()
    assert home.folders.contact.exists()
    with home.running() as sidecar:
        kept = files_learnt(sidecar.client, repository)
        assert kept >= 4 + 2 * (told - 1)
        import_all(sidecar.client, repository)
        assert files_learnt(sidecar.client, repository) == 4 + 2 * (COMMITS - 1)
        assert first_file(sidecar.client, repository)["activity"] == "test_b.py"


def test_what_was_acknowledged_survives_being_killed_at_once(home: Home) -> None:
    event = {"kind": "step", "activity": "deploy", "case": "run-1"}
    with home.running() as sidecar:
        assert sidecar.client.post("/v1/events", json={"events": [event]}).json()["appended"] == 1
        sidecar.process.kill()
        sidecar.process.wait(timeout=SECONDS)
    with home.running() as sidecar:
        assert sidecar.client.post("/v1/events", json={"events": [event]}).json()["known"] == 1


def test_a_second_sidecar_leaves_with_75_and_one_plain_line(home: Home) -> None:
    with home.running() as sidecar:
        command = home.command()
        second = subprocess.run(
            command, env=home.environ, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert second.returncode == 75
        assert second.stdout == ""
        assert f"process {sidecar.process.pid}" in second.stderr
        assert second.stderr.startswith("jepa-learning: store_busy: ")
        assert second.stderr.count("\n") == 1
        assert sidecar.client.get("/healthz").json()["pid"] == sidecar.process.pid


def test_one_that_finds_the_socket_taken_leaves_the_contact_of_the_other(home: Home, tmp_path: Path) -> None:
    with home.running():
        contact = home.folders.contact.read_text()
        other = {**home.environ, "XDG_DATA_HOME": str(tmp_path / "elsewhere")}
        run = subprocess.run(
            home.command(), env=other, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert (run.returncode, home.folders.contact.read_text()) == (75, contact)
        assert home.folders.socket.exists()


def test_files_folders_and_socket_are_for_the_user_alone(home: Home) -> None:
    with home.running() as sidecar:
        sidecar.client.post("/v1/events", json={"events": [{"kind": "step", "activity": "x", "case": "c"}]})
        folders = home.folders
        for folder in (folders.data, folders.state, folders.runtime):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if not path.is_dir()} == {
                0o600
            }


def test_the_contact_says_how_to_reach_it_until_it_leaves(home: Home) -> None:
    with home.running() as sidecar:
        contact = json.loads(home.folders.contact.read_text())
        health = sidecar.client.get("/healthz").json()
        assert str(home.folders.config_file) in contact.pop("configuration")
        assert contact == {
            "pid": sidecar.process.pid,
            "version": health["version"],
            "protocol": 1,
            "socket": str(home.folders.socket),
        }
        assert leave(sidecar) == 0
    assert not home.folders.contact.exists()
    assert not home.folders.socket.exists()


def test_the_contact_says_which_checkout_it_was_started_from(home: Home) -> None:
    with home.start("--checkout", "1700000000000-90 /the plugin"):
        assert json.loads(home.folders.contact.read_text())["checkout"] == "1700000000000-90 /the plugin"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_makes_it_save_and_leave(home: Home, number: int) -> None:
    with home.running() as sidecar:
        sidecar.client.post("/v1/events", json={"events": [{"kind": "step", "activity": "x", "case": "c"}]})
        sidecar.process.send_signal(number)
        assert sidecar.process.wait(timeout=SECONDS) == 0
        assert (home.folders.snapshot.exists(), home.folders.socket.exists()) == (True, False)


def test_it_leaves_by_itself_when_it_is_idle(home: Home) -> None:
    with home.start("--set", "sidecar.idle_exit_s=1") as process:
        assert process.wait(timeout=SECONDS) == 0
    assert not home.folders.contact.exists()


@pytest.mark.parametrize("lost", ["contact", "socket"])
def test_it_leaves_where_nobody_can_find_it_any_more(home: Home, lost: str) -> None:
    with home.start() as process:
        Path(getattr(home.folders, lost)).unlink()
        assert process.wait(timeout=SECONDS) == 0
    with home.running() as another:
        assert another.client.get("/healthz").json()["ready"]


def test_over_tcp_it_wants_its_token(home: Home) -> None:
    with home.start("--profile", "server") as process:
        contact = json.loads(home.folders.contact.read_text())
        assert (contact["host"], contact["pid"]) == ("127.0.0.1", process.pid)
        with httpx.Client(base_url=f"http://127.0.0.1:{contact['port']}", timeout=SECONDS) as client:
            assert client.get("/healthz").json()["code"] == "unauthorized"
            headers = {"Authorization": f"Bearer {contact['token']}"}
            assert client.get("/healthz", headers=headers).json()["status"] == "ok"
            evil = {**headers, "Host": "evil.example"}
            assert client.get("/healthz", headers=evil).json()["code"] == "host_refused"


def test_a_configuration_that_is_not_what_it_must_be_is_told_on_stderr(home: Home) -> None:
    command = home.command("--set", "sidecar.port=web")
    run = subprocess.run(
        command, env=home.environ, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == (
        "jepa-learning: config_invalid: command line: sidecar.port is 'web': "
        "expected a whole number from 0 to 65535\n"
    )


def test_an_event_log_that_is_damaged_is_told_and_not_touched(home: Home) -> None:
    home.folders.data.mkdir(mode=0o700, parents=True)
    home.folders.event_log.write_bytes(b"this is no database" * 1000)
    home.folders.event_log.chmod(0o600)
    run = subprocess.run(
        home.command(), env=home.environ, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("jepa-learning: store_unusable: ")
    assert home.folders.event_log.read_bytes() == b"this is no database" * 1000


def test_an_event_that_cannot_be_read_back_is_told_without_what_it_was_about(home: Home) -> None:
    home.folders.data.mkdir(mode=0o700, parents=True)
    with closing(SqliteEventLog(home.folders.event_log, busy_timeout_ms=1000)) as log:
        log.append([Event("step", "deploy the moon", "run")])
    with closing(sqlite3.connect(home.folders.event_log)) as database, database:
        database.execute("UPDATE cases SET name = ''")
    run = subprocess.run(
        home.command(), env=home.environ, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert re.fullmatch(
        r"jepa-learning: event_invalid: the event log could not be learnt: EventError at event\.py:\d+\n",
        run.stderr,
    )


def test_nothing_of_what_was_learnt_or_asked_stands_in_its_log(home: Home, repository: Path) -> None:
    with home.running() as sidecar:
        import_all(sidecar.client, repository)
        sidecar.client.post("/v1/predictions", json={"project": str(repository), "intent": "Change the plan"})
        sidecar.client.get("/v1/consent", params={"project": str(repository)})
        leave(sidecar)
    log = home.folders.journal.read_text()
    assert [json.loads(line)["event"] for line in log.splitlines()][-1] == "end"
    assert [word for word in ("a.py", "Change", "plan", str(repository), "jo@example") if word in log] == []


def test_the_repository_is_left_as_it_was(home: Home, repository: Path) -> None:
    def contents() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in repository.rglob("*") if path.is_file()}

    before = contents()
    with home.running() as sidecar:
        import_all(sidecar.client, repository)
        first_file(sidecar.client, repository)
    assert contents() == before
