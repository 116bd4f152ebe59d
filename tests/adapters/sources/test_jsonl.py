"""Events as JSON lines: strict about fields, forgiving about lines."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from jepa_learning.adapters.sources.jsonl import JsonlSource, parse_event
from jepa_learning.domain.errors import EventError, SourceError
from jepa_learning.domain.event import Event

STEP = {"kind": "step", "activity": "test", "case": "run 1"}


def source(place: Path | io.TextIOBase, **given: int) -> JsonlSource:
    return JsonlSource(place, **{"batch_lines": 100, "max_line_bytes": 1000, **given})  # type: ignore[arg-type]


def told(text: str, **given: int) -> list[Event]:
    return [event for batch in source(io.StringIO(text), **given).read(None) for event in batch.events]


def test_every_field_of_an_event_is_read() -> None:
    fields = {
        **STEP,
        "time": 3,
        "intent": "ship",
        "author": "a",
        "attributes": {"n": 1, "x": 0.5, "ok": True, "none": None, "s": "t"},
        "source": "ci",
        "content": "text",
    }
    assert parse_event(fields) == Event(
        "step",
        "test",
        "run 1",
        3.0,
        intent="ship",
        author="a",
        attributes=fields["attributes"],
        source="ci",
        content="text",
    )
    assert isinstance(parse_event(fields).time, float)


def test_null_is_the_same_as_leaving_out() -> None:
    assert parse_event(
        {**STEP, "time": None, "intent": None, "attributes": None, "source": None}
    ) == parse_event(STEP)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"activty": "x"}, "did you mean 'activity'"),
        ({"kind": None}, "'kind' is missing"),
        ({"activity": ""}, "'activity' is missing or empty"),
        ({"kind": "dance"}, "file, command, step, tool, context"),
        ({"activity": 5}, "type int: expected text"),
        ({"case": ["x"]}, "type list: expected text"),
        ({"time": "noon"}, "type str"),
        ({"time": True}, "type bool"),
        ({"time": 1_700_000_000_000}, "milliseconds"),
        ({"time": float("nan")}, "out of range"),
        ({"time": float("inf")}, "out of range"),
        ({"time": 10**400}, "out of range"),
        ({"attributes": []}, "type list: expected an object"),
        ({"attributes": {"deep": {}}}, "attributes.deep"),
        ({"attributes": {"nan": float("nan")}}, "finite"),
        ({"activity": "half \ud800"}, "lone surrogate"),
        ({"attributes": {"half": "\udfff"}}, "lone surrogate"),
    ],
)
def test_a_field_that_is_not_right_is_refused_by_name(change: dict[str, object], words: str) -> None:
    with pytest.raises(EventError, match=words.replace("(", "\\(")):
        parse_event({**STEP, **change})


@pytest.mark.parametrize("path", ["src/a.py", "./src/a.py", "src//b/../a.py", "/work/p/src/a.py"])
def test_a_file_is_called_as_git_calls_it_in_its_project(path: str) -> None:
    event = {"kind": "file", "activity": path, "case": "1", "attributes": {"project": "/work/p"}}
    assert parse_event(event).activity == "src/a.py"
    assert parse_event({**event, "attributes": {}}).activity == path


@pytest.mark.parametrize("path", ["../a.py", "src/../../a.py", "/etc/hostname", "/work/p", ".", "/work/p2/a"])
def test_a_file_that_is_not_in_its_project_is_refused(path: str) -> None:
    with pytest.raises(EventError, match="no file in its project"):
        parse_event({"kind": "file", "activity": path, "case": "1", "attributes": {"project": "/work/p"}})


def test_a_refusal_repeats_none_of_the_values() -> None:
    with pytest.raises(EventError) as refusal:
        parse_event({**STEP, "kind": "unspeakable", "activity": "unspeakable", "case": ""})
    assert "unspeakable" not in str(refusal.value)


def test_a_bad_line_is_counted_with_number_and_reason_and_the_others_are_kept() -> None:
    lines = [
        json.dumps(STEP),
        "{broken",
        "",
        "[]",
        json.dumps({**STEP, "case": "run 2"}),
        "5",
        '{"kind": "step"}',
    ]
    reader = source(io.StringIO("\n".join(lines)))
    (batch,) = reader.read(None)
    assert [event.case for event in batch.events] == ["run 1", "run 2"]
    assert batch.skipped == 4
    assert [problem.line for problem in reader.problems] == [2, 4, 6, 7]
    assert "no JSON" in reader.problems[0].reason


def test_a_line_that_is_too_long_is_skipped_and_what_follows_is_read() -> None:
    long = json.dumps({**STEP, "intent": "x" * 5000})
    reader = source(io.StringIO(f"{long}\n{json.dumps(STEP)}\n"))
    (batch,) = reader.read(None)
    assert (len(batch.events), batch.skipped) == (1, 1)
    assert "longer than 1000 bytes" in reader.problems[0].reason


@pytest.mark.parametrize("ending", ["", "\n"])
def test_a_line_of_just_the_allowed_length_is_read(ending: str) -> None:
    line = json.dumps(STEP)
    assert len(told(line + ending, max_line_bytes=len(line) + len(ending))) == 1


def test_bytes_that_are_no_text_spoil_one_line_only(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b'{"kind": "\xff"}\n' + json.dumps(STEP).encode() + b"\n")
    (batch,) = source(path).read(None)
    assert (len(batch.events), batch.skipped) == (1, 1)


def test_nesting_without_end_spoils_one_line_only() -> None:
    reader = source(io.StringIO("[" * 900_000 + "\n" + json.dumps(STEP)), max_line_bytes=1_000_000)
    (batch,) = reader.read(None)
    assert (len(batch.events), batch.skipped) == (1, 1)


def test_events_without_a_source_are_called_jsonl_and_others_keep_theirs() -> None:
    lines = [json.dumps(STEP), json.dumps({**STEP, "source": "ci"})]
    assert [event.source for event in told("\n".join(lines))] == ["jsonl", "ci"]


def test_a_step_that_happens_twice_without_times_is_two_events() -> None:
    events = told("\n".join([json.dumps(STEP)] * 3))
    assert [event.attributes.get("ordinal") for event in events] == [None, 1, 2]
    assert len({event.id for event in events}) == 3


def test_an_event_with_a_time_that_is_told_twice_is_one_event() -> None:
    events = told("\n".join([json.dumps({**STEP, "time": 5})] * 2))
    assert len({event.id for event in events}) == 1


def test_lines_come_in_batches() -> None:
    lines = [json.dumps({**STEP, "case": f"run {number}"}) for number in range(7)]
    batches = list(source(io.StringIO("\n".join(lines)), batch_lines=3).read(None))
    assert [(len(batch.events), batch.done) for batch in batches] == [(3, 3), (3, 6), (1, 7)]


def test_the_binary_side_of_a_text_stream_is_used() -> None:
    stream = io.TextIOWrapper(
        io.BytesIO(json.dumps({**STEP, "case": "é"}, ensure_ascii=False).encode()), encoding="ascii"
    )
    (batch,) = source(stream).read(None)
    assert batch.events[0].case == "é"


def test_a_file_that_is_not_there_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere"):
        list(source(tmp_path / "nowhere").read(None))
