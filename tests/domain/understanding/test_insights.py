"""Insights: what is said of a history, with which counts, and what is not said."""

from __future__ import annotations

from datetime import UTC, datetime

from jepa_learning.domain.event import Event
from jepa_learning.domain.understanding.insight import Insight, InsightOptions
from jepa_learning.domain.understanding.insights import insights_of
from jepa_learning.domain.waste.history import History

OPTIONS = InsightOptions(least=5, level=0.01, usual=0.5, most=5)
MORNING = datetime(2024, 1, 1, 9, tzinfo=UTC).timestamp()  # a Monday
DAY_S = 86_400.0


def said(events: list[Event], topic: str) -> list[Insight]:
    found = insights_of(
        History(events, gap_s=1800), OPTIONS, local=lambda time: datetime.fromtimestamp(time, tz=UTC)
    )
    return [one for one in found if one.topic == topic]


def session(day: int, lines: list[str], **attributes: float) -> list[Event]:
    return [
        Event("command", line, f"s{day}", MORNING + DAY_S * day + place, attributes=dict(attributes))
        for place, line in enumerate(lines)
    ]


def commits(*cases: list[str]) -> list[Event]:
    return [
        Event("file", path, f"c{number}", MORNING + number, attributes={"status": "M"})
        for number, paths in enumerate(cases)
        for path in paths
    ]


def test_what_follows_what_is_said_with_its_counts_and_events() -> None:
    events = [one for day in range(10) for one in session(day, ["edit", "lint", "ls", "cat", "test", "push"])]
    (first, *_) = [one for one in said(events, "follows") if "`test`" in one.words]
    assert (first.count, first.of, len(first.cites)) == (10, 10, 5)
    assert set(first.cites) <= {event.id for event in events}


def test_what_is_frequent_anyway_follows_nothing() -> None:
    assert said([one for day in range(10) for one in session(day, ["ls"] * 6)], "follows") == []


def test_what_happened_too_seldom_is_not_said() -> None:
    assert said(session(0, ["edit", "test"]), "follows") == []


def test_files_that_change_together_are_said_from_the_rarer_one() -> None:
    alone = [["b.py", f"x{number}.py"] for number in range(20)]
    events = commits(*[["a.py", "b.py"]] * 8, *alone, *[["y"]] * 60)
    (one,) = said(events, "together")
    assert one.words == "`b.py` changes with `a.py`: 8 of 8 commits."


def test_when_names_the_busiest_hours_and_the_weekend() -> None:
    events = [one for day in range(7) for one in session(day, ["edit"] * 2)]
    busiest, weekend = said(events, "when")
    assert (busiest.count, busiest.of) == (14, 14)
    assert "0:00" in busiest.words
    assert (weekend.count, weekend.of) == (4, 14)


def test_how_long_is_said_of_what_takes_most_of_the_time() -> None:
    events = [
        *(one for day in range(9) for one in session(day, ["make"], duration_s=300.0)),
        *(one for day in range(9, 18) for one in session(day, ["ls"], duration_s=0.1)),
    ]
    first, _ = said(events, "duration")
    assert first.words.startswith("`make` takes 5 min, one in ten times over 5 min; 100 % of all time")


def test_what_fails_is_counted_among_what_said_how_it_ended() -> None:
    events = [
        *(one for day in range(6) for one in session(day, ["pytest"], exit=1)),
        *(one for day in range(6, 10) for one in session(day, ["pytest"], exit=0)),
        *session(10, ["pytest"]),
    ]
    (one,) = said(events, "failure")
    assert (one.words, one.count, one.of) == ("`pytest` fails: 6 of 10 times.", 6, 10)


def test_what_changed_is_said_of_both_ways() -> None:
    events = [one for day in range(20) for one in session(day, ["svn up"])]
    events += [one for day in range(20, 40) for one in session(day, ["git pull"])]
    words = [one.words for one in said(events, "change")]
    assert sorted(words) == [
        "`git pull` became more frequent: 0 times in the older half, 20 since.",
        "`svn up` became less frequent: 20 times in the older half, 0 since.",
    ]


def test_of_nothing_nothing_is_said() -> None:
    assert insights_of(History([], gap_s=1), OPTIONS, local=datetime.fromtimestamp) == []
