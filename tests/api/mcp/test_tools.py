"""What agents are offered over MCP, and how much they are told at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.api.mcp.clients import call, refusal, talk, told
from tests.application.in_memory import ROOT, House, commands, commits

from jepa_learning.domain.event import Event

READ_ONLY = ["predict", "related", "search", "preload", "status"]


@pytest.fixture(scope="module")
def house() -> House:
    """What is only asked; the tests that change something have their `own`."""
    return learnt()


@pytest.fixture
def own() -> House:
    return learnt()


def learnt() -> House:
    house = House(modified=["b.py"])
    runs = [Event("tool", name, "run-1", 1.0 + n, source="jsonl") for n, name in enumerate("abc" * 20)]
    house.log.append([*commits(40), *commands(["edit", "build", "test"] * 80), *runs])
    return house.loaded()


def names(house: House, *, writes: bool) -> list[str]:
    return [tool.name for tool in talk(house, lambda client: client.list_tools(), writes=writes).tools]


def test_only_what_reads_is_offered_unless_writing_was_asked_for(house: House) -> None:
    assert names(house, writes=False) == READ_ONLY
    assert names(house, writes=True) == [*READ_ONLY, "learn", "feedback"]


def test_a_tool_that_writes_cannot_be_called_where_it_is_not_offered(house: House) -> None:
    before = house.log.size()
    events = [{"kind": "tool", "activity": "x", "case": "c"}]
    said = refusal(house, lambda client: client.call_tool("learn", {"events": events}))
    assert said.startswith("there is no tool 'learn': expected one of predict")
    assert house.log.size() == before


def test_every_tool_says_whether_it_only_reads_and_has_typed_schemas(house: House) -> None:
    for tool in talk(house, lambda client: client.list_tools(), writes=True).tools:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is (tool.name in READ_ONLY)
        assert tool.annotations.destructive_hint is False
        assert tool.input_schema["additionalProperties"] is False
        assert tool.output_schema is not None
        assert tool.description


def test_the_whole_list_of_tools_costs_less_than_three_thousand_tokens(house: House) -> None:
    listed = talk(house, lambda client: client.list_tools())
    assert len(listed.model_dump_json(by_alias=True, exclude_none=True)) < 4 * 3000


def test_predict_tells_an_index_and_everything_with_detail(house: House) -> None:
    index = told(house, "predict", kinds=["tool"], case="run-1")
    (section,) = index["sections"]
    assert section["kind"] == "tool"
    assert section["candidates"][0]["activity"] == "a"
    assert set(section["candidates"][0]) == {"activity", "probability"}
    whole = told(house, "predict", kinds=["tool"], case="run-1", detail=True)["sections"][0]
    assert set(whole["candidates"][0]) == {"activity", "probability", "why", "shares"}
    assert whole["learnt"] == 60


def test_the_case_that_is_named_is_gone_on_with(own: House) -> None:
    own.application.learn([Event("tool", name, "run-2", 90.0 + n) for n, name in enumerate("ab")])
    likely = [
        told(own, "predict", kinds=["tool"], case=case)["sections"][0]["candidates"][0]["activity"]
        for case in ("run-1", "run-2")
    ]
    assert likely == ["a", "c"]


@pytest.mark.parametrize("tool", ["predict", "related", "search", "status"])
def test_what_is_told_without_detail_is_small(house: House, tool: str) -> None:
    asked: dict[str, Any] = {"related": {"file": "a.py"}, "search": {"words": "change"}}.get(tool, {})
    index = json.dumps(told(house, tool, **asked))
    assert len(index) < 2000  # 500 tokens
    assert len(json.dumps(told(house, tool, **asked, detail=True))) > len(index)


def test_related_and_search_answer_about_the_project_that_the_client_works_in(house: House) -> None:
    assert told(house, "related", file="a.py")["related"][0]["activity"] == "test_a.py"
    found = told(house, "search", words="change")
    assert found["project"] == "httpx"
    assert found["found"]


def test_a_long_text_is_cut_in_the_index_and_whole_with_detail(own: House) -> None:
    line = "x" * 400
    own.application.learn([Event("command", f"find {line}", "s", 5.0, source="jsonl")])
    index = told(own, "search", words="find", kinds=["command"])["found"][0]["text"]
    assert (len(index), index[-1]) == (160, "…")
    assert (
        told(own, "search", words="find", kinds=["command"], detail=True)["found"][0]["text"]
        == f"find {line}"
    )


def test_status_tells_what_is_learnt_and_consented(house: House) -> None:
    answer = told(house, "status")
    assert answer["learnt"]["tool"] == 60
    assert answer["consent"] == {"git": True, "jsonl": True, "shell": False}
    assert "whole" not in answer
    assert told(house, "status", detail=True)["whole"]["log"]["events"] == house.log.size().events


def test_learn_learns_what_it_is_given_once(own: House) -> None:
    events = [{"kind": "tool", "activity": "Deploy", "case": "run-9", "time": 3.0}, {"kind": "nonsense"}]
    first = told(own, "learn", writes=True, events=events)["events"]
    assert (first["appended"], [one["code"] for one in first["refused"]]) == (1, ["event_invalid"])
    assert told(own, "learn", writes=True, events=events)["events"]["known"] == 1
    assert told(own, "predict", kinds=["tool"], k=20)["sections"][0]["candidates"]


def test_learn_without_events_reads_what_is_consented_and_names_what_is_not(house: House) -> None:
    assert told(house, "learn", writes=True) == {"sources": [], "problems": []}
    refused = told(house, "learn", writes=True, sources=["shell"])["problems"]
    assert refused == [
        "shell: consent_missing: shell is not consented to: allow it with: lev jepa consent shell on"
    ]


def test_a_suggestion_is_accepted_by_the_id_that_predict_told(own: House) -> None:
    (section,) = told(own, "predict", kinds=["command"])["sections"]
    first = section["candidates"][0]["activity"]
    asked = {"suggestion": section["suggestion"], "verdict": "accepted"}
    answer = told(own, "feedback", writes=True, **asked)
    assert answer["verdicts"][first] == "accepted"
    assert set(answer["verdicts"].values()) == {"accepted", "shown"}


def test_feedback_on_what_was_never_suggested_is_an_error_with_its_code(own: House) -> None:
    result = call(own, "feedback", writes=True, suggestion="ffffffff", verdict="dismissed")
    assert result.meta["jepa/code"] == "suggestion_unknown"


@pytest.mark.parametrize(
    ("tool", "asked", "words"),
    [
        ("predict", {"k": 0}, "request_invalid: k: Input should be greater than or equal to 1"),
        ("predict", {"kind": "tool"}, "request_invalid: kind: Extra inputs are not permitted"),
        ("predict", {"project": "here"}, "request_invalid: project:"),
        ("related", {}, "request_invalid: "),
        ("related", {"file": "nowhere.py"}, "request_invalid: "),
        ("search", {"words": ""}, "request_invalid: words:"),
        ("learn", {"events": []}, "request_invalid: events:"),
        ("learn", {"sources": ["nonsense"]}, "request_invalid: the source is 'nonsense'"),
        ("learn", {"sources": ["git"], "events": [{}]}, "request_invalid: events and sources are both given"),
    ],
)
def test_what_makes_no_sense_is_an_error_with_its_stable_code(
    house: House, tool: str, asked: dict[str, Any], words: str
) -> None:
    result = call(house, tool, writes=True, **asked)
    assert result.is_error
    assert result.content[0].text.startswith(words)
    assert result.meta["jepa/code"] == "request_invalid"


def test_while_the_learner_is_being_loaded_every_tool_says_so() -> None:
    house = House()
    house.log.append(commits(5))
    assert {
        call(house, tool, **asked).meta["jepa/code"]
        for tool, asked in (("status", {}), ("search", {"words": "x"}))
    } == {"not_ready"}


def test_a_fault_is_told_without_its_words_and_noted_without_them(
    own: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(words: str) -> None:
        raise ValueError(words)

    monkeypatch.setattr(type(own.application.search), "__call__", lambda self, asked: fail(asked.words))
    result = call(own, "search", words="hush hush")
    assert result.meta["jepa/code"] == "internal"
    assert "hush" not in result.content[0].text + str(own.journal.lines)
    assert [facts["error"] for _, what, facts in own.journal.lines if what == "fault"] == ["ValueError"]


def test_a_question_leaves_one_line_with_the_tool_and_not_what_was_asked(own: House) -> None:
    told(own, "search", words="hush hush", project=str(ROOT))
    assert [facts["method"] for _, what, facts in own.journal.lines if what == "tool"] == ["search"]
    assert "hush" not in str(own.journal.lines)


def test_what_only_reads_changes_nothing(house: House) -> None:
    before = house.log.size()
    for tool, asked in (
        ("predict", {}),
        ("related", {"file": "a.py"}),
        ("search", {"words": "a"}),
        ("status", {}),
    ):
        told(house, tool, **asked)
    assert house.log.size() == before
