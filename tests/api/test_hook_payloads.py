"""What Claude Code and Codex hand their hooks is understood as they write it, and little of it is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.api.client import client_of
from tests.application.in_memory import DEFAULTS, House

from jepa_learning.domain.event import Event

FOLDER = Path(__file__).parent / "hook_payloads"
PAYLOADS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")
}


def heard(agent: str, *names: str) -> tuple[Event, ...]:
    """Send what the agent hands its hooks, and return what was learnt of it."""
    here = House(defaults={**DEFAULTS, "agent": True}).loaded()
    client = client_of(here)
    for name in names:
        answer = client.post(f"/v1/hooks/agents/{agent}", content=json.dumps(PAYLOADS[agent][name]))
        assert (answer.status_code, answer.text) == (200, "")
    return tuple(event for _, event in here.log.read())


@pytest.mark.parametrize(
    ("agent", "name", "activity", "file", "status"),
    [
        ("claude-code", "edit", "Edit", "src/parse.py", "ok"),
        ("claude-code", "shell", "Bash:npm test", None, "failed"),
        ("codex", "shell", "Bash:git status", None, None),
        ("codex", "patch", "apply_patch", "src/parse.py", None),
        ("codex", "server", "mcp__files__read", "README.md", None),
    ],
)
def test_a_call_is_learnt_with_its_file_and_with_how_it_ended_where_that_is_told(
    agent: str, name: str, activity: str, file: str | None, status: str | None
) -> None:
    (event,) = heard(agent, name)
    facts = event.attributes
    assert (event.activity, facts.get("file"), facts.get("status")) == (activity, file, status)
    assert (event.author, facts["agent"], facts["cwd"]) == ("agent", agent, "/w/app")


@pytest.mark.parametrize("agent", PAYLOADS)
def test_a_run_has_one_case_and_its_prompt_as_intent(agent: str) -> None:
    events = heard(agent, *PAYLOADS[agent])
    assert {event.case for event in events} == {PAYLOADS[agent]["session"]["session_id"]}
    assert {event.intent for event in events} == {"Fix the parser"}


@pytest.mark.parametrize("agent", PAYLOADS)
def test_nothing_else_of_what_is_handed_over_is_kept(agent: str) -> None:
    events = repr(heard(agent, *PAYLOADS[agent]))
    assert not [
        word for word in ("a-secret", "failing", "words", "transcript", "toolu_", "call_") if word in events
    ]
