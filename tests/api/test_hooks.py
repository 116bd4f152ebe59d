"""Hooks over HTTP: bodies as shells, agents and git write them, answers that they can print."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.api.client import client_of
from tests.application.in_memory import DEFAULTS, NOW, ROOT, House, commits
from tests.application.test_preload import HERE, days

from jepa_learning.api.hook_body import parse_fields
from jepa_learning.domain.signals import CONTEXT_SWITCH_DETECTED, Signal

CONSENTED = {**DEFAULTS, "shell": True, "agent": True}
NO_ZERO = st.binary(max_size=200).filter(lambda value: b"\0" not in value)


def fields(**values: str) -> bytes:
    return b"".join(f"{name}={value}".encode() + b"\0" for name, value in values.items())


def house() -> House:
    return House(defaults=CONSENTED).loaded()


@given(NO_ZERO)
def test_any_bytes_but_zero_arrive_as_they_were_sent(value: bytes) -> None:
    (text,) = parse_fields(b"command=" + value + b"\0").values()
    assert text == value.decode("utf-8", "backslashreplace")


def test_a_command_is_learnt() -> None:
    here = house()
    told = fields(session="zsh-1", shell="zsh", directory="/w", command="npm test", exit="1", began=str(NOW))
    answer = client_of(here).post("/v1/hooks/shell", content=told)
    assert (answer.status_code, answer.text) == (200, "")
    ((_, event),) = here.log.read()
    assert (event.activity, event.attributes["exit"], event.time) == ("npm test", 1, NOW)


def test_numbers_that_are_none_lose_no_command() -> None:
    here = house()
    told = fields(session="s", command="ls", exit="", began="nan", duration_s="x")
    assert client_of(here).post("/v1/hooks/shell", content=told).status_code == 200
    assert next(here.log.read())[1].time == NOW


def test_a_suggestion_is_a_line_of_text() -> None:
    here = house()
    client = client_of(here)
    for place in range(300):
        line = ("git add .", "git commit", "npm test")[place % 3]
        client.post(
            "/v1/hooks/shell", content=fields(session="s", command=line, began=str(NOW - 300 + place))
        )
    answer = client.post("/v1/hooks/shell", content=fields(session="s", directory="/w", wants="next"))
    assert (answer.text, answer.headers["content-type"]) == ("git add .", "text/plain; charset=utf-8")


@pytest.mark.parametrize("body", [b"", b"session", b"session=x", b"session\0", b"command=ls\0", b"a=\0" * 33])
def test_a_body_without_its_fields_is_refused(body: bytes) -> None:
    answer = client_of(house()).post("/v1/hooks/shell", content=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


def called(**more: object) -> bytes:
    return json.dumps(
        {
            "hook_event_name": "PostToolUse",
            "session_id": "run",
            "cwd": str(ROOT),
            "tool_name": "Edit",
            "tool_input": {"file_path": str(ROOT / "src" / "a.py"), "new_string": "text"},
            **more,
        }
    ).encode()


def test_a_tool_call_is_learnt_without_what_it_was_given() -> None:
    here = house()
    answer = client_of(here).post("/v1/hooks/agents/claude-code", content=called())
    assert (answer.status_code, answer.text) == (200, "")
    ((_, event),) = here.log.read()
    assert (event.kind, event.activity, event.case) == ("tool", "Edit", "run")
    assert (event.attributes["file"], event.attributes["status"]) == ("src/a.py", "ok")
    assert "text" not in repr(event)


def test_a_call_that_failed_is_told_as_such() -> None:
    here = house()
    client_of(here).post("/v1/hooks/agents/claude-code", content=called(hook_event_name="PostToolUseFailure"))
    assert next(here.log.read())[1].attributes["status"] == "failed"


def test_a_prompt_is_the_intent_of_the_calls_that_follow() -> None:
    here = house()
    client = client_of(here)
    client.post(
        "/v1/hooks/agents/claude-code", content=called(hook_event_name="UserPromptSubmit", prompt="Fix it")
    )
    client.post("/v1/hooks/agents/claude-code", content=called())
    assert [event.intent for _, event in here.log.read()] == ["Fix it"]


@pytest.mark.parametrize("hook", ["SessionStart", "Stop", "Notification"])
def test_what_is_no_call_is_no_event(hook: str) -> None:
    here = house()
    answer = client_of(here).post("/v1/hooks/agents/claude-code", content=called(hook_event_name=hook))
    assert answer.status_code == 200
    assert list(here.log.read()) == []


def test_a_whisper_comes_back_as_context_where_the_agent_reads_it() -> None:
    here = House(cost=0.0)
    here.log.append(commits(40))
    client = client_of(here.loaded())
    place = {"cwd": str(ROOT), "hook_event_name": "UserPromptSubmit", "prompt": "Change a"}
    said = client.post("/v1/hooks/agents/claude-code", content=called(**place)).json()["hookSpecificOutput"]
    assert said["hookEventName"] == "UserPromptSubmit"
    assert "Likely next: " in said["additionalContext"]
    assert [one.channels for one in here.receipts.recent()] == [("agent run",)]


def test_an_answer_that_comes_too_late_hands_over_no_whisper() -> None:
    here = House(cost=0.0)
    here.log.append(commits(40))
    content = called(cwd=str(ROOT), hook_event_name="UserPromptSubmit", prompt="Change a")
    client = client_of(here.loaded(), tick_s=1.0)
    assert client.post("/v1/hooks/agents/claude-code", content=content).text == ""
    assert [one.channels for one in here.receipts.recent()] == [()]


def test_where_no_answer_is_read_no_whisper_is_handed_over() -> None:
    here = House(cost=0.0)
    here.log.append(commits(40))
    client = client_of(here.loaded())
    here.application.hear.intent("run", "Change a", str(ROOT))
    for hook in ("Stop", "PostToolUse"):
        content = called(cwd=str(ROOT), hook_event_name=hook)
        assert client.post("/v1/hooks/agents/codex", content=content).text == ""
    assert [one.channels for one in here.receipts.recent()] == [()]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"hook_event_name": "Stop"}', b"[" * 100_000])
def test_an_agents_body_that_cannot_be_understood_is_refused(body: bytes) -> None:
    answer = client_of(house()).post("/v1/hooks/agents/codex", content=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


def test_git_has_its_project_read_soon() -> None:
    here = house()
    told = fields(directory=str(ROOT), hook="post-commit", branch="main")
    assert client_of(here).post("/v1/hooks/git", content=told).status_code == 202
    assert here.asked_soon == [ROOT]
    assert list(here.log.read()) == []


def test_a_checkout_tells_of_the_branch() -> None:
    here = house()
    client_of(here).post(
        "/v1/hooks/git", content=fields(directory=str(ROOT), hook="post-checkout", branch="fix")
    )
    assert [(event.kind, event.activity) for _, event in here.log.read()] == [("context", "fix")]


def test_a_pause_is_shown_changed_and_ended() -> None:
    client = client_of(house())
    assert client.get("/v1/pause").json() == {"until": None}
    assert client.put("/v1/pause", json={"seconds": 60.0}).json() == {"until": NOW + 60}
    assert client.get("/v1/status").json()["paused_until"] == NOW + 60
    assert client.put("/v1/pause", json={"seconds": None}).json() == {"until": None}


@pytest.mark.parametrize("is_wanted", [True, False])
def test_a_shell_that_hears_whispers_is_told_one_where_the_user_wants_that(is_wanted: bool) -> None:
    here = House(defaults=CONSENTED, cost=0.0, whispers_in_shell=is_wanted)
    here.log.append(commits(40))
    here.loaded()
    here.signals.tell(Signal(CONTEXT_SWITCH_DETECTED, NOW, {"project": str(ROOT), "context": "httpx"}))
    client = client_of(here)
    asked = {"session": "s", "directory": str(ROOT)}
    assert client.post("/v1/hooks/shell", content=fields(**asked)).text == ""
    said = client.post("/v1/hooks/shell", content=fields(**asked, hears="whisper")).text
    assert said.startswith("\nlev jepa whispers (") is is_wanted
    assert client.post("/v1/hooks/shell", content=fields(**asked, hears="whisper")).text == ""
    (receipt,) = here.receipts.recent()
    assert receipt.channels == (("shell",) if is_wanted else ())


def test_a_shell_that_turns_to_a_project_is_told_what_is_ready_there_where_the_user_wants_that() -> None:
    here = House(defaults=CONSENTED, ready_in_shell=True)
    here.log.append(days())
    here.loaded()
    here.contexts.follow()
    here.preload()
    body = fields(session="s", directory=HERE, wants="next", hears="whisper")
    client = client_of(here)
    assert " · open src/a.py" in client.post("/v1/hooks/shell", content=body).text.partition("\n")[2]
    assert client.post("/v1/hooks/shell", content=body).text.partition("\n")[2] == ""
