"""`python -m jepa_learning doctor`: healthy or not, with what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jepa_learning import Event, open_learner
from jepa_learning.cli.__main__ import main
from jepa_learning.folders import Folders, locate


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    for name in (
        *("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"),
        *("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"),
    ):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return locate(os.environ, uid=os.getuid())


def diagnose(capsys: pytest.CaptureFixture[str], *, healthy: bool) -> dict[str, dict[str, Any]]:
    assert main(["doctor", "--json"]) == (0 if healthy else 1)
    found = json.loads(capsys.readouterr().out)
    assert found["healthy"] is healthy
    return {check["name"]: check for check in found["checks"]}


def diagnose_apart(*options: str) -> subprocess.CompletedProcess[str]:
    """Run it in a process of its own: MLX keeps the BLAS with which it was first imported, by any test."""
    command = [sys.executable, "-m", "jepa_learning", "doctor", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def learn_something(folders: Folders) -> None:
    with open_learner(folders.data) as learner:
        learner.learn_many(Event("step", "build", f"run-{n}") for n in range(100))


def test_a_fresh_installation_is_healthy_and_stays_untouched(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    checks = diagnose(capsys, healthy=True)
    assert {"python version", "python packages", "configuration", "event log, contents", "free space"} <= set(
        checks
    )
    assert not folders.data.exists()
    assert not folders.cache.exists()


def test_an_installation_in_use_is_healthy(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    learn_something(folders)
    checks = diagnose(capsys, healthy=True)
    assert checks["event log, contents"]["detail"] == "ok"
    assert "mode 0600" in checks["events.db"]["detail"]


def test_a_file_that_others_can_read_is_found(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    learn_something(folders)
    folders.event_log.chmod(0o644)
    check = diagnose(capsys, healthy=False)["events.db"]
    assert (check["ok"], check["remedy"].endswith(f"chmod go-rwx {folders.event_log}")) == (False, True)


def test_a_damaged_event_log_is_found(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    learn_something(folders)
    content = bytearray(folders.event_log.read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    folders.event_log.write_bytes(bytes(content))
    check = diagnose(capsys, healthy=False)["event log, contents"]
    assert not check["ok"]
    assert str(folders.event_log) in check["remedy"]


def test_a_bad_configuration_is_found(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    folders.config_file.parent.mkdir(parents=True)
    folders.config_file.write_text("logs: 1\n")
    check = diagnose(capsys, healthy=False)["configuration"]
    assert "logs is unknown" in check["detail"]


def test_a_bad_file_of_rules_is_found(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    bad = folders.whisper_rules / "bad.yaml"
    bad.parent.mkdir(parents=True)
    bad.write_text("whisper:\n  mine:\n    when: nosuch\n", encoding="utf-8")
    found = diagnose(capsys, healthy=False)["rules"]
    assert f"{bad}:3" in found["detail"]
    assert "correct the key" in found["remedy"]


@pytest.mark.usefixtures("folders")
def test_people_read_one_line_a_check() -> None:
    run = diagnose_apart()
    assert run.returncode == 0
    assert run.stdout
    assert all(line.startswith("ok    ") for line in run.stdout.splitlines())


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bring a fast BLAS along")
def test_a_slow_blas_is_a_loud_warning_with_what_to_do_and_no_failure(folders: Folders) -> None:
    folders.blas.mkdir(parents=True)
    folders.blas.chmod(0o777)
    run = diagnose_apart()
    (warning,) = (line for line in run.stdout.splitlines() if line.startswith("WARN  mlx: "))
    assert run.returncode == 0
    for part in ("slow one in MLX's own wheel", "GFLOP/s", f"chmod go-w {folders.blas}", "remove .venv"):
        assert part in warning


@pytest.mark.usefixtures("folders")
def test_the_blas_and_its_measured_speed_are_told() -> None:
    checks = json.loads(diagnose_apart("--json").stdout)["checks"]
    (check,) = (check for check in checks if check["name"] == "mlx")
    assert not check["warns"]
    assert "BLAS: " in check["detail"]
    assert "GFLOP/s" in check["detail"]
