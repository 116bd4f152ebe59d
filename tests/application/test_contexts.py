"""Contexts are found in the log, recorded in it once, and known again after a start."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.application.in_memory import NOW, PROJECT, ROOT, House, commits

from jepa_learning.adapters.memory.event_log import MemoryEventLog
from jepa_learning.application.predict import Request
from jepa_learning.domain.event import Event
from jepa_learning.domain.signals import CONTEXT_SWITCH_DETECTED, Signal

HERE = str(ROOT)
CODE = ("src/router.py", "src/parser.py", "src/routes/user.py")
SITE = ("docs/index.md", "docs/guide/install.md", "docs/faq.md")
TESTS = ("tests/test_router.py", "tests/test_parser.py")


def work(
    paths: Iterable[str], times: int, *, minute: int, author: str | None = None, source: str = "git"
) -> list[Event]:
    """Change files in turn, each in its own commit, a minute apart, counted from the beginning of the day."""
    names = list(paths)
    return [
        Event(
            "file",
            names[turn % len(names)],
            f"{source}{minute + turn}",
            NOW - 36_000 + 60.0 * (minute + turn),
            author=author,
            attributes={"project": HERE, "status": "M"},
            source=source,
        )
        for turn in range(times)
    ]


DAY = [*work(CODE, 40, minute=0), *work(SITE, 30, minute=100), *work(TESTS, 30, minute=200)]


def house_with(events: list[Event], **how: object) -> House:
    house = House(**how)  # type: ignore[arg-type]
    house.log.append(events)
    return house.loaded()


def recorded(log: MemoryEventLog) -> list[Event]:
    return [event for _, event in log.read(kind="context")]


def test_switches_become_events_of_the_day_and_are_learnt() -> None:
    house = house_with(DAY)

    assert house.contexts.follow() == 3

    assert [event.activity for event in recorded(house.log)] == ["httpx", "httpx: docs", "httpx: tests"]
    assert {event.case for event in recorded(house.log)} == {"2023-11-14"}
    with house.learner.hold() as learner:
        assert learner.knowledge("context").events == 3


def test_looking_again_finds_nothing_twice() -> None:
    house = house_with(DAY)
    house.contexts.follow()

    assert house.contexts.follow() == 0
    assert len(recorded(house.log)) == 3


def test_the_running_context_and_those_before_are_told_with_when_and_why() -> None:
    house = house_with(DAY)
    house.contexts.follow()

    running, recent = house.contexts.running(), house.contexts.recent(2)

    assert running is not None
    assert running.stretch == recent[0]
    assert running.events > 20
    assert [one.name for one in recent] == ["httpx: tests", "httpx: docs"]
    assert recent[0].ended is None
    assert recent[1].ended == recent[0].began
    assert (recent[1].before, recent[1].project) == ("httpx", HERE)
    assert "work: docs" in recent[1].evidence


def test_after_a_start_the_contexts_are_known_again_and_go_on() -> None:
    before = house_with(DAY)
    before.contexts.follow()

    house = House(before=before).loaded()
    running = house.contexts.running()
    assert running is not None
    assert running.stretch.name == "httpx: tests"

    house.log.append(work(SITE, 12, minute=300))
    house.learner.catch_up()

    assert house.contexts.follow() == 1
    back = house.contexts.recent(1)[0]
    assert (back.name, back.returns) == ("httpx: docs", True)
    assert len(recorded(house.log)) == 4


def test_what_came_piece_by_piece_is_cut_as_what_came_at_once() -> None:
    at_once, by_piece = house_with(DAY), House().loaded()
    at_once.contexts.follow()
    for event in DAY:
        by_piece.log.append([event])
        by_piece.learner.catch_up()
        by_piece.contexts.follow()

    assert [event.id for event in recorded(by_piece.log)] == [event.id for event in recorded(at_once.log)]


def test_sources_that_were_read_one_after_the_other_are_looked_at_in_the_order_of_their_times() -> None:
    mixed = [
        *work(CODE, 40, minute=0),
        *work(TESTS, 30, minute=200),
        *work(SITE, 30, minute=100, source="jsonl"),
    ]
    house = house_with(mixed)

    house.contexts.follow()

    assert [one.name for one in house.contexts.recent(9)] == ["httpx: tests", "httpx: docs", "httpx"]


def test_what_is_told_late_says_nothing_of_now() -> None:
    house = house_with(work(CODE, 40, minute=200))
    house.contexts.follow()
    house.log.append(work(SITE, 40, minute=0, source="jsonl"))
    house.learner.catch_up()

    assert house.contexts.follow() == 0


def test_nothing_is_looked_at_before_all_is_loaded() -> None:
    house = House()
    house.log.append(DAY)

    assert house.contexts.follow() == 0
    assert house.contexts.running() is None
    assert house.contexts.recent(9) == []


def test_others_commits_are_not_the_users_work() -> None:
    mine = work(CODE, 40, minute=0, author=PROJECT.author)
    theirs = work(SITE, 40, minute=100, author="grace")

    assert house_with([*mine, *theirs]).contexts.follow() == 1


def test_where_no_commit_is_known_to_be_the_users_all_count() -> None:
    theirs = [*work(CODE, 40, minute=0, author="grace"), *work(SITE, 40, minute=100, author="grace")]

    assert house_with(theirs).contexts.follow() == 2


def test_what_is_forgotten_leaves_no_context_behind() -> None:
    house = house_with([*work(CODE, 40, minute=0), *work(SITE, 30, minute=100, source="jsonl")])
    house.contexts.follow()
    assert house.contexts.recent(1)[0].name == "httpx: docs"

    house.application.forget(source="jsonl")
    assert recorded(house.log) == []
    house.contexts.follow()

    assert [event.activity for event in recorded(house.log)] == ["httpx"]
    assert "docs" not in str(house.contexts.recent(9))


def test_a_rebuild_derives_the_same_events() -> None:
    house = house_with(DAY)
    house.contexts.follow()
    before = [event.id for event in recorded(house.log)]

    for _ in house.application.rebuild():
        pass
    assert recorded(house.log) == []
    house.contexts.follow()

    assert [event.id for event in recorded(house.log)] == before


def test_contexts_are_not_shown_while_no_source_of_theirs_is_consented_to() -> None:
    house = house_with(DAY)
    house.contexts.follow()

    house.consents.change("git", None, granted=False)

    assert house.contexts.running() is None
    assert house.contexts.recent(9) == []


def test_a_switch_that_has_only_just_happened_is_a_signal_and_history_is_none() -> None:
    house = house_with(DAY)
    heard: list[Signal] = []
    house.signals.subscribe(CONTEXT_SWITCH_DETECTED, heard.append)
    house.contexts.follow()
    assert heard == []

    house.log.append(work(SITE, 12, minute=590))
    house.learner.catch_up()
    house.contexts.follow()

    [signal] = heard
    assert signal.facts["context"] == "httpx: docs"
    assert signal.facts["from"] == "httpx: tests"
    assert signal.facts["project"] == HERE
    assert signal.facts["returns"] is True
    assert house.signals.recent(CONTEXT_SWITCH_DETECTED) == [signal]


def test_a_clock_that_is_ahead_does_not_make_all_that_follows_late() -> None:
    future = [replace(event, time=NOW + 1e9) for event in work(CODE, 1, minute=599)]
    house = house_with([*future, *work(CODE, 40, minute=550)])
    house.contexts.follow()
    house.log.append(work(SITE, 12, minute=595))
    house.learner.catch_up()

    assert house.contexts.follow() == 1


def test_which_context_comes_next_is_learnt_from_the_switches() -> None:
    house = House().loaded()
    for turn in range(6):
        house.log.append([*work(CODE, 20, minute=90 * turn), *work(SITE, 20, minute=90 * turn + 45)])
        house.learner.catch_up()
        house.contexts.follow()

    (section,) = house.application.predict(Request(kinds=["context"])).sections

    assert section.prediction.candidates[0].activity == "httpx"


def test_contexts_join_the_usual_answers_only_where_enough_is_known() -> None:
    house = house_with([*commits(6), *DAY])
    house.contexts.follow()

    kinds = [section.kind for section in house.application.predict(Request(directory=Path(HERE))).sections]

    assert kinds == ["file", "command", "step"]


def test_an_import_that_has_ended_is_looked_at_as_a_whole() -> None:
    house = house_with(DAY)

    list(house.application.import_sources(None))

    assert len(recorded(house.log)) == 3
