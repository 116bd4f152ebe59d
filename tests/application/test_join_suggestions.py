"""Events that come in are joined to the suggestions that named them, once, and within the window."""

from __future__ import annotations

import pytest
from tests.application.in_memory import HOUR_S, NOW, ROOT, House

from jepa_learning.domain.event import Candidate, Event
from jepa_learning.domain.suggestion import Place

COMMANDS, FILES = Place("command", case="s"), Place("file", str(ROOT))


@pytest.fixture
def house() -> House:
    return House().loaded()


def suggest(house: House, *activities: str, place: Place = COMMANDS) -> str:
    return house.suggestions.show(place, [Candidate(one, 0.5) for one in activities]) or ""


def ran(line: str, *, after: float | None = 1.0, case: str = "s", **marks: str) -> Event:
    time = None if after is None else NOW + after
    return Event("command", line, case, time, attributes=marks, source="jsonl")


def touched(path: str, *, old: str | None = None, project: str = str(ROOT)) -> Event:
    attributes = {"project": project, "status": "R" if old else "M", **({"old_path": old} if old else {})}
    return Event("file", path, "c", NOW + 1, attributes=attributes, source="git")


def marks(house: House) -> list[tuple[object, object]]:
    found = [event.attributes for _, event in house.log.read()]
    return [(one.get("suggestion"), one.get("suggested")) for one in found]


NONE = (None, None)


def test_what_was_accepted_and_comes_is_marked_in_the_log(house: House) -> None:
    name = suggest(house, "make", "ls")
    house.application.feedback.accept(name)
    house.application.learn([ran("make"), ran("vim", after=2.0)])
    assert marks(house) == [(name, "accepted"), NONE]


def test_what_was_merely_shown_or_dismissed_is_known_as_shown(house: House) -> None:
    name = suggest(house, "make", "ls")
    house.application.feedback.dismiss(name, 2)
    house.application.learn([ran("make"), ran("ls", after=2.0)])
    assert marks(house) == [(name, "shown"), (name, "shown")]


def test_what_was_accepted_is_stored_but_not_counted_as_learnt(house: House) -> None:
    house.application.feedback.accept(suggest(house, "make"))
    house.application.learn([ran("make"), ran("ls", after=2.0)])
    with house.learner.hold() as learner:
        assert learner.knowledge("command").events == 1


@pytest.mark.parametrize(("after", "mark"), [(0.0, "accepted"), (-1.0, None), (0.3, None), (0.5, "accepted")])
def test_a_time_in_whole_seconds_is_joined_to_what_was_shown_within_its_second(
    house: House, after: float, mark: str | None
) -> None:
    house.clock.time = NOW + 0.4
    house.application.feedback.accept(suggest(house, "make"))
    house.application.learn([ran("make", after=after)])
    assert [one[1] for one in marks(house)] == [mark]
    (suggestion,) = house.suggestions.recent()
    assert suggestion.offers[0].came is (mark is not None)


def test_each_candidate_is_joined_once_also_within_a_batch(house: House) -> None:
    name = suggest(house, "make")
    house.application.feedback.accept(name)
    house.application.learn([ran("make"), ran("make", after=2.0)])
    house.application.learn([ran("make", after=3.0)])
    assert marks(house) == [(name, "accepted"), NONE, NONE]


def test_the_list_says_what_came_and_how_much_came_since(house: House) -> None:
    house.application.feedback.accept(suggest(house, "make", "ls"))
    house.application.learn([ran("vim"), ran("make", after=2.0)])
    (one,) = house.suggestions.recent()
    assert [(offer.verdict, offer.came) for offer in one.offers] == [("accepted", True), ("shown", False)]
    assert one.later == 2


def test_an_event_that_is_known_already_joins_nothing(house: House) -> None:
    house.application.learn([ran("make", after=None)])
    house.application.feedback.accept(suggest(house, "make"))
    house.application.learn([ran("make", after=None)])
    (one,) = house.suggestions.recent()
    assert (one.offers[0].came, one.later) == (False, 0)


