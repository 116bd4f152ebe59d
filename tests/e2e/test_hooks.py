"""From a shell's hook to a suggestion, and from a commit to what is learnt, through a real sidecar."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.e2e.sidecar_process import SECONDS, Home, Running

LINES = ("git add .", "git commit", "npm test")
ROOT = Path(__file__).parents[2]
QUIET = {"JEPA_LEARNING_BACKGROUND__DELAY_S": "0", "JEPA_LEARNING_BACKGROUND__MOST_LOAD": "1000"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.environ.update(QUIET)
    return home


def lev(home: Home, *words: str) -> None:
    command = ["node", str(ROOT / "js" / "bin" / "lev.js"), "jepa", *words]
    subprocess.run(command, env=home.environ, check=True, capture_output=True)


def tell(home: Home, **fields: str) -> str:
    """Say it through the script that hooks call."""
    body = b"".join(f"{name}={value}".encode() + b"\0" for name, value in fields.items())
    send = home.folders.data / "hooks" / "send"
    command = [send, "/v1/hooks/shell", "20"]
    run = subprocess.run(command, input=body, env=home.environ, capture_output=True, check=True)
    return run.stdout.decode()


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what is done in the background."""
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it has not happened"


def events(sidecar: Running, kind: str, project: Path | None = None) -> int:
    params = {"project": str(project)} if project else None
    learnt = sidecar.client.get("/v1/status", params=params).json()["learnt"]
    return sum(one["events"] for one in learnt if one["kind"] == kind)


def test_a_shell_is_heard_and_told_what_comes_next(home: Home) -> None:
    lev(home, "hook", "install", "bash", "--yes")
    assert tell(home, session="s", command="npm test") == ""  # nobody is there yet
    with home.running() as sidecar:
        sidecar.client.put("/v1/consent", json={"source": "shell", "granted": True})
        history = [
            {
                "kind": "command",
                "activity": LINES[place % 3],
                "case": "before",
                "time": time.time() - 900 + place,
            }
            for place in range(237)
        ]
        sidecar.client.post("/v1/events", json={"events": history})
        for place, line in enumerate(LINES):
            tell(home, session="s", shell="bash", command=line, began=str(time.time() - 3 + place))
        assert tell(home, session="s", wants="next") == "git add ."
        sidecar.client.put("/v1/pause", json={"seconds": 60.0})
        assert tell(home, session="s", wants="next") == ""
        before = events(sidecar, "command")
        tell(home, session="s", command="git push")
        assert events(sidecar, "command") == before == 240


def git(root: Path, *words: str, environ: dict[str, str]) -> None:
    mine = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(root), *mine, *words], env=environ, check=True, capture_output=True)


def test_a_commit_is_learnt_without_being_asked_for(home: Home, tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "-q", environ=home.environ)
    lev(home, "hook", "install", "git", "--yes", "--project", str(root))
    with home.running() as sidecar:
        (root / "a.py").write_text("x", encoding="utf-8")
        git(root, "add", ".", environ=home.environ)
        git(root, "commit", "-qm", "First", environ={**os.environ, **home.environ})
        until(lambda: events(sidecar, "file", root) == 1)
