"""A real sidecar says what goes together and where it was seen, and nothing of what was forgotten."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pygit2
import pytest
from tests.adapters.sources.history_builder import HistoryBuilder
from tests.e2e.sidecar_process import Home

COMMITS = 30


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    yield home
    shutil.rmtree(home.folders.runtime, ignore_errors=True)  # where the path is long, it is not in the home


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A history in which a file and its test always change together, and its newest commit checked out."""
    history = HistoryBuilder(tmp_path / "project")
    files = dict.fromkeys(("src/router.py", "tests/test_router.py", "src/url.py", "README.md"), b"0\n")
    for number in range(COMMITS):
        changed = ("src/router.py", "tests/test_router.py") if number % 2 else ("src/url.py",)
        files = {**files, **dict.fromkeys(changed, b"%d\n" % number)}
        history.commit(files, message=f"{'Route' if number % 2 else 'Quote'} round {number}")
    history.check_out()
    return history.root


def post(client: httpx.Client, path: str, **asked: object) -> Any:
    answer = client.post(path, json=asked)
    return answer.raise_for_status().json() if "ndjson" not in answer.headers["content-type"] else answer.text


def test_it_says_what_goes_together_and_cites_the_commit_it_was_seen_in(home: Home, repository: Path) -> None:
    root = str(repository)
    with home.running() as sidecar:
        post(sidecar.client, "/v1/imports", project=root)
        related = post(sidecar.client, "/v1/related", project=root, file="src/router.py")["related"]
        assert related[0]["activity"] == "tests/test_router.py"
        assert related[0]["reasons"]["structure"]["words"] == "its test"
        assert related[0]["reasons"]["cochange"]["words"] == "changed together in 16 of 16 commits"
        (found,) = post(sidecar.client, "/v1/search", project=root, words="round 17")["found"][:1]
        commit = pygit2.Repository(root)[found["case"]]
        assert isinstance(commit, pygit2.Commit)
        assert (found["text"], found["time"]) == (commit.message.strip(), commit.commit_time)
        short = post(sidecar.client, "/v1/search", project=root, words=found["case"][:10], k=1)["found"]
        assert short[0]["case"] == found["case"]


def test_after_a_restart_it_still_knows_and_after_forgetting_it_does_not(
    home: Home, repository: Path
) -> None:
    root = str(repository)
    with home.running() as sidecar:
        post(sidecar.client, "/v1/imports", project=root)
    with home.running() as sidecar:
        assert post(sidecar.client, "/v1/search", project=root, words="router")["found"]
        post(sidecar.client, "/v1/forget", source="git")
    with home.running() as sidecar:
        for path, asked in (("/v1/search", {"words": "router"}), ("/v1/related", {"file": "src/router.py"})):
            answer = post(sidecar.client, path, project=root, **asked)
            assert (answer.get("found", answer.get("related")), len(answer["notes"])) == ([], 1)


def test_nothing_that_was_asked_or_found_stands_in_its_log(home: Home, repository: Path) -> None:
    root = str(repository)
    with home.running() as sidecar:
        post(sidecar.client, "/v1/imports", project=root)
        post(sidecar.client, "/v1/related", project=root, words="route the round")
        post(sidecar.client, "/v1/search", project=root, words="router.py")
        sidecar.client.get("/healthz")  # when this is answered, what came before stands in the log
    log = home.folders.journal.read_text()
    assert "/v1/search" in log
    assert [word for word in ("router", "route the", "round", root) if word in log] == []
