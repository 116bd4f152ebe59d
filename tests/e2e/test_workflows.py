"""A workflow runs against a real sidecar: its steps are learnt, foretold, found and forgotten."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.e2e.sidecar_process import SECONDS, Home

ROOT = Path(__file__).parents[2]
STEPS = ("likely", "before", "read", "tag")
PAST_RUNS = 60
WORKFLOW = """
metadata: {type: workflow, id: release-check, name: Release check}
workflow_config:
  steps:
    - {id: likely, plugin: jepa, command: status}
    - {id: before, plugin: jepa, command: search, args: {words: release}}
    - {id: read, instruction: Read what was found.}
    - {id: tag, instruction: Tag it.}
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    yield home
    shutil.rmtree(home.folders.runtime, ignore_errors=True)  # where the path is long, it is not in the home


def lev(home: Home, folder: Path, *words: str) -> Any:
    run = subprocess.run(
        ["node", str(ROOT / "js" / "bin" / "lev.js"), "jepa", *words, "--json"],
        env=home.environ,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    return json.loads(run.stdout)


def learn_past_runs(client: httpx.Client) -> None:
    events = [
        {"kind": "step", "activity": step, "case": f"past {run}", "time": 1.7e9 + 3600 * run + place}
        for run in range(PAST_RUNS)
        for place, step in enumerate(STEPS)
    ]
    client.post("/v1/events", json={"events": events}).raise_for_status()


def test_a_run_is_learnt_as_it_goes_and_its_next_step_foretold(home: Home, tmp_path: Path) -> None:
    (tmp_path / "ship.yaml").write_text(WORKFLOW)
    with home.running() as sidecar:
        learn_past_runs(sidecar.client)
        ran = lev(home, tmp_path, "workflow", "run", "ship.yaml")
        assert [(step["id"], step["outcome"]) for step in ran["steps"]] == [
            ("likely", "done"),
            ("before", "done"),
            ("read", "shown"),
            ("tag", "shown"),
        ]
        foretold = [step["ahead"]["next"] for step in ran["steps"]]
        assert [one and one["activity"] for one in foretold] == ["before", "read", "tag", None]
        found = lev(home, tmp_path, "search", "tag", "--kind", "step")
        assert [(one["text"], one["case"]) for one in found["found"]] == [("tag", ran["run"])]
        again = lev(home, tmp_path, "workflow", "run", "ship.yaml")
        assert again["steps"][0]["ahead"]["remaining_s"] is not None
        erased = lev(home, tmp_path, "forget", "--source", "workflow", "--yes")
    assert (erased["erased"], erased["runs"]) == (2 * len(STEPS), 2)
