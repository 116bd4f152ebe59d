"""Whispers on the real way: events go in, a boundary comes, an agent's hook reads what is said."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.sidecar_process import Home, Running
from tests.e2e.test_hooks import QUIET, until

ROOT = Path(__file__).parents[2]
HABIT = ["git add .", "git commit -m 'x y'", "git pull"]
DAY_S = 86_400.0
RULE = """
whisper:
  release_mode:
    when: workflow_ended
    action: say
    guidance: Write the changelog.
"""
WORKFLOW = """
metadata: {type: workflow, id: ship, name: Ship}
workflow_config: {steps: [{id: tag, instruction: Tag it.}]}
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.environ.update({**QUIET, "JEPA_LEARNING_BACKGROUND__WASTE_EVENTS": "100"})
    return home


def listen(sidecar: Running, folder: Path) -> str:
    """Begin an agent's run, and return what it reads."""
    said = {"hook_event_name": "SessionStart", "session_id": "run", "cwd": str(folder)}
    answer = sidecar.client.post("/v1/hooks/agents/claude-code", content=json.dumps(said)).text
    return str(json.loads(answer)["hookSpecificOutput"]["additionalContext"]) if answer else ""


def whispers(sidecar: Running, mode: str) -> list[dict[str, Any]]:
    found = sidecar.client.get("/v1/whispers", params={"withheld": True}).json()["whispers"]
    return [one for one in found if one["mode"] == mode]


def test_the_end_of_a_workflows_run_is_whispered_to_an_agent(home: Home, tmp_path: Path) -> None:
    home.folders.whisper_rules.mkdir(parents=True)
    (home.folders.whisper_rules / "mine.yaml").write_text(RULE, encoding="utf-8")
    (tmp_path / "ship.yaml").write_text(WORKFLOW, encoding="utf-8")
    lev = ["node", str(ROOT / "js" / "bin" / "lev.js"), "jepa", "workflow", "run", "ship.yaml"]
    with home.running() as sidecar:
        subprocess.run(lev, env=home.environ, cwd=tmp_path, check=True, capture_output=True)
        (receipt,) = whispers(sidecar, "release_mode")
        assert (receipt["trigger"], receipt["fate"]) == ("workflow_ended", "waiting")
        assert "Write the changelog." in listen(sidecar, tmp_path)
        (receipt,) = whispers(sidecar, "release_mode")
        assert (receipt["fate"], receipt["channels"]) == ("shown", ["agent run"])


def test_a_whisper_comes_back_with_the_next_answer_to_the_host_and_once(home: Home, tmp_path: Path) -> None:
    home.folders.whisper_rules.mkdir(parents=True)
    (home.folders.whisper_rules / "mine.yaml").write_text(RULE, encoding="utf-8")
    entry = json.dumps(str(ROOT / "js" / "index.js"))
    program = f"const {{jepa}} = await import({entry}); console.log(JSON.stringify(await jepa(['status'])))"

    def ask() -> dict[str, Any]:
        command = ["node", "--input-type=module", "-e", program]
        run = subprocess.run(command, env=home.environ, cwd=tmp_path, check=True, capture_output=True)
        return dict(json.loads(run.stdout))

    with home.running() as sidecar:
        end = {"workflow": "Ship", "status": "done", "project": str(tmp_path)}
        sidecar.client.post("/v1/workflows/ended", json=end).raise_for_status()
        first, second = ask(), ask()
        (receipt,) = whispers(sidecar, "release_mode")
    assert first["whisper"]["llm_guidance"] == "Write the changelog."
    assert first["whisper"]["command_executed"] == "jepa status"
    assert first["formatted_response"].endswith("Write the changelog.")
    assert "whisper" not in second
    assert (receipt["id"], receipt["channels"]) == (first["whisper"]["id"], ["host"])


def test_waste_in_the_shell_is_found_unasked_and_whispered_at_the_next_boundary(home: Home) -> None:
    now = time.time()
    with home.running() as sidecar:
        sidecar.client.put("/v1/consent", json={"source": "shell", "granted": True})
        history = [
            {
                "kind": "command",
                "activity": line,
                "case": f"d{day}",
                "time": now - DAY_S * (60 - day) + 10 * place,
            }
            for day in range(50)
            for place, line in enumerate([*HABIT, f"look-{day} x"])
        ]
        sidecar.client.post("/v1/events", json={"events": history}).raise_for_status()

        def is_whispered() -> bool:
            listen(sidecar, home.folders.data)
            return bool(whispers(sidecar, "optimization_mode"))

        until(is_whispered)
        (receipt,) = whispers(sidecar, "optimization_mode")
    assert receipt["trigger"] == "inefficiency_detected"
    assert receipt["hint"].startswith("This would save time: gagc: git add .")
