"""A real sidecar reads the words inside files only with consent, finds files by them, and keeps no secret."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.adapters.sources.history_builder import HistoryBuilder
from tests.e2e.sidecar_process import Home

SECRET = "ghp_" + "aB3" * 12
COMMITS = 25


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    yield home
    shutil.rmtree(home.folders.runtime, ignore_errors=True)  # where the path is long, it is not in the home


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A history in which one file speaks of zeppelins, inside only, and holds a secret."""
    history = HistoryBuilder(tmp_path / "project")
    files = {f"part{number}.py": b"def nothing(): ...\n" for number in range(20)}
    files["craft.py"] = f'def steer_zeppelin():\n    token = "{SECRET}"\n    return token\n'.encode()
    for number in range(COMMITS):
        files = {**files, f"part{number % 20}.py": b"x = %d\n" % number}
        history.commit(files, message=f"Work on round {number}")
    history.check_out()
    return history.root


def post(client: httpx.Client, path: str, **asked: object) -> Any:
    answer = client.post(path, json=asked).raise_for_status()
    return answer.json() if "ndjson" not in answer.headers["content-type"] else answer.text


def stored(home: Home) -> list[str]:
    with sqlite3.connect(home.folders.event_log) as database:
        dump = "\n".join(database.iterdump())
    return [word for word in ("zeppelin", SECRET) if word in dump]


def test_without_consent_no_file_is_read(home: Home, repository: Path) -> None:
    with home.running() as sidecar:
        post(sidecar.client, "/v1/imports", project=str(repository))
    assert stored(home) == []


def test_with_consent_words_inside_a_file_find_it_and_its_secret_is_nowhere(
    home: Home, repository: Path
) -> None:
    root, intent = str(repository), "Steer the zeppelin"
    with home.running() as sidecar:
        asked = {"source": "code", "granted": True, "project": root}
        sidecar.client.put("/v1/consent", json=asked).raise_for_status()
        answers = [post(sidecar.client, "/v1/imports", project=root)]
        asking = {"project": root, "intent": intent, "kinds": ["file"], "known": [], "k": 5, "explain": True}
        prediction = post(sidecar.client, "/v1/predictions", **asking)
        answers += [str(prediction), str(post(sidecar.client, "/v1/search", project=root, words="round 3"))]
    candidates = {one["activity"]: one for one in prediction["sections"][0]["candidates"]}
    assert "zeppelin" in candidates["craft.py"]["reasons"]["file_words"]["words"]
    assert stored(home) == ["zeppelin"]
    written = [path.read_bytes() for path in home.folders.data.rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in data for data in written)
    assert all(SECRET not in answer and "text_words" not in answer for answer in answers)
    assert [word for word in ("zeppelin", "steer", SECRET) if word in home.folders.journal.read_text()] == []
