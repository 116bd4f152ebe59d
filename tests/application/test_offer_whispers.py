"""What is whispered comes from predictions that do not abstain, of sources that may be read."""

from __future__ import annotations

from dataclasses import replace

from tests.application.in_memory import NOW, PROJECT, ROOT, House, commits

from jepa_learning.domain.event import Event
from jepa_learning.domain.signals import (
    CONTEXT_SWITCH_DETECTED,
    INEFFICIENCY_DETECTED,
    NEW_PATTERNS_DETECTED,
    SESSION_STARTED,
    Signal,
)
from jepa_learning.domain.whispers.receipt import Fate

HERE = {"project": str(ROOT)}


def house(**how: object) -> House:
    found = House(cost=0.0, **how)  # type: ignore[arg-type]
    found.log.append(commits(40))
    return found.loaded()


def tell(here: House, name: str, **facts: str | float) -> None:
    here.signals.tell(Signal(name, NOW, {**HERE, **facts}))


def shown(here: House) -> list[str]:
    shape = here.current_whisper.recall()
    return [] if shape is None else list(shape["suggested_followups"])  # type: ignore[call-overload]


def test_a_switch_names_the_likeliest_files_with_reasons() -> None:
    here = house()
    tell(here, CONTEXT_SWITCH_DETECTED, context="httpx: tests")
    assert set(shown(here)) <= {"a.py", "test_a.py", "b.py", "test_b.py"}
    assert len(shown(here)) == 3
    (receipt,) = here.receipts.recent()
    assert receipt.whisper.hint == "The user turned to httpx: tests"
    assert receipt.whisper.guesses[0].reason


def test_a_task_of_an_agent_conditions_what_it_is_told() -> None:
    here = House(cost=0.0)
    subjects = {"Change a": "Speed up the parser", "Change b": "Colours of the theme", "Begin": "Begin"}
    here.log.append([replace(event, intent=subjects[str(event.intent)]) for event in commits(40)])
    words = here.loaded().application.whispers.words_for
    here.application.hear.intent("run", "Other colours for this theme", str(ROOT))
    said = words("run", str(ROOT))
    assert said is not None
    assert shown(here)[0] in ("b.py", "test_b.py")
    assert words("another run", str(ROOT)) is None


def test_asking_for_a_whisper_that_is_withheld_suggests_nothing() -> None:
    here = house()
    here.whispers.turn(on=False)
    before = here.suggestions.recent()
    tell(here, CONTEXT_SWITCH_DETECTED)
    here.whispers.turn(on=True)
    tell(here, CONTEXT_SWITCH_DETECTED)
    assert here.suggestions.recent() == before


def test_nothing_is_whispered_of_a_source_without_consent() -> None:
    here = house(defaults={"git": False, "jsonl": True, "shell": False})
    tell(here, CONTEXT_SWITCH_DETECTED)
    assert here.receipts.recent(withheld=True) == []


def test_withdrawn_consent_takes_whispers_with_it() -> None:
    here = house()
    tell(here, CONTEXT_SWITCH_DETECTED)
    here.consents.change("git", str(ROOT), granted=False)
    assert here.receipts.recent(withheld=True) == []
    assert here.current_whisper.recall() is None


def test_where_a_prediction_abstains_nothing_is_whispered() -> None:
    here = House(cost=0.0)
    here.log.append(commits(2))
    here.loaded()
    tell(here, CONTEXT_SWITCH_DETECTED)
    assert here.receipts.recent(withheld=True) == []


def test_what_a_signal_found_is_told_at_the_next_boundary() -> None:
    here = house(defaults={"git": False, "jsonl": True, "shell": False})
    tell(here, INEFFICIENCY_DETECTED, evidence="Three runs in ten install twice", confidence=0.9)
    assert here.receipts.recent(withheld=True) == []
    tell(here, SESSION_STARTED)
    (receipt,) = here.receipts.recent()
    assert (receipt.whisper.mode, receipt.whisper.hint) == (
        "optimization_mode",
        "Three runs in ten install twice",
    )


def test_what_holds_a_secret_or_more_than_a_line_is_not_told() -> None:
    here = house(defaults={"git": False, "jsonl": True, "shell": False})
    for evidence in ("first\nsecond", "the key <redacted:key> is used twice", ""):
        tell(here, INEFFICIENCY_DETECTED, evidence=evidence, confidence=0.9)
        tell(here, SESSION_STARTED)
    assert here.receipts.recent(withheld=True) == []


def commit(here: House, name: str, *, author: str | None, age: float = 0.0) -> None:
    event = Event("file", "a.py", name, NOW - age, "Change a", author, {**HERE, "status": "M"}, "git")
    here.application.learn([event])
    here.follow_whispers()


def test_a_commit_of_the_user_is_a_boundary_and_anothers_is_not() -> None:
    here = house()
    here.follow_whispers()
    commit(here, "theirs", author="bob")
    assert here.receipts.recent(withheld=True) == []
    commit(here, "old", author=PROJECT.author, age=7200.0)
    assert here.receipts.recent(withheld=True) == []
    commit(here, "own", author=PROJECT.author)
    modes = [one.whisper.mode for one in here.receipts.recent(withheld=True)]
    assert sorted(modes) == ["commit_mode", "companion_mode"]


def test_a_whisper_is_used_by_what_is_learnt_after_it() -> None:
    here = house()
    here.follow_whispers()
    tell(here, CONTEXT_SWITCH_DETECTED)
    here.application.whispers.words_for("run", str(ROOT))
    named = here.receipts.recent()[0].whisper.guesses[0].activity
    here.application.learn([replace(commits(1)[-1], activity=named, case="next", time=NOW + 5)])
    here.follow_whispers()
    assert [one.fate for one in here.receipts.recent()][-1] is Fate.USED


def test_the_first_command_after_a_pause_begins_a_session() -> None:
    here = house(defaults={"git": True, "jsonl": True, "shell": True})
    here.follow_whispers()
    for number in range(2):
        line = Event("command", f"ls {number}", "zsh-1", NOW, None, None, {"cwd": str(ROOT)}, "shell-hook")
        here.application.learn([line])
        here.follow_whispers()
    assert len(here.signals.recent(SESSION_STARTED)) == 1


def test_forgetting_erases_what_was_whispered() -> None:
    here = house()
    tell(here, CONTEXT_SWITCH_DETECTED)
    here.application.forget(directory=ROOT)
    assert here.receipts.recent(withheld=True) == []
    assert here.current_whisper.recall() is None


def test_a_stream_that_settles_in_another_way_of_working_is_told_once() -> None:
    here = house(defaults={"git": True, "jsonl": True, "shell": False})
    here.follow_whispers()
    before = [
        Event("step", name, f"old{n}", NOW - 9000 + n, source="jsonl") for n in range(150) for name in "abc"
    ]
    after = [
        Event("step", name, f"new{n}", NOW - 900 + n, source="jsonl") for n in range(60) for name in "xyz"
    ]
    for place in range(0, len(before) + len(after), 50):
        here.application.learn([*before, *after][place : place + 50])
        here.follow_whispers()
    told = here.signals.recent(NEW_PATTERNS_DETECTED)
    assert [one.facts["kind"] for one in told] == ["step"]
    assert "The stream of steps changed" in str(told[0].facts["evidence"])
