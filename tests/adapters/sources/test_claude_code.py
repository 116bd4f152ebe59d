"""Transcripts of Claude Code: what a call becomes, what is left out, and where reading goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.sources.transcript_builder import START, Transcript

from jepa_learning.adapters.sources.claude_code import ClaudeCodeSource, find_transcripts
from jepa_learning.domain.event import Event
from jepa_learning.ports.event_source import Batch


@pytest.fixture
def transcript(tmp_path: Path) -> Transcript:
    return Transcript(tmp_path / "run-1.jsonl")


def source(transcript: Transcript, **limits: Any) -> ClaudeCodeSource:
    usual = {"batch_events": 100, "max_line_bytes": 100_000, "max_intent_chars": 60}
    return ClaudeCodeSource(transcript.path, **{**usual, **limits})


def batches(transcript: Transcript, position: str | None = None, **limits: Any) -> list[Batch]:
    return list(source(transcript, **limits).read(position))


def events(transcript: Transcript, position: str | None = None, **limits: Any) -> list[Event]:
    return [event for batch in batches(transcript, position, **limits) for event in batch.events]


def skipped(transcript: Transcript, **limits: Any) -> int:
    return sum(batch.skipped for batch in batches(transcript, **limits))


def test_a_call_is_an_event_with_its_intent_outcome_and_duration(transcript: Transcript) -> None:
    transcript.prompt("Fix the basket")
    transcript.call(1, "Bash", {"command": "git status --short", "description": "look"})
    transcript.call(2, "Edit", {"file_path": "/home/ada/shop/basket.py"}, failed=True)
    assert events(transcript) == [
        Event(
            "tool",
            "Bash:git status",
            "run-1",
            START + 2,
            "Fix the basket",
            "agent",
            {"cwd": "/home/ada/shop", "exit": 0, "duration_s": 1.0},
            "claude-code",
        ),
        Event(
            "tool",
            "Edit",
            "run-1",
            START + 4,
            "Fix the basket",
            "agent",
            {"cwd": "/home/ada/shop", "exit": 1, "duration_s": 1.0},
            "claude-code",
        ),
    ]


def test_nothing_of_a_result_an_argument_or_an_answer_is_told(transcript: Transcript) -> None:
    transcript.prompt("Look around")
    transcript.line(
        "assistant", message={"role": "assistant", "content": [{"type": "text", "text": "hush hush"}]}
    )
    transcript.call(1, "Bash", {"command": "grep 'hush hush' hush.py"})
    transcript.call(2, "Read", {"file_path": "/home/ada/hush.py"})
    transcript.call(3, "WebSearch", {"query": "hush hush"})
    told = events(transcript)
    assert [event.activity for event in told] == ["Bash:grep", "Read", "WebSearch"]
    assert "hush" not in str(told)


def test_the_intent_is_the_last_prompt_that_a_person_wrote_cut_between_words(transcript: Transcript) -> None:
    transcript.prompt(
        "Add coupons to the basket, and mind that they do not add up with the discount of the day"
    )
    transcript.prompt("<system-reminder>be good</system-reminder>")
    transcript.prompt("Caveat: the messages below were generated", isMeta=True)
    transcript.prompt("This session is being continued from a previous conversation")
    transcript.call(1, "Read")
    transcript.line("user", message={"role": "user", "content": [{"type": "text", "text": "Now the tests"}]})
    transcript.call(2, "Read")
    first, second = events(transcript)
    assert first.intent == "Add coupons to the basket, and mind that they do not add up"
    assert second.intent == "Now the tests"


def test_calls_at_the_same_time_are_told_in_the_order_in_which_they_were_begun(
    transcript: Transcript,
) -> None:
    transcript.begin(1, "Grep")
    transcript.begin(2, "Read")
    transcript.end(2)
    transcript.end(1, failed=True)
    assert [(event.activity, event.attributes["exit"]) for event in events(transcript)] == [
        ("Grep", 1),
        ("Read", 0),
    ]


def test_like_calls_of_one_message_are_told_apart(transcript: Transcript) -> None:
    blocks = [
        {"type": "tool_use", "id": f"toolu_{number}", "name": "Read", "input": {}} for number in range(3)
    ]
    transcript.line("assistant", message={"role": "assistant", "content": blocks})
    for number in range(3):
        transcript.end(number)
    assert len({event.id for event in events(transcript)}) == 3


def test_a_call_that_was_broken_off_is_told_without_an_outcome_when_a_person_speaks(
    transcript: Transcript,
) -> None:
    transcript.begin(1, "Bash", {"command": "sleep 99"})
    transcript.prompt("[Request interrupted by user for tool use]")
    (event,) = events(transcript)
    assert event.attributes == {"cwd": "/home/ada/shop"}


def test_a_call_that_still_runs_waits_for_its_result(transcript: Transcript) -> None:
    transcript.prompt("Build it")
    transcript.call(1, "Read")
    transcript.begin(2, "Bash", {"command": "make all"})
    (batch,) = batches(transcript)
    assert [event.activity for event in batch.events] == ["Read"]
    transcript.end(2)
    (event,) = events(transcript, batch.position)
    assert (event.activity, event.intent, event.attributes["exit"]) == ("Bash:make all", "Build it", 0)


def test_agents_that_are_sent_out_have_cases_and_intents_of_their_own(transcript: Transcript) -> None:
    transcript.prompt("Ship it")
    transcript.begin(1, "Task")
    transcript.prompt("Find the release notes", agent="a7")
    transcript.begin(2, "Grep", agent="a7")
    transcript.end(2, agent="a7")
    transcript.end(1)
    task, grep = events(transcript)
    assert (task.case, task.intent) == ("run-1", "Ship it")
    assert (grep.case, grep.intent) == ("run-1/a7", "Find the release notes")


def test_the_position_holds_nothing_of_what_was_written(transcript: Transcript) -> None:
    transcript.prompt("hush hush")
    transcript.call(1, "Read")
    (batch,) = batches(transcript)
    assert "hush" not in batch.position
    transcript.call(2, "Edit")
    assert [event.intent for event in events(transcript, batch.position)] == ["hush hush"]


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        "7",
        '{"type": "from-the-future"}',
        '{"no": "type"}',
        '{"type": "user"}',
        "[" * 5000,
        '{"type": "assistant", "message": "' + "x" * 200_000 + '"}',
    ],
)
def test_a_line_that_is_not_understood_is_counted_and_the_others_are_read(
    transcript: Transcript, line: str
) -> None:
    transcript.call(1, "Read")
    transcript.raw(line + "\n")
    transcript.call(2, "Edit")
    assert [event.activity for event in events(transcript)] == ["Read", "Edit"]
    assert skipped(transcript) == 1


@pytest.mark.parametrize(
    "kind", ["summary", "system", "file-history-snapshot", "queue-operation", "progress"]
)
def test_lines_that_tell_of_no_call_are_understood(transcript: Transcript, kind: str) -> None:
    transcript.line(kind, summary="hush hush")
    assert skipped(transcript) == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"message": {"content": [{"type": "tool_use", "id": 7, "name": None, "input": "x"}]}},
        {
            "message": {
                "content": [{"type": "tool_use", "id": "t", "name": "Bash", "input": {"command": 7}}]
            },
            "sessionId": 7,
        },
        {"message": {"content": [None, 7, "x", {"type": "tool_use"}]}},
        {"message": {"content": None}},
        {"message": {}},
    ],
)
def test_a_call_of_another_shape_is_left_out_and_breaks_nothing(
    transcript: Transcript, fields: dict[str, Any]
) -> None:
    transcript.line("assistant", **fields)
    transcript.call(2, "Edit")
    assert [event.activity for event in events(transcript)] == ["Edit"]


@pytest.mark.parametrize("time", ["yesterday", "", "2026-01-01T00:00:00", "99999-01-01T00:00:00Z"])
def test_a_time_that_makes_no_sense_is_no_time(transcript: Transcript, time: str) -> None:
    block = {"type": "tool_use", "id": "toolu_1", "name": "Read", "input": {}}
    transcript.line("assistant", message={"content": [block]}, timestamp=time)
    transcript.end(1)
    (event,) = events(transcript)
    assert event.time is None
    assert "duration_s" not in event.attributes


def test_a_line_that_is_still_being_written_waits(transcript: Transcript) -> None:
    transcript.call(1, "Read")
    (batch,) = batches(transcript)
    transcript.raw('{"type": "assis')
    assert batches(transcript, batch.position) == []


def test_a_transcript_that_was_replaced_is_read_from_the_beginning(transcript: Transcript) -> None:
    transcript.call(1, "Read")
    (batch,) = batches(transcript)
    transcript.path.write_text("")
    transcript.call(1, "Edit")
    transcript.call(2, "Write")
    assert [event.activity for event in events(transcript, batch.position)] == ["Edit", "Write"]


def test_a_position_that_points_beyond_the_end_starts_again(transcript: Transcript) -> None:
    transcript.call(1, "Read")
    position = json.loads(batches(transcript)[0].position)
    assert len(events(transcript, json.dumps({**position, "offset": 10**9}))) == 1


def test_all_transcripts_are_found_also_those_of_agents_that_were_sent_out(tmp_path: Path) -> None:
    assert find_transcripts(tmp_path, {}) == []
    ours = Transcript(tmp_path / ".claude" / "projects" / "-home-ada" / "run-1.jsonl").path
    sent = Transcript(
        tmp_path / ".claude" / "projects" / "-home-ada" / "run-1" / "subagents" / "agent-a.jsonl"
    ).path
    assert set(find_transcripts(tmp_path, {})) == {ours, sent}
    moved = Transcript(tmp_path / "elsewhere" / "projects" / "-x" / "run-2.jsonl").path
    assert find_transcripts(tmp_path, {"CLAUDE_CONFIG_DIR": str(tmp_path / "elsewhere")}) == [moved]