def test_what_happened_before_it_was_shown_is_not_joined(house: House) -> None:
    suggest(house, "make")
    house.application.learn([ran("make", after=-1.0)])
    assert marks(house) == [NONE]


def test_what_happens_after_the_window_is_not_joined(house: House) -> None:
    suggest(house, "make")
    house.application.learn([ran("make", after=HOUR_S + 1)])
    assert marks(house) == [NONE]


def test_what_happens_after_too_many_events_is_not_joined(house: House) -> None:
    suggest(house, "make")
    house.application.learn([ran(f"c{number}", after=number) for number in range(10)])
    house.application.learn([ran("make", after=20.0)])
    assert marks(house)[-1] == NONE


def test_an_event_without_a_time_happens_now(house: House) -> None:
    name = suggest(house, "make")
    house.application.learn([ran("make", after=None)])
    assert marks(house) == [(name, "shown")]


def test_an_accepted_suggestion_goes_before_a_newer_one_that_was_only_shown(house: House) -> None:
    name = suggest(house, "make")
    house.application.feedback.accept(name)
    house.clock.time = NOW + 0.5
    newer = suggest(house, "make")
    house.application.learn([ran("make"), ran("make", after=2.0)])
    assert marks(house) == [(name, "accepted"), (newer, "shown")]


def test_files_are_joined_within_their_project_and_under_their_old_name(house: House) -> None:
    name = suggest(house, "a.py", place=FILES)
    house.application.feedback.accept(name)
    house.application.learn([touched("a.py", project="/other"), touched("b.py", old="a.py")])
    assert marks(house) == [NONE, (name, "accepted")]


def test_a_mark_that_a_host_gave_stays_and_is_told_to_our_suggestion(house: House) -> None:
    name = suggest(house, "make")
    house.application.learn([ran("make", suggestion=name, suggested="accepted")])
    house.application.learn([ran("ls", after=2.0, suggestion="theirs", suggested="accepted")])
    assert marks(house) == [(name, "accepted"), ("theirs", "accepted")]
    (one,) = house.suggestions.recent()
    assert (one.offers[0].verdict, one.offers[0].came) == ("accepted", True)


def test_what_was_dismissed_is_weakened_in_the_next_answer_for_a_while(house: House) -> None:
    from jepa_learning.application.predict import Request

    def first() -> tuple[str, float]:
        request = Request(kinds=["command"], k=2)
        (section,) = house.application.predict(request).sections
        return section.prediction.candidates[0].activity, section.prediction.candidates[0].probability

    pairs = [line for _ in range(150) for line in ("ls", "make")]
    house.application.learn([ran(line, after=place - 400.0) for place, line in enumerate(pairs)])
    before = first()
    house.application.feedback.dismiss(house.suggestions.recent()[0].id, 1)
    assert first() == (before[0], pytest.approx(before[1] / 4)) or first()[0] != before[0]
    house.application.learn([ran(line, after=place) for place, line in enumerate(["ls", "make"] * 2)])
    assert first()[1] > 0.9 * before[1]


def test_the_mark_says_how_much_of_what_is_accepted_would_have_come_by_itself(house: House) -> None:
    def share_after(*, accepting: bool) -> object:
        house.clock.time += 1.0
        name = house.suggestions.show(COMMANDS, [Candidate("make", 0.5)]) or ""
        if accepting:
            house.application.feedback.accept(name)
        line = "make" if accepting else f"line {house.clock.time}"
        house.application.learn([ran(line, after=house.clock.time - NOW)])
        return list(house.log.read())[-1][1].attributes.get("own_share")

    assert share_after(accepting=True) == 0.0
    assert [share_after(accepting=False) for _ in range(3)] == [None, None, None]
    assert share_after(accepting=True) == pytest.approx((1 - 1.5 / 4.5) * 2.5 / 4)
